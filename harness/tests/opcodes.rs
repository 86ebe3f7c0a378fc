//! What instructions cost: every one is measured or refused by name, and the figures are those written down.

use std::collections::BTreeSet;
use std::path::Path;

use harness::gas::schedule::derive;
use harness::opcodes::{DEFAULT_TYPES, json, markdown, measure};

use crate::support::conforms;

mod support;

/// `docs/opcodes.md` is what `zkprism opcodes --md` prints; `UPDATE_EXPECT=1 cargo test -p harness --test opcodes` writes it anew.
#[test]
fn instructions_cost_what_is_written_down() {
    let costs: Vec<_> = DEFAULT_TYPES.into_iter().map(|ty| measure(ty).expect("every kernel runs")).collect();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/opcodes.md");
    expect_test::expect_file![file].assert_eq(&(markdown(&costs) + "\n"));

    conforms(&serde_json::from_str(&json(&costs)).expect("it is JSON"), "opcodes-1.json");
    let [evm, register] = &costs[..] else { panic!("two types") };
    // `zkprism gas --write` writes it anew
    assert_eq!(
        derive(&evm.entries).schedule,
        prover::profile::proof_priced::SCHEDULE,
        "type 2.5 is priced by other counts"
    );
    let opcodes = vm_evm::opcode::Opcode::all().filter(|opcode| opcode.since <= vm_evm::Fork::Cancun);
    let all: BTreeSet<_> = opcodes.map(|opcode| opcode.mnemonic.to_owned()).collect();
    assert_eq!(&named(evm), &all);
    let all = vm_zkfriendly::isa::Opcode::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(named(register), all);
    for entry in costs.iter().flat_map(|costs| &costs.entries) {
        assert!(entry.rows > 0.0 && entry.cells > entry.rows, "{entry:?}");
    }
}

/// Instructions that are measured or refused, none both.
fn named(costs: &harness::opcodes::Costs) -> BTreeSet<String> {
    let measured: BTreeSet<_> = costs.entries.iter().map(|entry| entry.name.clone()).collect();
    let refused: BTreeSet<_> = costs.refused.iter().map(|refused| refused.name.clone()).collect();
    assert!(measured.is_disjoint(&refused));
    // what belongs to no instruction stands in brackets
    measured.union(&refused).filter(|name| !name.starts_with('(')).cloned().collect()
}

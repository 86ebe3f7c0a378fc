//! Memory, calldata, bulk reads and halts: completeness at their edges, refusals by name, costs.

use std::collections::BTreeSet;
use std::fmt::Write;

use expect_test::expect;

use super::super::lanes::place;
use super::*;
use crate::circuit::Cost;
use crate::testing::assert_accepted;

/// A word whose bytes all differ.
pub(super) const BYTES: &str = "0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20";
/// Another one.
const OTHER: &str = "0xa1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0";

/// A circuit that holds all programs of these tests.
pub(super) fn roomy() -> Arc<Circuit> {
    static CIRCUIT: std::sync::LazyLock<Arc<Circuit>> = std::sync::LazyLock::new(|| {
        circuit(whole(12, &[(place::POSEIDON, 2), (place::RANGES[0], 3), (place::RANGES[1], 2)]))
    });
    Arc::clone(&CIRCUIT)
}

#[track_caller]
fn accepts(run: &Run) {
    let circuit = roomy();
    let witness = run.witness(&circuit, &run.timeline());
    witness.fits(&circuit).expect("the program is small");
    assert_accepted(&circuit, &witness);
}

fn with_calldata(source: &str, data: &[u8]) -> Run {
    Run::of(vm_evm::asm::assemble(source).expect("the program assembles"), data.to_vec().into())
}

#[test]
fn memory_is_read_and_written_at_every_byte() {
    for shifts in [0..16, 16..32] {
        let mut source = format!("PUSH {BYTES} PUSH0 MSTORE PUSH {OTHER} PUSH 32 MSTORE ");
        for shift in shifts {
            write!(source, "PUSH {shift} MLOAD PUSH {} MSTORE ", 96 + 31 * shift).unwrap();
        }
        accepts(&Run::new(&(source + "STOP"), &[]));
    }
}

#[test]
fn stores_overlap() {
    let source = format!(
        "PUSH {BYTES} PUSH 3 MSTORE PUSH {OTHER} PUSH 17 MSTORE PUSH {BYTES} PUSH 16 MSTORE PUSH {OTHER} PUSH 32 MSTORE
         PUSH {BYTES} PUSH 33 MSTORE PUSH {OTHER} PUSH0 MSTORE PUSH 1 MLOAD PUSH 31 MLOAD PUSH 64 PUSH 32 RETURN"
    );
    accepts(&Run::new(&source, &[]));
}

#[test]
fn memory_grows_to_any_size_and_costs_what_it_costs() {
    // 23 and 24 words: the first whose square is 512 and more; 725: where ⌊w²/512⌋ is 2·512 and more
    for words in [1u64, 2, 22, 23, 24, 32, 724, 725, 1024] {
        for (opcode, stack) in [("MLOAD", ""), ("MSTORE", "PUSH 9")] {
            accepts(&Run::new(&format!("{stack} PUSH {} {opcode} STOP", 32 * (words - 1)), &[]));
        }
        let half = words / 2;
        let steps = format!("PUSH {} MLOAD PUSH {} MLOAD PUSH0 MLOAD STOP", 32 * half, 32 * (words - 1));
        accepts(&Run::new(&steps, &[]));
        // one byte into the word behind it
        accepts(&Run::new(&format!("PUSH {} MLOAD STOP", 32 * (words - 1) + 1), &[]));
    }
}

#[test]
fn calldata_is_read_at_words_between_words_and_past_its_end() {
    let data: Vec<u8> = (1..=100).collect();
    for size in [0usize, 1, 3, 4, 5, 31, 35, 36, 37, 68, 100] {
        for offset in [0usize, 1, 3, 4, 5, 8, 32, 35, 36, 67, 68, 99, 100, 101, 1 << 40] {
            accepts(&with_calldata(&format!("PUSH {offset} CALLDATALOAD PUSH0 MSTORE STOP"), &data[..size]));
        }
    }
}

#[test]
fn every_supported_output_is_put_out() {
    let memory = format!("PUSH {BYTES} PUSH0 MSTORE PUSH {OTHER} PUSH 32 MSTORE ");
    for length in [0, 4, 32, 36, 64, 68, 96, 100] {
        for offset in [0, 32, 64, 128] {
            for halt in ["RETURN", "REVERT"] {
                accepts(&Run::new(&format!("{memory} PUSH {length} PUSH {offset} {halt}"), &[]));
            }
        }
    }
    accepts(&Run::new(&format!("{memory} STOP"), &[]));
    // memory that was never touched grows to be put out
    accepts(&Run::new("PUSH 800 PUSH 64 RETURN", &[]));
    accepts(&Run::new("PUSH 804 PUSH 64 REVERT", &[]));
    // nothing is read, wherever that is
    accepts(&Run::new("PUSH0 PUSH 7 REVERT", &[]));
}

#[test]
fn memory_outlives_many_steps() {
    let pause = "JUMPDEST ".repeat(2100);
    accepts(&Run::new(&format!("PUSH {BYTES} PUSH 1 MSTORE {pause} PUSH0 MLOAD POP PUSH 32 PUSH 32 RETURN"), &[]));
    accepts(&Run::new(&format!("PUSH {BYTES} PUSH0 MSTORE {pause} PUSH 36 PUSH0 REVERT"), &[]));
}

/// What one more execution of some instructions costs.
fn marginal(once: &str, before: &str, words: &[u64]) -> String {
    let circuit = roomy();
    let cost = |times: usize| -> Cost {
        let run = Run::new(&format!("{before} {} STOP", once.repeat(times)), words);
        circuit.cost(&run.witness(&circuit, &run.timeline()))
    };
    let (one, two) = (cost(1), cost(2));
    let of = |cost: &Cost, name: &str| {
        let chips = cost.by_chip.iter().filter(|chip| chip.name == name);
        chips.fold((0, 0, 0), |(r, c, m), chip| (r + chip.rows, c + chip.cells, m + chip.messages))
    };
    let names: BTreeSet<&str> = two.by_chip.iter().map(|chip| chip.name).collect();
    let skipped = ["byte", "range table", "tables", "push", "pop", "public"];
    let lines = names.into_iter().filter(|name| !skipped.contains(name)).map(|name| {
        let ((r1, c1, m1), (r2, c2, m2)) = (of(&one, name), of(&two, name));
        if r1 == r2 {
            String::new()
        } else {
            format!("  {name}: rows {}, cells {}, messages {}\n", r2 - r1, c2 - c1, m2 - m1)
        }
    });
    lines.collect()
}

#[test]
fn opcodes_cost() {
    let mut costs = String::new();
    for (name, once, before) in [
        ("mload", "PUSH 64 MLOAD POP ", "PUSH 96 MLOAD POP"),
        ("mload across", "PUSH 65 MLOAD POP ", "PUSH 96 MLOAD POP"),
        ("mstore", "PUSH 1 PUSH 64 MSTORE ", "PUSH 96 MLOAD POP"),
        ("mstore across", "PUSH 1 PUSH 65 MSTORE ", "PUSH 96 MLOAD POP"),
        ("calldataload", "PUSH 4 CALLDATALOAD POP ", ""),
        ("calldataload across", "PUSH 0 CALLDATALOAD POP ", ""),
        ("calldataload past", "PUSH 100 CALLDATALOAD POP ", ""),
    ] {
        write!(costs, "{name}\n{}", marginal(once, before, &[7])).unwrap();
    }
    expect![[r#"
        mload
          mload: rows 1, cells 45, messages 14
        mload across
          mload: rows 1, cells 45, messages 18
          multiply: rows 2, cells 60, messages 34
          range128: rows 4, cells 88, messages 52
          range64: rows 22, cells 286, messages 154
          window: rows 1, cells 36, messages 5
        mstore
          mstore: rows 1, cells 45, messages 15
        mstore across
          mstore: rows 1, cells 45, messages 20
          multiply: rows 4, cells 120, messages 72
          range128: rows 12, cells 264, messages 156
          range64: rows 44, cells 572, messages 308
          store: rows 1, cells 36, messages 8
        calldataload
          calldataload: rows 1, cells 45, messages 7
        calldataload across
          calldataload: rows 1, cells 45, messages 9
          multiply: rows 2, cells 60, messages 34
          range128: rows 4, cells 88, messages 52
          range64: rows 22, cells 286, messages 154
          window: rows 1, cells 36, messages 5
        calldataload past
          past the calldata: rows 1, cells 16, messages 8
          range128: rows 1, cells 22, messages 13
    "#]]
    .assert_eq(&costs);
    let lanes = roomy();
    let widths = [place::MEMORY, place::BULK, place::COPY, place::ALIGN].map(|lane| {
        let lane = &lanes.lanes[lane];
        let (width, helpers, slots) = (lane.width(), lane.helpers(), lane.slots().len());
        format!("{}: {width} columns, {helpers} helpers, {slots} slots, degree {}\n", lane.name, lane.degree())
    });
    expect![[r#"
        memory: 37 columns, 8 helpers, 23 slots, degree 5
        bulk: 35 columns, 9 helpers, 25 slots, degree 5
        copy: 17 columns, 5 helpers, 13 slots, degree 5
        align: 29 columns, 7 helpers, 20 slots, degree 5
    "#]]
    .assert_eq(&widths.concat());
}

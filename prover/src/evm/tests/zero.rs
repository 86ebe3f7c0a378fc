//! Steps that give 0: of any word, and nothing but 0.

use vm_evm::opcode::{BLOBHASH, CALLDATALOAD};

use super::super::lanes::place;
use super::memory::roomy;
use super::memory_lies::{deltas, position, refused};
use super::words::column;
use super::*;
use crate::Felt;
use crate::circuit::{Kind, Violation, check};
use crate::testing::assert_accepted;

/// Words at which limbs and the ends of integers change.
const EDGES: [&str; 7] = [
    "0",
    "1",
    "5",
    "0xffffffffffffffff",
    "0xffffffffffffffffffffffffffffffff",
    "0x100000000000000000000000000000000",
    "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

#[test]
fn no_index_has_a_blobs_hash() {
    let source: String = EDGES.iter().map(|index| format!("PUSH {index} BLOBHASH ")).collect();
    let run = Run::new(&(source + "STOP"), &[]);
    let timeline = run.timeline();
    let given = timeline.steps.iter().filter(|step| step.opcode == BLOBHASH).map(|step| step.pushed[0]);
    assert_eq!(given.collect::<Vec<_>>(), [[Felt::from(0); 2]; EDGES.len()]);
    assert_accepted(&roomy(), &run.witness(&roomy(), &timeline));
}

/// The next step pops what the lie pushes.
#[test]
fn a_blobs_hash_is_not_claimed() {
    let run = Run::new("PUSH 1 BLOBHASH POP STOP", &[]);
    for limb in 0..2 {
        for delta in deltas() {
            refused(&run, "another hash", |timeline| {
                let at = position(timeline, BLOBHASH);
                timeline.steps[at].pushed[0][limb] += delta;
                timeline.steps[at + 1].popped[0].word[limb] += delta;
            });
            refused(&run, "an index that nobody pushed", |timeline| {
                let at = position(timeline, BLOBHASH);
                timeline.steps[at].popped[0].word[limb] += delta;
            });
        }
    }
}

/// It takes a word and does not leave it there.
#[test]
fn an_index_is_taken() {
    let run = Run::new("PUSH 1 PUSH 2 BLOBHASH STOP", &[]);
    refused(&run, "the index beneath the hash", |timeline| {
        let at = position(timeline, BLOBHASH);
        let index = timeline.steps[at].popped[0].word;
        timeline.left.push((2, index, 2));
    });
    refused(&run, "the word below it", |timeline| {
        let at = position(timeline, BLOBHASH);
        let below = timeline.left[0].1;
        timeline.steps[at].popped[0].word = below;
    });
}

/// From the end on, however far.
#[test]
fn calldata_is_zero_from_its_end_on() {
    for size in [0usize, 4, 5, 36] {
        let ends =
            [size, size + 1, size + (1 << 22) - 1, size + (1 << 22), size + (1 << 40)].map(|end| end.to_string());
        let offsets = ends.iter().map(String::as_str).chain(EDGES.into_iter().skip(3));
        let source: String = offsets.map(|offset| format!("PUSH {offset} CALLDATALOAD ")).collect();
        let run = Run::of(vm_evm::asm::assemble(&(source + "STOP")).unwrap(), vec![0xff; size].into());
        let timeline = run.timeline();
        let mut loads = timeline.steps.iter().filter(|step| step.opcode == CALLDATALOAD);
        assert!(loads.all(|step| step.pushed[0] == [Felt::from(0); 2]), "{size}");
        let witness = run.witness(&roomy(), &timeline);
        assert_eq!(witness.lanes[place::ZERO].len(), 9, "{size}");
        assert_accepted(&roomy(), &witness);
    }
}

/// The last byte of the calldata, and bytes before it, said to be past the end.
#[test]
fn calldata_that_is_there_is_not_zero() {
    let circuit = roomy();
    let lane = &circuit.lanes[place::ZERO];
    let cell = |name| column(lane, "past the calldata", name).expect("the chip has the cell");
    let [lo, low, inverse] = ["index or offset.lo", "the low limb is compared", "inverse of the high limb"].map(cell);
    // the calldata has 36 bytes, of which the last 32 are an offset
    for offset in [35u64, 4, 0] {
        let run = Run::new("PUSH 4 CALLDATALOAD CALLDATALOAD POP STOP", &[offset]);
        assert_accepted(&circuit, &run.witness(&circuit, &run.timeline()));
        let mut timeline = run.timeline();
        let [_, _, load, pop, _] = &mut timeline.steps[..] else { panic!("five steps") };
        // filled as of byte 36, and then with the offset that is on the stack
        load.popped[0].word = [Felt::from(36), Felt::from(0)];
        (load.pushed[0], pop.popped[0].word) = ([Felt::from(0); 2], [Felt::from(0); 2]);
        let mut witness = run.witness(&circuit, &timeline);
        assert_eq!(witness.lanes[place::ZERO].len(), 1);
        witness.lanes[place::ZERO].set(0, lo, Felt::from(offset));
        witness.complete(&circuit);
        let wide = Felt::from(Kind::RangeWide.tag());
        let violations = check(&circuit, &witness);
        let is_range = |v: &Violation| matches!(v, Violation::Unbalanced { message, .. } if message.tag == wide);
        assert!(!violations.is_empty() && violations.iter().all(is_range), "{offset}: {violations:?}");
        // nor if nothing is compared
        witness.lanes[place::ZERO].set(0, low, Felt::from(0));
        for claimed in [0, 1] {
            witness.lanes[place::ZERO].set(0, inverse, Felt::from(claimed));
            witness.complete(&circuit);
            let violations = check(&circuit, &witness);
            assert!(violations.iter().any(|v| matches!(v, Violation::Constraint { .. })), "{offset}: {violations:?}");
        }
    }
}

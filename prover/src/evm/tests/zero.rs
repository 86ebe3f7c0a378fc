//! Steps that give 0: of any word, and nothing but 0.

use vm_evm::opcode::BLOBHASH;

use super::memory::roomy;
use super::memory_lies::{deltas, position, refused};
use super::*;
use crate::Felt;
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

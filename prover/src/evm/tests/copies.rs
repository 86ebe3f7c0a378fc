//! Copies into memory: every alignment is proven, and no other copy.

use ff::Field;
use proptest::prelude::*;

use super::super::stream::{SourceWord, Transfer};
use super::*;
use crate::Felt;
use crate::circuit::check;
use crate::testing::assert_accepted;

/// Memory of three words, then a copy, then what came of it.
fn program(copy: &str, [to, from, length]: [u64; 3]) -> String {
    format!(
        "PUSH 0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20 PUSH0 MSTORE
        PUSH 0xa1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0 PUSH 32 MSTORE
        PUSH 0x5152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f70 PUSH 64 MSTORE
        PUSH {length} PUSH {from} PUSH {to} {copy} PUSH 128 PUSH0 RETURN"
    )
}

const COPIES_OF: [&str; 3] = ["MCOPY", "CALLDATACOPY", "CODECOPY"];

fn run(copy: &str, operands: [u64; 3]) -> Run {
    Run::new(&program(copy, operands), &[u64::MAX, 0x1234_5678])
}

#[test]
fn every_kind_of_alignment_is_accepted() {
    accepts(&[0, 1, 31], &[0, 4, 28, 33, 500], &[1, 33]);
}

/// Minutes: more of them.
mod exhaustive {
    #[test]
    fn every_alignment_is_accepted() {
        let offsets = [0, 1, 3, 4, 5, 27, 28, 31, 32, 33, 60, 68, 100, 500];
        super::accepts(&[0, 1, 31, 32], &offsets, &[1, 31, 32, 33, 64]);
    }
}

fn accepts(destinations: &[u64], offsets: &[u64], lengths: &[u64]) {
    let circuit = low_circuit();
    for copy in COPIES_OF {
        for to in destinations.iter().copied() {
            for from in offsets.iter().copied() {
                for length in lengths.iter().copied() {
                    let run = run(copy, [to, from, length]);
                    assert_accepted(&circuit, &run.witness(&circuit, &run.timeline()));
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any copy is accepted, and with one byte more or less copied, or another byte, it is not.
    #[test]
    fn copies_are_accepted_as_they_are(
        copy in 0..3usize,
        to in 0..70u64,
        from in 0..140u64,
        length in 1..100u64,
        bit in 0..256usize,
        word in 0..5usize,
    ) {
        let circuit = low_circuit();
        let run = run(COPIES_OF[copy], [to, from, length]);
        let honest = run.timeline();
        assert_accepted(&circuit, &run.witness(&circuit, &honest));
        let statement = run.facts().statement();
        let lied = lie(&honest, |transfer| {
            let words = transfer.written.len();
            let written = &mut transfer.written[word % words];
            let after = crate::word::integer(written.after) ^ (U256::from(1) << bit);
            written.after = crate::word::word(after);
        });
        prop_assert_ne!(check(&circuit, &run.witness_of(&circuit, &lied, &statement).unwrap()), vec![]);
    }
}

/// Changes what the copy did, and what the frame's end reads of it.
fn lie(honest: &Timeline, change: impl FnOnce(&mut Transfer)) -> Timeline {
    let mut lied = honest.clone();
    let at = lied.steps.iter().position(|step| step.transfer.is_some()).expect("the program copies");
    let transfer = lied.steps[at].transfer.as_mut().expect("just found");
    change(transfer);
    let (place, written) = (transfer.place, transfer.written.clone());
    for (index, word) in (place..).zip(&written) {
        for step in &mut lied.steps[at + 1..] {
            for read in step.memory.iter_mut().filter(|read| read.index == index) {
                (read.before, read.after) = (word.after, word.after);
            }
        }
        if let Some((last, _)) = lied.memory.get_mut(usize::try_from(index).unwrap()) {
            *last = word.after;
        }
    }
    lied
}

/// Lies about where a copy starts and ends, with everything that follows from them true.
#[test]
fn another_copy_is_refused() {
    let circuit = low_circuit();
    let operands = [5, 3, 40];
    for copy in COPIES_OF {
        let honest = run(copy, operands);
        for (i, change) in
            [(0, 1), (0, 32), (1, 1), (1, 32), (2, 1), (2, 32), (0, u64::MAX), (1, u64::MAX), (2, u64::MAX)]
        {
            let mut others = operands;
            others[i] = others[i].wrapping_add(change);
            let other = run(copy, others);
            // the other copy, with the operands of this one
            let mut lied = other.timeline();
            let at = lied.steps.iter().position(|step| step.transfer.is_some()).unwrap();
            let mine = &honest.timeline().steps;
            lied.steps[at].popped = mine[at].popped.clone();
            for (step, mine) in lied.steps[..at].iter_mut().zip(mine) {
                *step = mine.clone();
            }
            let mut statement = other.facts().statement();
            let own = honest.facts().statement();
            (statement.code, statement.code_length, statement.code_cut_off) =
                (own.code, own.code_length, own.code_cut_off);
            let facts = honest.facts();
            let mut witness = circuit.witness();
            witness.public = statement.public().unwrap();
            if lanes().fill(&mut witness, &facts, &lied).is_err() {
                continue;
            }
            witness.complete(&circuit);
            assert_ne!(check(&circuit, &witness), vec![], "{copy}: operand {i} by {change}");
        }
    }
}

/// A word that is read and written by the same step: it is read as it was before.
#[test]
fn an_overlapping_copy_reads_what_was_there_before() {
    let circuit = low_circuit();
    for operands in [[32, 0, 64], [0, 32, 64], [7, 3, 50], [3, 7, 50], [0, 0, 64]] {
        let run = run("MCOPY", operands);
        let honest = run.timeline();
        let statement = run.facts().statement();
        let is_refused = |lied: &Timeline, what: &str| {
            let witness = run.witness_of(&circuit, lied, &statement).unwrap();
            assert_ne!(check(&circuit, &witness), vec![], "{operands:?}: {what}");
        };
        let at = honest.steps.iter().position(|step| step.transfer.is_some()).unwrap();
        let overlaps = honest.steps[at].transfer.as_ref().unwrap().sources.clone();
        for (number, source) in overlaps.iter().enumerate() {
            let SourceWord::Memory { word, age, written } = *source else { continue };
            let swap = |to: SourceWord| lie(&honest, |transfer| transfer.sources[number] = to);
            is_refused(&swap(SourceWord::Memory { word, age, written: !written }), "written or not");
            is_refused(&swap(SourceWord::Memory { word, age: age + Felt::ONE, written }), "another age");
            is_refused(
                &swap(SourceWord::Memory { word: [word[0] + Felt::ONE, word[1]], age, written }),
                "another word",
            );
            is_refused(&swap(SourceWord::Before), "no word");
            is_refused(&swap(SourceWord::Past(0)), "past the end");
        }
        let lied = lie(&honest, |transfer| {
            for written in &mut transfer.written {
                written.age = match written.age {
                    None => Some(Felt::ZERO),
                    Some(_) => None,
                };
            }
        });
        is_refused(&lied, "words that the step did not read");
    }
}

/// What is changed of a copy, and how.
type Change = (&'static str, fn(&mut Transfer));

/// Cuts elsewhere, shifts, chains that are too long or too short.
#[test]
fn chains_are_as_long_as_the_copy_and_cut_at_its_ends() {
    let circuit = low_circuit();
    for copy in COPIES_OF {
        for operands in [[5, 3, 40], [0, 4, 64], [0, 0, 96], [31, 0, 2], [1, 1, 1]] {
            let run = run(copy, operands);
            let honest = run.timeline();
            let statement = run.facts().statement();
            let lies: [Change; 10] = [
                ("one byte more stays", |t| t.head = (t.head + 1) % 32),
                ("all is written from the start", |t| t.head = if t.head == 0 { 1 } else { 0 }),
                ("another number of bytes is written", |t| t.tail = t.tail % 32 + 1),
                ("the last word is written whole", |t| t.tail = if t.tail == 32 { 1 } else { 32 }),
                ("another shift", |t| t.shift = (t.shift + 1) % 32),
                ("the next source word", |t| t.first += Felt::ONE),
                ("the next word of memory", |t| t.place += 1),
                ("the last word left out", |t| t.written.truncate(t.written.len() - 1)),
                ("the words in another order", |t| t.written.rotate_left(1)),
                ("the first word said twice", |t| t.written.insert(0, t.written[0])),
            ];
            for (what, change) in lies {
                let mut lied = honest.clone();
                let at = lied.steps.iter().position(|step| step.transfer.is_some()).unwrap();
                change(lied.steps[at].transfer.as_mut().unwrap());
                if lied.steps == honest.steps {
                    continue;
                }
                let witness = run.witness_of(&circuit, &lied, &statement).unwrap();
                assert_ne!(check(&circuit, &witness), vec![], "{copy} {operands:?}: {what}");
            }
        }
    }
}

/// With no bytes to copy, whatever the other operands are.
#[test]
fn nothing_is_copied_from_anywhere_to_anywhere() {
    let circuit = low_circuit();
    let far = "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
    for copy in COPIES_OF {
        let run = Run::new(&format!("PUSH0 PUSH {far} PUSH {far} {copy} MSIZE STOP"), &[]);
        assert_accepted(&circuit, &run.witness(&circuit, &run.timeline()));
    }
    let run = Run::new(&format!("PUSH0 PUSH0 PUSH {far} RETURNDATACOPY MSIZE STOP"), &[]);
    assert_accepted(&circuit, &run.witness(&circuit, &run.timeline()));
}

/// Calldata and code past their end are zeros, from the first byte past it on.
#[test]
fn what_is_there_is_not_past_the_end() {
    let circuit = low_circuit();
    for (copy, at) in [("CALLDATACOPY", 32), ("CODECOPY", 0)] {
        let run = run(copy, [0, at, 32]);
        let statement = run.facts().statement();
        for size in [0, 4, 31, 32, 33, 68] {
            let lied = lie(&run.timeline(), |transfer| {
                for source in &mut transfer.sources {
                    *source = SourceWord::Past(size);
                }
                for written in &mut transfer.written {
                    written.after = [Felt::ZERO; 2];
                }
            });
            let witness = run.witness_of(&circuit, &lied, &statement).unwrap();
            assert_ne!(check(&circuit, &witness), vec![], "{copy}: {size} bytes");
        }
    }
}

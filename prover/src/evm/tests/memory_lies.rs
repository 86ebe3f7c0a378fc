//! Lies about memory, calldata, bulk reads and halts, with everything that follows from them true.

use ff::Field;

use super::super::lanes::place;
use super::super::notes::Notes;
use super::super::statement::End;
use super::memory::{BYTES, roomy};
use super::*;
use crate::Felt;
use crate::circuit::{Circuit, Kind, check};
use crate::evm::timeline::EvmStep;
use crate::public::public_lane;
use crate::range::{RangeLanes, power_of_two, table};
use crate::testing::assert_accepted;

/// Gives another step's witness, with the statement as it is.
#[track_caller]
pub(super) fn refused(run: &Run, what: &str, lie: impl Fn(&mut Timeline)) -> Vec<String> {
    let circuit = roomy();
    let mut timeline = run.timeline();
    lie(&mut timeline);
    let violations = check(&circuit, &run.witness(&circuit, &timeline));
    assert!(!violations.is_empty(), "accepted: {what}");
    violations.iter().map(ToString::to_string).collect()
}

pub(super) fn position(timeline: &Timeline, opcode: u8) -> usize {
    timeline.steps.iter().position(|step| step.opcode == opcode).expect("the program has the opcode")
}

pub(super) fn deltas() -> Vec<Felt> {
    let powers = [0, 8, 32, 64, 96, 120, 128].map(power_of_two);
    powers.iter().flat_map(|power| [*power, -power]).collect()
}

/// The next step pops what the lie pushes.
#[test]
fn another_loaded_word_is_refused() {
    for (source, opcode) in [
        (format!("PUSH {BYTES} PUSH0 MSTORE PUSH0 MLOAD POP STOP"), 0x51),
        (format!("PUSH {BYTES} PUSH0 MSTORE PUSH 7 MLOAD POP STOP"), 0x51),
        ("PUSH 4 CALLDATALOAD POP STOP".to_owned(), 0x35),
        ("PUSH 11 CALLDATALOAD POP STOP".to_owned(), 0x35),
        ("PUSH0 CALLDATALOAD POP STOP".to_owned(), 0x35),
        ("PUSH 100 CALLDATALOAD POP STOP".to_owned(), 0x35),
    ] {
        let run = Run::new(&source, &[7, u64::MAX]);
        for limb in 0..2 {
            for delta in deltas() {
                refused(&run, &source, |timeline| {
                    let at = position(timeline, opcode);
                    timeline.steps[at].pushed[0][limb] += delta;
                    timeline.steps[at + 1].popped[0].word[limb] += delta;
                    for word in &mut timeline.steps[at].memory {
                        // an aligned load says that the word is what it loaded
                        if source.contains("PUSH0 MLOAD") {
                            word.after[limb] += delta;
                        }
                    }
                });
            }
        }
    }
}

#[test]
fn another_calldata_word_is_refused() {
    for offset in [4, 11] {
        let run = Run::new(&format!("PUSH {offset} CALLDATALOAD POP STOP"), &[7, 8]);
        let lied = Run::new(&format!("PUSH {offset} CALLDATALOAD POP STOP"), &[7 << 32, 8 << 32]);
        refused(&run, "words of another call", |timeline| {
            let other = lied.timeline();
            let at = position(timeline, 0x35);
            timeline.steps[at] = other.steps[at].clone();
            timeline.steps[at + 1] = other.steps[at + 1].clone();
        });
    }
    // calldata that is there read as if it were past the end
    let run = Run::new("PUSH 4 CALLDATALOAD POP STOP", &[7]);
    refused(&run, "a shorter calldata", |timeline| {
        let at = position(timeline, 0x35);
        let step = &mut timeline.steps[at];
        step.calldata.as_mut().unwrap().size = 4;
        step.pushed[0] = [Felt::ZERO; 2];
        timeline.steps[at + 1].popped[0].word = [Felt::ZERO; 2];
    });
}

/// A store that leaves something, or changes something beside its window; the load that follows meets it.
#[test]
fn another_stored_word_is_refused() {
    for offset in [0, 7] {
        let source =
            format!("PUSH 0 MLOAD POP PUSH {BYTES} PUSH {offset} MSTORE PUSH0 MLOAD POP PUSH 32 MLOAD POP STOP");
        let run = Run::new(&source, &[]);
        for (word, limb) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            for delta in deltas() {
                if word == 1 && offset == 0 {
                    continue;
                }
                refused(&run, "another word after the store", |timeline| {
                    let store = position(timeline, 0x52);
                    timeline.steps[store].memory[word].after[limb] += delta;
                    let load = store + if word == 0 { 2 } else { 5 };
                    let step = &mut timeline.steps[load];
                    assert_eq!(step.opcode, 0x51);
                    step.memory[0].before[limb] += delta;
                    step.memory[0].after[limb] += delta;
                    step.pushed[0][limb] += delta;
                    timeline.steps[load + 1].popped[0].word[limb] += delta;
                    timeline.memory[word].0[limb] += delta;
                });
            }
        }
    }
}

/// Changes the gas of all that follows a step, and of the statement.
fn shift_gas(steps: &mut [EvmStep], at: usize, gas: Felt) {
    steps[at].next[3] += gas;
    for step in &mut steps[at + 1..] {
        step.state[3] += gas;
        step.next[3] += gas;
    }
}

fn witness_with_gas(run: &Run, timeline: &Timeline, gas: i64) -> Witness {
    let mut statement = run.facts().statement();
    statement.gas_left = statement.gas_left.checked_add_signed(gas).expect("there is gas");
    run.witness_of(&roomy(), timeline, &statement).expect("the steps can be filled")
}

#[test]
fn another_price_of_growing_is_refused() {
    for source in ["PUSH 736 MLOAD POP STOP", "PUSH 7 PUSH 10000 MSTORE STOP"] {
        let run = Run::new(source, &[]);
        for gas in [1i64, -1, 3, -3, 100] {
            let mut timeline = run.timeline();
            let at = timeline.steps.iter().position(|step| !step.memory.is_empty()).expect("memory is touched");
            let element = Felt::from(gas.unsigned_abs()) * if gas < 0 { -Felt::ONE } else { Felt::ONE };
            shift_gas(&mut timeline.steps, at, element);
            assert_ne!(check(&roomy(), &witness_with_gas(&run, &timeline, gas)), vec![], "{source}: {gas}");
        }
        // the same, told without a lie
        assert_accepted(&roomy(), &witness_with_gas(&run, &run.timeline(), 0));
    }
}

#[test]
fn growth_cannot_be_denied_nor_claimed() {
    // 736: 24 words, 72 + 1 gas
    let run = Run::new("PUSH 736 MLOAD POP STOP", &[]);
    let mut timeline = run.timeline();
    let at = position(&timeline, 0x51);
    timeline.steps[at].context.as_mut().unwrap().after[0] = Felt::ZERO;
    let end = timeline.steps.len() - 1;
    timeline.steps[end].context.as_mut().unwrap().before[0] = Felt::ZERO;
    timeline.steps[end].context.as_mut().unwrap().after[0] = Felt::ZERO;
    shift_gas(&mut timeline.steps, at, Felt::from(73));
    let found = check(&roomy(), &witness_with_gas(&run, &timeline, 73));
    let what: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(what.len(), 1, "nothing but the difference is wrong: {what:#?}");

    // memory of 24 words, claimed to shrink to one
    let run = Run::new("PUSH 736 MLOAD POP PUSH0 MLOAD POP STOP", &[]);
    refused(&run, "memory shrinks", |timeline| {
        let at = position(timeline, 0x51) + 3;
        assert_eq!(timeline.steps[at].opcode, 0x51);
        timeline.steps[at].context.as_mut().unwrap().after[0] = Felt::ONE;
        let end = timeline.steps.len() - 1;
        timeline.steps[end].context.as_mut().unwrap().before[0] = Felt::ONE;
        timeline.steps[end].context.as_mut().unwrap().after[0] = Felt::ONE;
    });
}

#[test]
fn a_halt_cannot_be_told_otherwise() {
    let run = Run::new("PUSH 36 PUSH0 REVERT", &[]);
    let circuit = roomy();
    let honest = run.facts().statement();
    assert_accepted(&circuit, &run.witness(&circuit, &run.timeline()));
    let changes: [fn(&mut Statement); 6] = [
        |s| s.end = End::Success,
        |s| s.gas_left += 1,
        |s| s.refund = 1,
        |s| s.output_length = 0,
        |s| s.steps += 1,
        |s| s.logs.blocks = 1,
    ];
    for change in changes {
        let mut statement = honest.clone();
        change(&mut statement);
        let witness = run.witness_of(&circuit, &run.timeline(), &statement).expect("the steps can be filled");
        assert_ne!(check(&circuit, &witness), vec![], "{statement:?}");
    }
}

/// The first bytes of the output as another number, with what is left of the word adapted.
#[test]
fn another_selector_is_refused() {
    let run = Run::new(REVERT, &[]);
    let circuit = roomy();
    let mut witness = run.witness(&circuit, &run.timeline());
    let lane = &circuit.lanes[place::COPY];
    let column = (0..lane.width()).find(|i| lane.column_name(None, *i) == "high bytes").expect("a column");
    let last = (0..witness.lanes[place::COPY].len())
        .find(|row| {
            let remaining = (0..lane.width()).find(|i| lane.column_name(None, *i) == "remaining").expect("a column");
            witness.lanes[place::COPY].get(*row, remaining) == Felt::ONE
        })
        .expect("a chain has a last row");
    let bulk = &circuit.lanes[place::BULK];
    let selector = (0..bulk.width()).find(|i| bulk.column_name(None, *i) == "selector").expect("a column");
    let lied = witness.lanes[place::COPY].get(last, column) + Felt::ONE;
    assert_eq!(witness.lanes[place::BULK].get(0, selector) + Felt::ONE, lied);
    witness.lanes[place::COPY].set(last, column, lied);
    witness.lanes[place::BULK].set(0, selector, lied);
    witness.complete(&circuit);
    let violations = check(&circuit, &witness);
    assert!(violations.len() >= 3, "range, block of the word, first block: {violations:?}");
}

/// The next step pops the hash, so nothing but the hash's own rows can refuse another one.
#[test]
fn memory_is_hashed() {
    let circuit = low_circuit();
    // of nothing, wherever that is; of a block; of two
    let nothing = format!("PUSH0 PUSH {BYTES} KECCAK256 POP STOP");
    let of_words = [1u64, 2, 4, 5, 9]
        .map(|words| format!("PUSH {BYTES} PUSH 32 MSTORE PUSH {} PUSH 32 KECCAK256 POP STOP", 32 * words));
    for source in [nothing].into_iter().chain(of_words) {
        let run = Run::new(&source, &[]);
        let mut timeline = run.timeline();
        assert_accepted(&circuit, &run.witness(&circuit, &timeline));
        let at = position(&timeline, 0x20);
        timeline.steps[at].pushed[0][0] += Felt::ONE;
        timeline.steps[at + 1].popped[0].word[0] += Felt::ONE;
        let violations = check(&circuit, &run.witness(&circuit, &timeline));
        // the hash that was asked for, and the one that was found
        assert_eq!(violations.len(), 2, "{violations:?}");
    }
}

/// A chain to the log: said if the transaction succeeds, and only then.
#[test]
fn a_chain_to_the_log_is_said_on_success() {
    use super::super::copy::{CopyLane, Mode, Read};
    use super::super::timeline::MemoryWord;
    use crate::poseidon::{Stream, sponge_id};
    let copy = CopyLane::declare();
    let ranges = RangeLanes::declare();
    let lanes = vec![public_lane(7), copy.lane.clone(), ranges.narrow.lane.clone(), ranges.wide.lane.clone(), table()];
    let felt = |value: u64| Felt::from(value);
    for success in [true, false] {
        let words: Vec<MemoryWord> = (0..3u64)
            .map(|i| {
                let word = [felt(10 + i), felt(20 + i)];
                MemoryWord { index: 5 + i, before: word, after: word, age: felt(i) }
            })
            .collect();
        let (clock, base) = (felt(9), felt(4));
        let mode = felt(Mode::Log.number());
        let mut rows = crate::public::PublicRows::default();
        rows.send(Kind::EvmRead, &[clock, felt(7), base, felt(3), mode]);
        rows.receive(Kind::EvmRead, &[clock, felt(4), base, felt(0), mode]);
        rows.provide(Kind::Outcome, &[felt(u64::from(success))]);
        for (word, i) in words.iter().zip(1u64..) {
            let [lo, hi] = word.before;
            rows.send(Kind::EvmMemory, &[felt(word.index), lo, hi, clock - Felt::ONE - word.age]);
            rows.receive(Kind::EvmMemory, &[felt(word.index), lo, hi, clock]);
            if success {
                rows.receive(Kind::Absorb, &[felt(sponge_id(Stream::Log, 4 + i)), lo, hi]);
            } else {
                rows.skip();
            }
        }
        let shape = Shape::whole(12, &lanes, &vec![1; lanes.len()]);
        let public = rows.columns(7);
        let circuit = Circuit::new("log", lanes.clone(), shape, public[0].len());
        let mut witness = circuit.witness();
        witness.public = public;
        let mut notes = Notes { reads: Read::chain(clock, &words, base, Mode::Log, success), ..Notes::default() };
        copy.fill_all(&mut witness, 1, &mut notes);
        let mut lied = witness.clone();
        witness.complete(&circuit);
        assert_accepted(&circuit, &witness);
        let lies = crate::testing::flips(&circuit, &witness).chain(crate::testing::ghosts(&circuit, &witness));
        let verdicts = crate::testing::judge(&circuit, &witness, lies);
        assert!(verdicts.accepted.is_empty(), "{:#?}", verdicts.accepted);
        // the other outcome
        let other = Read::chain(clock, &words, base, Mode::Log, !success);
        lied.lanes[1] = circuit.witness().lanes[1].clone();
        copy.fill_all(&mut lied, 1, &mut Notes { reads: other, ..Notes::default() });
        lied.complete(&circuit);
        assert_ne!(check(&circuit, &lied), vec![]);
    }
}

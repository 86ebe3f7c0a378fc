//! Transient storage: random accesses are accepted; a slot with two memories, or one that reads the future, is refused.

use std::collections::BTreeMap;

use ff::Field;
use proptest::prelude::*;

use super::super::timeline::TransientSlot;
use super::super::transient_slots::TransientSlotLane;
use super::*;
use crate::Felt;
use crate::circuit::{Kind, Violation, check};
use crate::range::RangeLanes;
use crate::testing::assert_accepted;
use crate::word::{Word, word};

/// The value that the lies' programs store in slot 3.
const STORED: u64 = 1000;

/// Stores and then loads; the value that is loaded goes nowhere.
const STORE_LOAD: &str = "PUSH 1000 PUSH 3 TSTORE PUSH 3 TLOAD POP STOP";

/// Loads and then stores.
const LOAD_STORE: &str = "PUSH 3 TLOAD POP PUSH 1000 PUSH 3 TSTORE STOP";

fn slots() -> [U256; 6] {
    let high = U256::from(1) << 128;
    [U256::ZERO, U256::from(1), high - U256::from(1), high, high + U256::from(1), !U256::ZERO]
}

#[test]
fn what_a_revert_discards_is_accepted() {
    let circuit = low_circuit();
    let run = Run::new("PUSH 1 PUSH 3 TSTORE PUSH 3 TLOAD POP PUSH0 PUSH0 REVERT", &[]);
    assert_accepted(&circuit, &run.witness(&circuit, &run.timeline()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A slot holds what was last stored there, or 0.
    #[test]
    fn random_accesses_are_accepted(
        accesses in proptest::collection::vec((0..6usize, proptest::option::of(0..3u64)), 1..40),
        lied in any::<proptest::sample::Index>(),
    ) {
        let mut held = BTreeMap::new();
        let mut source = String::new();
        let mut expected = vec![];
        for (slot, store) in &accesses {
            let slot = slots()[*slot];
            match store {
                Some(value) => {
                    source += &format!("PUSH {value} PUSH {slot:#x} TSTORE ");
                    held.insert(slot, *value);
                }
                None => {
                    source += &format!("PUSH {slot:#x} TLOAD POP ");
                    expected.push(word(U256::from(held.get(&slot).copied().unwrap_or(0))));
                }
            }
        }
        let circuit = low_circuit();
        let run = Run::new(&(source + "STOP"), &[]);
        let timeline = run.timeline();
        let loads = timeline.steps.iter().enumerate().filter(|(_, step)| step.opcode == opcode::TLOAD);
        let loads: Vec<_> = loads.map(|(index, step)| (index, step.pushed[0])).collect();
        prop_assert_eq!(loads.iter().map(|(_, value)| *value).collect::<Vec<_>>(), expected);
        prop_assert_eq!(check(&circuit, &run.witness(&circuit, &timeline)), vec![]);
        if !loads.is_empty() {
            let (index, value) = loads[lied.index(loads.len())];
            let lie = load_instead(&timeline, index, word(U256::from(3)));
            prop_assert_ne!(value, word(U256::from(3)));
            prop_assert_ne!(check(&circuit, &run.witness(&circuit, &lie)), vec![]);
        }
    }
}

/// A timeline in which the load at a step, and the POP that follows, have another value.
fn load_instead(timeline: &Timeline, index: usize, value: Word) -> Timeline {
    let mut lied = timeline.clone();
    lied.steps[index].pushed[0] = value;
    lied.steps[index].transient.as_mut().expect("a load").before = value;
    lied.steps[index + 1].popped[0].word = value;
    lied
}

/// The steps of [`STORE_LOAD`] with a load that finds nothing: it reads a first message of its own.
fn forgetful(run: &Run) -> (Timeline, [TransientSlot; 2]) {
    let timeline = run.timeline();
    let load = timeline.steps.iter().position(|step| step.opcode == opcode::TLOAD).expect("it loads");
    let mut lied = load_instead(&timeline, load, word(U256::ZERO));
    let access = lied.steps[load].transient.as_mut().expect("a load");
    let store = std::mem::take(&mut access.since);
    let slot = access.slot;
    let time = load as u64 + 1;
    let memories = [(STORED, store), (0, time)];
    (lied, memories.map(|(value, time)| TransientSlot { slot, value: word(U256::from(value)), time }))
}

/// The violations of a timeline whose transient slots have these rows, one after the other, each list with an end of its own.
fn with_rows(run: &Run, timeline: &Timeline, lists: &[&[TransientSlot]]) -> Vec<Violation> {
    let circuit = low_circuit();
    let mut witness = circuit.witness();
    witness.public = run.facts().statement().public().expect("a statement about facts is well-formed");
    let mut steps = timeline.clone();
    steps.transient.clear();
    lanes().fill(&mut witness, &run.facts(), &steps).expect("the steps can be filled");
    let mut ranges = vec![];
    for list in lists {
        TransientSlotLane::declare().fill(&mut witness, place::TRANSIENT_SLOTS, list, &mut ranges);
    }
    RangeLanes::declare().fill(&mut witness, place::RANGES, &ranges);
    witness.complete(&circuit);
    check(&circuit, &witness)
}

/// The kinds of the messages that do not balance; nothing else is wrong.
fn kinds(found: &[Violation]) -> Vec<Felt> {
    let kind = |violation: &Violation| match violation {
        Violation::Unbalanced { message, .. } => message.tag,
        other => panic!("{other}"),
    };
    let mut kinds: Vec<Felt> = found.iter().map(kind).collect();
    kinds.dedup();
    kinds
}

/// Two first messages of one slot would be two memories of it.
#[test]
fn a_slot_has_one_memory() {
    let run = Run::new(STORE_LOAD, &[]);
    let timeline = run.timeline();
    assert_eq!(with_rows(&run, &timeline, &[&timeline.transient]), vec![]);
    let (lied, [first, second]) = forgetful(&run);
    let other = |slot: u64| TransientSlot { slot: word(U256::from(slot)), value: [Felt::ZERO; 2], time: 0 };
    // all that is wrong is that a difference has no limbs of 128 bits
    let range = Felt::from(Kind::Range.tag());
    for rows in [
        &[first, second][..],
        &[second, first],
        &[first, other(4), second],
        &[other(2), first, other(4), second, other(5)],
        &[first, other(4), other(5), second],
    ] {
        assert_eq!(kinds(&with_rows(&run, &lied, &[rows])), [range], "{rows:?}");
    }
    // a second chain has no start: row 0 alone needs none
    let chain = Felt::from(Kind::EvmTransientChain.tag());
    assert_eq!(kinds(&with_rows(&run, &lied, &[&[first], &[second]])), [chain]);
    assert_ne!(with_rows(&run, &lied, &[&[first]]), vec![]);
    assert_ne!(with_rows(&run, &lied, &[&[second]]), vec![]);
}

/// A slot whose limbs are no limbs of a word does not come between a slot and itself.
#[test]
fn no_slot_between_leads_back() {
    let run = Run::new(STORE_LOAD, &[]);
    let (lied, [first, second]) = forgetful(&run);
    let limit = crate::range::power_of_two(128);
    let [lo, hi] = first.slot;
    for slot in [[lo, hi + limit], [lo, hi - limit], [lo + limit, hi], [lo - limit, hi], [-lo, -Felt::ONE - hi]] {
        let between = TransientSlot { slot, value: [Felt::ZERO; 2], time: 0 };
        assert_ne!(with_rows(&run, &lied, &[&[first, between, second]]), vec![], "{slot:?}");
    }
}

#[test]
fn a_load_does_not_see_the_future() {
    let run = Run::new(LOAD_STORE, &[]);
    let timeline = run.timeline();
    let load = timeline.steps.iter().position(|step| step.opcode == opcode::TLOAD).expect("it loads");
    let mut lied = load_instead(&timeline, load, word(U256::from(STORED)));
    let store = lied.transient[0].time;
    lied.steps[load].transient.as_mut().expect("a load").since = store;
    let store = usize::try_from(store).expect("a few steps") - 1;
    lied.steps[store].transient.as_mut().expect("a store").since = 0;
    lied.transient[0].time = load as u64 + 1;
    let range = Felt::from(Kind::Range.tag());
    assert_eq!(kinds(&with_rows(&run, &lied, &[&lied.transient])), [range]);
}

#[test]
fn a_slot_is_what_the_step_popped() {
    let run = Run::new("PUSH 1000 PUSH 3 TSTORE PUSH 4 TLOAD POP STOP", &[]);
    let timeline = run.timeline();
    let load = timeline.steps.iter().position(|step| step.opcode == opcode::TLOAD).expect("it loads");
    let mut lied = load_instead(&timeline, load, word(U256::from(STORED)));
    lied.steps[load].popped[0].word = word(U256::from(3));
    let access = lied.steps[load].transient.as_mut().expect("a load");
    (access.slot, access.since) = (word(U256::from(3)), timeline.transient[0].time);
    lied.transient[0].time = load as u64 + 1;
    lied.transient.truncate(1);
    let stack = Felt::from(Kind::EvmStack.tag());
    assert_eq!(kinds(&with_rows(&run, &lied, &[&lied.transient])), [stack]);
}

//! Flip, ghost, tamper, fork, on the native checker.

use std::collections::BTreeSet;

use ff::Field;

use super::super::promises::{BLOCK_ROWS, BOUNDARY_ROWS};
use super::*;
use crate::circuit::{Violation, check, messages_of_row};
use crate::poseidon::Domain;
use crate::range::bits_of;
use crate::testing::{Verdicts, flips, ghosts, judge};

/// Flips and ghosts in the state lane, in every case and for each outcome. The golden file lists the promises that never were the only ones
/// to refuse a lie, repaired ones included: of these, most need a lie in all levels of a tree, and [`super::tree_lies`] tells it.
#[test]
fn flips_and_ghosts_are_refused() {
    let (mut all, mut witnesses) = (Verdicts::default(), vec![]);
    let failed = Call { success: false, ..Call::of_case(Case::Updated) };
    for call in Case::ALL.into_iter().map(Call::of_case).chain([failed]) {
        let (circuit, witness) = prove(&call, 10);
        let lies = flips(&circuit, &witness).chain(ghosts(&circuit, &witness));
        all.extend(judge(&circuit, &witness, lies.filter(|lie| lie.what.starts_with("state"))));
        witnesses.push((circuit, Arc::new(witness)));
    }
    assert!(all.tried > 8_000, "only {} lies were told", all.tried);
    assert_eq!(all.accepted, BTreeSet::new());
    let never = all.never_alone(&witnesses[0].0, &witnesses, |lane| lane == "state");
    expect_test::expect_file!["constraints_not_alone.txt"].assert_eq(&never);
}

/// A lie: everything it asks for is answered, as far as it has an answer.
fn answer(mut witness: Witness, roots: [Felt; 3], success: bool) -> (Arc<Circuit>, Witness) {
    let empty = Witness::of_lanes(&lanes().in_order());
    for lane in place::RANGES.into_iter().chain([place::POSEIDON]) {
        witness.lanes[lane] = empty.lanes[lane].clone();
    }
    let rows = witness.lanes[place::STATE].len();
    let mut instances = vec![1; place::COUNT];
    instances[place::TABLE] = TABLE_ROWS.div_ceil((1 << 10) - crate::circuit::UNUSABLE_ROWS);
    let all = lanes().in_order();
    let shape = Shape::whole(10, &all, &instances);
    let circuit = Circuit::new("state", all, shape, PUBLIC_ROWS);
    let (mut requests, mut compressions) = (vec![], vec![]);
    for row in 0..rows {
        for (message, _) in messages_of_row(&circuit, &witness, place::STATE, row) {
            let value = |i: usize| message.values.get(i).copied().unwrap_or(Felt::ZERO);
            let domain = [(Kind::HashIn, Domain::Plain), (Kind::HashLeaf, Domain::Leaf)];
            let domain = domain.into_iter().find(|(kind, _)| message.tag == Felt::from(kind.tag()));
            if let Some((_, domain)) = domain {
                let id = u64::try_from(small(value(0))).expect("ids are row numbers");
                compressions.push(Compression { id, domain, input: [value(1), value(2)] });
            } else if message.tag == Felt::from(Kind::RangeWide.tag()) {
                requests.push((bits_of(value(0)).expect("a fixed width"), value(1)));
            }
        }
    }
    finish(Filled { witness, roots, requests, compressions }, success, 10)
}

fn small(value: Felt) -> u128 {
    use ff::PrimeField;
    u128::from_le_bytes(value.to_repr().as_ref()[..16].try_into().expect("sixteen bytes"))
}

/// What is wrong with a lie, by name: constraints, or kinds of messages that do not balance.
fn faults(circuit: &Circuit, witness: &Witness) -> BTreeSet<String> {
    let kinds = [
        Kind::Storage,
        Kind::Outcome,
        Kind::StateRoots,
        Kind::StateChain,
        Kind::StateLink,
        Kind::HashIn,
        Kind::HashLeaf,
        Kind::HashOut,
        Kind::RangeWide,
        Kind::Range,
    ];
    let name = |violation: Violation| match violation {
        Violation::Constraint { name, .. } => name,
        Violation::Unbalanced { message, .. } => {
            let kind = kinds.into_iter().find(|kind| message.tag == Felt::from(kind.tag()));
            kind.map_or("unknown".to_owned(), |kind| format!("{kind:?}"))
        }
    };
    check(circuit, witness).into_iter().map(name).collect()
}

/// Fills the given ways, true or not, with honest accesses, and says what is wrong with that.
pub(super) fn faults_of(
    call: &Call,
    roots: [Felt; 3],
    updates: &[(TouchedSlot, Update)],
    patch: impl Fn(&mut Patch<'_>),
) -> BTreeSet<String> {
    let mut witness = Witness::of_lanes(&lanes().in_order());
    call.fill_accesses(&mut witness);
    lanes().state.fill_updates(&mut witness, place::STATE, roots, call.success, updates, &mut vec![]);
    patch(&mut Patch(&mut witness));
    let (circuit, witness) = answer(witness, roots, call.success);
    faults(&circuit, &witness)
}

/// Overwrites cells of the state lane.
pub(super) struct Patch<'a>(&'a mut Witness);

impl Patch<'_> {
    pub(super) fn set(&mut self, block: usize, row: usize, column: &str, value: Felt) {
        let column = Self::column(column);
        self.0.lanes[place::STATE].set(BOUNDARY_ROWS + block * BLOCK_ROWS + row, column, value);
    }

    pub(super) fn get(&self, block: usize, row: usize, column: &str) -> Felt {
        self.0.lanes[place::STATE].get(BOUNDARY_ROWS + block * BLOCK_ROWS + row, Self::column(column))
    }

    fn column(name: &str) -> usize {
        let lane = &lanes().state.lane;
        (0..lane.width()).find(|column| lane.column_name(None, *column) == name).expect("a column of the lane")
    }
}

pub(super) fn names(expected: &[&str]) -> BTreeSet<String> {
    expected.iter().map(|name| (*name).to_owned()).collect()
}

pub(super) const NOTHING: fn(&mut Patch<'_>) = |_| {};

#[test]
fn honest_ways_have_no_fault() {
    let call = Call::sample();
    let (updates, roots) = call.updates();
    assert_eq!(faults_of(&call, roots, &updates, NOTHING), BTreeSet::new());
}

/// Fork: the same accesses, another state after, proven in full.
#[test]
fn another_value_after_is_refused() {
    let mut call = Call::new(&[Script::new(2, 7, &[7, 8])]);
    let accesses = call.clone();
    call.scripts[0].accesses[1] = word(9, 0);
    let (updates, roots) = call.updates();
    assert_eq!(faults_of(&accesses, roots, &updates, NOTHING), names(&["Storage"]));
}

#[test]
fn another_last_record_is_refused() {
    let call = Call::new(&[Script::new(2, 7, &[7, 8])]);
    let lies: [fn(&mut TouchedSlot); 4] =
        [|s| s.warm = false, |s| s.time += 1, |s| s.slot[1] += Felt::ONE, |s| s.value = word(7, 0)];
    for lie in lies {
        let mut told = call.touched();
        lie(&mut told[0]);
        let (mut tree, account) = (call.tree(), account(call.address));
        let before = tree.root();
        if told[0].slot != call.scripts[0].slot {
            tree.update(account, told[0].slot, told[0].original).unwrap();
        }
        let update = tree.update(account, told[0].slot, told[0].value).unwrap();
        let roots = [before, tree.root(), account];
        let faults = faults_of(&call, roots, &[(told[0], update)], NOTHING);
        assert!(faults.contains("Storage"), "{faults:?}");
    }
}

/// The value before is another one, and so is the tree before: all is true but the root.
#[test]
fn another_value_before_is_refused() {
    let call = Call::new(&[Script::new(2, 7, &[7, 8])]);
    let mut other = call.clone();
    other.scripts[0].original = word(6, 0);
    let (updates, [_, after, account]) = other.updates();
    let roots = [call.tree().root(), after, account];
    assert_eq!(faults_of(&other, roots, &updates, NOTHING), names(&["StateChain"]));
    // absent, though present
    other.scripts[0].original = word(0, 0);
    let (updates, [_, after, account]) = other.updates();
    assert_eq!(faults_of(&other, [call.tree().root(), after, account], &updates, NOTHING), names(&["StateChain"]));
}

#[test]
fn another_account_is_refused() {
    let foreign = Call { address: Felt::from(0xabcd), ..Call::new(&[Script::new(2, 7, &[7, 8])]) };
    let (updates, roots) = foreign.updates();
    let mut witness = Witness::of_lanes(&lanes().in_order());
    foreign.fill_accesses(&mut witness);
    lanes().state.fill_updates(&mut witness, place::STATE, roots, true, &updates, &mut vec![]);
    let (circuit, witness) = answer(witness, [roots[0], roots[1], account(Felt::from(0xcafe))], true);
    let expected = names(&["StateRoots", "only a table's row is said as often as asked"]);
    assert_eq!(faults(&circuit, &witness), expected);
}

#[test]
fn failure_is_not_the_provers_choice() {
    let call = Call::new(&[Script::new(2, 7, &[7, 8])]);
    let failed = Call { success: false, ..call.clone() };
    for (told, truth) in [(&failed, true), (&call, false)] {
        let (updates, roots) = told.updates();
        let mut witness = Witness::of_lanes(&lanes().in_order());
        told.fill_accesses(&mut witness);
        lanes().state.fill_updates(&mut witness, place::STATE, roots, told.success, &updates, &mut vec![]);
        let (circuit, witness) = answer(witness, roots, truth);
        assert_eq!(faults(&circuit, &witness), names(&["Outcome"]));
    }
}

/// Success, but the slot's change is not made.
#[test]
fn a_change_cannot_be_left_out() {
    let call = Call::new(&[Script::new(2, 7, &[7, 8])]);
    let (tree, account) = (call.tree(), account(call.address));
    let slot = call.touched()[0];
    let update = tree.read(account, slot.slot).unwrap();
    let roots = [tree.root(), tree.root(), account];
    let faults = faults_of(&call, roots, &[(slot, update)], NOTHING);
    assert_eq!(faults, names(&["success without a change: low limb"]));
}

/// A failed transaction's change is made all the same.
#[test]
fn a_failed_change_cannot_be_made() {
    let call = Call { success: false, ..Call::new(&[Script::new(2, 7, &[7, 8])]) };
    let (updates, roots) = Call { success: true, ..call.clone() }.updates();
    let expected = names(&["only success changes a slot", "success without a change: low limb"]);
    assert_eq!(faults_of(&call, roots, &updates, NOTHING), expected);
}

#[test]
fn slots_out_of_order_are_refused() {
    let call = Call::new(&[Script::new(2, 7, &[8]), Script::new(3, 11, &[12])]);
    let (mut tree, account) = (call.tree(), account(call.address));
    let before = tree.root();
    let mut touched = call.touched();
    touched.sort_by_key(|slot| std::cmp::Reverse(path(key(account, slot.slot))));
    let updates: Vec<_> =
        touched.iter().map(|slot| (*slot, tree.update(account, slot.slot, slot.value).unwrap())).collect();
    let faults = faults_of(&call, [before, tree.root(), account], &updates, NOTHING);
    assert!(is_range(&faults), "{faults:?}");
}

/// Two histories of one slot: 7 → 8, and 8 → 9 as if the transaction had begun with 8.
#[test]
fn a_slot_twice_is_refused() {
    let once = Script::new(2, 7, &[8]);
    let again = Script::new(2, 8, &[9]);
    let call = Call::new(&[once.clone(), again]);
    let (mut tree, account) = (Call::new(&[once]).tree(), account(call.address));
    let before = tree.root();
    let updates: Vec<_> =
        call.touched().into_iter().map(|slot| (slot, tree.update(account, slot.slot, slot.value).unwrap())).collect();
    let faults = faults_of(&call, [before, tree.root(), account], &updates, NOTHING);
    assert!(is_range(&faults), "{faults:?}");
}

/// Whether nothing is wrong but a range check.
pub(super) fn is_range(faults: &BTreeSet<String>) -> bool {
    let expected = ["the value is the sum of its limbs", "Range"];
    !faults.is_empty() && faults.iter().all(|fault| expected.contains(&fault.as_str()))
}

//! Flip, ghost, tamper, fork, on the native checker.

use std::collections::BTreeSet;

use ff::Field;

use super::super::lane::{BLOCK_ROWS, BOUNDARY_ROWS, ROOTS, TREE};
use super::*;
use crate::circuit::{Violation, check, messages_of_row};
use crate::range::{bits_of, power_of_two};
use crate::testing::{flips, ghosts, judge};

/// Flips and ghosts in the state lane; of the permutation's rows, which have a test of their own, the first of each kind of request.
#[test]
fn flips_and_ghosts_are_refused() {
    for success in [true, false] {
        let call = Call { success, ..Call::new(&[Script::new(1, 0, &[5]), Script::new(5, 13, &[13])]) };
        let (circuit, witness) = prove(&call, 10);
        let lies = flips(&circuit, &witness).chain(ghosts(&circuit, &witness));
        let lies = lies.filter(|lie| lie.what.starts_with("state"));
        let verdicts = judge(&circuit, &witness, lies);
        assert!(verdicts.tried > 2_000, "only {} lies were told", verdicts.tried);
        assert_eq!(verdicts.accepted, BTreeSet::new());
    }
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
    let circuit = Circuit::new("state", lanes().in_order(), Shape::whole(10, &instances), PUBLIC_ROWS);
    let (mut requests, mut compressions) = (vec![], vec![]);
    for row in 0..rows {
        for (message, _) in messages_of_row(&circuit, &witness, place::STATE, row) {
            let value = |i: usize| message.values.get(i).copied().unwrap_or(Felt::ZERO);
            if message.tag == Felt::from(Kind::HashIn.tag()) {
                let id = u64::try_from(small(value(0))).expect("ids are row numbers");
                compressions.push(Compression { id, input: [value(1), value(2)] });
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
fn faults_of(
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
struct Patch<'a>(&'a mut Witness);

impl Patch<'_> {
    fn set(&mut self, block: usize, row: usize, column: &str, value: Felt) {
        let column = Self::column(column);
        self.0.lanes[place::STATE].set(BOUNDARY_ROWS + block * BLOCK_ROWS + row, column, value);
    }

    fn get(&self, block: usize, row: usize, column: &str) -> Felt {
        self.0.lanes[place::STATE].get(BOUNDARY_ROWS + block * BLOCK_ROWS + row, Self::column(column))
    }

    fn column(name: &str) -> usize {
        let lane = &lanes().state.lane;
        (0..lane.width()).find(|column| lane.column_name(None, *column) == name).expect("a column of the lane")
    }
}

/// The honest ways of a call's slots, sorted by path, and the roots.
fn honest(call: &Call) -> (Vec<(TouchedSlot, Update)>, [Felt; 3]) {
    let (mut tree, account) = (call.tree(), account(call.address));
    let before = tree.root();
    let mut touched = call.touched();
    touched.sort_by_key(|slot| path(key(account, slot.slot)));
    let updates: Vec<_> = touched
        .into_iter()
        .map(|slot| {
            let value = if call.success { slot.value } else { slot.original };
            (slot, tree.update(account, slot.slot, value).unwrap())
        })
        .collect();
    (updates, [before, tree.root(), account])
}

fn names(expected: &[&str]) -> BTreeSet<String> {
    expected.iter().map(|name| (*name).to_owned()).collect()
}

const NOTHING: fn(&mut Patch<'_>) = |_| {};

#[test]
fn honest_ways_have_no_fault() {
    let call = Call::sample();
    let (updates, roots) = honest(&call);
    assert_eq!(faults_of(&call, roots, &updates, NOTHING), BTreeSet::new());
}

/// Fork: the same accesses, another state after, proven in full.
#[test]
fn another_value_after_is_refused() {
    let mut call = Call::new(&[Script::new(2, 7, &[7, 8])]);
    let accesses = call.clone();
    call.scripts[0].accesses[1] = word(9, 0);
    let (updates, roots) = honest(&call);
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
    let (updates, [_, after, account]) = honest(&other);
    let roots = [call.tree().root(), after, account];
    assert_eq!(faults_of(&other, roots, &updates, NOTHING), names(&["StateChain"]));
    // absent, though present
    other.scripts[0].original = word(0, 0);
    let (updates, [_, after, account]) = honest(&other);
    assert_eq!(faults_of(&other, [call.tree().root(), after, account], &updates, NOTHING), names(&["StateChain"]));
}

#[test]
fn another_account_is_refused() {
    let foreign = Call { address: Felt::from(0xabcd), ..Call::new(&[Script::new(2, 7, &[7, 8])]) };
    let (updates, roots) = honest(&foreign);
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
        let (updates, roots) = honest(told);
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
    let (updates, roots) = honest(&Call { success: true, ..call.clone() });
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
fn is_range(faults: &BTreeSet<String>) -> bool {
    let expected = ["the value is the sum of its limbs", "Range"];
    !faults.is_empty() && faults.iter().all(|fault| expected.contains(&fault.as_str()))
}

/// The path of `key + p`, where the slot's leaf does not stand: the slot would seem to be absent.
#[test]
fn the_path_of_another_representative_is_refused() {
    use ff::PrimeField;
    use ruint::aliases::U512;
    let call = Call::new(&[Script::new(2, 0, &[8])]);
    let truth = Call::new(&[Script::new(2, 7, &[8])]);
    let account = account(call.address);
    let key = key(account, call.scripts[0].slot);
    let modulus = U512::from_le_slice((-Felt::ONE).to_repr().as_ref()) + U512::from(1);
    let alias = U512::from_le_slice(key.to_repr().as_ref()) + modulus;
    let [low, q1, q2, q3, ..] = alias.into_limbs();
    let mut tree = truth.tree();
    let roots_before = tree.root();
    let update = tree.update_at(key, low, [Felt::ZERO; 2], word(8, 0));
    let slot = call.touched()[0];
    let roots = [roots_before, tree.root(), account];
    let q = [u128::from(q1) | u128::from(q2) << 64, u128::from(q3)].map(Felt::from_u128);
    assert_eq!(
        Felt::from(low) + power_of_two(64) * (q[0] + power_of_two(128) * q[1]),
        key,
        "the same key in the field"
    );
    let forge = |p: &mut Patch<'_>, s: [Felt; 2]| {
        for (row, value) in (13..).zip([q[0], q[1], s[0], s[1]]) {
            p.set(0, row, "d", value);
        }
    };
    let sum = |p: &Patch<'_>| {
        let d = |row: usize| p.get(0, row, "d");
        d(13) + d(15) + power_of_two(128) * (d(14) + d(16))
    };
    // the equation holds with a rest below zero
    let faults = faults_of(&call, roots, std::slice::from_ref(&(slot, update.clone())), |p| {
        let total = sum(p);
        forge(p, [total - q[0] - power_of_two(128) * q[1], Felt::ZERO]);
    });
    assert!(is_range(&faults), "{faults:?}");
    let faults = faults_of(&call, roots, &[(slot, update)], |p| forge(p, [Felt::ZERO; 2]));
    assert_eq!(faults, names(&["q + s = Q − 1"]));
}

/// The path that the tree's bits say is not the key's.
#[test]
fn another_path_is_refused() {
    let call = Call::new(&[Script::new(2, 0, &[8])]);
    let truth = Call::new(&[Script::new(2, 7, &[8])]);
    let account = account(call.address);
    let key = key(account, call.scripts[0].slot);
    let mut tree = truth.tree();
    let before = tree.root();
    let update = tree.update_at(key, path(key) ^ 1, [Felt::ZERO; 2], word(8, 0));
    let roots = [before, tree.root(), account];
    let faults = faults_of(&call, roots, &[(call.touched()[0], update)], NOTHING);
    assert_eq!(faults, names(&["key = path + 2^64·q"]));
}

/// Another slot's leaf stands at the path: neither a value nor its absence can be proven.
#[test]
fn a_taken_path_proves_nothing() {
    let account = account(Felt::from(0xcafe));
    for (original, reason) in
        [(0, "the bottom node is the leaf's hash, or 0"), (7, "the bottom node is the leaf's hash, or 0")]
    {
        let call = Call::new(&[Script::new(2, original, &[8])]);
        let mut tree = Tree::default();
        let own = key(account, call.scripts[0].slot);
        // the occupant has another key and the same value
        tree.update_at(own + Felt::ONE, path(own), [Felt::ZERO; 2], word(7, 0));
        let before = tree.root();
        let update = tree.update_at(own, path(own), word(original, 0), word(8, 0));
        let roots = [before, tree.root(), account];
        let faults = faults_of(&call, roots, &[(call.touched()[0], update)], |p| {
            // the leaf's hash as the honest hash of (value, own key) gives it
            let hash = crate::poseidon::compress(p.get(0, 19, "b"), p.get(0, 19, "c"));
            p.set(0, 21, "d", hash);
        });
        assert_eq!(faults, names(&[reason]));
    }
}

/// The new way has another sibling at one level: another slot would change along.
#[test]
fn another_sibling_is_refused() {
    let call = Call::new(&[Script::new(2, 7, &[8])]);
    let (mut updates, [before, _, account]) = honest(&call);
    let update = &mut updates[0].1;
    // nodes after, with the sibling of level 60 one higher; rows are patched to what they hash
    let level = 60;
    let mut after = update.after;
    let mut sibling = update.siblings;
    sibling[level] += Felt::ONE;
    for height in level..LEVELS {
        let node = after[height];
        let [left, right] = if update.is_right(height) { [sibling[height], node] } else { [node, sibling[height]] };
        after[height + 1] = crate::poseidon::compress(left, right);
    }
    let path = update.path;
    update.after = after;
    let faults = faults_of(&call, [before, after[LEVELS], account], &updates, |p| {
        let row = TREE + 2 * level + 1;
        let column = if path >> level & 1 == 1 { "b" } else { "c" };
        p.set(0, row, column, sibling[level]);
    });
    assert_eq!(faults, names(&["old and new node have one sibling"]));
}

/// A bit that is not 0 or 1 would let the node be anything between left and right.
#[test]
fn a_bit_is_a_bit() {
    let call = Call::new(&[Script::new(2, 7, &[8])]);
    let (updates, roots) = honest(&call);
    let faults = faults_of(&call, roots, &updates, |p| {
        for level in 0..=1 {
            for row in [TREE + 2 * level, TREE + 2 * level + 1] {
                // path 2^level lower or higher by one at the next level: bit ± 2
                let value = p.get(0, row, "a");
                if level == 1 {
                    p.set(0, row, "a", value + Felt::ONE);
                }
            }
        }
    });
    assert!(faults.contains("a path's bit is 0 or 1"), "{faults:?}");
}

/// The new root may not be another one when nothing changed.
#[test]
fn an_unchanged_slot_keeps_the_root() {
    let call = Call::new(&[Script::new(2, 7, &[7])]);
    let (updates, [before, _, account]) = honest(&call);
    let forged = before + Felt::ONE;
    let faults = faults_of(&call, [before, forged, account], &updates, |p| {
        for (row, column) in [(0, "c"), (3, "b"), (ROOTS, "c"), (ROOTS + 1, "d")] {
            p.set(0, row, column, forged);
        }
    });
    assert_eq!(faults, names(&["without a change the roots are equal"]));
}

/// A present value whose leaf is said to be empty, and the other way round.
#[test]
fn presence_is_not_the_provers_choice() {
    let call = Call::new(&[Script::new(2, 7, &[8])]);
    let (updates, roots) = honest(&call);
    for (row, lie) in [(17, Felt::ZERO), (18, Felt::ONE)] {
        let faults = faults_of(&call, roots, &updates, |p| {
            let sum = p.get(0, row, "b") + p.get(0, row, "c");
            p.set(0, row, "a", lie);
            p.set(0, row + 2, "a", sum * lie);
            p.set(0, row + 4, "a", sum * lie);
            p.set(0, row + 6, "d", sum * lie * p.get(0, row + 4, "d"));
        });
        assert!(faults.contains("a value that is not 0 is present"), "{faults:?}");
    }
}

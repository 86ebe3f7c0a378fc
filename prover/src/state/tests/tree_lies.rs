//! Ways through the tree that are not its own, each hashed in full.

use ff::{Field, PrimeField};
use ruint::aliases::U512;

use super::super::promises::{ROOTS, TREE};
use super::lies::{NOTHING, Patch, faults_of, is_range, names};
use super::*;
use crate::poseidon::compress;
use crate::range::power_of_two;

/// A way that starts from a node at a level, hashed beside the given siblings.
fn climb(path: u64, from: usize, node: Felt, siblings: [Felt; LEVELS]) -> Way {
    let mut nodes = [node; LEVELS + 1];
    for level in from..LEVELS {
        let is_right = path >> (level + 32) & 1 == 1;
        let [left, right] = if is_right { [siblings[level], nodes[level]] } else { [nodes[level], siblings[level]] };
        nodes[level + 1] = compress(left, right);
    }
    Way { from, nodes, siblings, leaf: None }
}

/// The only slot of a call, its way, the root before and the account.
fn only(call: &Call) -> (TouchedSlot, Update, Felt, Felt) {
    let (mut updates, [before, _, account]) = call.updates();
    let (slot, update) = updates.remove(0);
    (slot, update, before, account)
}

/// What is wrong with a way that is told for the only slot of a call: the root after is the way's.
fn faults_of_way(call: &Call, update: &Update, patch: impl Fn(&mut Patch<'_>)) -> std::collections::BTreeSet<String> {
    let (slot, _, _, account) = only(call);
    let roots = [update.before.nodes[LEVELS], update.after.nodes[LEVELS], account];
    faults_of(call, roots, &[(slot, update.clone())], patch)
}

#[test]
fn a_way_that_is_the_trees_has_no_fault() {
    for case in Case::ALL {
        let call = Call::of_case(case);
        let (_, update, ..) = only(&call);
        let [shallow, deep] = update.ways();
        assert_eq!(climb(update.path, deep.from, deep.nodes[deep.from], deep.siblings).nodes, deep.nodes);
        assert_eq!(climb(update.path, shallow.from, shallow.nodes[0], shallow.siblings).nodes, shallow.nodes);
        assert_eq!(faults_of_way(&call, &update, NOTHING), names(&[]), "{case:?}");
    }
}

/// A present slot, called absent, and the way of its key in the tree before, along a path of one's choice.
fn called_absent(path_of: impl Fn(Felt) -> u64) -> (Call, Update) {
    let call = Call::new(&[Script::new(2, 0, &[0])]);
    let truth = Call::new(&[Script::new(2, 7, &[8])]);
    let key = key(account(call.address), call.scripts[0].slot);
    let path = path_of(key);
    let way = truth.tree().way(path).expect("the tree is not that deep");
    let zero = [Felt::ZERO; 2];
    let update = Update { key, path, old: zero, new: zero, before: way.clone(), after: way, sibling_children: None };
    (call, update)
}

/// `value + p`, in limbs of 64 bits.
fn other_representative(value: Felt) -> [u64; 8] {
    let modulus = U512::from_le_slice((-Felt::ONE).to_repr().as_ref()) + U512::from(1);
    (U512::from_le_slice(value.to_repr().as_ref()) + modulus).into_limbs()
}

/// Writes the quotient of another representative, and the rest, modulo p or not at all.
fn forge_quotient(p: &mut Patch<'_>, first_row: usize, representative: [u64; 8], with_rest: bool) {
    let d = |p: &Patch<'_>, row: usize| p.get(0, first_row + row, "d");
    let total = d(p, 0) + d(p, 2) + power_of_two(128) * (d(p, 1) + d(p, 3));
    let [_, q1, q2, q3, ..] = representative;
    let q = [u128::from(q1) | u128::from(q2) << 64, u128::from(q3)].map(Felt::from_u128);
    let rest = if with_rest { total - q[0] - power_of_two(128) * q[1] } else { Felt::ZERO };
    for (row, value) in (first_row..).zip([q[0], q[1], rest, Felt::ZERO]) {
        p.set(0, row, "d", value);
    }
}

/// The path of `key + p`, where the slot's leaf does not stand: the slot would seem to be absent.
#[test]
fn the_path_of_another_representative_is_refused() {
    let (call, update) = called_absent(|key| other_representative(key)[0]);
    let limbs = other_representative(update.key);
    // the equation holds with a rest below zero
    let faults = faults_of_way(&call, &update, |p| forge_quotient(p, 13, limbs, true));
    assert!(is_range(&faults), "{faults:?}");
    let faults = faults_of_way(&call, &update, |p| forge_quotient(p, 13, limbs, false));
    assert_eq!(faults, names(&["q + s = Q − 1"]));
}

/// The same of the leaf that stands in a slot's place.
#[test]
fn the_path_of_another_leafs_other_representative_is_refused() {
    let call = Call::of_case(Case::AbsentBesideLeaf);
    let (_, update, ..) = only(&call);
    let limbs = other_representative(update.other().unwrap().key);
    let forge = |p: &mut Patch<'_>, with_rest: bool| {
        forge_quotient(p, 25, limbs, with_rest);
        p.set(0, 29, "d", Felt::from(limbs[0] & 0xffff_ffff));
        for level in 0..LEVELS {
            p.set(0, TREE + 2 * level, "e", Felt::from(limbs[0] >> 32 >> level));
        }
    };
    let faults = faults_of_way(&call, &update, |p| forge(p, true));
    assert!(is_range(&faults), "{faults:?}");
    assert_eq!(faults_of_way(&call, &update, |p| forge(p, false)), names(&["q' + s' = Q − 1"]));
}

/// The path that the tree's bits say is not the key's.
#[test]
fn another_path_is_refused() {
    let (call, update) = called_absent(|key| path(key) ^ 1 << 63);
    assert_eq!(faults_of_way(&call, &update, NOTHING), names(&["key = path + 2^64·q"]));
}

/// A present slot, absent because a leaf stands there: its own.
#[test]
fn a_slots_own_leaf_does_not_prove_that_it_is_absent() {
    let (call, update) = called_absent(path);
    let leaf = update.before.leaf.unwrap();
    assert_eq!(leaf.key, update.key);
    let faults = faults_of_way(&call, &update, |p| {
        p.set(0, 21, "b", leaf.value_hash());
        p.set(0, 21, "c", leaf.key);
        p.set(0, 23, "d", leaf.hash());
        p.set(0, 24, "a", leaf.key);
        for row in 0..4 {
            let value = p.get(0, 13 + row, "d");
            p.set(0, 25 + row, "d", value);
        }
        let low = p.get(0, 17, "d");
        p.set(0, 29, "d", low);
        for row in [21, 23, 24, 25, 26, 27] {
            p.set(0, row, "asked", Felt::ONE);
        }
        for (column, value) in [("a", Felt::ONE), ("b", leaf.hash()), ("e", leaf.hash())] {
            p.set(0, 28, column, value);
        }
        for level in 0..LEVELS {
            p.set(0, TREE + 2 * level, "e", Felt::from(update.path >> 32 >> level));
            p.set(0, TREE + 2 * level + 1, "e", leaf.hash());
        }
        p.set(0, ROOTS + 1, "e", leaf.hash());
    });
    assert_eq!(faults, names(&["another leaf has another key"]));
}

/// And without a word about the leaf.
#[test]
fn a_way_that_ends_at_a_leaf_does_not_end_at_nothing() {
    let (call, update) = called_absent(path);
    assert_eq!(faults_of_way(&call, &update, NOTHING), names(&["the shallow way starts from it"]));
}

/// An insertion that puts the new leaf in the place of another one.
#[test]
fn another_leaf_cannot_be_replaced() {
    let call = Call::of_case(Case::InsertedBesideLeaf);
    let (_, honest, ..) = only(&call);
    let [shallow, deep] = honest.ways();
    let mut update = honest.clone();
    update.after = climb(honest.path, shallow.from, deep.nodes[0], shallow.siblings);
    let in_lockstep = |p: &mut Patch<'_>| {
        for row in (TREE..=ROOTS).step_by(2) {
            p.set(0, row, "changed", Felt::ONE);
            p.set(0, row + 1, "changed", Felt::ZERO);
            p.set(0, row + 1, "a", Felt::ZERO);
        }
    };
    let said = "the first sibling is what it is said to be";
    let expected = names(&["a tree is split if another leaf stands there", said]);
    assert_eq!(faults_of_way(&call, &update, in_lockstep), expected);
    let faults = faults_of_way(&call, &update, NOTHING);
    assert!(faults.contains("the shallow tree is not hashed where the paths part"), "{faults:?}");
}

/// The same in a tree of one leaf, which is its root: neither tree is hashed.
#[test]
fn a_trees_only_leaf_cannot_be_replaced() {
    let call = Call::new(&[Script::new(1, 0, &[5])]);
    let account = account(call.address);
    let mut tree = Tree::from_slots([(call.address, word(9, 9), word(7, 0))]).unwrap();
    let mut update = tree.update(account, call.scripts[0].slot, word(5, 0)).unwrap();
    assert_eq!(faults_of_way(&call, &update, NOTHING), names(&[]));
    update.after = climb(update.path, LEVELS, update.after.nodes[0], [Felt::ZERO; LEVELS]);
    assert_eq!(faults_of_way(&call, &update, NOTHING), names(&["a tree that is split has a node"]));
}

/// The other leaf stands where its path does not lead.
#[test]
fn a_tree_splits_where_the_paths_part() {
    let call = Call::of_case(Case::InsertedBesideLeaf);
    let (_, honest, ..) = only(&call);
    let deep = &honest.after;
    let at = |level: usize| {
        let mut siblings = deep.siblings;
        siblings[deep.from] = Felt::ZERO;
        siblings[level] = deep.siblings[deep.from];
        let mut update = honest.clone();
        update.after = climb(honest.path, level, deep.nodes[0], siblings);
        faults_of_way(&call, &update, NOTHING)
    };
    assert_eq!(at(deep.from), names(&[]));
    assert_eq!(at(deep.from + 1), names(&["the paths part at the first sibling"]));
    let faults = at(deep.from - 1);
    assert!(faults.contains("the paths are one above"), "{faults:?}");
}

/// Something else comes into the tree along with the new leaf.
#[test]
fn nothing_comes_between_two_leaves() {
    let call = Call::of_case(Case::InsertedBesideLeaf);
    let (_, mut update, ..) = only(&call);
    let deep = &update.after;
    let mut siblings = deep.siblings;
    siblings[deep.from + 1] = Felt::from(5);
    update.after = climb(update.path, deep.from, deep.nodes[0], siblings);
    assert_eq!(faults_of_way(&call, &update, NOTHING), names(&["between both first levels siblings are 0"]));
}

/// A leaf that is left alone has to rise, just as far as it can.
#[test]
fn a_leaf_rises_as_far_as_it_can() {
    let call = Call::of_case(Case::DeletedBesideLeaf);
    let (_, honest, ..) = only(&call);
    let [shallow, deep] = honest.ways();
    let leaf = shallow.leaf.unwrap();
    let to = |level: usize| {
        let mut update = honest.clone();
        let way = climb(honest.path, level, leaf.hash(), deep.siblings);
        update.after = Way { leaf: Some(leaf), ..way };
        faults_of_way(&call, &update, NOTHING)
    };
    assert_eq!(to(shallow.from), names(&[]));
    assert_eq!(to(shallow.from - 1), names(&["the shallow tree's first sibling is not 0"]));
    assert_eq!(to(shallow.from + 1), names(&["between both first levels siblings are 0"]));

    // it does not rise at all: it is said to be a node
    let mut update = honest.clone();
    update.after = climb(honest.path, deep.from, Felt::ZERO, deep.siblings);
    update.sibling_children = Some([leaf.value_hash(), leaf.key]);
    assert_eq!(faults_of_way(&call, &update, NOTHING), names(&["the first sibling is what it is said to be"]));
    let faults = faults_of_way(&call, &update, |p| {
        for column in ["b", "c", "asked"] {
            p.set(0, 22, column, Felt::ZERO);
        }
        p.set(0, 24, "d", Felt::ZERO);
        p.set(0, 28, "a", Felt::ZERO);
        p.set(0, 28, "e", Felt::ZERO);
        for row in (TREE..=ROOTS).step_by(2) {
            p.set(0, row + 1, "e", deep.siblings[deep.from]);
        }
    });
    assert_eq!(faults, names(&["what is deleted leaves a leaf or a node behind"]));
}

/// The trees are said to be swapped: what was written is taken away.
#[test]
fn an_insertion_is_no_deletion() {
    let call = Call::of_case(Case::Inserted);
    let (_, honest, ..) = only(&call);
    let update = Update { old: honest.new, new: honest.old, ..honest.clone() };
    let faults = faults_of_way(&call, &update, NOTHING);
    assert!(faults.contains("a value is hashed only if it is not 0"), "{faults:?}");

    let call = Call::of_case(Case::Updated);
    let (_, update, ..) = only(&call);
    let faults = faults_of_way(&call, &update, |p| {
        p.set(0, 6, "d", Felt::ONE);
        for row in [10, 16] {
            p.set(0, row, "b", Felt::ONE);
        }
    });
    assert!(faults.contains("trees are swapped only if the slot is deleted"), "{faults:?}");
}

/// The new way has another sibling at one level: another slot would change along.
#[test]
fn another_sibling_is_refused() {
    let call = Call::of_case(Case::Updated);
    let (_, mut update, ..) = only(&call);
    let level = LEVELS - 2;
    let mut siblings = update.after.siblings;
    siblings[level] += Felt::ONE;
    let forged = climb(update.path, update.after.from, update.after.nodes[0], siblings);
    update.after.nodes = forged.nodes;
    let is_right = update.path >> (level + 32) & 1 == 1;
    let faults = faults_of_way(&call, &update, |p| {
        p.set(0, TREE + 2 * level + 1, if is_right { "b" } else { "c" }, siblings[level]);
    });
    assert_eq!(faults, names(&["both nodes have one sibling"]));
}

/// A bit that is not 0 or 1 would let the node be anything between left and right.
#[test]
fn a_bit_is_a_bit() {
    let call = Call::of_case(Case::InsertedBesideLeaf);
    let (_, update, ..) = only(&call);
    for (column, promise) in [("a", "a path's bit is 0 or 1"), ("e", "another path's bit is 0 or 1")] {
        let faults = faults_of_way(&call, &update, |p| {
            let value = p.get(0, TREE + 2, column);
            p.set(0, TREE + 2, column, value + Felt::ONE);
        });
        assert!(faults.contains(promise), "{faults:?}");
    }
}

/// The new root may not be another one when nothing changed.
#[test]
fn an_unchanged_slot_keeps_the_root() {
    for case in [Case::Present, Case::Absent, Case::AbsentBesideLeaf] {
        let call = Call::of_case(case);
        let (slot, update, before, account) = only(&call);
        let forged = before + Felt::ONE;
        let faults = faults_of(&call, [before, forged, account], &[(slot, update)], |p| p.set(0, 3, "b", forged));
        assert_eq!(faults, names(&["only a change changes the root"]));
    }
}

/// A present value that is said to have no leaf.
#[test]
fn presence_is_not_the_provers_choice() {
    for (case, row, promise) in [
        (Case::Present, 17, "the shallow tree's value is hashed if it is not 0"),
        (Case::Updated, 18, "the deep tree's value is hashed if there is a change"),
    ] {
        let call = Call::of_case(case);
        let (_, update, ..) = only(&call);
        let faults = faults_of_way(&call, &update, |p| {
            p.set(0, row, "a", Felt::ZERO);
            for row in [row, row + 2] {
                p.set(0, row, "asked", Felt::ZERO);
                p.set(0, row + 2, "d", Felt::ZERO);
            }
            p.set(0, row + 2, "b", Felt::ZERO);
        });
        assert!(faults.contains(promise), "{faults:?}");
    }
}

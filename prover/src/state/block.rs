//! The cells of a touched slot's rows.

use ff::{Field, PrimeField};

use super::lane::{Row, TouchedSlot};
use super::promises::{BLOCK_ROWS, ROOTS, TREE};
use super::tree::{BELOW, LEVELS, Leaf, Update, Way, path};
use crate::Felt;
use crate::poseidon::compress;
use crate::range::power_of_two;

/// `⌊(p − 1) / 2^64⌋`, and the limbs of a key above the path: `q`, and `s = Q − 1 − q`, each `(below 2^128, the rest)`.
fn quotient(key: Felt) -> [Felt; 4] {
    let above =
        |value: Felt| -> ruint::aliases::U256 { ruint::aliases::U256::from_le_slice(value.to_repr().as_ref()) >> 64 };
    let limbs = |value: ruint::aliases::U256| {
        let limbs: [u64; 4] = value.into_limbs();
        [(0, 1), (2, 3)].map(|(low, high)| Felt::from_u128(u128::from(limbs[low]) | u128::from(limbs[high]) << 64))
    };
    let quotient = above(key);
    let [q, s] = [quotient, (above(-Felt::ONE) - ruint::aliases::U256::from(1)).wrapping_sub(quotient)].map(limbs);
    [q[0], q[1], s[0], s[1]]
}

/// `Q − 1`.
pub(super) fn largest_quotient() -> Felt {
    let [_, _, low, high] = quotient(Felt::ZERO);
    low + high * power_of_two(128)
}

/// A path's bits on the levels, and those below.
fn halves(path: u64) -> (u64, Felt) {
    (path >> BELOW, Felt::from(path & ((1 << BELOW) - 1)))
}

impl Update {
    /// Whether the slot's leaf is another one after.
    pub fn changes(&self) -> bool {
        self.old != self.new
    }

    /// Whether it has none after.
    pub fn deletes(&self) -> bool {
        self.changes() && self.new == [Felt::ZERO; 2]
    }

    /// The ways in the shallow tree and in the deep one.
    pub fn ways(&self) -> [&Way; 2] {
        if self.deletes() { [&self.after, &self.before] } else { [&self.before, &self.after] }
    }

    /// The leaf of another slot at the end of the way in the shallow tree.
    pub fn other(&self) -> Option<Leaf> {
        self.ways()[0].leaf.filter(|leaf| leaf.key != self.key)
    }

    /// Whether the deep tree has a node where the shallow one has another slot's leaf.
    pub fn splits(&self) -> bool {
        self.changes() && self.other().is_some()
    }

    /// What is compressed at a level, given the path's node there.
    pub fn children(&self, level: usize, node: Felt) -> [Felt; 2] {
        let sibling = self.ways()[1].siblings[level];
        if halves(self.path).0 >> level & 1 == 1 { [sibling, node] } else { [node, sibling] }
    }
}

/// The rows of a slot, after the path before, the account and the outcome.
pub(super) fn block([last, account, success]: [Felt; 3], slot: &TouchedSlot, update: &Update) -> [Row; BLOCK_ROWS] {
    let mut rows = [[Felt::ZERO; 7]; BLOCK_ROWS];
    fill_head(&mut rows, [last, account, success], slot, update);
    fill_leaves(&mut rows, update);
    fill_tree(&mut rows, update);
    rows
}

/// Writes a, b, c and e of a row.
fn put(rows: &mut [Row; BLOCK_ROWS], row: usize, cells: [Felt; 4]) {
    rows[row][..4].copy_from_slice(&cells);
}

/// Writes d of some rows in a row.
fn put_d<const N: usize>(rows: &mut [Row; BLOCK_ROWS], first: usize, values: [Felt; N]) {
    for (row, value) in rows[first..].iter_mut().zip(values) {
        row[4] = value;
    }
}

fn flag(condition: bool) -> Felt {
    Felt::from(u64::from(condition))
}

/// Rows 0 to 17.
fn fill_head(rows: &mut [Row; BLOCK_ROWS], [last, account, success]: [Felt; 3], slot: &TouchedSlot, update: &Update) {
    let zero = Felt::ZERO;
    let path = Felt::from(update.path);
    let [before, after] = [&update.before, &update.after].map(|way| way.nodes[LEVELS]);
    let swap = flag(update.deletes());
    let ([s_lo, s_hi], [o_lo, o_hi], [v_lo, v_hi]) = (slot.slot, slot.original, slot.value);
    let slot_hash = compress(s_lo, s_hi);
    put(rows, 1, [last, before, account, success]);
    put(rows, 3, [path, after, account, success]);
    put(rows, 5, [zero, s_lo, s_hi, o_lo]);
    put(rows, 6, [o_hi, o_lo, o_hi, zero]);
    put(rows, 7, [Felt::from(slot.time), s_lo, s_hi, o_lo]);
    put(rows, 8, [o_hi, v_lo, v_hi, flag(slot.warm)]);
    put_d(rows, 5, [path - last - Felt::ONE, swap, slot_hash, success]);
    put(rows, 9, [zero, account, slot_hash, path]);
    put(rows, 10, [zero, swap, zero, zero]);
    let [shallow, deep] = if update.deletes() { [slot.value, slot.original] } else { [slot.original, slot.value] };
    for (row, [lo, hi]) in [(11, shallow), (12, deep), (17, shallow), (18, deep)] {
        put(rows, row, [zero, lo, hi, zero]);
    }
    put_d(rows, 10, [o_lo, update.key, o_hi]);
    put_d(rows, 13, quotient(update.key));
    put(rows, 16, [update.key, swap, zero, path]);
    rows[17][4] = halves(update.path).1;
    for row in &mut rows[..TREE] {
        row[6] = flag(update.changes());
    }
}

/// Rows 17 to 29.
fn fill_leaves(rows: &mut [Row; BLOCK_ROWS], update: &Update) {
    let zero = Felt::ZERO;
    for (row, asked) in [(17, rows[17][1] + rows[17][2] != zero), (18, update.changes())] {
        let [_, lo, hi, ..] = rows[row];
        let value_hash = if asked { compress(lo, hi) } else { zero };
        rows[row][0] = if asked { (lo + hi).invert().unwrap_or(zero) } else { zero };
        put(rows, row + 2, [zero, value_hash, update.key, zero]);
        rows[row + 2][4] = value_hash;
        rows[row + 4][4] = if asked { Leaf { key: update.key, value: [lo, hi] }.hash() } else { zero };
        for row in [row, row + 2] {
            rows[row][5] = flag(asked);
        }
    }
    let (other, mut beside) = (update.other(), zero);
    if let Some(leaf) = other {
        let inverse = (leaf.key - update.key).invert().unwrap_or(zero);
        put(rows, 21, [inverse, leaf.value_hash(), leaf.key, zero]);
        beside = leaf.hash();
        rows[23][4] = beside;
        rows[24][0] = leaf.key;
        put_d(rows, 25, quotient(leaf.key));
        rows[29][4] = halves(path(leaf.key)).1;
        for row in [21, 23, 24, 25, 26, 27] {
            rows[row][5] = Felt::ONE;
        }
    } else if update.deletes() {
        // a tree's last leaf has no sibling: then it is nothing that is asked for
        let [left, right] = update.sibling_children.unwrap_or_default();
        put(rows, 22, [zero, left, right, zero]);
        beside = compress(left, right);
        rows[22][5] = Felt::ONE;
        rows[24][4] = beside;
    }
    rows[23][3] = Felt::from(halves(update.path).0);
    let bottom = [rows[21][4] + rows[23][4], rows[22][4]];
    put(rows, 28, [rows[21][5] + rows[22][5], bottom[0], bottom[1], beside]);
}

/// Rows 30 to 95.
fn fill_tree(rows: &mut [Row; BLOCK_ROWS], update: &Update) {
    let zero = Felt::ZERO;
    let (changes, splits) = (update.changes(), update.splits());
    let [shallow, deep] = update.ways();
    let path_bits = halves(update.path).0;
    let other_bits = update.other().map_or(0, |leaf| halves(path(leaf.key)).0);
    let [_, _, _, beside, ..] = rows[28];
    let stands_there = rows[28][0] != zero;
    // in lockstep the first sibling may be whatever it is
    let free = if changes && deep.from < LEVELS { deep.siblings[deep.from] } else { zero };
    let first = if stands_there { beside } else { free };
    for level in 0..LEVELS {
        let [node, deep_node] = [shallow.nodes[level], if changes { deep.nodes[level] } else { zero }];
        let [left, right] = update.children(level, node);
        let hashed = level >= shallow.from;
        let row = TREE + 2 * level;
        put(rows, row, [path_bits >> level, 0, 0, other_bits >> level].map(Felt::from));
        rows[row][1..3].copy_from_slice(&[left, right]);
        rows[row][4..].copy_from_slice(&[node, flag(hashed), flag(changes && !splits)]);
        let [left, right] = update.children(level, deep_node);
        let inverse =
            if splits && level == shallow.from { deep.siblings[level].invert().unwrap_or(zero) } else { zero };
        put(rows, row + 1, [inverse, left, right, first]);
        rows[row + 1][4..].copy_from_slice(&[deep_node, flag(changes && level >= deep.from), flag(splits)]);
    }
    let roots = [shallow.nodes[LEVELS], if changes { deep.nodes[LEVELS] } else { zero }];
    put(rows, ROOTS, [zero, roots[0], roots[1], zero]);
    rows[ROOTS][4..].copy_from_slice(&[roots[0], zero, flag(changes && !splits)]);
    put(rows, ROOTS + 1, [zero, zero, zero, first]);
    rows[ROOTS + 1][4..].copy_from_slice(&[roots[1], zero, flag(splits)]);
    put(rows, 0, [zero, roots[0], roots[1], zero]);
}

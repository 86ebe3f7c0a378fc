//! What a call did to storage: every touched slot's first and last record, and its way to the root before and after.
//!
//! One block of 153 rows for each touched slot, two of them (old above new) for each level of the tree; eight rows before the first
//! block are the boundary. Cells of a row: a, b, c, e, and d, which holds what a hash or a range check two rows above asked for.
//!
//! | row | a | b | c | e | d | says |
//! |---|---|---|---|---|---|---|
//! | boundary 0 | root | root' | account | 0 | | receives `StateRoots`; the next row is 0 |
//! | boundary 2 | −1 | root | account | success | | starts the chain; the next row is 0 |
//! | boundary 4 | last path | root' | account | success | | ends the chain; the next row is 0 |
//! | boundary 6 | success | 0 | 0 | 0 | | receives `Outcome`; the next row is 0 |
//! | 0 | | root | root' | | | receives the link |
//! | 1, 2 | path of the slot before | root | account | success | | receives the chain; row 2 is 0 |
//! | 3, 4 | path | root' | account | success | | sends the chain; row 4 is 0 |
//! | 5 | 0 | slot.lo | slot.hi | o.lo | path − path before − 1 | sends the first record; hashes the slot |
//! | 6 | o.hi | o.lo | o.hi | 0 | | the first record's second half |
//! | 7 | time | slot.lo | slot.hi | o.lo | slot's hash | receives the last record |
//! | 8 | o.hi | v.lo | v.hi | warm | success | the last record's second half |
//! | 9 | path | account | slot's hash | | | hashes the key |
//! | 10 | | v.lo | v.hi | | o.lo | |
//! | 11 | path | o.lo | o.hi | | key | |
//! | 12 … 16 | | v (even), o (odd) | | path (even), key (odd) | o.hi; q₀, q₁; s₀, s₁ | |
//! | 17, 18 | 1 / (b + c) | o, v: lo | o, v: hi | key, path | | hashes o; v, if it changed |
//! | 19, 20 | b + c ≠ 0 | value's hash | key | | value's hash | hashes the leaf; the new one, if it changed |
//! | 21, 22 | b + c ≠ 0 | | | | leaf's hash | |
//! | 23 … 150 | path / 2^level | left | right | | node | hashes old and new nodes, the new ones if the leaf changed |
//! | 151 | 0 | root | root' | | root | sends the link |
//! | 152 | 0 | | | | root' | |
//!
//! Statement: the boundary's public root becomes root' by changing the value of each slot from o to v, if the transaction succeeded,
//! and is unchanged otherwise; between a slot's first record (time 0, value o, not warm) and its last one stand the steps' accesses.
//!
//! - **Uniqueness.** Paths along the chain grow strictly: each path is below 2^64 by its bits, the difference by a range check. One slot
//!   has one key, so no slot has two first records; the chain moves, so no block justifies itself.
//! - **Canonical path.** `key = path + 2^64·q` with `q = q₀ + 2^128·q₁`, `s = s₀ + 2^128·s₁`, `q + s = Q − 1`, `Q = ⌊(p − 1) / 2^64⌋`.
//!   q and s are below 2^192, so the sum holds between integers and `q < Q`; then `path + 2^64·q < 2^64·Q < p` holds between
//!   integers too, and no other path fits the key: `key + p` would need `q ≥ Q`. The keys that this leaves out, from 2^64·Q on, are fewer
//!   than 2^63 of 2^253: no one knows a slot that has one.
//! - **Empty leaf.** o.lo and o.hi are below 2^128 (checked here), so their sum is zero only if both are; the same for v, whose limbs the
//!   step that stored it has checked. A leaf is its hash times the proven bit `b + c ≠ 0`.
//! - **Same siblings.** Old and new row of a level have the same bit and the same `left + right − node`.
//! - **No change.** Without success nothing changes; with it, a slot is unchanged only if v = o. Then the new nodes are not hashed and
//!   the roots are equal; the rows for new nodes mean nothing.
//!
//! Degree 5, three messages. Largest intermediate value: `q + s`, below 2^193. Hash ids are row numbers. Blocks stand in the first
//! instance of the lane alone. Trusts from others: limbs of v below 2^128; from the statement: the account.

use ff::{Field, PrimeField};

use super::tree::{LEVELS, StateError, Tree, Update, account};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Position, RowMut, Witness};
use crate::poseidon::{Asker, Compression, compress, hash_id};
use crate::range::power_of_two;

/// Rows before the first block.
pub(super) const BOUNDARY_ROWS: usize = 8;
/// The first row of the tree in a block.
pub(super) const TREE: usize = 23;
/// The row of the old root.
pub(super) const ROOTS: usize = TREE + 2 * LEVELS;
/// Rows of a touched slot.
pub(super) const BLOCK_ROWS: usize = ROOTS + 2;

/// Rows that so many touched slots need.
pub const fn rows_of(slots: usize) -> usize {
    if slots == 0 { 0 } else { BOUNDARY_ROWS + slots * BLOCK_ROWS }
}

/// Where a row stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Boundary(usize),
    /// A row of a block.
    Slot(usize),
    /// After the last whole block, or in another instance.
    Nowhere,
}

fn place(at: Position) -> Place {
    if at.before > 0 {
        return Place::Nowhere;
    }
    let Some(row) = at.row.checked_sub(BOUNDARY_ROWS) else { return Place::Boundary(at.row) };
    let whole = (row / BLOCK_ROWS + 1) * BLOCK_ROWS + BOUNDARY_ROWS <= at.rows;
    if whole { Place::Slot(row % BLOCK_ROWS) } else { Place::Nowhere }
}

/// The number of a row's block.
fn block_number(at: Position) -> u64 {
    ((at.row - BOUNDARY_ROWS) / BLOCK_ROWS) as u64
}

/// Whether a row of a block asks for a hash: always, or if the slot changed.
fn hashes(row: usize) -> (bool, bool) {
    match row {
        5 | 9 | 17 | 19 => (true, false),
        18 | 20 => (false, true),
        TREE..ROOTS => (row % 2 == TREE % 2, row % 2 != TREE % 2),
        _ => (false, false),
    }
}

/// The width in bits that d is checked for two rows below.
fn check_bits(row: usize) -> Option<u32> {
    match row {
        3 | 12 | 14 => Some(64),
        8 | 10 | 11 | 13 => Some(128),
        _ => None,
    }
}

/// What the third message of a row is, and whether it is sent.
fn record(place: Place) -> Option<(Kind, bool)> {
    match place {
        Place::Boundary(0) => Some((Kind::StateRoots, false)),
        Place::Boundary(2) | Place::Slot(3) => Some((Kind::StateChain, true)),
        Place::Boundary(4) | Place::Slot(1) => Some((Kind::StateChain, false)),
        Place::Boundary(6) => Some((Kind::Outcome, false)),
        Place::Slot(5) => Some((Kind::Storage, true)),
        Place::Slot(7) => Some((Kind::Storage, false)),
        _ => None,
    }
}

/// `⌊(p − 1) / 2^64⌋`, and the limbs of a key above the path: `q`, and `s = Q − 1 − q`, each `(below 2^128, the rest)`.
fn quotient(key: Felt) -> [[Felt; 2]; 2] {
    let above =
        |value: Felt| -> ruint::aliases::U256 { ruint::aliases::U256::from_le_slice(value.to_repr().as_ref()) >> 64 };
    let limbs = |value: ruint::aliases::U256| {
        let limbs: [u64; 4] = value.into_limbs();
        [(0, 1), (2, 3)].map(|(low, high)| Felt::from_u128(u128::from(limbs[low]) | u128::from(limbs[high]) << 64))
    };
    let quotient = above(key);
    [limbs(quotient), limbs((above(-Felt::ONE) - ruint::aliases::U256::from(1)).wrapping_sub(quotient))]
}

/// `Q − 1`.
fn largest_quotient() -> Felt {
    let [_, [low, high]] = quotient(Felt::ZERO);
    low + high * power_of_two(128)
}

/// A slot that a call touched, after its last access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TouchedSlot {
    /// The slot: two limbs, or a field element and 0.
    pub slot: [Felt; 2],
    /// Its value before the transaction.
    pub original: [Felt; 2],
    /// Its value in the last record; it counts if the transaction succeeds.
    pub value: [Felt; 2],
    /// Whether the last record says that it is warm.
    pub warm: bool,
    /// The time of the last record.
    pub time: u64,
}

/// What storage was touched by, and how it ended.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The callee.
    pub address: Felt,
    /// What it touched, in any order, each slot once.
    pub slots: &'a [TouchedSlot],
    /// Whether the transaction succeeded.
    pub success: bool,
}

/// What a filled lane proves and asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// `(root before, root after, account)`: the public row of [`Kind::StateRoots`].
    pub roots: [Felt; 3],
    /// To be proven by the hash lane.
    pub compressions: Vec<Compression>,
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct StateLane {
    /// The lane.
    pub lane: Lane,
    chip: ChipId,
    changed: Bit,
    cells: Cells,
}

/// The columns that hold values.
#[derive(Clone, Copy, Debug)]
struct Cells {
    a: Cell,
    b: Cell,
    c: Cell,
    e: Cell,
    d: Cell,
}

impl Cells {
    fn fill(self, row: &mut RowMut<'_>, values: [Felt; 5]) {
        for (cell, value) in [self.a, self.b, self.c, self.e, self.d].into_iter().zip(values) {
            row.set(cell, value);
        }
    }
}

impl StateLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut builder = LaneBuilder::new("state");
        let chip = builder.chip("touched slot", Group::State);
        let changed = builder.bit("changed");
        let [a, b, c, e, d] = builder.columns(["a", "b", "c", "e", "d"]);
        let cells = Cells { a, b, c, e, d };
        let on = builder.flag_cell(chip);
        builder.constrain("only a slot changes", changed.cell() * (Expr::from(1) - on));
        constrain_boundary(&mut builder, on, changed.cell(), cells);
        constrain_records(&mut builder, on, changed.cell(), cells);
        constrain_key(&mut builder, on, cells);
        constrain_leaves(&mut builder, cells);
        constrain_tree(&mut builder, on, changed.cell(), cells);
        say(&mut builder, on, changed.cell(), cells);
        Self { lane: builder.finish(), chip, changed, cells }
    }

    /// Fills the lane for one call, given the tree before it; the tree becomes the one after it.
    ///
    /// # Errors
    /// A slot that cannot be touched or has another value than the one claimed. The tree may be changed in part then.
    pub fn fill(
        &self,
        witness: &mut Witness,
        lane: usize,
        entry: &Entry<'_>,
        tree: &mut Tree,
        requests: &mut Vec<(u32, Felt)>,
    ) -> Result<Proven, StateError> {
        let account = account(entry.address);
        let before = tree.root();
        let mut touched = vec![];
        for slot in entry.slots {
            touched.push((tree.read(account, slot.slot)?, slot));
        }
        touched.sort_unstable_by_key(|(update, _)| update.path);
        let twice = touched.windows(2).find(|pair| pair[0].0.path == pair[1].0.path);
        if let Some([(one, _), (other, slot)]) = twice {
            let slot = slot.slot;
            return Err(if one.key == other.key {
                StateError::Twice { slot }
            } else {
                StateError::PathTaken { path: one.path, slot }
            });
        }
        let mut updates = vec![];
        for (read, slot) in touched {
            if read.old != slot.original {
                return Err(StateError::OtherValue { slot: slot.slot });
            }
            // the way is read again: slots before it may have changed its siblings
            let value = if entry.success { slot.value } else { slot.original };
            updates.push((*slot, tree.update(account, slot.slot, value)?));
        }
        let roots = [before, tree.root(), account];
        let compressions = self.fill_updates(witness, lane, roots, entry.success, &updates, requests);
        Ok(Proven { roots, compressions })
    }

    /// Fills the boundary and a block for each slot, in the order given.
    pub(super) fn fill_updates(
        &self,
        witness: &mut Witness,
        lane: usize,
        roots: [Felt; 3],
        success: bool,
        updates: &[(TouchedSlot, Update)],
        requests: &mut Vec<(u32, Felt)>,
    ) -> Vec<Compression> {
        debug_assert!(witness.lanes[lane].is_empty(), "the lane is filled once");
        let [before, after, account] = roots;
        let success = Felt::from(u64::from(success));
        let [zero, none] = [Felt::ZERO, -Felt::ONE];
        let path = |update: &Update| Felt::from(update.path);
        let boundary = [
            [before, after, account, zero],
            [zero; 4],
            [none, before, account, success],
            [zero; 4],
            [updates.last().map_or(none, |(_, update)| path(update)), after, account, success],
            [zero; 4],
            [success, zero, zero, zero],
            [zero; 4],
        ];
        for [a, b, c, e] in boundary {
            let mut row = witness.row(lane, &self.lane, self.chip);
            self.cells.fill(&mut row, [a, b, c, e, zero]);
        }
        let (mut last, mut compressions) = (none, vec![]);
        for (slot, update) in updates {
            let rows = block([last, account, success], slot, update);
            self.fill_block(witness, lane, &rows, update.changes(), &mut compressions, requests);
            last = path(update);
        }
        compressions
    }

    /// Writes a block's rows, and notes what they ask for.
    fn fill_block(
        &self,
        witness: &mut Witness,
        lane: usize,
        rows: &[[Felt; 5]; BLOCK_ROWS],
        changes: bool,
        compressions: &mut Vec<Compression>,
        requests: &mut Vec<(u32, Felt)>,
    ) {
        for (index, [a, b, c, e, d]) in rows.iter().copied().enumerate() {
            let mut row = witness.row(lane, &self.lane, self.chip);
            row.set(self.changed.cell(), Felt::from(u64::from(changes)));
            self.cells.fill(&mut row, [a, b, c, e, d]);
            let (always, if_changed) = hashes(index);
            if always || if_changed && changes {
                compressions.push(Compression { id: hash_id(Asker::State, row.index() as u64), input: [b, c] });
            }
            if let Some(bits) = check_bits(index) {
                requests.push((bits, rows[index + 2][4]));
            }
        }
    }
}

impl Update {
    /// Whether the slot's leaf is another one after.
    pub fn changes(&self) -> bool {
        self.before[0] != self.after[0]
    }
}

/// The cells `[a, b, c, e, d]` of a slot's rows, after the path before, the account and the outcome.
fn block([last, account, success]: [Felt; 3], slot: &TouchedSlot, update: &Update) -> [[Felt; 5]; BLOCK_ROWS] {
    let zero = Felt::ZERO;
    let path = Felt::from(update.path);
    let key = update.key;
    let [before, after] = [&update.before, &update.after].map(|nodes| nodes[LEVELS]);
    let slot_hash = compress(slot.slot[0], slot.slot[1]);
    let [s_lo, s_hi] = slot.slot;
    let [o_lo, o_hi] = slot.original;
    let [v_lo, v_hi] = slot.value;
    let [[q_low, q_high], [s_low, s_high]] = quotient(key);
    let mut rows = [[zero; 5]; BLOCK_ROWS];
    rows[0] = [zero, before, after, zero, zero];
    rows[1] = [last, before, account, success, zero];
    rows[3] = [path, after, account, success, zero];
    rows[5] = [zero, s_lo, s_hi, o_lo, path - last - Felt::ONE];
    rows[6] = [o_hi, o_lo, o_hi, zero, zero];
    rows[7] = [Felt::from(slot.time), s_lo, s_hi, o_lo, slot_hash];
    rows[8] = [o_hi, v_lo, v_hi, Felt::from(u64::from(slot.warm)), success];
    rows[9] = [path, account, slot_hash, zero, zero];
    rows[10] = [zero, v_lo, v_hi, zero, o_lo];
    rows[11] = [path, o_lo, o_hi, zero, key];
    rows[12] = [zero, v_lo, v_hi, path, o_hi];
    rows[13] = [zero, o_lo, o_hi, key, q_low];
    rows[14] = [zero, v_lo, v_hi, path, q_high];
    rows[15] = [zero, o_lo, o_hi, key, s_low];
    rows[16] = [zero, v_lo, v_hi, path, s_high];
    let changes = update.changes();
    for (row, [lo, hi], carried, leaf) in [
        (17, slot.original, key, update.before[0]),
        (18, slot.value, path, if changes { update.after[0] } else { super::leaf(key, slot.value) }),
    ] {
        let inverse = (lo + hi).invert().unwrap_or(zero);
        let present = (lo + hi) * inverse;
        let hash = compress(lo, hi);
        rows[row] = [inverse, lo, hi, carried, zero];
        rows[row + 2] = [present, hash, key, zero, hash];
        // an absent value's leaf is 0, whatever its hash
        let leaf = if present == zero { compress(hash, key) } else { leaf };
        rows[row + 4] = [present, zero, zero, zero, leaf];
    }
    // a failed transaction leaves the new leaf unhashed: the rows for new nodes then start from the leaf that would have been
    for (offset, nodes) in [(0, &update.before), (1, &update.after)] {
        for level in 0..LEVELS {
            let node = if offset == 1 && level == 0 && !changes { rows[22][0] * rows[22][4] } else { nodes[level] };
            let index = Felt::from(update.path >> level);
            // the children that keep the sibling
            let [left, right] = update.children(level, node);
            rows[TREE + 2 * level + offset] = [index, left, right, zero, node];
        }
    }
    rows[ROOTS] = [zero, before, after, zero, before];
    rows[ROOTS + 1] = [zero, zero, zero, zero, after];
    rows
}

/// A fixed column that is 1 on some rows.
fn rows(b: &mut LaneBuilder, name: &str, wanted: impl Fn(Place) -> bool + Send + Sync + 'static) -> Cell {
    b.fixed(name, move |at| Felt::from(u64::from(wanted(place(at)))))
}

fn constrain_boundary(builder: &mut LaneBuilder, on: Cell, changed: Cell, cells: Cells) {
    let Cells { a, b, c, e, .. } = cells;
    let boundary = rows(builder, "boundary", |at| at == Place::Boundary(0));
    let zero = rows(builder, "rows of zeros", |at| match at {
        Place::Boundary(row) => row % 2 == 1,
        Place::Slot(row) => row == 2 || row == 4,
        Place::Nowhere => false,
    });
    for (name, cell) in [("a", a), ("b", b), ("c", c), ("e", e)] {
        builder.constrain_where(zero, format!("nothing but zeros: {name}"), cell.into());
    }
    for (name, value) in [
        ("the boundary changes no slot", changed.into()),
        ("the roots' message has three values", e.into()),
        ("the chain starts before the first path", a.at(2) + on),
        ("the chain starts with the root", b.at(2) - a),
        ("the chain starts with the account", c.at(2) - c),
        ("the chain ends with the root after", b.at(4) - b),
        ("the chain ends with the account", c.at(4) - c),
        ("the chain ends with the outcome it started with", e.at(4) - e.at(2)),
        ("the outcome is the chain's", a.at(6) - e.at(2)),
        ("the outcome's message has one value: b", b.at(6).into()),
        ("the outcome's message has one value: c", c.at(6).into()),
        ("the outcome's message has one value: e", e.at(6).into()),
    ] {
        builder.constrain_where(boundary, name, value);
    }
}

fn constrain_records(builder: &mut LaneBuilder, on: Cell, changed: Cell, cells: Cells) {
    let Cells { a, b, c, e, d } = cells;
    let inner = rows(builder, "not the last row", |at| match at {
        Place::Boundary(row) => row < BOUNDARY_ROWS - 1,
        Place::Slot(row) => row < BLOCK_ROWS - 1,
        Place::Nowhere => false,
    });
    builder.constrain_where(inner, "a block is used whole", on - on.next());
    builder.constrain_where(inner, "a block changes its slot or not", changed - changed.next());
    let chain = rows(builder, "the chain", |at| at == Place::Slot(0));
    for (name, value) in [
        ("the root before is the tree's", b - b.at(1)),
        ("the root after is the tree's", c - b.at(3)),
        ("the chain keeps its account", c.at(1) - c.at(3)),
        ("the chain keeps its outcome", e.at(1) - e.at(3)),
        ("paths grow", a.at(3) - a.at(1) - on - d.at(5)),
    ] {
        builder.constrain_where(chain, name, value);
    }
    let carry = rows(builder, "the chain's values", |at| at == Place::Slot(3));
    for (name, value) in [
        ("the outcome is the chain's", d.at(5) - e),
        ("the path is the chain's", a.at(6) - a),
        ("the key's account is the chain's", b.at(6) - c),
    ] {
        builder.constrain_where(carry, format!("{name}, in the block"), value);
    }
    let records = rows(builder, "records", |at| at == Place::Slot(5));
    let success = d.at(3);
    for (name, value) in [
        ("the first record has time 0", a.into()),
        ("the first record is not warm", e.at(1).into()),
        ("the first record's value is the original, low limb", b.at(1) - e),
        ("the first record's value is the original, high limb", c.at(1) - a.at(1)),
        ("both records have one slot, low limb", b.at(2) - b),
        ("both records have one slot, high limb", c.at(2) - c),
        ("both records have one original, low limb", e.at(2) - e),
        ("both records have one original, high limb", a.at(3) - a.at(1)),
        ("what the key hashes is the slot's hash", c.at(4) - d.at(2)),
        ("the range-checked limb is the original's low one", d.at(5) - e),
        ("the range-checked limb is the original's high one", d.at(7) - a.at(1)),
        ("only success changes a slot", changed * (Expr::from(1) - success)),
        ("success without a change: low limb", (success - changed) * (b.at(3) - e)),
        ("success without a change: high limb", (success - changed) * (c.at(3) - a.at(1))),
    ] {
        builder.constrain_where(records, name, value);
    }
}

fn constrain_key(builder: &mut LaneBuilder, on: Cell, cells: Cells) {
    let Cells { a, b, c, e, d } = cells;
    let words = rows(builder, "words carried two rows on", |at| matches!(at, Place::Slot(8 | 10..=16)));
    builder.constrain_where(words, "a word is carried, low limb", b.at(2) - b);
    builder.constrain_where(words, "a word is carried, high limb", c.at(2) - c);
    let carried = rows(builder, "path and key carried two rows on", |at| matches!(at, Place::Slot(12..=16)));
    builder.constrain_where(carried, "path and key are carried", e.at(2) - e);
    let key = rows(builder, "the key", |at| at == Place::Slot(9));
    let [limb, full] = [power_of_two(64), power_of_two(128)];
    let quotient = d.at(4) + d.at(5) * full;
    let rest = d.at(6) + d.at(7) * full;
    for (name, value) in [
        ("the path that is cut off is the path", a.at(2) - a),
        ("key = path + 2^64·q", a + quotient.clone() * limb - d.at(2)),
        ("q + s = Q − 1", quotient + rest - on * largest_quotient()),
        ("the word that is carried is the original, low limb", b.at(2) - d.at(1)),
        ("the word that is carried is the original, high limb", c.at(2) - d.at(3)),
        ("the path is carried", e.at(3) - a),
        ("the key is carried", e.at(4) - d.at(2)),
    ] {
        builder.constrain_where(key, name, value);
    }
}

fn constrain_leaves(builder: &mut LaneBuilder, cells: Cells) {
    let Cells { a, b, c, e, d } = cells;
    let values = rows(builder, "values", |at| matches!(at, Place::Slot(17 | 18)));
    let present = || (b + c) * a;
    builder.constrain_where(values, "a value that is not 0 is present", (b + c) * (Expr::from(1) - present()));
    builder.constrain_where(values, "a value that is 0 has no inverse", a * (Expr::from(1) - present()));
    builder.constrain_where(values, "presence is carried", a.at(2) - present());
    let leaves = rows(builder, "leaves", |at| matches!(at, Place::Slot(19 | 20)));
    builder.constrain_where(leaves, "the leaf holds the value's hash", b - d);
    builder.constrain_where(leaves, "presence is carried to the leaf", a.at(2) - a);
    let bottom = rows(builder, "bottom of the tree", |at| matches!(at, Place::Slot(21 | 22)));
    builder.constrain_where(bottom, "the bottom node is the leaf's hash, or 0", d.at(2) - a * d);
    let key = rows(builder, "the leaves' key", |at| at == Place::Slot(17));
    for (name, value) in [
        ("the old leaf holds the key", c.at(2) - e),
        ("the new leaf holds the key", c.at(3) - e),
        ("the tree's path is the key's", a.at(6) - e.at(1)),
    ] {
        builder.constrain_where(key, name, value);
    }
}

fn constrain_tree(builder: &mut LaneBuilder, on: Cell, changed: Cell, cells: Cells) {
    let Cells { a, b, c, d, .. } = cells;
    let levels = rows(builder, "levels", |at| matches!(at, Place::Slot(TREE..ROOTS)));
    let bit = || a - a.at(2) * Felt::from(2);
    builder.constrain_where(levels, "a path's bit is 0 or 1", bit() * (bit() - 1));
    builder.constrain_where(levels, "the bit says which child the node is", b + bit() * (c - b) - d);
    let old = rows(builder, "old nodes", |at| matches!(at, Place::Slot(TREE..ROOTS)) && is_old(at));
    let sibling = |row: isize| b.at(row) + c.at(row) - d.at(row);
    builder.constrain_where(old, "old and new node have one path", a - a.next());
    builder.constrain_where(old, "old and new node have one sibling", sibling(0) - sibling(1));
    let roots = rows(builder, "roots", |at| at == Place::Slot(ROOTS));
    for (name, value) in [
        ("no bits are left, old", a.into()),
        ("no bits are left, new", a.next().into()),
        ("the link's root before", b - d),
        ("the link's root after", c - d.next()),
        ("without a change the roots are equal", (on - changed) * (c - b)),
    ] {
        builder.constrain_where(roots, name, value);
    }
}

fn is_old(at: Place) -> bool {
    matches!(at, Place::Slot(row) if row % 2 == TREE % 2)
}

/// The three messages of a row.
fn say(builder: &mut LaneBuilder, on: Cell, changed: Cell, cells: Cells) {
    let Cells { a, b, c, e, d } = cells;
    let row_of = |at: Position| if let Place::Slot(row) = place(at) { Some(row) } else { None };
    let sign = |sent: bool| if sent { Felt::ONE } else { -Felt::ONE };
    let always = builder.fixed("hashes", move |at| Felt::from(u64::from(row_of(at).is_some_and(|row| hashes(row).0))));
    let if_changed =
        builder.fixed("hashes a change", move |at| Felt::from(u64::from(row_of(at).is_some_and(|row| hashes(row).1))));
    let linked = builder.fixed("link", move |at| match row_of(at) {
        Some(0) => sign(false),
        Some(ROOTS) => sign(true),
        _ => Felt::ZERO,
    });
    let checked =
        builder.fixed("range checks", move |at| Felt::from(u64::from(row_of(at).and_then(check_bits).is_some())));
    let key = builder.fixed("hash id, block or width", move |at| match row_of(at) {
        Some(0 | ROOTS) => Felt::from(block_number(at)),
        Some(row) => match check_bits(row) {
            Some(bits) => power_of_two(bits),
            None if hashes(row) != (false, false) => Felt::from(hash_id(Asker::State, at.row as u64)),
            None => Felt::ZERO,
        },
        None => Felt::ZERO,
    });
    let tag = builder.fixed("what is asked", move |at| match row_of(at) {
        Some(0 | ROOTS) => Felt::from(Kind::StateLink.tag()),
        Some(row) if hashes(row) != (false, false) => Felt::from(Kind::HashIn.tag()),
        _ => Felt::ZERO,
    });
    let asks = builder.slot([key.into(), b.into(), c.into()]);
    builder.say(asks, tag.into(), on * (always + linked) + changed * if_changed);
    let answers = builder.slot([key.into(), d.at(2).into()]);
    builder.say(
        answers,
        (always + if_changed) * Kind::HashOut.tag() + checked * Kind::RangeWide.tag(),
        -(on * (always + checked) + changed * if_changed),
    );
    let tag =
        builder.fixed("record", move |at| record(place(at)).map_or(Felt::ZERO, |(kind, _)| Felt::from(kind.tag())));
    let sent = builder.fixed("record is sent", move |at| record(place(at)).map_or(Felt::ZERO, |(_, sent)| sign(sent)));
    let record = builder.slot([a, b, c, e, a.next(), b.next(), c.next(), e.next()].map(Expr::from));
    builder.say(record, tag.into(), on * sent);
}

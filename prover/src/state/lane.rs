//! What a call did to storage: every touched slot's first and last record, and its way to the root before and after.
//!
//! One block of 96 rows for each touched slot, two of them for each level of the tree that a proof looks at; eight rows before the first
//! block are the boundary. A change is proven between two trees: the *deep* one has the slot's leaf, the *shallow* one does not, or has
//! another value in it. A deletion is an insertion read backwards; `swap` says that the deep tree is the one before.
//!
//! Cells of a row: a, b, c, e; d, which holds what a hash or a range check two rows above asked for; `asked`, whether an optional
//! question is asked; `changed`, whether the slot's leaf is another one after. O is the original value, V the last one, S and T are those of the
//! shallow and the deep tree; a prime stands for another slot.
//!
//! | row | a | b | c | e | d | says |
//! |---|---|---|---|---|---|---|
//! | boundary 0 | root | root' | account | 0 | | receives `StateRoots`; the next row is 0 |
//! | boundary 2 | −1 | root | account | success | | starts the chain; the next row is 0 |
//! | boundary 4 | last path | root' | account | success | | ends the chain; the next row is 0 |
//! | boundary 6 | success | 0 | 0 | 0 | | receives `Outcome`; the next row is 0 |
//! | 0 | | root S | root T | | | receives the link |
//! | 1, 2 | path of the slot before | root | account | success | | receives the chain; row 2 is 0 |
//! | 3, 4 | path | root' | account | success | | sends the chain; row 4 is 0 |
//! | 5 | 0 | slot.lo | slot.hi | O.lo | path − path before − 1 | sends the first record; hashes the slot |
//! | 6 | O.hi | O.lo | O.hi | 0 | swap | the first record's second half |
//! | 7 | time | slot.lo | slot.hi | O.lo | slot's hash | receives the last record |
//! | 8 | O.hi | V.lo | V.hi | warm | success | the last record's second half |
//! | 9 | | account | slot's hash | path | | hashes the key |
//! | 10 … 12 | | swap; S; T | – ; S; T | | O.lo; key; O.hi | |
//! | 13 … 16 | key (16) | swap (16) | | path (16) | q₀, q₁, s₀, s₁ | |
//! | 17, 18 | 1 / (b + c) | S, T: lo | S, T: hi | | low bits of the path (17) | S and T ≠ 0: hashes them |
//! | 19, 20 | | value's hash | key | | value's hash | S and T ≠ 0: hashes the leaf |
//! | 21 | 1 / (key' − key) | value' hash | key' | | leaf S | another leaf: hashes it |
//! | 22 | | left | right | | leaf T | a first sibling that is a node: hashes it |
//! | 23 | | | | path's high bits | leaf' | |
//! | 24 | key' | | | | first sibling | |
//! | 25 … 29 | | | | | q₀', q₁', s₀', s₁', low bits of path' | |
//! | 28 | is there a leaf' or sibling | bottom S | bottom T | leaf' or sibling | | |
//! | 30 … 92, even | path / 2^level | left | right | path' / 2^level | node S | hashes the node |
//! | 31 … 93, odd | 1 / sibling | left | right | first sibling | node T | hashes the node |
//! | 94 | 0 | root S | root T | 0 | root S | sends the link |
//! | 95 | 0 | | | first sibling | root T | |
//!
//! Statement: the boundary's public root becomes root' by changing the value of each slot from O to V, if the transaction succeeded,
//! and is unchanged otherwise; between a slot's first record (time 0, value O, not warm) and its last one stand the steps' accesses.
//!
//! - **Uniqueness.** Paths along the chain grow strictly: each path is below 2^64 by its bits and a range check, the difference by a range
//!   check. One slot has one key, so no slot has two first records; the chain moves, so no block justifies itself.
//! - **Canonical path.** `key = path + 2^64·q` with `q = q₀ + 2^128·q₁`, `s = s₀ + 2^128·s₁`, `q + s = Q − 1`, `Q = ⌊(p − 1) / 2^64⌋`.
//!   q and s are below 2^192, so the sum holds between integers and `q < Q`; then `path + 2^64·q < 2^64·Q < p` holds between
//!   integers too, and no other path fits the key: `key + p` would need `q ≥ Q`. The keys that this leaves out, from 2^64·Q on, are fewer
//!   than 2^63 of 2^253: no one knows a slot that has one.
//! - **Values.** O.lo and O.hi are below 2^128 (checked here), so their sum is zero only if both are; the same for V, whose limbs the
//!   step that stored it has checked.
//! - **One way down.** A level whose node is not hashed hands it up as it is; the levels from the first hashed one on are hashed, so
//!   a way starts at a leaf, which has a domain of its own, or at 0, and the root's preimages leave no other way along the path's bits. Both trees
//!   have the same siblings.
//! - **What is at its end.** Shallow: the slot's leaf, if S ≠ 0; else another slot's leaf, whose key is proven to be another one; else 0.
//!   Deep: the slot's leaf with T ≠ 0.
//! - **Changed in lockstep**, if there is no other leaf: both trees are hashed from the same level on. What is deleted then leaves 0 beside a
//!   first sibling that is proven to be a node, as a leaf would have to rise.
//! - **Split**, if there is: the deep tree's first sibling is the other leaf, at the level where the two paths part; then siblings are 0 up
//!   to where the shallow tree is hashed, beside a sibling that is not 0. So either tree has its leaves as high as they can be.
//! - **No change.** Without success nothing changes; with it, a slot is unchanged only if V = O. Then only the shallow tree is hashed, and the
//!   root stays; the rows for the deep tree mean nothing.
//!
//! Degree 5, three messages. Largest intermediate value: `q + s`, below 2^193. Hash ids are row numbers. Blocks stand in the first
//! instance of the lane alone. Trusts from others: limbs of V below 2^128; from the statement: the account, and that the root before is a tree's.

use ff::Field;

use super::block::block;
use super::promises::{self, BLOCK_ROWS, BOUNDARY_ROWS, Question};
use super::tree::{StateError, Tree, Update, account};
use crate::Felt;
use crate::circuit::{Cell, ChipId, Group, Lane, LaneBuilder, RowMut, Witness};
use crate::family::Room;
use crate::poseidon::{Asker, Compression, hash_id};

/// The lane's rows: a block for each touched slot.
pub(crate) const ROOM: Room = Room::Blocks { head: BOUNDARY_ROWS, block: BLOCK_ROWS, without: None };

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
    cells: Cells,
}

/// The columns that hold values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells {
    pub(super) a: Cell,
    pub(super) b: Cell,
    pub(super) c: Cell,
    pub(super) e: Cell,
    pub(super) d: Cell,
    pub(super) asked: Cell,
    pub(super) changed: Cell,
}

/// A row's cells: a, b, c, e, d, `asked`, `changed`.
pub(super) type Row = [Felt; 7];

impl Cells {
    fn fill(self, row: &mut RowMut<'_>, values: Row) {
        let Self { a, b, c, e, d, asked, changed } = self;
        for (cell, value) in [a, b, c, e, d, asked, changed].into_iter().zip(values) {
            row.set(cell, value);
        }
    }
}

impl StateLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut builder = LaneBuilder::new("state");
        let chip = builder.chip("touched slot", Group::State);
        let [asked, changed] = ["asked", "changed"].map(|name| builder.bit(name).cell());
        let [a, b, c, e, d] = builder.columns(["a", "b", "c", "e", "d"]);
        let cells = Cells { a, b, c, e, d, asked, changed };
        let on = builder.flag_cell(chip);
        promises::constrain(&mut builder, on, cells);
        promises::say(&mut builder, on, cells);
        Self { lane: builder.finish(), chip, cells }
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
            let (slot, path) = (slot.slot, one.path);
            return Err(if one.key == other.key {
                StateError::Twice { slot }
            } else {
                StateError::Crowded { path, slot }
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
            self.cells.fill(&mut row, [a, b, c, e, zero, zero, zero]);
        }
        let (mut last, mut compressions) = (none, vec![]);
        for (slot, update) in updates {
            let rows = block([last, account, success], slot, update);
            self.fill_block(witness, lane, &rows, &mut compressions, requests);
            last = path(update);
        }
        compressions
    }

    /// Writes a block's rows, and notes what they ask for.
    fn fill_block(
        &self,
        witness: &mut Witness,
        lane: usize,
        rows: &[Row; BLOCK_ROWS],
        compressions: &mut Vec<Compression>,
        requests: &mut Vec<(u32, Felt)>,
    ) {
        for (index, cells) in rows.iter().enumerate() {
            let mut row = witness.row(lane, &self.lane, self.chip);
            self.cells.fill(&mut row, *cells);
            let [_, b, c, _, _, asked, _] = *cells;
            match promises::question(index) {
                Some((_, true)) if asked == Felt::ZERO => {}
                Some((Question::Hash(domain), _)) => {
                    let id = hash_id(Asker::State, row.index() as u64);
                    compressions.push(Compression { id, domain, input: [b, c] });
                }
                Some((Question::Range(bits), _)) => requests.push((bits, rows[index + 2][4])),
                None => {}
            }
        }
    }
}

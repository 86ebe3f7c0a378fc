//! What the rows of the state lane promise and say. Where each cell stands, and why that suffices: [`super::lane`].

use ff::Field;

use super::block::largest_quotient;
use super::lane::Cells;
use super::tree::{BELOW, LEVELS};
use crate::Felt;
use crate::circuit::{Cell, Expr, Kind, LaneBuilder, Position};
use crate::poseidon::{Asker, Domain, hash_id};
use crate::range::power_of_two;

/// Rows before the first block.
pub(super) const BOUNDARY_ROWS: usize = 8;
/// The first row of the tree in a block.
pub(super) const TREE: usize = 30;
/// The row of the shallow tree's root.
pub(super) const ROOTS: usize = TREE + 2 * LEVELS;
/// Rows of a touched slot.
pub(super) const BLOCK_ROWS: usize = ROOTS + 2;

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

/// What a row of a block asks; d answers two rows below.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// What b and c are compressed into.
    Hash(Domain),
    /// Whether d is below 2^bits.
    Range(u32),
}

impl Question {
    fn kind(self) -> Kind {
        match self {
            Self::Hash(Domain::Plain) => Kind::HashIn,
            Self::Hash(Domain::Leaf) => Kind::HashLeaf,
            Self::Range(_) => Kind::RangeWide,
        }
    }
}

/// What a row asks, and whether only if `asked`.
pub(super) fn question(row: usize) -> Option<(Question, bool)> {
    let hash = Question::Hash;
    match row {
        5 | 9 => Some((hash(Domain::Plain), false)),
        3 | 12 | 14 => Some((Question::Range(64), false)),
        8 | 10 | 11 | 13 => Some((Question::Range(128), false)),
        15 => Some((Question::Range(BELOW), false)),
        17 | 18 | 22 | TREE..ROOTS => Some((hash(Domain::Plain), true)),
        19..=21 => Some((hash(Domain::Leaf), true)),
        23 | 25 => Some((Question::Range(128), true)),
        24 | 26 => Some((Question::Range(64), true)),
        27 => Some((Question::Range(BELOW), true)),
        _ => None,
    }
}

/// What a row of a block asks always, or if `asked`.
fn question_at(at: Position, optional: bool) -> Option<Question> {
    let Place::Slot(row) = place(at) else { return None };
    question(row).filter(|(_, own)| *own == optional).map(|(question, _)| question)
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

/// A fixed column that is 1 on some rows.
fn rows(b: &mut LaneBuilder, name: &str, wanted: impl Fn(Place) -> bool + Send + Sync + 'static) -> Cell {
    b.fixed(name, move |at| Felt::from(u64::from(wanted(place(at)))))
}

/// A fixed column that is 1 on one row of each block.
fn row(b: &mut LaneBuilder, row: usize) -> Cell {
    rows(b, &format!("row {row}"), move |at| at == Place::Slot(row))
}

/// Declares all promises.
pub(super) fn constrain(b: &mut LaneBuilder, on: Cell, cells: Cells) {
    constrain_boundary(b, on, cells);
    constrain_records(b, on, cells);
    constrain_key(b, on, cells);
    constrain_questions(b, on, cells);
    constrain_leaves(b, cells);
    constrain_other(b, cells);
    constrain_bottom(b, cells);
    constrain_levels(b, cells);
    constrain_first_levels(b, cells);
}

fn constrain_boundary(builder: &mut LaneBuilder, on: Cell, cells: Cells) {
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
        ("the boundary changes no slot", cells.changed.into()),
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

/// Rows 0 to 12: the chain, the two records, and which tree is the deep one.
fn constrain_records(builder: &mut LaneBuilder, on: Cell, cells: Cells) {
    let Cells { a, b, c, e, d, changed, .. } = cells;
    let inner = rows(builder, "not the last row", |at| match at {
        Place::Boundary(row) => row < BOUNDARY_ROWS - 1,
        Place::Slot(row) => row < BLOCK_ROWS - 1,
        Place::Nowhere => false,
    });
    builder.constrain_where(inner, "a block is used whole", on - on.next());
    let head = rows(builder, "head", |at| match at {
        Place::Boundary(row) => row < BOUNDARY_ROWS - 1,
        Place::Slot(row) => row < TREE - 1,
        Place::Nowhere => false,
    });
    builder.constrain_where(head, "a block changes its slot or not", changed - changed.next());
    let chain = row(builder, 0);
    let swap = || d.at(6);
    let difference = || c - b;
    for (name, value) in [
        ("the root before is a tree's", b.at(1) - b - swap() * difference()),
        ("only a change changes the root", b.at(3) - b.at(1) - changed * difference() * (Expr::from(1) - swap() * 2)),
        ("the chain keeps its account", c.at(1) - c.at(3)),
        ("the chain keeps its outcome", e.at(1) - e.at(3)),
        ("paths grow", a.at(3) - a.at(1) - on - d.at(5)),
    ] {
        builder.constrain_where(chain, name, value);
    }
    let carry = row(builder, 3);
    for (name, value) in [
        ("the outcome is the chain's", d.at(5) - e),
        ("the path is the chain's", e.at(6) - a),
        ("the key's account is the chain's", b.at(6) - c),
    ] {
        builder.constrain_where(carry, format!("{name}, in the block"), value);
    }
    let records = row(builder, 5);
    let success = d.at(3);
    let swap = || Expr::from(d.at(1));
    // original and last value, low limb and high limb
    let [original, last] = [[Expr::from(e), a.at(1).into()], [b.at(3), c.at(3)].map(Expr::from)];
    let either = |first: &Expr, second: &Expr| first.clone() + swap() * (second.clone() - first.clone());
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
        ("trees are swapped or not", swap() * (swap() - 1)),
        ("whether they are is carried", b.at(5) - swap()),
        ("the shallow tree's value, low limb", b.at(6) - either(&original[0], &last[0])),
        ("the shallow tree's value, high limb", c.at(6) - either(&original[1], &last[1])),
        ("the deep tree's value, low limb", b.at(7) - either(&last[0], &original[0])),
        ("the deep tree's value, high limb", c.at(7) - either(&last[1], &original[1])),
    ] {
        builder.constrain_where(records, name, value);
    }
}

/// Rows 9 to 23: the path is the key's low bits.
fn constrain_key(builder: &mut LaneBuilder, on: Cell, cells: Cells) {
    let Cells { a, b, e, d, .. } = cells;
    let key = row(builder, 9);
    let quotient = d.at(4) + d.at(5) * power_of_two(128);
    let rest = d.at(6) + d.at(7) * power_of_two(128);
    for (name, value) in [
        ("key = path + 2^64·q", e + quotient.clone() * power_of_two(64) - d.at(2)),
        ("q + s = Q − 1", quotient + rest - on * largest_quotient()),
        ("the key is carried", a.at(7) - d.at(2)),
        ("the path is carried", e.at(7) - e),
        ("whether trees are swapped is carried on", b.at(7) - b.at(1)),
    ] {
        builder.constrain_where(key, name, value);
    }
    let high = row(builder, 23);
    builder.constrain_where(high, "the tree's path is the key's", a.at(7) - e);
}

/// `asked` is said where there is a question; what is not asked has no answer.
fn constrain_questions(builder: &mut LaneBuilder, on: Cell, cells: Cells) {
    let Cells { d, asked, changed, .. } = cells;
    for (name, bit) in [("a slot changes", changed), ("a slot asks", asked)] {
        builder.constrain(format!("nothing but {name}"), bit * (Expr::from(1) - on));
    }
    let must = rows(
        builder,
        "no optional question",
        |at| !matches!(at, Place::Slot(row) if question(row).is_some_and(|(_, optional)| optional)),
    );
    builder.constrain_where(must, "without an optional question none is asked", asked.into());
    let head = rows(builder, "optional questions of the head", |at| matches!(at, Place::Slot(17..=27)));
    builder.constrain_where(head, "what is not asked has no answer", d.at(2) * (Expr::from(1) - asked));
    let limbs = rows(builder, "optional inputs", |at| matches!(at, Place::Slot(21 | 22)));
    for (name, cell) in [("left", cells.b), ("right", cells.c)] {
        builder.constrain_where(limbs, format!("what is not asked is 0: {name}"), cell * (Expr::from(1) - asked));
    }
}

/// Rows 11 to 22: the slot's leaf in either tree.
fn constrain_leaves(builder: &mut LaneBuilder, cells: Cells) {
    let Cells { a, b, c, e, d, asked, changed } = cells;
    let values = rows(builder, "values", |at| matches!(at, Place::Slot(11 | 12)));
    builder.constrain_where(values, "a value is carried, low limb", b.at(6) - b);
    builder.constrain_where(values, "a value is carried, high limb", c.at(6) - c);
    let asked = |row: isize| asked.at(row);
    let hashed = rows(builder, "hashed values", |at| matches!(at, Place::Slot(17 | 18)));
    builder.constrain_where(hashed, "a value is hashed only if it is not 0", (b + c) * a - asked(0));
    builder.constrain_where(hashed, "a value that is 0 has no inverse", a * (Expr::from(1) - asked(0)));
    let leaf = row(builder, 16);
    let (swap, split) = (b, asked(5));
    for (name, value) in [
        ("the shallow tree's value is hashed if it is not 0", (b.at(1) + c.at(1)) * (Expr::from(1) - asked(1))),
        ("the deep tree's value is hashed if there is a change", asked(2) - changed),
        ("the shallow leaf is hashed if its value is", asked(3) - asked(1)),
        ("the deep leaf is hashed if its value is", asked(4) - asked(2)),
        ("the shallow leaf holds the value's hash", b.at(3) - d.at(3)),
        ("the deep leaf holds the value's hash", b.at(4) - d.at(4)),
        ("the shallow leaf holds the key", c.at(3) - a),
        ("the deep leaf holds the key", c.at(4) - a),
        ("the path has high bits and low ones", e - e.at(7) * power_of_two(BELOW) - d.at(1)),
        ("only a change swaps the trees", swap * (Expr::from(1) - changed)),
        ("trees are swapped only if the slot is deleted", swap * asked(1)),
        ("what is deleted leaves a leaf or a node behind", swap * (Expr::from(1) - split - asked(6))),
        ("not both a leaf and a node", split * asked(6)),
        ("another leaf only where the slot has none", split * asked(1)),
        ("another leaf has another key", split * ((c.at(5) - a) * a.at(5) - 1)),
        ("without another leaf no inverse", a.at(5) * (Expr::from(1) - split)),
    ] {
        builder.constrain_where(leaf, name, value);
    }
}

/// Rows 21 to 30: another slot's leaf and its path.
fn constrain_other(builder: &mut LaneBuilder, cells: Cells) {
    let Cells { a, b, c, e, d, asked, changed } = cells;
    let asked = |row: isize| asked.at(row);
    let other = row(builder, 21);
    for row in 2..=6 {
        builder.constrain_where(other, format!("another leaf's key is cut, question {row}"), asked(row) - asked(0));
    }
    for (name, value) in [
        ("another leaf's key is carried", a.at(3) - c),
        ("what the shallow way starts from", b.at(7) - d - d.at(2)),
        ("what the deep way starts from", c.at(7) - d.at(1)),
        ("what stands beside it", e.at(7) - d.at(2) - d.at(3)),
        ("whether anything does", a.at(7) - asked(0) - asked(1)),
    ] {
        builder.constrain_where(other, name, value);
    }
    let cut = row(builder, 24);
    let quotient = d.at(1) + d.at(2) * power_of_two(128);
    let rest = d.at(3) + d.at(4) * power_of_two(128);
    let path = e.at(6) * power_of_two(BELOW) + d.at(5);
    let changed = |row: isize| changed.at(row);
    for (name, value) in [
        ("another leaf's key = path' + 2^64·q'", a - path - quotient.clone() * power_of_two(64)),
        ("q' + s' = Q − 1", quotient + rest - asked(0) * largest_quotient()),
        ("without another leaf no path", e.at(6) * (Expr::from(1) - asked(0))),
        ("a tree is split if another leaf stands there", changed(7) - changed(0) * asked(0)),
        ("a change splits or is in lockstep", changed(6) + changed(7) - changed(0)),
    ] {
        builder.constrain_where(cut, name, value);
    }
}

/// Rows 28 to 31: what the ways start from.
fn constrain_bottom(builder: &mut LaneBuilder, cells: Cells) {
    let Cells { a, b, c, e, d, .. } = cells;
    let bottom = row(builder, 28);
    for (name, value) in [
        ("the shallow way starts from it", d.at(2) - b),
        ("the deep way starts from it", d.at(3) - c),
        ("the first sibling is it", a * (e.at(3) - e)),
    ] {
        builder.constrain_where(bottom, name, value);
    }
}

fn is_level(at: Place) -> bool {
    matches!(at, Place::Slot(TREE..ROOTS))
}

/// Rows 30 to 95: each level for itself.
fn constrain_levels(builder: &mut LaneBuilder, cells: Cells) {
    let Cells { a, b, c, e, d, asked, changed } = cells;
    let levels = rows(builder, "levels", is_level);
    builder.constrain_where(levels, "a node that is not hashed stays", (Expr::from(1) - asked) * (d.at(2) - d));
    builder.constrain_where(levels, "what a change is stays", changed.at(2) - changed);
    let pairs = rows(builder, "pairs of nodes", |at| is_level(at) && is_even(at));
    let bit = || a - a.at(2) * Felt::from(2);
    let other_bit = || e - e.at(2) * Felt::from(2);
    let child = |row: isize| b.at(row) + bit() * (c.at(row) - b.at(row)) - d.at(row);
    let sibling = |row: isize| b.at(row) + c.at(row) - d.at(row);
    for (name, value) in [
        ("a path's bit is 0 or 1", bit() * (bit() - 1)),
        ("another path's bit is 0 or 1", other_bit() * (other_bit() - 1)),
        ("the bit says which child the shallow node is", child(0)),
        ("the bit says which child the deep node is", child(1)),
        ("both nodes have one sibling", sibling(0) - sibling(1)),
        ("both trees are hashed from one level on, in lockstep", changed * (asked - asked.at(1))),
        ("the first sibling stays", e.at(3) - e.at(1)),
    ] {
        builder.constrain_where(pairs, name, value);
    }
    let roots = row(builder, ROOTS);
    for (name, value) in [
        ("no bits are left", a.into()),
        ("no other bits are left", e.into()),
        ("the link's shallow root", b - d),
        ("the link's deep root", c - d.next()),
    ] {
        builder.constrain_where(roots, name, value);
    }
    let top = row(builder, ROOTS - 1);
    builder.constrain_where(top, "a tree that is split has a node", changed * (Expr::from(1) - asked));
}

fn is_even(at: Place) -> bool {
    matches!(at, Place::Slot(row) if row % 2 == TREE % 2)
}

/// From a level to the one above, the first below the tree: where the hashed ones start.
fn constrain_first_levels(builder: &mut LaneBuilder, cells: Cells) {
    let Cells { a, b, c, e, d, asked, changed } = cells;
    let steps = rows(builder, "steps up", |at| {
        matches!(at, Place::Slot(row) if (TREE - 2..ROOTS - 2).contains(&row)) && is_even(at)
    });
    let shallow = || asked.at(2) - asked;
    let deep = || asked.at(3) - asked.at(1);
    let split = changed.at(3);
    let sibling = || b.at(2) + c.at(2) - d.at(2);
    let inverse = a.at(3);
    let bits = (a.at(2) - a.at(4) * Felt::from(2)) + (e.at(2) - e.at(4) * Felt::from(2));
    for (name, value) in [
        ("above a shallow node that is hashed all are", asked * (Expr::from(1) - asked.at(2))),
        ("above a deep node that is hashed all are", asked.at(1) * (Expr::from(1) - asked.at(3))),
        ("the first sibling is what it is said to be", deep() * (sibling() - e.at(3))),
        ("the shallow tree is not hashed where the paths part", split * deep() * asked.at(2)),
        ("the paths part at the first sibling", split * deep() * (bits - 1)),
        ("the paths are one above", split * deep() * (a.at(4) - e.at(4))),
        ("between both first levels siblings are 0", split * asked.at(1) * (Expr::from(1) - asked.at(2)) * sibling()),
        ("the shallow tree's first sibling is not 0", split * shallow() * (sibling() * inverse - 1)),
        ("an inverse stands at the first sibling only", inverse * (Expr::from(1) - shallow())),
        ("an inverse stands in a tree that is split only", inverse * (Expr::from(1) - split)),
    ] {
        builder.constrain_where(steps, name, value);
    }
}

/// The three messages of a row.
pub(super) fn say(builder: &mut LaneBuilder, on: Cell, cells: Cells) {
    let Cells { a, b, c, e, d, asked, .. } = cells;
    let sign = |sent: bool| if sent { Felt::ONE } else { -Felt::ONE };
    let is_hash = |question: Question| matches!(question, Question::Hash(_));
    let one_if = |condition: bool| Felt::from(u64::from(condition));
    let hashes = builder.fixed("hashes", move |at| one_if(question_at(at, false).is_some_and(is_hash)));
    let optional_hashes =
        builder.fixed("optional hashes", move |at| one_if(question_at(at, true).is_some_and(is_hash)));
    let questions = builder.fixed("questions", move |at| one_if(question_at(at, false).is_some()));
    let optional = builder.fixed("optional questions", move |at| one_if(question_at(at, true).is_some()));
    let linked = builder.fixed("link", move |at| match place(at) {
        Place::Slot(0) => sign(false),
        Place::Slot(ROOTS) => sign(true),
        _ => Felt::ZERO,
    });
    let either = |at: Position| question_at(at, false).or(question_at(at, true));
    let key = builder.fixed("hash id, block or width", move |at| match (place(at), either(at)) {
        (Place::Slot(0 | ROOTS), _) => Felt::from(block_number(at)),
        (_, Some(Question::Range(bits))) => power_of_two(bits),
        (_, Some(Question::Hash(_))) => Felt::from(hash_id(Asker::State, at.row as u64)),
        _ => Felt::ZERO,
    });
    let tag = builder.fixed("what is asked", move |at| match (place(at), either(at)) {
        (Place::Slot(0 | ROOTS), _) => Felt::from(Kind::StateLink.tag()),
        (_, Some(question @ Question::Hash(_))) => Felt::from(question.kind().tag()),
        _ => Felt::ZERO,
    });
    let asks = builder.slot([key.into(), b.into(), c.into()]);
    builder.say(asks, tag.into(), on * (hashes + linked) + asked * optional_hashes);
    let tag = builder.fixed("what is answered", move |at| match either(at) {
        Some(Question::Hash(_)) => Felt::from(Kind::HashOut.tag()),
        Some(question) => Felt::from(question.kind().tag()),
        None => Felt::ZERO,
    });
    let answers = builder.slot([key.into(), d.at(2).into()]);
    builder.say(answers, tag.into(), -(on * questions + asked * optional));
    let tag =
        builder.fixed("record", move |at| record(place(at)).map_or(Felt::ZERO, |(kind, _)| Felt::from(kind.tag())));
    let sent = builder.fixed("record is sent", move |at| record(place(at)).map_or(Felt::ZERO, |(_, sent)| sign(sent)));
    let record = builder.slot([a, b, c, e, a.next(), b.next(), c.next(), e.next()].map(Expr::from));
    builder.say(record, tag.into(), on * sent);
}

//! Where a row stands: block, group, row of the group; and the fixed columns that say so.

use super::permutation::{ROUND_CONSTANTS, ROUNDS};
use super::rounds::{GROUP_ROWS, ROW_BITS, SLICES};
use crate::Felt;
use crate::circuit::{Cell, LaneBuilder, Position};
use crate::range::power_of_two;

/// Pairs of rows of a group.
pub(super) const PAIRS: usize = GROUP_ROWS / 2;

/// How the rows of a lane's blocks are divided into groups. Bits move from each group to the next, and from the last to the first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// Groups of a block.
    pub(super) groups: usize,
    /// The round whose χ is given a group's bits, from 0; none: the group receives no bits.
    pub(super) round: fn(usize) -> Option<usize>,
    /// The groups from the first on that have bytes of the input or the digest.
    pub(super) with_bytes: usize,
}

impl Layout {
    /// Rows of a block.
    pub(super) const fn rows(&self) -> usize {
        self.groups * GROUP_ROWS
    }

    /// The place of a row. An instance holds whole blocks.
    pub(super) fn place(self, at: Position) -> Place {
        let (block, row) = (at.row / self.rows(), at.row % self.rows());
        let group = row / GROUP_ROWS;
        Place { block: at.before / self.rows() + block, group, row: row % GROUP_ROWS, round: (self.round)(group) }
    }

    /// A fixed column that is 1 in some places and 0 in others.
    pub(super) fn holds(self, b: &mut LaneBuilder, name: &str, which: fn(Place) -> bool) -> Cell {
        self.number(b, name, move |place| u64::from(which(place)))
    }

    /// A fixed column of numbers.
    pub(super) fn number(
        self,
        b: &mut LaneBuilder,
        name: &str,
        value: impl Fn(Place) -> u64 + Send + Sync + 'static,
    ) -> Cell {
        b.fixed(name, move |at| Felt::from(value(self.place(at))))
    }

    /// A fixed column of weights.
    fn weights(self, b: &mut LaneBuilder, name: &str, value: impl Fn(Place) -> Felt + Send + Sync + 'static) -> Cell {
        b.fixed(name, move |at| value(self.place(at)))
    }

    /// The number of a part: two rows of a group's result.
    fn part(self, group: usize, pair: usize) -> u64 {
        (group % self.groups * PAIRS + pair % PAIRS) as u64
    }
}

/// The place of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The block, over all instances of the lane.
    pub(super) block: usize,
    /// The group in its block.
    pub(super) group: usize,
    /// The row in its group: its slices are those from `4·row` on.
    pub(super) row: usize,
    /// The round whose χ is given the row's bits, from 0.
    pub(super) round: Option<usize>,
}

impl Place {
    /// Whether the row is in a round, and θ of the next round follows.
    pub(super) fn in_round(self) -> bool {
        self.round.is_some_and(|round| round < ROUNDS - 1)
    }

    /// Bit i of the constant of the round before, which comes in with the bits received by this row. The first round has none before it.
    fn constant_before(self, i: usize) -> u64 {
        let before = self.round.and_then(|round| round.checked_sub(1));
        before.map_or(0, |round| ROUND_CONSTANTS[round] >> (SLICES * self.row + i) & 1)
    }

    /// Bit i of the constant that follows this row's own χ; `i = -1` is that of the slice before.
    pub(super) fn constant_after(self, i: isize) -> u64 {
        let z = (SLICES * self.row).wrapping_add_signed(i) % 64;
        self.round.map_or(0, |round| ROUND_CONSTANTS[round] >> z & 1)
    }

    /// The constant that follows this row's own χ, a bit for each slice.
    pub(super) fn constants_after(self) -> u64 {
        (0..SLICES).map(|i| self.constant_after(i as isize) << i).sum()
    }
}

/// The fixed columns that lanes of permutations have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct RoundFixed {
    /// Not a block's last row.
    pub(super) inner: Cell,
    /// A round with θ after it.
    pub(super) round: Cell,
    /// The first row of such a round.
    pub(super) round_first: Cell,
    /// The other rows of such a round.
    pub(super) round_later: Cell,
    /// In such a round, even row; odd row.
    pub(super) round_phase: [Cell; 2],
    /// The block's number.
    pub(super) block: Cell,
    /// The part that the row's result belongs to.
    pub(super) part: Cell,
    /// The parts that the row's bits come from.
    pub(super) parts: [Cell; PAIRS],
    /// Weight of bit i of lane (0, 0) where it is received: minus itself where the constant flips it.
    pub(super) flipped: [Cell; SLICES],
    /// What is received besides, for the bits flipped.
    pub(super) flip: Cell,
    /// The constants' bits among the sums of columns for sheet 1; for sheet 4.
    pub(super) constants: [Cell; 2],
    /// Weight of the row's half bytes in a limb's low lane.
    pub(super) half_byte: Cell,
    /// The same for bit i of lane (0, 0), with the last round's constant; and what it adds.
    pub(super) half_byte_flipped: [Cell; SLICES],
    pub(super) half_byte_flip: Cell,
}

impl RoundFixed {
    /// Declares them.
    pub(super) fn declare(b: &mut LaneBuilder, layout: Layout) -> Self {
        let last_row = layout.rows() - 1;
        Self {
            inner: layout
                .number(b, "not a block's last row", move |p| u64::from(p.group * GROUP_ROWS + p.row < last_row)),
            round: layout.holds(b, "round", Place::in_round),
            round_first: layout.holds(b, "round, first row", |p| p.in_round() && p.row == 0),
            round_later: layout.holds(b, "round, later rows", |p| p.in_round() && p.row > 0),
            round_phase: [
                layout.holds(b, "even row of a round", |p| p.in_round() && p.row % 2 == 0),
                layout.holds(b, "odd row of a round", |p| p.in_round() && p.row % 2 == 1),
            ],
            block: layout.number(b, "block", |p| p.block as u64),
            part: layout.number(b, "part", move |p| layout.part(p.group, p.row / 2)),
            parts: std::array::from_fn(|back| {
                layout.number(b, &format!("part {back} pairs back"), move |p| {
                    layout.part(p.group + layout.groups - 1, p.row / 2 + PAIRS - back)
                })
            }),
            flipped: std::array::from_fn(|i| {
                layout.weights(b, &format!("weight of bit {i} of lane (0, 0)"), move |p| {
                    let weight = if p.round.is_some() { pair_weight(p.row) } else { Felt::from(0) };
                    if p.constant_before(i) == 1 { -weight } else { weight }
                })
            }),
            flip: layout.weights(b, "bits of lane (0, 0) flipped", |p| {
                let bits: u64 = (0..SLICES).map(|i| p.constant_before(i) << i).sum();
                pair_weight(p.row) * Felt::from(bits)
            }),
            constants: [0, 1].map(|before: isize| {
                let name = if before == 0 { "constants" } else { "constants of the slices before" };
                layout.number(b, name, move |p| {
                    let bits = (0..SLICES).map(|i| p.constant_after(i as isize - before) << (4 * i)).sum();
                    if p.in_round() { bits } else { 0 }
                })
            }),
            half_byte: layout.weights(b, "weight of half a byte", move |p| half_byte_weight(layout, p)),
            half_byte_flipped: std::array::from_fn(|i| {
                layout.weights(b, &format!("weight of half a byte, bit {i} of lane (0, 0)"), move |p| {
                    let weight = half_byte_weight(layout, p);
                    if p.constant_after(i as isize) == 1 { -weight } else { weight }
                })
            }),
            half_byte_flip: layout.weights(b, "half a byte flipped", move |p| {
                half_byte_weight(layout, p) * Felt::from(p.constants_after())
            }),
        }
    }
}

/// The weight of a row's bits in its part.
fn pair_weight(row: usize) -> Felt {
    power_of_two(if row.is_multiple_of(2) { 0 } else { ROW_BITS })
}

/// The weight of a row's four bits in a lane read as a big-endian integer of eight bytes; 0 where there are no bytes.
fn half_byte_weight(layout: Layout, p: Place) -> Felt {
    if p.group < layout.with_bytes { power_of_two(half_byte_exponent(p.row)) } else { Felt::from(0) }
}

/// Row r holds the lower (r even) or upper half of byte r / 2 of each lane, and the first byte is the most significant.
pub(super) fn half_byte_exponent(row: usize) -> u32 {
    (8 * (7 - row / 2) + 4 * (row % 2)) as u32
}

//! Where a row stands: block, group, row of the group; and the fixed columns that say so.

use super::lane::{GROUP_ROWS, SLICES};
use super::permutation::{ROUND_CONSTANTS, ROUNDS};
use crate::Felt;
use crate::circuit::{Cell, LaneBuilder, Position};
use crate::range::power_of_two;

/// Rows of one permutation: the edge, and the rounds but the last.
pub const BLOCK_ROWS: usize = ROUNDS * GROUP_ROWS;

/// The place of a row. An instance holds whole blocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The block, over all instances of the lane.
    pub(super) block: usize,
    /// 0: the edge, which holds the input, θ on it, and the last round; g: round g, from 1, and θ of the next.
    pub(super) group: usize,
    /// The row in its group: its slices are those from `4·row` on.
    pub(super) row: usize,
}

/// The place of a row.
pub(super) fn place(at: Position) -> Place {
    let (block, row) = (at.row / BLOCK_ROWS, at.row % BLOCK_ROWS);
    Place { block: at.before / BLOCK_ROWS + block, group: row / GROUP_ROWS, row: row % GROUP_ROWS }
}

impl Place {
    pub(super) fn is_edge(self) -> bool {
        self.group == 0
    }

    /// Bit z of the round constant that the round before this group's χ left out, or that the edge's χ ends with.
    fn constant(round: usize, z: usize) -> u64 {
        ROUND_CONSTANTS[round] >> z & 1
    }

    /// The round whose constant comes in with the bits received by this row: that of the round before. The first round has none
    /// before it.
    fn round_before(self) -> Option<usize> {
        match self.group {
            0 => Some(ROUNDS - 2),
            1 => None,
            group => Some(group - 2),
        }
    }

    /// Bit i of the constant of [`Self::round_before`].
    pub(super) fn constant_before(self, i: usize) -> u64 {
        self.round_before().map_or(0, |round| Self::constant(round, SLICES * self.row + i))
    }

    /// Bit i of the constant that follows this row's own χ; `i = -1` is that of the slice before.
    pub(super) fn constant_after(self, i: isize) -> u64 {
        let z = (SLICES * self.row).wrapping_add_signed(i) % 64;
        if self.is_edge() { Self::constant(ROUNDS - 1, z) } else { Self::constant(self.group - 1, z) }
    }

    /// The number of a part: two rows of a group's result.
    fn part(group: usize, pair: usize) -> u64 {
        (group * PAIRS + pair) as u64
    }
}

/// Pairs of rows of a group.
pub(super) const PAIRS: usize = GROUP_ROWS / 2;

/// The fixed columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fixed {
    /// Not a block's last row.
    pub(super) inner: Cell,
    /// In the edge.
    pub(super) edge: Cell,
    /// In the edge, not its last row.
    pub(super) edge_inner: Cell,
    /// The edge's first row.
    pub(super) edge_first: Cell,
    /// The edge's other rows.
    pub(super) edge_later: Cell,
    /// The edge's last row.
    pub(super) edge_last: Cell,
    /// The edge's rows 0 to 3.
    pub(super) words: Cell,
    /// The edge's rows 1 to 3.
    pub(super) later_words: Cell,
    /// The edge's row 4.
    pub(super) result: Cell,
    /// The row's number in the edge's rows 0 to 3.
    pub(super) index: Cell,
    /// A round.
    pub(super) round: Cell,
    /// The first row of a round.
    pub(super) round_first: Cell,
    /// The other rows of a round.
    pub(super) round_later: Cell,
    /// A round before the last but one group.
    pub(super) full: Cell,
    /// The last group: the last round but one.
    pub(super) last: Cell,
    /// In a block, even row; odd row.
    pub(super) phase: [Cell; 2],
    /// In a round, even row; odd row.
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

impl Fixed {
    /// Declares them.
    pub(super) fn declare(b: &mut LaneBuilder) -> Self {
        let number = |b: &mut LaneBuilder, name: &str, value: fn(Place) -> u64| {
            b.fixed(name, move |at| Felt::from(value(place(at))))
        };
        let holds = |b: &mut LaneBuilder, name: &str, which: fn(Place) -> bool| {
            b.fixed(name, move |at| Felt::from(u64::from(which(place(at)))))
        };
        Self {
            inner: holds(b, "not a block's last row", |p| p.group < ROUNDS - 1 || p.row < GROUP_ROWS - 1),
            edge: holds(b, "edge", Place::is_edge),
            edge_inner: holds(b, "edge, not its last row", |p| p.is_edge() && p.row < GROUP_ROWS - 1),
            edge_first: holds(b, "edge, first row", |p| p.is_edge() && p.row == 0),
            edge_later: holds(b, "edge, later rows", |p| p.is_edge() && p.row > 0),
            edge_last: holds(b, "edge, last row", |p| p.is_edge() && p.row == GROUP_ROWS - 1),
            words: holds(b, "word rows", |p| p.is_edge() && p.row < 4),
            later_words: holds(b, "later word rows", |p| p.is_edge() && (1..4).contains(&p.row)),
            result: holds(b, "result row", |p| p.is_edge() && p.row == 4),
            index: number(b, "index of the word", |p| if p.is_edge() && p.row < 4 { p.row as u64 } else { 0 }),
            round: holds(b, "round", |p| !p.is_edge()),
            round_first: holds(b, "round, first row", |p| !p.is_edge() && p.row == 0),
            round_later: holds(b, "round, later rows", |p| !p.is_edge() && p.row > 0),
            full: holds(b, "round before the last group", |p| (1..ROUNDS - 1).contains(&p.group)),
            last: holds(b, "last group", |p| p.group == ROUNDS - 1),
            phase: [holds(b, "even row", |p| p.row % 2 == 0), holds(b, "odd row", |p| p.row % 2 == 1)],
            round_phase: [
                holds(b, "even row of a round", |p| !p.is_edge() && p.row % 2 == 0),
                holds(b, "odd row of a round", |p| !p.is_edge() && p.row % 2 == 1),
            ],
            block: number(b, "block", |p| p.block as u64),
            part: number(b, "part", |p| Place::part(p.group, p.row / 2)),
            parts: std::array::from_fn(|back| {
                b.fixed(&format!("part {back} pairs back"), move |at| {
                    let p = place(at);
                    let from = (p.group + ROUNDS - 1) % ROUNDS;
                    Felt::from(Place::part(from, (p.row / 2 + PAIRS - back) % PAIRS))
                })
            }),
            flipped: std::array::from_fn(|i| {
                b.fixed(&format!("weight of bit {i} of lane (0, 0)"), move |at| {
                    let p = place(at);
                    if p.constant_before(i) == 1 { -pair_weight(p.row) } else { pair_weight(p.row) }
                })
            }),
            flip: b.fixed("bits of lane (0, 0) flipped", |at| {
                let p = place(at);
                let bits: u64 = (0..SLICES).map(|i| p.constant_before(i) << i).sum();
                pair_weight(p.row) * Felt::from(bits)
            }),
            constants: [0, 1].map(|before: isize| {
                b.fixed(if before == 0 { "constants" } else { "constants of the slices before" }, move |at| {
                    let p = place(at);
                    let bits = (0..SLICES).map(|i| p.constant_after(i as isize - before) << (4 * i)).sum();
                    Felt::from(if p.is_edge() { 0 } else { bits })
                })
            }),
            half_byte: b.fixed("weight of half a byte", |at| half_byte_weight(place(at))),
            half_byte_flipped: std::array::from_fn(|i| {
                b.fixed(&format!("weight of half a byte, bit {i} of lane (0, 0)"), move |at| {
                    let p = place(at);
                    let weight = half_byte_weight(p);
                    if p.constant_after(i as isize) == 1 { -weight } else { weight }
                })
            }),
            half_byte_flip: b.fixed("half a byte flipped", |at| {
                let p = place(at);
                half_byte_weight(p) * Felt::from((0..SLICES).map(|i| p.constant_after(i as isize) << i).sum::<u64>())
            }),
        }
    }
}

/// The weight of a row's bits in its part.
pub(super) fn pair_weight(row: usize) -> Felt {
    power_of_two(if row.is_multiple_of(2) { 0 } else { super::lane::ROW_BITS })
}

/// The weight of a row's four bits in a lane read as a big-endian integer of eight bytes; 0 outside the edge.
fn half_byte_weight(p: Place) -> Felt {
    if p.is_edge() { power_of_two(half_byte_exponent(p.row)) } else { Felt::from(0) }
}

/// Row r holds the lower (r even) or upper half of byte r / 2 of each lane, and the first byte is the most significant.
pub(super) fn half_byte_exponent(row: usize) -> u32 {
    (8 * (7 - row / 2) + 4 * (row % 2)) as u32
}

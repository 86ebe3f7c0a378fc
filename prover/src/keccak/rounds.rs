//! Rounds of keccak-f, sixteen rows each: what both lanes of permutations have in common.
//!
//! Row r of a group of rows has slices z = 4r … 4r+3 of the state, a slice being the 25 bits of one z.
//!
//! | cells of a row | in a round |
//! |---|---|
//! | bits (x, y, i) | input of χ |
//! | effect (x, i) | what θ adds to column (x, z) |
//! | column sums x | packed `S(x, z)`: bits of columns (x − 1, z) and (x + 1, z − 1), added up |
//! | result | the row's 100 bits after χ and θ, packed |
//!
//! **θ.** Effect ⊕ S is even: four halves `(S − effect)/2 ∈ 0 … 5`, packed in base 16, are looked up. The digits of what is looked
//! up differ from the true ones by less than 16, so equal sums have equal digits. What θ adds to column (x, z) costs one product for
//! the five bits together: `e·Σw + (1 − 2e)·Σ w·bit`.
//!
//! **ρ and π** move bits to other rows of the next group. The result of two rows, 200 bits, is *one message*
//! `KeccakBits(block, part)` whose multiplicity is the packed integer; the rows that get the bits receive the same message with the
//! bits' powers of two as multiplicities. Multiplicities of a message add up to zero exactly when the 200 bits agree (largest sum: below 2^200).
//! Block and part are fixed numbers, so no other row speaks of them.
//!
//! **ι** would raise the degree. The constant's bits are added where lane (0, 0) is received, as a bit b is received as
//! `1 − b` where the constant has a one; in S they are added as they are, since only parities matter (so S ≤ 11).

use super::permutation::{ROTATIONS, source};
use super::place::{PAIRS, RoundFixed};
use crate::Felt;
use crate::circuit::{Cell, Expr, Kind, LaneBuilder};
use crate::range::power_of_two;

/// Slices of a row.
pub(super) const SLICES: usize = 4;
/// Rows of a round.
pub(super) const GROUP_ROWS: usize = 64 / SLICES;
/// Bits of the state in a row.
pub(super) const ROW_BITS: u32 = 25 * SLICES as u32;
/// From a group's first row to the last, which has the slice before the first row's.
pub(super) const TO_LAST: isize = GROUP_ROWS as isize - 1;

/// A row's bits: sheet x, plane y, slice i.
pub(super) type Bits<T> = [[[T; SLICES]; 5]; 5];

/// The cells of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct RoundCells {
    pub(super) bits: Bits<Cell>,
    pub(super) effect: [[Cell; SLICES]; 5],
    pub(super) sums: [Cell; 5],
    pub(super) result: Cell,
}

/// On which rows bits are received.
#[derive(Clone, Copy, Debug)]
pub(super) struct Receivers {
    /// Even rows, odd rows that receive plane 0.
    pub(super) first_plane: [Cell; 2],
    /// Even rows, odd rows that receive the other planes.
    pub(super) other_planes: [Cell; 2],
}

impl RoundCells {
    /// Declares the columns.
    pub(super) fn declare(b: &mut LaneBuilder) -> Self {
        Self {
            bits: array3(|x, y, i| b.column(format!("bit ({x}, {y}, {i})"))),
            effect: each(|x| each(|i| b.column(format!("effect ({x}, {i})")))),
            sums: each(|x| b.column(format!("column sums {x}"))),
            result: b.column("result"),
        }
    }

    /// χ of a bit, in a row so many rows on. Degree 3.
    pub(super) fn chi(&self, x: usize, y: usize, i: usize, rows: isize) -> Expr {
        let [a, b, c] = [0, 1, 2].map(|step| self.bits[(x + step) % 5][y][i].at(rows));
        let flips = (Expr::from(1) - b) * c;
        a + flips * (Expr::from(1) - a * Felt::from(2))
    }

    /// `S(x, z)` of the row's slices, packed, given a column's sum (its x, its i, in a row so many rows on) and where the row with the slice
    /// before is.
    pub(super) fn column_sums(x: usize, column: impl Fn(usize, usize, isize) -> Expr, before: isize) -> Expr {
        let [left, right] = [(x + 4) % 5, (x + 1) % 5];
        let left: Expr = (0..SLICES).map(|i| column(left, i, 0) * digit(i)).sum();
        let own: Expr = (1..SLICES).map(|i| column(right, i - 1, 0) * digit(i)).sum();
        left + own + column(right, SLICES - 1, before)
    }

    /// The sum of column (x, i) after χ, without the constant.
    pub(super) fn round_column(&self, x: usize, i: usize, rows: isize) -> Expr {
        (0..5).map(|y| self.chi(x, y, i, rows)).sum()
    }

    /// What the constant of the row's round adds to the sums of sheet x.
    pub(super) fn constant_in_sums(fixed: &RoundFixed, x: usize, on: &Expr) -> Expr {
        match x {
            1 => on.clone() * fixed.constants[0],
            4 => on.clone() * fixed.constants[1],
            _ => Expr::ZERO,
        }
    }

    /// Looks up the halves of each sheet's sums. The tag is linear, the condition of degree 2.
    pub(super) fn look_up_halves(&self, b: &mut LaneBuilder, tag: &Expr, condition: &Expr) {
        let half = Felt::from(2).invert().expect("two is not zero");
        for (sums, effect) in self.sums.into_iter().zip(self.effect) {
            let effect: Expr = effect.into_iter().enumerate().map(|(i, effect)| effect * digit(i)).sum();
            let slot = b.slot([(sums - effect) * half]);
            b.say(slot, tag.clone() * Kind::KeccakHalves.tag(), -condition.clone());
        }
    }

    /// A row's bits after θ, packed with the weights of the bits, given those of each column that count: their y, and what they are before θ.
    pub(super) fn after_theta(&self, column: impl Fn(usize, usize) -> Vec<(usize, Expr)>) -> Expr {
        let columns = (0..5).flat_map(|x| (0..SLICES).map(move |i| (x, i)));
        let packed = columns.map(|(x, i)| {
            let column = column(x, i);
            let weights: Felt = column.iter().map(|(y, _)| weight(x, *y, i)).sum();
            let packed: Expr = column.into_iter().map(|(y, bit)| bit * weight(x, y, i)).sum();
            let effect = self.effect[x][i];
            effect * weights + (Expr::from(1) - effect * Felt::from(2)) * packed
        });
        packed.sum()
    }

    /// ρ and π: sends the results of the rows of some phase, even or odd, and receives bits.
    pub(super) fn moves(&self, b: &mut LaneBuilder, fixed: &RoundFixed, senders: [Cell; 2], to: Receivers, on: &Expr) {
        let tag = Expr::from(Kind::KeccakBits.tag());
        let sent = b.slot([fixed.block.into(), fixed.part.into()]);
        let phase = senders[0] + senders[1] * power_of_two(ROW_BITS);
        b.say(sent, tag.clone(), phase * self.result);

        let mut received: [Vec<Expr>; PAIRS] = Default::default();
        for odd in [0, 1] {
            let mut others: [Vec<Expr>; PAIRS] = Default::default();
            let mut first: [Vec<Expr>; PAIRS] = Default::default();
            for (x, y, i) in positions().filter(|(x, y, _)| (*x, *y) != (0, 0)) {
                let from = origin(x, y, odd, i);
                let term = self.bits[x][y][i] * from.weight();
                (if y == 0 { &mut first } else { &mut others })[from.pairs_back].push(term);
            }
            for (back, terms) in received.iter_mut().enumerate() {
                for (rows, own) in [(to.other_planes[odd], &mut others), (to.first_plane[odd], &mut first)] {
                    if !own[back].is_empty() {
                        terms.push(own[back].drain(..).sum::<Expr>() * rows);
                    }
                }
            }
        }
        // lane (0, 0) stays where it is
        received[0].extend((0..SLICES).map(|i| self.bits[0][0][i] * fixed.flipped[i] * weight(0, 0, i)));
        received[0].push(on.clone() * fixed.flip);
        for (back, terms) in received.into_iter().enumerate() {
            let slot = b.slot([fixed.block.into(), fixed.parts[back].into()]);
            b.say(slot, tag.clone(), -terms.into_iter().sum::<Expr>());
        }
    }

    /// What the row adds to the limbs of the digest, low first. Only where half bytes are weighed. Degree 4.
    pub(super) fn digest_part(&self, fixed: &RoundFixed, on: &Expr) -> [Expr; 2] {
        let half_byte = |lane: usize| -> Expr {
            let bit = |i: usize| self.chi(lane, 0, i, 0) * Felt::from(1u64 << i);
            match lane {
                0 => {
                    let bits: Expr = (0..SLICES).map(|i| bit(i) * fixed.half_byte_flipped[i]).sum();
                    bits + on.clone() * fixed.half_byte_flip
                }
                _ => (0..SLICES).map(bit).sum::<Expr>() * fixed.half_byte,
            }
        };
        [2, 0].map(|first| limb_of(half_byte(first), half_byte(first + 1)))
    }
}

/// The weight of slice i in packed sums.
pub(super) fn digit(i: usize) -> Felt {
    power_of_two(4 * i as u32)
}

/// What a row's half bytes of two lanes add to a limb.
pub(super) fn limb_of(high: Expr, low: Expr) -> Expr {
    high * power_of_two(64) + low
}

/// The weight of a bit in its row's result.
pub(super) fn weight(x: usize, y: usize, i: usize) -> Felt {
    power_of_two(exponent(x, y, i) as u32)
}

/// The place of a bit in its row's result.
pub(super) fn exponent(x: usize, y: usize, i: usize) -> usize {
    SLICES * (x + 5 * y) + i
}

/// Where a bit of a round's input was before ρ and π.
struct Origin {
    /// Pairs of rows back, cyclically.
    pairs_back: usize,
    /// Whether it was in the pair's second row.
    second: bool,
    /// Its place in the row.
    bit: (usize, usize, usize),
}

impl Origin {
    /// The bit's weight in its part.
    fn weight(&self) -> Felt {
        let (x, y, i) = self.bit;
        weight(x, y, i) * power_of_two(if self.second { ROW_BITS } else { 0 })
    }
}

/// The origin of bit (x, y, i) of an even (0) or odd (1) row.
fn origin(x: usize, y: usize, odd: usize, i: usize) -> Origin {
    let (from_x, from_y) = source(x, y);
    let z = (SLICES * odd + i + 64 - ROTATIONS[from_x + 5 * from_y]) % 64;
    let row = z / SLICES;
    Origin { pairs_back: (PAIRS - row / 2) % PAIRS, second: row % 2 == 1, bit: (from_x, from_y, z % SLICES) }
}

/// All bits of a row.
pub(super) fn positions() -> impl Iterator<Item = (usize, usize, usize)> {
    (0..5).flat_map(|x| (0..5).flat_map(move |y| (0..SLICES).map(move |i| (x, y, i))))
}

pub(super) fn each<T, const N: usize>(value: impl FnMut(usize) -> T) -> [T; N] {
    std::array::from_fn(value)
}

fn array3<T>(mut value: impl FnMut(usize, usize, usize) -> T) -> Bits<T> {
    each(|x| each(|y| each(|i| value(x, y, i))))
}

/// An expression, so many rows on.
pub(super) fn shifted(expr: &Expr, rows: isize) -> Expr {
    match expr {
        Expr::Constant(c) => Expr::Constant(*c),
        Expr::Cell(cell) => cell.at(rows).into(),
        Expr::Sum(a, b) => shifted(a, rows) + shifted(b, rows),
        Expr::Product(a, b) => shifted(a, rows) * shifted(b, rows),
        Expr::Scaled(a, factor) => shifted(a, rows) * *factor,
    }
}

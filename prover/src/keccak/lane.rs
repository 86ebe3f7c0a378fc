//! The permutation and its padding: one block of 384 rows for each hash of at most four words.
//!
//! A block has 24 groups of 16 rows. Group 0, the *edge*, holds the padded input A₀ and the last round; group g holds round g, from 1 to
//! 23. Row r of a group has slices z = 4r … 4r+3 of the state, a slice being the 25 bits of one z.
//!
//! | cells of a row | in a round | in the edge |
//! |---|---|---|
//! | bits (x, y, i), y = 0 | input of χ | input of the last χ, of which the digest needs one plane |
//! | bits (x, y, i), y > 0 | input of χ | bit 4r + i of lane (x, y − 1) of A₀, fifteen lanes and (0, 3) |
//! | bits (x, 4, i), x > 0 | input of χ | rows 0 … 3: id, index, word, whether there is one; row 4: digest; sums of limbs |
//! | effect (x, i) | what θ adds to column (x, z) | the same |
//! | column sums x | packed `S(x, z)`: bits of columns (x − 1, z) and (x + 1, z − 1), added up | the same |
//! | result | the row's 100 bits after χ and θ, packed | after θ; the last group: those the last round's plane needs |
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
//!
//! **Padding.** Row k of the edge, k ≤ 3, has the word k of the padded input: if there is such a word, it is received; else it is `01 00 … 00`
//! after the last word and zero further on. Lane (1, 3), bytes 128 to 135, is `01` (if all four words are there) … `80`; the other lanes are zero.
//! The limbs of the words are the bits' sums, collected over the edge's 16 rows; so are those of the digest.
//!
//! Constraints have no flag: a block that is not in use is all zeros, which satisfies them, and says nothing that another block or lane
//! hears. Degree 5, at most 15 messages a row. Trusted from the asker: ids are unique, limbs are below 2^128.

use super::permutation::{ROTATIONS, source};
use super::place::{BLOCK_ROWS, Fixed, PAIRS};
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder};
use crate::range::power_of_two;

/// Slices of a row.
pub(super) const SLICES: usize = 4;
/// Rows of a round.
pub(super) const GROUP_ROWS: usize = 64 / SLICES;
/// Bits of the state in a row.
pub(super) const ROW_BITS: u32 = 25 * SLICES as u32;
/// Words that fit into one block with the padding.
pub const MAX_WORDS: usize = 4;

/// A row's bits: sheet x, plane y, slice i.
pub(super) type Bits<T> = [[[T; SLICES]; 5]; 5];

/// Cells of the edge that carry no bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct EdgeCells {
    /// Who asked, rows 0 to 4.
    pub(super) id: Cell,
    /// Rows 0 to 3: the row's number; row 4: the number of words.
    pub(super) number: Cell,
    /// Rows 0 to 3: limbs of the padded word, low first; row 4: of the digest.
    pub(super) limbs: [Cell; 2],
    /// Rows 0 to 3: whether the word is the input's.
    pub(super) more: Cell,
    /// What this and later rows add to the limbs of each word.
    pub(super) words: [[Cell; 2]; MAX_WORDS],
    /// The same for the digest.
    pub(super) digest: [Cell; 2],
}

/// The cells of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells {
    pub(super) bits: Bits<Cell>,
    pub(super) effect: [[Cell; SLICES]; 5],
    pub(super) sums: [Cell; 5],
    pub(super) result: Cell,
    pub(super) edge: EdgeCells,
}

impl Cells {
    /// χ of a bit, in a row so many rows on. Degree 3.
    fn chi(&self, x: usize, y: usize, i: usize, rows: isize) -> Expr {
        let [a, b, c] = [0, 1, 2].map(|step| self.bits[(x + step) % 5][y][i].at(rows));
        let flips = (Expr::from(1) - b) * c;
        a + flips * (Expr::from(1) - a * Felt::from(2))
    }

    /// The edge's bit of lane (x, y) of the input, y < 4; of lane (1, 3) and those after it, whose bits are no cells, nothing.
    fn input_bit(&self, x: usize, y: usize, i: usize, rows: isize) -> Option<Cell> {
        (y < 3 || x == 0).then(|| self.bits[x][y + 1][i].at(rows))
    }
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct PermutationLane {
    pub(super) lane: Lane,
    pub(super) chip: ChipId,
    pub(super) cells: Cells,
}

impl PermutationLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("keccak");
        b.blocks(BLOCK_ROWS);
        let chip = b.chip("keccak", Group::Hash);
        let bits: Bits<Cell> = array3(|x, y, i| b.column(format!("bit ({x}, {y}, {i})")));
        let effect = each(|x| each(|i| b.bit(&format!("effect ({x}, {i})")).cell()));
        let sums = each(|x| b.column(format!("column sums {x}")));
        let result = b.column("result");
        let fixed = Fixed::declare(&mut b);
        // 16 cells of the edge, sheets 1 to 4 of plane 4, hold no bits
        let free = |n: usize| bits[1 + n / SLICES][4][n % SLICES];
        let edge = EdgeCells {
            id: free(0),
            number: free(1),
            limbs: [free(2), free(3)],
            more: free(4),
            words: each(|k| [free(5 + 2 * k), free(6 + 2 * k)]),
            digest: [free(13), free(14)],
        };
        for (x, y, i) in positions() {
            let (name, zero) = (format!("bit ({x}, {y}, {i}) is 0 or 1"), bits[x][y][i] * (bits[x][y][i] - 1));
            if y == 4 && x > 0 { b.constrain_where(fixed.round, name, zero) } else { b.constrain(name, zero) }
        }
        let cells = Cells { bits, effect, sums, result, edge };
        Declaration { on: b.flag(chip), b: &mut b, fixed, cells }.declare();
        Self { lane: b.finish(), chip, cells }
    }
}

/// What the parts of the declaration share.
struct Declaration<'a> {
    b: &'a mut LaneBuilder,
    on: Expr,
    fixed: Fixed,
    cells: Cells,
}

impl Declaration<'_> {
    fn declare(mut self) {
        let (fixed, on) = (self.fixed, self.on.clone());
        let next_on = shifted(&on, 1);
        self.b.constrain_where(fixed.inner, "a block is used whole", on - next_on);
        self.theta();
        self.results();
        self.moves();
        self.input();
        self.digest();
        self.messages();
    }

    fn theta(&mut self) {
        let (fixed, cells) = (self.fixed, self.cells);
        let digit = |i: usize| power_of_two(4 * i as u32);
        let from_above = 1 - GROUP_ROWS as isize;
        for x in 0..5 {
            let [left, right] = [(x + 4) % 5, (x + 1) % 5];
            // a group's first row has the slice before its first in the last row
            let sum = |column: &dyn Fn(usize, usize, isize) -> Expr, before: isize| -> Expr {
                let left: Expr = (0..SLICES).map(|i| column(left, i, 0) * digit(i)).sum();
                let own: Expr = (1..SLICES).map(|i| column(right, i - 1, 0) * digit(i)).sum();
                left + own + column(right, SLICES - 1, before)
            };
            let round = |x: usize, i: usize, rows: isize| -> Expr { (0..5).map(|y| cells.chi(x, y, i, rows)).sum() };
            let input = |x: usize, i: usize, rows: isize| -> Expr {
                (0..4).filter_map(|y| cells.input_bit(x, y, i, rows)).map(Expr::from).sum()
            };
            let constants = match x {
                1 => self.on.clone() * fixed.constants[0],
                4 => self.on.clone() * fixed.constants[1],
                _ => Expr::ZERO,
            };
            // lane (1, 3) of the input: bit 0 if all four words are there, bit 63
            let last_word = cells.edge.more.at(MAX_WORDS as isize - 1);
            let [mut first_pad, mut later_pad] = [Expr::ZERO, Expr::ZERO];
            if left == 1 {
                first_pad = last_word.into();
                later_pad = self.on.clone() * fixed.edge_last * digit(SLICES - 1);
            } else if right == 1 {
                first_pad = last_word * digit(1) + self.on.clone();
            }
            let wrap = -from_above;
            let name = |what: &str| format!("column sums {x}: {what}");
            let all = [
                (fixed.round_first, "first row of a round", sum(&round, wrap) + constants.clone()),
                (fixed.round_later, "later rows of a round", sum(&round, -1) + constants),
                (fixed.edge_first, "first row of the edge", sum(&input, wrap) + first_pad),
                (fixed.edge_later, "later rows of the edge", sum(&input, -1) + later_pad),
            ];
            for (rows, what, value) in all {
                self.b.constrain_where(rows, name(what), value - cells.sums[x]);
            }
            let effect: Expr = (0..SLICES).map(|i| cells.effect[x][i] * digit(i)).sum();
            let half = Felt::from(2).invert().expect("two is not zero");
            let slot = self.b.slot([(cells.sums[x] - effect) * half]);
            self.b.receive(slot, Kind::KeccakHalves, self.on.clone());
        }
    }

    /// Column (x, i) after θ, packed with the weights of its bits.
    fn column_after_theta(&self, x: usize, i: usize, column: &[(usize, Expr)]) -> Expr {
        let weights: Felt = column.iter().map(|(y, _)| weight(x, *y, i)).sum();
        let packed: Expr = column.iter().map(|(y, bit)| bit.clone() * weight(x, *y, i)).sum();
        let effect = self.cells.effect[x][i];
        effect * weights + (Expr::from(1) - effect * Felt::from(2)) * packed
    }

    fn results(&mut self) {
        let (fixed, cells) = (self.fixed, self.cells);
        let packed = |column: &dyn Fn(usize, usize) -> Vec<(usize, Expr)>| -> Expr {
            let columns = (0..5).flat_map(|x| (0..SLICES).map(move |i| (x, i)));
            columns.map(|(x, i)| self.column_after_theta(x, i, &column(x, i))).sum()
        };
        let round = packed(&|x, i| (0..5).map(|y| (y, cells.chi(x, y, i, 0))).collect());
        // π takes plane 0 from the diagonal
        let last = packed(&|x, i| vec![(x, cells.chi(x, x, i, 0))]);
        let input = packed(&|x, i| {
            let bit = |y: usize| match cells.input_bit(x, y, i, 0) {
                Some(bit) => bit.into(),
                None if (x, y, i) == (1, 3, 0) => fixed.edge_first * cells.edge.more.at(MAX_WORDS as isize - 1),
                None if (x, y, i) == (1, 3, SLICES - 1) => self.on.clone() * fixed.edge_last,
                None => Expr::ZERO,
            };
            (0..5).map(|y| (y, if y < 4 { bit(y) } else { Expr::ZERO })).collect()
        });
        let all = [
            (fixed.full, "a round's result is χ and θ", round),
            (fixed.last, "the last group's result is χ and θ of the diagonal", last),
            (fixed.edge, "the edge's result is θ of the input", input),
        ];
        for (rows, name, value) in all {
            self.b.constrain_where(rows, name, value - cells.result);
        }
    }

    /// ρ and π.
    fn moves(&mut self) {
        let (fixed, cells) = (self.fixed, self.cells);
        let tag = Expr::from(Kind::KeccakBits.tag());
        let sent = self.b.slot([fixed.block.into(), fixed.part.into()]);
        let phase = fixed.phase[0] + fixed.phase[1] * power_of_two(ROW_BITS);
        self.b.say(sent, tag.clone(), phase * cells.result);

        let mut received: [Vec<Expr>; PAIRS] = Default::default();
        for odd in [0, 1] {
            let mut in_round: [Vec<Expr>; PAIRS] = Default::default();
            let mut in_all: [Vec<Expr>; PAIRS] = Default::default();
            for (x, y, i) in positions().filter(|(x, y, _)| (*x, *y) != (0, 0)) {
                let from = origin(x, y, odd, i);
                let term = cells.bits[x][y][i] * from.weight();
                (if y == 0 { &mut in_all } else { &mut in_round })[from.pairs_back].push(term);
            }
            for (back, terms) in received.iter_mut().enumerate() {
                for (rows, own) in [(fixed.round_phase[odd], &mut in_round), (fixed.phase[odd], &mut in_all)] {
                    if !own[back].is_empty() {
                        terms.push(own[back].drain(..).sum::<Expr>() * rows);
                    }
                }
            }
        }
        // lane (0, 0) stays where it is
        received[0].extend((0..SLICES).map(|i| cells.bits[0][0][i] * fixed.flipped[i] * weight(0, 0, i)));
        received[0].push(self.on.clone() * fixed.flip);
        for (back, terms) in received.into_iter().enumerate() {
            let slot = self.b.slot([fixed.block.into(), fixed.parts[back].into()]);
            self.b.say(slot, tag.clone(), -terms.into_iter().sum::<Expr>());
        }
    }

    fn input(&mut self) {
        let (fixed, cells) = (self.fixed, self.cells);
        let EdgeCells { id, number, limbs, more, words, .. } = cells.edge;
        let half_byte = |lane: usize| -> Expr {
            let bit = |i: usize| cells.input_bit(lane % 5, lane / 5, i, 0).expect("words are in lanes 0 to 15");
            fixed.half_byte * (0..SLICES).map(|i| bit(i) * (1u64 << i)).sum::<Expr>()
        };
        for (k, word) in words.into_iter().enumerate() {
            for (limb, first) in [(0, 4 * k + 2), (1, 4 * k)] {
                let part = limb_of(half_byte(first), half_byte(first + 1));
                let rest = fixed.edge_inner * word[limb].next();
                let name = format!("limb {limb} of word {k} collects its bits");
                self.b.constrain_where(fixed.edge, name, part + rest - word[limb]);
                let name = format!("limb {limb} of row {k} is its word's");
                self.b.constrain_where(fixed.edge_first, name, word[limb] - limbs[limb].at(k as isize));
            }
        }
        let on = self.on.clone();
        self.b.constrain_where(fixed.words, "a block has one id", id - id.next());
        self.b.constrain_where(fixed.words, "words are counted", on.clone() * fixed.index - number);
        self.b.constrain_where(fixed.words, "there is a word or not", more * (more - 1));
        let none = Expr::from(1) - more;
        let end = power_of_two(120);
        for (rows, which, before) in
            [(fixed.edge_first, "first", on), (fixed.later_words, "later", Expr::from(more.at(-1)))]
        {
            let name = format!("a {which} word has one before it");
            self.b.constrain_where(rows, name, more * (Expr::from(1) - before.clone()));
            let name = format!("without a {which} word, the padding starts after the last or has started before");
            self.b.constrain_where(rows, name, none.clone() * (before * end - limbs[1]));
        }
        let name = "without a word the low limb is zero";
        self.b.constrain_where(fixed.words, name, none * limbs[0]);
        let count: Expr = (0..MAX_WORDS as isize).map(|k| Expr::from(more.at(k))).sum();
        let name = "the number of words is told with the digest";
        self.b.constrain_where(fixed.edge_first, name, count - number.at(MAX_WORDS as isize));
    }

    fn digest(&mut self) {
        let (fixed, cells) = (self.fixed, self.cells);
        let EdgeCells { limbs, digest, .. } = cells.edge;
        let half_byte = |lane: usize| -> Expr {
            let bit = |i: usize| cells.chi(lane, 0, i, 0) * Felt::from(1u64 << i);
            match lane {
                0 => {
                    let bits: Expr = (0..SLICES).map(|i| bit(i) * fixed.half_byte_flipped[i]).sum();
                    bits + self.on.clone() * fixed.half_byte_flip
                }
                _ => (0..SLICES).map(bit).sum::<Expr>() * fixed.half_byte,
            }
        };
        for (limb, first) in [(0, 2), (1, 0)] {
            let part = limb_of(half_byte(first), half_byte(first + 1));
            let rest = fixed.edge_inner * digest[limb].next();
            let name = format!("limb {limb} of the digest collects its bits");
            self.b.constrain_where(fixed.edge, name, part + rest - digest[limb]);
            let name = format!("limb {limb} of the digest is told");
            self.b.constrain_where(fixed.edge_first, name, digest[limb] - limbs[limb].at(MAX_WORDS as isize));
        }
    }

    /// Words in, digest out.
    fn messages(&mut self) {
        let (fixed, cells) = (self.fixed, self.cells);
        let EdgeCells { id, number, limbs, more, .. } = cells.edge;
        let slot = self.b.slot([id, number, limbs[0], limbs[1]].map(Expr::from));
        let tag = fixed.words * Kind::KeccakWord.tag() + fixed.result * Kind::Keccak.tag();
        self.b.say(slot, tag, fixed.result * self.on.clone() - fixed.words * more);
    }
}

/// What a row's half bytes of two lanes add to a limb.
fn limb_of(high: Expr, low: Expr) -> Expr {
    high * power_of_two(64) + low
}

/// The weight of a bit in its row's result.
pub(super) fn weight(x: usize, y: usize, i: usize) -> Felt {
    power_of_two((SLICES * (x + 5 * y) + i) as u32)
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

fn each<T, const N: usize>(value: impl FnMut(usize) -> T) -> [T; N] {
    std::array::from_fn(value)
}

fn array3<T>(mut value: impl FnMut(usize, usize, usize) -> T) -> Bits<T> {
    each(|x| each(|y| each(|i| value(x, y, i))))
}

/// An expression, so many rows on.
fn shifted(expr: &Expr, rows: isize) -> Expr {
    match expr {
        Expr::Constant(c) => Expr::Constant(*c),
        Expr::Cell(cell) => cell.at(rows).into(),
        Expr::Sum(a, b) => shifted(a, rows) + shifted(b, rows),
        Expr::Product(a, b) => shifted(a, rows) * shifted(b, rows),
        Expr::Scaled(a, factor) => shifted(a, rows) * *factor,
    }
}

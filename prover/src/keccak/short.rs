//! Hashes of at most four whole words: one block of 384 rows each.
//!
//! A block has 24 groups of 16 rows. Group 0, the *edge*, holds the padded input A₀ and the last round; group g holds round g, from 1 to
//! 23 (see `rounds.rs`).
//!
//! | cells of a row | in a round | in the edge |
//! |---|---|---|
//! | bits (x, y, i), y = 0 | input of χ | input of the last χ, of which the digest needs one plane |
//! | bits (x, y, i), y > 0 | input of χ | bit 4r + i of lane (x, y − 1) of A₀, fifteen lanes and (0, 3) |
//! | bits (x, 4, i), x > 0 | input of χ | rows 0 … 3: id, index, word, whether there is one; row 4: digest; sums of limbs |
//! | effect, column sums | of θ | the same |
//! | result | after χ and θ | after θ; the last group: the bits that the last round's plane needs |
//!
//! **Padding.** Row k of the edge, k ≤ 3, has the word k of the padded input: if there is such a word, it is received; else it is `01 00 … 00`
//! after the last word and zero further on. Lane (1, 3), bytes 128 to 135, is `01` (if all four words are there) … `80`; the other lanes are zero.
//! The limbs of the words are the bits' sums, collected over the edge's 16 rows; so are those of the digest.
//!
//! Constraints have no flag: a block that is not in use is all zeros, which satisfies them, and says nothing that another block or lane
//! hears. Degree 5, at most 15 messages a row. Trusted from the asker: ids are unique.

use super::permutation::ROUNDS;
use super::place::{Layout, Place, RoundFixed};
use super::rounds::{GROUP_ROWS, Receivers, RoundCells, SLICES, TO_LAST, digit, each, limb_of, positions, shifted};
use super::words::WORD_BYTES;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder};
use crate::range::power_of_two;

/// Words that fit into one block with the padding.
pub(super) const MAX_WORDS: usize = 4;

/// The groups of a block: the edge has the last round's bits.
pub(super) const LAYOUT: Layout =
    Layout { groups: ROUNDS, round: |group| Some((group + ROUNDS - 1) % ROUNDS), with_bytes: 1 };
/// Rows of one permutation: the edge, and the rounds but the last.
pub(super) const BLOCK_ROWS: usize = LAYOUT.rows();

/// Cells of the edge that carry no bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct EdgeCells {
    /// Who asked, rows 0 to 4.
    pub(super) id: Cell,
    /// Rows 0 to 3: the row's number; row 4: the input's bytes.
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
    pub(super) round: RoundCells,
    pub(super) edge: EdgeCells,
}

impl Cells {
    /// The edge's bit of lane (x, y) of the input, y < 4; of lane (1, 3) and those after it, whose bits are no cells, nothing.
    fn input_bit(&self, x: usize, y: usize, i: usize, rows: isize) -> Option<Cell> {
        (y < 3 || x == 0).then(|| self.round.bits[x][y + 1][i].at(rows))
    }
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct ShortLane {
    pub(super) lane: Lane,
    pub(super) chip: ChipId,
    pub(super) cells: Cells,
}

impl ShortLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("keccak");
        b.blocks(BLOCK_ROWS);
        let chip = b.chip("keccak", Group::Hash);
        let round = RoundCells::declare(&mut b);
        let fixed = Fixed::declare(&mut b);
        // 16 cells of the edge, sheets 1 to 4 of plane 4, hold no bits
        let free = |n: usize| round.bits[1 + n / SLICES][4][n % SLICES];
        let edge = EdgeCells {
            id: free(0),
            number: free(1),
            limbs: [free(2), free(3)],
            more: free(4),
            words: each(|k| [free(5 + 2 * k), free(6 + 2 * k)]),
            digest: [free(13), free(14)],
        };
        for (x, y, i) in positions() {
            let bit = round.bits[x][y][i];
            let (name, zero) = (format!("bit ({x}, {y}, {i}) is 0 or 1"), bit * (bit - 1));
            if y == 4 && x > 0 { b.constrain_where(fixed.all.round, name, zero) } else { b.constrain(name, zero) }
        }
        for (x, effects) in round.effect.iter().enumerate() {
            for (i, effect) in effects.iter().enumerate() {
                b.constrain(format!("effect ({x}, {i}) is 0 or 1"), *effect * (*effect - 1));
            }
        }
        let cells = Cells { round, edge };
        Declaration { on: b.flag(chip), b: &mut b, fixed, cells }.declare();
        Self { lane: b.finish(), chip, cells }
    }
}

/// The fixed columns.
#[derive(Clone, Copy, Debug)]
struct Fixed {
    /// Those of rounds.
    all: RoundFixed,
    /// In the edge.
    edge: Cell,
    /// In the edge, not its last row.
    edge_inner: Cell,
    /// The edge's first row.
    edge_first: Cell,
    /// The edge's other rows.
    edge_later: Cell,
    /// The edge's last row.
    edge_last: Cell,
    /// The edge's rows 0 to 3.
    words: Cell,
    /// The edge's rows 1 to 3.
    later_words: Cell,
    /// The edge's row 4.
    result: Cell,
    /// The row's number in the edge's rows 0 to 3.
    index: Cell,
    /// A round before the last but one group.
    full: Cell,
    /// The last group: the last round but one.
    last: Cell,
    /// Even row; odd row.
    phase: [Cell; 2],
}

impl Fixed {
    /// Declares them.
    fn declare(b: &mut LaneBuilder) -> Self {
        fn in_edge(p: Place) -> bool {
            p.group == 0
        }
        let mut holds = |name: &str, which: fn(Place) -> bool| LAYOUT.holds(b, name, which);
        Self {
            edge: holds("edge", in_edge),
            edge_inner: holds("edge, not its last row", |p| in_edge(p) && p.row < GROUP_ROWS - 1),
            edge_first: holds("edge, first row", |p| in_edge(p) && p.row == 0),
            edge_later: holds("edge, later rows", |p| in_edge(p) && p.row > 0),
            edge_last: holds("edge, last row", |p| in_edge(p) && p.row == GROUP_ROWS - 1),
            words: holds("word rows", |p| in_edge(p) && p.row < MAX_WORDS),
            later_words: holds("later word rows", |p| in_edge(p) && (1..MAX_WORDS).contains(&p.row)),
            result: holds("result row", |p| in_edge(p) && p.row == MAX_WORDS),
            full: holds("round before the last group", |p| (1..ROUNDS - 1).contains(&p.group)),
            last: holds("last group", |p| p.group == ROUNDS - 1),
            phase: [holds("even row", |p| p.row % 2 == 0), holds("odd row", |p| p.row % 2 == 1)],
            index: LAYOUT
                .number(b, "index of the word", |p| if in_edge(p) && p.row < MAX_WORDS { p.row as u64 } else { 0 }),
            all: RoundFixed::declare(b, LAYOUT),
        }
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
        let (fixed, on, round) = (self.fixed, self.on.clone(), self.cells.round);
        let next_on = shifted(&on, 1);
        self.b.constrain_where(fixed.all.inner, "a block is used whole", on.clone() - next_on);
        self.sums();
        round.look_up_halves(self.b, &on, &on);
        self.results();
        let to = Receivers { first_plane: fixed.phase, other_planes: fixed.all.round_phase };
        round.moves(self.b, &fixed.all, fixed.phase, to, &on);
        self.input();
        self.digest();
        self.messages();
    }

    fn sums(&mut self) {
        let (fixed, cells) = (self.fixed, self.cells);
        for x in 0..5 {
            let round =
                |before: isize| RoundCells::column_sums(x, |x, i, rows| cells.round.round_column(x, i, rows), before);
            let input = |x: usize, i: usize, rows: isize| -> Expr {
                (0..4).filter_map(|y| cells.input_bit(x, y, i, rows)).map(Expr::from).sum()
            };
            let input = |before: isize| RoundCells::column_sums(x, input, before);
            let constants = RoundCells::constant_in_sums(&fixed.all, x, &self.on);
            // lane (1, 3) of the input: bit 0 if all four words are there, bit 63
            let last_word = cells.edge.more.at(MAX_WORDS as isize - 1);
            let [mut first_pad, mut later_pad] = [Expr::ZERO, Expr::ZERO];
            if x == 2 {
                first_pad = last_word.into();
                later_pad = self.on.clone() * fixed.edge_last * digit(SLICES - 1);
            } else if x == 0 {
                first_pad = last_word * digit(1) + self.on.clone();
            }
            let name = |what: &str| format!("column sums {x}: {what}");
            let all = [
                (fixed.all.round_first, "first row of a round", round(TO_LAST) + constants.clone()),
                (fixed.all.round_later, "later rows of a round", round(-1) + constants),
                (fixed.edge_first, "first row of the edge", input(TO_LAST) + first_pad),
                (fixed.edge_later, "later rows of the edge", input(-1) + later_pad),
            ];
            for (rows, what, value) in all {
                self.b.constrain_where(rows, name(what), value - cells.round.sums[x]);
            }
        }
    }

    fn results(&mut self) {
        let (fixed, cells) = (self.fixed, self.cells);
        let round = cells.round.after_theta(|x, i| (0..5).map(|y| (y, cells.round.chi(x, y, i, 0))).collect());
        // π takes plane 0 from the diagonal
        let last = cells.round.after_theta(|x, i| vec![(x, cells.round.chi(x, x, i, 0))]);
        let input = cells.round.after_theta(|x, i| {
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
            self.b.constrain_where(rows, name, value - cells.round.result);
        }
    }

    fn input(&mut self) {
        let (fixed, cells) = (self.fixed, self.cells);
        let EdgeCells { id, number, limbs, more, words, .. } = cells.edge;
        let half_byte = |lane: usize| -> Expr {
            let bit = |i: usize| cells.input_bit(lane % 5, lane / 5, i, 0).expect("words are in lanes 0 to 15");
            fixed.all.half_byte * (0..SLICES).map(|i| bit(i) * (1u64 << i)).sum::<Expr>()
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
        let name = "the number of bytes is told with the digest";
        self.b.constrain_where(fixed.edge_first, name, count * bytes_of(1) - number.at(MAX_WORDS as isize));
    }

    fn digest(&mut self) {
        let (fixed, cells) = (self.fixed, self.cells);
        let EdgeCells { limbs, digest, .. } = cells.edge;
        for (limb, part) in cells.round.digest_part(&fixed.all, &self.on).into_iter().enumerate() {
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

/// How many bytes words have.
pub(super) const fn bytes_of(words: usize) -> u64 {
    (WORD_BYTES * words) as u64
}

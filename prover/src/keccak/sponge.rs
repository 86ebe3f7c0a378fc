//! Hashes of inputs of any number of bytes: a block of 416 rows for each 136 bytes, and one for what is left, be it nothing.
//!
//! | group of 16 rows | bits (x, y, i) of row r: bit 4r + i of lane (x, y) |
//! |---|---|
//! | 0, the last round | input of χ, received from group 25 |
//! | 1, the message | of what is absorbed: the padded input's lanes 136·n bytes from the start; the cells of lanes 17 to 24 hold other things |
//! | 2, the input | of the state given to the permutation |
//! | 3 … 25 | input of χ in rounds 1 to 23 (see `rounds.rs`) |
//!
//! The state before a block is message ⊕ input; it is zero in the first block, and what the block before put out in later ones. Block
//! `n` says row r of what it puts out as `KeccakState(id, n + 1, r)`; the *multiplicity* is the row's 100 bits, packed, and 2^128. The
//! block after it receives that with the bits of its own state before and 2^128. As there are fewer than 2^28 rows, the sums of a message agree
//! only if as many blocks say as hear it, and their bits agree. The number n grows along the chain: the first block has 0, and no chain is closed
//! on itself. Each first block starts a chain, each chain ends with a block that says a digest, and ids are unique: so there
//! is one chain for each id.
//!
//! **Input.** Lane ℓ of the message is received as `KeccakLane(id, 17·n + ℓ, value)`, in row ℓ of the message, if its first byte is one of the input's; the value
//! has the input's bytes alone. Lane 16 is received in row 1 of the last round.
//!
//! **Padding.** Each byte of the message has a bit: whether it is the input's. No such byte comes after another one. After the last there is a byte
//! 1, then zeros, and 128 is added to the byte 135. If byte 135 is the input's, there is no padding here, and another block follows; else
//! there is none. So an input of whole blocks has a further block. The digest is said with the number of bytes, `136·n` and those here.
//!
//! A block that is not in use has no byte of an input, says nothing and hears nothing. Degree 5, 16 messages a row. Trusted from the asker: ids are
//! unique. That bytes beyond the length are zero is not trusted: a lane with none of the input's bytes is not received, and is zero
//! in `words.rs`; in a lane that has some, others are padding.

use super::permutation::{RATE_BYTES, ROUNDS};
use super::place::{Layout, Place, RoundFixed};
use super::rounds::{GROUP_ROWS, Receivers, RoundCells, SLICES, TO_LAST, each, positions, shifted, weight};
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder};
use crate::range::power_of_two;

/// Lanes of the state that a block absorbs.
pub(super) const RATE_LANES: usize = RATE_BYTES / 8;

/// The group of the last round.
pub(super) const LAST: usize = 0;
/// The group of the message.
pub(super) const MESSAGE: usize = 1;
/// The group of the permutation's input.
pub(super) const INPUT: usize = 2;

/// The groups of a block.
pub(super) const LAYOUT: Layout = Layout { groups: INPUT + ROUNDS, round: round_of, with_bytes: 2 };
/// Rows of one permutation.
pub(super) const BLOCK_ROWS: usize = LAYOUT.rows();

fn round_of(group: usize) -> Option<usize> {
    match group {
        LAST => Some(ROUNDS - 1),
        MESSAGE | INPUT => None,
        _ => Some(group - INPUT - 1),
    }
}

/// From a row of the last round or the message to the same row of the group after it.
const NEXT_GROUP: isize = GROUP_ROWS as isize;

/// How often a row of a state is said, besides its bits.
pub(super) fn said_once() -> Felt {
    power_of_two(128)
}

/// Cells of the last round and the message that carry no bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeadCells {
    /// Who asked.
    pub(super) id: Cell,
    /// Blocks before this one.
    pub(super) number: Cell,
    /// Whether there is a block after it.
    pub(super) more: Cell,
    /// Whether there is one before it.
    pub(super) later: Cell,
    /// How often the row's state is said or heard.
    pub(super) linked: Cell,
    /// Rows of the message: the index of lane r; the last round's row 0: the input's bytes; row 1: the index of lane 16.
    pub(super) index: Cell,
    /// The value of that lane, and 0; the digest.
    pub(super) value: [Cell; 2],
    /// Whether that lane is received; whether the digest is said.
    pub(super) said: Cell,
    /// In the last round: what this and later rows add to the digest.
    pub(super) digest: [Cell; 2],
    /// In the message: bytes of the input in this and later rows.
    pub(super) count: Cell,
    /// In the message: whether the byte of lane ℓ is the input's.
    pub(super) is_input: [Cell; RATE_LANES],
    /// In the message: what this and later rows add to the value of lane ℓ.
    pub(super) lanes: [Cell; RATE_LANES],
}

impl HeadCells {
    /// The last round and the message have no θ, and the message's lanes after the seventeenth no bits.
    fn of(round: &RoundCells) -> Self {
        let of_theta = |n: usize| round.effect[n / SLICES][n % SLICES];
        let capacity = |n: usize| {
            let (lane, i) = (RATE_LANES + n / SLICES, n % SLICES);
            round.bits[lane % 5][lane / 5][i]
        };
        Self {
            id: of_theta(0),
            number: of_theta(1),
            more: of_theta(2),
            later: of_theta(3),
            linked: of_theta(4),
            index: of_theta(5),
            value: [of_theta(6), of_theta(7)],
            said: of_theta(8),
            digest: [of_theta(9), of_theta(10)],
            count: of_theta(11),
            is_input: each(capacity),
            lanes: each(|lane| if lane < 15 { capacity(RATE_LANES + lane) } else { of_theta(lane - 3) }),
        }
    }
}

/// The cells of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells {
    pub(super) round: RoundCells,
    pub(super) head: HeadCells,
}

impl Cells {
    /// The row's half byte of a lane of the message.
    fn half_byte(&self, lane: usize) -> Expr {
        (0..SLICES).map(|i| self.round.bits[lane % 5][lane / 5][i] * (1u64 << i)).sum()
    }

    /// In the message: the row's state before the block, packed. Degree 2.
    fn before(&self) -> Expr {
        let bits = positions().map(|(x, y, i)| {
            let [message, input] = [0, NEXT_GROUP].map(|rows| self.round.bits[x][y][i].at(rows));
            let bit = if x + 5 * y < RATE_LANES { message + input - message * input * 2 } else { input.into() };
            bit * weight(x, y, i)
        });
        bits.sum()
    }
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct SpongeLane {
    pub(super) lane: Lane,
    pub(super) chip: ChipId,
    pub(super) cells: Cells,
}

impl SpongeLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("keccak sponge");
        b.blocks(BLOCK_ROWS);
        let chip = b.chip("keccak sponge", Group::Hash);
        let round = RoundCells::declare(&mut b);
        let cells = Cells { round, head: HeadCells::of(&round) };
        let fixed = Fixed::declare(&mut b);
        for (x, y, i) in positions() {
            let bit = round.bits[x][y][i];
            let (name, zero) = (format!("bit ({x}, {y}, {i}) is 0 or 1"), bit * (bit - 1));
            let is_free = x + 5 * y >= RATE_LANES;
            if is_free { b.constrain_where(fixed.no_message, name, zero) } else { b.constrain(name, zero) }
        }
        for (x, effects) in round.effect.iter().enumerate() {
            for (i, effect) in effects.iter().enumerate() {
                b.constrain_where(fixed.theta, format!("effect ({x}, {i}) is 0 or 1"), *effect * (*effect - 1));
            }
        }
        Declaration { on: b.flag(chip), b: &mut b, fixed, cells }.declare();
        Self { lane: b.finish(), chip, cells }
    }
}

/// The fixed columns.
#[derive(Clone, Copy, Debug)]
struct Fixed {
    /// Those of rounds.
    all: RoundFixed,
    /// In the last round; not its last row; its first; its second.
    last: Cell,
    last_inner: Cell,
    last_first: Cell,
    last_second: Cell,
    /// In the message; not its last row; its first row; its last row; even rows; even rows but the first; odd rows.
    message: Cell,
    message_inner: Cell,
    message_first: Cell,
    message_last: Cell,
    message_even: Cell,
    message_later_even: Cell,
    message_odd: Cell,
    /// Not in the message.
    no_message: Cell,
    /// In the last round or the message; not the last row of these; 1 in the last round and −1 in the message.
    head: Cell,
    head_inner: Cell,
    direction: Cell,
    /// In the input; its first row; its other rows.
    input: Cell,
    input_first: Cell,
    input_later: Cell,
    /// In the input or a round with θ after it; even rows of these; odd rows.
    theta: Cell,
    theta_phase: [Cell; 2],
    /// In a round; even rows of rounds; odd rows.
    received: [Cell; 2],
    /// The row's number in its group, in the last round and in the message.
    row: Cell,
    /// Sign of bit i of lane (0, 0) in the last round: −1 where the constant flips it; the constant.
    signs: [Cell; SLICES],
    constant: Cell,
}

impl Fixed {
    /// Declares them.
    fn declare(b: &mut LaneBuilder) -> Self {
        const LAST_ROW: usize = GROUP_ROWS - 1;
        let mut holds = |name: &str, which: fn(Place) -> bool| LAYOUT.holds(b, name, which);
        let [last, message, input] = [
            holds("last round", |p| p.group == LAST),
            holds("message", |p| p.group == MESSAGE),
            holds("input", |p| p.group == INPUT),
        ];
        Self {
            last,
            last_inner: holds("last round, not its last row", |p| p.group == LAST && p.row < LAST_ROW),
            last_first: holds("last round, first row", |p| p.group == LAST && p.row == 0),
            last_second: holds("last round, second row", |p| p.group == LAST && p.row == 1),
            message,
            message_inner: holds("message, not its last row", |p| p.group == MESSAGE && p.row < LAST_ROW),
            message_first: holds("message, first row", |p| p.group == MESSAGE && p.row == 0),
            message_last: holds("message, last row", |p| p.group == MESSAGE && p.row == LAST_ROW),
            message_even: holds("message, even row", |p| p.group == MESSAGE && p.row % 2 == 0),
            message_later_even: holds("message, later even row", |p| p.group == MESSAGE && p.row > 0 && p.row % 2 == 0),
            message_odd: holds("message, odd row", |p| p.group == MESSAGE && p.row % 2 == 1),
            no_message: holds("not in the message", |p| p.group != MESSAGE),
            head: holds("last round or message", |p| p.group <= MESSAGE),
            head_inner: holds("last round or message, not the last row", |p| {
                p.group == LAST || p.group == MESSAGE && p.row < LAST_ROW
            }),
            input,
            input_first: holds("input, first row", |p| p.group == INPUT && p.row == 0),
            input_later: holds("input, later rows", |p| p.group == INPUT && p.row > 0),
            theta: holds("input or round", |p| p.group == INPUT || p.in_round()),
            theta_phase: [
                holds("even row of the input or a round", |p| (p.group == INPUT || p.in_round()) && p.row % 2 == 0),
                holds("odd row of the input or a round", |p| (p.group == INPUT || p.in_round()) && p.row % 2 == 1),
            ],
            received: [
                holds("even row of any round", |p| p.round.is_some() && p.row % 2 == 0),
                holds("odd row of any round", |p| p.round.is_some() && p.row % 2 == 1),
            ],
            direction: b.fixed("says or hears a state", |at| match LAYOUT.place(at).group {
                LAST => Felt::from(1),
                MESSAGE => -Felt::from(1),
                _ => Felt::from(0),
            }),
            row: LAYOUT.number(b, "row", |p| if p.group <= MESSAGE { p.row as u64 } else { 0 }),
            signs: each(|i| {
                b.fixed(&format!("sign of bit {i} of lane (0, 0)"), move |at| {
                    let p = LAYOUT.place(at);
                    let sign = if p.constant_after(i as isize) == 1 { -Felt::from(1) } else { Felt::from(1) };
                    if p.group == LAST { sign } else { Felt::from(0) }
                })
            }),
            constant: LAYOUT.number(b, "last constant", |p| if p.group == LAST { p.constants_after() } else { 0 }),
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
        round.look_up_halves(self.b, &fixed.theta.into(), &(on.clone() * fixed.theta));
        self.results();
        let to = Receivers { first_plane: fixed.received, other_planes: fixed.received };
        round.moves(self.b, &fixed.all, fixed.theta_phase, to, &on);
        self.chain();
        self.padding();
        self.lanes();
        self.digest();
        self.messages();
    }

    fn sums(&mut self) {
        let (fixed, round) = (self.fixed, self.cells.round);
        for x in 0..5 {
            let after_chi =
                |before: isize| RoundCells::column_sums(x, |x, i, rows| round.round_column(x, i, rows), before);
            let column = |x: usize, i: usize, rows: isize| -> Expr {
                (0..5).map(|y| Expr::from(round.bits[x][y][i].at(rows))).sum()
            };
            let input = |before: isize| RoundCells::column_sums(x, column, before);
            let constants = RoundCells::constant_in_sums(&fixed.all, x, &self.on);
            let all = [
                (fixed.all.round_first, "first row of a round", after_chi(TO_LAST) + constants.clone()),
                (fixed.all.round_later, "later rows of a round", after_chi(-1) + constants),
                (fixed.input_first, "first row of the input", input(TO_LAST)),
                (fixed.input_later, "later rows of the input", input(-1)),
            ];
            for (rows, what, value) in all {
                self.b.constrain_where(rows, format!("column sums {x}: {what}"), value - round.sums[x]);
            }
        }
    }

    fn results(&mut self) {
        let (fixed, round) = (self.fixed, self.cells.round);
        let after_round = round.after_theta(|x, i| (0..5).map(|y| (y, round.chi(x, y, i, 0))).collect());
        let of_input = round.after_theta(|x, i| (0..5).map(|y| (y, round.bits[x][y][i].into())).collect());
        let put_out = positions().map(|(x, y, i)| {
            let bit = round.chi(x, y, i, 0) * weight(x, y, i);
            if (x, y) == (0, 0) { bit * fixed.signs[i] } else { bit }
        });
        let put_out = put_out.sum::<Expr>() + self.on.clone() * fixed.constant;
        let all = [
            (fixed.all.round, "a round's result is χ and θ", after_round),
            (fixed.input, "the input's result is θ", of_input),
            (fixed.last, "the last round's result is χ and ι", put_out),
        ];
        for (rows, name, value) in all {
            self.b.constrain_where(rows, name, value - round.result);
        }
    }

    /// Blocks of one input follow each other.
    fn chain(&mut self) {
        let (fixed, on) = (self.fixed, self.on.clone());
        let HeadCells { id, number, more, later, linked, is_input, .. } = self.cells.head;
        for (name, cell) in [
            ("a block has one id", id),
            ("a block has one number", number),
            ("all of a block has one after it, or nothing", more),
            ("all of a block has one before it, or nothing", later),
        ] {
            self.b.constrain_where(fixed.head_inner, name, cell - cell.next());
        }
        self.b.constrain_where(fixed.message, "there is a block before or not", later * (later - 1));
        let zero = later * (Expr::from(1) - on);
        self.b.constrain_where(fixed.message, "a block that has one before it is in use", zero);
        let none = || Expr::from(1) - later;
        self.b.constrain_where(fixed.message, "the first block has number 0", none() * number);
        let before = self.cells.before();
        self.b.constrain_where(
            fixed.message,
            "the first block starts from the state of zeros",
            none() * before.clone(),
        );
        let heard = later * (before + said_once());
        self.b.constrain_where(fixed.message, "a later block starts from the state before it", heard - linked);
        let said = more * (self.cells.round.result + said_once());
        self.b.constrain_where(fixed.last, "a block with one after it says its state", said - linked);
        let name = "a block has one after it if all of its bytes are the input's";
        self.b.constrain_where(fixed.message_last, name, more - is_input[RATE_LANES - 1]);
    }

    fn padding(&mut self) {
        let (fixed, on) = (self.fixed, self.on.clone());
        let is_input = self.cells.head.is_input;
        let last_lane = RATE_LANES - 1;
        for (lane, input) in is_input.into_iter().enumerate() {
            let name = format!("lane {lane}: a byte is the input's or not");
            self.b.constrain_where(fixed.message, name, input * (input - 1));
            let name = format!("lane {lane}: both halves of a byte are the input's, or none");
            self.b.constrain_where(fixed.message_even, name, input - input.next());
            let none = || Expr::from(1) - input;
            let half = self.cells.half_byte(lane);
            let before_lane = if lane == 0 { on.clone() } else { is_input[lane - 1].at(TO_LAST).into() };
            let rows =
                [(fixed.message_first, "first", before_lane), (fixed.message_later_even, "later", input.at(-1).into())];
            for (rows, which, before) in rows {
                let name = format!("lane {lane}: the {which} byte is the input's only if the one before it is");
                self.b.constrain_where(rows, name, input * (Expr::from(1) - before.clone()));
                let name = format!("lane {lane}: the padding starts after the input, {which} byte");
                self.b.constrain_where(rows, name, none() * (half.clone() - before));
            }
            let end = if lane == last_lane { on.clone() * fixed.message_last * 8 } else { Expr::ZERO };
            let name = format!("lane {lane}: the padding's upper half bytes");
            self.b.constrain_where(fixed.message_odd, name, none() * (half - end));
        }
    }

    /// The input's bytes, by lanes.
    fn lanes(&mut self) {
        let (fixed, on) = (self.fixed, self.on.clone());
        let HeadCells { number, index, value, said, count, is_input, lanes, .. } = self.cells.head;
        for (lane, (sum, input)) in lanes.into_iter().zip(is_input).enumerate() {
            let part = fixed.all.half_byte * self.cells.half_byte(lane) * input;
            let rest = fixed.message_inner * sum.next();
            let name = format!("lane {lane} collects the input's bytes");
            self.b.constrain_where(fixed.message, name, part + rest - sum);
            let row = if lane < GROUP_ROWS { lane as isize } else { 1 - NEXT_GROUP };
            let name = format!("lane {lane} is received as it is");
            self.b.constrain_where(fixed.message_first, name, sum - value[0].at(row));
            let name = format!("lane {lane} is received if it has bytes of the input");
            self.b.constrain_where(fixed.message_first, name, input - said.at(row));
        }
        let first = number * RATE_LANES as u64;
        let name = "lanes are counted over all blocks";
        self.b.constrain_where(fixed.message, name, first.clone() + on.clone() * fixed.row - index);
        let name = "the last lane is counted over all blocks";
        self.b.constrain_where(fixed.last_second, name, first + on * (RATE_LANES as u64 - 1) - index);
        for (rows, which) in [(fixed.message, "a lane"), (fixed.last_second, "the last lane")] {
            self.b.constrain_where(rows, format!("{which} has one limb"), value[1].into());
        }
        let here = fixed.message_even * is_input.into_iter().map(Expr::from).sum::<Expr>();
        let rest = fixed.message_inner * count.next();
        self.b.constrain_where(fixed.message, "the input's bytes are counted", here + rest - count);
    }

    fn digest(&mut self) {
        let (fixed, on) = (self.fixed, self.on.clone());
        let HeadCells { number, more, index, value, said, digest, count, .. } = self.cells.head;
        for (limb, part) in self.cells.round.digest_part(&fixed.all, &on).into_iter().enumerate() {
            let rest = fixed.last_inner * digest[limb].next();
            let name = format!("limb {limb} of the digest collects its bits");
            self.b.constrain_where(fixed.last, name, part + rest - digest[limb]);
            let name = format!("limb {limb} of the digest is told");
            self.b.constrain_where(fixed.last_first, name, digest[limb] - value[limb]);
        }
        let bytes = number * RATE_BYTES as u64 + count.at(NEXT_GROUP);
        self.b.constrain_where(fixed.last_first, "the number of bytes is told with the digest", bytes - index);
        self.b.constrain_where(fixed.last_first, "the last block tells the digest", on - more - said);
    }

    /// States from block to block; lanes in, digest out.
    fn messages(&mut self) {
        let fixed = self.fixed;
        let HeadCells { id, number, linked, index, value, said, .. } = self.cells.head;
        let state = self.b.slot([id.into(), number + fixed.last, fixed.row.into()]);
        self.b.say(state, fixed.head * Kind::KeccakState.tag(), fixed.direction * linked);
        let slot = self.b.slot([id, index, value[0], value[1]].map(Expr::from));
        let lanes = fixed.message + fixed.last_second;
        let tag = lanes.clone() * Kind::KeccakLane.tag() + fixed.last_first * Kind::Keccak.tag();
        self.b.say(slot, tag, (fixed.last_first - lanes) * said);
    }
}

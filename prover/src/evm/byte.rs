//! One byte of a word: BYTE and SIGNEXTEND. One row a step.
//!
//! X, the word on top, names a byte of Y, the one below it; Z takes their place. The byte stands at place m, counted from the lowest, of one of
//! Y's limbs: `v = q·2^(8·m + 8) + byte·2^(8·m) + r`, and `byte = 128·s + rest`.
//!
//! | chip | byte of Y, from the lowest | Z (Yellow Paper, appendix H.2) |
//! |---|---|---|
//! | byte | `31 − X` | the byte; 0 if `X ≥ 32` |
//! | signextend | `X` | everything above the byte is s, the rest as in Y; Y if `X ≥ 32` |
//!
//! Range checks: `r < 2^(8·m)`, the power by the table; `rest < 2^7`; q and `256·q` below 2^128, so `q < 2^120`. Largest intermediate value:
//! below 2^249, so q, byte and r are unique. X is *near*: `X.hi = 0` and `X.lo` has 5 bits, which with `8·m < 128` by the table leaves one limb
//! and one m; or far: an inverse of `X.hi`, or else `X.lo − 32` below 2^128. Relies on limbs of X and Y below 2^128. Degree 5, 14
//! messages at most.

use ff::Field;
use ruint::aliases::U256;

use super::notes::Notes;
use super::step::{PopCells, StepColumns, WordCells, inverse};
use super::timeline::EvmStep;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, RowMut, Witness};
use crate::range::power_of_two;
use crate::word::{Word, integer};

const SIGNEXTEND: u8 = 0x0b;
const BYTE: u8 = 0x1a;

/// Bytes of a word; those of a limb are half of them.
const WORD_BYTES: u32 = 32;

/// A byte of a word: one at place m, counted from the lowest, of one of its limbs, `a·2^(8·m + 8) + byte·2^(8·m) + r`.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlacedByte {
    pub(super) in_high: Bit,
    place: Cell,
    pub(super) power: Cell,
    above: Cell,
    pub(super) below: Cell,
}

impl PlacedByte {
    pub(super) fn declare(b: &mut LaneBuilder) -> Self {
        let [place, power, above, below] = b.columns(["place", "power", "what is above", "what is below"]);
        Self { in_high: b.bit("it is in the high limb"), place, power, above, below }
    }

    /// The byte's number in the word, from the lowest.
    pub(super) fn number(&self) -> Expr {
        self.place + self.in_high.expr() * u64::from(WORD_BYTES / 2)
    }

    /// The word has the byte there, where the condition holds. The number is to be an integer, and the byte below 2^8.
    pub(super) fn promise(&self, b: &mut LaneBuilder, word: WordCells, byte: Expr, condition: &Expr) {
        let Self { in_high, place, power, above, below } = *self;
        let limit = power_of_two(128);
        let asked = b.slot([place * 8, power.into(), Expr::ZERO]);
        b.receive(asked, Kind::Power, condition.clone());
        let checks: [(Expr, Expr); 3] =
            [(power.into(), below.into()), (limit.into(), above.into()), (limit.into(), above * 256)];
        for (bound, value) in checks {
            let slot = b.slot([bound, value]);
            b.receive(slot, Kind::RangeWide, condition.clone());
        }
        let limb = word.lo + in_high.expr() * (word.hi - word.lo);
        let sum = above * power * 256 + byte * power + below;
        b.constrain("the limb is what is above, the byte, what is below", condition.clone() * (sum - limb));
    }

    /// Fills the byte of that number, from the lowest, and returns the power and what is below; what is above is solved for.
    pub(super) fn fill(
        &self,
        row: &mut RowMut<'_>,
        word: Word,
        number: u32,
        byte: Felt,
        notes: &mut Notes,
    ) -> [Felt; 2] {
        let half = WORD_BYTES / 2;
        let (place, in_high) = (number % half, number >= half);
        let limb = word[usize::from(in_high)];
        let power = power_of_two(8 * place);
        let below = crate::word::word((integer(word) >> (8 * half * u32::from(in_high))) & low_ones(8 * place))[0];
        let scale = (power * Felt::from(256)).invert().expect("a power of two is not zero");
        let above = (limb - byte * power - below) * scale;
        row.set(self.in_high.cell(), Felt::from(u64::from(in_high)));
        for (cell, value) in
            [(self.place, Felt::from(u64::from(place))), (self.power, power), (self.above, above), (self.below, below)]
        {
            row.set(cell, value);
        }
        notes.ranges.extend([(8 * place, below), (128, above), (128, above * Felt::from(256))]);
        [power, below]
    }
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct ByteLane {
    /// The lane.
    pub lane: Lane,
    chips: Vec<(ChipId, u8)>,
    step: StepColumns,
    x: PopCells,
    y: PopCells,
    z: WordCells,
    found: PlacedByte,
    rest: Cell,
    /// The limb with everything above the byte replaced by its highest bit.
    extended: Cell,
    distance: Cell,
    inverse: Cell,
    sign: Bit,
    far: Bit,
}

impl ByteLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("byte");
        let [byte, signextend] = ["byte", "signextend"].map(|name| b.chip(name, Group::Execution));
        let chips = vec![(byte, BYTE), (signextend, SIGNEXTEND)];
        let step = StepColumns::declare(&mut b);
        let [x, y] = ["x", "y"].map(|name| PopCells::declare(&mut b, name));
        let z = WordCells::declare(&mut b, "z");
        let found = PlacedByte::declare(&mut b);
        let PlacedByte { in_high, power, below, .. } = found;
        let [rest, extended, distance, inverse] = b.columns(["seven bits", "extended limb", "distance", "inverse"]);
        let sign = b.bit("the highest bit");
        let far = b.bit("there is no such byte");

        let on = b.on();
        let near = on.clone() - far.cell();
        let next_pc = step.pc + 1;
        step.receive(&mut b);
        step.send(&mut b, next_pc.clone(), -on.clone(), Expr::ZERO, on.clone());
        step.fetch(&mut b, &chips, Expr::ZERO, next_pc);
        x.pop(&mut b, &step, step.sp - 1, on.clone());
        y.pop(&mut b, &step, step.sp - 2, on.clone());
        let push = z.push(&mut b, &step, step.sp - 2);
        b.send(push, Kind::EvmStack, on.clone());
        let limit = power_of_two(128);
        let value = sign.expr() * 128 + rest;
        found.promise(&mut b, y.word, value.clone(), &near);
        let mut check = |kind: Kind, bound: Expr, value: Expr, condition: &Expr| {
            let slot = b.slot([bound, value]);
            b.receive(slot, kind, condition.clone());
        };
        check(Kind::Range, 5.into(), x.word.lo.into(), &near);
        check(Kind::Range, 7.into(), rest.into(), &near);
        check(Kind::RangeWide, limit.into(), distance.into(), &far.expr());

        b.constrain("only a byte is far", far.expr() * (Expr::from(1) - on));
        b.constrain("a byte that is near has an index of one limb", far.complement() * x.word.hi);
        let small = Expr::from(1) - x.word.hi * inverse;
        let excess = x.word.lo - u64::from(WORD_BYTES) - distance;
        b.constrain("a byte that is far has a high limb, or 32 at least", far.expr() * small * excess);
        let ones_above = Expr::from(limit) - power * 256;
        let kept = value.clone() * power + below + sign.expr() * ones_above;
        b.constrain("above the byte is its highest bit", near.clone() * (kept - extended));
        for (chip, index) in [(byte, Expr::from(u64::from(WORD_BYTES - 1)) - x.word.lo), (signextend, x.word.lo.into())]
        {
            b.declare(chip, |chip| {
                chip.constrain("the byte stands where the index says", far.complement() * (index - found.number()));
            });
        }
        b.declare(byte, |chip| {
            chip.constrain("the result is the byte, or 0", z.lo - far.complement() * value);
            chip.constrain("the result has one limb", z.hi.into());
        });
        b.declare(signextend, |chip| {
            let signs = sign.expr() * (limit - Felt::ONE);
            let low = extended + in_high.expr() * (y.word.lo - extended);
            let high = signs.clone() + in_high.expr() * (extended - signs);
            for (name, z, near, y) in [("low", z.lo, low, y.word.lo), ("high", z.hi, high, y.word.hi)] {
                chip.constrain(format!("a near byte is extended, {name} limb"), far.complement() * (near - z));
                chip.constrain(format!("a far byte changes nothing, {name} limb"), far.expr() * (y - z));
            }
        });
        let lane = b.finish();
        Self { lane, chips, step, x, y, z, found, rest, extended, distance, inverse, sign, far }
    }

    /// The chip of a function, if it is one of this lane's.
    pub fn chip(&self, function: u8) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == function).map(|(chip, _)| *chip)
    }

    /// Fills a step, and notes the range checks it needs. What is above and the byte are solved for from the step's words.
    pub(super) fn fill(
        &self,
        witness: &mut Witness,
        index: usize,
        chip: ChipId,
        function: u8,
        step: &EvmStep,
        notes: &mut Notes,
    ) {
        let [x, y, ..] = &step.popped[..] else { return };
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        self.x.fill(&mut row, x);
        self.y.fill(&mut row, y);
        let z = step.pushed.first().copied().unwrap_or_default();
        self.z.fill(&mut row, z);
        let (at, word) = (integer(x.word), integer(y.word));
        row.set(self.inverse, inverse(x.word[1]));
        if at >= U256::from(WORD_BYTES) {
            let excess = x.word[0] - Felt::from(u64::from(WORD_BYTES));
            let distance = if x.word[1] == Felt::ZERO { excess } else { Felt::ZERO };
            row.set(self.far.cell(), Felt::ONE);
            row.set(self.distance, distance);
            notes.ranges.push((128, distance));
            return;
        }
        let at: u32 = at.to();
        let at = if function == BYTE { WORD_BYTES - 1 - at } else { at };
        let bit = |value: bool| Felt::from(u64::from(value));
        let sign = bit(word.bit(8 * at as usize + 7));
        let byte = if function == BYTE { z[0] } else { Felt::from(u64::from(word.byte(at as usize))) };
        let [power, below] = self.found.fill(&mut row, y.word, at, byte, notes);
        let extended = if function == BYTE {
            byte * power + below + sign * (power_of_two(128) - power * Felt::from(256))
        } else {
            z[usize::from(at >= WORD_BYTES / 2)]
        };
        let rest = byte - sign * Felt::from(128);
        for (cell, value) in [(self.rest, rest), (self.extended, extended), (self.sign.cell(), sign)] {
            row.set(cell, value);
        }
    }
}

/// `2^bits − 1`.
fn low_ones(bits: u32) -> U256 {
    (U256::from(1) << bits) - U256::from(1)
}

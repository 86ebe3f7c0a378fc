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
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::power_of_two;
use crate::word::integer;

const SIGNEXTEND: u8 = 0x0b;
const BYTE: u8 = 0x1a;

/// Bytes of a word; those of a limb are half of them.
const WORD_BYTES: u32 = 32;

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
    place: Cell,
    power: Cell,
    above: Cell,
    below: Cell,
    rest: Cell,
    /// The limb with everything above the byte replaced by its highest bit.
    extended: Cell,
    distance: Cell,
    inverse: Cell,
    sign: Bit,
    in_high: Bit,
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
        let [place, power, above, below, rest] =
            b.columns(["place", "power", "what is above", "what is below", "seven bits"]);
        let [extended, distance, inverse] = b.columns(["extended limb", "distance", "inverse"]);
        let sign = b.bit("the highest bit");
        let in_high = b.bit("it is in the high limb");
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
        let power_asked = b.slot([place * 8, power.into(), Expr::ZERO]);
        b.receive(power_asked, Kind::Power, near.clone());
        let mut check = |kind: Kind, bound: Expr, value: Expr, condition: &Expr| {
            let slot = b.slot([bound, value]);
            b.receive(slot, kind, condition.clone());
        };
        check(Kind::Range, 5.into(), x.word.lo.into(), &near);
        check(Kind::Range, 7.into(), rest.into(), &near);
        check(Kind::RangeWide, power.into(), below.into(), &near);
        check(Kind::RangeWide, limit.into(), above.into(), &near);
        check(Kind::RangeWide, limit.into(), above * 256, &near);
        check(Kind::RangeWide, limit.into(), distance.into(), &far.expr());

        b.constrain("only a byte is far", far.expr() * (Expr::from(1) - on));
        b.constrain("a byte that is near has an index of one limb", far.complement() * x.word.hi);
        let small = Expr::from(1) - x.word.hi * inverse;
        let excess = x.word.lo - u64::from(WORD_BYTES) - distance;
        b.constrain("a byte that is far has a high limb, or 32 at least", far.expr() * small * excess);
        let value = sign.expr() * 128 + rest;
        let limb = y.word.lo + in_high.expr() * (y.word.hi - y.word.lo);
        let sum = above * power * 256 + value.clone() * power + below;
        b.constrain("the limb is what is above, the byte, what is below", near.clone() * (sum - limb));
        let ones_above = Expr::from(limit) - power * 256;
        let kept = value.clone() * power + below + sign.expr() * ones_above;
        b.constrain("above the byte is its highest bit", near.clone() * (kept - extended));
        for (chip, index) in [(byte, Expr::from(u64::from(WORD_BYTES - 1)) - x.word.lo), (signextend, x.word.lo.into())]
        {
            b.declare(chip, |chip| {
                let found = place + in_high.expr() * u64::from(WORD_BYTES / 2);
                chip.constrain("the byte stands where the index says", far.complement() * (index - found));
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
        Self {
            lane,
            chips,
            step,
            x,
            y,
            z,
            place,
            power,
            above,
            below,
            rest,
            extended,
            distance,
            inverse,
            sign,
            in_high,
            far,
        }
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
        let half = WORD_BYTES / 2;
        let (place, in_high) = (at % half, at >= half);
        let limb = y.word[usize::from(in_high)];
        let bit = |value: bool| Felt::from(u64::from(value));
        let sign = bit(word.bit(8 * at as usize + 7));
        let byte = if function == BYTE { z[0] } else { Felt::from(u64::from(word.byte(at as usize))) };
        let power = power_of_two(8 * place);
        let low_bits = crate::word::word((word >> (8 * half * u32::from(in_high))) & low_ones(8 * place))[0];
        let above_scale = (power * Felt::from(256)).invert().expect("a power of two is not zero");
        let above = (limb - byte * power - low_bits) * above_scale;
        let extended = if function == BYTE {
            byte * power + low_bits + sign * (power_of_two(128) - power * Felt::from(256))
        } else {
            z[usize::from(in_high)]
        };
        let rest = byte - sign * Felt::from(128);
        for (cell, value) in [
            (self.place, Felt::from(u64::from(place))),
            (self.power, power),
            (self.above, above),
            (self.below, low_bits),
            (self.rest, rest),
            (self.extended, extended),
            (self.sign.cell(), sign),
            (self.in_high.cell(), bit(in_high)),
        ] {
            row.set(cell, value);
        }
        notes.ranges.extend([(8 * place, low_bits), (128, above), (128, above * Felt::from(256))]);
    }
}

/// `2^bits − 1`.
fn low_ones(bits: u32) -> U256 {
    (U256::from(1) << bits) - U256::from(1)
}

//! Quotients, remainders and shifts to the right of signed words. One row a step; the multiplication itself is
//! [`crate::range::MultiplyLane`]'s.
//!
//! X is the word on top, Y the one below it; Z takes their place. The *value* A is what is divided or shifted, the *operand* B the other word;
//! P stands for A and D for B, both as unsigned words, and `Q·D + R = P` with `R < D`.
//!
//! | chip | A, B | P | D | Z (Yellow Paper, appendix H.2; EIP-145) |
//! |---|---|---|---|---|
//! | sdiv | X, Y | \|A\| | \|B\| | Q, or `2^256 − Q` if the signs differ; 0 if `B = 0` |
//! | smod | X, Y | \|A\| | \|B\| | R, or `2^256 − R` if A is negative; 0 if `B = 0` |
//! | sar | Y, X | A, or its complement if A is negative | `2^B`, or 0 if `B ≥ 256` | Q, or its complement if A is negative |
//!
//! If `D = 0` the remainder is not compared, and `Q = 0`. A sign s is a bit with `0 ≤ 2·(hi − s·2^127) < 2^128`. `|A| = 2^256 − A` is the sum
//! `P.lo + A.lo = c·2^128`, `P.hi + A.hi + c = 2^128`; Z likewise, 0 being its own negative. Whether D is 0 and whether a shift is far are
//! decided as in the product lane. Relies on limbs of X and Y below 2^128; those of P, Q, R, D are checked by the product, those of Z
//! if it is a negative. Degree 5, 15 messages at most.

use ff::Field;
use ruint::aliases::U256;

use super::notes::Notes;
use super::step::{PopCells, StepColumns, WordCells, inverse};
use super::timeline::EvmStep;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::{Below, Product, power_of_two, same_or_negative};
use crate::word::{Word, integer, word};

const SDIV: u8 = 0x05;
const SMOD: u8 = 0x07;
const SAR: u8 = 0x1d;

/// Bits of a word: a shift by so many is far.
const WORD_BITS: u64 = 256;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct SignedLane {
    /// The lane.
    pub lane: Lane,
    chips: Vec<(ChipId, u8)>,
    step: StepColumns,
    value: PopCells,
    operand: PopCells,
    result: WordCells,
    dividend: WordCells,
    divisor: WordCells,
    quotient: WordCells,
    remainder: WordCells,
    below: Below,
    /// Of value, operand and result.
    negative: [Bit; 3],
    /// Out of the low limbs of value, operand and result and their negatives; out of the result's high limbs.
    carries: [Bit; 4],
    by_zero: Bit,
    far: Bit,
    inverse: Cell,
}

impl SignedLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("signed");
        let chips @ [sdiv, smod, sar] = ["sdiv", "smod", "sar"].map(|name| b.chip(name, Group::Execution));
        let chips: Vec<_> = chips.into_iter().zip([SDIV, SMOD, SAR]).collect();
        let step = StepColumns::declare(&mut b);
        let [value, operand] = ["value", "operand"].map(|name| PopCells::declare(&mut b, name));
        let [result, dividend, divisor, quotient, remainder] =
            ["result", "dividend", "divisor", "quotient", "remainder"].map(|name| WordCells::declare(&mut b, name));
        let below = Below::declare(&mut b);
        let negative =
            ["the value is negative", "the operand is negative", "the result is negated"].map(|name| b.bit(name));
        let carries =
            ["carry of the value", "carry of the operand", "low carry of the result", "high carry of the result"]
                .map(|name| b.bit(name));
        let [by_zero, far] = ["division by zero", "far shift"].map(|name| b.bit(name));
        let inverse = b.column("inverse");

        let on = b.on();
        let shifts = b.flag(sar);
        let divides = b.flag(sdiv) + b.flag(smod);
        let next_pc = step.pc + 1;
        step.receive(&mut b);
        step.send(&mut b, next_pc.clone(), -on.clone(), Expr::ZERO, on.clone());
        step.fetch(&mut b, &chips, Expr::ZERO, next_pc);
        value.pop(&mut b, &step, step.sp - 1 - shifts.clone(), on.clone());
        operand.pop(&mut b, &step, step.sp - 2 + shifts.clone(), on.clone());
        let push = result.push(&mut b, &step, step.sp - 2);
        b.send(push, Kind::EvmStack, on.clone());
        let limbs = |word: WordCells| [word.lo, word.hi].map(Expr::from);
        let words = [quotient, divisor, remainder, dividend].map(limbs).into_iter().flatten();
        let product = b.slot(words.chain([Expr::ZERO, Expr::ZERO]));
        b.receive(product, Kind::WideMulAdd, on.clone());
        below.check(&mut b, &(on.clone() - by_zero.cell()));
        let power = b.slot([operand.word.lo, divisor.lo, divisor.hi].map(Expr::from));
        b.receive(power, Kind::Power, shifts.clone() - far.cell());
        let limit = power_of_two(128);
        let mut check = |limb: Expr, condition: Expr| {
            let slot = b.slot([limit.into(), limb]);
            b.receive(slot, Kind::RangeWide, condition);
        };
        check(value.word.hi * 2 - negative[0].expr() * limit, on.clone());
        check(operand.word.hi * 2 - negative[1].expr() * limit, divides.clone());
        check(result.lo.into(), negative[2].expr());
        check(result.hi.into(), negative[2].expr());

        b.constrain("a division by zero is a division", by_zero.expr() * (Expr::from(1) - divides));
        b.constrain("a far shift is a shift", far.expr() * (Expr::from(1) - shifts));
        b.constrain("a result that is negated is one", negative[2].expr() * (Expr::from(1) - on.clone()));
        let small = Expr::from(1) - operand.word.hi * inverse;
        let distance = operand.word.lo - WORD_BITS - below.low();
        b.constrain("a far shift has a high limb, or 256 at least", far.expr() * small * distance);
        let nothing = by_zero.expr() + far.cell();
        b.constrain("by zero the quotient is 0, low limb", nothing.clone() * quotient.lo);
        b.constrain("by zero the quotient is 0, high limb", nothing.clone() * quotient.hi);
        let compared = below.equations(limbs(remainder), limbs(divisor));
        for (limb, zero) in ["low", "high"].into_iter().zip(compared) {
            let name = format!("the remainder is below the divisor, {limb} limbs");
            b.constrain(name, (on.clone() - nothing.clone()) * zero);
        }
        let value_sizes = same_or_negative(limbs(dividend), limbs(value.word), negative[0], carries[0], 1.into());
        let operand_sizes = same_or_negative(limbs(divisor), limbs(operand.word), negative[1], carries[1], 1.into());
        for (chip, size) in [(sdiv, quotient), (smod, remainder)] {
            let result_sizes = same_or_negative(limbs(result), limbs(size), negative[2], carries[2], carries[3].expr());
            b.declare(chip, |chip| {
                let sum = divisor.lo + divisor.hi;
                chip.constrain("a divisor of 0 is 0", sum.clone() * by_zero.cell());
                chip.constrain("another divisor has an inverse", sum * inverse + by_zero.cell() - 1);
                for (i, limb) in ["low", "high"].into_iter().enumerate() {
                    let [value, operand, sizes] = [&value_sizes, &operand_sizes, &result_sizes].map(|of| of[i].clone());
                    chip.constrain(format!("the dividend is the value's size, {limb} limb"), value);
                    chip.constrain(format!("the divisor is the operand's size, {limb} limb"), operand);
                    let name = format!("the result has the size and the sign, {limb} limb");
                    chip.constrain(name, by_zero.complement() * sizes);
                    let z = [result.lo, result.hi][i];
                    chip.constrain(format!("by zero the result is 0, {limb} limb"), by_zero.expr() * z);
                }
            });
        }
        b.declare(sdiv, |chip| {
            let [s, t, differ] = negative.map(Bit::expr);
            chip.constrain("the result is negated if the signs differ", s.clone() + t.clone() - s * t * 2 - differ);
        });
        for chip in [smod, sar] {
            b.declare(chip, |chip| {
                let [s, _, same] = negative.map(Bit::expr);
                chip.constrain("the result is negated if the value is negative", s - same);
            });
        }
        let ones = limit - Felt::ONE;
        b.declare(sar, |chip| {
            let complement = |cell: Cell| Expr::from(ones) - cell * 2;
            let s = negative[0].expr();
            for (limb, (p, a), (z, q), d) in [
                ("low", (dividend.lo, value.word.lo), (result.lo, quotient.lo), divisor.lo),
                ("high", (dividend.hi, value.word.hi), (result.hi, quotient.hi), divisor.hi),
            ] {
                chip.constrain(
                    format!("the value is complemented if negative, {limb} limb"),
                    a + s.clone() * complement(a) - p,
                );
                chip.constrain(
                    format!("the quotient is complemented as well, {limb} limb"),
                    q + s.clone() * complement(q) - z,
                );
                chip.constrain(format!("a far shift has the factor 0, {limb} limb"), far.expr() * d);
            }
            chip.constrain("a shift that is not far has one limb", far.complement() * operand.word.hi);
        });
        let lane = b.finish();
        Self {
            lane,
            chips,
            step,
            value,
            operand,
            result,
            dividend,
            divisor,
            quotient,
            remainder,
            below,
            negative,
            carries,
            by_zero,
            far,
            inverse,
        }
    }

    /// The chip of a function, if it is one of this lane's.
    pub fn chip(&self, function: u8) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == function).map(|(chip, _)| *chip)
    }

    /// Fills a step, and notes the product and the range checks it needs. Quotient and remainder are solved for from the step's words, modulo
    /// 2^256 where that can be.
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
        let shifts = function == SAR;
        let (value, operand) = if shifts { (y, x) } else { (x, y) };
        self.value.fill(&mut row, value);
        self.operand.fill(&mut row, operand);
        let z = step.pushed.first().copied().unwrap_or_default();
        self.result.fill(&mut row, z);

        let limit = power_of_two(128);
        let bit = |value: bool| Felt::from(u64::from(value));
        let [value, operand] = [value.word, operand.word];
        let s = integer(value).bit(255);
        let t = integer(operand).bit(255) && !shifts;
        let negated = if function == SDIV { s != t } else { s };
        for (cell, negative) in self.negative.iter().zip([s, t, negated]) {
            row.set(cell.cell(), bit(negative));
        }
        notes.ranges.push((128, value[1].double() - bit(s) * limit));
        if !shifts {
            notes.ranges.push((128, operand[1].double() - bit(t) * limit));
        }
        if negated {
            notes.ranges.extend(z.map(|limb| (128, limb)));
        }
        let turned = |word_: Word, negative: bool| match (negative, shifts) {
            (false, _) => integer(word_),
            (true, false) => integer(word_).wrapping_neg(),
            (true, true) => !integer(word_),
        };
        let far = shifts && integer(operand) >= U256::from(WORD_BITS);
        let p = turned(value, s);
        let d = match (shifts, far) {
            (true, true) => U256::ZERO,
            (true, false) => U256::from(1) << integer(operand),
            (false, _) => turned(operand, t),
        };
        let magnitude = turned(z, negated);
        let (q, r) = match function {
            SMOD if d.is_zero() => (U256::ZERO, p),
            SMOD => {
                let multiple = p.wrapping_sub(magnitude);
                let quotient = d.inv_ring().map_or_else(|| multiple / d, |inverse| multiple.wrapping_mul(inverse));
                (quotient, magnitude)
            }
            _ => (magnitude, p.wrapping_sub(magnitude.wrapping_mul(d))),
        };
        let [p, d, q, r] = [p, d, q, r].map(word);
        for (cells, word) in [self.dividend, self.divisor, self.quotient, self.remainder].iter().zip([p, d, q, r]) {
            cells.fill(&mut row, word);
        }
        notes.products.push(Product([q, d, r, p, [Felt::ZERO; 2]]));
        let by_zero = !shifts && d == [Felt::ZERO; 2];
        row.set(self.by_zero.cell(), bit(by_zero));
        row.set(self.far.cell(), bit(far));
        row.set(self.inverse, inverse(if shifts { operand[1] } else { d[0] + d[1] }));
        if far {
            let distance = if operand[1] == Felt::ZERO { operand[0] - Felt::from(WORD_BITS) } else { Felt::ZERO };
            self.below.fill_difference(&mut row, [distance, Felt::ZERO], &mut notes.ranges);
        } else if !by_zero {
            self.below.fill(&mut row, r, d, &mut notes.ranges);
        }
        if !shifts {
            let size = if function == SMOD { r } else { q };
            let carries = [
                s && value[0] != Felt::ZERO,
                t && operand[0] != Felt::ZERO,
                negated && size[0] != Felt::ZERO,
                negated && size != [Felt::ZERO; 2],
            ];
            for (cell, carry) in self.carries.iter().zip(carries) {
                row.set(cell.cell(), bit(carry));
            }
        }
    }
}

//! Arithmetic of words in two's complement. One row a step; multiplications are [`crate::range::MultiplyLane`]'s.
//!
//! P stands for a and D for b, both as unsigned words, and `Q·D + R = P` with `R < D`. A sign s is a bit with `0 ≤ 2·(hi − s·2^127) < 2^128`.
//!
//! | chip | P | D | c |
//! |---|---|---|---|
//! | sdiv | \|a\| | \|b\| | Q, or `2^256 − Q` if the signs differ; 0 if `b = 0` |
//! | smod | \|a\| | \|b\| | R, or `2^256 − R` if a is negative; 0 if `b = 0` |
//! | sar | a, or its complement if a is negative | `2^b`, or 0 if `b ≥ 256` | Q, or its complement if a is negative |
//! | slt | | | the borrow of `(a − s·2^256) − (b − t·2^256)`, whose difference is range-checked |
//! | sadd | | | `a + b = c + carry·2^256`; overflows iff `carry − s − t + (sign of c) ≠ 0` |
//! | ssub | | | `c + b = a + carry·2^256`; overflows iff `carry − (sign of c) − t + s ≠ 0` |
//!
//! If `D = 0` the remainder is not compared, and `Q = 0`. `|a| = 2^256 − a` is the sum `P.lo + a.lo = u·2^128`, `P.hi + a.hi + u = 2^128`; c
//! likewise, 0 being its own negative. Whether D is 0 and whether a shift is far are decided as in the shift lane. Relies on limbs of a
//! and b below 2^128; those of P, Q, R, D are checked by the product, those of c if it is a negative or a sum. The trap, in w, is for
//! a divisor of 0 and for an overflow. Degree 5, 15 messages at most.

use ff::Field;
use ruint::aliases::U256;
use vm_zkfriendly::isa::Opcode;

use super::Requests;
use super::binary::Binary;
use super::shift::WORD_BITS;
use super::step::{WordCells, ZkStep};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipBuilder, ChipId, Expr, Group, Kind, Lane, LaneBuilder, RowMut, Witness};
use crate::range::{Below, Product, power_of_two, same_or_negative};
use crate::word::{Word, integer, word};

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct SignedLane {
    /// The lane.
    pub lane: Lane,
    chips: [(ChipId, Opcode); 6],
    words: Binary,
    next_pc: Cell,
    trap: Cell,
    dividend: WordCells,
    divisor: WordCells,
    quotient: WordCells,
    remainder: WordCells,
    below: Below,
    /// Of a, of b; whether c is negated or a sum.
    negative: [Bit; 3],
    /// Out of the low limbs of a, b and c and their negatives, and out of c's high limbs; of a sum: the carries, and the sign.
    carries: [Bit; 4],
    by_zero: Bit,
    far: Bit,
    inverse: Cell,
    overflow: Cell,
}

impl SignedLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("signed");
        let names = [
            ("sdiv", Opcode::Sdiv),
            ("smod", Opcode::Smod),
            ("sar", Opcode::Sar),
            ("slt", Opcode::Slt),
            ("sadd", Opcode::Sadd),
            ("ssub", Opcode::Ssub),
        ];
        let chips = names.map(|(name, opcode)| (b.chip(name, Group::Execution), opcode));
        let [sdiv, smod, sar, slt, sadd, ssub] = chips.map(|(chip, _)| chip);
        let words = Binary::declare(&mut b);
        let [next_pc, trap] = b.columns(["next pc", "w"]);
        let [dividend, divisor, quotient, remainder] =
            ["dividend", "divisor", "quotient", "remainder"].map(|name| WordCells::declare(&mut b, name));
        let below = Below::declare(&mut b);
        let negative = ["a is negative", "b is negative", "c is negated or a sum"].map(|name| b.bit(name));
        let carries = ["carry of a", "carry of b", "low carry of c", "high carry of c"].map(|name| b.bit(name));
        let [by_zero, far] = ["division by zero", "far shift"].map(|name| b.bit(name));
        let [inverse, overflow] = b.columns(["inverse", "overflow"]);

        let on = b.on();
        let shifts = b.flag(sar);
        let divides = b.flag(sdiv) + b.flag(smod);
        let adds = b.flag(sadd) + b.flag(ssub);
        let compares = b.flag(slt);
        words.connect(&mut b, &chips, next_pc.into(), trap.into());
        let Binary { a: value, b: operand, c: result, .. } = words;
        let limbs = |word: WordCells| [word.lo, word.hi].map(Expr::from);
        let factors = [quotient, divisor, remainder, dividend].map(limbs).into_iter().flatten();
        let product = b.slot(factors.chain([Expr::ZERO, Expr::ZERO]));
        let multiplies = divides.clone() + shifts.clone();
        b.receive(product, Kind::WideMulAdd, multiplies.clone());
        below.check(&mut b, &(multiplies.clone() + compares.clone() - by_zero.cell()));
        let power = b.slot([operand.lo, divisor.lo, divisor.hi].map(Expr::from));
        b.receive(power, Kind::Power, shifts.clone() - far.cell());
        let limit = power_of_two(128);
        let mut check = |limb: Expr, condition: Expr| {
            let slot = b.slot([limit.into(), limb]);
            b.receive(slot, Kind::RangeWide, condition);
        };
        let sum_is_negative = carries[2];
        check(value.hi * 2 - negative[0].expr() * limit, on.clone());
        check(operand.hi * 2 - negative[1].expr() * limit, on.clone() - shifts.clone());
        check(result.hi * 2 - sum_is_negative.expr() * limit, adds.clone());
        check(result.lo.into(), negative[2].expr());
        check(result.hi.into(), negative[2].expr());

        b.constrain("a division by zero is a division", by_zero.expr() * (Expr::from(1) - divides));
        b.constrain("a far shift is a shift", far.expr() * (Expr::from(1) - shifts.clone()));
        b.constrain("a result that is negated is one", negative[2].expr() * (Expr::from(1) - on));
        let small = Expr::from(1) - operand.hi * inverse;
        let distance = operand.lo - WORD_BITS - below.low();
        b.constrain("a far shift has a high limb, or 256 at least", far.expr() * small * distance);
        let nothing = by_zero.expr() + far.cell();
        b.constrain("by zero the quotient is 0, low limb", nothing.clone() * quotient.lo);
        b.constrain("by zero the quotient is 0, high limb", nothing.clone() * quotient.hi);
        let compared = below.equations(limbs(remainder), limbs(divisor));
        for (limb, zero) in ["low", "high"].into_iter().zip(compared) {
            let name = format!("the remainder is below the divisor, {limb} limbs");
            b.constrain(name, (multiplies.clone() - nothing.clone()) * zero);
        }
        let may_trap = |chip: &mut ChipBuilder<'_>, condition: Cell| {
            let jump = condition * (trap - words.following());
            chip.constrain("without a result the trap follows", words.following() + jump - next_pc);
        };
        let falls_through = |chip: &mut ChipBuilder<'_>| {
            chip.constrain("the next instruction follows", words.following() - next_pc);
        };
        let value_sizes = same_or_negative(limbs(dividend), limbs(value), negative[0], carries[0], 1.into());
        let operand_sizes = same_or_negative(limbs(divisor), limbs(operand), negative[1], carries[1], 1.into());
        for (chip, size) in [(sdiv, quotient), (smod, remainder)] {
            let result_sizes = same_or_negative(limbs(result), limbs(size), negative[2], carries[2], carries[3].expr());
            b.declare(chip, |chip| {
                let sum = divisor.lo + divisor.hi;
                chip.constrain("a divisor of 0 is 0", sum.clone() * by_zero.cell());
                chip.constrain("another divisor has an inverse", sum * inverse + by_zero.cell() - 1);
                for (i, limb) in ["low", "high"].into_iter().enumerate() {
                    let [value, operand, sizes] = [&value_sizes, &operand_sizes, &result_sizes].map(|of| of[i].clone());
                    chip.constrain(format!("the dividend is the size of a, {limb} limb"), value);
                    chip.constrain(format!("the divisor is the size of b, {limb} limb"), operand);
                    let name = format!("c has the size and the sign, {limb} limb");
                    chip.constrain(name, by_zero.complement() * sizes);
                    let c = [result.lo, result.hi][i];
                    chip.constrain(format!("by zero c is 0, {limb} limb"), by_zero.expr() * c);
                }
                may_trap(chip, by_zero.cell());
            });
        }
        b.declare(sdiv, |chip| {
            let [s, t, differ] = negative.map(Bit::expr);
            chip.constrain("c is negated if the signs differ", s.clone() + t.clone() - s * t * 2 - differ);
        });
        for chip in [smod, sar] {
            b.declare(chip, |chip| {
                let [s, _, same] = negative.map(Bit::expr);
                chip.constrain("c is negated if a is negative", s - same);
            });
        }
        let ones = limit - Felt::ONE;
        b.declare(sar, |chip| {
            let complement = |cell: Cell| Expr::from(ones) - cell * 2;
            let s = negative[0].expr();
            for (limb, (p, a), (c, q), d) in [
                ("low", (dividend.lo, value.lo), (result.lo, quotient.lo), divisor.lo),
                ("high", (dividend.hi, value.hi), (result.hi, quotient.hi), divisor.hi),
            ] {
                chip.constrain(
                    format!("a is complemented if negative, {limb} limb"),
                    a + s.clone() * complement(a) - p,
                );
                chip.constrain(
                    format!("the quotient is complemented as well, {limb} limb"),
                    q + s.clone() * complement(q) - c,
                );
                chip.constrain(format!("a far shift has the factor 0, {limb} limb"), far.expr() * d);
            }
            chip.constrain("a shift that is not far has one limb", far.complement() * operand.hi);
            falls_through(chip);
        });
        let signed = |word: WordCells, sign: Bit| [word.lo.into(), word.hi - sign.expr() * limit];
        let difference =
            below.equations_with(signed(value, negative[0]), signed(operand, negative[1]), result.lo.into());
        b.declare(slt, |chip| {
            for (limb, zero) in ["low", "high"].into_iter().zip(difference) {
                chip.constrain(format!("c is the borrow of the difference, {limb} limbs"), zero);
            }
            chip.constrain("c is 0 or 1", result.lo * (result.lo - 1));
            chip.constrain("c has one limb", result.hi.into());
            falls_through(chip);
        });
        let [low, high] = [carries[0].expr(), carries[1].expr()];
        let [s, t, u] = [negative[0], negative[1], sum_is_negative].map(Bit::expr);
        for (chip, sum, term, excess) in [
            (sadd, result, value, high.clone() - s.clone() - t.clone() + u.clone()),
            (ssub, value, result, high.clone() - u - t + s),
        ] {
            b.declare(chip, |chip| {
                chip.constrain("low limbs: the sum has a carry", term.lo + operand.lo - sum.lo - low.clone() * limit);
                let high_limbs = term.hi + operand.hi + low.clone() - sum.hi - high.clone() * limit;
                chip.constrain("high limbs: the sum has a carry", high_limbs);
                chip.constrain("c is range-checked", negative[2].complement());
                chip.constrain(
                    "an overflow is a carry that the signs do not explain",
                    excess.clone() * excess - overflow,
                );
                may_trap(chip, overflow);
            });
        }
        Self {
            lane: b.finish(),
            chips,
            words,
            next_pc,
            trap,
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
            overflow,
        }
    }

    /// The chip of an opcode, if it is one of this lane's.
    pub fn chip(&self, opcode: Opcode) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == opcode).map(|(chip, _)| *chip)
    }

    /// Fills a step, and notes the product and the range checks it needs. Auxiliary cells are solved for from the step's words, modulo 2^256
    /// where that can be.
    pub fn fill(
        &self,
        witness: &mut Witness,
        index: usize,
        chip: ChipId,
        step: &ZkStep,
        requests: &mut Requests,
        products: &mut Vec<Product>,
    ) {
        let opcode = step.instruction.opcode();
        let mut row = witness.row(index, &self.lane, chip);
        let [a, b, c] = self.words.fill(&mut row, step);
        row.set(self.next_pc, step.next[1]);
        row.set(self.trap, step.rom[6]);
        let shifts = opcode == Opcode::Sar;
        let limit = power_of_two(128);
        let [s, t] = [integer(a).bit(255), integer(b).bit(255) && !shifts];
        for (bit, negative) in self.negative.iter().zip([s, t]) {
            row.set(bit.cell(), bit_of(negative));
        }
        requests.push((128, a[1].double() - bit_of(s) * limit));
        if !shifts {
            requests.push((128, b[1].double() - bit_of(t) * limit));
        }
        match opcode {
            Opcode::Slt => {
                let signed = |word: Word, sign: bool| [word[0], word[1] - bit_of(sign) * limit];
                self.below.fill_with(&mut row, signed(a, s), signed(b, t), c[0], requests);
            }
            Opcode::Sadd | Opcode::Ssub => self.fill_sum(&mut row, opcode, [a, b, c], [s, t], requests),
            _ => products.push(self.fill_quotient(&mut row, opcode, [a, b, c], [s, t], requests)),
        }
    }

    /// Fills `a + b = c`, or `c + b = a`.
    fn fill_sum(
        &self,
        row: &mut RowMut<'_>,
        opcode: Opcode,
        [a, b, c]: [Word; 3],
        [s, t]: [bool; 2],
        requests: &mut Requests,
    ) {
        let limit = power_of_two(128);
        let over_limit = |value: Felt| value * limit.invert().expect("a power of two is not zero");
        let [s, t, u] = [s, t, integer(c).bit(255)].map(bit_of);
        let (term, sum, explained) = if opcode == Opcode::Sadd { (a, c, s + t - u) } else { (c, a, u + t - s) };
        let low = over_limit(term[0] + b[0] - sum[0]);
        let high = over_limit(term[1] + b[1] + low - sum[1]);
        for (bit, value) in self.carries.iter().zip([low, high, u]) {
            row.set(bit.cell(), value);
        }
        row.set(self.negative[2].cell(), Felt::ONE);
        row.set(self.overflow, (high - explained).square());
        requests.extend([(128, c[0]), (128, c[1]), (128, c[1].double() - u * limit)]);
    }

    /// Fills `Q·D + R = P`; the product that shows it.
    fn fill_quotient(
        &self,
        row: &mut RowMut<'_>,
        opcode: Opcode,
        [a, b, c]: [Word; 3],
        [s, t]: [bool; 2],
        requests: &mut Requests,
    ) -> Product {
        let shifts = opcode == Opcode::Sar;
        let negated = if opcode == Opcode::Sdiv { s != t } else { s };
        row.set(self.negative[2].cell(), bit_of(negated));
        if negated {
            requests.extend(c.map(|limb| (128, limb)));
        }
        let turned = |word: Word, negative: bool| match (negative, shifts) {
            (false, _) => integer(word),
            (true, false) => integer(word).wrapping_neg(),
            (true, true) => !integer(word),
        };
        let far = shifts && integer(b) >= U256::from(WORD_BITS);
        let p = turned(a, s);
        let d = match (shifts, far) {
            (true, true) => U256::ZERO,
            (true, false) => U256::from(1) << integer(b),
            (false, _) => turned(b, t),
        };
        let magnitude = turned(c, negated);
        let (q, r) = match opcode {
            Opcode::Smod if d.is_zero() => (U256::ZERO, p),
            Opcode::Smod => {
                let multiple = p.wrapping_sub(magnitude);
                let quotient = d.inv_ring().map_or_else(|| multiple / d, |inverse| multiple.wrapping_mul(inverse));
                (quotient, magnitude)
            }
            _ => (magnitude, p.wrapping_sub(magnitude.wrapping_mul(d))),
        };
        let [p, d, q, r] = [p, d, q, r].map(word);
        for (cells, word) in [self.dividend, self.divisor, self.quotient, self.remainder].iter().zip([p, d, q, r]) {
            cells.fill(row, word);
        }
        let by_zero = !shifts && d == [Felt::ZERO; 2];
        row.set(self.by_zero.cell(), bit_of(by_zero));
        row.set(self.far.cell(), bit_of(far));
        let inverted = if shifts { b[1] } else { d[0] + d[1] };
        row.set(self.inverse, inverted.invert().unwrap_or(Felt::ZERO));
        if far {
            let distance = if b[1] == Felt::ZERO { b[0] - Felt::from(WORD_BITS) } else { Felt::ZERO };
            self.below.fill_difference(row, [distance, Felt::ZERO], requests);
        } else if !by_zero {
            self.below.fill(row, r, d, requests);
        }
        if !shifts {
            let size = if opcode == Opcode::Smod { r } else { q };
            let carries = [
                s && a[0] != Felt::ZERO,
                t && b[0] != Felt::ZERO,
                negated && size[0] != Felt::ZERO,
                negated && size != [Felt::ZERO; 2],
            ];
            for (bit, carry) in self.carries.iter().zip(carries) {
                row.set(bit.cell(), bit_of(carry));
            }
        }
        Product([q, d, r, p, [Felt::ZERO; 2]])
    }
}

fn bit_of(value: bool) -> Felt {
    Felt::from(u64::from(value))
}

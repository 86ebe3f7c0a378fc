//! Products, quotients, remainders and shifts of words. One row a step; the multiplication itself is [`crate::range::MultiplyLane`]'s.
//!
//! X is the word on top, Y the one below it; Z takes their place. The *value* A is what is multiplied, divided or shifted, the *operand* B the
//! other word, D what A is multiplied with or divided by, W a word that the product leaves over.
//!
//! | chip | A, B | D | says (Yellow Paper, appendix H.2; EIP-145) |
//! |---|---|---|---|
//! | mul | X, Y | B | `A·D = Z + 2^256·W` |
//! | div | X, Y | B | `Z·D + W = A`; `W < D`, or `D = 0` and `Z = 0` |
//! | mod | X, Y | B | `W·D + Z = A` and `Z < D`, or `D = 0` and `Z = 0` |
//! | shl | Y, X | `2^B`, or 0 if `B ≥ 256` | `A·D = Z + 2^256·W` |
//! | shr | Y, X | the same | `Z·D + W = A`; `W < D`, or `D = 0` and `Z = 0` |
//!
//! The remainder is compared with the divisor, the quotient bounded by the product's high word being 0. Every case is decided: the sum of a
//! divisor's limbs, below 2^129, is 0 or has an inverse. A shift that is not *far* is looked up with its power of two, as a whole word:
//! `(B.lo, D)` by the table, so `B.lo < 256`, and `B.hi = 0`. A far one has an inverse of `B.hi`, or else `B.lo − 256` below 2^128. Relies on
//! limbs of X and Y below 2^128; those of Z are checked by the product. Degree 5, 12 messages at most.

use ff::Field;
use ruint::aliases::U256;

use super::notes::Notes;
use super::step::{PopCells, StepColumns, WordCells, inverse};
use super::timeline::EvmStep;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::{Below, Product};
use crate::word::{Word, integer, word};

const MUL: u8 = 0x02;
const DIV: u8 = 0x04;
const MOD: u8 = 0x06;
const SHL: u8 = 0x1b;
const SHR: u8 = 0x1c;

/// Bits of a word: a shift by so many is far.
const WORD_BITS: u64 = 256;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct ProductLane {
    /// The lane.
    pub lane: Lane,
    chips: Vec<(ChipId, u8)>,
    step: StepColumns,
    value: PopCells,
    operand: PopCells,
    factor: WordCells,
    result: WordCells,
    rest: WordCells,
    below: Below,
    /// By chip: division and remainder by zero, far shifts to the left and to the right.
    nothing: [(u8, Bit); 4],
    inverse: Cell,
}

impl ProductLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("product");
        let names = ["mul", "div", "mod", "shl", "shr"];
        let chips @ [mul, div, modulo, shl, shr] = names.map(|name| b.chip(name, Group::Execution));
        let chips: Vec<_> = chips.into_iter().zip([MUL, DIV, MOD, SHL, SHR]).collect();
        let step = StepColumns::declare(&mut b);
        let [value, operand] = ["value", "operand"].map(|name| PopCells::declare(&mut b, name));
        let [factor, result, rest] = ["factor", "result", "rest"].map(|name| WordCells::declare(&mut b, name));
        let below = Below::declare(&mut b);
        let nothing = ["div by zero", "mod by zero", "shl is far", "shr is far"].map(|name| b.bit(name));
        let [div_by_zero, mod_by_zero, shl_far, shr_far] = nothing;
        let inverse = b.column("inverse");

        let [is_mul, is_div, is_mod, is_shl, is_shr] = [mul, div, modulo, shl, shr].map(|chip| b.flag(chip));
        let on = b.on();
        let shifts = is_shl.clone() + is_shr.clone();
        let next_pc = step.pc + 1;
        step.receive(&mut b);
        step.send(&mut b, next_pc.clone(), -on.clone(), Expr::ZERO, on.clone());
        step.fetch(&mut b, &chips, Expr::ZERO, next_pc);
        value.pop(&mut b, &step, step.sp - 1 - shifts.clone(), on.clone());
        operand.pop(&mut b, &step, step.sp - 2 + shifts.clone(), on.clone());
        let push = result.push(&mut b, &step, step.sp - 2);
        b.send(push, Kind::EvmStack, on);

        let zero = || [Expr::ZERO, Expr::ZERO];
        let [a, operand_limbs, d, z, w] =
            [value.word, operand.word, factor, result, rest].map(|word| [word.lo, word.hi].map(Expr::from));
        let mut product = |words: [[Expr; 2]; 5], condition: Expr| {
            let slot = b.slot(words.into_iter().flatten());
            b.receive(slot, Kind::WideMulAdd, condition);
        };
        product([a.clone(), d.clone(), zero(), z.clone(), w.clone()], is_mul + is_shl.clone());
        product([z.clone(), d.clone(), w.clone(), a.clone(), zero()], is_div.clone() + is_shr.clone());
        let reduces = is_mod.clone() - mod_by_zero.cell();
        product([w.clone(), d.clone(), z.clone(), a, zero()], reduces.clone());
        let divides = is_div - div_by_zero.cell() + reduces;
        below.check(&mut b, &(divides + is_shr + shl_far.cell()));
        let far = shl_far.expr() + shr_far.cell();
        let power = b.slot([operand.word.lo, factor.lo, factor.hi].map(Expr::from));
        b.receive(power, Kind::Power, shifts - far.clone());
        for (bit, chip, name) in [
            (div_by_zero, div, "a division by zero is a division"),
            (mod_by_zero, modulo, "a remainder by zero is a remainder"),
            (shl_far, shl, "a far shift to the left is one to the left"),
            (shr_far, shr, "a far shift to the right is one to the right"),
        ] {
            let elsewhere = Expr::from(1) - b.flag(chip);
            b.constrain(name, bit.expr() * elsewhere);
        }
        let small = Expr::from(1) - operand.word.hi * inverse;
        let distance = operand.word.lo - WORD_BITS - below.low();
        b.constrain("a far shift has a high limb, or 256 at least", far * small * distance);

        for chip in [mul, div, modulo] {
            b.declare(chip, |chip| {
                for ((d, operand), name) in d.iter().zip(&operand_limbs).zip(["low", "high"]) {
                    chip.constrain(format!("the operand is the factor, {name} limb"), d.clone() - operand.clone());
                }
            });
        }
        for (chip, zero) in [(div, div_by_zero), (modulo, mod_by_zero)] {
            b.declare(chip, |chip| {
                let divisor = factor.lo + factor.hi;
                chip.constrain("a divisor of 0 is 0", divisor.clone() * zero.cell());
                chip.constrain("another divisor has an inverse", divisor * inverse + zero.cell() - 1);
            });
        }
        for (chip, far) in [(shl, shl_far), (shr, shr_far)] {
            b.declare(chip, |chip| {
                chip.constrain("a shift that is not far has one limb", far.complement() * operand.word.hi);
                chip.constrain("a far shift has the factor 0, low limb", far.expr() * factor.lo);
                chip.constrain("a far shift has the factor 0, high limb", far.expr() * factor.hi);
            });
        }
        for (chip, remainder, by_zero) in [(div, &w, div_by_zero), (modulo, &z, mod_by_zero), (shr, &w, shr_far)] {
            let equations = below.equations(remainder.clone(), d.clone());
            b.declare(chip, |chip| {
                for ((zero, z), name) in equations.into_iter().zip(&z).zip(["low", "high"]) {
                    chip.constrain(
                        format!("the remainder is below the factor, {name} limbs"),
                        by_zero.complement() * zero,
                    );
                    chip.constrain(format!("by zero the result is 0, {name} limb"), by_zero.expr() * z.clone());
                }
            });
        }
        let nothing = [DIV, MOD, SHL, SHR].into_iter().zip(nothing).collect::<Vec<_>>();
        let nothing = nothing.try_into().expect("four chips can have nothing to do");
        let lane = b.finish();
        Self { lane, chips, step, value, operand, factor, result, rest, below, nothing, inverse }
    }

    /// The chip of a function, if it is one of this lane's.
    pub fn chip(&self, function: u8) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == function).map(|(chip, _)| *chip)
    }

    /// Fills a step, and notes the product and the range checks it needs. What is left over is solved for from the step's words, modulo 2^256
    /// where that can be.
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
        let shifts = matches!(function, SHL | SHR);
        let (value, operand) = if shifts { (y, x) } else { (x, y) };
        self.value.fill(&mut row, value);
        self.operand.fill(&mut row, operand);
        let result = step.pushed.first().copied().unwrap_or_default();
        self.result.fill(&mut row, result);

        let by = integer(operand.word);
        let far = shifts && by >= U256::from(WORD_BITS);
        let factor = if shifts { word(if far { U256::ZERO } else { U256::from(1) << by }) } else { operand.word };
        self.factor.fill(&mut row, factor);
        let nothing = factor == [Felt::ZERO; 2] && function != MUL;
        if let Some((_, bit)) = self.nothing.iter().find(|(own, _)| *own == function) {
            row.set(bit.cell(), Felt::from(u64::from(nothing)));
        }
        row.set(self.inverse, inverse(if shifts { operand.word[1] } else { factor[0] + factor[1] }));
        if far {
            let distance =
                if operand.word[1] == Felt::ZERO { operand.word[0] - Felt::from(WORD_BITS) } else { Felt::ZERO };
            self.below.fill_difference(&mut row, [distance, Felt::ZERO], &mut notes.ranges);
        }

        let zero: Word = [Felt::ZERO; 2];
        let (a, d, z) = (integer(value.word), integer(factor), integer(result));
        let (rest, product) = match function {
            MUL | SHL => {
                let high = word(high_word(a, d));
                (high, Some([value.word, factor, zero, result, high]))
            }
            DIV | SHR => {
                let remainder = word(a.wrapping_sub(z.wrapping_mul(d)));
                (remainder, Some([result, factor, remainder, value.word, zero]))
            }
            _ if nothing => (zero, None),
            _ => {
                let multiple = a.wrapping_sub(z);
                let quotient = d.inv_ring().map_or_else(|| multiple / d, |inverse| multiple.wrapping_mul(inverse));
                (word(quotient), Some([word(quotient), factor, result, value.word, zero]))
            }
        };
        self.rest.fill(&mut row, rest);
        notes.products.extend(product.map(Product));
        if matches!(function, DIV | MOD | SHR) && !nothing {
            let remainder = if function == MOD { result } else { rest };
            self.below.fill(&mut row, remainder, factor, &mut notes.ranges);
        }
    }
}

/// The high word of a product.
pub(super) fn high_word(a: U256, b: U256) -> U256 {
    let product: ruint::Uint<512, 8> = a.widening_mul(b);
    (product >> 256usize).wrapping_to()
}

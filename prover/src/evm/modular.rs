//! Sums and products modulo a third word. One row a step; the multiplication itself is [`crate::range::MultiplyLane`]'s.
//!
//! A is the word on top, B the one below it, N the third; Z takes their place. W is a word of 512 bits.
//!
//! | chip | says (Yellow Paper, appendix H.2) | products |
//! |---|---|---|
//! | addmod | `W = A + B`; `Q·N + Z = W`; `Z < N` | 1 |
//! | mulmod | `P·N + R = A`; `W = R·B`; `Q·N + Z = W`; `Z < N` | 3 |
//! | addmod, mulmod by 0 or 1 | `Z = 0`, with `N` 0 or 1 | |
//!
//! Sums and products are of all 512 bits, and P and Q are words, so no quotient overflows. Z is below N, and so unique. R need not be the
//! remainder of A: whatever P is, R is congruent to A. The prover takes the remainder, for then `R·B < N·2^256`, and Q has room; so it
//! has for `A + B < 2^257` and `N ≥ 2`. The cases exclude each other but for `N = 1`, where both say 0: there is no Z below 0.
//!
//! In a sum the upper word of W is a carry: `A.lo + B.lo = W₀ + c·2^128` and `A.hi + B.hi + c = W₁ + W₂·2^128`, with `W₃ = 0`. W₀ and W₁ are
//! checked by the product, c and W₂ are bits: a W₂ below 2^128 would not do, because `W₂·2^128` can be the modulus and a little more. Largest
//! intermediate value: below 2^129. Relies on limbs of A, B and N below 2^128; those of Z are checked by the product, or 0. Degree 4,
//! 15 messages at most.

use ff::Field;
use ruint::aliases::{U256, U512};

use super::notes::Notes;
use super::step::{PopCells, StepColumns, WordCells};
use super::timeline::EvmStep;
use crate::Felt;
use crate::circuit::{Bit, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::{Below, Product, power_of_two, quotient};
use crate::word::{Word, integer, word};

/// The function of ADDMOD.
pub(super) const ADDMOD: u8 = 0x08;
const MULMOD: u8 = 0x09;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct ModularLane {
    /// The lane.
    pub lane: Lane,
    /// The chips of each function: by any modulus, by 0 or 1.
    chips: [(u8, [ChipId; 2]); 2],
    step: StepColumns,
    operands: [PopCells; 3],
    result: WordCells,
    /// P.
    first: WordCells,
    /// R.
    reduced: WordCells,
    /// W, the lower word first.
    wide: [WordCells; 2],
    /// Q.
    quotient: WordCells,
    below: Below,
    carry: Bit,
}

impl ModularLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("modular");
        let chips @ [addmod, mulmod, addmod_trivial, mulmod_trivial] =
            ["addmod", "mulmod", "addmod by 0 or 1", "mulmod by 0 or 1"].map(|name| b.chip(name, Group::Execution));
        let functions: Vec<_> = chips.into_iter().zip([ADDMOD, MULMOD, ADDMOD, MULMOD]).collect();
        let step = StepColumns::declare(&mut b);
        let operands = ["a", "b", "modulus"].map(|name| PopCells::declare(&mut b, name));
        let [result, first, reduced, wide_low, wide_high, quotient] =
            ["result", "first quotient", "a reduced", "lower word", "upper word", "quotient"]
                .map(|name| WordCells::declare(&mut b, name));
        let below = Below::declare(&mut b);

        let on = b.on();
        let next_pc = step.pc + 1;
        step.receive(&mut b);
        step.send(&mut b, next_pc.clone(), on.clone() * (-Felt::from(2)), Expr::ZERO, on.clone());
        step.fetch(&mut b, &functions, Expr::ZERO, next_pc);
        for (operand, depth) in operands.iter().zip(1u64..) {
            operand.pop(&mut b, &step, step.sp - depth, on.clone());
        }
        let push = result.push(&mut b, &step, step.sp - 3);
        b.send(push, Kind::EvmStack, on);

        let zero = || [Expr::ZERO, Expr::ZERO];
        let limbs = |word: WordCells| [word.lo, word.hi].map(Expr::from);
        let [x, y, n] = operands.map(|operand| operand.word);
        let [is_addmod, is_mulmod] = [addmod, mulmod].map(|chip| b.flag(chip));
        let mut product = |words: [[Expr; 2]; 5], condition: Expr| {
            let slot = b.slot(words.into_iter().flatten());
            b.receive(slot, Kind::WideMulAdd, condition);
        };
        product([limbs(first), limbs(n), limbs(reduced), limbs(x), zero()], is_mulmod.clone());
        product([limbs(reduced), limbs(y), zero(), limbs(wide_low), limbs(wide_high)], is_mulmod.clone());
        let divides = is_addmod + is_mulmod;
        product([limbs(quotient), limbs(n), limbs(result), limbs(wide_low), limbs(wide_high)], divides.clone());
        below.check(&mut b, &divides);

        for chip in [addmod, mulmod] {
            let equations = below.equations(limbs(result), limbs(n));
            b.declare(chip, |chip| {
                for (zero, limb) in equations.into_iter().zip(["low", "high"]) {
                    chip.constrain(format!("the result is below the modulus, {limb} limbs"), zero);
                }
            });
        }
        let carry = b.declare(addmod, |chip| {
            let carry = chip.bit("carry of the low limbs");
            let limit = power_of_two(128);
            chip.constrain("a + b = w, low limbs", x.lo + y.lo - wide_low.lo - carry.expr() * limit);
            chip.constrain("a + b = w, high limbs", x.hi + y.hi + carry.cell() - wide_low.hi - wide_high.lo * limit);
            chip.constrain("the sum's carry is 0 or 1", wide_high.lo * (wide_high.lo - 1));
            chip.constrain("the sum has one carry", wide_high.hi.into());
            carry
        });
        for chip in [addmod_trivial, mulmod_trivial] {
            b.declare(chip, |chip| {
                chip.constrain("the modulus is 0 or 1, low limb", n.lo * (n.lo - 1));
                chip.constrain("the modulus is 0 or 1, high limb", n.hi.into());
                chip.constrain("by 0 or 1 the result is 0, low limb", result.lo.into());
                chip.constrain("by 0 or 1 the result is 0, high limb", result.hi.into());
            });
        }
        Self {
            lane: b.finish(),
            chips: [(ADDMOD, [addmod, addmod_trivial]), (MULMOD, [mulmod, mulmod_trivial])],
            step,
            operands,
            result,
            first,
            reduced,
            wide: [wide_low, wide_high],
            quotient,
            below,
            carry,
        }
    }

    /// The chip of a function on a step's operands, if it is one of this lane's.
    pub(super) fn chip(&self, function: u8, step: &EvmStep) -> Option<ChipId> {
        let (_, [any, trivial]) = self.chips.iter().find(|(own, _)| *own == function)?;
        let modulus = integer(step.popped.get(2)?.word);
        Some(if modulus <= U256::from(1) { *trivial } else { *any })
    }

    /// Fills a step, and notes the products and the range checks it needs. The quotient is solved for from the step's words, modulo 2^256
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
        let [a, b, n] = &step.popped[..] else { return };
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        for (cells, popped) in self.operands.iter().zip([a, b, n]) {
            cells.fill(&mut row, popped);
        }
        let z = step.pushed.first().copied().unwrap_or_default();
        self.result.fill(&mut row, z);
        let [a, b, n] = [a, b, n].map(|popped| popped.word);
        let modulus = integer(n);
        if modulus <= U256::from(1) {
            return;
        }
        let zero: Word = [Felt::ZERO; 2];
        let wide: U512 = if function == ADDMOD {
            let carries = crate::word::less(word(integer(a).wrapping_add(integer(b)))[0], a[0]);
            row.set(self.carry.cell(), Felt::from(u64::from(carries)));
            U512::from(integer(a)) + U512::from(integer(b))
        } else {
            let (first, reduced) = integer(a).div_rem(modulus);
            let product: U512 = reduced.widening_mul(integer(b));
            let words = [first, reduced].map(word);
            self.first.fill(&mut row, words[0]);
            self.reduced.fill(&mut row, words[1]);
            let [low, high] = halves(product);
            notes.products.push(Product([words[0], n, words[1], a, zero]));
            notes.products.push(Product([words[1], b, zero, low, high]));
            product
        };
        let [low, high] = halves(wide);
        self.wide[0].fill(&mut row, low);
        self.wide[1].fill(&mut row, high);
        let quotient = word(quotient(wide, modulus, integer(z)));
        self.quotient.fill(&mut row, quotient);
        notes.products.push(Product([quotient, n, z, low, high]));
        self.below.fill(&mut row, z, n, &mut notes.ranges);
    }
}

/// Both words of a number of 512 bits, the lower one first.
fn halves(wide: U512) -> [Word; 2] {
    let high: U512 = wide >> 256usize;
    [word(wide.wrapping_to()), word(high.wrapping_to())]
}

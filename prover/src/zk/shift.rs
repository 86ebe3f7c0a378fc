//! Shifts of words by any amount. One row a step; the multiplication itself is [`crate::range::MultiplyLane`]'s.
//!
//! D is what a is multiplied with or divided by: `2^b`, or 0 if b ≥ 256; W is a word that the product leaves over.
//!
//! | chip | says |
//! |---|---|
//! | shl | `a·D = c + 2^256·W` |
//! | shr | `c·D + W = a`; `W < D`, or `D = 0` and `c = 0` |
//!
//! A shift that is not *far* is looked up with its power of two, as a whole word: `(b.lo, D)` by the table, so `b.lo < 256`, and `b.hi = 0`. A
//! far one has an inverse of b.hi, or else `b.lo − 256` below 2^128. The remainder is compared with the divisor, the quotient bounded by the
//! product's high word being 0. Relies on limbs of a and b below 2^128; those of c are checked by the product. Degree 5, eleven
//! messages at most.

use ff::Field;
use ruint::aliases::U256;
use vm_zkfriendly::instruction::wmul::wmul;
use vm_zkfriendly::isa::Opcode;

use super::Requests;
use super::binary::Binary;
use super::step::{WordCells, ZkStep};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::{Below, Product};
use crate::word::{integer, word};

/// Bits of a word: a shift by so many is far.
pub(super) const WORD_BITS: u64 = 256;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct ShiftLane {
    /// The lane.
    pub lane: Lane,
    chips: [(ChipId, Opcode); 2],
    words: Binary,
    factor: WordCells,
    rest: WordCells,
    below: Below,
    /// Whether a shift to the left, to the right, is far.
    far: [Bit; 2],
    inverse: Cell,
}

impl ShiftLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("shift");
        let [shl, shr] = ["shl", "shr"].map(|name| b.chip(name, Group::Execution));
        let chips = [(shl, Opcode::Shl), (shr, Opcode::Shr)];
        let words = Binary::declare(&mut b);
        let [factor, rest] = ["factor", "rest"].map(|name| WordCells::declare(&mut b, name));
        let below = Below::declare(&mut b);
        let far @ [shl_far, shr_far] = ["shl is far", "shr is far"].map(|name| b.bit(name));
        let inverse = b.column("inverse");

        words.connect(&mut b, &chips, words.following(), Expr::ZERO);
        let on = b.on();
        let zero = || [Expr::ZERO, Expr::ZERO];
        let [a, d, c, w] = [words.a, factor, words.c, rest].map(|word| [word.lo, word.hi].map(Expr::from));
        let left = b.slot([a.clone(), d.clone(), zero(), c.clone(), w.clone()].into_iter().flatten());
        let right = b.slot([c.clone(), d.clone(), w.clone(), a, zero()].into_iter().flatten());
        b.declare(shl, |chip| chip.receive(left, Kind::WideMulAdd));
        b.declare(shr, |chip| chip.receive(right, Kind::WideMulAdd));
        let is_shr = b.flag(shr);
        below.check(&mut b, &(is_shr + shl_far.cell()));
        let is_far = shl_far.expr() + shr_far.cell();
        let power = b.slot([words.b.lo, factor.lo, factor.hi].map(Expr::from));
        b.receive(power, Kind::Power, on - is_far.clone());
        for (bit, chip, name) in [
            (shl_far, shl, "a far shift to the left is one to the left"),
            (shr_far, shr, "a far shift to the right is one to the right"),
        ] {
            let elsewhere = Expr::from(1) - b.flag(chip);
            b.constrain(name, bit.expr() * elsewhere);
        }
        let small = Expr::from(1) - words.b.hi * inverse;
        let distance = words.b.lo - WORD_BITS - below.low();
        b.constrain("a far shift has a high limb, or 256 at least", is_far * small * distance);
        for (chip, far) in [(shl, shl_far), (shr, shr_far)] {
            b.declare(chip, |chip| {
                chip.constrain("a shift that is not far has one limb", far.complement() * words.b.hi);
                chip.constrain("a far shift has the factor 0, low limb", far.expr() * factor.lo);
                chip.constrain("a far shift has the factor 0, high limb", far.expr() * factor.hi);
            });
        }
        let equations = below.equations(w, d);
        b.declare(shr, |chip| {
            for ((zero, c), name) in equations.into_iter().zip(c).zip(["low", "high"]) {
                chip.constrain(format!("the rest is below the factor, {name} limbs"), shr_far.complement() * zero);
                chip.constrain(format!("a far shift has the result 0, {name} limb"), shr_far.expr() * c);
            }
        });
        Self { lane: b.finish(), chips, words, factor, rest, below, far, inverse }
    }

    /// The chip of an opcode, if it is one of this lane's.
    pub fn chip(&self, opcode: Opcode) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == opcode).map(|(chip, _)| *chip)
    }

    /// Fills a step, and notes the product and the range checks it needs. What is left over is solved for from the step's words, modulo
    /// 2^256.
    pub fn fill(
        &self,
        witness: &mut Witness,
        index: usize,
        chip: ChipId,
        step: &ZkStep,
        requests: &mut Requests,
        products: &mut Vec<Product>,
    ) {
        let mut row = witness.row(index, &self.lane, chip);
        let [a, amount, c] = self.words.fill(&mut row, step);
        let by = integer(amount);
        let far = by >= U256::from(WORD_BITS);
        let factor = word(if far { U256::ZERO } else { U256::from(1) << by });
        self.factor.fill(&mut row, factor);
        row.set(self.inverse, amount[1].invert().unwrap_or(Felt::ZERO));
        let to_left = step.instruction.opcode() == Opcode::Shl;
        row.set(self.far[usize::from(!to_left)].cell(), Felt::from(u64::from(far)));
        if far {
            let distance = if amount[1] == Felt::ZERO { amount[0] - Felt::from(WORD_BITS) } else { Felt::ZERO };
            self.below.fill_difference(&mut row, [distance, Felt::ZERO], requests);
        }
        let zero = [Felt::ZERO; 2];
        if to_left {
            let high = word(wmul(integer(a), integer(factor)).1);
            self.rest.fill(&mut row, high);
            products.push(Product([a, factor, zero, c, high]));
        } else {
            let rest = word(integer(a).wrapping_sub(integer(c).wrapping_mul(integer(factor))));
            self.rest.fill(&mut row, rest);
            products.push(Product([c, factor, rest, a, zero]));
            if !far {
                self.below.fill(&mut row, rest, factor, requests);
            }
        }
    }
}

//! 256-bit products, quotients and remainders. One row a step; the multiplication itself is [`crate::range::MultiplyLane`]'s.
//!
//! | chip | says | next instruction |
//! |---|---|---|
//! | wmul | `a·b + 0 = c + 2^256·o` | the trap, if there is one and o ≠ 0 |
//! | wdiv | b ≠ 0: `c·b + o = a + 2^256·0`, `o < b`; b = 0: `c = 0` | the trap, if b = 0 |
//! | wmod | b ≠ 0: `o·b + c = a + 2^256·0`, `c < b`; b = 0: `c = 0` | the trap, if b = 0 |
//!
//! Products that fit stand in the short lane, and may here.
//! The remainder is compared with the divisor: `remainder − b = d − 2^256`, limb by limb, limbs of d below 2^128. The quotient is
//! bounded by the product's high word being 0. Degree 5, nine messages at most.

use ff::Field;
use vm_zkfriendly::isa::Opcode;

use super::Requests;
use super::step::{StepColumns, WordCells, ZkStep, modifier};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::{Below, Product};
use crate::word::{integer, word};

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct ProductLane {
    /// The lane.
    pub lane: Lane,
    chips: Vec<(ChipId, Opcode)>,
    step: StepColumns,
    next_pc: Cell,
    operands: [Cell; 4],
    a: WordCells,
    b: WordCells,
    c: WordCells,
    other: WordCells,
    below: Below,
    uses: Cell,
    trap: Bit,
    zero: [Bit; 2],
    inverse: Cell,
    overflow: Cell,
}

impl ProductLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        use Opcode::{Wdiv, Wmod, Wmul};
        let mut b = LaneBuilder::new("product");
        let [wmul, wdiv, wmod] = ["wmul", "wdiv", "wmod"].map(|name| b.chip(name, Group::Execution));
        let chips = vec![(wmul, Wmul), (wdiv, Wdiv), (wmod, Wmod)];
        let step = StepColumns::declare(&mut b);
        let next_pc = b.column("next pc");
        let operands @ [ra, rb, rc, w] = b.columns(["a's register", "b's register", "c's register", "w"]);
        let [a, word_b, c, other] = ["a", "b", "c", "other"].map(|name| WordCells::declare(&mut b, name));
        let below = Below::declare(&mut b);
        let uses = b.column("uses of c");
        let trap = b.bit("overflow traps");
        let zero @ [div_by_zero, mod_by_zero] = ["wdiv by zero", "wmod by zero"].map(|name| b.bit(name));
        let inverse = b.column("inverse");
        let overflow = b.declare(wmul, |chip| chip.cell("overflow"));

        step.receive(&mut b);
        let on = b.on();
        step.send(&mut b, [next_pc, step.fp, step.lp, step.ap].map(Expr::from), on.clone());
        let nothing = || Expr::ZERO;
        step.fetch(&mut b, &chips, trap.expr() * 2, [ra.into(), rb.into(), rc.into(), nothing(), nothing(), w.into()]);
        for (word, register) in [(a, ra), (word_b, rb)] {
            let slot = word.slot(&mut b, step.fp + register);
            b.receive(slot, Kind::ZkFrame, on.clone());
        }
        let slot = c.slot(&mut b, step.fp + rc);
        b.provide(slot, Kind::ZkFrame, on, uses);

        let zero_word = || [Expr::ZERO, Expr::ZERO];
        let limbs = |word: WordCells| [Expr::from(word.lo), Expr::from(word.hi)];
        let product = |b: &mut LaneBuilder, words: [[Expr; 2]; 5], condition: Expr| {
            let slot = b.slot(words.into_iter().flatten());
            b.receive(slot, Kind::WideMulAdd, condition);
        };
        let mul = b.flag(wmul);
        product(&mut b, [limbs(a), limbs(word_b), zero_word(), limbs(c), limbs(other)], mul);
        let dividing = [b.flag(wdiv) - div_by_zero.cell(), b.flag(wmod) - mod_by_zero.cell()];
        let [divides, reduces] = dividing.clone();
        product(&mut b, [limbs(c), limbs(word_b), limbs(other), limbs(a), zero_word()], divides);
        product(&mut b, [limbs(other), limbs(word_b), limbs(c), limbs(a), zero_word()], reduces);
        below.check(&mut b, &(dividing[0].clone() + dividing[1].clone()));
        for (bit, chip) in [(div_by_zero, wdiv), (mod_by_zero, wmod)] {
            let elsewhere = Expr::from(1) - b.flag(chip);
            b.constrain("a division by zero is its own chip's", bit.expr() * elsewhere);
        }

        let next = step.pc + 1;
        b.declare(wmul, |chip| {
            let high = other.lo + other.hi;
            chip.constrain("an overflow has a high word other than 0", high.clone() * inverse - overflow);
            chip.constrain("without overflow the high word is 0", high * (overflow - 1));
            let jump = overflow * trap.cell() * (w - next.clone());
            chip.constrain("an overflow goes to the trap, if there is one", next.clone() + jump - next_pc);
        });
        for (chip, zero, remainder) in [(wdiv, div_by_zero, other), (wmod, mod_by_zero, c)] {
            b.declare(chip, |chip| {
                let divisor = word_b.lo + word_b.hi;
                chip.constrain("a divisor of 0 is 0", divisor.clone() * zero.cell());
                chip.constrain("another divisor has an inverse", divisor * inverse + zero.cell() - 1);
                chip.constrain("by zero the result is 0, low limb", zero.cell() * c.lo);
                chip.constrain("by zero the result is 0, high limb", zero.cell() * c.hi);
                let [low, high] = below.equations(limbs(remainder), limbs(word_b));
                chip.constrain("the remainder is below the divisor, low limbs", zero.complement() * low);
                chip.constrain("the remainder is below the divisor, high limbs", zero.complement() * high);
                let jump = zero.cell() * (w - next.clone());
                chip.constrain("by zero the trap follows", next.clone() + jump - next_pc);
            });
        }
        Self {
            lane: b.finish(),
            chips,
            step,
            next_pc,
            operands,
            a,
            b: word_b,
            c,
            other,
            below,
            uses,
            trap,
            zero,
            inverse,
            overflow,
        }
    }

    /// The chip of an opcode, if it is one of this lane's.
    pub fn chip(&self, opcode: Opcode) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == opcode).map(|(chip, _)| *chip)
    }

    /// Fills a step, and notes the product and the range checks it needs. The word that is neither operand nor result comes from the
    /// machine's own arithmetic on the operands.
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
        self.step.fill(&mut row, step);
        row.set(self.next_pc, step.next[1]);
        let [_, ra, rb, rc, .., w] = step.rom;
        self.operands.iter().zip([ra, rb, rc, w]).for_each(|(cell, value)| row.set(*cell, value));
        let [a, b] = [0, 1].map(|i| step.reads.get(i).map_or([Felt::ZERO; 2], |read| read.word));
        let c = step.definitions.first().map_or([Felt::ZERO; 2], |definition| definition.word);
        self.a.fill(&mut row, a);
        self.b.fill(&mut row, b);
        self.c.fill(&mut row, c);
        row.set(self.uses, Felt::ZERO);
        row.set(self.trap.cell(), Felt::from(modifier(step) >> 1));
        let inverse = |value: Felt| value.invert().unwrap_or(Felt::ZERO);
        let is_zero = |word: [Felt; 2]| bool::from((word[0] + word[1]).is_zero());
        let (x, y) = (integer(a), integer(b));
        if opcode == Opcode::Wmul {
            let high = word(vm_zkfriendly::instruction::wmul::wmul(x, y).1);
            self.other.fill(&mut row, high);
            row.set(self.inverse, inverse(high[0] + high[1]));
            row.set(self.overflow, Felt::from(u64::from(!is_zero(high))));
            products.push(Product([a, b, [Felt::ZERO; 2], c, high]));
            return;
        }
        let zero = is_zero(b);
        let bit = self.zero[usize::from(opcode == Opcode::Wmod)];
        row.set(bit.cell(), Felt::from(u64::from(zero)));
        row.set(self.inverse, inverse(b[0] + b[1]));
        if zero {
            return;
        }
        let (other, remainder) = if opcode == Opcode::Wdiv {
            let other = word(x % y);
            products.push(Product([c, b, other, a, [Felt::ZERO; 2]]));
            (other, other)
        } else {
            let other = word(x / y);
            products.push(Product([other, b, c, a, [Felt::ZERO; 2]]));
            (other, c)
        };
        self.other.fill(&mut row, other);
        self.below.fill(&mut row, remainder, b, requests);
    }
}

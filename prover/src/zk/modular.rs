//! Sums and products modulo a word. One row a step; the multiplications are [`crate::range::MultiplyLane`]'s.
//!
//! | chip | says | next instruction |
//! |---|---|---|
//! | addmod | `K·n + A = a + 2^256·0`; `A·1 + b = D + 2^256·E` | the trap, if n = 0 |
//! | mulmod | `K·n + A = a + 2^256·0`; `A·b + 0 = D + 2^256·E` | the trap, if n = 0 |
//!
//! and of both, n ≠ 0: `L·n + c = D + 2^256·E`, `c < n`; n = 0: `c = 0`. A is congruent to a, so c is congruent to the sum or product, and
//! below n: there is one such c. A below n leaves room for L: `A + b < n + 2^256 ≤ 2^256·n`, `A·b < 2^256·n`. Relies on limbs of a, b, n
//! below 2^128; those of all other words are checked by the products. Degree 4, twelve messages.

use ff::Field;
use ruint::aliases::U512;
use vm_zkfriendly::instruction::wmul::wmul;
use vm_zkfriendly::isa::Opcode;

use super::Requests;
use super::step::{StepColumns, WordCells, ZkStep};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::{self, Below, Product};
use crate::word::{integer, word};

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct ModularLane {
    /// The lane.
    pub lane: Lane,
    chips: [(ChipId, Opcode); 2],
    step: StepColumns,
    next_pc: Cell,
    /// Registers of a, b, c, n; w.
    operands: [Cell; 5],
    /// a, b, n.
    read: [WordCells; 3],
    c: WordCells,
    /// A, D, E.
    reduced: WordCells,
    low: WordCells,
    high: WordCells,
    /// K, L.
    quotients: [WordCells; 2],
    below: Below,
    uses: Cell,
    by_zero: Bit,
    inverse: Cell,
}

impl ModularLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("modular");
        let names = [("addmod", Opcode::Addmod), ("mulmod", Opcode::Mulmod)];
        let chips = names.map(|(name, opcode)| (b.chip(name, Group::Execution), opcode));
        let [addmod, mulmod] = chips.map(|(chip, _)| chip);
        let step = StepColumns::declare(&mut b);
        let next_pc = b.column("next pc");
        let operands @ [ra, rb, rc, rn, w] =
            b.columns(["a's register", "b's register", "c's register", "n's register", "w"]);
        let read @ [a, word_b, n] = ["a", "b", "n"].map(|name| WordCells::declare(&mut b, name));
        let [c, reduced, low, high] =
            ["c", "a reduced", "low word", "high word"].map(|name| WordCells::declare(&mut b, name));
        let quotients = ["quotient of a", "quotient"].map(|name| WordCells::declare(&mut b, name));
        let below = Below::declare(&mut b);
        let uses = b.column("uses of c");
        let by_zero = b.bit("n is zero");
        let inverse = b.column("inverse");

        step.receive(&mut b);
        let on = b.on();
        step.send(&mut b, [next_pc, step.fp, step.lp, step.ap].map(Expr::from), on.clone());
        step.fetch(&mut b, &chips, Expr::ZERO, [ra.into(), rb.into(), rc.into(), rn.into(), Expr::ZERO, w.into()]);
        for (word, register) in read.into_iter().zip([ra, rb, rn]) {
            let slot = word.slot(&mut b, step.fp + register);
            b.receive(slot, Kind::ZkFrame, on.clone());
        }
        let slot = c.slot(&mut b, step.fp + rc);
        b.provide(slot, Kind::ZkFrame, on.clone(), uses);

        let limbs = |word: WordCells| [Expr::from(word.lo), Expr::from(word.hi)];
        let number = |value: u64| [Expr::from(value), Expr::ZERO];
        let [adds, multiplies] = [addmod, mulmod].map(|chip| b.flag(chip));
        let mut product = |words: [[Expr; 2]; 5], condition: Expr| {
            let slot = b.slot(words.into_iter().flatten());
            b.receive(slot, Kind::WideMulAdd, condition);
        };
        let divides = on.clone() - by_zero.cell();
        product([limbs(quotients[0]), limbs(n), limbs(reduced), limbs(a), number(0)], on.clone());
        product([limbs(quotients[1]), limbs(n), limbs(c), limbs(low), limbs(high)], divides.clone());
        product([limbs(reduced), number(1), limbs(word_b), limbs(low), limbs(high)], adds);
        product([limbs(reduced), limbs(word_b), number(0), limbs(low), limbs(high)], multiplies);
        below.check(&mut b, &divides);

        b.constrain("a division by zero is a step", by_zero.expr() * (Expr::from(1) - on.clone()));
        let sum = n.lo + n.hi;
        b.constrain("a modulus of 0 is 0", sum.clone() * by_zero.cell());
        b.constrain("another modulus has an inverse", on.clone() * (sum * inverse + by_zero.cell() - 1));
        b.constrain("by zero c is 0, low limb", by_zero.cell() * c.lo);
        b.constrain("by zero c is 0, high limb", by_zero.cell() * c.hi);
        for (limb, zero) in ["low", "high"].into_iter().zip(below.equations(limbs(c), limbs(n))) {
            b.constrain(format!("c is below the modulus, {limb} limbs"), divides.clone() * zero);
        }
        let next = step.pc + 1;
        let jump = by_zero.cell() * (w - next.clone());
        b.constrain("by zero the trap follows", on * (next + jump - next_pc));
        Self {
            lane: b.finish(),
            chips,
            step,
            next_pc,
            operands,
            read,
            c,
            reduced,
            low,
            high,
            quotients,
            below,
            uses,
            by_zero,
            inverse,
        }
    }

    /// The chip of an opcode, if it is one of this lane's.
    pub fn chip(&self, opcode: Opcode) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == opcode).map(|(chip, _)| *chip)
    }

    /// Fills a step, and notes the products and the range checks it needs. The last quotient is solved for from c, modulo 2^256 where that
    /// can be.
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
        self.step.fill(&mut row, step);
        row.set(self.next_pc, step.next[1]);
        let [_, ra, rb, rc, rn, _, w] = step.rom;
        self.operands.iter().zip([ra, rb, rc, rn, w]).for_each(|(cell, value)| row.set(*cell, value));
        let zero = [Felt::ZERO; 2];
        let read @ [a, b, n] = [0, 1, 2].map(|i| step.reads.get(i).map_or(zero, |read| read.word));
        self.read.iter().zip(read).for_each(|(cells, word)| cells.fill(&mut row, word));
        let c = step.definitions.first().map_or(zero, |definition| definition.word);
        self.c.fill(&mut row, c);
        row.set(self.uses, Felt::ZERO);
        let (modulus, is_zero) = (integer(n), n == zero);
        row.set(self.by_zero.cell(), Felt::from(u64::from(is_zero)));
        row.set(self.inverse, (n[0] + n[1]).invert().unwrap_or(Felt::ZERO));

        let (quotient, reduced) =
            if is_zero { (zero, a) } else { (word(integer(a) / modulus), word(integer(a) % modulus)) };
        let adds = step.instruction.opcode() == Opcode::Addmod;
        let (low, high) = if adds {
            let (sum, carry) = integer(reduced).overflowing_add(integer(b));
            (word(sum), [Felt::from(u64::from(carry)), Felt::ZERO])
        } else {
            let (low, high) = wmul(integer(reduced), integer(b));
            (word(low), word(high))
        };
        for (cells, word) in
            [self.reduced, self.low, self.high, self.quotients[0]].iter().zip([reduced, low, high, quotient])
        {
            cells.fill(&mut row, word);
        }
        let one = [Felt::ONE, Felt::ZERO];
        products.push(Product([quotient, n, reduced, a, zero]));
        products.push(Product(if adds { [reduced, one, b, low, high] } else { [reduced, b, zero, low, high] }));
        if is_zero {
            return;
        }
        let wide = (U512::from(integer(high)) << 256) | U512::from(integer(low));
        let last = word(range::quotient(wide, modulus, integer(c)));
        self.quotients[1].fill(&mut row, last);
        products.push(Product([last, n, c, low, high]));
        self.below.fill(&mut row, c, n, requests);
    }
}

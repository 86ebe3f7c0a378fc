//! Steps on integers of at most 128 bits, and jumps. One row a step.
//!
//! | chip | says, with `w = 2^N` | relies on |
//! |---|---|---|
//! | add | `a + b = c + carry·w`, carry ∈ {0, 1}, `c < w` | `a, b < w` by the program check |
//! | sub | `a − b = c − carry·w`, carry ∈ {0, 1}, `c < w` | the same |
//! | mul | `a·b = c + q·w`, `c < w`, `q < w` | the same, and N ≤ 64 |
//! | lt | `a − b = r − c·w`, c ∈ {0, 1}, `r < w` | the same |
//! | jump, jnz, jz | the next pc | `a ∈ {0, 1}` by the program check |
//!
//! Largest intermediate value: `c + q·w < 2^128`. A checked instruction goes to its trap (in y) if carry = 1, or q ≠ 0, and else to
//! the next instruction: carry and q are unique, so the prover cannot choose. Degree 5, nine messages at most.

use ff::Field;
use vm_zkfriendly::isa::Opcode;

use super::Requests;
use super::step::{StepColumns, ZkStep, modifier};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipBuilder, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::bits_of;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct NarrowLane {
    /// The lane.
    pub lane: Lane,
    chips: Vec<(ChipId, Opcode)>,
    step: StepColumns,
    next_pc: Cell,
    operands: [Cell; 6],
    values: [Cell; 3],
    checked: Cell,
    uses: Cell,
    immediate: Bit,
    trap: Bit,
    carry: Cell,
    quotient: Cell,
    inverse: Cell,
    overflow: Cell,
}

impl NarrowLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        use Opcode::{Add, Jnz, Jump, Jz, Lt, Mul, Sub};
        let mut b = LaneBuilder::new("narrow");
        let [add, sub, mul, lt] = ["add", "sub", "mul", "lt"].map(|name| b.chip(name, Group::Execution));
        let [jump, jnz, jz] = ["jump", "jnz", "jz"].map(|name| b.chip(name, Group::Execution));
        let chips = vec![(add, Add), (sub, Sub), (mul, Mul), (lt, Lt), (jump, Jump), (jnz, Jnz), (jz, Jz)];
        let step = StepColumns::declare(&mut b);
        let next_pc = b.column("next pc");
        let operands @ [ra, rb, rc, x, y, w] =
            b.columns(["a's register", "b's register", "c's register", "x", "y", "w"]);
        let values @ [a, value_b, c] = b.columns(["a", "b", "c"]);
        let [checked, uses] = b.columns(["range-checked value", "uses of c"]);
        let (immediate, trap) = (b.bit("b is immediate"), b.bit("overflow traps"));
        let carry = b.declare(add, |chip| chip.cell("carry"));
        let carry_of_sub = b.declare(sub, |chip| chip.cell("carry"));
        assert_eq!(carry, carry_of_sub, "the first cell of a chip's own is the lane's first pool column");
        let [quotient, inverse, overflow] =
            b.declare(mul, |chip| ["quotient", "inverse of the quotient", "overflow"].map(|name| chip.cell(name)));

        step.receive(&mut b);
        let on = b.on();
        step.send(&mut b, [next_pc, step.fp, step.lp, step.ap].map(Expr::from), on.clone());
        step.fetch(&mut b, &chips, immediate.expr() + trap.expr() * 2, operands.map(Expr::from));
        let binary: Expr = [add, sub, mul, lt].iter().map(|chip| b.flag(*chip)).sum();
        let frame = |b: &mut LaneBuilder, register: Cell, value: Cell| b.slot([step.fp + register, value.into()]);
        let [slot_a, slot_b, slot_c] = [(ra, a), (rb, value_b), (rc, c)].map(|(r, v)| frame(&mut b, r, v));
        let jumps = b.flag(jump);
        b.receive(slot_a, Kind::ZkFrame, on - jumps);
        b.receive(slot_b, Kind::ZkFrame, binary.clone() - immediate.cell());
        b.provide(slot_c, Kind::ZkFrame, binary.clone(), uses);
        let [range, range_of_quotient] = [checked, quotient].map(|value| b.slot([w.into(), value.into()]));
        b.receive(range, Kind::RangeWide, binary.clone());
        b.constrain("only arithmetic has an immediate", immediate.expr() * (Expr::from(1) - binary));

        let next = step.pc + 1;
        let falls_through =
            |chip: &mut ChipBuilder<'_>| chip.constrain("the next instruction follows", next.clone() - next_pc);
        let may_trap = |chip: &mut ChipBuilder<'_>, overflow: Cell| {
            let jump = overflow * trap.cell() * (y - next.clone());
            chip.constrain("an overflow goes to the trap, if there is one", next.clone() + jump - next_pc);
        };
        let immediate_is_b = |chip: &mut ChipBuilder<'_>| {
            chip.constrain("an immediate is b", immediate.expr() * (value_b - x));
        };
        b.declare(add, |chip| {
            immediate_is_b(chip);
            chip.constrain("carry is 0 or 1", carry * (carry - 1));
            chip.constrain("a + b = c + carry·w", a + value_b - c - carry * w);
            chip.constrain("c is range-checked", c - checked);
            may_trap(chip, carry);
        });
        b.declare(sub, |chip| {
            immediate_is_b(chip);
            chip.constrain("borrow is 0 or 1", carry * (carry - 1));
            chip.constrain("a − b = c − borrow·w", a - value_b - c + carry * w);
            chip.constrain("c is range-checked", c - checked);
            may_trap(chip, carry);
        });
        b.declare(mul, |chip| {
            immediate_is_b(chip);
            chip.receive(range_of_quotient, Kind::RangeWide);
            chip.constrain("a·b = c + q·w", a * value_b - c - quotient * w);
            chip.constrain("c is range-checked", c - checked);
            chip.constrain("an overflow has a quotient other than 0", quotient * inverse - overflow);
            chip.constrain("without overflow the quotient is 0", quotient * (overflow - 1));
            may_trap(chip, overflow);
        });
        b.declare(lt, |chip| {
            immediate_is_b(chip);
            chip.constrain("c is 0 or 1", c * (c - 1));
            chip.constrain("a − b = r − c·w", a - value_b - checked + c * w);
            falls_through(chip);
        });
        b.declare(jump, |chip| chip.constrain("the target follows", x - next_pc));
        b.declare(jnz, |chip| {
            chip.constrain("if a the target follows", next.clone() + a * (x - next.clone()) - next_pc);
        });
        b.declare(jz, |chip| chip.constrain("if not a the target follows", x + a * (next.clone() - x) - next_pc));
        let lane = b.finish();
        Self {
            lane,
            chips,
            step,
            next_pc,
            operands,
            values,
            checked,
            uses,
            immediate,
            trap,
            carry,
            quotient,
            inverse,
            overflow,
        }
    }

    /// The chip of an opcode, if it is one of this lane's.
    pub fn chip(&self, opcode: Opcode) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == opcode).map(|(chip, _)| *chip)
    }

    /// Fills a step. Auxiliary cells are solved for from the step's words, so that a false output gives cells that satisfy every
    /// linear equation: what refuses it is that they are not bits or not in range.
    pub fn fill(&self, witness: &mut Witness, index: usize, chip: ChipId, step: &ZkStep, requests: &mut Requests) {
        let opcode = step.instruction.opcode();
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        row.set(self.next_pc, step.next[1]);
        self.operands.iter().zip(&step.rom[1..]).for_each(|(cell, value)| row.set(*cell, *value));
        let [.., x, _, w] = step.rom;
        let immediate = modifier(step) & 1 == 1;
        row.set(self.immediate.cell(), Felt::from(u64::from(immediate)));
        row.set(self.trap.cell(), Felt::from(modifier(step) >> 1));
        let read = |i: usize| step.reads.get(i).map_or(Felt::ZERO, |read| read.word[0]);
        let a = read(0);
        let b = if immediate { x } else { read(1) };
        let c = step.definitions.first().map_or(Felt::ZERO, |definition| definition.word[0]);
        self.values.iter().zip([a, b, c]).for_each(|(cell, value)| row.set(*cell, value));
        row.set(self.uses, Felt::ZERO);
        let over_w = |value: Felt| value * w.invert().unwrap_or(Felt::ZERO);
        let bits = bits_of(w).unwrap_or(0);
        let checked = match opcode {
            Opcode::Add => {
                row.set(self.carry, over_w(a + b - c));
                c
            }
            Opcode::Sub => {
                row.set(self.carry, over_w(c - a + b));
                c
            }
            Opcode::Mul => {
                let quotient = over_w(a * b - c);
                row.set(self.quotient, quotient);
                row.set(self.inverse, quotient.invert().unwrap_or(Felt::ZERO));
                row.set(self.overflow, Felt::from(u64::from(!bool::from(quotient.is_zero()))));
                requests.push((bits, quotient));
                c
            }
            Opcode::Lt => a - b + c * w,
            _ => return,
        };
        row.set(self.checked, checked);
        requests.push((bits, checked));
    }
}

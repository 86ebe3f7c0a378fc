//! Steps that move words on the stack, and jumps. One row a step.
//!
//! X is the word on top, at `sp − 1`; Y the word below it by the instruction's parameter, at `sp − 1 − parameter`.
//!
//! | chip | takes | puts | next |
//! |---|---|---|---|
//! | push | | Y = PUSH data at `sp` | behind the data |
//! | environment | | Y = the field of that number at `sp` | pc + 1 |
//! | pc, gas | | Y = pc, gas left at `sp` | pc + 1 |
//! | dup | Y | X = Y in its place, Y at `sp` | pc + 1 |
//! | swap | X, Y | X in Y's place, Y in X's | pc + 1 |
//! | pop | X | | pc + 1 |
//! | jumpdest | | | pc + 1 |
//! | jump | X | | X, where a JUMPDEST is |
//! | jumpi | X, Y | | the same if Y ≠ 0, else pc + 1 |
//!
//! A chip that makes the stack higher proves `sp + 1 ≤ 1024` (Yellow Paper 9.4.2): `1023 − sp` has 11 bits. Y = 0 is decided by the sum of its
//! limbs, below 2^129. Gas left is the integer it stands for, because all gas is checked at the end (see `step.rs`). Degree 4, 13
//! messages at most.

use ff::Field;
use vm_evm::opcode;

use super::opcodes::{ENVIRONMENT, PUSH};
use super::step::{PopCells, StepColumns, inverse};
use super::timeline::EvmStep;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::LIMB_BITS;

/// The stack's largest height, in words.
pub(super) const STACK_LIMIT: u64 = 1024;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct StackLane {
    /// The lane.
    pub lane: Lane,
    chips: Vec<(ChipId, u8)>,
    step: StepColumns,
    parameter: Cell,
    next_pc: Cell,
    x: PopCells,
    y: PopCells,
    taken: Bit,
    inverse: Cell,
}

impl StackLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("stack");
        let names = ["push", "environment", "pc", "gas", "dup", "swap", "pop", "jumpdest", "jump", "jumpi"];
        let [push, field, pc, gas, dup, swap, pop, jumpdest, jump, jumpi] =
            names.map(|name| b.chip(name, Group::Execution));
        let chips = vec![
            (push, PUSH),
            (field, ENVIRONMENT),
            (pc, 0x58),
            (gas, 0x5a),
            (dup, opcode::DUP1),
            (swap, opcode::SWAP1),
            (pop, 0x50),
            (jumpdest, opcode::JUMPDEST),
            (jump, opcode::JUMP),
            (jumpi, opcode::JUMPI),
        ];
        let step = StepColumns::declare(&mut b);
        let [parameter, next_pc] = b.columns(["parameter", "next pc"]);
        let [x, y] = ["x", "y"].map(|name| PopCells::declare(&mut b, name));
        let taken = b.bit("jumps");
        let inverse = b.column("inverse of the condition");

        let any = |b: &LaneBuilder, chips: &[ChipId]| -> Expr { chips.iter().map(|chip| b.flag(*chip)).sum() };
        let on = b.on();
        let grows = any(&b, &[push, field, pc, gas, dup]);
        let takes_x = any(&b, &[swap, pop, jump, jumpi]);
        let takes_y = any(&b, &[dup, swap, jumpi]);
        let puts_x = any(&b, &[dup, swap]);
        let puts_y = any(&b, &[push, field, pc, gas, dup, swap]);
        step.receive(&mut b);
        let growth = grows.clone() - any(&b, &[pop, jump]) - b.flag(jumpi) * 2;
        step.send(&mut b, next_pc.into(), growth, Expr::ZERO, on.clone());
        step.fetch(&mut b, &chips[1..], parameter.into(), step.pc + 1);
        let data = b.slot([
            step.pc.into(),
            u64::from(PUSH).into(),
            parameter.into(),
            step.fee.into(),
            y.word.lo.into(),
            y.word.hi.into(),
            next_pc.into(),
        ]);
        b.declare(push, |chip| chip.receive(data, Kind::EvmCode));
        let below = step.sp - 1 - parameter;
        x.pop(&mut b, &step, step.sp - 1, takes_x);
        y.pop(&mut b, &step, below.clone(), takes_y);
        let put_x = x.word.push(&mut b, &step, below);
        b.send(put_x, Kind::EvmStack, puts_x);
        let place = step.sp - b.flag(swap);
        let put_y = y.word.push(&mut b, &step, place);
        b.send(put_y, Kind::EvmStack, puts_y);
        let room = b.slot([u64::from(LIMB_BITS).into(), Expr::from(STACK_LIMIT - 1) - step.sp]);
        b.receive(room, Kind::Range, grows);
        let source = b.slot([parameter, y.word.lo, y.word.hi].map(Expr::from));
        b.declare(field, |chip| chip.receive(source, Kind::Env));
        let target = b.slot([next_pc.into()]);
        b.receive(target, Kind::EvmJumpdest, b.flag(jump) + taken.cell());
        b.constrain("only jumpi chooses", taken.expr() * (Expr::from(1) - b.flag(jumpi)));
        let straight = on - any(&b, &[push, jump, jumpi]);
        b.constrain("the next instruction follows", straight * (step.pc + 1 - next_pc));

        b.declare(dup, |chip| {
            chip.constrain("the copy is the word, low limb", x.word.lo - y.word.lo);
            chip.constrain("the copy is the word, high limb", x.word.hi - y.word.hi);
        });
        b.declare(pc, |chip| {
            chip.constrain("the word is the pc", y.word.lo - step.pc);
            chip.constrain("the word has one limb", y.word.hi.into());
        });
        b.declare(gas, |chip| {
            chip.constrain("the word is the gas left", step.gas - step.fee - y.word.lo);
            chip.constrain("the word has one limb", y.word.hi.into());
        });
        b.declare(jump, |chip| {
            chip.constrain("the target follows", x.word.lo - next_pc);
            chip.constrain("the target has one limb", x.word.hi.into());
        });
        b.declare(jumpi, |chip| {
            let condition = y.word.lo + y.word.hi;
            chip.constrain("no jump without a condition", taken.expr() - condition.clone() * inverse);
            chip.constrain("a jump if there is a condition", taken.complement() * condition);
            let straight = step.pc + 1;
            let target = taken.expr() * (x.word.lo - straight.clone());
            chip.constrain("the target follows, or the next instruction", straight + target - next_pc);
            chip.constrain("a target that follows has one limb", taken.expr() * x.word.hi);
        });
        Self { lane: b.finish(), chips, step, parameter, next_pc, x, y, taken, inverse }
    }

    /// The chip of a function, if it is one of this lane's.
    pub fn chip(&self, function: u8) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == function).map(|(chip, _)| *chip)
    }

    /// Fills a step.
    pub fn fill(&self, witness: &mut Witness, index: usize, chip: ChipId, function: u8, step: &EvmStep) {
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        row.set(self.parameter, step.code.parameter);
        row.set(self.next_pc, step.next[1]);
        match (function, &step.popped[..], &step.pushed[..]) {
            (opcode::DUP1, [y], [_, copy]) => {
                self.x.word.fill(&mut row, *copy);
                self.y.fill(&mut row, y);
            }
            (opcode::SWAP1, [x, y], _) => {
                self.x.fill(&mut row, x);
                self.y.fill(&mut row, y);
            }
            (opcode::JUMPI, [x, y], _) => {
                self.x.fill(&mut row, x);
                self.y.fill(&mut row, y);
                let condition = y.word[0] + y.word[1];
                row.set(self.inverse, inverse(condition));
                row.set(self.taken.cell(), Felt::from(u64::from(condition != Felt::ZERO)));
            }
            (_, [x, ..], _) => self.x.fill(&mut row, x),
            (_, [], [y, ..]) => self.y.word.fill(&mut row, *y),
            (_, [], []) => {}
        }
    }
}

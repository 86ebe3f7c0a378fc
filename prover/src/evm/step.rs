//! What every step of the EVM has in common: the state it receives and sends, the instruction it looks up, words taken from the
//! stack and put there.
//!
//! **Gas.** A price is never negative and gas only falls, so all of a frame's gas is enough if what is left at its end is: the last
//! step says what is left to the statement, and no other step checks anything. A step that cannot be paid proves so (see `halt.rs`).
//!
//! **Stack.** A word lies on the stack as a message `(position, lo, hi, time)`, time being the clock of the step that put it there. A pop
//! proves that the time is earlier than its own: `age = clock − 1 − time` is below 2^11. Positions are counted by `sp`,
//! which makes pushes and pops of a position alternate; the i-th pop can only take a word that one of the first i pushes
//! put there, and each word can be taken once, so it takes the i-th. A word that lies longer than 2^11 steps is renewed by a row
//! of the upkeep lane. Below position 0 there is no word, since no step pushes there before one has popped there.

use ff::Field;

use super::timeline::{EvmStep, Popped};
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Kind, LaneBuilder, RowMut, SlotId};
use crate::range::LIMB_BITS;
use crate::word::Word;

/// The cells that every step has.
#[derive(Clone, Copy, Debug)]
pub(super) struct StepColumns {
    /// Number of the step, from 1.
    pub(super) clock: Cell,
    /// Offset in the code.
    pub(super) pc: Cell,
    /// Words on the stack.
    pub(super) sp: Cell,
    /// Gas before.
    pub(super) gas: Cell,
    /// The static price of the instruction.
    pub(super) fee: Cell,
}

/// The function (see [`super::opcodes`]) of each of a lane's chips.
pub(super) type Functions<'a> = &'a [(ChipId, u8)];

impl StepColumns {
    /// Declares the state; receives it on every row in use.
    pub(super) fn declare(b: &mut LaneBuilder) -> Self {
        let [clock, pc, sp, gas, fee] = b.columns(["clock", "pc", "sp", "gas", "fee"]);
        Self { clock, pc, sp, gas, fee }
    }

    /// Receives the state on every row in use.
    pub(super) fn receive(&self, b: &mut LaneBuilder) {
        let on = b.on();
        self.receive_where(b, on);
    }

    /// Receives the state where the condition holds.
    pub(super) fn receive_where(&self, b: &mut LaneBuilder, condition: Expr) {
        let slot = b.slot([self.clock, self.pc, self.sp, self.gas].map(Expr::from));
        b.receive(slot, Kind::EvmState, condition);
    }

    /// Sends the next state where the condition holds: one tick later, at `next_pc`, the stack changed by so many words, the
    /// fee paid and `dynamic` gas besides.
    pub(super) fn send(&self, b: &mut LaneBuilder, next_pc: Expr, growth: Expr, dynamic: Expr, condition: Expr) {
        let slot = b.slot([self.clock + 1, next_pc, self.sp + growth, self.gas - self.fee - dynamic]);
        b.send(slot, Kind::EvmState, condition);
    }

    /// Says instead of the next state, where the condition holds, what the step would cost: its fee and `dynamic` gas (see `halt.rs`).
    pub(super) fn send_price(&self, b: &mut LaneBuilder, dynamic: Expr, condition: Expr) {
        let slot = b.slot([self.clock.into(), self.gas.into(), self.fee + dynamic]);
        b.send(slot, Kind::EvmExhausted, condition);
    }

    /// Looks up the instruction at the pc where the condition holds: the function of the row's chip, no PUSH data.
    pub(super) fn fetch(&self, b: &mut LaneBuilder, functions: Functions<'_>, parameter: Expr, next_pc: Expr) {
        let function: Expr = functions.iter().map(|(chip, function)| b.flag(*chip) * u64::from(*function)).sum();
        let slot = b.slot([self.pc.into(), function, parameter, self.fee.into(), Expr::ZERO, Expr::ZERO, next_pc]);
        let condition = functions.iter().map(|(chip, _)| b.flag(*chip)).sum::<Expr>();
        b.receive(slot, Kind::EvmCode, condition);
    }

    /// Fills the state.
    pub(super) fn fill(&self, row: &mut RowMut<'_>, step: &EvmStep) {
        for (cell, value) in [self.clock, self.pc, self.sp, self.gas].into_iter().zip(step.state) {
            row.set(cell, value);
        }
        row.set(self.fee, step.code.gas);
    }
}

/// A word's cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct WordCells {
    pub(super) lo: Cell,
    pub(super) hi: Cell,
}

impl WordCells {
    pub(super) fn declare(b: &mut LaneBuilder, name: &str) -> Self {
        Self { lo: b.column(format!("{name}.lo")), hi: b.column(format!("{name}.hi")) }
    }

    pub(super) fn fill(&self, row: &mut RowMut<'_>, word: Word) {
        row.set(self.lo, word[0]);
        row.set(self.hi, word[1]);
    }

    /// The limbs, low first.
    pub(super) fn limbs(self) -> [Expr; 2] {
        [self.lo.into(), self.hi.into()]
    }

    /// The slot of a word put on the stack at a position.
    pub(super) fn push(&self, b: &mut LaneBuilder, step: &StepColumns, position: Expr) -> SlotId {
        b.slot([position, self.lo.into(), self.hi.into(), step.clock.into()])
    }
}

/// The cells of a word taken from the stack.
#[derive(Clone, Copy, Debug)]
pub(super) struct PopCells {
    pub(super) word: WordCells,
    /// Ticks between this step and the one that put the word there, exclusive.
    pub(super) age: Cell,
}

impl PopCells {
    pub(super) fn declare(b: &mut LaneBuilder, name: &str) -> Self {
        Self { word: WordCells::declare(b, name), age: b.column(format!("{name}: age")) }
    }

    /// Takes the word from a position, where the condition holds.
    pub(super) fn pop(&self, b: &mut LaneBuilder, step: &StepColumns, position: Expr, condition: Expr) {
        let slot = b.slot([position, self.word.lo.into(), self.word.hi.into(), step.clock - 1 - self.age]);
        b.receive(slot, Kind::EvmStack, condition.clone());
        check_age(b, self.age, condition);
    }

    pub(super) fn fill(&self, row: &mut RowMut<'_>, popped: &Popped) {
        self.word.fill(row, popped.word);
        row.set(self.age, popped.age);
    }
}

/// Checks an age below 2^11 where the condition holds.
pub(super) fn check_age(b: &mut LaneBuilder, age: Cell, condition: Expr) {
    let slot = b.slot([u64::from(LIMB_BITS).into(), age.into()]);
    b.receive(slot, Kind::Range, condition);
}

/// The cells of the context token before a step: received with its age checked, sent as it is after the step.
#[derive(Clone, Copy, Debug)]
pub(super) struct ContextCells {
    /// Size of memory in words.
    pub(super) words: Cell,
    /// Refund counter.
    pub(super) refund: Cell,
    /// Blocks absorbed by the log's sponge.
    pub(super) logs: Cell,
    age: Cell,
}

impl ContextCells {
    pub(super) fn declare(b: &mut LaneBuilder) -> Self {
        let [words, refund, logs, age] = b.columns(["memory words", "refund", "log blocks", "age of the context"]);
        Self { words, refund, logs, age }
    }

    /// Receives the token where the condition holds.
    pub(super) fn receive(&self, b: &mut LaneBuilder, step: &StepColumns, condition: Expr) {
        let slot = b.slot([self.words.into(), self.refund.into(), self.logs.into(), step.clock - 1 - self.age]);
        b.receive(slot, Kind::EvmContext, condition.clone());
        check_age(b, self.age, condition);
    }

    /// Sends the token with what it says after the step, where the condition holds.
    pub(super) fn send(&self, b: &mut LaneBuilder, step: &StepColumns, after: [Expr; 3], condition: Expr) {
        let [words, refund, logs] = after;
        let slot = b.slot([words, refund, logs, step.clock.into()]);
        b.send(slot, Kind::EvmContext, condition);
    }

    pub(super) fn fill(&self, row: &mut RowMut<'_>, step: &EvmStep) {
        let Some(context) = &step.context else { return };
        for (cell, value) in [self.words, self.refund, self.logs].into_iter().zip(context.before) {
            row.set(cell, value);
        }
        row.set(self.age, context.age);
    }
}

/// The inverse of an element; zero of zero.
pub(super) fn inverse(value: Felt) -> Felt {
    value.invert().unwrap_or(Felt::ZERO)
}

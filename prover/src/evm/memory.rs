//! MLOAD, MSTORE, CALLDATALOAD, MSIZE. One row a step.
//!
//! | chip | offset | value | touches |
//! |---|---|---|---|
//! | mload | `32·w + s` | 32 bytes from there, put on the stack | word w; if s ≠ 0, word w + 1, too |
//! | mstore | `32·w + s` | taken from the stack, written there | the same |
//! | calldataload | `32·w + s − 28` | 32 bytes from there, put on the stack | word w of the calldata; if s ≠ 0, word w + 1, too |
//! | msize | none | 32 for each word of memory, put on the stack | |
//!
//! Where s = 0 the value is the word; else the align lane says that it is the window at byte s of both words, and proves `s < 32`;
//! for a store it says, too, that the bytes around the window stay. Whether s = 0 is decided by its inverse.
//!
//! **Memory.** A word is a message `(index, lo, hi, time)`; a step receives it, with its time proven to be earlier as for the stack, and
//! sends it with its own. The first message of an index comes from its row in the memory-words lane, and renewals and steps send no index that
//! they did not receive, so w is the number of a row: not negative, no fraction, far below 2^43. So `32·w + s` is the integer that it is
//! in the field, and since an offset's low limb is below 2^128 and its high limb 0, both are equal. There is only one
//! such w and s.
//!
//! **Calldata.** Behind 28 bytes of zeros that nobody sees, the selector and the words after it are words of 32 bytes, with the
//! numbers that the data lane gives them. Those numbers are positions in the calldata's sponge, so w is one of them, and the argument is
//! memory's; an offset below 0 would be a limb close to the modulus. Words past the end that the statement absorbs are
//! zeros. From the end on 0 is read, which another lane proves (`zero.rs`).
//!
//! Degree 5, 23 messages. Trusted: limbs of words in memory, on the stack and in the calldata are below 2^128.

use ff::Field;
use ruint::aliases::U256;
use vm_evm::opcode::{CALLDATALOAD, MLOAD, MSTORE};

use super::align::{Store, Window};
use super::growth::GrowthCells;
use super::notes::Notes;
use super::opcodes::MSIZE;
use super::stack::STACK_LIMIT;
use super::step::{ContextCells, PopCells, StepColumns, WordCells, check_age, inverse};
use super::timeline::{EvmStep, MemoryWord};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, RowMut, Witness};
use crate::word::integer;

/// Bytes of a word.
const WORD_BYTES: u64 = 32;
/// Bytes before the selector that make the calldata's words start at multiples of 32.
pub(super) const CALLDATA_PADDING: u64 = 28;

/// A word of memory that a step touches; of the calldata, `after`.
#[derive(Clone, Copy, Debug)]
pub(super) struct TouchedCells {
    pub(super) before: WordCells,
    age: Cell,
    pub(super) after: WordCells,
}

impl TouchedCells {
    pub(super) fn declare(b: &mut LaneBuilder, name: &str) -> Self {
        Self {
            before: WordCells::declare(b, &format!("{name} before")),
            age: b.column(format!("{name}: age")),
            after: WordCells::declare(b, &format!("{name} after")),
        }
    }

    /// Receives and sends the word of memory where the condition holds.
    pub(super) fn touch(&self, b: &mut LaneBuilder, step: &StepColumns, index: &Expr, condition: &Expr) {
        let Self { before, age, after } = *self;
        let taken = b.slot([index.clone(), before.lo.into(), before.hi.into(), step.clock - 1 - age]);
        b.receive(taken, Kind::EvmMemory, condition.clone());
        let put = b.slot([index.clone(), after.lo.into(), after.hi.into(), step.clock.into()]);
        b.send(put, Kind::EvmMemory, condition.clone());
        check_age(b, age, condition.clone());
    }

    pub(super) fn fill(&self, row: &mut RowMut<'_>, word: &MemoryWord) {
        self.before.fill(row, word.before);
        row.set(self.age, word.age);
        self.after.fill(row, word.after);
    }
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct MemoryLane {
    pub(super) lane: Lane,
    load: ChipId,
    store: ChipId,
    calldata: ChipId,
    size_of: ChipId,
    step: StepColumns,
    index: Cell,
    shift: Cell,
    inverse: Cell,
    across: Bit,
    data_across: Bit,
    offset_age: Cell,
    value: PopCells,
    first: TouchedCells,
    second: TouchedCells,
    context: ContextCells,
    growth: GrowthCells,
}

impl MemoryLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("memory");
        let load = b.chip("mload", Group::Memory);
        let store = b.chip("mstore", Group::Memory);
        let calldata = b.chip("calldataload", Group::Calldata);
        let size_of = b.chip("msize", Group::Memory);
        let step = StepColumns::declare(&mut b);
        let [index, shift, inverse] = b.columns(["word w", "byte s", "inverse of s"]);
        let across = b.bit("two words of memory");
        let data_across = b.bit("two words of calldata");
        let offset_age = b.column("offset: age");
        let value = PopCells::declare(&mut b, "value");
        let [first, second] = ["word w", "word w + 1"].map(|name| TouchedCells::declare(&mut b, name));
        let context = ContextCells::declare(&mut b);
        let growth = GrowthCells::declare(&mut b);

        let on = b.on();
        let stores = b.flag(store);
        let memory = b.flag(load) + stores.clone();
        let data = b.flag(calldata);
        let sizes = b.flag(size_of);
        let words = memory.clone() + data.clone();
        let two = across.expr() + data_across.cell();
        let offset = index * WORD_BYTES + shift - data.clone() * CALLDATA_PADDING;

        step.receive(&mut b);
        step.send(&mut b, step.pc + 1, sizes.clone() - stores.clone() * 2, growth.price.into(), on.clone());
        let functions = [(load, MLOAD), (store, MSTORE), (calldata, CALLDATALOAD), (size_of, MSIZE)];
        step.fetch(&mut b, &functions, Expr::ZERO, step.pc + 1);
        let top = b.slot([step.sp - 1, offset, Expr::ZERO, step.clock - 1 - offset_age]);
        b.receive(top, Kind::EvmStack, words.clone());
        check_age(&mut b, offset_age, words.clone());

        // a store takes the word below the offset, the others put theirs in its place
        let place = step.sp - 1 - stores.clone() + sizes.clone();
        let time = step.clock - stores.clone() - value.age;
        let moved = b.slot([place, value.word.lo.into(), value.word.hi.into(), time]);
        b.say(moved, on.clone() * Kind::EvmStack.tag(), on - stores.clone() * 2);
        check_age(&mut b, value.age, stores.clone());
        let elsewhere = Expr::from(1) - stores.clone();
        b.constrain("a word that is put has no age", elsewhere * value.age);

        b.constrain("two words are needed if s ≠ 0", words.clone() * (shift * inverse - two.clone()));
        let one = Expr::from(1) - two.clone();
        b.constrain("one word is enough if s = 0", words.clone() * one.clone() * shift);
        b.constrain("a step on memory touches memory", across.expr() * (Expr::from(1) - memory.clone()));
        b.constrain("a step on calldata reads calldata", data_across.expr() * (Expr::from(1) - data.clone()));
        for (value, word, limb) in [(value.word.lo, first.after.lo, "low"), (value.word.hi, first.after.hi, "high")] {
            let name = format!("one word is the value, {limb} limb");
            b.constrain(name, words.clone() * one.clone() * (value - word));
        }
        let next: Expr = index + 1;
        first.touch(&mut b, &step, &index.into(), &memory);
        second.touch(&mut b, &step, &next, &across.expr());
        let [w, w1] = [first, second].map(|word| [word.after.lo, word.after.hi].map(Expr::from));
        let [old, old1] = [first, second].map(|word| [word.before.lo, word.before.hi].map(Expr::from));
        for (index, word, condition) in
            [(index.into(), w.clone(), data.clone()), (next.clone(), w1.clone(), data_across.expr())]
        {
            let slot = b.slot(std::iter::once(index).chain(word));
            b.receive(slot, Kind::Input, condition);
        }
        let bytes = [value.word.lo, value.word.hi].map(Expr::from);
        let windowed = [w.clone(), w1.clone(), bytes];
        let slot = b.slot(std::iter::once(shift.into()).chain(windowed.into_iter().flatten()));
        b.receive(slot, Kind::EvmWindow, two);
        let slot = b.slot(std::iter::once(shift.into()).chain([old, old1, w, w1].into_iter().flatten()));
        b.say(slot, across.expr() * Kind::EvmOutside.tag(), -across.expr() * stores.clone());

        let reads_context = memory.clone() + sizes.clone();
        context.receive(&mut b, &step, reads_context.clone());
        let after = [growth.after, context.refund, context.logs].map(Expr::from);
        context.send(&mut b, &step, after, reads_context);
        growth.reach(&mut b, &context, next + across.cell(), &memory);
        let checked = memory + sizes;
        growth.check(&mut b, &checked);
        b.declare(size_of, |chip| {
            chip.constrain("the word is the size in bytes", context.words * WORD_BYTES - value.word.lo);
            chip.constrain("the size has one limb", value.word.hi.into());
            chip.constrain("there is room for a word", Expr::from(STACK_LIMIT - 1) - step.sp - growth.difference());
        });
        b.declare(load, |chip| {
            for (before, after, limb) in [
                (first.before.lo, first.after.lo, "word w, low limb"),
                (first.before.hi, first.after.hi, "word w, high limb"),
            ] {
                chip.constrain(format!("what is read stays: {limb}"), before - after);
            }
            for (before, after, limb) in [
                (second.before.lo, second.after.lo, "word w + 1, low limb"),
                (second.before.hi, second.after.hi, "word w + 1, high limb"),
            ] {
                chip.constrain(format!("what is read stays: {limb}"), across.expr() * (before - after));
            }
        });
        Self {
            lane: b.finish(),
            load,
            store,
            calldata,
            size_of,
            step,
            index,
            shift,
            inverse,
            across,
            data_across,
            offset_age,
            value,
            first,
            second,
            context,
            growth,
        }
    }

    /// The chip of a function, if it is one of this lane's.
    pub(super) fn chip(&self, function: u8) -> Option<ChipId> {
        match function {
            MLOAD => Some(self.load),
            MSTORE => Some(self.store),
            CALLDATALOAD => Some(self.calldata),
            MSIZE => Some(self.size_of),
            _ => None,
        }
    }

    /// Fills a step, and notes the windows and growths it needs. The price of growing is what the step has paid besides its fee.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, chip: ChipId, step: &EvmStep, notes: &mut Notes) {
        if chip == self.size_of {
            let mut row = witness.row(index, &self.lane, chip);
            self.step.fill(&mut row, step);
            self.context.fill(&mut row, step);
            row.set(self.growth.after, step.context.map_or(Felt::ZERO, |context| context.after[0]));
            self.value.word.fill(&mut row, step.pushed.first().copied().unwrap_or_default());
            self.growth.fill_difference(&mut row, Felt::from(STACK_LIMIT - 1) - step.state[2]);
            return;
        }
        let [offset, taken @ ..] = &step.popped[..] else { unreachable!("the lane's opcodes take an offset") };
        let bytes = integer(offset.word);
        let on_data = chip == self.calldata;
        let padded = if on_data { bytes.saturating_add(U256::from(CALLDATA_PADDING)) } else { bytes };
        let data = step.calldata.unwrap_or_default();
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        row.set(self.offset_age, offset.age);
        let value = match (taken, &step.pushed[..]) {
            ([value, ..], _) => {
                self.value.fill(&mut row, value);
                value.word
            }
            ([], [value, ..]) => {
                self.value.word.fill(&mut row, *value);
                *value
            }
            ([], []) => unreachable!("the lane's opcodes take a value or put one"),
        };
        let (w, s) = (padded / U256::from(WORD_BYTES), padded % U256::from(WORD_BYTES));
        let [w, shift] = [w, s].map(|part| crate::word::word(part)[0]);
        let across = shift != Felt::ZERO;
        row.set(self.index, w);
        row.set(self.shift, shift);
        row.set(self.inverse, inverse(shift));
        let bit = if on_data { self.data_across } else { self.across };
        row.set(bit.cell(), Felt::from(u64::from(across)));
        if on_data {
            self.first.after.fill(&mut row, data.words[0]);
            if across {
                self.second.after.fill(&mut row, data.words[1]);
                notes.windows.push(Window { shift, words: data.words, value });
            }
            return;
        }
        let touched = [0, 1].map(|i| step.memory.get(i).copied().unwrap_or_default());
        self.first.fill(&mut row, &touched[0]);
        if across {
            self.second.fill(&mut row, &touched[1]);
            let after = touched.map(|word| word.after);
            if chip == self.store {
                notes.stores.push(Store { shift, before: touched.map(|word| word.before), after, value });
            } else {
                notes.windows.push(Window { shift, words: after, value });
            }
        }
        let Some(context) = &step.context else { unreachable!("steps on memory have the context") };
        self.context.fill(&mut row, step);
        let price = step.state[3] - step.code.gas - step.next[3];
        self.growth.fill(&mut row, context, w + Felt::from(1 + u64::from(across)), price, notes);
    }
}

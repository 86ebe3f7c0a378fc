//! Exceptional halts (Yellow Paper 9.4.2, the function Z): the last step of a frame whose instruction cannot be executed. One row.
//!
//! | chip | proves | reads |
//! |---|---|---|
//! | price | the fee, with a LOG's topics, is more than the gas | |
//! | touch | a lower bound of the price, memory and words included, is more than the gas | offset, length |
//! | exhausted | so is the price of an access to storage or of a power, which another lane says | |
//! | stipend | SSTORE with 2,300 gas at most (EIP-2200) | |
//! | underflow, overflow | fewer words than the opcode pops; 1,025 after it | |
//! | unknown | the byte is no opcode of the rules, as INVALID is none (EIP-141) | |
//! | bad jump | no JUMPDEST stands at the target; a JUMPI's condition is not 0 | target, condition |
//! | no return data | RETURNDATACOPY of anything: no call is proven, so there is none (EIP-211) | offset, length |
//!
//! All gas is lost, nothing is put out, no event lasts, storage stays; the EVM does not tell the reasons apart, nor does the statement, so a
//! step to which several apply may be proven by any. What is left of stack and memory is nobody's concern. A state change inside STATICCALL
//! (EIP-214) cannot happen yet: the first frame of a transaction is never static.
//!
//! **Gas** before the step is proven to be below 2^64, hence not negative: so all steps before were paid (see `step.rs`), and this
//! is the one that was not.
//!
//! **A lower bound** is enough for running out. The row names a start not beyond the offset and 1 to 2^40 bytes, not more than the length;
//! words `w ≤ ⌈bytes / 32⌉` and an end of memory `e ≤ ⌈(start + bytes) / 32⌉`. Then `fee + G_word·w + G_byte·bytes + C(e) − C(size)` is not
//! more than the price. All terms are integers below 2^56, so `price − 1 − gas` below 2^64 means that the gas does not suffice. An offset or
//! length whose high limb is not 0 bounds whatever the row names.
//!
//! Which operands an opcode has, and at which prices, says [`Kind::EvmTouch`]; how many words it pops, [`Kind::EvmArity`]. Both tables
//! stand in a lane that only shapes with this one have. Degree 4, 24 messages.

use ff::Field;
use vm_evm::Rules;
use vm_evm::opcode::{self, LOG0, RETURNDATACOPY, SSTORE};

use super::exception::{Cause, END_BITS, PLACE_BITS, Reach, Target};
use super::growth::{Expansion, memory_gas};
use super::halt_tables::arity;
use super::notes::Notes;
use super::opcodes::CODESIZE;
use super::stack::STACK_LIMIT;
use super::statement::EXCEPTION;
use super::step::{ContextCells, PopCells, StepColumns, WordCells, inverse};
use super::storage::STIPEND;
use super::timeline::{Code, EvmStep};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, RowMut, Witness};
use crate::poseidon::{Stream, sponge_id};
use crate::range::{LIMB_BITS, power_of_two};
use crate::word::small;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct HaltLane {
    pub(super) lane: Lane,
    cells: Cells,
}

/// The cells of a row.
#[derive(Clone, Copy, Debug)]
struct Cells {
    rules: &'static Rules,
    chips: Chips<ChipId>,
    step: StepColumns,
    code: CodeCells,
    context: ContextCells,
    price: Cell,
    topics: Cell,
    /// Offset or target.
    x: PopCells,
    /// Length or condition.
    y: PopCells,
    depths: [Cell; 2],
    second: Bit,
    inverses: [Cell; 2],
    arity: [Cell; 3],
    reach: ReachCells,
    target: TargetCells,
}

/// Something for each chip.
#[derive(Clone, Copy, Debug)]
struct Chips<T> {
    price: T,
    touch: T,
    exhausted: T,
    stipend: T,
    underflow: T,
    overflow: T,
    unknown: T,
    jump: T,
    no_data: T,
}

impl<T> Chips<T> {
    fn map<U>(self, mut f: impl FnMut(T) -> U) -> Chips<U> {
        Chips {
            price: f(self.price),
            touch: f(self.touch),
            exhausted: f(self.exhausted),
            stipend: f(self.stipend),
            underflow: f(self.underflow),
            overflow: f(self.overflow),
            unknown: f(self.unknown),
            jump: f(self.jump),
            no_data: f(self.no_data),
        }
    }
}

/// What the code says of a byte, but for its gas.
#[derive(Clone, Copy, Debug)]
struct CodeCells {
    function: Cell,
    parameter: Cell,
    immediate: WordCells,
    next_pc: Cell,
}

impl CodeCells {
    fn declare(b: &mut LaneBuilder, name: &str) -> Self {
        Self {
            function: b.column(format!("{name}: function")),
            parameter: b.column(format!("{name}: parameter")),
            immediate: WordCells::declare(b, &format!("{name}: PUSH data")),
            next_pc: b.column(format!("{name}: next pc")),
        }
    }

    /// Looks it up where the condition holds.
    fn fetch(&self, b: &mut LaneBuilder, pc: Cell, gas: Cell, condition: Expr) {
        let Self { function, parameter, immediate, next_pc } = *self;
        let values = [pc, function, parameter, gas, immediate.lo, immediate.hi, next_pc];
        let slot = b.slot(values.map(Expr::from));
        b.receive(slot, Kind::EvmCode, condition);
    }

    fn fill(&self, row: &mut RowMut<'_>, code: &Code) {
        row.set(self.function, code.function);
        row.set(self.parameter, code.parameter);
        self.immediate.fill(row, code.immediate);
        row.set(self.next_pc, code.next_pc);
    }
}

/// What a row names of a step that touches memory, see [`Reach`].
#[derive(Clone, Copy, Debug)]
struct ReachCells {
    always: Cell,
    word_gas: Cell,
    byte_gas: Cell,
    start: Cell,
    bytes: Cell,
    words: Cell,
    end: Cell,
    growth: Cell,
    /// Offset and length are compared by their low limbs.
    low: [Bit; 2],
    grows: Bit,
}

/// What stands where a jump goes, see [`Target`].
#[derive(Clone, Copy, Debug)]
struct TargetCells {
    nowhere: Bit,
    behind: Bit,
    data: Bit,
    other: Bit,
    size: Cell,
    gas: Cell,
    code: CodeCells,
    inverse: Cell,
}

impl HaltLane {
    /// Declares the lane.
    pub(super) fn declare(rules: &'static Rules) -> Self {
        let mut b = LaneBuilder::new("halt");
        let names = Chips {
            price: "out of gas for the fee",
            touch: "out of gas for memory",
            exhausted: "out of gas for storage or a power",
            stipend: "out of gas for the stipend",
            underflow: "stack underflow",
            overflow: "stack overflow",
            unknown: "invalid opcode",
            jump: "invalid jump",
            no_data: "no return data",
        };
        let chips = names.map(|name| b.chip(name, Group::Execution));
        let step = StepColumns::declare(&mut b);
        let code = CodeCells::declare(&mut b, "instruction");
        let context = ContextCells::declare(&mut b);
        let [price, topics] = b.columns(["price", "topics that are paid"]);
        let [x, y] = ["x", "y"].map(|name| PopCells::declare(&mut b, name));
        let depths = b.columns(["depth of x", "depth of y"]);
        let second = b.bit("y is read");
        let inverses = b.columns(["inverse of x", "inverse of y"]);
        let arity = b.columns(["words popped", "growth of the stack", "is an opcode"]);
        let [always, word_gas, byte_gas, start, bytes, words, end, growth] = b.columns([
            "bytes, if not popped",
            "gas for a word",
            "gas for a byte",
            "start",
            "bytes",
            "words",
            "end of memory",
            "price of growing",
        ]);
        let low = ["x.lo is compared", "y.lo is compared"].map(|name| b.bit(name));
        let grows = b.bit("memory grows");
        let reach = ReachCells { always, word_gas, byte_gas, start, bytes, words, end, growth, low, grows };
        let [nowhere, behind, data, other] =
            ["target of two limbs", "target behind the code", "target in PUSH data", "target is another opcode"]
                .map(|name| b.bit(name));
        let [size, gas, inverse] =
            b.columns(["bytes of the code", "target: gas", "inverse of the difference from JUMPDEST"]);
        let target = TargetCells {
            nowhere,
            behind,
            data,
            other,
            size,
            gas,
            code: CodeCells::declare(&mut b, "target"),
            inverse,
        };
        let cells = Cells {
            rules,
            chips,
            step,
            code,
            context,
            price,
            topics,
            x,
            y,
            depths,
            second,
            inverses,
            arity,
            reach,
            target,
        };
        cells.end(&mut b);
        cells.gas(&mut b);
        cells.operands(&mut b);
        cells.opcode(&mut b);
        cells.touch(&mut b);
        cells.jump(&mut b);
        Self { lane: b.finish(), cells }
    }

    /// Fills the last step.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, cause: Cause, step: &EvmStep, notes: &mut Notes) {
        let mut row = witness.row(index, &self.lane, self.cells.chip(cause));
        self.cells.fill(&mut row, cause, step, notes);
    }
}

impl Cells {
    /// The state that is met, and what a halt says.
    fn end(&self, b: &mut LaneBuilder) {
        let on = b.on();
        let executes = on.clone() - b.flag(self.chips.exhausted);
        self.step.receive_where(b, executes.clone());
        self.code.fetch(b, self.step.pc, self.step.fee, executes);
        self.context.receive(b, &self.step, on.clone());
        let nothing = || Expr::ZERO;
        let halt = b.slot([EXCEPTION.into(), self.step.clock.into(), nothing(), nothing(), nothing(), nothing()]);
        b.send(halt, Kind::EvmHalt, on.clone());
        let head = b.slot([sponge_id(Stream::Output, 0).into(), nothing(), nothing()]);
        b.send(head, Kind::Absorb, on.clone());
        let paid = b.slot([power_of_two(64).into(), self.step.gas.into()]);
        b.receive(paid, Kind::RangeWide, on);
    }

    /// Prices that are more than the gas.
    fn gas(&self, b: &mut LaneBuilder) {
        let Chips { price, touch, exhausted, stipend, .. } = self.chips.map(|chip| b.flag(chip));
        let short = b.slot([power_of_two(64).into(), self.price - 1 - self.step.gas]);
        b.receive(short, Kind::RangeWide, price + touch + exhausted.clone() + stipend);
        let asked = b.slot([self.step.clock, self.step.gas, self.price].map(Expr::from));
        b.receive(asked, Kind::EvmExhausted, exhausted);
        let paid = self.step.fee + self.topics * self.rules.gas.unit.topic;
        let is_log = self.code.function - u64::from(LOG0);
        for chip in [self.chips.price, self.chips.touch] {
            b.declare(chip, |chip| {
                chip.constrain("only a LOG has topics", self.topics * is_log.clone());
                chip.constrain("it has those of its opcode", self.topics * (self.topics - self.code.parameter));
            });
        }
        b.declare(self.chips.price, |chip| {
            chip.constrain("the price is the fee, topics included", paid.clone() - self.price);
        });
        let ReachCells { word_gas, byte_gas, bytes, words, growth, .. } = self.reach;
        b.declare(self.chips.touch, |chip| {
            let data = word_gas * words + byte_gas * bytes;
            chip.constrain("the price is a lower bound", paid + data + growth - self.price);
        });
        b.declare(self.chips.stipend, |chip| {
            chip.constrain("the stipend is SSTORE's", self.code.function - u64::from(SSTORE));
            chip.constrain("the price is more than the stipend", self.price - (STIPEND + 1));
        });
    }

    /// Words of the stack.
    fn operands(&self, b: &mut LaneBuilder) {
        let Chips { touch, jump, no_data, .. } = self.chips.map(|chip| b.flag(chip));
        let [x_depth, y_depth] = self.depths;
        let reads = touch + jump + no_data;
        self.x.pop(b, &self.step, self.step.sp - 1 - x_depth, reads.clone());
        self.y.pop(b, &self.step, self.step.sp - 1 - y_depth, self.second.expr());
        b.constrain("y is read only where x is", self.second.expr() * (Expr::from(1) - reads));
        b.declare(self.chips.jump, |chip| {
            chip.constrain("the target is on top", x_depth.into());
            chip.constrain("the condition is below it", y_depth - 1);
            chip.constrain("there is a condition if the opcode has one", self.second.expr() - self.code.parameter);
        });
        b.declare(self.chips.no_data, |chip| {
            chip.constrain("it is a copy of return data", self.code.function - u64::from(RETURNDATACOPY));
            chip.constrain("the offset is below the place", x_depth - 1);
            chip.constrain("the length is below it", y_depth - 2);
            chip.constrain("the length is read", self.second.complement());
            let sum = self.x.word.lo + self.x.word.hi + self.y.word.lo + self.y.word.hi;
            chip.constrain("one of them is not 0", sum * self.inverses[0] - 1);
        });
    }

    /// What the opcode does to the stack, or that it is none.
    fn opcode(&self, b: &mut LaneBuilder) {
        let [pops, growth, valid] = self.arity;
        let Chips { underflow, overflow, unknown, .. } = self.chips;
        let asks = b.flag(underflow) + b.flag(overflow) + b.flag(unknown);
        let row = b.slot([self.code.function, self.code.parameter, pops, growth, valid].map(Expr::from));
        b.receive(row, Kind::EvmArity, asks);
        let missing = b.slot([u64::from(LIMB_BITS).into(), pops - 1 - self.step.sp]);
        b.declare(underflow, |chip| chip.receive(missing, Kind::Range));
        b.declare(overflow, |chip| {
            chip.constrain("the stack would have a word too many", self.step.sp + growth - (STACK_LIMIT + 1));
        });
        b.declare(unknown, |chip| chip.constrain("it is no opcode", valid.into()));
    }

    /// The lower bound of what is touched.
    fn touch(&self, b: &mut LaneBuilder) {
        let touch = b.flag(self.chips.touch);
        let ReachCells { always, word_gas, byte_gas, start, bytes, words, end, growth, low, grows } = self.reach;
        let [x_depth, y_depth] = self.depths;
        let row = [self.code.function, x_depth, y_depth, self.second.cell(), always, word_gas, byte_gas];
        let row = b.slot(row.map(Expr::from));
        b.receive(row, Kind::EvmTouch, touch.clone());
        let mut check = |bits: u32, value: Expr, condition: Expr| {
            let slot = b.slot([power_of_two(bits).into(), value]);
            b.receive(slot, Kind::RangeWide, condition);
        };
        check(PLACE_BITS, start.into(), touch.clone());
        check(PLACE_BITS, bytes - 1, touch.clone());
        check(PLACE_BITS, words.into(), touch.clone());
        check(PLACE_BITS, bytes + 31 - words * 32, touch.clone());
        check(END_BITS, end.into(), touch.clone());
        check(PLACE_BITS, start + bytes + 31 - end * 32, touch.clone());
        check(128, self.x.word.lo - start, low[0].expr());
        check(128, self.y.word.lo - bytes, low[1].expr());
        let grown = b.slot([self.context.words, end, growth].map(Expr::from));
        b.receive(grown, Kind::EvmExpansion, grows.expr());
        let elsewhere = Expr::from(1) - touch;
        for (bit, name) in [(low[0], "an offset"), (low[1], "a length"), (grows, "memory that grows")] {
            b.constrain(format!("only a step that touches memory has {name}"), bit.expr() * elsewhere.clone());
        }
        let limbs = [self.x, self.y].map(|popped| popped.word);
        b.declare(self.chips.touch, |chip| {
            for ((bit, word), (inverse, name)) in
                low.into_iter().zip(limbs).zip(self.inverses.into_iter().zip(["the offset", "the length"]))
            {
                let small = word.hi * inverse - 1;
                chip.constrain(
                    format!("{name} has a high limb, or its low limb is compared"),
                    bit.complement() * small,
                );
            }
            let not_popped = self.second.complement();
            chip.constrain("what is not popped is the opcode's", not_popped.clone() * (self.y.word.lo - always));
            chip.constrain("what is not popped has one limb", not_popped * self.y.word.hi);
            chip.constrain("memory that stays costs nothing", grows.complement() * growth);
        });
    }

    /// Where no JUMPDEST is.
    fn jump(&self, b: &mut LaneBuilder) {
        let TargetCells { nowhere, behind, data, other, size, gas, code, inverse } = self.target;
        let jumps = b.flag(self.chips.jump);
        let cases = nowhere.expr() + behind.cell() + data.cell() + other.cell();
        b.constrain("a bad jump has one target", cases - jumps);
        let [x, y] = [self.x.word, self.y.word];
        let length = b.slot([u64::from(CODESIZE).into(), size.into()]);
        b.receive(length, Kind::Env, behind.expr());
        let distance = b.slot([power_of_two(128).into(), x.lo - size]);
        b.receive(distance, Kind::RangeWide, behind.expr());
        let in_data = b.slot([x.lo.into()]);
        b.receive(in_data, Kind::EvmPushData, data.expr());
        code.fetch(b, x.lo, gas, other.expr());
        b.declare(self.chips.jump, |chip| {
            let [jump, jumpi] = [opcode::JUMP, opcode::JUMPI].map(|of| self.code.function - u64::from(of));
            chip.constrain("it is a jump", jump * jumpi);
            chip.constrain("a target of two limbs has them", nowhere.expr() * (x.hi * self.inverses[0] - 1));
            let difference = code.function - u64::from(opcode::JUMPDEST);
            chip.constrain("another opcode is no JUMPDEST", other.expr() * (difference * inverse - 1));
            let condition = (y.lo + y.hi) * self.inverses[1] - 1;
            chip.constrain("the condition is not 0", self.second.expr() * condition);
        });
    }

    fn chip(&self, cause: Cause) -> ChipId {
        let chips = self.chips;
        match cause {
            Cause::Price => chips.price,
            Cause::Touch(_) => chips.touch,
            Cause::Exhausted => chips.exhausted,
            Cause::Stipend => chips.stipend,
            Cause::Underflow => chips.underflow,
            Cause::Overflow => chips.overflow,
            Cause::Unknown => chips.unknown,
            Cause::Jump(_) => chips.jump,
            Cause::NoReturnData => chips.no_data,
        }
    }

    fn fill(&self, row: &mut RowMut<'_>, cause: Cause, step: &EvmStep, notes: &mut Notes) {
        let gas = step.state[3];
        notes.ranges.push((64, gas));
        self.context.fill(row, step);
        if cause == Cause::Exhausted {
            row.set(self.step.clock, step.state[0]);
            row.set(self.step.gas, gas);
        } else {
            self.step.fill(row, step);
            self.code.fill(row, &step.code);
            [self.x, self.y].into_iter().zip(&step.popped).for_each(|(cells, popped)| cells.fill(row, popped));
        }
        let is_log = step.code.function == Felt::from(u64::from(LOG0));
        let topics = if is_log { step.code.parameter } else { Felt::ZERO };
        let paid = step.code.gas + topics * Felt::from(self.rules.gas.unit.topic);
        let price = match cause {
            Cause::Price => Some(paid),
            Cause::Touch(reach) => Some(paid + self.fill_touch(row, reach, step, notes)),
            Cause::Exhausted => notes.exhausted,
            Cause::Stipend => Some(Felt::from(STIPEND + 1)),
            Cause::Underflow | Cause::Overflow | Cause::Unknown => {
                let [.., pops, growth, valid] = arity(self.rules, step.opcode);
                self.arity.into_iter().zip([pops, growth, valid]).for_each(|(cell, value)| row.set(cell, value));
                None
            }
            Cause::Jump(target) => {
                self.fill_jump(row, target, step, notes);
                None
            }
            Cause::NoReturnData => {
                row.set(self.depths[0], 1u64);
                row.set(self.depths[1], 2u64);
                row.set(self.second.cell(), 1u64);
                let limbs = step.popped.iter().flat_map(|popped| popped.word);
                row.set(self.inverses[0], inverse(limbs.sum()));
                None
            }
        };
        if matches!(cause, Cause::Price | Cause::Touch(_)) {
            row.set(self.topics, topics);
        }
        if let Some(price) = price {
            row.set(self.price, price);
            notes.ranges.push((64, price - Felt::ONE - gas));
        }
    }

    /// Fills what a step touches, and returns what that costs.
    fn fill_touch(&self, row: &mut RowMut<'_>, reach: Reach, step: &EvmStep, notes: &mut Notes) -> Felt {
        let Reach { touch, start, bytes, words, end } = reach;
        let [_, x_depth, y_depth, popped, always, word_gas, byte_gas] = touch.values().map(Felt::from);
        let size = step.context.map_or(Felt::ZERO, |context| context.before[0]);
        let grows = end > small(size);
        let word = self.rules.gas.unit.memory_word;
        let growth = if grows { Felt::from(memory_gas(word, end) - memory_gas(word, small(size))) } else { Felt::ZERO };
        let [start, bytes, words, end] = [start, bytes, words, end].map(Felt::from);
        if grows {
            notes.expansions.push(Expansion { before: size, after: end, gas: growth });
        }
        let [offset, length] = [0, 1].map(|i| step.popped.get(i).map_or([always, Felt::ZERO], |popped| popped.word));
        let cells = self.reach;
        for (cell, value) in [
            (self.depths[0], x_depth),
            (self.depths[1], y_depth),
            (self.second.cell(), popped),
            (self.y.word.lo, length[0]),
            (cells.always, always),
            (cells.word_gas, word_gas),
            (cells.byte_gas, byte_gas),
            (cells.start, start),
            (cells.bytes, bytes),
            (cells.words, words),
            (cells.end, end),
            (cells.growth, growth),
            (cells.grows.cell(), Felt::from(u64::from(grows))),
        ] {
            row.set(cell, value);
        }
        let [word_bytes, rest] = [32, 31].map(Felt::from);
        notes.ranges.extend([
            (PLACE_BITS, start),
            (PLACE_BITS, bytes - Felt::ONE),
            (PLACE_BITS, words),
            (PLACE_BITS, bytes + rest - words * word_bytes),
            (END_BITS, end),
            (PLACE_BITS, start + bytes + rest - end * word_bytes),
        ]);
        let named = [(offset, start), (length, bytes)];
        for (((word, named), bit), cell) in named.into_iter().zip(cells.low).zip(self.inverses) {
            let is_low = word[1] == Felt::ZERO;
            row.set(bit.cell(), Felt::from(u64::from(is_low)));
            row.set(cell, inverse(word[1]));
            if is_low {
                notes.ranges.push((128, word[0] - named));
            }
        }
        word_gas * words + byte_gas * bytes + growth
    }

    /// Fills where no JUMPDEST is.
    fn fill_jump(&self, row: &mut RowMut<'_>, target: Target, step: &EvmStep, notes: &mut Notes) {
        let [x, y] = [0, 1].map(|i| step.popped.get(i).map_or([Felt::ZERO; 2], |popped| popped.word));
        row.set(self.depths[1], 1u64);
        row.set(self.second.cell(), step.code.parameter);
        row.set(self.inverses[0], inverse(x[1]));
        row.set(self.inverses[1], inverse(y[0] + y[1]));
        let cells = self.target;
        let case = match target {
            Target::Nowhere => cells.nowhere,
            Target::Behind(size) => {
                row.set(cells.size, size);
                notes.ranges.push((128, x[0] - Felt::from(size)));
                cells.behind
            }
            Target::Data => cells.data,
            Target::Opcode(code) => {
                row.set(cells.gas, code.gas);
                row.set(cells.inverse, inverse(code.function - Felt::from(u64::from(opcode::JUMPDEST))));
                cells.code.fill(row, &code);
                cells.other
            }
        };
        row.set(case.cell(), 1u64);
    }
}

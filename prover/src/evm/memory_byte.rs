//! MSTORE8. One row a step.
//!
//! The offset is `32·w + s`; word w of memory changes in its byte s, counted from the highest, which is byte `31 − s` from the lowest: byte m of the
//! low or the high limb, `m < 16`. That limb is `a·2^(8·m + 8) + old·2^(8·m) + b`, and afterwards the same with the new byte, the lowest of the
//! value: `value.lo = 256·r + byte`.
//!
//! Range checks: `s < 2^5`; `b < 2^(8·m)`, the power by the table; `old` and `byte` below 2^8; `a` and `256·a` below 2^128, so `a < 2^120`; `r <
//! 2^120`. Largest intermediate value: below 2^249, so a, old and b are unique. `8·m < 128` by the table and an integer `31 − s` leave one limb
//! and one m. That the offset is `32·w + s` as integers follows as in `memory.rs`. Relies on limbs of words in memory and on the stack below
//! 2^128. Degree 5, 23 messages.

use ff::Field;
use ruint::aliases::U256;
use vm_evm::opcode::MSTORE8;

use super::byte::PlacedByte;
use super::growth::GrowthCells;
use super::memory::TouchedCells;
use super::notes::Notes;
use super::step::{ContextCells, PopCells, StepColumns, check_age};
use super::timeline::EvmStep;
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::power_of_two;
use crate::word::integer;

/// Bytes of a word; a limb has half of them.
const WORD_BYTES: u64 = 32;
/// Bits of what is above the lowest byte of a limb.
const REST_BITS: u32 = 120;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct MemoryByteLane {
    pub(super) lane: Lane,
    chip: ChipId,
    step: StepColumns,
    index: Cell,
    shift: Cell,
    offset_age: Cell,
    value: PopCells,
    touched: TouchedCells,
    context: ContextCells,
    growth: GrowthCells,
    found: PlacedByte,
    old: Cell,
    byte: Cell,
    rest: Cell,
    change: Cell,
}

impl MemoryByteLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("memory byte");
        let chip = b.chip("mstore8", Group::Memory);
        let step = StepColumns::declare(&mut b);
        let [index, shift, offset_age] = b.columns(["word w", "byte s", "offset: age"]);
        let value = PopCells::declare(&mut b, "value");
        let touched = TouchedCells::declare(&mut b, "word w");
        let context = ContextCells::declare(&mut b);
        let growth = GrowthCells::declare(&mut b);
        let found = PlacedByte::declare(&mut b);
        let PlacedByte { in_high, power, .. } = found;
        let [old, byte, rest, change] =
            b.columns(["the byte before", "the byte", "what is above in the value", "change"]);

        let on = b.on();
        step.receive(&mut b);
        step.send(&mut b, step.pc + 1, Expr::from(-Felt::from(2)), growth.price.into(), on.clone());
        step.fetch(&mut b, &[(chip, MSTORE8)], Expr::ZERO, step.pc + 1);
        let top = b.slot([step.sp - 1, index * WORD_BYTES + shift, Expr::ZERO, step.clock - 1 - offset_age]);
        b.receive(top, Kind::EvmStack, on.clone());
        check_age(&mut b, offset_age, on.clone());
        value.pop(&mut b, &step, step.sp - 2, on.clone());
        touched.touch(&mut b, &step, &index.into(), &on);
        context.receive(&mut b, &step, on.clone());
        let after = [growth.after, context.refund, context.logs].map(Expr::from);
        context.send(&mut b, &step, after, on.clone());
        growth.reach(&mut b, &context, index + 1, &on);
        growth.check(&mut b, &on);

        found.promise(&mut b, touched.before, old.into(), &on);
        for (kind, bound, cell) in [
            (Kind::Range, 5.into(), shift),
            (Kind::Range, 8.into(), old),
            (Kind::Range, 8.into(), byte),
            (Kind::RangeWide, Expr::from(power_of_two(REST_BITS)), rest),
        ] {
            let slot = b.slot([bound, cell.into()]);
            b.receive(slot, kind, on.clone());
        }
        b.declare(chip, |chip| {
            let number = Expr::from(WORD_BYTES - 1) - shift;
            chip.constrain("the byte stands where the offset says", number - found.number());
            let [before, after] = [touched.before, touched.after];
            chip.constrain("the lowest byte of the value is stored", rest * 256 + byte - value.word.lo);
            chip.constrain("the byte changes, where it stands", (byte - old) * power - change);
            for (before, after, changes, name) in
                [(before.lo, after.lo, in_high.complement(), "low"), (before.hi, after.hi, in_high.expr(), "high")]
            {
                let changed = before + changes * change - after;
                chip.constrain(format!("the {name} limb changes by that, or stays"), changed);
            }
        });
        Self {
            lane: b.finish(),
            chip,
            step,
            index,
            shift,
            offset_age,
            value,
            touched,
            context,
            growth,
            found,
            old,
            byte,
            rest,
            change,
        }
    }

    /// Fills a step, and notes the growth and the range checks it needs. The new byte is solved for from the word after the step, and what is above
    /// it in the value from that.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, step: &EvmStep, notes: &mut Notes) {
        let ([offset, value, ..], [touched, ..]) = (&step.popped[..], &step.memory[..]) else {
            unreachable!("the opcode takes two words and touches one of memory")
        };
        let mut row = witness.row(index, &self.lane, self.chip);
        self.step.fill(&mut row, step);
        let offset_bytes = integer(offset.word);
        let at = offset_bytes % U256::from(WORD_BYTES);
        let w = crate::word::word(offset_bytes / U256::from(WORD_BYTES))[0];
        row.set(self.index, w);
        row.set(self.shift, crate::word::word(at)[0]);
        row.set(self.offset_age, offset.age);
        self.value.fill(&mut row, value);
        self.touched.fill(&mut row, touched);
        let Some(context) = &step.context else { unreachable!("steps on memory have the context") };
        self.context.fill(&mut row, step);
        let price = step.state[3] - step.code.gas - step.next[3];
        self.growth.fill(&mut row, context, w + Felt::ONE, price, notes);

        let number = u32::try_from(WORD_BYTES - 1 - at.to::<u64>()).expect("a byte of a word");
        let limb = usize::from(number >= WORD_BYTES as u32 / 2);
        let old = Felt::from(u64::from(integer(touched.before).byte(number as usize)));
        let [power, _] = self.found.fill(&mut row, touched.before, number, old, notes);
        let change = touched.after[limb] - touched.before[limb];
        let byte = old + change * power.invert().expect("a power of two is not zero");
        let rest = (value.word[0] - byte) * Felt::from(256).invert().expect("256 is not zero");
        for (cell, value) in [(self.old, old), (self.byte, byte), (self.rest, rest), (self.change, change)] {
            row.set(cell, value);
        }
        notes.ranges.push((REST_BITS, rest));
    }
}

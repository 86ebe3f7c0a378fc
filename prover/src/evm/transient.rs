//! TLOAD and TSTORE (EIP-1153). One row a step.
//!
//! K is the slot, popped first; C its value before the step, N after it. The slot's message has a time; the access proves that the one before
//! it was earlier: `clock − 1 − time before` has 22 bits. Both cost 100, which is their static price; nothing is cold, nothing refunded,
//! and TSTORE asks for no stipend. A slot's first and last message are those of `transient_slots.rs`.
//!
//! | chip | takes | says |
//! |---|---|---|
//! | tload | K | puts `N = C` on the stack |
//! | tstore | K, N | |
//!
//! TSTORE in a static frame would be an exceptional halt; the one frame that is proven is not static. Degree 3, 12 messages at most.

use vm_evm::opcode::{TLOAD, TSTORE};

use super::growth::two_limbs;
use super::step::{PopCells, StepColumns, WordCells};
use super::timeline::EvmStep;
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::LIMB_BITS;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct TransientLane {
    /// The lane.
    pub(super) lane: Lane,
    tload: ChipId,
    tstore: ChipId,
    step: StepColumns,
    slot: PopCells,
    new: PopCells,
    current: WordCells,
    age: [Cell; 2],
}

impl TransientLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("transient");
        let [tload, tstore] = ["tload", "tstore"].map(|name| b.chip(name, Group::Execution));
        let step = StepColumns::declare(&mut b);
        let [slot, new] = ["slot", "new value"].map(|name| PopCells::declare(&mut b, name));
        let current = WordCells::declare(&mut b, "current value");
        let age @ [age_low, age_high] = b.columns(["age of the slot, low limb", "age of the slot, high limb"]);

        let on = b.on();
        let [loads, stores] = [tload, tstore].map(|chip| b.flag(chip));
        step.receive(&mut b);
        step.send(&mut b, step.pc + 1, stores.clone() * (-Felt::from(2)), Expr::ZERO, on.clone());
        step.fetch(&mut b, &[(tload, TLOAD), (tstore, TSTORE)], Expr::ZERO, step.pc + 1);
        slot.pop(&mut b, &step, step.sp - 1, on.clone());
        new.pop(&mut b, &step, step.sp - 2, stores);
        let loaded = new.word.push(&mut b, &step, step.sp - 1);
        b.send(loaded, Kind::EvmStack, loads);
        let since = step.clock - 1 - age_low - age_high * (1 << LIMB_BITS);
        for (time, value, is_before) in [(since, current, true), (step.clock.into(), new.word, false)] {
            let words = [slot.word, value].into_iter().flat_map(|word| [word.lo, word.hi]);
            let record = b.slot([time].into_iter().chain(words.map(Expr::from)));
            if is_before {
                b.receive(record, Kind::EvmTransient, on.clone());
            } else {
                b.send(record, Kind::EvmTransient, on.clone());
            }
        }
        for limb in age {
            let check = b.slot([u64::from(LIMB_BITS).into(), limb.into()]);
            b.receive(check, Kind::Range, on.clone());
        }
        b.declare(tload, |chip| {
            chip.constrain("a load changes nothing, low limb", new.word.lo - current.lo);
            chip.constrain("a load changes nothing, high limb", new.word.hi - current.hi);
        });
        Self { lane: b.finish(), tload, tstore, step, slot, new, current, age }
    }

    /// The chip of a function, if it is one of this lane's.
    pub(super) fn chip(&self, function: u8) -> Option<ChipId> {
        match function {
            TLOAD => Some(self.tload),
            TSTORE => Some(self.tstore),
            _ => None,
        }
    }

    /// Fills a step.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, chip: ChipId, function: u8, step: &EvmStep) {
        let Some(access) = &step.transient else { return };
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        if let Some(popped) = step.popped.first() {
            self.slot.fill(&mut row, popped);
        }
        self.current.fill(&mut row, access.before);
        let age = two_limbs(step.state[0] - Felt::from(1) - Felt::from(access.since));
        self.age.iter().zip(age).for_each(|(cell, limb)| row.set(*cell, limb));
        if function == TLOAD {
            self.new.word.fill(&mut row, step.pushed.first().copied().unwrap_or_default());
        } else if let Some(popped) = step.popped.get(1) {
            self.new.fill(&mut row, popped);
        }
    }
}

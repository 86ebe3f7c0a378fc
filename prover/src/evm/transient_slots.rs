//! The transient slots that a transaction touches: each row sends a slot's first message, zero since time 0, and receives its last one.
//!
//! What a slot holds at the end is nobody's concern: it is discarded with the transaction, whether that succeeds or not (EIP-1153). What
//! matters is that no slot has two first messages, which would be two memories of one slot.
//!
//! **Uniqueness.** Row i receives the slot of row i − 1 as `(i, slot before)`, and sends its own as `(i + 1, slot)`; i is the row's number, a fixed
//! column, so there is one row of each number, and only row 0 receives nothing. A row in use therefore has all rows before it in
//! use, and their slots grow strictly: `slot before = slot + d − 2^256`, limb by limb, with a borrow that is a bit and
//! `0 ≤ d < 2^256` by range checks of its limbs. Suppose rows i and j > i had one slot: the `j − i` equations between them sum to
//! `Σ d = (j − i)·2^256` (the borrows cancel), but each d is smaller. The sums stay below `2^129·(j − i)` in each limb, far below
//! the modulus, so they hold between integers whatever the slots' limbs are; nothing need be known about those.
//!
//! | chip | receives | sends |
//! |---|---|---|
//! | transient slot | `(i, slot before)`, the slot's last message | its first message, `(i + 1, slot)` |
//! | end of the slots | `(i, last slot)` | |
//!
//! A slot without a row cannot be touched. Degree 3, seven messages.

use super::timeline::TransientSlot;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::{difference_with, power_of_two};
use crate::word::Word;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct TransientSlotLane {
    /// The lane.
    pub(super) lane: Lane,
    slot_chip: ChipId,
    end: ChipId,
    slot: [Cell; 2],
    value: [Cell; 2],
    time: Cell,
    difference: [Cell; 2],
    borrow: Bit,
}

impl TransientSlotLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("transient slots");
        let [slot_chip, end] = ["transient slot", "end of the slots"].map(|name| b.chip(name, Group::Memory));
        let index = b.fixed("index", |at| Felt::from(at.index() as u64));
        let is_first = b.fixed("first row", |at| Felt::from(u64::from(at.index() == 0)));
        let slot @ [lo, hi] = b.columns(["slot.lo", "slot.hi"]);
        let value = b.columns(["value.lo at last", "value.hi at last"]);
        let time = b.column("time at last");
        let difference = b.columns(["difference.lo", "difference.hi"]);
        let borrow = b.bit("borrow of the difference");

        let (on, is_slot) = (b.on(), b.flag(slot_chip));
        let limit = power_of_two(128);
        let before =
            [lo + difference[0] - borrow.expr() * limit, hi + difference[1] + borrow.cell() - is_slot.clone() * limit];
        let before = b.slot([Expr::from(index)].into_iter().chain(before));
        b.say(before, on.clone() * Kind::EvmTransientChain.tag(), -(on * (Expr::from(1) - is_first)));
        let after = b.slot([index + 1, lo.into(), hi.into()]);
        b.send(after, Kind::EvmTransientChain, is_slot.clone());
        for limb in difference {
            let check = b.slot([limit.into(), limb.into()]);
            b.receive(check, Kind::RangeWide, is_slot.clone());
        }
        let first = b.slot([Expr::ZERO, lo.into(), hi.into()]);
        let last = b.slot([time, lo, hi, value[0], value[1]].map(Expr::from));
        b.send(first, Kind::EvmTransient, is_slot.clone());
        b.receive(last, Kind::EvmTransient, is_slot);
        let end_flag = b.flag(end);
        b.constrain("nothing comes before the first slot", is_first * (end_flag + borrow.cell()));
        Self { lane: b.finish(), slot_chip, end, slot, value, time, difference, borrow }
    }

    /// Fills the rows of touched slots, given in order, and notes their range checks.
    pub(super) fn fill(
        &self,
        witness: &mut Witness,
        index: usize,
        touched: &[TransientSlot],
        requests: &mut Vec<(u32, Felt)>,
    ) {
        let mut last: Option<Word> = None;
        for TransientSlot { slot, value, time } in touched {
            let mut row = witness.row(index, &self.lane, self.slot_chip);
            self.slot.iter().zip(slot).for_each(|(cell, limb)| row.set(*cell, *limb));
            self.value.iter().zip(value).for_each(|(cell, limb)| row.set(*cell, *limb));
            row.set(self.time, *time);
            let nothing = ([Felt::from(0); 2], Felt::from(0));
            let (difference, borrow) = last.map_or(nothing, |last| difference_with(last, *slot, Felt::from(1)));
            row.set(self.borrow.cell(), borrow);
            for (cell, limb) in self.difference.iter().zip(difference) {
                row.set(*cell, limb);
                requests.push((128, limb));
            }
            last = Some(*slot);
        }
        if let Some(last) = last {
            let mut row = witness.row(index, &self.lane, self.end);
            self.slot.iter().zip(last).for_each(|(cell, limb)| row.set(*cell, limb));
        }
    }
}

//! Changes of frame, and the end.
//!
//! | chip | next state | frames |
//! |---|---|---|
//! | enter | `pc = x, fp = ap, ap += y` | |
//! | call | `pc = x, fp = lp = ap, ap += y` | defines `[ap] = (pc + 1, fp)`, `[ap + 1] = (lp, 0)` |
//! | ret | `(pc, fp) = [lp]`, `(lp, 0) = [lp + 1]`, `ap += x` | |
//! | return, revert | none | the output is the x cells from `fp + a` on |
//!
//! A halting step starts the chain of output words at `(0, fp + a)` and ends it at `(x, fp + a + x)`, absorbs the output's first
//! block `(has a selector, selector)`, and says that it halted: one fixed row receives that. Nothing else receives it, and no other
//! chip lets a state end, so an accepted execution halts, once. Degree 3, nine messages at most.

use vm_zkfriendly::isa::Opcode;

use super::step::{StepColumns, ZkStep, modifier};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::poseidon::{Stream, sponge_id};

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct ControlLane {
    /// The lane.
    pub lane: Lane,
    chips: Vec<(ChipId, Opcode)>,
    step: StepColumns,
    next: [Cell; 4],
    operands: [Cell; 3],
    uses: [Cell; 2],
    selector: Bit,
}

impl ControlLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        use Opcode::{Call, Enter, Ret, Return, Revert};
        let mut b = LaneBuilder::new("control");
        let [enter, call, ret] = ["enter", "call", "ret"].map(|name| b.chip(name, Group::Execution));
        let [return_, revert] = ["return", "revert"].map(|name| b.chip(name, Group::Execution));
        let chips = vec![(enter, Enter), (call, Call), (ret, Ret), (return_, Return), (revert, Revert)];
        let step = StepColumns::declare(&mut b);
        let StepColumns { clock, pc, fp, lp, ap } = step;
        let next @ [next_pc, next_fp, next_lp, next_ap] = b.columns(["next pc", "next fp", "next lp", "next ap"]);
        let operands @ [a, x, y] = b.columns(["a's register", "x", "y"]);
        let uses = b.columns(["uses of the way back", "uses of the caller's lp"]);
        let selector = b.bit("has a selector");

        step.receive(&mut b);
        let halts = b.flag(return_) + b.flag(revert);
        let goes_on = b.on() - halts.clone();
        step.send(&mut b, next.map(Expr::from), goes_on);
        let zero = || Expr::ZERO;
        step.fetch(&mut b, &chips, selector.expr(), [a.into(), zero(), zero(), x.into(), y.into(), zero()]);

        let way_back = b.slot([ap.into(), pc + 1, fp.into()]);
        let callers_lp = b.slot([ap + 1, lp.into()]);
        let returns = b.slot([lp.into(), next_pc.into(), next_fp.into()]);
        let restores_lp = b.slot([lp + 1, next_lp.into()]);
        let first_word = b.slot([Expr::ZERO, fp + a]);
        let past_last_word = b.slot([x.into(), fp + a + x]);
        let head = b.slot([sponge_id(Stream::Output, 0).into(), selector.expr(), y.into()]);
        let status = b.flag(return_);
        let halt = b.slot([status, clock + 1, x.into()]);
        b.send(first_word, Kind::ZkOutput, halts.clone());
        b.receive(past_last_word, Kind::ZkOutput, halts.clone());
        b.send(head, Kind::Absorb, halts.clone());
        b.send(halt, Kind::ZkHalt, halts);

        b.declare(enter, |chip| {
            chip.constrain("the target follows", x - next_pc);
            chip.constrain("the new frame is the current one", ap - next_fp);
            chip.constrain("the function stays", lp - next_lp);
            chip.constrain("the frame is allocated", ap + y - next_ap);
        });
        b.declare(call, |chip| {
            chip.provide(way_back, Kind::ZkFrame, uses[0]);
            chip.provide(callers_lp, Kind::ZkFrame, uses[1]);
            chip.constrain("the target follows", x - next_pc);
            chip.constrain("the new frame is the current one", ap - next_fp);
            chip.constrain("the new frame is the function's", ap - next_lp);
            chip.constrain("the frame is allocated", ap + y - next_ap);
        });
        b.declare(ret, |chip| {
            chip.receive(returns, Kind::ZkFrame);
            chip.receive(restores_lp, Kind::ZkFrame);
            chip.constrain("the results stay allocated", ap + x - next_ap);
        });
        Self { lane: b.finish(), chips, step, next, operands, uses, selector }
    }

    /// The chip of an opcode, if it is one of this lane's.
    pub fn chip(&self, opcode: Opcode) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == opcode).map(|(chip, _)| *chip)
    }

    /// Fills a step.
    pub fn fill(&self, witness: &mut Witness, index: usize, chip: ChipId, step: &ZkStep) {
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        self.next.iter().zip(&step.next[1..]).for_each(|(cell, value)| row.set(*cell, *value));
        let [_, a, _, _, x, y, _] = step.rom;
        self.operands.iter().zip([a, x, y]).for_each(|(cell, value)| row.set(*cell, value));
        self.uses.iter().for_each(|cell| row.set(*cell, Felt::from(0)));
        row.set(self.selector.cell(), Felt::from(modifier(step)));
    }
}

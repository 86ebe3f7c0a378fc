//! Into the next frame with one to four values. One row a step.
//!
//! Word i is received from `fp + sᵢ` and defined at `ap + i`: it occurs once in the row. The next state is `pc = x, fp = ap, ap += y`, and lp
//! stays. How many values there are is the instruction's modifier. Degree 3, eleven messages.

use vm_zkfriendly::isa::{Opcode, PASSED_MAX};

use super::step::{FrameCell, StepColumns, WordCells, ZkStep, modifier};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct PassLane {
    /// The lane.
    pub lane: Lane,
    chip: ChipId,
    step: StepColumns,
    /// Registers in a, b, c; target; size; register in w.
    operands: [Cell; 6],
    words: [WordCells; PASSED_MAX],
    uses: [Cell; PASSED_MAX],
    /// Whether there is a second value, a third, a fourth.
    more: [Bit; PASSED_MAX - 1],
}

impl PassLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("pass");
        let chip = b.chip("pass", Group::Memory);
        let step = StepColumns::declare(&mut b);
        let operands @ [s0, s1, s2, x, y, s3] =
            b.columns(["register 0", "register 1", "register 2", "x", "y", "register 3"]);
        let words = ["word 0", "word 1", "word 2", "word 3"].map(|name| WordCells::declare(&mut b, name));
        let uses = b.columns(["uses 0", "uses 1", "uses 2", "uses 3"]);
        let more @ [second, third, fourth] =
            ["a second value", "a third value", "a fourth value"].map(|name| b.bit(name));

        step.receive(&mut b);
        let on = b.on();
        step.send(&mut b, [x.into(), step.ap.into(), step.lp.into(), step.ap + y], on.clone());
        let count = on.clone() + second.cell() + third.cell() + fourth.cell();
        step.fetch(&mut b, &[(chip, Opcode::Pass)], count, operands.map(Expr::from));
        b.constrain("a padding row passes nothing", (Expr::from(1) - on.clone()) * second.cell());
        b.constrain("a third value needs a second", second.complement() * third.cell());
        b.constrain("a fourth value needs a third", third.complement() * fourth.cell());
        let present = [on, second.expr(), third.expr(), fourth.expr()];
        for (i, (present, source)) in present.into_iter().zip([s0, s1, s2, s3]).enumerate() {
            let read = words[i].slot(&mut b, step.fp + source);
            b.receive(read, Kind::ZkFrame, present.clone());
            let defined = words[i].slot(&mut b, step.ap + i as u64);
            b.provide(defined, Kind::ZkFrame, present, uses[i]);
        }
        Self { lane: b.finish(), chip, step, operands, words, uses, more }
    }

    /// The chip of an opcode, if it is this lane's.
    pub fn chip(&self, opcode: Opcode) -> Option<ChipId> {
        (opcode == Opcode::Pass).then_some(self.chip)
    }

    /// Fills a step. The next frame gets the words that were read: a false definition is not representable.
    pub fn fill(&self, witness: &mut Witness, index: usize, step: &ZkStep) {
        let mut row = witness.row(index, &self.lane, self.chip);
        self.step.fill(&mut row, step);
        self.operands.iter().zip(&step.rom[1..]).for_each(|(cell, value)| row.set(*cell, *value));
        for (cells, FrameCell { word, .. }) in self.words.iter().zip(&step.reads) {
            cells.fill(&mut row, *word);
        }
        for (bit, least) in self.more.iter().zip(2..) {
            row.set(bit.cell(), Felt::from(u64::from(modifier(step) >= least)));
        }
        self.uses.iter().for_each(|cell| row.set(*cell, Felt::from(0)));
    }
}

//! Moves: one to three words from one frame to another, in one row.
//!
//! | chip | source | destination |
//! |---|---|---|
//! | mov | `fp + s` | `fp + d` |
//! | arg | `fp + s` | `ap + d` |
//! | outer | `lp + s` | `fp + d` |
//! | result | `ap − s` | `fp + d` |
//!
//! Each word is received from its source and sent from its destination: it occurs once in the row. How many moves there are is
//! the instruction's modifier, 1 to 3. The sources' addresses are cells, because `result` counts backwards. Degree 4, nine messages.

use vm_zkfriendly::isa::Opcode;

use super::step::{FrameCell, StepColumns, WordCells, ZkStep, modifier};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct MoveLane {
    /// The lane.
    pub lane: Lane,
    chips: Vec<(ChipId, Opcode)>,
    step: StepColumns,
    operands: [Cell; 6],
    base: Cell,
    sources: [Cell; 3],
    words: [WordCells; 3],
    uses: [Cell; 3],
    second: Bit,
    third: Bit,
}

impl MoveLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("moves");
        let chips = [("mov", Opcode::Mov), ("arg", Opcode::Arg), ("outer", Opcode::Outer), ("result", Opcode::Result)];
        let chips: Vec<_> = chips.into_iter().map(|(name, opcode)| (b.chip(name, Group::Memory), opcode)).collect();
        let step = StepColumns::declare(&mut b);
        let operands =
            b.columns(["source 0", "source 1", "source 2", "destination 0", "destination 1", "destination 2"]);
        let base = b.column("destination frame");
        let sources = b.columns(["address 0", "address 1", "address 2"]);
        let words = ["word 0", "word 1", "word 2"].map(|name| WordCells::declare(&mut b, name));
        let uses = b.columns(["uses 0", "uses 1", "uses 2"]);
        let (second, third) = (b.bit("a second move"), b.bit("a third move"));

        step.receive(&mut b);
        let on = b.on();
        step.send(&mut b, [step.pc + 1, step.fp.into(), step.lp.into(), step.ap.into()], on.clone());
        step.fetch(&mut b, &chips, on.clone() + second.cell() + third.cell(), operands.map(Expr::from));
        b.constrain("a padding row moves nothing", (Expr::from(1) - on.clone()) * second.cell());
        b.constrain("a third move needs a second", second.complement() * third.cell());
        let present = [on, second.expr(), third.expr()];
        for (i, present) in present.iter().enumerate() {
            let source = words[i].slot(&mut b, sources[i].into());
            b.receive(source, Kind::ZkFrame, present.clone());
        }
        for (i, present) in present.into_iter().enumerate() {
            let destination = words[i].slot(&mut b, base + operands[3 + i]);
            b.provide(destination, Kind::ZkFrame, present, uses[i]);
        }
        for (chip, opcode) in &chips {
            b.declare(*chip, |chip| {
                let to = if *opcode == Opcode::Arg { step.ap } else { step.fp };
                chip.constrain("the destination's frame", base - to);
                for i in 0..3 {
                    let address = match opcode {
                        Opcode::Result => step.ap - operands[i],
                        Opcode::Outer => step.lp + operands[i],
                        _ => step.fp + operands[i],
                    };
                    chip.constrain(format!("the address of source {i}"), address - sources[i]);
                }
            });
        }
        Self { lane: b.finish(), chips, step, operands, base, sources, words, uses, second, third }
    }

    /// The chip of an opcode, if it is one of this lane's.
    pub fn chip(&self, opcode: Opcode) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == opcode).map(|(chip, _)| *chip)
    }

    /// Fills a step. The destination gets the word that was read: a false definition is not representable.
    pub fn fill(&self, witness: &mut Witness, index: usize, chip: ChipId, step: &ZkStep) {
        let opcode = step.instruction.opcode();
        let [_, _, fp, lp, ap] = step.state;
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        self.operands.iter().zip(&step.rom[1..]).for_each(|(cell, value)| row.set(*cell, *value));
        row.set(self.base, if opcode == Opcode::Arg { ap } else { fp });
        for (i, cell) in self.sources.iter().enumerate() {
            let operand = step.rom[1 + i];
            row.set(
                *cell,
                match opcode {
                    Opcode::Result => ap - operand,
                    Opcode::Outer => lp + operand,
                    _ => fp + operand,
                },
            );
        }
        for (cells, FrameCell { word, .. }) in self.words.iter().zip(&step.reads) {
            cells.fill(&mut row, *word);
        }
        self.uses.iter().for_each(|cell| row.set(*cell, Felt::from(0)));
        let moves = modifier(step);
        row.set(self.second.cell(), Felt::from(u64::from(moves > 1)));
        row.set(self.third.cell(), Felt::from(u64::from(moves > 2)));
    }
}

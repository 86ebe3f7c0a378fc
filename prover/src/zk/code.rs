//! The program: one row an instruction, which serves every step that executes it and is absorbed into the program's digest.
//!
//! Row `pc` says `(pc, opcode, a, b, c, x, y, w)` as often as asked, and absorbs the blocks `2·pc`: `(opcode + 2^11·a + 2^22·b + 2^33·c,
//! w)` and `2·pc + 1`: `(x, y)`. Opcode and registers are below 2^11, so the packing has one reading; the pc is the row's number, so no
//! instruction can stand twice. Degree 3, seven messages.

use vm_zkfriendly::program::Program;

use super::felt;
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::poseidon::{Stream, sponge_id};
use crate::range::{LIMB_BITS, power_of_two};

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct CodeLane {
    /// The lane.
    pub lane: Lane,
    chip: ChipId,
    elements: [Cell; 7],
}

/// The two blocks that an instruction's row `(opcode, a, b, c, x, y, w)` absorbs.
pub fn blocks([opcode, a, b, c, x, y, w]: [Felt; 7]) -> [[Felt; 2]; 2] {
    let packed = [opcode, a, b, c].iter().rev().fold(Felt::from(0), |sum, part| sum * power_of_two(LIMB_BITS) + part);
    [[packed, w], [x, y]]
}

/// The elements of each instruction's row.
pub fn rows(program: &Program) -> impl Iterator<Item = [Felt; 7]> {
    program.instructions().iter().zip(0..).map(|(instruction, pc)| {
        let row = instruction.rom_row(pc).0;
        std::array::from_fn(|i| felt(row[i + 1]))
    })
}

impl CodeLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("code");
        let chip = b.chip("instruction", Group::Code);
        let pc = b.fixed("pc", |at| Felt::from(at.index() as u64));
        let elements @ [opcode, ra, rb, rc, x, y, w] =
            b.columns(["opcode", "a's register", "b's register", "c's register", "x", "y", "w"]);
        let uses = b.column("times executed");
        let row = b.slot([pc, opcode, ra, rb, rc, x, y, w].map(Expr::from));
        b.declare(chip, |chip| chip.provide(row, Kind::ZkCode, uses));
        for element in [opcode, ra, rb, rc] {
            let range = b.slot([u64::from(LIMB_BITS).into(), element.into()]);
            b.declare(chip, |chip| chip.receive(range, Kind::Range));
        }
        let packed =
            opcode + ra * power_of_two(LIMB_BITS) + rb * power_of_two(2 * LIMB_BITS) + rc * power_of_two(3 * LIMB_BITS);
        let step = sponge_id(Stream::Program, 1) - sponge_id(Stream::Program, 0);
        let id = |block: u64| pc * (2 * step) + sponge_id(Stream::Program, block);
        let first = b.slot([id(0), packed, w.into()]);
        let second = b.slot([id(1), x.into(), y.into()]);
        b.declare(chip, |chip| {
            chip.send(first, Kind::Absorb);
            chip.send(second, Kind::Absorb);
        });
        Self { lane: b.finish(), chip, elements }
    }

    /// Fills the program.
    pub fn fill(&self, witness: &mut Witness, index: usize, program: &Program) {
        for elements in rows(program) {
            let mut row = witness.row(index, &self.lane, self.chip);
            self.elements.iter().zip(elements).for_each(|(cell, value)| row.set(*cell, value));
        }
    }
}

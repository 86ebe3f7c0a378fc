//! What the rarer steps on two words have in common: a and b are read, or b is an immediate, and c is defined.
//!
//! Each lane on it adds what c is, and where control goes. Six messages; a trap's pc is in w.

use super::step::{Opcodes, StepColumns, WordCells, ZkStep, modifier};
use crate::Felt;
use crate::circuit::{Bit, Cell, Expr, Kind, LaneBuilder, RowMut};
use crate::word::Word;

/// The cells of such a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Binary {
    step: StepColumns,
    /// Registers of a, b, c; x, y.
    operands: [Cell; 5],
    pub(super) a: WordCells,
    pub(super) b: WordCells,
    pub(super) c: WordCells,
    uses: Cell,
    immediate: Bit,
}

impl Binary {
    /// Declares the cells.
    pub(super) fn declare(b: &mut LaneBuilder) -> Self {
        let step = StepColumns::declare(b);
        let operands = b.columns(["a's register", "b's register", "c's register", "x", "y"]);
        let [a, word_b, c] = ["a", "b", "c"].map(|name| WordCells::declare(b, name));
        let uses = b.column("uses of c");
        let immediate = b.bit("b is immediate");
        Self { step, operands, a, b: word_b, c, uses, immediate }
    }

    /// The pc of the next instruction.
    pub(super) fn following(&self) -> Expr {
        self.step.pc + 1
    }

    /// Receives the state, looks up the instruction, reads a and b, defines c, goes to a pc.
    pub(super) fn connect(&self, b: &mut LaneBuilder, opcodes: Opcodes<'_>, next_pc: Expr, w: Expr) {
        let Self { step, operands: [ra, rb, rc, x, y], immediate, .. } = *self;
        step.receive(b);
        let on = b.on();
        step.send(b, [next_pc, step.fp.into(), step.lp.into(), step.ap.into()], on.clone());
        step.fetch(b, opcodes, immediate.expr(), [ra.into(), rb.into(), rc.into(), x.into(), y.into(), w]);
        let [slot_a, slot_b, slot_c] =
            [(self.a, ra), (self.b, rb), (self.c, rc)].map(|(word, register)| word.slot(b, step.fp + register));
        b.receive(slot_a, Kind::ZkFrame, on.clone());
        b.receive(slot_b, Kind::ZkFrame, on.clone() - immediate.cell());
        b.provide(slot_c, Kind::ZkFrame, on.clone(), self.uses);
        b.constrain("only a step has an immediate", immediate.expr() * (Expr::from(1) - on));
        b.constrain("an immediate is b, low limb", immediate.expr() * (self.b.lo - x));
        b.constrain("an immediate is b, high limb", immediate.expr() * (self.b.hi - y));
    }

    /// Fills a step; a, b, c.
    pub(super) fn fill(&self, row: &mut RowMut<'_>, step: &ZkStep) -> [Word; 3] {
        self.step.fill(row, step);
        self.operands.iter().zip(&step.rom[1..]).for_each(|(cell, value)| row.set(*cell, *value));
        let [_, _, _, _, x, y, _] = step.rom;
        let immediate = modifier(step) == 1;
        row.set(self.immediate.cell(), Felt::from(u64::from(immediate)));
        let read = |i: usize| step.reads.get(i).map_or([Felt::from(0); 2], |read| read.word);
        let a = read(0);
        let b = if immediate { [x, y] } else { read(1) };
        let c = step.definitions.first().map_or([Felt::from(0); 2], |definition| definition.word);
        for (cells, word) in [self.a, self.b, self.c].iter().zip([a, b, c]) {
            cells.fill(row, word);
        }
        row.set(self.uses, Felt::from(0));
        [a, b, c]
    }
}

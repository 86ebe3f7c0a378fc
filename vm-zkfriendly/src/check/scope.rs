//! What the check knows at one instruction of one frame; the questions that instructions ask about their operands.

use std::{collections::BTreeMap, ops::Range};

use ruint::aliases::U256;

use super::{Refusal, cells::Cells};
use crate::{
    isa::{Arg, Back, Label, Operand, Outer, Reg, Trap},
    kind::Kind,
    program::{Frame, LINK_CELLS, Program, Role},
};

/// The sweep over one frame's instructions.
pub(crate) struct Scope<'p> {
    program: &'p Program,
    frame: &'p Frame,
    /// The index of the function to which the frame belongs.
    function: usize,
    /// The indices of the blocks that belong to it.
    blocks: Range<usize>,
    end: u32,
    pc: u32,
    /// Whether control gets from the instruction before to this one.
    live: bool,
    cells: Cells,
    /// By cell, the join of the kinds of all definitions so far.
    kinds: Vec<Option<Kind>>,
    /// What jumps ahead bring along, by target.
    ahead: BTreeMap<u32, Cells>,
    /// Cells at `[ap + i]` defined since the last transfer.
    arguments: BTreeMap<u16, Kind>,
    /// The results that `result` may read in this instruction, and in the next.
    results: Option<&'p [Kind]>,
    results_next: Option<&'p [Kind]>,
}

impl<'p> Scope<'p> {
    pub(super) fn new(program: &'p Program, index: usize, function: usize, blocks: Range<usize>) -> Self {
        let frame = &program.frames()[index];
        let mut cells = Cells::new(frame.size);
        let mut kinds = vec![None; usize::from(frame.size)];
        for (cell, kind) in (frame.first_cell()..).zip(&frame.parameters) {
            cells.define(cell);
            kinds[usize::from(cell)] = Some(*kind);
        }
        Self {
            program,
            frame,
            function,
            blocks,
            end: program.frame_end(index),
            pc: frame.start.0,
            live: true,
            cells,
            kinds,
            ahead: BTreeMap::new(),
            arguments: BTreeMap::new(),
            results: None,
            results_next: None,
        }
    }

    /// Moves on to the instruction at `pc`; whether it can be reached.
    pub(super) fn arrive(&mut self, pc: u32) -> Result<bool, Refusal> {
        self.pc = pc;
        self.results = self.results_next.take();
        if let Some(cells) = self.ahead.remove(&pc) {
            self.results = None;
            self.no_arguments()?;
            if self.live {
                self.cells.join(&cells);
            } else {
                self.cells = cells;
            }
            self.live = true;
        }
        Ok(self.live)
    }

    pub(super) fn falls_through(&self) -> bool {
        self.live
    }

    fn inside(&self, reg: Reg) -> Result<u16, Refusal> {
        let size = self.frame.size;
        if reg.offset() < size { Ok(reg.offset()) } else { Err(Refusal::OutsideFrame { reg, size }) }
    }

    /// The kind of a register that is read.
    pub(crate) fn read(&self, reg: Reg) -> Result<Kind, Refusal> {
        let cell = self.inside(reg)?;
        match self.kinds[usize::from(cell)] {
            Some(kind) if self.cells.is_defined(cell) => Ok(kind),
            _ => Err(Refusal::Undefined { reg }),
        }
    }

    /// A register is read as an integer below `2^bits`.
    pub(crate) fn read_bits(&self, reg: Reg, bits: u16) -> Result<(), Refusal> {
        let (found, expected) = (self.read(reg)?, Kind::Bits(bits));
        if found.fits(expected) { Ok(()) } else { Err(Refusal::Kind { reg, found, expected }) }
    }

    /// A register or an immediate is read as one field element.
    pub(crate) fn operand_felt(&self, operand: Operand<u128>) -> Result<(), Refusal> {
        let Operand::Reg(reg) = operand else { return Ok(()) };
        let (found, expected) = (self.read(reg)?, Kind::Felt);
        if found.fits(expected) { Ok(()) } else { Err(Refusal::Kind { reg, found, expected }) }
    }

    /// A register or an immediate is read, whatever its kind.
    pub(crate) fn operand(&self, operand: Operand<u128>) -> Result<(), Refusal> {
        match operand {
            Operand::Reg(reg) => self.read(reg).map(|_| ()),
            Operand::Immediate(_) => Ok(()),
        }
    }

    /// A register or an immediate is read as an integer below `2^bits`.
    pub(crate) fn operand_bits(&self, operand: Operand<u128>, bits: u16) -> Result<(), Refusal> {
        match operand {
            Operand::Reg(reg) => self.read_bits(reg, bits),
            Operand::Immediate(value) if Kind::of(U256::from(value)).fits(Kind::Bits(bits)) => Ok(()),
            Operand::Immediate(value) => Err(Refusal::ImmediateTooWide { value, bits }),
        }
    }

    /// A register or an immediate is read as an integer below `2^256`.
    pub(crate) fn operand_word(&self, operand: Operand<U256>) -> Result<(), Refusal> {
        match operand {
            Operand::Reg(reg) => self.read_bits(reg, 256),
            Operand::Immediate(_) => Ok(()),
        }
    }

    /// The bits of a register that is read as an integer below `2^256`.
    pub(crate) fn bits(&self, reg: Reg) -> Result<u16, Refusal> {
        match self.read(reg)? {
            Kind::Bits(bits) => Ok(bits),
            found @ Kind::Felt => Err(Refusal::Kind { reg, found, expected: Kind::WORD }),
        }
    }

    /// The bits of a register or an immediate that is read as an integer below `2^256`.
    pub(crate) fn operand_word_bits(&self, operand: Operand<U256>) -> Result<u16, Refusal> {
        match operand {
            Operand::Reg(reg) => self.bits(reg),
            Operand::Immediate(value) => Ok(Kind::bits_of(value)),
        }
    }

    /// `n` registers are read as integers.
    pub(crate) fn read_words(&self, first: Reg, n: u16) -> Result<(), Refusal> {
        for offset in first.offset()..first.offset().saturating_add(n) {
            let reg = Reg::new(offset).ok_or(Refusal::OutsideFrame { reg: first, size: self.frame.size })?;
            self.read_bits(reg, 256)?;
        }
        Ok(())
    }

    /// A register is defined with a kind.
    pub(crate) fn define(&mut self, reg: Reg, kind: Kind) -> Result<(), Refusal> {
        let cell = self.inside(reg)?;
        if cell < self.frame.first_cell() {
            return Err(Refusal::LinkCell { reg });
        }
        if self.cells.may_be_defined(cell) {
            return Err(Refusal::DefinedTwice { reg });
        }
        let known = &mut self.kinds[usize::from(cell)];
        let joined = known.map_or(Some(kind), |first| first.join(kind));
        if let (None, Some(first)) = (joined, *known) {
            return Err(Refusal::KindConflict { reg, first, second: kind });
        }
        *known = joined;
        self.cells.define(cell);
        Ok(())
    }

    /// Control may go to a label.
    pub(crate) fn branch(&mut self, target: Label) -> Result<(), Refusal> {
        self.no_arguments()?;
        let (target, start, end) = (target.0, self.frame.start.0, self.end);
        if !(start..end).contains(&target) {
            return Err(Refusal::TargetOutsideFrame { target, start, end });
        }
        if target <= self.pc {
            return Err(Refusal::Backward { target });
        }
        match self.ahead.get_mut(&target) {
            Some(cells) => cells.join(&self.cells),
            None => {
                self.ahead.insert(target, self.cells.clone());
            }
        }
        Ok(())
    }

    /// Control may go to a trap.
    pub(crate) fn trap(&mut self, trap: Trap) -> Result<(), Refusal> {
        trap.map_or(Ok(()), |label| self.branch(label))
    }

    /// Control never gets to the next instruction.
    pub(crate) fn stop(&mut self) -> Result<(), Refusal> {
        self.live = false;
        self.no_arguments()
    }

    fn no_arguments(&self) -> Result<(), Refusal> {
        if self.arguments.is_empty() { Ok(()) } else { Err(Refusal::ArgumentsPending) }
    }

    /// An `arg` move.
    pub(crate) fn argument(&mut self, arg: Arg, kind: Kind) -> Result<(), Refusal> {
        match self.arguments.insert(arg.offset(), kind) {
            None => Ok(()),
            Some(_) => Err(Refusal::ArgumentTwice { arg }),
        }
    }

    /// A transfer takes the cells from `[ap + first]` on.
    fn take_arguments(&mut self, first: u16, expected: &[Kind]) -> Result<(), Refusal> {
        let mut arguments = std::mem::take(&mut self.arguments);
        for (index, &expected) in (first..).zip(expected) {
            let found = arguments.remove(&index).ok_or(Refusal::ArgumentMissing { index })?;
            if !found.fits(expected) {
                return Err(Refusal::ArgumentKind { index, found, expected });
            }
        }
        match arguments.first_key_value() {
            None => Ok(()),
            Some((&index, _)) => Err(Refusal::ArgumentUnexpected { index }),
        }
    }

    fn target(&self, target: Label, stated: u16) -> Option<(usize, &'p Frame, Result<(), Refusal>)> {
        let index = self.program.frame_at(target)?;
        let frame = &self.program.frames()[index];
        let declared = frame.size;
        Some((index, frame, if stated == declared { Ok(()) } else { Err(Refusal::FrameSize { stated, declared }) }))
    }

    pub(crate) fn call(&mut self, target: Label, size: u16) -> Result<(), Refusal> {
        let refusal = Refusal::NotAFunction { target: target.0 };
        let (_, frame, same_size) = self.target(target, size).ok_or(refusal)?;
        let Role::Function { results } = &frame.role else { return Err(refusal) };
        same_size?;
        self.results_next = Some(results);
        self.take_arguments(LINK_CELLS, &frame.parameters)
    }

    pub(crate) fn enter(&mut self, target: Label, size: u16) -> Result<(), Refusal> {
        let refusal = Refusal::NotABlock { target: target.0 };
        let (index, frame, same_size) = self.target(target, size).ok_or(refusal)?;
        let Role::Block { outer } = &frame.role else { return Err(refusal) };
        if !self.blocks.contains(&index) {
            return Err(refusal);
        }
        same_size?;
        for &(reg, expected) in outer {
            let found = self.outer_kind(reg);
            if !found.is_some_and(|found| found.fits(expected)) {
                return Err(Refusal::OuterMissing { reg, expected, found });
            }
        }
        self.take_arguments(0, &frame.parameters)?;
        self.stop()
    }

    pub(crate) fn ret(&mut self, stated: u16) -> Result<(), Refusal> {
        let Role::Function { results } = &self.program.frames()[self.function].role else {
            return Err(Refusal::RetFromEntry);
        };
        if usize::from(stated) != results.len() {
            return Err(Refusal::ResultCount { stated, declared: results.len() });
        }
        self.take_arguments(0, results)?;
        self.stop()
    }

    /// The kind of a cell of the function's own frame, if it is known to be defined.
    fn outer_kind(&self, reg: Reg) -> Option<Kind> {
        match &self.frame.role {
            Role::Entry | Role::Function { .. } => self.read(reg).ok(),
            Role::Block { outer } => {
                let index = outer.binary_search_by_key(&reg, |(reg, _)| *reg).ok()?;
                Some(outer[index].1)
            }
        }
    }

    /// The kind of the source of an `outer` move.
    pub(crate) fn outer(&self, outer: Outer) -> Result<Kind, Refusal> {
        Reg::new(outer.offset()).and_then(|reg| self.outer_kind(reg)).ok_or(Refusal::OuterUndeclared { outer })
    }

    /// The kind of the source of a `result` move.
    pub(crate) fn result(&mut self, back: Back) -> Result<Kind, Refusal> {
        let results = self.results.ok_or(Refusal::ResultAway)?;
        let index = results.len().checked_sub(usize::from(back.offset()));
        let index = index.ok_or(Refusal::ResultOutOfRange { back, count: results.len() })?;
        self.results_next = Some(results);
        Ok(results[index])
    }
}

//! A trace that grows while the machine runs.

use super::{Definition, Outcome, Read, State, StepRecord, ZkTrace};
use crate::{storage::Access, word::Word};

/// A trace that grows while the machine runs.
#[derive(Debug)]
pub(crate) struct Recorder {
    steps: Vec<StepRecord>,
    reads: Vec<Read>,
    definitions: Vec<Definition>,
    accesses: Vec<Access>,
    executed: Vec<u32>,
    /// For each cell, 1 + the index of its definition, or 0.
    cells: Vec<u32>,
}

impl Recorder {
    pub(crate) fn new(instructions: usize) -> Self {
        Self {
            steps: Vec::new(),
            reads: Vec::new(),
            definitions: Vec::new(),
            accesses: Vec::new(),
            executed: vec![0; instructions],
            cells: Vec::new(),
        }
    }

    /// Starts a step. Counts stay below `2^32`: the machine caps cycles, cells and reads.
    pub(crate) fn begin(&mut self, state: State) {
        let first_read = u32::try_from(self.reads.len()).expect("the machine caps the number of reads");
        let first_definition = u32::try_from(self.definitions.len()).expect("each cell is defined at most once");
        let first_access =
            u32::try_from(self.accesses.len()).expect("a step has at most one access, and cycles are capped");
        self.steps.push(StepRecord { state, first_read, first_definition, first_access });
        self.executed[state.pc as usize] += 1;
    }

    /// How many reads there are.
    pub(crate) fn reads(&self) -> u64 {
        self.reads.len() as u64
    }

    /// Reads a cell; none if it isn't defined.
    pub(crate) fn read(&mut self, address: u64) -> Option<Word> {
        let definition = *self.cells.get(usize::try_from(address).ok()?)?;
        let definition = self.definitions.get_mut((definition as usize).checked_sub(1)?)?;
        definition.uses += 1;
        self.reads.push(Read { address, word: definition.word });
        Some(definition.word)
    }

    /// Defines a cell; none if it already is. The address is below the machine's cap on cells.
    pub(crate) fn define(&mut self, address: u64, word: Word) -> Option<()> {
        let cell = usize::try_from(address).ok()?;
        if cell >= self.cells.len() {
            self.cells.resize(cell + 1, 0);
        }
        if self.cells[cell] != 0 {
            return None;
        }
        self.definitions.push(Definition { address, word, uses: 0 });
        self.cells[cell] = u32::try_from(self.definitions.len()).ok()?;
        Some(())
    }

    pub(crate) fn access(&mut self, access: Access) {
        self.accesses.push(access);
    }

    pub(crate) fn finish(self, outcome: Outcome) -> ZkTrace {
        let Self { steps, reads, definitions, accesses, executed, .. } = self;
        ZkTrace { steps, reads, definitions, accesses, executed, outcome }
    }
}

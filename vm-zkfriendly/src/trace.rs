//! What an execution leaves behind for a prover to walk.

mod recorder;

pub(crate) use recorder::Recorder;

use ruint::aliases::U256;

use crate::{message::Message, storage::Access, word::Word};

/// The machine's registers proper; all that a step receives and passes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// How many steps were executed before: 0 in the first state.
    pub clock: u64,
    /// The index of the next instruction: 0 in the first state.
    pub pc: u32,
    /// Base of the current frame: 0 in the first state.
    pub fp: u64,
    /// Base of the frame in which the current function was entered: 0 in the first state.
    pub lp: u64,
    /// The first free cell: the entry frame's size in the first state.
    pub ap: u64,
}

/// A cell read by a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// The cell.
    pub address: u64,
    /// Its content.
    pub word: Word,
}

/// A cell defined by a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The cell.
    pub address: u64,
    /// Its content.
    pub word: Word,
    /// How many reads of the whole trace are of this cell.
    pub uses: u32,
}

/// How an execution ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// By `return`.
    Success,
    /// By `revert`.
    Revert,
}

/// What an execution answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// Return or revert data.
    pub output: Message,
    /// The number of steps, the last one included.
    pub steps: u64,
    /// The events, in order; none after a revert.
    pub logs: Vec<Log>,
    /// The storage keys written, each once and in ascending order, with the last word written; none after a revert.
    pub writes: Vec<(Word, U256)>,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// At most four.
    pub topics: Vec<U256>,
    /// The data.
    pub words: Vec<U256>,
}

/// One executed instruction, as the trace keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct StepRecord {
    state: State,
    first_read: u32,
    first_definition: u32,
    first_access: u32,
}

/// One executed instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// Before the instruction.
    pub state: State,
    /// After the instruction; none if it halted.
    pub next: Option<State>,
    /// The cells read: registers in the order of the text form (immediates are left out), the sources of moves in order,
    /// the two link cells of `ret`, the words of `return`, `revert`, `log` and `keccak`.
    pub reads: &'a [Read],
    /// The cells defined: rd, the destinations of moves and of `pass` in order, the two link cells of `call`.
    pub definitions: &'a [Definition],
    /// The access to storage, of `sload` and `sstore`.
    pub access: Option<&'a Access>,
}

/// Everything that happened, step by step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZkTrace {
    steps: Vec<StepRecord>,
    reads: Vec<Read>,
    definitions: Vec<Definition>,
    accesses: Vec<Access>,
    executed: Vec<u32>,
    outcome: Outcome,
}

impl ZkTrace {
    /// The number of steps.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Never: an execution has a last step.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The step executed when the clock was `index`.
    #[must_use]
    pub fn step(&self, index: usize) -> Option<Step<'_>> {
        let record = self.steps.get(index)?;
        let next = self.steps.get(index + 1);
        let reads_end = next.map_or(self.reads.len(), |next| next.first_read as usize);
        let definitions_end = next.map_or(self.definitions.len(), |next| next.first_definition as usize);
        let accesses_end = next.map_or(self.accesses.len(), |next| next.first_access as usize);
        Some(Step {
            state: record.state,
            next: next.map(|next| next.state),
            reads: &self.reads[record.first_read as usize..reads_end],
            definitions: &self.definitions[record.first_definition as usize..definitions_end],
            access: self.accesses[record.first_access as usize..accesses_end].first(),
        })
    }

    /// All steps, in order.
    pub fn steps(&self) -> impl ExactSizeIterator<Item = Step<'_>> {
        (0..self.len()).map(|index| self.step(index).expect("the index is below the length"))
    }

    /// Every definition, in order.
    #[must_use]
    pub fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// Every read, in order.
    #[must_use]
    pub fn reads(&self) -> &[Read] {
        &self.reads
    }

    /// Every access to storage, in order, those of an execution that reverts included.
    #[must_use]
    pub fn accesses(&self) -> &[Access] {
        &self.accesses
    }

    /// How often each instruction of the program was executed, by pc.
    #[must_use]
    pub fn executed(&self) -> &[u32] {
        &self.executed
    }

    /// The answer.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }
}

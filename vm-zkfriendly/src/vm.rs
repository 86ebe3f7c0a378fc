//! The interpreter: runs a checked program and records what a prover needs.

use ruint::aliases::U256;

use crate::{
    check::CheckedProgram,
    environment::Environment,
    isa::{EnvField, Operand, Reg, Trap},
    message::Message,
    storage::{Journal, Storage},
    trace::{Log, Outcome, Recorder, State, Status, ZkTrace},
    word::Word,
};

/// The most steps of any execution.
pub const CYCLES_MAX: u64 = 1 << 30;

/// The most cells of any execution.
pub const CELLS_MAX: u64 = 1 << 31;

/// The most reads of any execution. One step more, of at most [`FRAME_CELLS_MAX`](crate::isa::FRAME_CELLS_MAX) reads, and a count
/// still fits 32 bits.
pub const READS_MAX: u64 = 1 << 31;

/// What an execution may use up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Steps; at most [`CYCLES_MAX`].
    pub cycles: u64,
    /// Cells below `ap`; at most [`CELLS_MAX`].
    pub cells: u64,
}

impl Default for Limits {
    /// A million steps, 16 million cells.
    fn default() -> Self {
        Self { cycles: 1 << 20, cells: 1 << 24 }
    }
}

/// Why an execution stopped without an answer. Only the limits stop a checked program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExecutionError {
    /// Too many steps.
    #[error("ran {limit} cycles without halting")]
    CycleLimit {
        /// The limit.
        limit: u64,
    },
    /// Too many cells.
    #[error("pc {at}: frames need more than {limit} cells")]
    CellLimit {
        /// The pc.
        at: u32,
        /// The limit.
        limit: u64,
    },
    /// Too many reads.
    #[error("pc {at}: more than {limit} cells were read")]
    ReadLimit {
        /// The pc.
        at: u32,
        /// The limit.
        limit: u64,
    },
    /// No instruction there. The program check excludes it.
    #[error("pc {at} lies outside a program of {len} instructions")]
    PcOutOfRange {
        /// The pc.
        at: u32,
        /// The number of instructions.
        len: u32,
    },
    /// A cell read before it was defined. The program check excludes it.
    #[error("pc {at}: cell {address} is read and not defined")]
    Undefined {
        /// The pc.
        at: u32,
        /// The cell.
        address: u64,
    },
    /// A cell defined again. The program check excludes it.
    #[error("pc {at}: cell {address} is defined a second time")]
    DefinedTwice {
        /// The pc.
        at: u32,
        /// The cell.
        address: u64,
    },
    /// A cell of another kind than the instruction reads. The program check excludes it.
    #[error("pc {at}: cell {address} is not below 2^{bits}")]
    Kind {
        /// The pc.
        at: u32,
        /// The cell.
        address: u64,
        /// The bits the instruction reads.
        bits: u16,
    },
}

impl ExecutionError {
    /// Whether the program check should have excluded it.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        !matches!(self, Self::CycleLimit { .. } | Self::CellLimit { .. } | Self::ReadLimit { .. })
    }
}

/// Runs a program from its first state (`clock = pc = fp = lp = 0`, `ap` the entry frame's size) until it halts. The storage is the
/// callee's; what the execution leaves of it is in the outcome.
pub fn run(
    program: &CheckedProgram,
    calldata: &Message,
    environment: &Environment,
    storage: &Storage,
    limits: Limits,
) -> Result<ZkTrace, ExecutionError> {
    let program = program.program();
    let limits = Limits { cycles: limits.cycles.min(CYCLES_MAX), cells: limits.cells.min(CELLS_MAX) };
    let state = State { clock: 0, pc: 0, fp: 0, lp: 0, ap: u64::from(program.entry_size()) };
    let recorder = Recorder::new(program.instructions().len());
    let storage = Journal::new(storage);
    let mut cpu = Cpu { calldata, environment, storage, logs: Vec::new(), recorder, state, next: state, halted: None };
    loop {
        if cpu.state.clock >= limits.cycles {
            return Err(ExecutionError::CycleLimit { limit: limits.cycles });
        }
        let at = cpu.state.pc;
        let instruction = program.instruction(at).ok_or(ExecutionError::PcOutOfRange { at, len: program.len() })?;
        cpu.recorder.begin(cpu.state);
        cpu.next = State { clock: cpu.state.clock + 1, pc: at + 1, ..cpu.state };
        instruction.execute(&mut cpu)?;
        if let Some((status, output)) = cpu.halted {
            let (logs, writes) = match status {
                Status::Success => (cpu.logs, cpu.storage.into_writes()),
                Status::Revert => (Vec::new(), Vec::new()),
            };
            return Ok(cpu.recorder.finish(Outcome { status, output, steps: cpu.next.clock, logs, writes }));
        }
        if cpu.recorder.reads() > READS_MAX {
            return Err(ExecutionError::ReadLimit { at, limit: READS_MAX });
        }
        if cpu.next.ap > limits.cells {
            return Err(ExecutionError::CellLimit { at, limit: limits.cells });
        }
        cpu.state = cpu.next;
    }
}

/// The machine in the middle of a step.
pub(crate) struct Cpu<'a> {
    calldata: &'a Message,
    environment: &'a Environment,
    storage: Journal<'a>,
    logs: Vec<Log>,
    recorder: Recorder,
    /// Before the instruction.
    pub(crate) state: State,
    /// After it; the next instruction in sequence unless the instruction says otherwise.
    pub(crate) next: State,
    halted: Option<(Status, Message)>,
}

impl Cpu<'_> {
    pub(crate) fn read_cell(&mut self, address: u64) -> Result<Word, ExecutionError> {
        self.recorder.read(address).ok_or(ExecutionError::Undefined { at: self.state.pc, address })
    }

    pub(crate) fn define_cell(&mut self, address: u64, word: Word) -> Result<(), ExecutionError> {
        self.recorder.define(address, word).ok_or(ExecutionError::DefinedTwice { at: self.state.pc, address })
    }

    fn address(&self, reg: Reg) -> u64 {
        self.state.fp + u64::from(reg.offset())
    }

    pub(crate) fn read(&mut self, reg: Reg) -> Result<Word, ExecutionError> {
        self.read_cell(self.address(reg))
    }

    pub(crate) fn define(&mut self, reg: Reg, word: impl Into<Word>) -> Result<(), ExecutionError> {
        self.define_cell(self.address(reg), word.into())
    }

    /// Reads a register of any kind, or takes the immediate.
    pub(crate) fn operand(&mut self, operand: Operand<u128>) -> Result<Word, ExecutionError> {
        match operand {
            Operand::Reg(reg) => self.read(reg),
            Operand::Immediate(value) => Ok(Word::from(value)),
        }
    }

    /// Reads an integer below `2^bits`.
    pub(crate) fn read_bits(&mut self, reg: Reg, bits: u16) -> Result<u128, ExecutionError> {
        let (word, address) = (self.read(reg)?, self.address(reg));
        let below = |value: &u128| u32::from(bits) >= u128::BITS - value.leading_zeros();
        word.to_u128().filter(below).ok_or(ExecutionError::Kind { at: self.state.pc, address, bits })
    }

    /// Reads an integer below `2^bits`, or takes the immediate.
    pub(crate) fn operand_bits(&mut self, operand: Operand<u128>, bits: u16) -> Result<u128, ExecutionError> {
        match operand {
            Operand::Reg(reg) => self.read_bits(reg, bits),
            Operand::Immediate(value) => Ok(value),
        }
    }

    pub(crate) fn read_u256(&mut self, reg: Reg) -> Result<U256, ExecutionError> {
        let (word, address) = (self.read(reg)?, self.address(reg));
        word.to_u256().ok_or(ExecutionError::Kind { at: self.state.pc, address, bits: 256 })
    }

    pub(crate) fn operand_u256(&mut self, operand: Operand<U256>) -> Result<U256, ExecutionError> {
        match operand {
            Operand::Reg(reg) => self.read_u256(reg),
            Operand::Immediate(value) => Ok(value),
        }
    }

    /// Reads the integers of `n` consecutive registers.
    pub(crate) fn read_words(&mut self, first: Reg, n: u16) -> Result<Vec<U256>, ExecutionError> {
        let first = self.address(first);
        (first..first + u64::from(n))
            .map(|address| {
                let word = self.read_cell(address)?;
                word.to_u256().ok_or(ExecutionError::Kind { at: self.state.pc, address, bits: 256 })
            })
            .collect()
    }

    /// The storage word at a key.
    pub(crate) fn load(&mut self, key: Word) -> U256 {
        let access = self.storage.read(self.state.clock, key);
        self.recorder.access(access);
        access.after
    }

    /// Puts a word into storage.
    pub(crate) fn store(&mut self, key: Word, value: U256) {
        let access = self.storage.write(self.state.clock, key, value);
        self.recorder.access(access);
    }

    /// Emits an event.
    pub(crate) fn log(&mut self, log: Log) {
        self.logs.push(log);
    }

    /// Goes to a label under a condition; without a label, on.
    pub(crate) fn trap_if(&mut self, condition: bool, trap: Trap) {
        if let (true, Some(target)) = (condition, trap) {
            self.next.pc = target.0;
        }
    }

    pub(crate) fn input(&self, index: u32) -> U256 {
        self.calldata.input(index)
    }

    pub(crate) fn env(&self, field: EnvField) -> U256 {
        match field {
            EnvField::CalldataSize => U256::from(self.calldata.length),
            _ => self.environment.get(field),
        }
    }

    /// Stops with the words of `n` registers as output.
    pub(crate) fn halt(
        &mut self,
        status: Status,
        selector: Option<u32>,
        rs: Reg,
        n: u16,
    ) -> Result<(), ExecutionError> {
        let words = self.read_words(rs, n)?;
        self.halted = Some((status, Message::output(selector, words)));
        Ok(())
    }
}

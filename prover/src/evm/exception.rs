//! Why a step of a trace cannot be executed, and what a row of the halt lane names to prove it.

use ff::Field;
use ruint::aliases::U256;
use vm_evm::opcode::{self, LOG0, SSTORE};
use vm_evm::{EvmTrace, FrameEnd, GAS_LIMIT_MAX, HaltReason, Step, UnitPrices};

use super::EvmError;
use super::exp::EXP;
use super::growth::memory_gas;
use super::opcodes;
use super::storage::STIPEND;
use super::timeline::Code;
use crate::Felt;
use crate::word::word;

/// Bits of a start and of a number of bytes.
pub(super) const PLACE_BITS: u32 = 40;
/// The most bytes, and the last start, that a row names: for any sum that stands in it 40 bits suffice.
const LAST_PLACE: u64 = (1 << (PLACE_BITS - 1)) - 32;
/// Bits of the end of memory that a row names, in words.
pub(super) const END_BITS: u32 = 24;
/// The largest end that a row names: the price of growing beyond it has no row in the align lane. To grow so far costs more than any transaction
/// has, even where a word costs nothing, so a step that reaches further cannot be paid, as the row shows.
const LAST_END: u64 = (1 << 21) - 1;
const _: () = assert!(memory_gas(0, LAST_END) > GAS_LIMIT_MAX);

/// Which of an opcode's operands say what part of memory it touches, and what it costs besides its fee and what memory grows. Depths are
/// counted from the top of the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// See [`opcodes`].
    function: u8,
    /// Depth of the offset.
    offset: u8,
    /// Depth of the length, or the number of bytes.
    length: Length,
    /// Gas for each word of the length.
    word_gas: u64,
    /// Gas for each byte of the length.
    byte_gas: u64,
}

/// How many bytes an opcode touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Popped { depth: u8 },
    Always(u8),
}

const fn touch(function: u8, offset: u8, length: Length, word_gas: u64, byte_gas: u64) -> Touch {
    Touch { function, offset, length, word_gas, byte_gas }
}

/// Rows of the table.
pub(super) const TOUCHES: usize = 12;

/// The table, by Yellow Paper appendices G and H.2 and EIP-5656.
pub(super) const fn touches(prices: &UnitPrices) -> [Touch; TOUCHES] {
    let UnitPrices { hashed_word, copied_word, logged_byte, .. } = *prices;
    [
        touch(opcode::MLOAD, 0, Length::Always(32), 0, 0),
        touch(opcode::MSTORE, 0, Length::Always(32), 0, 0),
        touch(opcode::MSTORE8, 0, Length::Always(1), 0, 0),
        touch(opcode::KECCAK256, 0, Length::Popped { depth: 1 }, hashed_word, 0),
        touch(opcode::CALLDATACOPY, 0, Length::Popped { depth: 2 }, copied_word, 0),
        touch(opcode::CODECOPY, 0, Length::Popped { depth: 2 }, copied_word, 0),
        touch(opcode::RETURNDATACOPY, 0, Length::Popped { depth: 2 }, copied_word, 0),
        touch(opcode::MCOPY, 0, Length::Popped { depth: 2 }, copied_word, 0),
        touch(opcode::MCOPY, 1, Length::Popped { depth: 2 }, copied_word, 0),
        touch(LOG0, 0, Length::Popped { depth: 1 }, 0, logged_byte),
        touch(opcode::RETURN, 0, Length::Popped { depth: 1 }, 0, 0),
        touch(opcode::REVERT, 0, Length::Popped { depth: 1 }, 0, 0),
    ]
}

impl Touch {
    /// The table's row.
    pub(super) fn values(self) -> [u64; 7] {
        let (depth, popped, always) = match self.length {
            Length::Popped { depth } => (depth.into(), 1, 0),
            Length::Always(bytes) => (0, 0, bytes.into()),
        };
        [self.function.into(), self.offset.into(), depth, popped, always, self.word_gas, self.byte_gas]
    }

    /// Depths of the operands.
    fn depths(self) -> Vec<usize> {
        let length = match self.length {
            Length::Popped { depth } => Some(depth.into()),
            Length::Always(_) => None,
        };
        std::iter::once(self.offset.into()).chain(length).collect()
    }

    /// The lower bound for a step with these operands; none if it touches nothing.
    fn reach(self, step: &Step) -> Option<Reach> {
        let operand = |depth: u8| step.popped.get(usize::from(depth)).copied();
        let length = match self.length {
            Length::Popped { depth } => operand(depth)?,
            Length::Always(bytes) => U256::from(bytes),
        };
        let last = U256::from(LAST_PLACE);
        let [start, bytes] = [operand(self.offset)?, length].map(|value| value.min(last).to::<u64>());
        let end = (start + bytes).div_ceil(32).min(LAST_END);
        (bytes > 0).then(|| Reach { touch: self, start, bytes, words: bytes.div_ceil(32), end })
    }
}

/// What a row names of a step that touches memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Which operands.
    pub touch: Touch,
    /// Not beyond the offset.
    pub start: u64,
    /// Not more than the length.
    pub bytes: u64,
    /// In whole words.
    pub words: u64,
    /// The end of memory, in words.
    pub end: u64,
}

impl Reach {
    /// What it costs besides the fee, memory having so many words, a word of it costing so much.
    fn gas(&self, word_gas: u64, memory_words: u64) -> u64 {
        let [after, before] = [self.end.max(memory_words), memory_words].map(|words| memory_gas(word_gas, words));
        let growth = after - before;
        self.touch.word_gas * self.words + self.touch.byte_gas * self.bytes + growth
    }
}

/// What stands where a jump goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Nothing: the target's high limb is not 0.
    Nowhere,
    /// Nothing: the code is shorter, of so many bytes.
    Behind(u64),
    /// PUSH data.
    Data,
    /// Another opcode.
    Opcode(Code),
}

/// Why a step cannot be executed, as the row proves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The fee.
    Price,
    /// The price, memory and words included.
    Touch(Reach),
    /// The price of an access to storage or of a power, said by another lane.
    Exhausted,
    /// SSTORE with too little gas.
    Stipend,
    /// Too few words.
    Underflow,
    /// Too many words.
    Overflow,
    /// No opcode.
    Unknown,
    /// A jump to no JUMPDEST.
    Jump(Target),
    /// A copy of return data that do not exist.
    NoReturnData,
}

impl Cause {
    /// Why a step of a trace halted; none if it did not.
    ///
    /// # Errors
    /// A halt of an opcode that is not proven.
    pub fn of(trace: &EvmTrace, step: &Step) -> Result<Option<Self>, EvmError> {
        let Some(FrameEnd::Halt(reason)) = step.end else { return Ok(None) };
        let rules = trace.context.rules;
        let prices = &rules.gas.unit;
        let row = opcodes::row(step.opcode);
        let fee = rules.static_gas(step.opcode) + topic_gas(prices, row);
        let unproven = EvmError::Halt { reason, pc: step.pc };
        let cause = match reason {
            HaltReason::StackUnderflow => Self::Underflow,
            HaltReason::StackOverflow => Self::Overflow,
            HaltReason::InvalidOpcode => Self::Unknown,
            HaltReason::InvalidJump => Self::Jump(target(trace, step).ok_or(unproven)?),
            HaltReason::ReturnDataOutOfBounds => Self::NoReturnData,
            HaltReason::OutOfGas => match row.function {
                _ if step.gas_before < fee => Self::Price,
                SSTORE if step.gas_before <= STIPEND => Self::Stipend,
                SSTORE | opcode::SLOAD | EXP => Self::Exhausted,
                function => {
                    let touches = touches(prices).into_iter().filter(|touch| touch.function == function);
                    let paid = |reach: &Reach| fee + reach.gas(prices.memory_word, step.memory_words_before);
                    let is_more = |reach: &Reach| paid(reach) > step.gas_before;
                    let reach = touches.filter_map(|touch| touch.reach(step)).find(is_more);
                    Self::Touch(reach.ok_or(unproven)?)
                }
            },
            _ => return Err(unproven),
        };
        Ok(Some(cause))
    }

    /// Depths of the words of the stack that the row reads.
    pub(super) fn depths(self, row: opcodes::Row) -> Vec<usize> {
        match self {
            Self::Touch(reach) => reach.touch.depths(),
            Self::Jump(_) => (0..=usize::from(row.parameter)).collect(),
            Self::NoReturnData => vec![1, 2],
            Self::Price | Self::Exhausted | Self::Stipend | Self::Underflow | Self::Overflow | Self::Unknown => vec![],
        }
    }
}

/// What a LOG's topics cost.
fn topic_gas(prices: &UnitPrices, row: opcodes::Row) -> u64 {
    if row.function == LOG0 { prices.topic * u64::from(row.parameter) } else { 0 }
}

/// What stands where a step jumps to; none if a JUMPDEST does.
fn target(trace: &EvmTrace, step: &Step) -> Option<Target> {
    let target = *step.popped.first()?;
    if word(target)[1] != Felt::ZERO {
        return Some(Target::Nowhere);
    }
    let code = &trace.context.bytecode;
    let Some(at) = usize::try_from(target).ok().filter(|at| *at < code.len()) else {
        return Some(Target::Behind(code.len() as u64));
    };
    let mut opcodes = 0;
    while opcodes < at {
        opcodes += 1 + usize::from(opcodes::row(code[opcodes]).immediate);
    }
    match opcodes == at {
        true if code[at] == opcode::JUMPDEST => None,
        true => Some(Target::Opcode(Code::at(trace.context.rules, code, at as u64))),
        false => Some(Target::Data),
    }
}

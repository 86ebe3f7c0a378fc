//! ABI data: decoding arguments, encoding output, logs and hash inputs through memory.

use super::{FunctionLowering, Lowered};
use crate::ir::{EvmOp, Terminator, Type, ValueId};

/// Bytes of scratch space that survive nothing but a straight run of instructions.
const SCRATCH: usize = 0x40;
/// Where the stack scheduler's cells begin.
const CELLS: usize = 0x80;

impl FunctionLowering<'_> {
    pub(super) fn decode_call_args(&mut self, results: &[ValueId]) -> Vec<Lowered> {
        let size = self.op(EvmOp::Calldatasize, &[]);
        self.require_size(size, 4 + 32 * results.len());
        let decode = |(i, &result): (usize, &ValueId)| {
            let offset = self.length(4 + 32 * i);
            let word = self.op(EvmOp::Calldataload, &[offset]);
            self.decoded(self.source.ty(result), word)
        };
        results.iter().enumerate().map(decode).collect()
    }

    pub(super) fn decode_constructor_args(&mut self, results: &[ValueId]) -> Vec<Lowered> {
        let given = self.op(EvmOp::ConstructorArgsSize, &[]);
        self.require_size(given, 32 * results.len());
        if results.is_empty() {
            return Vec::new();
        }
        let (start, size) = (self.op(EvmOp::FreeBase, &[]), self.length(32 * results.len()));
        self.effect(EvmOp::ConstructorArgsCopy, &[start, size]);
        let decode = |(i, &result): (usize, &ValueId)| {
            let offset = self.free_offset(32 * i);
            let word = self.op(EvmOp::Mload, &[offset]);
            self.decoded(self.source.ty(result), word)
        };
        results.iter().enumerate().map(decode).collect()
    }

    pub(super) fn log(&mut self, topics: usize, words: &[ValueId]) {
        let (topics, data) = words.split_at(topics);
        let (start, size) = self.write_buffer(data);
        let op = match topics.len() {
            0 => EvmOp::Log0,
            1 => EvmOp::Log1,
            2 => EvmOp::Log2,
            3 => EvmOp::Log3,
            _ => EvmOp::Log4,
        };
        self.effect(op, &[&[start, size], topics].concat());
    }

    /// Writes words to memory to be read at once; start and size.
    pub(super) fn write_buffer(&mut self, words: &[ValueId]) -> (ValueId, ValueId) {
        let size = 32 * words.len();
        let in_scratch = size <= SCRATCH;
        for (i, &word) in words.iter().enumerate() {
            let offset = if in_scratch { self.length(32 * i) } else { self.free_offset(32 * i) };
            self.effect(EvmOp::Mstore, &[offset, word]);
        }
        let start = if in_scratch { self.small(0) } else { self.op(EvmOp::FreeBase, &[]) };
        (start, self.length(size))
    }

    pub(super) fn return_words(&mut self, words: &[ValueId]) -> Terminator {
        if words.is_empty() {
            return Terminator::EvmStop;
        }
        let (start, size) = self.write_output(0, words);
        Terminator::EvmReturn(start, size)
    }

    pub(super) fn revert_words(&mut self, selector: u32, words: &[ValueId]) -> Terminator {
        let total = 4 + 32 * words.len();
        let start = self.output_offset(total, 0);
        let selector = self.number(ruint::aliases::U256::from(selector) << 224);
        self.effect(EvmOp::Mstore, &[start, selector]);
        let (start, size) = self.write_output(4, words);
        Terminator::EvmRevert(start, size)
    }

    /// Writes words that end the call, behind `skip` bytes; start and size of it all.
    fn write_output(&mut self, skip: usize, words: &[ValueId]) -> (ValueId, ValueId) {
        let total = skip + 32 * words.len();
        for (i, &word) in words.iter().enumerate() {
            let offset = self.output_offset(total, skip + 32 * i);
            self.effect(EvmOp::Mstore, &[offset, word]);
        }
        (self.output_offset(total, 0), self.length(total))
    }

    /// Where byte `at` of an output of `total` bytes lies: below the cells if it ends there.
    /// The last word written there may reach past `total`, never past the word that `total` ends in.
    fn output_offset(&mut self, total: usize, at: usize) -> ValueId {
        if total.next_multiple_of(32) <= CELLS { self.length(at) } else { self.free_offset(at) }
    }

    fn free_offset(&mut self, at: usize) -> ValueId {
        let base = self.op(EvmOp::FreeBase, &[]);
        if at == 0 {
            return base;
        }
        let at = self.length(at);
        self.op(EvmOp::Add, &[at, base])
    }

    fn require_size(&mut self, size: ValueId, wanted: usize) {
        if wanted > 0 {
            let wanted = self.length(wanted);
            let too_short = self.op(EvmOp::Lt, &[size, wanted]);
            self.revert_if(too_short);
        }
    }

    fn decoded(&mut self, ty: Type, word: ValueId) -> Lowered {
        if let Some(dirty) = self.is_dirty(ty, word) {
            self.revert_if(dirty);
        }
        Lowered { word, offset: 0 }
    }

    fn length(&mut self, bytes: usize) -> ValueId {
        self.small(u64::try_from(bytes).expect("a length in memory fits 64 bits"))
    }
}

//! What a copy into memory reads and writes, word by word.

use ff::PrimeField;
use ruint::aliases::U256;
use vm_evm::opcode::{CALLDATACOPY, CODECOPY, KECCAK256, LOG0, MCOPY, RETURN, REVERT};
use vm_evm::{EvmTrace, MemoryAccess, MemoryAccessKind, Step};
use vm_zkfriendly::message::Message;

use super::bulk::is_of_words;
use super::memory::CALLDATA_PADDING;
use super::opcodes;
use super::stream::{Source, SourceWord, Transfer, Written};
use super::timeline::Timeline;
use crate::Felt;
use crate::circuit::Kind;
use crate::word::{Word, integer, word};

/// Bytes of a word.
const WORD_BYTES: u64 = 32;
/// The same.
const WORD: i128 = 32;

impl Timeline {
    /// What a step copies; none if it copies nothing.
    pub(super) fn transfer(&mut self, trace: &EvmTrace, step: &Step, now: u64) -> Option<Transfer> {
        let source = match step.opcode {
            MCOPY => Source::Memory,
            CALLDATACOPY => Source::Calldata,
            CODECOPY => Source::Code,
            _ => return None,
        };
        let (&[to, from, length], false) = (&step.popped[..], step.halted()) else { return None };
        if length.is_zero() {
            return None;
        }
        let [to, length] = [to, length].map(in_memory);
        let (place, head) = (to / WORD_BYTES, to % WORD_BYTES);
        let count = (head + length).div_ceil(WORD_BYTES);
        let tail = head + length - WORD_BYTES * (count - 1);

        let (given, padding) = match source {
            Source::Calldata => (Message::call(&trace.context.calldata), CALLDATA_PADDING),
            Source::Code => (Message::words(&trace.context.bytecode), 0),
            _ => (Message::words(&[]), 0),
        };
        // what lies past any end has no number that matters
        let offset = i128::from(u64::try_from(from).unwrap_or(u64::MAX)) + i128::from(from > U256::from(u64::MAX));
        let start = offset + i128::from(padding) - i128::from(head);
        let (first, shift) = (start.div_euclid(WORD), start.rem_euclid(WORD).unsigned_abs());
        let shift = u64::try_from(shift).expect("below 32");
        let many = count + u64::from(shift > 0);
        let mut sources = vec![];
        for number in 0..many {
            let index = first + i128::from(number);
            sources.push(match (u64::try_from(index), source) {
                _ if index < 0 => SourceWord::Before,
                (Ok(index), Source::Memory) => {
                    let written = (place..place + count).contains(&index);
                    self.source_word(index, written, now)
                }
                (Ok(index), _) if index.saturating_mul(WORD_BYTES) < given.length + padding => {
                    let index = u32::try_from(index).expect("calldata and code are in memory");
                    // word 0 of calldata is the selector
                    SourceWord::Given(word(given.input(index + u32::from(source == Source::Code))))
                }
                _ => SourceWord::Past(given.length),
            });
        }
        let written = (place..place + count).map(|index| {
            let is_read = source == Source::Memory && (first..first + i128::from(many)).contains(&i128::from(index));
            self.written_word(step, index, is_read, now)
        });
        let written = written.collect();
        let number = Felt::from_u128(first.unsigned_abs());
        let first = if first < 0 { -number } else { number };
        Some(Transfer { source, first, shift, place, head, tail, written, sources, success: false })
    }

    /// What a step reads from any byte to any byte; none if it reads nothing, or whole words.
    pub(super) fn reading(&mut self, trace: &EvmTrace, step: &Step, now: u64) -> Option<Transfer> {
        if !reads_bytes(step) {
            return None;
        }
        let row = opcodes::row(step.opcode);
        let source = match row.function {
            KECCAK256 => Source::Keccak,
            LOG0 => Source::Log,
            _ => Source::Output,
        };
        let [offset, length] = [step.popped[0], step.popped[1]].map(in_memory);
        let count = length.div_ceil(WORD_BYTES);
        let (index, shift) = (offset / WORD_BYTES, offset % WORD_BYTES);
        let many = count + u64::from(shift > 0);
        let sources: Vec<_> = (index..index + many).map(|index| self.source_word(index, false, now)).collect();
        let read = step.memory.iter().find(|access| access.kind == MemoryAccessKind::Read);
        let bytes = read.map(|access| access.bytes.as_ref()).unwrap_or_default();
        let written = Message::words(bytes).words.into_iter().map(|after| Written {
            before: Default::default(),
            age: None,
            after: word(after),
        });
        // blocks before the event's data: those of events before it, its head, its topics
        let place = match source {
            Source::Log => self.log_blocks() + u64::from(row.parameter) + 1,
            _ => 1,
        };
        Some(Transfer {
            source,
            first: Felt::from(index),
            shift,
            place,
            head: 0,
            tail: length - WORD_BYTES * (count - 1),
            written: written.collect(),
            sources,
            success: trace.receipt.status.is_success(),
        })
    }

    /// Whether a step copies code.
    pub(super) fn copies_code(&self) -> bool {
        let mut copied = self.steps.iter().filter_map(|step| step.transfer.as_ref());
        copied.any(|transfer| transfer.source == Source::Code)
    }

    /// Reads a word of memory; the one behind its end may be read, too.
    fn source_word(&mut self, index: u64, written: bool, now: u64) -> SourceWord {
        let (place, word, time) = self.memory_word(index);
        let age = self.renew(Kind::EvmMemory, [Felt::from(index), word[0], word[1]], time, now);
        self.memory[place].1 = now;
        SourceWord::Memory { word, age, written }
    }

    /// A word of memory, which is 0 unless it was written: its place, content, and since when.
    fn memory_word(&mut self, index: u64) -> (usize, Word, u64) {
        let place = usize::try_from(index).expect("memory that exists");
        self.memory.resize(self.memory.len().max(place + 1), Default::default());
        let (word, time) = self.memory[place];
        (place, word, time)
    }

    /// Writes a word of memory, which the step has read or not.
    fn written_word(&mut self, step: &Step, index: u64, is_read: bool, now: u64) -> Written {
        let (place, before, time) = self.memory_word(index);
        let age = (!is_read).then(|| self.renew(Kind::EvmMemory, [Felt::from(index), before[0], before[1]], time, now));
        let writes = step.memory.iter().filter(|access| access.kind == MemoryAccessKind::Write);
        let after = writes.fold(before, |before, access| overwritten(before, index, access));
        self.memory[place] = (after, now);
        Written { before, age, after }
    }
}

/// An offset or a length of what a step touched.
fn in_memory(value: U256) -> u64 {
    u64::try_from(value).expect("memory that exists")
}

/// Whether a step reads memory that is not whole words, with a selector before them or without.
pub(super) fn reads_bytes(step: &Step) -> bool {
    let function = opcodes::row(step.opcode).function;
    match (function, &step.popped[..]) {
        (KECCAK256 | LOG0 | RETURN | REVERT, [offset, length, ..]) if !step.halted() => {
            !is_of_words(*offset, *length, function)
        }
        _ => false,
    }
}

/// What a word of memory is after an access writes to it.
pub(super) fn overwritten(before: Word, index: u64, access: &MemoryAccess) -> Word {
    let bytes = access.offset..access.offset + access.bytes.len() as u64;
    let mut content: [u8; 32] = integer(before).to_be_bytes();
    for (byte, address) in content.iter_mut().zip(index * WORD_BYTES..) {
        if bytes.contains(&address) {
            let from = usize::try_from(address - bytes.start).expect("an offset within the access");
            *byte = access.bytes[from];
        }
    }
    word(U256::from_be_bytes(content))
}

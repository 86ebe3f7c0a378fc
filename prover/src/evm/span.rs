//! A step's part in a chain of the stream lane (see `stream.rs`): which source words, how many words of 32 bytes, where the last one is cut.

use super::step::{StepColumns, WordCells};
use super::stream::{LEADS, TAIL, Transfer};
use crate::Felt;
use crate::circuit::{Bit, Cell, Expr, Kind, LaneBuilder, RowMut};

/// Bytes of a word.
const WORD_BYTES: u64 = 32;
/// Bits of a number of bytes within a word.
const BYTE_BITS: u64 = 5;

/// Checks that a number of bytes is less than a word where the condition holds.
pub(super) fn check_bytes(b: &mut LaneBuilder, bytes: Cell, condition: &Expr) {
    let slot = b.slot([BYTE_BITS.into(), bytes.into()]);
    b.receive(slot, Kind::Range, condition.clone());
}

/// The cells of a chain's ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct SpanCells {
    /// Words that the chain has.
    pub(super) words: Cell,
    /// Bytes of the last one, less 1.
    tail: Cell,
    ends: Bit,
    cut: Cell,
    first: Cell,
    shift: Cell,
    shifted: Bit,
    /// The first source word, read last.
    last: WordCells,
}

impl SpanCells {
    pub(super) fn declare(b: &mut LaneBuilder) -> Self {
        let [words, tail] = b.columns(["words written", "bytes written of the last, less 1"]);
        let ends = b.bit("ends within a word");
        let cut = b.column("cut at the start of the chain");
        let [first, shift] = b.columns(["first source word", "shift"]);
        let shifted = b.bit("is shifted");
        let last = WordCells::declare(b, "first source word");
        Self { words, tail, ends, cut, first, shift, shifted, last }
    }

    /// Where there is a chain, its first word starts at byte `from` of the source, and its last byte is `length` bytes behind that.
    pub(super) fn promise(&self, b: &mut LaneBuilder, some: Bit, from: Expr, length: Expr) {
        let Self { words, tail, ends, cut, first, shift, shifted, .. } = *self;
        let when = |zero: Expr| some.expr() * zero;
        b.constrain("the offset is a source word's byte", when(from - first * WORD_BYTES - shift));
        b.constrain("what is not shifted has no shift", when(shifted.complement() * shift));
        b.constrain("the length leads to the end", when(length - (words - 1) * WORD_BYTES - tail - 1));
        let all = WORD_BYTES - 1;
        b.constrain("all of the last word is written, or its start", when(ends.complement() * (tail - all)));
        b.constrain("the last word is cut", when(ends.expr() * (tail + 1 + TAIL) - cut));
        check_bytes(b, shift, &some.expr());
        check_bytes(b, tail, &some.expr());
    }

    /// Sends the chain's first message and receives its last, which has such a cut, where there is a chain.
    pub(super) fn chain(&self, b: &mut LaneBuilder, step: &StepColumns, some: Bit, [base, mode, end_cut]: [Expr; 3]) {
        let Self { words, cut, first, shift, shifted, last, .. } = *self;
        let message = |b: &mut LaneBuilder, [index, remaining, mode, lo, hi, cut]: [Expr; 6]| {
            b.slot([step.clock.into(), index, base.clone(), remaining, mode, lo, hi, shift.into(), cut])
        };
        let top = first + words - 1 + shifted.cell();
        let leads = mode.clone() + shifted.expr() * LEADS;
        let start = message(b, [top, words.into(), leads, Expr::ZERO, Expr::ZERO, cut.into()]);
        b.send(start, Kind::EvmStream, some.expr());
        let [lo, hi] = last.limbs();
        let end = message(b, [first - 1, Expr::ZERO, mode, lo, hi, end_cut]);
        b.receive(end, Kind::EvmStream, some.expr());
    }

    pub(super) fn fill(&self, row: &mut RowMut<'_>, transfer: &Transfer) {
        let bit = |value: bool| Felt::from(u64::from(value));
        for (cell, value) in [
            (self.words, Felt::from(transfer.written.len() as u64)),
            (self.tail, Felt::from(transfer.tail) - Felt::from(1)),
            (self.ends.cell(), bit(transfer.tail < WORD_BYTES)),
            (self.cut, Felt::from(transfer.start())),
            (self.first, transfer.first),
            (self.shift, Felt::from(transfer.shift)),
            (self.shifted.cell(), bit(transfer.shift > 0)),
        ] {
            row.set(cell, value);
        }
        self.last.fill(row, transfer.sources.first().map_or_else(Default::default, |source| source.word()));
    }
}

/// The end of what is read of memory, in words.
#[derive(Clone, Copy, Debug)]
pub(super) struct EndCells {
    /// Words up to the end.
    pub(super) words: Cell,
    /// Bytes of the last one that are before the end, less 1.
    rest: Cell,
}

impl EndCells {
    pub(super) fn declare(b: &mut LaneBuilder) -> Self {
        let [words, rest] = b.columns(["end of the source", "bytes behind it, less 1"]);
        Self { words, rest }
    }

    /// The end is so many bytes from byte 0 where the bit is 1.
    pub(super) fn promise(&self, b: &mut LaneBuilder, reads: Bit, bytes: Expr) {
        let from_words = (self.words - 1) * WORD_BYTES + self.rest + 1;
        b.constrain("the source ends there", reads.expr() * (bytes - from_words));
        check_bytes(b, self.rest, &reads.expr());
    }

    /// Fills the end, not 0, and returns it in words.
    pub(super) fn fill(&self, row: &mut RowMut<'_>, bytes: u64) -> u64 {
        let words = bytes.div_ceil(WORD_BYTES);
        row.set(self.words, words);
        row.set(self.rest, bytes.wrapping_sub(1) % WORD_BYTES);
        words
    }
}

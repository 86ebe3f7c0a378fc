//! Steps that read memory word by word, or words from the stack. One row a word.
//!
//! A step starts a chain `(time, word, base, remaining, mode, piece)` at its last word and ends it before its first; each row receives
//! it, takes its word as a step does, with the chain's time for its clock, and sends the chain on.
//!
//! | chip, mode | says | sends on |
//! |---|---|---|
//! | 1 output | block `base + remaining` of the output is the word | word − 1, remaining − 1 |
//! | 2 log | the same of the log, if the transaction succeeds | the same |
//! | 3 keccak | word `base + remaining − 1` of the keccak input `time` is the word | the same |
//! | 4 tail | | word − 1, mode 5, piece = its 4 highest bytes |
//! | 5 shifted | block `base + remaining` of the output is its 28 lowest bytes, then the piece | word − 1, remaining − 1, piece = its 4 highest bytes |
//! | 6 topic | block `base + remaining` of the log is the word, taken from position `word` of the stack, if the transaction succeeds | word + 1, remaining − 1 |
//!
//! `remaining` falls from row to row, so no rows feed each other; time is the clock of the one step that started the chain, and the mode
//! goes with it, so chains do not mix, except that a tail is followed by the shifted; a chain of no rows has the same start and end,
//! and is no chain. n rows can only be those of n words: a start whose number of words is no integer, or a negative one, needs more
//! rows than there are.
//!
//! Modes 4 and 5 are for an output of 4 bytes and n words: n + 1 words of memory, of which the last has 4 bytes in it. The last row's
//! piece, sent to the step, is the first 4 bytes: the selector. Pieces: `hi = t·2^96 + m` with `t < 2^32`, `m < 2^96`, and `lo` likewise.
//!
//! Degree 3, eleven messages at most. Trusted: limbs of words in memory are below 2^128.

use super::notes::Notes;
use super::step::{WordCells, check_age};
use super::timeline::MemoryWord;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::poseidon::{Stream, sponge_id};
use crate::range::power_of_two;
use crate::word::{integer, word};

/// Where the words of a chain go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Mode {
    /// Blocks of the output.
    Output = 1,
    /// Blocks of the log; said if the transaction succeeds.
    Log = 2,
    /// Words of a keccak input.
    Keccak = 3,
    /// The last word of an output behind a selector.
    Tail = 4,
    /// Blocks of an output behind a selector.
    Shifted = 5,
    /// Blocks of the log, taken from the stack; said if the transaction succeeds.
    Topic = 6,
}

impl Mode {
    /// The number in the chain's messages.
    pub(super) fn number(self) -> u64 {
        self as u64
    }
}

/// A row of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Read {
    /// The clock of the step.
    pub(super) time: Felt,
    /// The word.
    pub(super) word: MemoryWord,
    /// What is added to the number of the word.
    pub(super) base: Felt,
    /// Words still to come, this one included; a tail does not count.
    pub(super) remaining: u64,
    /// Where it goes.
    pub(super) mode: Mode,
    /// The piece received.
    pub(super) piece: Felt,
    /// Whether the transaction succeeds.
    pub(super) success: bool,
}

impl Read {
    /// The rows of a chain over all the words that a step read, in order of index.
    pub(super) fn chain(time: Felt, words: &[MemoryWord], base: Felt, mode: Mode, success: bool) -> Vec<Self> {
        let read = |(word, remaining): (&MemoryWord, u64)| Self {
            time,
            word: *word,
            base,
            remaining,
            mode,
            piece: Felt::from(0),
            success,
        };
        words.iter().zip(1..).map(read).collect()
    }

    /// The rows of an output behind a selector, over all the words in which it lies; and the selector.
    pub(super) fn shifted(time: Felt, words: &[MemoryWord]) -> (Vec<Self>, Felt) {
        let mut reads = Self::chain(time, words, Felt::from(0), Mode::Shifted, true);
        if let Some(tail) = reads.last_mut() {
            (tail.mode, tail.remaining) = (Mode::Tail, tail.remaining - 1);
        }
        let mut piece = Felt::from(0);
        for read in reads.iter_mut().rev() {
            read.piece = piece;
            piece = high_bytes(read.word.before[1]);
        }
        (reads, piece)
    }
}

/// The four highest bytes of a limb.
fn high_bytes(limb: Felt) -> Felt {
    word(integer([limb, Felt::from(0)]) >> 96)[0]
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct CopyLane {
    pub(super) lane: Lane,
    chips: [(ChipId, Mode); 6],
    time: Cell,
    index: Cell,
    base: Cell,
    remaining: Cell,
    piece: Cell,
    word: WordCells,
    age: Cell,
    kept: Bit,
    high: Cell,
    middle: Cell,
}

impl CopyLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("copy");
        let output = b.chip("read to output", Group::Calldata);
        let log = b.chip("read to log", Group::State);
        let keccak = b.chip("read to keccak", Group::Hash);
        let tail = b.chip("read tail", Group::Calldata);
        let shifted = b.chip("read shifted", Group::Calldata);
        let topic = b.chip("topic", Group::State);
        let chips = [
            (output, Mode::Output),
            (log, Mode::Log),
            (keccak, Mode::Keccak),
            (tail, Mode::Tail),
            (shifted, Mode::Shifted),
            (topic, Mode::Topic),
        ];
        let [time, index, base, remaining, piece] = b.columns(["time", "word", "base", "remaining", "piece"]);
        let word = WordCells::declare(&mut b, "word");
        let age = b.column("word: age");
        let kept = b.bit("the transaction succeeds");
        let [high, middle] = b.columns(["high bytes", "high bytes of the low limb"]);

        let on = b.on();
        let mode: Expr = chips.iter().map(|(chip, mode)| b.flag(*chip) * mode.number()).sum();
        let next_mode = mode.clone() + b.flag(tail) * (Mode::Shifted.number() - Mode::Tail.number());
        let here = b.slot([time.into(), index.into(), base.into(), remaining.into(), mode, piece.into()]);
        b.receive(here, Kind::EvmRead, on.clone());
        let left = remaining - 1 + b.flag(tail);
        let from_stack = b.flag(topic);
        let from_memory = on.clone() - from_stack.clone();
        let next_index = index - 1 + from_stack.clone() * 2;
        let next = b.slot([time.into(), next_index, base.into(), left, next_mode, high.into()]);
        b.send(next, Kind::EvmRead, on.clone());
        let taken = b.slot([index.into(), word.lo.into(), word.hi.into(), time - 1 - age]);
        b.receive(taken, Kind::EvmMemory, from_memory.clone());
        b.receive(taken, Kind::EvmStack, from_stack.clone());
        let put = b.slot([index, word.lo, word.hi, time].map(Expr::from));
        b.send(put, Kind::EvmMemory, from_memory);
        check_age(&mut b, age, on.clone());

        let blocks = sponge_id(Stream::Output, 1) - sponge_id(Stream::Output, 0);
        let number = base + remaining;
        let logs = b.flag(log) + from_stack;
        let whole = b.flag(output) + logs.clone();
        let stream = b.flag(output) * sponge_id(Stream::Output, 0) + logs.clone() * sponge_id(Stream::Log, 0);
        let block = b.slot([stream + number.clone() * blocks, word.lo.into(), word.hi.into()]);
        b.say(block, whole * Kind::Absorb.tag(), b.flag(output) + kept.cell());
        b.constrain("only a log depends on success", kept.expr() * (Expr::from(1) - logs.clone()));
        let outcome = b.slot([kept.expr()]);
        b.receive(outcome, Kind::Outcome, logs);
        let input = b.slot([time.into(), number.clone() - 1, word.lo.into(), word.hi.into()]);
        b.declare(keccak, |chip| chip.send(input, Kind::KeccakWord));

        let up = power_of_two(96);
        let piece_width = power_of_two(32);
        let [hi_rest, lo_rest] = [word.hi - high * up, word.lo - middle * up];
        let joined = [lo_rest.clone() * piece_width + piece, hi_rest.clone() * piece_width + middle];
        let id = number * blocks + sponge_id(Stream::Output, 0);
        let block = b.slot(std::iter::once(id).chain(joined));
        b.declare(shifted, |chip| chip.send(block, Kind::Absorb));
        let shifts = b.flag(shifted);
        let cuts = b.flag(tail) + shifts.clone();
        b.constrain("only a cut word has pieces", high * (Expr::from(1) - cuts.clone()));
        for (high, rest, condition) in [(high, hi_rest, cuts), (middle, lo_rest, shifts)] {
            for (bound, value) in [(piece_width, high.into()), (up, rest)] {
                let slot = b.slot([bound.into(), value]);
                b.receive(slot, Kind::RangeWide, condition.clone());
            }
        }
        Self { lane: b.finish(), chips, time, index, base, remaining, piece, word, age, kept, high, middle }
    }

    /// Fills all reads that were noted, and notes the range checks they need.
    pub(super) fn fill_all(&self, witness: &mut Witness, index: usize, notes: &mut Notes) {
        for read in &notes.reads {
            self.fill(witness, index, read, &mut notes.ranges);
        }
    }

    fn fill(&self, witness: &mut Witness, index: usize, read: &Read, ranges: &mut Vec<(u32, Felt)>) {
        let chip = self.chips.iter().find(|(_, mode)| *mode == read.mode).map(|(chip, _)| *chip);
        let mut row = witness.row(index, &self.lane, chip.expect("every mode has a chip"));
        row.set(self.time, read.time);
        row.set(self.index, read.word.index);
        row.set(self.base, read.base);
        row.set(self.remaining, read.remaining);
        row.set(self.piece, read.piece);
        self.word.fill(&mut row, read.word.before);
        row.set(self.age, read.word.age);
        row.set(self.kept.cell(), Felt::from(u64::from(matches!(read.mode, Mode::Log | Mode::Topic) && read.success)));
        let [lo, hi] = read.word.before;
        let cut = |limb: Felt| [high_bytes(limb), limb - high_bytes(limb) * power_of_two(96)];
        if matches!(read.mode, Mode::Tail | Mode::Shifted) {
            let [high, rest] = cut(hi);
            row.set(self.high, high);
            ranges.extend([(32, high), (96, rest)]);
        }
        if read.mode == Mode::Shifted {
            let [high, rest] = cut(lo);
            row.set(self.middle, high);
            ranges.extend([(32, high), (96, rest)]);
        }
    }
}

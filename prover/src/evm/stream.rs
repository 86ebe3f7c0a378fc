//! Copies into memory, and reads of memory from any byte on: 32 bytes a row.
//!
//! A step (see `transfer.rs` and `bulk.rs`) starts a chain `(time, index, base, remaining, mode, B, shift, cut)` at the last word that it writes and ends it before
//! the first. A row receives it, reads the *source word* A, number `index`, and writes the word `base + remaining` of memory: the 32 bytes
//! from byte `shift` on of A ‖ B. B is A of the row before, whose source word is the next one.
//!
//! | chip, mode | source word `index` |
//! |---|---|
//! | 1 mcopy | the word of memory |
//! | 2 calldatacopy | the word of the calldata, 28 bytes of zeros before the selector (see `memory.rs`) |
//! | 3 codecopy | the word of the code |
//! | 4 output, 5 log, 6 keccak | the word of memory |
//!
//! The last three write no memory: their words, zeros behind the last byte, are block `base + remaining` of the output, of the log (if the transaction
//! succeeds), and word `base + remaining − 1` of the keccak input `time`.
//!
//! **Ends.** What the copy does not write of its first and last word stays. `cut` is 0, but `32 + t` where the last word keeps what is behind its first
//! t bytes, and on the message that ends the chain `64 + h` where the first word keeps its first h bytes. Both have 5 bits (see [`Kind::EvmJoin`]), so
//! a row in the middle can do neither: it would need a cut that nobody sends, or sends one that nobody receives. The mode is 16 more
//! on the first message where B of the last word is needed: a row *leads*, which reads and writes nothing.
//!
//! **No word.** A is 0 where the source has no word: before byte 0, which is `index = −1`; those bytes are cut off, as the copy starts at byte 0 or
//! later. Past the end of calldata or code: the word starts there or later. That is decided by the length that the statement says.
//!
//! **Overlap.** All of memory is read before any of it is written. A source word that the step writes, too, is sent as `EvmMemoryRead` with the step's
//! time and received by the row that writes it; there is one such row, and each word is read once. So a word that is written has not been
//! written by the step before, and a word that was read is written if it should be.
//!
//! `remaining` falls from row to row, but for one row that leads, which the mode excludes afterwards; so no rows feed each other. Time is the clock of
//! the one step that started the chain. n rows can only be those of n words. Trusted: limbs of words in memory, calldata and code
//! are below 2^128. Degree 4, 26 messages.

use super::align::{Join, Window};
use super::memory::CALLDATA_PADDING;
use super::notes::Notes;
use super::opcodes::{CALLDATASIZE, CODESIZE};
use super::step::{WordCells, check_age};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::poseidon::{Stream, sponge_id};
use crate::range::power_of_two;
use crate::word::Word;

/// What is added to the mode of a message for a row that leads.
pub(super) const LEADS: u64 = 16;
/// What is added to the bytes that a copy writes of its last word.
pub(super) const TAIL: u64 = 32;
/// What is added to the bytes that a copy leaves of its first word.
pub(super) const HEAD: u64 = 64;

/// Where a chain reads, and where it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Source {
    /// Memory: MCOPY.
    Memory = 1,
    /// CALLDATACOPY.
    Calldata = 2,
    /// CODECOPY.
    Code = 3,
    /// Memory, for the output: RETURN, REVERT.
    Output = 4,
    /// Memory, for an event: LOG0 to LOG4.
    Log = 5,
    /// Memory, for a hash: KECCAK256.
    Keccak = 6,
}

impl Source {
    /// Whether memory is written.
    pub(super) fn writes(self) -> bool {
        matches!(self, Self::Memory | Self::Calldata | Self::Code)
    }

    /// Its place among the chips.
    fn place(self) -> usize {
        self as usize - 1
    }
}

/// A source word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceWord {
    /// There is none before byte 0.
    Before,
    /// There is none at the end of the source, which has so many bytes.
    Past(u64),
    /// A word of memory, and ticks since it was touched or renewed, exclusive; whether the step writes it, too.
    Memory {
        /// The word.
        word: Word,
        /// Its age.
        age: Felt,
        /// Whether it is written, too.
        written: bool,
    },
    /// A word of calldata or code.
    Given(Word),
}

impl SourceWord {
    /// The word.
    pub(super) fn word(self) -> Word {
        match self {
            Self::Before | Self::Past(_) => Default::default(),
            Self::Memory { word, .. } | Self::Given(word) => word,
        }
    }
}

/// A word of memory that a copy writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Before.
    pub before: Word,
    /// Ticks since it was touched or renewed, exclusive; nothing if the step itself read it.
    pub age: Option<Felt>,
    /// After.
    pub after: Word,
}

/// A copy, as its rows have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Where it reads.
    pub source: Source,
    /// Number of the first source word.
    pub first: Felt,
    /// Where in it the bytes start that stand at the start of the first word written.
    pub shift: u64,
    /// Number of the first word of memory or block that is written; `base` is one less.
    pub place: u64,
    /// Bytes of it that stay.
    pub head: u64,
    /// Bytes that are written of the last word, 1 to 32.
    pub tail: u64,
    /// The words that are written.
    pub written: Vec<Written>,
    /// The source words: as many, and one more if the shift is not 0.
    pub sources: Vec<SourceWord>,
    /// Whether the transaction succeeds.
    pub success: bool,
}

impl Transfer {
    /// The message's cut at the start of the chain.
    pub(super) fn start(&self) -> u64 {
        if self.tail == 32 { 0 } else { TAIL + self.tail }
    }

    /// The message's cut at its end.
    pub(super) fn end(&self) -> u64 {
        if self.head == 0 { 0 } else { HEAD + self.head }
    }
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct StreamLane {
    pub(super) lane: Lane,
    chips: [(ChipId, Source); 6],
    time: Cell,
    index: Cell,
    base: Cell,
    remaining: Cell,
    shift: Cell,
    cuts: [Cell; 2],
    a: WordCells,
    a_age: Cell,
    b: WordCells,
    /// The 32 bytes of A ‖ B.
    window: WordCells,
    before: WordCells,
    before_age: Cell,
    /// The window, with the end of the word before it behind its tail.
    joined: WordCells,
    after: WordCells,
    size: Cell,
    /// By chip.
    leads: [Bit; 6],
    shifted: Bit,
    has_tail: Bit,
    has_head: Bit,
    /// The source has no such word, by source.
    none: [Bit; 3],
    past: Bit,
    also_written: Bit,
    also_read: Bit,
    kept: Bit,
}

impl StreamLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("stream");
        let mcopy = b.chip("copy of memory", Group::Memory);
        let data = b.chip("copy of calldata", Group::Calldata);
        let code = b.chip("copy of code", Group::Code);
        let output = b.chip("bytes to output", Group::Calldata);
        let log = b.chip("bytes to log", Group::State);
        let keccak = b.chip("bytes to keccak", Group::Hash);
        let chips = [
            (mcopy, Source::Memory),
            (data, Source::Calldata),
            (code, Source::Code),
            (output, Source::Output),
            (log, Source::Log),
            (keccak, Source::Keccak),
        ];
        let [time, index, base, remaining, shift] = b.columns(["time", "source word", "base", "remaining", "shift"]);
        let cuts @ [cut, next_cut] = b.columns(["cut", "next cut"]);
        let a = WordCells::declare(&mut b, "a");
        let a_age = b.column("a: age");
        let [next, window, before] = ["b", "window", "word before"].map(|name| WordCells::declare(&mut b, name));
        let before_age = b.column("word before: age");
        let [joined, after] = ["joined", "word after"].map(|name| WordCells::declare(&mut b, name));
        let size = b.column("size of the source");
        let leads = chips.map(|(_, source)| b.bit(&format!("leads to {source:?}")));
        let [shifted, has_tail, has_head] =
            ["is shifted", "ends within a word", "starts within a word"].map(|name| b.bit(name));
        let none = ["no word of memory", "no word of calldata", "no word of code"].map(|name| b.bit(name));
        let [past, also_written, also_read, kept] =
            ["past the end", "the source word is written, too", "the word was read, too", "the transaction succeeds"]
                .map(|name| b.bit(name));

        let on = b.on();
        let is_led: Expr = leads.iter().map(|bit| bit.expr()).sum();
        let speaks = on.clone() - is_led.clone();
        // rows that do not lead, by chip
        let [to_memory, from_given, from_bytecode, to_output, to_log, to_keccak] =
            std::array::from_fn(|i| b.flag(chips[i].0) - leads[i].cell());
        let writes = to_memory + from_given + from_bytecode;
        let mode: Expr = chips.iter().map(|(chip, source)| b.flag(*chip) * (*source as u64)).sum();
        let message = |b: &mut LaneBuilder, [index, remaining, mode]: [Expr; 3], word: WordCells, cut: Cell| {
            let [lo, hi] = word.limbs();
            b.slot([time.into(), index, base.into(), remaining, mode, lo, hi, shift.into(), cut.into()])
        };
        let here = [index.into(), remaining.into(), mode.clone() + is_led.clone() * LEADS];
        let here = message(&mut b, here, next, cut);
        b.receive(here, Kind::EvmStream, on.clone());
        let left = remaining - speaks.clone();
        let sent = message(&mut b, [index - 1, left, mode], a, next_cut);
        b.send(sent, Kind::EvmStream, on.clone());
        for (bit, (chip, source)) in leads.into_iter().zip(chips) {
            let elsewhere = Expr::from(1) - b.flag(chip);
            b.constrain(format!("only a row of its chip leads to {source:?}"), bit.expr() * elsewhere);
        }

        // the source word
        let [none_of_memory, none_of_data, none_of_code] = none;
        let reads = b.flag(output) + b.flag(log) + b.flag(keccak);
        let from_memory = b.flag(mcopy) + reads - none_of_memory.cell();
        let read = b.slot([index.into(), a.lo.into(), a.hi.into(), time - 1 - a_age]);
        b.receive(read, Kind::EvmMemory, from_memory.clone());
        check_age(&mut b, a_age, from_memory.clone());
        let returned = b.slot([index, a.lo, a.hi, time].map(Expr::from));
        b.send(returned, Kind::EvmMemory, from_memory.clone() - also_written.cell());
        b.send(returned, Kind::EvmMemoryRead, also_written.expr());
        b.constrain(
            "a word that is written, too, is one of memory",
            also_written.expr() * (Expr::from(1) - from_memory),
        );
        let given = b.slot([index, a.lo, a.hi].map(Expr::from));
        let from_data = b.flag(data) - none_of_data.cell();
        b.receive(given, Kind::Input, from_data);
        let step = sponge_id(Stream::Program, 1) - sponge_id(Stream::Program, 0);
        let word = b.slot([index * step + sponge_id(Stream::Program, 0), a.lo.into(), a.hi.into()]);
        let from_code = b.flag(code) - none_of_code.cell();
        b.receive(word, Kind::EvmCodeWord, from_code);
        for (bit, (chip, source)) in none.into_iter().zip(chips) {
            let elsewhere = Expr::from(1) - b.flag(chip);
            b.constrain(format!("only a copy of {source:?} has no word of it"), bit.expr() * elsewhere);
        }
        let nothing: Expr = none.iter().map(|bit| bit.expr()).sum();
        b.constrain("no word is 0, low limb", nothing.clone() * a.lo);
        b.constrain("no word is 0, high limb", nothing.clone() * a.hi);
        b.constrain("no word stands past the end, or before byte 0", (nothing - past.cell()) * (index + 1));
        let has_end = none_of_data.expr() + none_of_code.cell();
        b.constrain("calldata and code have an end", past.expr() * (Expr::from(1) - has_end));
        let length = b.slot([b.flag(data) * u64::from(CALLDATASIZE) + b.flag(code) * u64::from(CODESIZE), size.into()]);
        b.receive(length, Kind::Env, past.expr());
        let start = index * 32 - b.flag(data) * CALLDATA_PADDING;
        let distance = b.slot([power_of_two(128).into(), start - size]);
        b.receive(distance, Kind::RangeWide, past.expr());

        // the window
        let windowed = [a.limbs(), next.limbs(), window.limbs()];
        let slot = b.slot(std::iter::once(shift.into()).chain(windowed.into_iter().flatten()));
        b.receive(slot, Kind::EvmWindow, shifted.expr());
        let straight = speaks.clone() - shifted.cell();
        b.constrain("a row that leads is not shifted", shifted.expr() * is_led.clone());
        b.constrain("what is not shifted has no shift", straight.clone() * shift);
        for ((a, window), name) in a.limbs().into_iter().zip(window.limbs()).zip(["low", "high"]) {
            b.constrain(format!("what is not shifted is the word, {name} limb"), straight.clone() * (a - window));
        }

        // the word that is written
        let place = base + remaining;
        let fresh = writes.clone() - also_read.cell();
        let [lo, hi] = before.limbs();
        let taken = b.slot([place.clone(), lo.clone(), hi.clone(), time - 1 - before_age]);
        b.receive(taken, Kind::EvmMemory, fresh.clone());
        check_age(&mut b, before_age, fresh);
        let taken = b.slot([place.clone(), lo, hi, time.into()]);
        b.receive(taken, Kind::EvmMemoryRead, also_read.expr());
        b.constrain("only a word that is written was read, too", also_read.expr() * (Expr::from(1) - writes.clone()));
        let put = b.slot([place, after.lo.into(), after.hi.into(), time.into()]);
        b.send(put, Kind::EvmMemory, writes.clone());
        let others = speaks.clone() - writes;
        for (word, name) in before.limbs().into_iter().zip(["low", "high"]) {
            b.constrain(format!("what is not memory is 0 before, {name} limb"), others.clone() * word);
        }
        let number = base + remaining;
        let blocks = sponge_id(Stream::Output, 1) - sponge_id(Stream::Output, 0);
        let stream = to_output.clone() * sponge_id(Stream::Output, 0) + to_log.clone() * sponge_id(Stream::Log, 0);
        let block = b.slot([stream + number.clone() * blocks, after.lo.into(), after.hi.into()]);
        b.say(block, (to_output.clone() + to_log.clone()) * Kind::Absorb.tag(), to_output + kept.cell());
        b.constrain("only a log depends on success", kept.expr() * (Expr::from(1) - to_log.clone()));
        let outcome = b.slot([kept.expr()]);
        b.receive(outcome, Kind::Outcome, to_log);
        let hashed = b.slot([time.into(), number - 1, after.lo.into(), after.hi.into()]);
        b.send(hashed, Kind::KeccakWord, to_keccak);
        for (bit, cut, offset, words, name) in [
            (has_tail, cut, TAIL, [window, before, joined], "received"),
            (has_head, next_cut, HEAD, [before, joined, after], "sent"),
        ] {
            let [x, y, z] = words;
            let values = std::iter::once(cut - offset).chain([x, y, z].into_iter().flat_map(WordCells::limbs));
            let slot = b.slot(values);
            b.receive(slot, Kind::EvmJoin, bit.expr());
            b.constrain(format!("no cut is {name} where no word is cut"), bit.complement() * cut * speaks.clone());
        }
        b.constrain("a row that leads cuts nothing", is_led.clone() * (has_tail.expr() + has_head.cell()));
        b.constrain("a row that leads passes the cut on", is_led * (cut - next_cut));
        for (has, [from, to], name) in
            [(has_tail, [window, joined], "the end"), (has_head, [joined, after], "the start")]
        {
            for ((from, to), limb) in from.limbs().into_iter().zip(to.limbs()).zip(["low", "high"]) {
                let uncut = speaks.clone() - has.cell();
                b.constrain(format!("{name} of a whole word is written, {limb} limb"), uncut * (from - to));
            }
        }
        Self {
            lane: b.finish(),
            chips,
            time,
            index,
            base,
            remaining,
            shift,
            cuts,
            a,
            a_age,
            b: next,
            window,
            before,
            before_age,
            joined,
            after,
            size,
            leads,
            shifted,
            has_tail,
            has_head,
            none,
            past,
            also_written,
            also_read,
            kept,
        }
    }

    /// Fills the rows of a copy at a time, and notes what they ask of other lanes.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, time: Felt, transfer: &Transfer, notes: &mut Notes) {
        let chip = self.chips.iter().find(|(_, source)| *source == transfer.source).map(|(chip, _)| *chip);
        let chip = chip.expect("every source has a chip");
        let rows = transfer.written.len();
        let base = Felt::from(transfer.place) - Felt::from(1);
        let source_place = transfer.source.place();
        let shift = Felt::from(transfer.shift);
        let mut next: Word = Default::default();
        for (number, source) in transfer.sources.iter().enumerate().rev() {
            let mut row = witness.row(index, &self.lane, chip);
            let a = source.word();
            let remaining = rows.min(number + 1) as u64;
            row.set(self.time, time);
            row.set(self.index, transfer.first + Felt::from(number as u64));
            row.set(self.base, base);
            row.set(self.remaining, remaining);
            row.set(self.shift, shift);
            self.a.fill(&mut row, a);
            self.b.fill(&mut row, next);
            match *source {
                SourceWord::Before => row.set(self.none[source_place].cell(), 1u64),
                SourceWord::Past(size) => {
                    row.set(self.none[source_place].cell(), 1u64);
                    row.set(self.past.cell(), 1u64);
                    row.set(self.size, size);
                    let padding = if transfer.source == Source::Calldata { CALLDATA_PADDING } else { 0 };
                    let start = (transfer.first + Felt::from(number as u64)) * Felt::from(32) - Felt::from(padding);
                    notes.ranges.push((128, start - Felt::from(size)));
                }
                SourceWord::Memory { age, written, .. } => {
                    row.set(self.a_age, age);
                    row.set(self.also_written.cell(), u64::from(written));
                }
                SourceWord::Given(_) => {}
            }
            let Some(written) = transfer.written.get(number) else {
                row.set(self.leads[source_place].cell(), 1u64);
                self.cuts.iter().for_each(|cell| row.set(*cell, transfer.start()));
                next = a;
                continue;
            };
            let window = if transfer.shift == 0 { a } else { super::align::window(transfer.shift, [a, next]) };
            if transfer.shift != 0 {
                row.set(self.shifted.cell(), 1u64);
                notes.windows.push(Window { shift, words: [a, next], value: window });
            }
            self.window.fill(&mut row, window);
            self.before.fill(&mut row, written.before);
            match (transfer.source.writes(), written.age) {
                (true, Some(age)) => row.set(self.before_age, age),
                (true, None) => row.set(self.also_read.cell(), 1u64),
                (false, _) => row.set(self.kept.cell(), u64::from(transfer.source == Source::Log && transfer.success)),
            }
            let mut joined = window;
            if number + 1 == rows && transfer.tail < 32 {
                joined = super::align::join(transfer.tail, [window, written.before]);
                row.set(self.has_tail.cell(), 1u64);
                row.set(self.cuts[0], transfer.start());
                notes.joins.push(Join { bytes: Felt::from(transfer.tail), words: [window, written.before], joined });
            }
            self.joined.fill(&mut row, joined);
            if number == 0 && transfer.head > 0 {
                row.set(self.has_head.cell(), 1u64);
                row.set(self.cuts[1], transfer.end());
                let words = [written.before, joined];
                notes.joins.push(Join { bytes: Felt::from(transfer.head), words, joined: written.after });
            }
            self.after.fill(&mut row, written.after);
            next = a;
        }
    }
}

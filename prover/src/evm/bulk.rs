//! The ends of a frame, KECCAK256 and LOG0 to LOG4: steps that read memory in bulk. One row a step.
//!
//! | chip | takes | next | says |
//! |---|---|---|---|
//! | stop | | none | halt, the output's first block |
//! | return, revert | offset, length | none | the same; reads the output |
//! | keccak256 | offset, length | pc + 1 | puts the hash; reads the input |
//! | log | offset, length, topics | pc + 1 | the event's first block; reads the topics and the data |
//!
//! There are two lanes of such steps. In the lane of *words*, the length is `32·n + 4·h`; h is 1 if the output starts with a selector, and 0 for a hash or an event. If it is not 0, the offset is `32·w` and
//! the words from w on are read, n + h of them, by a chain of rows in the copy lane (see `copy.rs`): the step sends its first
//! message and receives its last. That settles n: the chain has as many rows as there are words, and w is the number of a word (see
//! `memory.rs`); for n = 0 and h = 1 the tail reads word w. So `32·n + 4·h` and `32·w` are the integers that they are in the field,
//! and equal to what was popped. In the lane of *bytes*, for any other offset and length, h is 0: the bytes are read by a chain of rows in the
//! stream lane (see `stream.rs`), n words of them with zeros behind the last byte. Offset, length and n are tied to each other as in
//! `transfer.rs`, the end of memory to both. If the length is 0, the offset may be anything, nothing is read, and memory stays.
//!
//! Output: block 0 is `(h, selector)`, blocks 1 to n the words (as on the register machine). Whoever receives the halt knows the length; the
//! digest's sponge knows how many blocks there are. On revert refund and events are said as 0.
//!
//! Event: block 0 is `(callee, topics + 8·bytes)`, then the topics, then the words, from the log position of the context on, all said
//! only if the transaction succeeds, which the outcome says. How many topics there are is the instruction's parameter; they are taken
//! from the stack by a chain of rows in the copy lane, as many as that. Other chips' parameter is 0.
//!
//! No state follows a halt, nor a context, and no other chip lets either end: an accepted execution halts, once. Gas: Ethereum's
//! `G_keccak256word` is 6 a word, `G_logdata` 8 a byte, `G_logtopic` 375 a topic (Yellow Paper, appendix G). Degree 5, 25 messages.

use ff::Field;
use ruint::aliases::U256;
use vm_evm::UnitPrices;
use vm_evm::opcode::{KECCAK256, LOG0, RETURN, REVERT, STOP};

use super::copy::{Mode, Read};
use super::growth::GrowthCells;
use super::notes::{Hash, Notes};
use super::opcodes;
use super::span::{EndCells, SpanCells};
use super::step::{ContextCells, PopCells, StepColumns, WordCells, check_age, inverse};
use super::stream::Source;
use super::timeline::{EvmStep, MemoryWord};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::poseidon::{Stream, sponge_id};
use crate::range::power_of_two;
use crate::word::{integer, small, word};

/// Bytes of a word.
const WORD_BYTES: u64 = 32;
/// Bytes of a selector.
const SELECTOR_BYTES: u64 = 4;
/// ADDRESS, the field of the call that is the callee's address.
const ADDRESS: u64 = 0x30;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct BulkLane {
    pub(super) lane: Lane,
    chips: Vec<(ChipId, u8)>,
    step: StepColumns,
    offset: PopCells,
    reading: Reading,
    length_age: Cell,
    some: Bit,
    inverse: Cell,
    hash: WordCells,
    topics: Cell,
    logged: Cell,
    base: Cell,
    lasts: Bit,
    context: ContextCells,
    growth: GrowthCells,
    prices: UnitPrices,
}

/// How a lane's steps read memory.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::large_enum_variant, reason = "there are two of them, one for each lane")]
enum Reading {
    /// Whole words, and a selector before them or none.
    Words { words: Cell, index: Cell, headed: Bit, selector: Cell },
    /// From any byte to any byte; `logged` is the length of an event's data.
    Bytes { length: Cell, span: SpanCells, end: EndCells, logged: Cell },
}

impl Reading {
    /// Words that are read: whole ones, or all in which the bytes lie.
    fn words(&self) -> Cell {
        match self {
            Self::Words { words, .. } => *words,
            Self::Bytes { span, .. } => span.words,
        }
    }

    /// Bytes that are read.
    fn length(&self) -> Expr {
        match self {
            Self::Words { words, headed, .. } => *words * WORD_BYTES + headed.expr() * SELECTOR_BYTES,
            Self::Bytes { length, .. } => (*length).into(),
        }
    }

    /// Whether there is a selector, and which.
    fn head(&self) -> [Expr; 2] {
        match self {
            Self::Words { headed, selector, .. } => [headed.expr(), (*selector).into()],
            Self::Bytes { .. } => [Expr::ZERO, Expr::ZERO],
        }
    }
}

impl BulkLane {
    /// Declares the lane of words.
    pub(super) fn declare(prices: &UnitPrices) -> Self {
        Self::declare_as("bulk", ["return", "revert", "keccak256", "log"], false, prices)
    }

    /// Declares the lane of bytes.
    pub(super) fn declare_bytes(prices: &UnitPrices) -> Self {
        let names = ["return, bytes", "revert, bytes", "keccak256, bytes", "log, bytes"];
        Self::declare_as("bulk bytes", names, true, prices)
    }

    fn declare_as(name: &'static str, names: [&'static str; 4], of_bytes: bool, prices: &UnitPrices) -> Self {
        let mut b = LaneBuilder::new(name);
        let [return_, revert, keccak, log] = names;
        // STOP reads nothing
        let stop = (!of_bytes).then(|| b.chip("stop", Group::Execution));
        let [return_, revert] = [return_, revert].map(|name| b.chip(name, Group::Execution));
        let keccak = b.chip(keccak, Group::Hash);
        let log = b.chip(log, Group::State);
        let reading = [(return_, RETURN), (revert, REVERT), (keccak, KECCAK256), (log, LOG0)];
        let chips: Vec<_> = stop.map(|chip| (chip, STOP)).into_iter().chain(reading).collect();
        let step = StepColumns::declare(&mut b);
        let offset = PopCells::declare(&mut b, "offset");
        let reading = if of_bytes {
            let (length, span) = (b.column("length"), SpanCells::declare(&mut b));
            Reading::Bytes { length, span, end: EndCells::declare(&mut b), logged: b.column("bytes of an event") }
        } else {
            let [words, index] = b.columns(["words", "first word"]);
            let headed = b.bit("has a selector");
            Reading::Words { words, index, headed, selector: b.column("selector") }
        };
        let words = reading.words();
        let length_age = b.column("length: age");
        let some = b.bit("length is not 0");
        let inverse = b.column("inverse of the length");
        let hash = WordCells::declare(&mut b, "hash or callee");
        let [topics, logged, base] = b.columns(["topics", "words of an event", "block before the event's data"]);
        let lasts = b.bit("the transaction succeeds");
        let context = ContextCells::declare(&mut b);
        let growth = GrowthCells::declare(&mut b);

        let on = b.on();
        let hashes = b.flag(keccak);
        let reverts = b.flag(revert);
        let stops = stop.map_or(Expr::ZERO, |chip| b.flag(chip));
        let succeeds = stops.clone() + b.flag(return_);
        let halts = succeeds.clone() + reverts.clone();
        let takes = on.clone() - stops;
        step.receive(&mut b);
        let logs = b.flag(log);
        let goes_on = hashes.clone() + logs.clone();
        let logged_bytes = match reading {
            Reading::Words { .. } => logged * WORD_BYTES,
            Reading::Bytes { logged, .. } => logged.into(),
        };
        let hashed_words = words - logged;
        let gas = growth.price
            + hashed_words * prices.hashed_word
            + logged_bytes * prices.logged_byte
            + topics * prices.topic;
        let shrinks = hashes.clone() + logs.clone() * 2 + topics;
        step.send(&mut b, step.pc + 1, -shrinks, gas, goes_on.clone());
        step.fetch(&mut b, &chips, topics.into(), step.pc + 1);
        offset.pop(&mut b, &step, step.sp - 1, takes.clone());
        let length = reading.length();
        let below = b.slot([step.sp - 2, length.clone(), Expr::ZERO, step.clock - 1 - length_age]);
        b.receive(below, Kind::EvmStack, takes.clone());
        check_age(&mut b, length_age, takes.clone());
        let result = hash.push(&mut b, &step, step.sp - 2);
        b.send(result, Kind::EvmStack, hashes.clone());

        b.constrain("a length other than 0 has an inverse", length.clone() * inverse - some.cell());
        b.constrain("a length of 0 is 0", some.complement() * length.clone());
        match reading {
            Reading::Words { index, headed, selector, .. } => {
                b.constrain("only a length other than 0 has a selector in it", some.complement() * headed.cell());
                b.constrain("a selector is 0 unless there is one", headed.complement() * selector);
                b.constrain("what is read starts at a word", some.expr() * (offset.word.lo - index * WORD_BYTES));
            }
            Reading::Bytes { length, span, end, logged } => {
                span.promise(&mut b, some, offset.word.lo.into(), length.into());
                end.promise(&mut b, some, offset.word.lo + length);
                b.constrain("of nothing no word is read", some.complement() * words);
                b.constrain("an event's bytes are those that are read", logs.clone() * length - logged);
            }
        }
        b.constrain("what is read has a small offset", some.expr() * offset.word.hi);

        context.receive(&mut b, &step, on);
        let position = context.logs + logs.clone() + topics + logged;
        context.send(&mut b, &step, [growth.after.into(), context.refund.into(), position], goes_on);
        let end = match reading {
            Reading::Words { index, headed, .. } => index + words + headed.cell(),
            Reading::Bytes { end, .. } => end.words.into(),
        };
        growth.reach(&mut b, &context, end.clone(), &some.expr());
        growth.check(&mut b, &some.expr());

        let by_chip =
            |output: u64, hash: u64, log: u64| halts.clone() * output + hashes.clone() * hash + logs.clone() * log;
        match reading {
            Reading::Words { index, headed, selector, .. } => {
                let mode = by_chip(Mode::Output.number(), Mode::Keccak.number(), Mode::Log.number());
                let behind = |mode: Mode| headed.expr() * (mode.number() - Mode::Output.number());
                let start = [step.clock.into(), end - 1, base.into(), words.into(), mode.clone() + behind(Mode::Tail)];
                let start = b.slot(start);
                b.send(start, Kind::EvmRead, some.expr());
                let mode = mode + behind(Mode::Shifted);
                let end = [step.clock.into(), index - 1, base.into(), Expr::ZERO, mode, selector.into()];
                let end = b.slot(end);
                b.receive(end, Kind::EvmRead, some.expr());
            }
            Reading::Bytes { span, .. } => {
                let mode = by_chip(Source::Output as u64, Source::Keccak as u64, Source::Log as u64);
                span.chain(&mut b, &step, some, [base.into(), mode, Expr::ZERO]);
            }
        }

        b.constrain("an event has the words that are read", logs.clone() * words - logged);
        b.constrain("an event's data come after its topics", logs.clone() * (context.logs + topics) - base);
        b.constrain("only an event depends on success", lasts.expr() * (Expr::from(1) - logs.clone()));
        let outcome = b.slot([lasts.expr()]);
        b.receive(outcome, Kind::Outcome, logs.clone());
        let address = b.slot([ADDRESS.into(), hash.lo.into(), hash.hi.into()]);
        b.receive(address, Kind::Env, logs.clone());
        let blocks = sponge_id(Stream::Log, 1) - sponge_id(Stream::Log, 0);
        let id = context.logs * blocks + sponge_id(Stream::Log, 0);
        let first = b.slot([id, hash.lo + hash.hi * power_of_two(128), topics + length.clone() * 8]);
        b.say(first, logs.clone() * Kind::Absorb.tag(), lasts.expr());
        let topic = |position: Expr, left: Expr| {
            [step.clock.into(), position, context.logs.into(), left, Mode::Topic.number().into(), Expr::ZERO]
        };
        let start = b.slot(topic(step.sp - 2 - topics, topics.into()));
        b.send(start, Kind::EvmRead, logs.clone());
        let end = b.slot(topic(step.sp - 2, Expr::ZERO));
        b.receive(end, Kind::EvmRead, logs);

        let hashed = b.slot([step.clock.into(), length.clone(), hash.lo.into(), hash.hi.into()]);
        b.receive(hashed, Kind::Keccak, hashes);
        let head = b.slot([Expr::from(sponge_id(Stream::Output, 0))].into_iter().chain(reading.head()));
        b.send(head, Kind::Absorb, halts);
        let left = step.gas - step.fee - growth.price;
        let kept = [context.refund.into(), context.logs.into(), length.clone()];
        let success = b.slot([1.into(), step.clock.into(), left.clone()].into_iter().chain(kept));
        b.send(success, Kind::EvmHalt, succeeds);
        let failure = b.slot([Expr::ZERO, step.clock.into(), left, Expr::ZERO, Expr::ZERO, length]);
        b.send(failure, Kind::EvmHalt, reverts);
        if let Some(stop) = stop {
            b.declare(stop, |chip| chip.constrain("nothing is put out", some.expr()));
        }
        if let Reading::Words { headed, .. } = reading {
            b.declare(log, |chip| chip.constrain("an event has no selector", headed.expr()));
            b.declare(keccak, |chip| chip.constrain("what is hashed has no selector", headed.expr()));
        }
        Self {
            lane: b.finish(),
            chips,
            step,
            offset,
            reading,
            length_age,
            some,
            inverse,
            hash,
            topics,
            logged,
            base,
            lasts,
            context,
            growth,
            prices: *prices,
        }
    }

    /// The chip of a function, if it is one of this lane's.
    pub(super) fn chip(&self, function: u8) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == function).map(|(chip, _)| *chip)
    }

    /// Fills a step, and notes the reads and the growth it needs. The price of growing is what the step has paid besides its fee and for
    /// the words that it hashed or the bytes that it logged.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, chip: ChipId, step: &EvmStep, notes: &mut Notes) {
        let function = opcodes::row(step.opcode).function;
        let logs = function == LOG0;
        let Some(context) = &step.context else { unreachable!("the lane's steps have the context") };
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        let (mut offset, mut length) = ([Felt::ZERO; 2], [Felt::ZERO; 2]);
        if let [first, second, ..] = &step.popped[..] {
            self.offset.fill(&mut row, first);
            row.set(self.length_age, second.age);
            row.set(self.inverse, inverse(second.word[0]));
            (offset, length) = (first.word, second.word);
        }
        let some = length != [Felt::ZERO; 2];
        row.set(self.some.cell(), Felt::from(u64::from(some)));
        if let [hash, ..] = &step.pushed[..] {
            self.hash.fill(&mut row, *hash);
        }
        let base = if logs { context.before[2] + step.code.parameter } else { Felt::ZERO };
        let lasts = step.event.is_none_or(|event| event.lasts);
        let (words, end) = match (self.reading, &step.transfer) {
            (Reading::Words { words: count, index, headed, selector }, _) => {
                let shape = Shape::of(integer(offset), integer(length), function);
                let Shape { first, words, is_headed } = shape.unwrap_or_default();
                row.set(count, words);
                row.set(index, first);
                row.set(headed.cell(), Felt::from(u64::from(is_headed)));
                if is_headed {
                    let (reads, head) = Read::shifted(step.state[0], &step.memory);
                    row.set(selector, head);
                    notes.reads.extend(reads);
                } else if some {
                    let mode = match function {
                        KECCAK256 => Mode::Keccak,
                        LOG0 => Mode::Log,
                        _ => Mode::Output,
                    };
                    notes.reads.extend(Read::chain(step.state[0], &step.memory, base, mode, lasts));
                }
                let end = if some { first + words + Felt::from(u64::from(is_headed)) } else { Felt::ZERO };
                (words, end)
            }
            (Reading::Bytes { length: bytes, span, end, logged }, Some(transfer)) => {
                row.set(bytes, length[0]);
                row.set(logged, if logs { length[0] } else { Felt::ZERO });
                span.fill(&mut row, transfer);
                let end = end.fill(&mut row, small(offset[0] + length[0]));
                (Felt::from(transfer.written.len() as u64), Felt::from(end))
            }
            (Reading::Bytes { .. }, None) => unreachable!("the lane's steps read bytes"),
        };
        if function == KECCAK256 {
            let hashed = match &step.transfer {
                Some(transfer) => transfer.written.iter().map(|written| written.after).collect(),
                None => step.memory.iter().map(|word| word.before).collect(),
            };
            let bytes = usize::try_from(small(length[0])).expect("so many bytes of memory were read");
            notes.hashes.push(Hash { id: small(step.state[0]), words: hashed, bytes });
        }
        if let Some(event) = &step.event {
            self.hash.fill(&mut row, event.address);
            row.set(self.topics, step.code.parameter);
            row.set(self.logged, words);
            row.set(self.base, base);
            row.set(self.lasts.cell(), u64::from(event.lasts));
            notes.reads.extend(topics(step, context.before[2], event.lasts));
        }
        self.context.fill(&mut row, step);
        let paid = step.state[3] - step.code.gas - step.next[3];
        let besides = match function {
            KECCAK256 => words * Felt::from(self.prices.hashed_word),
            LOG0 => {
                length[0] * Felt::from(self.prices.logged_byte) + step.code.parameter * Felt::from(self.prices.topic)
            }
            _ => Felt::ZERO,
        };
        self.growth.fill(&mut row, context, end, paid - besides, notes);
        if !some {
            self.growth.fill_difference(&mut row, Felt::ZERO);
        }
    }
}

/// The reads of an event's topics, the first topic being the uppermost word.
fn topics(step: &EvmStep, base: Felt, success: bool) -> impl Iterator<Item = Read> {
    let top = small(step.state[2]).wrapping_sub(2);
    step.popped.iter().skip(2).zip(1..).map(move |(topic, number)| Read {
        time: step.state[0],
        word: MemoryWord { index: top.wrapping_sub(number), before: topic.word, after: topic.word, age: topic.age },
        base,
        remaining: number,
        mode: Mode::Topic,
        piece: Felt::ZERO,
        success,
    })
}

/// Whether the lane of words has a row for a step with such operands.
pub(super) fn is_of_words(offset: U256, length: U256, function: u8) -> bool {
    Shape::of(offset, length, function).is_some()
}

/// What part of memory a step reads, in words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Shape {
    first: Felt,
    words: Felt,
    is_headed: bool,
}

impl Shape {
    /// The part; none if it is not whole words, with a selector before them or without.
    fn of(offset: U256, length: U256, function: u8) -> Option<Self> {
        let [per_word, selector] = [WORD_BYTES, SELECTOR_BYTES].map(U256::from);
        if length.is_zero() {
            return Some(Self::default());
        }
        let rest = length % per_word;
        let is_headed = function != KECCAK256 && function != LOG0 && rest == selector;
        let is_whole = (rest.is_zero() || is_headed) && (offset % per_word).is_zero();
        let [first, words] = [offset, length].map(|value| word(value / per_word)[0]);
        is_whole.then_some(Self { first, words, is_headed })
    }
}

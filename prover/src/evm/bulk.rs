//! The ends of a frame, KECCAK256 and LOG0 to LOG4: steps that read memory in bulk. One row a step.
//!
//! | chip | takes | next | says |
//! |---|---|---|---|
//! | stop | | none | halt, the output's first block |
//! | return, revert | offset, length | none | the same; reads the output |
//! | keccak256 | offset, length | pc + 1 | puts the hash; reads the input |
//! | log | offset, length, topics | pc + 1 | the event's first block; reads the topics and the data |
//!
//! The length is `32·n + 4·h`; h is 1 if the output starts with a selector, and 0 for a hash or an event. If it is not 0, the offset is `32·w` and
//! the words from w on are read, n + h of them, by a chain of rows in the copy lane (see `copy.rs`): the step sends its first
//! message and receives its last. That settles n: the chain has as many rows as there are words, and w is the number of a word (see
//! `memory.rs`); for n = 0 and h = 1 the tail reads word w. So `32·n + 4·h` and `32·w` are the integers that they are in the field,
//! and equal to what was popped. If the length is 0, the offset may be anything, nothing is read, and memory stays.
//!
//! Output: block 0 is `(h, selector)`, blocks 1 to n the words (as on the register machine). Whoever receives the halt knows n; the
//! digest's sponge knows how many blocks there are. On revert refund and events are said as 0.
//!
//! Event: block 0 is `(callee, topics + 8·bytes)`, then the topics, then the words, from the log position of the context on, all said
//! only if the transaction succeeds, which the outcome says. How many topics there are is the instruction's parameter; they are taken
//! from the stack by a chain of rows in the copy lane, as many as that. Other chips' parameter is 0.
//!
//! No state follows a halt, nor a context, and no other chip lets either end: an accepted execution halts, once. Gas: `G_keccak256word` is 6 a
//! word, `G_logdata` 8 a byte, `G_logtopic` 375 a topic (Yellow Paper, appendix G). Degree 5, 25 messages.

use ff::Field;
use ruint::aliases::U256;
use vm_evm::opcode::{KECCAK256, LOG0, RETURN, REVERT, STOP};

use super::EvmError;
use super::copy::{Mode, Read};
use super::growth::GrowthCells;
use super::notes::{Hash, Notes};
use super::opcodes;
use super::step::{ContextCells, PopCells, StepColumns, WordCells, check_age, inverse};
use super::timeline::{EvmStep, MemoryWord};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::keccak;
use crate::poseidon::{Stream, sponge_id};
use crate::range::power_of_two;
use crate::word::{integer, small, word};

/// Bytes of a word.
const WORD_BYTES: u64 = 32;
/// Bytes of a selector.
const SELECTOR_BYTES: u64 = 4;
/// `G_keccak256word`: gas for a word of a keccak input.
const HASH_WORD_GAS: u64 = 6;
/// `G_logdata` for a word of an event's data.
const LOG_WORD_GAS: u64 = 8 * WORD_BYTES;
/// `G_logtopic`: gas for a topic; the opcode table has `G_log`.
const TOPIC_GAS: u64 = 375;
/// ADDRESS, the field of the call that is the callee's address.
const ADDRESS: u64 = 0x30;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct BulkLane {
    pub(super) lane: Lane,
    chips: [(ChipId, u8); 5],
    step: StepColumns,
    offset: PopCells,
    index: Cell,
    words: Cell,
    headed: Bit,
    length_age: Cell,
    some: Bit,
    inverse: Cell,
    selector: Cell,
    hash: WordCells,
    topics: Cell,
    logged: Cell,
    base: Cell,
    lasts: Bit,
    context: ContextCells,
    growth: GrowthCells,
}

impl BulkLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("bulk");
        let [stop, return_, revert] = ["stop", "return", "revert"].map(|name| b.chip(name, Group::Execution));
        let keccak = b.chip("keccak256", Group::Hash);
        let log = b.chip("log", Group::State);
        let chips = [(stop, STOP), (return_, RETURN), (revert, REVERT), (keccak, KECCAK256), (log, LOG0)];
        let step = StepColumns::declare(&mut b);
        let offset = PopCells::declare(&mut b, "offset");
        let [index, words] = b.columns(["first word", "whole words"]);
        let headed = b.bit("has a selector");
        let length_age = b.column("length: age");
        let some = b.bit("length is not 0");
        let [inverse, selector] = b.columns(["inverse of the length", "selector"]);
        let hash = WordCells::declare(&mut b, "hash or callee");
        let [topics, logged, base] = b.columns(["topics", "words of an event", "block before the event's data"]);
        let lasts = b.bit("the transaction succeeds");
        let context = ContextCells::declare(&mut b);
        let growth = GrowthCells::declare(&mut b);

        let on = b.on();
        let hashes = b.flag(keccak);
        let reverts = b.flag(revert);
        let succeeds = b.flag(stop) + b.flag(return_);
        let halts = succeeds.clone() + reverts.clone();
        let takes = on.clone() - b.flag(stop);
        step.receive(&mut b);
        let logs = b.flag(log);
        let goes_on = hashes.clone() + logs.clone();
        let gas = growth.price + words * HASH_WORD_GAS + logged * (LOG_WORD_GAS - HASH_WORD_GAS) + topics * TOPIC_GAS;
        let shrinks = hashes.clone() + logs.clone() * 2 + topics;
        step.send(&mut b, step.pc + 1, -shrinks, gas, goes_on.clone());
        step.fetch(&mut b, &chips, topics.into(), step.pc + 1);
        offset.pop(&mut b, &step, step.sp - 1, takes.clone());
        let length = words * WORD_BYTES + headed.expr() * SELECTOR_BYTES;
        let below = b.slot([step.sp - 2, length.clone(), Expr::ZERO, step.clock - 1 - length_age]);
        b.receive(below, Kind::EvmStack, takes.clone());
        check_age(&mut b, length_age, takes.clone());
        let result = hash.push(&mut b, &step, step.sp - 2);
        b.send(result, Kind::EvmStack, hashes.clone());

        b.constrain("a length other than 0 has an inverse", length.clone() * inverse - some.cell());
        b.constrain("a length of 0 is 0", some.complement() * length);
        b.constrain("only a length other than 0 has a selector in it", some.complement() * headed.cell());
        b.constrain("a selector is 0 unless there is one", headed.complement() * selector);
        b.constrain("what is read starts at a word", some.expr() * (offset.word.lo - index * WORD_BYTES));
        b.constrain("what is read has a small offset", some.expr() * offset.word.hi);

        context.receive(&mut b, &step, on);
        let position = context.logs + logs.clone() + topics + logged;
        context.send(&mut b, &step, [growth.after.into(), context.refund.into(), position], goes_on);
        let last = index + words - 1 + headed.cell();
        growth.reach(&mut b, &context, last.clone() + 1, &some.expr());
        growth.check(&mut b, &some.expr());

        let mode = halts.clone() * Mode::Output.number()
            + hashes.clone() * Mode::Keccak.number()
            + logs.clone() * Mode::Log.number();
        let behind = |mode: Mode| headed.expr() * (mode.number() - Mode::Output.number());
        let start = [step.clock.into(), last, base.into(), words.into(), mode.clone() + behind(Mode::Tail)];
        let start = b.slot(start);
        b.send(start, Kind::EvmRead, some.expr());
        let end =
            [step.clock.into(), index - 1, base.into(), Expr::ZERO, mode + behind(Mode::Shifted), selector.into()];
        let end = b.slot(end);
        b.receive(end, Kind::EvmRead, some.expr());

        b.constrain("an event has the words that are read", logs.clone() * words - logged);
        b.constrain("an event's data come after its topics", logs.clone() * (context.logs + topics) - base);
        b.constrain("only an event depends on success", lasts.expr() * (Expr::from(1) - logs.clone()));
        let outcome = b.slot([lasts.expr()]);
        b.receive(outcome, Kind::Outcome, logs.clone());
        let address = b.slot([ADDRESS.into(), hash.lo.into(), hash.hi.into()]);
        b.receive(address, Kind::Env, logs.clone());
        let blocks = sponge_id(Stream::Log, 1) - sponge_id(Stream::Log, 0);
        let id = context.logs * blocks + sponge_id(Stream::Log, 0);
        let first = b.slot([id, hash.lo + hash.hi * power_of_two(128), topics + words * (8 * WORD_BYTES)]);
        b.say(first, logs.clone() * Kind::Absorb.tag(), lasts.expr());
        let topic = |position: Expr, left: Expr| {
            [step.clock.into(), position, context.logs.into(), left, Mode::Topic.number().into(), Expr::ZERO]
        };
        let start = b.slot(topic(step.sp - 2 - topics, topics.into()));
        b.send(start, Kind::EvmRead, logs.clone());
        let end = b.slot(topic(step.sp - 2, Expr::ZERO));
        b.receive(end, Kind::EvmRead, logs);

        let hashed = b.slot([step.clock.into(), words * WORD_BYTES, hash.lo.into(), hash.hi.into()]);
        b.receive(hashed, Kind::Keccak, hashes);
        let head = b.slot([sponge_id(Stream::Output, 0).into(), headed.expr(), selector.into()]);
        b.send(head, Kind::Absorb, halts);
        let left = step.gas - step.fee - growth.price;
        let kept = [context.refund, context.logs, words].map(Expr::from);
        let success = b.slot([1.into(), step.clock.into(), left.clone()].into_iter().chain(kept));
        b.send(success, Kind::EvmHalt, succeeds);
        let failure = b.slot([Expr::ZERO, step.clock.into(), left, Expr::ZERO, Expr::ZERO, words.into()]);
        b.send(failure, Kind::EvmHalt, reverts);
        b.declare(stop, |chip| chip.constrain("nothing is put out", some.expr()));
        b.declare(log, |chip| chip.constrain("an event has no selector", headed.expr()));
        b.declare(keccak, |chip| {
            chip.constrain("what is hashed has no selector", headed.expr());
        });
        Self {
            lane: b.finish(),
            chips,
            step,
            offset,
            index,
            words,
            headed,
            length_age,
            some,
            inverse,
            selector,
            hash,
            topics,
            logged,
            base,
            lasts,
            context,
            growth,
        }
    }

    /// The chip of a function, if it is one of this lane's.
    pub(super) fn chip(&self, function: u8) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == function).map(|(chip, _)| *chip)
    }

    /// Fills a step, and notes the reads and the growth it needs. The price of growing is what the step has paid besides its fee and for
    /// the words that it hashed.
    ///
    /// # Errors
    /// An offset or a length that no chip is for.
    pub(super) fn fill(
        &self,
        witness: &mut Witness,
        index: usize,
        chip: ChipId,
        step: &EvmStep,
        notes: &mut Notes,
    ) -> Result<(), EvmError> {
        let function = opcodes::row(step.opcode).function;
        let logs = function == LOG0;
        let popped = match &step.popped[..] {
            [offset, length, ..] => Some((offset, length)),
            _ => None,
        };
        let shape = match popped {
            None => Shape::default(),
            Some((offset, length)) => {
                let shape = Shape::of(integer(offset.word), integer(length.word), function);
                shape.map_err(|what| EvmError::Operands { opcode: step.opcode, pc: step.pc, what })?
            }
        };
        let Some(context) = &step.context else { unreachable!("the lane's steps have the context") };
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        if let Some((offset, length)) = popped {
            self.offset.fill(&mut row, offset);
            row.set(self.length_age, length.age);
            row.set(self.inverse, inverse(length.word[0]));
        }
        let Shape { first, words, headed, some } = shape;
        row.set(self.index, first);
        row.set(self.words, words);
        row.set(self.headed.cell(), Felt::from(u64::from(headed)));
        row.set(self.some.cell(), Felt::from(u64::from(some)));
        if let [hash, ..] = &step.pushed[..] {
            self.hash.fill(&mut row, *hash);
        }
        let clock = step.state[0];
        if function == KECCAK256 {
            let words: Vec<_> = step.memory.iter().map(|word| word.before).collect();
            let bytes = keccak::WORD_BYTES * words.len();
            notes.hashes.push(Hash { id: small(clock), words, bytes });
        }
        let base = if logs { context.before[2] + step.code.parameter } else { Felt::ZERO };
        if let Some(event) = &step.event {
            self.hash.fill(&mut row, event.address);
            row.set(self.topics, step.code.parameter);
            row.set(self.logged, words);
            row.set(self.base, base);
            row.set(self.lasts.cell(), u64::from(event.lasts));
            notes.reads.extend(topics(step, context.before[2], event.lasts));
        }
        if headed {
            let (reads, selector) = Read::shifted(clock, &step.memory);
            row.set(self.selector, selector);
            notes.reads.extend(reads);
        } else if some {
            let mode = match function {
                KECCAK256 => Mode::Keccak,
                LOG0 => Mode::Log,
                _ => Mode::Output,
            };
            notes.reads.extend(Read::chain(
                clock,
                &step.memory,
                base,
                mode,
                step.event.is_none_or(|event| event.lasts),
            ));
        }
        self.context.fill(&mut row, step);
        let paid = step.state[3] - step.code.gas - step.next[3];
        let besides = match function {
            KECCAK256 => words * Felt::from(HASH_WORD_GAS),
            LOG0 => words * Felt::from(LOG_WORD_GAS) + step.code.parameter * Felt::from(TOPIC_GAS),
            _ => Felt::ZERO,
        };
        let price = paid - besides;
        let end = if some { first + words + Felt::from(u64::from(headed)) } else { Felt::ZERO };
        self.growth.fill(&mut row, context, end, price, notes);
        if !some {
            self.growth.fill_difference(&mut row, Felt::ZERO);
        }
        Ok(())
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

/// What part of memory a step reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Shape {
    first: Felt,
    words: Felt,
    headed: bool,
    some: bool,
}

impl Shape {
    /// The part, or why no chip is for it.
    fn of(offset: U256, length: U256, function: u8) -> Result<Self, &'static str> {
        let [per_word, selector] = [WORD_BYTES, SELECTOR_BYTES].map(U256::from);
        let some = !length.is_zero();
        let rest = length % per_word;
        let halts = function != KECCAK256 && function != LOG0;
        let headed = halts && rest == selector;
        if !rest.is_zero() && !headed {
            return Err(match function {
                KECCAK256 => "a length that is not whole words",
                LOG0 => "an event's data that are not whole words",
                _ => "an output that is not whole words",
            });
        }
        if some && !(offset % per_word).is_zero() {
            return Err("an offset within a word");
        }
        let first = if some { word(offset / per_word)[0] } else { Felt::ZERO };
        Ok(Self { first, words: word(length / per_word)[0], headed, some })
    }
}

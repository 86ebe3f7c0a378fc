//! CALLDATACOPY, CODECOPY, RETURNDATACOPY, MCOPY. One row a step.
//!
//! Destination d, offset o and length n are popped. If n is not 0, the step writes the words D to D + m − 1 of memory, by a chain of rows in
//! the stream lane (see `stream.rs`): it sends the chain's first message and receives its last.
//!
//! `d = 32·D + h`, `h + n = 32·(m − 1) + t`, `1 ≤ t ≤ 32`: h bytes of the first word stay, t bytes of the last are written. `o' + p − h = 32·W + s`: the
//! 32 bytes that would stand in word D start at byte s of source word W; p is 28 for calldata (see `memory.rs`), else 0, and o' is o. Numbers D, m and
//! W are those of words that there are, as in `memory.rs`, or of words that are proven to lie before byte 0 or past the end, so all are
//! the integers that they are in the field; h and s have 5 bits.
//!
//! | chip | source | if o is 2^64 or more |
//! |---|---|---|
//! | calldatacopy, codecopy | the words of calldata, of code, zeros past their end | o' is 2^64, past any end |
//! | mcopy | memory, which grows to the end of either | no word is there |
//! | returndatacopy | nothing: n and o are 0, as no call is proven | |
//!
//! Gas: Ethereum's `G_copy` is 3 a word of n (Yellow Paper, appendix H.2; EIP-5656), `32·w = n + r`, r of 5 and w of 32 bits, and the growth of memory; MCOPY's is the
//! sum of two growths, one to the end of the source, one to the end of the destination, which is that to the larger. If n is 0, memory
//! stays and d and o may be anything. Degree 4, 29 messages.

use ff::Field;
use ruint::aliases::U256;
use vm_evm::UnitPrices;
use vm_evm::opcode::{CALLDATACOPY, CODECOPY, MCOPY, RETURNDATACOPY};

use super::growth::{GrowthCells, memory_gas};
use super::memory::CALLDATA_PADDING;
use super::notes::Notes;
use super::span::{EndCells, SpanCells, check_bytes};
use super::step::{ContextCells, PopCells, StepColumns, inverse};
use super::stream::{HEAD, Source};
use super::timeline::EvmStep;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::power_of_two;
use crate::word::{integer, small};

/// Bits of a number of words that is paid for.
const WORDS_BITS: u32 = 32;
/// The offset that stands for itself and all beyond: no calldata and no code are as long.
fn far() -> Felt {
    power_of_two(64)
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct TransferLane {
    pub(super) lane: Lane,
    chips: [(ChipId, u8); 4],
    step: StepColumns,
    context: ContextCells,
    /// Destination, offset, length.
    popped: [PopCells; 3],
    some: Bit,
    inverse: Cell,
    /// d.
    place: Cell,
    head: Cell,
    starts: Bit,
    end_cut: Cell,
    /// m, t, W and s.
    span: SpanCells,
    /// o'.
    offset: Cell,
    is_far: Bit,
    far_inverse: Cell,
    distance: Cell,
    paid: Cell,
    unpaid: Cell,
    growth: GrowthCells,
    reads: Bit,
    end: EndCells,
    source_growth: GrowthCells,
    prices: UnitPrices,
}

impl TransferLane {
    /// Declares the lane.
    pub(super) fn declare(prices: &UnitPrices) -> Self {
        let mut b = LaneBuilder::new("transfer");
        let data = b.chip("calldatacopy", Group::Calldata);
        let code = b.chip("codecopy", Group::Code);
        let mcopy = b.chip("mcopy", Group::Memory);
        let nothing = b.chip("returndatacopy", Group::Calldata);
        let chips = [(data, CALLDATACOPY), (code, CODECOPY), (mcopy, MCOPY), (nothing, RETURNDATACOPY)];
        let step = StepColumns::declare(&mut b);
        let context = ContextCells::declare(&mut b);
        let popped @ [to, from, length] =
            ["destination", "offset", "length"].map(|name| PopCells::declare(&mut b, name));
        let some = b.bit("length is not 0");
        let inverse = b.column("inverse of the length");
        let [place, head] = b.columns(["first word written", "bytes that stay"]);
        let starts = b.bit("starts within a word");
        let end_cut = b.column("cut at its end");
        let span = SpanCells::declare(&mut b);
        let [offset, far_inverse, distance] =
            b.columns(["offset that is read", "inverse of the offset's high limb", "distance of a far offset"]);
        let is_far = b.bit("the offset is far");
        let [paid, unpaid] = b.columns(["words paid", "bytes paid too many"]);
        let growth = GrowthCells::declare(&mut b);
        let reads = b.bit("memory is read");
        let end = EndCells::declare(&mut b);
        let source_growth = GrowthCells::declare_named(&mut b, "source: ");

        let on = b.on();
        let copies = some.expr();
        let [is_data, is_code, is_memory] = [data, code, mcopy].map(|chip| b.flag(chip));
        step.receive(&mut b);
        let gas = paid * prices.copied_word + growth.price + source_growth.price;
        step.send(&mut b, step.pc + 1, Expr::from(-Felt::from(3)), gas, on.clone());
        step.fetch(&mut b, &chips, Expr::ZERO, step.pc + 1);
        for (word, depth) in popped.into_iter().zip(1..) {
            word.pop(&mut b, &step, step.sp - depth, on.clone());
        }
        let size = length.word.lo;
        b.constrain("a length other than 0 has an inverse", size * inverse - some.cell());
        b.constrain("a length of 0 is 0", some.complement() * size);
        b.constrain("a length has one limb", length.word.hi.into());

        // what is written
        let when = |zero: Expr| copies.clone() * zero;
        b.constrain("the destination is a word's byte", when(place * 32 + head - to.word.lo));
        b.constrain("the destination has one limb", when(to.word.hi.into()));
        b.constrain("all of the first word is written, or its end", when(starts.complement() * head));
        b.constrain("the first word is cut", when(starts.expr() * (head + HEAD) - end_cut));

        // where it comes from
        let padding = is_data.clone() * CALLDATA_PADDING;
        span.promise(&mut b, some, offset + padding - head, head + size);
        let near = is_far.complement();
        b.constrain("the offset is read", when(near.clone() * (offset - from.word.lo)));
        b.constrain("an offset that is not far has one limb", when(near * from.word.hi));
        let small = Expr::from(1) - from.word.hi * far_inverse;
        let excess = from.word.lo - far() - distance;
        b.constrain("a far offset has a high limb, or 2^64 at least", is_far.expr() * small * excess);
        let beyond = b.slot([power_of_two(128).into(), distance.into()]);
        b.receive(beyond, Kind::RangeWide, is_far.expr());
        b.constrain("a far offset is far", is_far.expr() * (offset - far()));
        let has_end = is_data.clone() + is_code.clone();
        b.constrain("only calldata and code have far offsets", is_far.expr() * (Expr::from(1) - has_end));

        [head, unpaid].into_iter().for_each(|cell| check_bytes(&mut b, cell, &copies));
        let slot = b.slot([power_of_two(WORDS_BITS).into(), paid.into()]);
        b.receive(slot, Kind::RangeWide, copies.clone());
        b.constrain("words are paid, the last one whole", paid * 32 - size - unpaid);
        b.constrain("nothing is paid for nothing", some.complement() * paid);

        let mode = is_data * (Source::Calldata as u64) + is_code * (Source::Code as u64) + is_memory.clone();
        span.chain(&mut b, &step, some, [place - 1, mode, end_cut.into()]);

        // memory: first the source, then the destination
        context.receive(&mut b, &step, on.clone());
        b.constrain("memory is read by a copy of it", is_memory * some.cell() - reads.cell());
        let reading = reads.expr();
        source_growth.reach_from(&mut b, context.words, end.words.into(), &reading);
        source_growth.check(&mut b, &reading);
        end.promise(&mut b, reads, offset + size);
        growth.reach_from(&mut b, source_growth.after, place + span.words, &copies);
        growth.check(&mut b, &copies);
        let after = [growth.after, context.refund, context.logs].map(Expr::from);
        context.send(&mut b, &step, after, on);
        b.declare(nothing, |chip| {
            chip.constrain("there are no return data to copy", some.expr());
            chip.constrain("nor an offset into them", from.word.lo + from.word.hi);
        });
        Self {
            lane: b.finish(),
            chips,
            step,
            context,
            popped,
            some,
            inverse,
            place,
            head,
            starts,
            end_cut,
            span,
            offset,
            is_far,
            far_inverse,
            distance,
            paid,
            unpaid,
            growth,
            reads,
            end,
            source_growth,
            prices: *prices,
        }
    }

    /// The chip of a function, if it is one of this lane's.
    pub(super) fn chip(&self, function: u8) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == function).map(|(chip, _)| *chip)
    }

    /// Fills a step, and notes the growths and the range checks it needs. The price of the last growth is what the step has paid besides its fee,
    /// the words and the first growth.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, chip: ChipId, step: &EvmStep, notes: &mut Notes) {
        let ([_, from, length, ..], Some(context)) = (&step.popped[..], &step.context) else {
            unreachable!("the lane's opcodes take three words and have the context")
        };
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        self.context.fill(&mut row, step);
        self.popped.iter().zip(&step.popped).for_each(|(cells, popped)| cells.fill(&mut row, popped));
        row.set(self.inverse, inverse(length.word[0]));
        let [before, after] = [context.before[0], context.after[0]];
        let Some(transfer) = &step.transfer else {
            row.set(self.source_growth.after, before);
            row.set(self.growth.after, after);
            return;
        };
        let bytes = integer(length.word);
        let paid = bytes.div_ceil(U256::from(32));
        let [bytes, paid] = [bytes, paid].map(|value| crate::word::word(value)[0]);
        let is_far = integer(from.word) > U256::from(u64::MAX);
        let distance = if is_far && from.word[1] == Felt::ZERO { from.word[0] - far() } else { Felt::ZERO };
        let offset = if is_far { far() } else { from.word[0] };
        self.span.fill(&mut row, transfer);
        let bit = |value: bool| Felt::from(u64::from(value));
        for (cell, value) in [
            (self.some.cell(), Felt::ONE),
            (self.place, Felt::from(transfer.place)),
            (self.head, Felt::from(transfer.head)),
            (self.starts.cell(), bit(transfer.head > 0)),
            (self.end_cut, Felt::from(transfer.end())),
            (self.offset, offset),
            (self.is_far.cell(), bit(is_far)),
            (self.far_inverse, inverse(from.word[1])),
            (self.distance, distance),
            (self.paid, paid),
            (self.unpaid, paid * Felt::from(32) - bytes),
        ] {
            row.set(cell, value);
        }
        notes.ranges.push((WORDS_BITS, paid));
        if is_far {
            notes.ranges.push((128, distance));
        }
        let mut size = before;
        let mut source_price = Felt::ZERO;
        if transfer.source == Source::Memory {
            row.set(self.reads.cell(), 1u64);
            let end_words = self.end.fill(&mut row, small(offset + bytes));
            let word = self.prices.memory_word;
            size = Felt::from(end_words.max(small(before)));
            source_price = Felt::from(memory_gas(word, small(size)) - memory_gas(word, small(before)));
            self.source_growth.fill_from(&mut row, [before, size], Felt::from(end_words), source_price, notes);
        } else {
            row.set(self.source_growth.after, before);
        }
        let price =
            step.state[3] - step.code.gas - step.next[3] - paid * Felt::from(self.prices.copied_word) - source_price;
        let end = transfer.place + transfer.written.len() as u64;
        self.growth.fill_from(&mut row, [size, after], Felt::from(end), price, notes);
    }
}

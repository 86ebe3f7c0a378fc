//! EXP. One row a step, and one in the lane of bits (`exp_bits.rs`) for each bit of the exponent but its highest one.
//!
//! A is the base, popped first, E the exponent; `Z = A^E mod 2^256` takes their place, and `0^0 = 1` (Yellow Paper, appendix H.2). The price
//! beyond the static one is 50 for each byte of the exponent that is not a leading zero (EIP-160). A power that cannot be paid for says its
//! price instead of the next state (see `halt.rs`).
//!
//! A chain of messages `(chain, A, n, e, A^e)` starts at `(1, 1, A)`: an exponent of one bit, which is 1. Each bit row makes n larger by one and
//! appends a bit to e, so e has exactly n bits. The step receives the chain's end again, and says that e is the highest limb of E that
//! is not 0. So it proves both the power and how long the exponent is. A second chain goes on with the power M that the first one came to,
//! at `(0, 0, M)`, by the 128 bits of the low limb.
//!
//! | chip | E | first chain ends with | second chain ends with | bytes |
//! |---|---|---|---|---|
//! | exp to 0 | 0 | | | 0, and `Z = 1` |
//! | exp to a limb | `E.hi = 0` | `(8·L − t, E.lo, Z)` | | L |
//! | exp to a word | | `(8·L − t, E.hi, M)` | `(128, E.lo, Z)` | L + 16 |
//!
//! - **No exponent feeds itself.** The number of bits moves strictly along a chain, so each chain's messages lead back to a start. Only this
//!   lane's rows start chains; those of exponent 0 start none and receive none. Chains are numbered by the clock, 2·clock and 2·clock + 1, so
//!   each step has its own.
//! - **Length.** `L < 2^5` and t, three bits, make `n = 8·L − t ≤ 248`, so e is below 2^248 and was not reduced modulo the field's modulus. It
//!   equals a limb, which is below 2^128, and its highest bit is 1: n is the limb's number of bits, and L that of its bytes.
//! - **Cases.** What a first chain ends with is not 0: an exponent of 0 has only the first chip, one with a high limb only the third.
//!
//! Relies on limbs of A and E below 2^128; those of Z and M are checked by the bits' products. Degree 3, 15 messages at most.

use ff::Field;

use super::exp_bits::Chain;
use super::notes::Notes;
use super::step::{PopCells, StepColumns, WordCells};
use super::timeline::EvmStep;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::word::{integer, word};

/// The function.
pub(super) const EXP: u8 = 0x0a;
/// Bits and bytes of a limb.
const LIMB_BITS: u64 = 128;
const LIMB_BYTES: u64 = 16;
/// Bits of the number of bytes.
const LENGTH_BITS: u64 = 5;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct ExpLane {
    /// The lane.
    pub lane: Lane,
    /// To 0, to a limb, to a word.
    chips: [ChipId; 3],
    step: StepColumns,
    base: PopCells,
    exponent: PopCells,
    result: WordCells,
    middle: WordCells,
    bytes: Cell,
    padding: [Bit; 3],
    /// It cannot be paid.
    halts: Bit,
    /// `G_expbyte`.
    byte_gas: u64,
}

impl ExpLane {
    /// Declares the lane.
    pub fn declare(byte_gas: u64) -> Self {
        let mut b = LaneBuilder::new("exp");
        let chips @ [to_zero, to_limb, to_word] =
            ["exp to 0", "exp to a limb", "exp to a word"].map(|name| b.chip(name, Group::Execution));
        let step = StepColumns::declare(&mut b);
        let [base, exponent] = ["base", "exponent"].map(|name| PopCells::declare(&mut b, name));
        let [result, middle] = ["result", "power of the high limb"].map(|name| WordCells::declare(&mut b, name));
        let bytes = b.column("bytes of the highest limb");
        let padding = [1, 2, 4].map(|weight| b.bit(&format!("unused bits of its highest byte: {weight}")));
        let halts = b.bit("a power that cannot be paid");

        let on = b.on();
        let [is_limb, is_word] = [to_limb, to_word].map(|chip| b.flag(chip));
        let powers = is_limb.clone() + is_word.clone();
        let dynamic = bytes * byte_gas + is_word.clone() * (byte_gas * LIMB_BYTES);
        let next_pc = step.pc + 1;
        step.receive(&mut b);
        let goes_on = on.clone() - halts.cell();
        step.send(&mut b, next_pc.clone(), -on.clone(), dynamic.clone(), goes_on.clone());
        step.send_price(&mut b, dynamic, halts.expr());
        b.constrain("a power that halts is one", halts.expr() * (Expr::from(1) - on.clone()));
        step.fetch(&mut b, &chips.map(|chip| (chip, EXP)), Expr::ZERO, next_pc);
        base.pop(&mut b, &step, step.sp - 1, on.clone());
        exponent.pop(&mut b, &step, step.sp - 2, on);
        let push = result.push(&mut b, &step, step.sp - 2);
        b.send(push, Kind::EvmStack, goes_on);

        let length = b.slot([LENGTH_BITS.into(), bytes.into()]);
        b.receive(length, Kind::Range, powers.clone());
        let [first, second] = [0u64, 1].map(|chain| step.clock * 2 + chain);
        let [base_lo, base_hi] = [base.word.lo, base.word.hi].map(Expr::from);
        let mut link = |chain: &Expr, bits: Expr, exponent: Expr, power: WordCells| {
            let words = [base_lo.clone(), base_hi.clone(), bits, exponent, power.lo.into(), power.hi.into()];
            b.slot([chain.clone()].into_iter().chain(words))
        };
        let unused: Expr = padding.iter().zip([1u64, 2, 4]).map(|(bit, weight)| bit.expr() * weight).sum();
        let bits = bytes * 8 - unused;
        let start = link(&first, 1.into(), 1.into(), base.word);
        let limb_end = link(&first, bits.clone(), exponent.word.lo.into(), result);
        let high_end = link(&first, bits, exponent.word.hi.into(), middle);
        let low_start = link(&second, Expr::ZERO, Expr::ZERO, middle);
        let low_end = link(&second, LIMB_BITS.into(), exponent.word.lo.into(), result);
        b.send(start, Kind::EvmExp, powers);
        b.receive(limb_end, Kind::EvmExp, is_limb);
        b.receive(high_end, Kind::EvmExp, is_word.clone());
        b.send(low_start, Kind::EvmExp, is_word.clone());
        b.receive(low_end, Kind::EvmExp, is_word);

        b.declare(to_zero, |chip| {
            chip.constrain("the exponent is 0, low limb", exponent.word.lo.into());
            chip.constrain("the exponent is 0, high limb", exponent.word.hi.into());
            chip.constrain("a power to 0 is 1, low limb", result.lo - 1);
            chip.constrain("a power to 0 is 1, high limb", result.hi.into());
            chip.constrain("an exponent of 0 has no bytes", bytes.into());
        });
        b.declare(to_limb, |chip| chip.constrain("the exponent has one limb", exponent.word.hi.into()));
        Self { lane: b.finish(), chips, step, base, exponent, result, middle, bytes, padding, halts, byte_gas }
    }

    /// The chip of a function on a step's operands, if it is one of this lane's.
    pub(super) fn chip(&self, function: u8, step: &EvmStep) -> Option<ChipId> {
        if function != EXP {
            return None;
        }
        let [to_zero, to_limb, to_word] = self.chips;
        Some(match step.popped.get(1)?.word {
            [Felt::ZERO, Felt::ZERO] => to_zero,
            [_, Felt::ZERO] => to_limb,
            _ => to_word,
        })
    }

    /// Fills a step, and notes the range check and the chains it needs.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, chip: ChipId, step: &EvmStep, notes: &mut Notes) {
        let [base, exponent] = &step.popped[..] else { return };
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        self.base.fill(&mut row, base);
        self.exponent.fill(&mut row, exponent);
        let halts = step.cause.is_some();
        row.set(self.halts.cell(), u64::from(halts));
        let (base, [low, high]) = (base.word, exponent.word);
        let power = || word(integer(base).wrapping_pow(integer(exponent.word)));
        let z = if halts { power() } else { step.pushed.first().copied().unwrap_or_default() };
        self.result.fill(&mut row, z);
        let has_high = high != Felt::ZERO;
        let highest = integer([if has_high { high } else { low }, Felt::ZERO]);
        let bits = highest.bit_len() as u64;
        let bytes = bits.div_ceil(8);
        if halts {
            let all = bytes + if has_high { LIMB_BYTES } else { 0 };
            notes.exhausted = Some(step.code.gas + Felt::from(self.byte_gas * all));
        }
        if bits == 0 {
            return;
        }
        row.set(self.bytes, bytes);
        for (place, bit) in self.padding.iter().enumerate() {
            row.set(bit.cell(), (8 * bytes - bits) >> place & 1);
        }
        let number = step.state[0].double();
        let first = Chain { number, base, bits: 1, exponent: Felt::ONE, power: base };
        if has_high {
            let middle = word(integer(base).wrapping_pow(highest));
            self.middle.fill(&mut row, middle);
            let second = Chain { number: number + Felt::ONE, base, bits: 0, exponent: Felt::ZERO, power: middle };
            notes.exp_bits.extend(first.to(highest, bits, middle));
            notes.exp_bits.extend(second.to(integer([low, Felt::ZERO]), LIMB_BITS, z));
        } else {
            notes.exp_bits.extend(first.to(highest, bits, z));
        }
    }
}

//! AND, OR and XOR of words. One row a step.
//!
//! The two words on top are a *value* V and a *mask* M, in either order: the operations do not care, so the prover may choose. C is V & M, limb
//! by limb, each limb in one of three ways:
//!
//! | limb of M | limb of C, of V = v, M = m | relies on |
//! |---|---|---|
//! | zeros or ones | `m·(m − ones) = 0`, `c·ones = v·m` | |
//! | cut: `2^n − 1` or `2^128 − 2^n`, n ≤ 120 | `v = q·2^n + r`; `c = r`, or `c = v − r` | `(n, 2^n)` by the table, `r < 2^n`, `q < 2^128` |
//! | any | `(v, m, c)` from the bitwise lane | |
//!
//! One limb is cut at most, because a row has the cells for one. All three ways are true for any mask that satisfies them, so the choice
//! among them is free as well.
//!
//! | chip | puts in place of both (Yellow Paper, appendix H.2) |
//! |---|---|
//! | and | C |
//! | or | `V + M − C` |
//! | xor | `V + M − 2·C` |
//!
//! Relies on limbs of V and M below 2^128; then those of the result are. Largest intermediate value: `v·m < 2^256` in a product that
//! is compared only if m is 0 or `ones`; `q·2^n + r < 2^249`, so q and r are unique. Degree 4, 13 messages at most.

use ff::Field;

use super::notes::Notes;
use super::step::{PopCells, StepColumns, WordCells};
use super::timeline::EvmStep;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::power_of_two;
use crate::word::{Word, integer};

const AND: u8 = 0x16;
const OR: u8 = 0x17;
const XOR: u8 = 0x18;

/// Bits of the widest cut: with `q < 2^128` the sum `q·2^n + r` stays below the modulus.
const WIDEST_CUT: u32 = 120;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct BitsLane {
    /// The lane.
    pub lane: Lane,
    chips: Vec<(ChipId, u8)>,
    step: StepColumns,
    value: PopCells,
    mask: PopCells,
    conjunction: WordCells,
    swapped: Bit,
    /// Whether the bitwise lane is asked, by limb.
    asked: [Bit; 2],
    /// Whether the limb is cut.
    cut: [Bit; 2],
    keeps_high: Bit,
    exponent: Cell,
    width: Cell,
    quotient: Cell,
    remainder: Cell,
}

/// How a limb of the conjunction is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Trivial,
    Cut { bits: u32, keeps_high: bool },
    Asked,
}

impl Way {
    /// The cheapest way for a limb of the mask.
    fn of(mask: u128) -> Self {
        let (low, high) = (mask.trailing_ones(), mask.trailing_zeros());
        if mask == 0 || mask == u128::MAX {
            Self::Trivial
        } else if low <= WIDEST_CUT && mask == (1 << low) - 1 {
            Self::Cut { bits: low, keeps_high: false }
        } else if high <= WIDEST_CUT && !mask == (1 << high) - 1 {
            Self::Cut { bits: high, keeps_high: true }
        } else {
            Self::Asked
        }
    }

    /// What it costs in rows of other lanes, about: cells of a range check with its helpers, cells of a row of nibbles.
    fn cost(self) -> usize {
        match self {
            Self::Trivial => 0,
            Self::Cut { bits: 64, .. } => 35,
            Self::Cut { bits: 0..64, .. } => 61,
            Self::Cut { .. } => 101,
            Self::Asked => 108,
        }
    }

    /// The ways of both limbs of a mask.
    fn of_word(mask: Word) -> [Self; 2] {
        let [a, b, c, d] = integer(mask).into_limbs().map(u128::from);
        let ways = [a | b << 64, c | d << 64].map(Self::of);
        match ways {
            // one limb can be cut: the one that gains more by it
            [Self::Cut { .. }, Self::Cut { .. }] if ways[0].cost() > ways[1].cost() => [Self::Asked, ways[1]],
            [Self::Cut { .. }, Self::Cut { .. }] => [ways[0], Self::Asked],
            _ => ways,
        }
    }
}

impl BitsLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("bits");
        let chips @ [and, or, xor] = ["and", "or", "xor"].map(|name| b.chip(name, Group::Execution));
        let chips: Vec<_> = chips.into_iter().zip([AND, OR, XOR]).collect();
        let step = StepColumns::declare(&mut b);
        let [value, mask] = ["value", "mask"].map(|name| PopCells::declare(&mut b, name));
        let conjunction = WordCells::declare(&mut b, "value & mask");
        let swapped = b.bit("the mask is on top");
        let asked = ["the low limbs are looked up", "the high limbs are looked up"].map(|name| b.bit(name));
        let cut = ["the low limb is cut", "the high limb is cut"].map(|name| b.bit(name));
        let keeps_high = b.bit("the cut keeps the high bits");
        let [exponent, width, quotient, remainder] = b.columns(["exponent", "width", "quotient", "remainder"]);

        let on = b.on();
        let next_pc = step.pc + 1;
        step.receive(&mut b);
        step.send(&mut b, next_pc.clone(), -on.clone(), Expr::ZERO, on.clone());
        step.fetch(&mut b, &chips, Expr::ZERO, next_pc);
        let top = step.sp - 1;
        value.pop(&mut b, &step, top.clone() - swapped.cell(), on.clone());
        mask.pop(&mut b, &step, top.clone() - 1 + swapped.cell(), on);
        let place = top - 1;
        let limbs = |times: u64| {
            [(value.word.lo, mask.word.lo, conjunction.lo), (value.word.hi, mask.word.hi, conjunction.hi)]
                .map(|(value, mask, both)| value + mask - both * times)
        };
        let conjunction_limbs = [conjunction.lo, conjunction.hi].map(Expr::from);
        for (chip, [lo, hi]) in [(and, conjunction_limbs), (or, limbs(1)), (xor, limbs(2))] {
            let slot = b.slot([place.clone(), lo, hi, step.clock.into()]);
            b.declare(chip, |chip| chip.send(slot, Kind::EvmStack));
        }

        let values = [value.word.lo, value.word.hi];
        let masks = [mask.word.lo, mask.word.hi];
        let results = [conjunction.lo, conjunction.hi];
        let ones = power_of_two(128) - Felt::ONE;
        for (limb, name) in ["low", "high"].into_iter().enumerate() {
            let (v, m, c) = (values[limb], masks[limb], results[limb]);
            let slot = b.slot([v, m, c].map(Expr::from));
            b.receive(slot, Kind::And, asked[limb].cell());
            let plain = Expr::from(1) - asked[limb].cell() - cut[limb].cell();
            let sentence = format!("a {name} mask that is neither cut nor looked up is zeros or ones");
            b.constrain(sentence, plain.clone() * m * (m - ones));
            b.constrain(format!("zeros clear and ones keep the {name} limb"), plain * (c * ones - v * m));
            let cut = cut[limb].cell();
            let low_bits = width - 1;
            let other_bits = Expr::from(power_of_two(128)) - width - low_bits.clone();
            let sentence = format!("a {name} mask that cuts has ones on one side");
            b.constrain(sentence, cut * (low_bits + keeps_high.expr() * other_bits - m));
            b.constrain(format!("the {name} limb that is cut is q·2^n + r"), cut * (quotient * width + remainder - v));
            let kept = remainder + keeps_high.expr() * (v - remainder * 2);
            b.constrain(format!("what is kept of the {name} limb is one side"), cut * (kept - c));
        }
        b.constrain("one limb is cut at most", cut[0].expr() * cut[1].cell());
        let cuts = cut[0].expr() + cut[1].cell();
        let power = b.slot([exponent.into(), width.into(), Expr::ZERO]);
        b.receive(power, Kind::Power, cuts.clone());
        let narrow = b.slot([7.into(), exponent + u64::from(127 - WIDEST_CUT)]);
        b.receive(narrow, Kind::Range, cuts.clone());
        let below = b.slot([width, remainder].map(Expr::from));
        b.receive(below, Kind::RangeWide, cuts.clone());
        let bounded = b.slot([power_of_two(128).into(), quotient.into()]);
        b.receive(bounded, Kind::RangeWide, cuts);
        Self {
            lane: b.finish(),
            chips,
            step,
            value,
            mask,
            conjunction,
            swapped,
            asked,
            cut,
            keeps_high,
            exponent,
            width,
            quotient,
            remainder,
        }
    }

    /// The chip of a function, if it is one of this lane's.
    pub fn chip(&self, function: u8) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == function).map(|(chip, _)| *chip)
    }

    /// Fills a step. The conjunction, quotient and remainder are solved for from the step's words, so that a false result
    /// satisfies every equation that something can be solved for.
    pub(super) fn fill(
        &self,
        witness: &mut Witness,
        index: usize,
        chip: ChipId,
        function: u8,
        step: &EvmStep,
        notes: &mut Notes,
    ) {
        let [x, y, ..] = &step.popped[..] else { return };
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        let cost = |mask: Word| Way::of_word(mask).map(Way::cost).iter().sum::<usize>();
        let swapped = cost(x.word) < cost(y.word);
        let (value, mask) = if swapped { (y, x) } else { (x, y) };
        row.set(self.swapped.cell(), Felt::from(u64::from(swapped)));
        self.value.fill(&mut row, value);
        self.mask.fill(&mut row, mask);
        let z = step.pushed.first().copied().unwrap_or_default();
        let half = Felt::from(2).invert().expect("two is not zero");
        let conjunction = [0, 1].map(|i| match function {
            OR => value.word[i] + mask.word[i] - z[i],
            XOR => (value.word[i] + mask.word[i] - z[i]) * half,
            _ => z[i],
        });
        self.conjunction.fill(&mut row, conjunction);
        for (limb, way) in Way::of_word(mask.word).into_iter().enumerate() {
            let (v, c) = (value.word[limb], conjunction[limb]);
            match way {
                Way::Trivial => {}
                Way::Cut { bits, keeps_high } => {
                    let width = power_of_two(bits);
                    let remainder = if keeps_high { v - c } else { c };
                    let quotient = (v - remainder) * width.invert().expect("a power of two is not zero");
                    row.set(self.cut[limb].cell(), Felt::ONE);
                    row.set(self.keeps_high.cell(), Felt::from(u64::from(keeps_high)));
                    row.set(self.exponent, Felt::from(u64::from(bits)));
                    row.set(self.width, width);
                    row.set(self.quotient, quotient);
                    row.set(self.remainder, remainder);
                    notes.ranges.extend([(bits, remainder), (128, quotient)]);
                }
                Way::Asked => {
                    row.set(self.asked[limb].cell(), Felt::ONE);
                    notes.ands.push([v, mask.word[limb], c]);
                }
            }
        }
    }
}

//! Products, quotients and remainders of words with one limb, without the multiplication of words. One row a step.
//!
//! X is the word on top, Y the one below it; Z takes their place.
//!
//! | chip | says, with `X.hi = Y.hi = 0` (Yellow Paper, appendix H.2) | range checks |
//! |---|---|---|
//! | short mul | `X.lo·Y.lo = Z.lo + 2^128·Z.hi` | `Z.lo < 2^128`, `Z.hi < 2^64` |
//! | short div | `Z.lo·Y.lo + R = X.lo`, `Z.hi = 0` | Z.lo, R and `Y.lo − 1 − R` below 2^128 |
//! | short mod | `Q·Y.lo + Z.lo = X.lo`, `Z.hi = 0` | Z.lo, Q and `Y.lo − 1 − Z.lo` below 2^128 |
//!
//! Y.lo or the other factor, whichever the prover names, is below 2^64, so that both sides of each equation are below 2^193, less than the
//! modulus, and hold between integers. A divisor of 0 leaves no room for a remainder. Steps that this lane has no room for are the product
//! lane's; what either says is true, so the prover may choose. Relies on limbs of X and Y below 2^128. Degree 4, 12 messages
//! at most.

use ff::Field;

use super::notes::Notes;
use super::step::{PopCells, StepColumns, WordCells};
use super::timeline::EvmStep;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::power_of_two;
use crate::word::less;

const MUL: u8 = 0x02;
const DIV: u8 = 0x04;
const MOD: u8 = 0x06;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct ShortLane {
    /// The lane.
    pub lane: Lane,
    chips: Vec<(ChipId, u8)>,
    step: StepColumns,
    x: PopCells,
    y: PopCells,
    z: WordCells,
    /// The remainder of a division, the quotient of a remainder.
    rest: Cell,
    room: Cell,
    short: Cell,
    other_is_short: Bit,
}

impl ShortLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("short product");
        let chips @ [mul, div, modulo] =
            ["short mul", "short div", "short mod"].map(|name| b.chip(name, Group::Execution));
        let chips: Vec<_> = chips.into_iter().zip([MUL, DIV, MOD]).collect();
        let step = StepColumns::declare(&mut b);
        let [x, y] = ["x", "y"].map(|name| PopCells::declare(&mut b, name));
        let z = WordCells::declare(&mut b, "z");
        let [rest, room, short] = b.columns(["rest", "room above the remainder", "short factor"]);
        let other_is_short = b.bit("the short factor is not y");

        let on = b.on();
        let divides = b.flag(div) + b.flag(modulo);
        let next_pc = step.pc + 1;
        step.receive(&mut b);
        step.send(&mut b, next_pc.clone(), -on.clone(), Expr::ZERO, on.clone());
        step.fetch(&mut b, &chips, Expr::ZERO, next_pc);
        x.pop(&mut b, &step, step.sp - 1, on.clone());
        y.pop(&mut b, &step, step.sp - 2, on.clone());
        let push = z.push(&mut b, &step, step.sp - 2);
        b.send(push, Kind::EvmStack, on.clone());
        let is_mul = b.flag(mul);
        let mut check = |bits: u32, value: Cell, condition: Expr| {
            let slot = b.slot([power_of_two(bits).into(), value.into()]);
            b.receive(slot, Kind::RangeWide, condition);
        };
        check(64, short, on.clone());
        check(128, z.lo, on);
        check(64, z.hi, is_mul);
        check(128, rest, divides.clone());
        check(128, room, divides);

        b.constrain("x has one limb", x.word.hi.into());
        b.constrain("y has one limb", y.word.hi.into());
        for (chip, other) in [(mul, x.word.lo), (div, z.lo), (modulo, rest)] {
            b.declare(chip, |chip| {
                let named = y.word.lo + other_is_short.expr() * (other - y.word.lo);
                chip.constrain("one of the factors is the short one", named - short);
            });
        }
        b.declare(mul, |chip| {
            chip.constrain("x·y = z", x.word.lo * y.word.lo - z.lo - z.hi * power_of_two(128));
        });
        b.declare(div, |chip| chip.constrain("z·y + rest = x", z.lo * y.word.lo + rest - x.word.lo));
        b.declare(modulo, |chip| chip.constrain("rest·y + z = x", rest * y.word.lo + z.lo - x.word.lo));
        for (chip, remainder) in [(div, rest), (modulo, z.lo)] {
            b.declare(chip, |chip| {
                chip.constrain("the result has one limb", z.hi.into());
                chip.constrain("the remainder is below y", y.word.lo - 1 - remainder - room);
            });
        }
        Self { lane: b.finish(), chips, step, x, y, z, rest, room, short, other_is_short }
    }

    /// The chip of a function on operands that there is room for, if it is one of this lane's.
    pub(super) fn chip(&self, function: u8, step: &EvmStep) -> Option<ChipId> {
        let (chip, _) = self.chips.iter().find(|(_, own)| *own == function)?;
        let [x, y, ..] = &step.popped[..] else { return None };
        let [x, y] = [x.word, y.word];
        let is_short = |limb: Felt| less(limb, power_of_two(64));
        let fits = match function {
            MUL => is_short(x[0]) || is_short(y[0]),
            _ => y[0] != Felt::ZERO,
        };
        (fits && x[1] == Felt::ZERO && y[1] == Felt::ZERO).then_some(*chip)
    }

    /// Fills a step. Rest and room are solved for from the step's words, so that a false result satisfies every equation that something
    /// can be solved for.
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
        self.x.fill(&mut row, x);
        self.y.fill(&mut row, y);
        let z = step.pushed.first().copied().unwrap_or_default();
        self.z.fill(&mut row, z);
        let ([x, _], [y, _]) = (x.word, y.word);
        let (other, rest) = match function {
            MUL => (x, Felt::ZERO),
            DIV => (z[0], x - z[0] * y),
            _ => {
                let quotient = (x - z[0]) * super::step::inverse(y);
                (quotient, quotient)
            }
        };
        let other_is_short = !less(y, power_of_two(64));
        let short = if other_is_short { other } else { y };
        row.set(self.other_is_short.cell(), Felt::from(u64::from(other_is_short)));
        row.set(self.short, short);
        row.set(self.rest, rest);
        notes.ranges.extend([(64, short), (128, z[0])]);
        if function == MUL {
            notes.ranges.push((64, z[1]));
        } else {
            let room = y - Felt::ONE - if function == DIV { rest } else { z[0] };
            row.set(self.room, room);
            notes.ranges.extend([(128, rest), (128, room)]);
        }
    }
}

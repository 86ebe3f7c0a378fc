//! Sums, differences and comparisons of words. One row a step.
//!
//! X is the word on top, at `sp − 1`; Y the one below it, at `sp − 2`. A *word* Z or a *truth* (1 or 0) takes their place.
//!
//! | chip | says (Yellow Paper, appendix H.2) | range checks |
//! |---|---|---|
//! | add | `Z − X = Y − carry·2^256` | Z |
//! | sub | `X − Y = Z − borrow·2^256` | Z |
//! | lt, gt | `X − Y = R − truth·2^256`; gt: `Y − X` | R |
//! | slt, sgt | the same of X and Y less 2^256 for each that is negative | R, both signs |
//! | eq | `truth·(X − Y) = 0` for each limb, and if truth = 0, some combination of the limbs' differences is 1 | |
//! | iszero | the same of the sum of X's limbs, below 2^129 | |
//! | not | each limb of Z is `2^128 − 1` less that of X | |
//!
//! R, the borrows and so the truth are unique (see [`crate::range::difference`]): the prover has no choice. A sign s is a bit with
//! `0 ≤ 2·(hi − s·2^127) < 2^128`, which makes it the limb's highest bit; the numbers compared are then in `[−2^255, 2^255)` and differ
//! by less than 2^256. Relies on limbs of X and Y below 2^128. Largest intermediate value: below 2^130 in size. Degree 4, 12
//! messages at most.

use ff::Field;

use super::notes::Notes;
use super::step::{PopCells, StepColumns, WordCells, inverse};
use super::timeline::EvmStep;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::{borrows, difference, difference_with, power_of_two};
use crate::word::{Word, integer};

const ADD: u8 = 0x01;
const SUB: u8 = 0x03;
const LT: u8 = 0x10;
const GT: u8 = 0x11;
const SLT: u8 = 0x12;
const SGT: u8 = 0x13;
const EQ: u8 = 0x14;
const ISZERO: u8 = 0x15;
const NOT: u8 = 0x19;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct AluLane {
    /// The lane.
    pub lane: Lane,
    chips: Vec<(ChipId, u8)>,
    step: StepColumns,
    x: PopCells,
    y: PopCells,
    /// Z, or R.
    result: WordCells,
    /// Carry or borrow of the low limbs.
    low: Bit,
    /// Carry or borrow of the high limbs, or the truth.
    high: Bit,
    signs: [Bit; 2],
    inverses: [Cell; 2],
}

impl AluLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("alu");
        let names = ["add", "sub", "lt", "gt", "slt", "sgt", "eq", "iszero", "not"];
        let chips @ [add, sub, lt, gt, slt, sgt, eq, iszero, not] = names.map(|name| b.chip(name, Group::Execution));
        let chips: Vec<_> = chips.into_iter().zip([ADD, SUB, LT, GT, SLT, SGT, EQ, ISZERO, NOT]).collect();
        let step = StepColumns::declare(&mut b);
        let [x, y] = ["x", "y"].map(|name| PopCells::declare(&mut b, name));
        let result = WordCells::declare(&mut b, "result");
        let low = b.bit("low carry");
        let high = b.bit("high carry or truth");
        let signs =
            [slt, sgt].map(|chip| b.declare(chip, |chip| ["x is negative", "y is negative"].map(|s| chip.bit(s))));
        let [signs, same] = signs;
        assert_eq!(signs.map(Bit::cell), same.map(Bit::cell), "a chip's own cells are the lane's first pool columns");
        let inverses = b.declare(eq, |chip| ["low inverse", "high inverse"].map(|name| chip.cell(name)));
        let inverse_of_sum = b.declare(iszero, |chip| chip.cell("inverse"));
        assert_eq!(inverse_of_sum, inverses[0], "a chip's own cells are the lane's first pool columns");

        let any = |b: &LaneBuilder, chips: &[ChipId]| -> Expr { chips.iter().map(|chip| b.flag(*chip)).sum() };
        let on = b.on();
        let binary = on.clone() - any(&b, &[iszero, not]);
        let signed = any(&b, &[slt, sgt]);
        let checked = any(&b, &[add, sub, lt, gt]) + signed.clone();
        let words = any(&b, &[add, sub, not]);
        let truths = any(&b, &[lt, gt, slt, sgt, eq, iszero]);
        let next_pc = step.pc + 1;
        step.receive(&mut b);
        step.send(&mut b, next_pc.clone(), -binary.clone(), Expr::ZERO, on.clone());
        step.fetch(&mut b, &chips, Expr::ZERO, next_pc);
        x.pop(&mut b, &step, step.sp - 1, on);
        y.pop(&mut b, &step, step.sp - 2, binary.clone());
        let position = step.sp - 1 - binary;
        let word = result.push(&mut b, &step, position.clone());
        b.send(word, Kind::EvmStack, words);
        let truth = b.slot([position, high.expr(), Expr::ZERO, step.clock.into()]);
        b.send(truth, Kind::EvmStack, truths);
        let limit = power_of_two(128);
        for limb in [result.lo, result.hi] {
            let slot = b.slot([limit.into(), limb.into()]);
            b.receive(slot, Kind::RangeWide, checked.clone());
        }
        for (word, sign) in [x, y].into_iter().zip(signs) {
            let slot = b.slot([limit.into(), word.word.hi * 2 - sign.expr() * limit]);
            b.receive(slot, Kind::RangeWide, signed.clone());
        }

        let [x_limbs, y_limbs, r] = [x.word, y.word, result].map(|word| [word.lo, word.hi].map(Expr::from));
        let as_signed = |[lo, hi]: [Expr; 2], sign: Bit| [lo, hi - sign.expr() * limit];
        let [x_signed, y_signed] = [as_signed(x_limbs.clone(), signs[0]), as_signed(y_limbs.clone(), signs[1])];
        for (chip, name, left, right, is) in [
            (add, "z − x is y less the carry", &r, &x_limbs, &y_limbs),
            (sub, "x − y is z less the borrow", &x_limbs, &y_limbs, &r),
            (lt, "x − y borrows if x < y", &x_limbs, &y_limbs, &r),
            (gt, "y − x borrows if x > y", &y_limbs, &x_limbs, &r),
            (slt, "x − y borrows if x < y with their signs", &x_signed, &y_signed, &r),
            (sgt, "y − x borrows if x > y with their signs", &y_signed, &x_signed, &r),
        ] {
            let equations = difference(left.clone(), right.clone(), is.clone(), [low, high].map(Bit::expr));
            b.declare(chip, |chip| {
                for (limb, zero) in ["low", "high"].into_iter().zip(equations) {
                    chip.constrain(format!("{name}, {limb} limbs"), zero);
                }
            });
        }
        b.declare(eq, |chip| {
            let [lo, hi] = [x.word.lo - y.word.lo, x.word.hi - y.word.hi];
            chip.constrain("words with other low limbs are not equal", high.expr() * lo.clone());
            chip.constrain("words with other high limbs are not equal", high.expr() * hi.clone());
            let one = lo * inverses[0] + hi * inverses[1] + high.expr();
            chip.constrain("words that do not differ are equal", one - 1);
        });
        b.declare(iszero, |chip| {
            let sum = x.word.lo + x.word.hi;
            chip.constrain("a word that is not zero is not zero", high.expr() * sum.clone());
            chip.constrain("a word whose limbs are zero is zero", sum * inverse_of_sum + high.expr() - 1);
        });
        b.declare(not, |chip| {
            for (name, x, z) in [("low", x.word.lo, result.lo), ("high", x.word.hi, result.hi)] {
                chip.constrain(format!("the {name} limbs add up to ones"), x + z - (limit - Felt::ONE));
            }
        });
        Self { lane: b.finish(), chips, step, x, y, result, low, high, signs, inverses }
    }

    /// The chip of a function, if it is one of this lane's.
    pub fn chip(&self, function: u8) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == function).map(|(chip, _)| *chip)
    }

    /// Fills a step. Auxiliary cells are solved for from the step's words, so that a false result satisfies every equation that
    /// something can be solved for.
    pub(super) fn fill(
        &self,
        witness: &mut Witness,
        index: usize,
        chip: ChipId,
        function: u8,
        step: &EvmStep,
        notes: &mut Notes,
    ) {
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        let mut operands = [[Felt::ZERO; 2]; 2];
        for ((cells, popped), operand) in [self.x, self.y].iter().zip(&step.popped).zip(&mut operands) {
            cells.fill(&mut row, popped);
            *operand = popped.word;
        }
        let [x, y] = operands;
        let z = step.pushed.first().copied().unwrap_or_default();
        let limit = power_of_two(128);
        let compared = |a: Word, b: Word| {
            let (r, low) = difference_with(a, b, z[0]);
            (r, [low, z[0]])
        };
        let (result, [low, high]) = match function {
            ADD => (z, borrows(z, x, y)),
            SUB => (z, borrows(x, y, z)),
            LT => compared(x, y),
            GT => compared(y, x),
            SLT | SGT => {
                let signs = [x, y].map(|word| Felt::from(u64::from(integer(word).bit(255))));
                let signed = |[lo, hi]: Word, sign: Felt| [lo, hi - sign * limit];
                for ((cell, sign), word) in self.signs.iter().zip(signs).zip([x, y]) {
                    row.set(cell.cell(), sign);
                    notes.ranges.push((128, word[1].double() - sign * limit));
                }
                let [x, y] = [signed(x, signs[0]), signed(y, signs[1])];
                if function == SLT { compared(x, y) } else { compared(y, x) }
            }
            EQ => {
                let differences = [x[0] - y[0], x[1] - y[1]];
                let which = usize::from(differences[0] == Felt::ZERO);
                row.set(self.inverses[which], inverse(differences[which]) * (Felt::ONE - z[0]));
                ([Felt::ZERO; 2], [Felt::ZERO, z[0]])
            }
            ISZERO => {
                row.set(self.inverses[0], inverse(x[0] + x[1]) * (Felt::ONE - z[0]));
                ([Felt::ZERO; 2], [Felt::ZERO, z[0]])
            }
            _ => (z, [Felt::ZERO; 2]),
        };
        self.result.fill(&mut row, result);
        row.set(self.low.cell(), low);
        row.set(self.high.cell(), high);
        if !matches!(function, EQ | ISZERO | NOT) {
            notes.ranges.extend(result.map(|limb| (128, limb)));
        }
    }
}

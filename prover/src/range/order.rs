//! Sums, differences and the order of words of two limbs.
//!
//! `a − b = r − borrow·2^256`, limb by limb: `a.lo − b.lo = r.lo − borrow₀·2^128` and `a.hi − b.hi − borrow₀ = r.hi − borrow₁·2^128`. For
//! limbs of a, b and r below 2^128 and borrows 0 or 1 both sides are far below the modulus, so both hold between integers: r and
//! the borrows are unique, and borrow₁ = 1 exactly if `a < b`. Read from right to left it is the sum `r = a + b`: `r − a = b − carry·2^256`.
//! Whoever writes the equations checks the limbs and the borrows.

use super::power_of_two;
use crate::Felt;
use crate::circuit::{Bit, Cell, Expr, Kind, LaneBuilder, RowMut};
use crate::word::{Word, less};

/// The equations of `a = b`, or `a + b = high·2^256` if negative, low limbs first; `low` is the carry of the low limbs.
pub fn same_or_negative(a: [Expr; 2], b: [Expr; 2], negative: Bit, low: Bit, high: Expr) -> [Expr; 2] {
    let limit = power_of_two(128);
    let ([a_lo, a_hi], [b_lo, b_hi]) = (a, b);
    [
        a_lo - b_lo.clone() + negative.expr() * (b_lo * 2 - low.expr() * limit),
        a_hi - b_hi.clone() + negative.expr() * (b_hi * 2 + low.cell() - high * limit),
    ]
}

/// Both equations of `a − b = r − borrow·2^256`, low limbs first; each side given as limbs, the borrows low one first.
pub fn difference(a: [Expr; 2], b: [Expr; 2], r: [Expr; 2], borrows: [Expr; 2]) -> [Expr; 2] {
    let limit = power_of_two(128);
    let ([a_lo, a_hi], [b_lo, b_hi], [r_lo, r_hi]) = (a, b, r);
    let [low, high] = borrows;
    [a_lo - b_lo - r_lo + low.clone() * limit, a_hi - b_hi - low - r_hi + high * limit]
}

/// The borrows that solve [`difference`] for given words; bits if r is the difference.
pub fn borrows(a: Word, b: Word, r: Word) -> Word {
    let over_limit = power_of_two(128).invert().expect("a power of two is not zero");
    let low = (r[0] + b[0] - a[0]) * over_limit;
    [low, (r[1] + b[1] + low - a[1]) * over_limit]
}

/// The difference modulo 2^256, and its borrows, if the last one is `borrow`.
pub fn difference_with(a: Word, b: Word, borrow: Felt) -> (Word, Felt) {
    let limit = power_of_two(128);
    let low = Felt::from(u64::from(less(a[0], b[0])));
    ([a[0] - b[0] + low * limit, a[1] - b[1] - low + borrow * limit], low)
}

/// The proof that one word is below another: their difference borrows.
#[derive(Clone, Copy, Debug)]
pub struct Below {
    difference: [Cell; 2],
    borrow: Bit,
}

impl Below {
    /// Declares the cells.
    pub fn declare(b: &mut LaneBuilder) -> Self {
        let difference = b.columns(["difference.lo", "difference.hi"]);
        Self { difference, borrow: b.bit("borrow of the difference") }
    }

    /// Range-checks the difference where the condition holds: on every row where the equations are to mean something.
    pub fn check(&self, b: &mut LaneBuilder, condition: &Expr) {
        for limb in self.difference {
            let slot = b.slot([power_of_two(128).into(), limb.into()]);
            b.receive(slot, Kind::RangeWide, condition.clone());
        }
    }

    /// The equations that make a smaller than b, low limbs first.
    pub fn equations(&self, a: [Expr; 2], b: [Expr; 2]) -> [Expr; 2] {
        self.equations_with(a, b, 1.into())
    }

    /// The same with another borrow out of the high limbs than 1: if it is a bit, it is 1 exactly if a is smaller than b.
    pub fn equations_with(&self, a: [Expr; 2], b: [Expr; 2], borrow: Expr) -> [Expr; 2] {
        difference(a, b, self.difference.map(Expr::from), [self.borrow.expr(), borrow])
    }

    /// The low limb of the difference, where it is checked and the equations are not used.
    pub fn low(&self) -> Cell {
        self.difference[0]
    }

    /// Fills the cells and notes the range checks.
    pub fn fill(&self, row: &mut RowMut<'_>, a: Word, b: Word, requests: &mut Vec<(u32, Felt)>) {
        self.fill_with(row, a, b, Felt::from(1), requests);
    }

    /// Fills the cells for another borrow out of the high limbs than 1.
    pub fn fill_with(&self, row: &mut RowMut<'_>, a: Word, b: Word, borrow: Felt, requests: &mut Vec<(u32, Felt)>) {
        let (difference, low) = difference_with(a, b, borrow);
        row.set(self.borrow.cell(), low);
        self.fill_difference(row, difference, requests);
    }

    /// Fills a difference alone and notes its range checks.
    pub fn fill_difference(&self, row: &mut RowMut<'_>, difference: Word, requests: &mut Vec<(u32, Felt)>) {
        for (cell, limb) in self.difference.iter().zip(difference) {
            row.set(*cell, limb);
            requests.push((128, limb));
        }
    }
}

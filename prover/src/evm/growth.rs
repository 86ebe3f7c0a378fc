//! Memory's size, and what it costs to make it larger.
//!
//! A step that touches memory up to `end` words receives the size in the context token and says the larger of both. Which is larger
//! is decided by one checked difference: `size − end` if memory stays, `end − size − 1` if it grows, below 2^22 either way. Their sum is
//! −1, so only one of them can be checked: the prover has no choice. The price of growing comes from a row of the align lane; the price
//! of staying is 0.
//!
//! The size is an integer below 2^22 times the number of steps: it starts at 0 and an end is at most 2^22 words beyond it. What
//! bounds it in truth is that each step touches its last word, and that only words with a row of their own exist (see
//! `memory_words.rs`).

use ff::Field;

use super::notes::Notes;
use super::step::ContextCells;
use super::timeline::ContextAccess;
use crate::Felt;
use crate::circuit::{Bit, Cell, Expr, Kind, LaneBuilder, RowMut};
use crate::range::LIMB_BITS;

/// What the square of the size is divided by.
pub(super) const SQUARE_DIVISOR: u64 = 512;

/// Growth of memory from one size to a larger one, in words, and its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expansion {
    /// Words before.
    pub(super) before: Felt,
    /// Words after.
    pub(super) after: Felt,
    /// Gas.
    pub(super) gas: Felt,
}

/// `C_mem`: what memory of so many words costs, fewer than 2^32, given `G_memory` (Yellow Paper, appendix H.1).
pub(super) const fn memory_gas(word_gas: u64, words: u64) -> u64 {
    word_gas * words + words * words / SQUARE_DIVISOR
}

/// The cells of a step that may make memory larger.
#[derive(Clone, Copy, Debug)]
pub(super) struct GrowthCells {
    /// Size of memory after the step, in words.
    pub(super) after: Cell,
    /// What growing costs; 0 if memory stays.
    pub(super) price: Cell,
    grows: Bit,
    difference: [Cell; 2],
}

impl GrowthCells {
    pub(super) fn declare(b: &mut LaneBuilder) -> Self {
        Self::declare_named(b, "")
    }

    /// Declares a growth that is told from another of the same lane by a prefix.
    pub(super) fn declare_named(b: &mut LaneBuilder, prefix: &str) -> Self {
        let [after, price] = ["memory words after", "price of growing"].map(|name| b.column(format!("{prefix}{name}")));
        let grows = b.bit(&format!("{prefix}memory grows"));
        let difference = ["low part of the difference", "high part of the difference"];
        let difference = difference.map(|name| b.column(format!("{prefix}{name}")));
        Self { after, price, grows, difference }
    }

    /// The difference, of 22 bits where it is checked.
    pub(super) fn difference(&self) -> Expr {
        self.difference[0] + self.difference[1] * (1 << LIMB_BITS)
    }

    /// Checks the difference where the condition holds.
    pub(super) fn check(&self, b: &mut LaneBuilder, condition: &Expr) {
        for limb in self.difference {
            let slot = b.slot([u64::from(LIMB_BITS).into(), limb.into()]);
            b.receive(slot, Kind::Range, condition.clone());
        }
    }

    /// Memory is touched up to `end` words where the condition holds, and elsewhere stays. The difference is checked by
    /// [`Self::check`].
    pub(super) fn reach(&self, b: &mut LaneBuilder, context: &ContextCells, end: Expr, condition: &Expr) {
        self.reach_from(b, context.words, end, condition);
    }

    /// The same, memory having had the size of another cell.
    pub(super) fn reach_from(&self, b: &mut LaneBuilder, size: Cell, end: Expr, condition: &Expr) {
        let beyond = end - size;
        let sign = self.grows.expr() * 2 - 1;
        let difference = sign * beyond.clone() - self.grows.cell() - self.difference();
        b.constrain("memory grows if its end is beyond its size, and only then", condition.clone() * difference);
        let elsewhere = Expr::from(1) - condition.clone();
        b.constrain("memory grows only where it is touched", self.grows.expr() * elsewhere);
        let grown = self.grows.expr() * beyond;
        b.constrain("memory has its size, or its end", size + grown - self.after);
        b.constrain("staying costs nothing", self.grows.complement() * self.price);
        let slot = b.slot([size, self.after, self.price].map(Expr::from));
        b.receive(slot, Kind::EvmExpansion, self.grows.expr());
    }

    /// Fills a step that touches memory up to `end` words and pays so much for growing it. Memory grows if the step says so.
    pub(super) fn fill(&self, row: &mut RowMut<'_>, context: &ContextAccess, end: Felt, gas: Felt, notes: &mut Notes) {
        self.fill_from(row, [context.before[0], context.after[0]], end, gas, notes);
    }

    /// The same, given the size before and after.
    pub(super) fn fill_from(
        &self,
        row: &mut RowMut<'_>,
        [before, after]: [Felt; 2],
        end: Felt,
        gas: Felt,
        notes: &mut Notes,
    ) {
        let grows = before != after;
        row.set(self.after, after);
        row.set(self.price, gas);
        row.set(self.grows.cell(), Felt::from(u64::from(grows)));
        self.fill_difference(row, if grows { end - before - Felt::ONE } else { before - end });
        if grows {
            notes.expansions.push(Expansion { before, after, gas });
        }
    }

    /// Fills the difference.
    pub(super) fn fill_difference(&self, row: &mut RowMut<'_>, difference: Felt) {
        for (cell, limb) in self.difference.iter().zip(two_limbs(difference)) {
            row.set(*cell, limb);
        }
    }
}

/// An element as `low + 2^11·high`, low being the lowest 11 bits of its representative.
pub(super) fn two_limbs(value: Felt) -> [Felt; 2] {
    let low = Felt::from(crate::word::small(value) & ((1 << LIMB_BITS) - 1));
    let shift = Felt::from(1 << LIMB_BITS).invert().expect("a power of two is not zero");
    [low, (value - low) * shift]
}

//! The bits of EXP's exponents, from the second highest one down: one row each (see `exp.rs`).
//!
//! | chip | receives | sends | products |
//! |---|---|---|---|
//! | exp square | `(chain, A, n, e, P)` | `(chain, A, n + 1, 2·e, S)` | `P·P = S + 2^256·…` |
//! | exp multiply | the same | `(chain, A, n + 1, 2·e + 1, T)` | `P·P = S + 2^256·…`, `S·A = T + 2^256·…` |
//!
//! If `P = A^e` modulo 2^256, so is what is sent the power that it says. The number of bits n grows, so no chain leads back to itself. Nothing is
//! promised but the products; that e does not reach the modulus is for whoever ends the chain. Degree 3, five messages.

use ruint::aliases::U256;

use super::notes::Notes;
use super::product::high_word;
use super::step::WordCells;
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::Product;
use crate::word::{Word, integer, word};

/// What a message of a chain says: after so many bits, the power of the base to the exponent that they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chain {
    /// The chain's number.
    pub(super) number: Felt,
    /// The base.
    pub(super) base: Word,
    /// Bits so far.
    pub(super) bits: u64,
    /// What they are.
    pub(super) exponent: Felt,
    /// The power.
    pub(super) power: Word,
}

/// A row: what it receives, the bit that it appends, the power that it comes to.
#[derive(Clone, Copy, Debug)]
pub(super) struct ExpBit {
    before: Chain,
    is_one: bool,
    after: Word,
}

impl Chain {
    /// The rows that append bits up to so many, those of a limb, the last of which claims to come to a power.
    pub(super) fn to(mut self, limb: U256, bits: u64, power: Word) -> Vec<ExpBit> {
        let mut rows = vec![];
        while self.bits < bits {
            let left = usize::try_from(bits - self.bits - 1).expect("a limb has few bits");
            let (is_one, square) = (limb.bit(left), integer(self.power).wrapping_mul(integer(self.power)));
            let after = if is_one { square.wrapping_mul(integer(self.base)) } else { square };
            let after = if left == 0 { power } else { word(after) };
            rows.push(ExpBit { before: self, is_one, after });
            let exponent = self.exponent.double() + Felt::from(u64::from(is_one));
            self = Self { bits: self.bits + 1, exponent, power: after, ..self };
        }
        rows
    }
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct ExpBitLane {
    /// The lane.
    pub(super) lane: Lane,
    /// Of a bit that is 0, and of one that is 1.
    chips: [ChipId; 2],
    number: Cell,
    bits: Cell,
    exponent: Cell,
    base: WordCells,
    power: WordCells,
    square: [WordCells; 2],
    product: [WordCells; 2],
}

impl ExpBitLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("exp bits");
        let chips @ [zero, one] = ["exp square", "exp multiply"].map(|name| b.chip(name, Group::Execution));
        let [number, bits, exponent] = b.columns(["chain", "bits", "exponent"]);
        let [base, power, square, square_over, product, product_over] =
            ["base", "power", "square", "square over 2^256", "product", "product over 2^256"]
                .map(|name| WordCells::declare(&mut b, name));

        let on = b.on();
        let limbs = |word: WordCells| [word.lo, word.hi].map(Expr::from);
        let mut link = |bits: Expr, exponent: Expr, power: WordCells| {
            let numbers = [bits, exponent];
            b.slot([number.into()].into_iter().chain(limbs(base)).chain(numbers).chain(limbs(power)))
        };
        let before = link(bits.into(), exponent.into(), power);
        let after_zero = link(bits + 1, exponent * 2, square);
        let after_one = link(bits + 1, exponent * 2 + 1, product);
        b.receive(before, Kind::EvmExp, on.clone());
        b.declare(zero, |chip| chip.send(after_zero, Kind::EvmExp));
        b.declare(one, |chip| chip.send(after_one, Kind::EvmExp));
        let nothing = [Expr::ZERO, Expr::ZERO];
        let squares = [limbs(power), limbs(power), nothing.clone(), limbs(square), limbs(square_over)];
        let squares = b.slot(squares.into_iter().flatten());
        b.receive(squares, Kind::WideMulAdd, on);
        let multiplies = [limbs(square), limbs(base), nothing, limbs(product), limbs(product_over)];
        let multiplies = b.slot(multiplies.into_iter().flatten());
        b.declare(one, |chip| chip.receive(multiplies, Kind::WideMulAdd));
        let (square, product) = ([square, square_over], [product, product_over]);
        Self { lane: b.finish(), chips, number, bits, exponent, base, power, square, product }
    }

    /// Fills the rows that steps ask for, and notes their products. A false power that a row claims is the product of true factors.
    pub(super) fn fill_all(&self, witness: &mut Witness, index: usize, notes: &mut Notes) {
        for bit in &notes.exp_bits {
            let Chain { number, base, bits, exponent, power } = bit.before;
            let mut row = witness.row(index, &self.lane, self.chips[usize::from(bit.is_one)]);
            row.set(self.number, number);
            row.set(self.bits, bits);
            row.set(self.exponent, exponent);
            self.base.fill(&mut row, base);
            self.power.fill(&mut row, power);
            let factor = integer(power);
            let square = if bit.is_one { word(factor.wrapping_mul(factor)) } else { bit.after };
            let mut multiply = |cells: [WordCells; 2], factors: [Word; 2], result: Word| {
                let over = word(high_word(integer(factors[0]), integer(factors[1])));
                cells[0].fill(&mut row, result);
                cells[1].fill(&mut row, over);
                notes.products.push(Product([factors[0], factors[1], [Felt::from(0); 2], result, over]));
            };
            multiply(self.square, [power, power], square);
            if bit.is_one {
                multiply(self.product, [square, base], bit.after);
            }
        }
    }
}

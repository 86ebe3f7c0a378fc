//! `x·y + z = r + 2^256·h` for words of two limbs below 2^128.
//!
//! One row: receives nothing, sends `(x, y, z, r, h)` limb by limb as often as it stands there. x and y are cut into limbs of 64 bits,
//! `t_k = Σ x_i·y_j` over `i + j = k`, and four equations carry 128 bits at a time:
//! `t₀ + 2^64·t₁ + z.lo = r.lo + 2^128·c₀`, `t₂ + 2^64·t₃ + z.hi + c₀ = r.hi + 2^128·c₁`, `t₄ + 2^64·t₅ + c₁ = h.lo + 2^128·c₂`,
//! `t₆ + c₂ = h.hi`. A carry is below 2^67 and checked to be below 2^75, as 64 bits and 11. Largest intermediate value: below
//! 2^204, so the equations hold between integers. Limbs of all five words are range-checked here, those of z and h only if they are not
//! said to be zero. Degree 3, 21 messages.

use ff::Field;
use ruint::aliases::{U256, U512};

use super::{LIMB_BITS, power_of_two};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};

/// The words of one product: x, y, z, r, h, each low limb first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product(pub [[Felt; 2]; 5]);

/// The word q with `q·y + z = wide`, modulo 2^256 if y has an inverse there, else rounded down.
pub fn quotient(wide: U512, y: U256, z: U256) -> U256 {
    let multiple = wide.wrapping_sub(U512::from(z));
    y.inv_ring().map_or_else(
        || (multiple / U512::from(y)).wrapping_to(),
        |inverse| multiple.wrapping_to::<U256>().wrapping_mul(inverse),
    )
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct MultiplyLane {
    /// The lane.
    pub lane: Lane,
    chip: ChipId,
    factors: [[Cell; 4]; 2],
    words: [[Cell; 2]; 3],
    carries: [[Cell; 2]; 3],
    /// Whether z and h are said to be zero.
    zero: [Bit; 2],
}

impl MultiplyLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("multiply");
        let chip = b.chip("multiply", Group::Execution);
        let factors = ["x", "y"].map(|name| std::array::from_fn(|i| b.column(format!("{name}, 64-bit limb {i}"))));
        let words = ["z", "r", "h"].map(|name| ["lo", "hi"].map(|limb| b.column(format!("{name}.{limb}"))));
        let carries = [0, 1, 2].map(|i| ["low", "high"].map(|part| b.column(format!("{part} part of carry {i}"))));
        let zero = ["nothing is added", "nothing overflows"].map(|name| b.bit(name));
        let [x, y] = factors;
        let [z, r, h] = words;
        let half = power_of_two(64);
        let joined = |limbs: [Cell; 4]| [limbs[0] + limbs[1] * half, limbs[2] + limbs[3] * half];
        let message = b.slot(joined(x).into_iter().chain(joined(y)).chain(words.into_iter().flatten().map(Expr::from)));
        b.declare(chip, |chip| chip.send(message, Kind::WideMulAdd));
        let mut check = |kind: Kind, bound: Expr, value: Cell| {
            let slot = b.slot([bound, value.into()]);
            b.declare(chip, |chip| chip.receive(slot, kind));
        };
        factors.into_iter().flatten().for_each(|limb| check(Kind::RangeWide, half.into(), limb));
        r.into_iter().for_each(|limb| check(Kind::RangeWide, power_of_two(128).into(), limb));
        for [low, high] in carries {
            check(Kind::RangeWide, half.into(), low);
            check(Kind::Range, u64::from(LIMB_BITS).into(), high);
        }
        let flag = b.flag(chip);
        for (word, zero) in [(z, zero[0]), (h, zero[1])] {
            b.constrain("what is said to be zero is in a product", zero.expr() * (Expr::from(1) - flag.clone()));
            for limb in word {
                b.constrain("what is said to be zero is zero", zero.expr() * limb);
                let slot = b.slot([power_of_two(128).into(), limb.into()]);
                b.receive(slot, Kind::RangeWide, flag.clone() - zero.cell());
            }
        }
        let t = |k: usize| -> Expr { (0..4).filter(|i| (i..=&(i + 3)).contains(&&k)).map(|i| x[i] * y[k - i]).sum() };
        let carry = carries.map(|[low, high]| low + high * half);
        let limit = power_of_two(128);
        let sums = [
            t(0) + t(1) * half + z[0] - r[0] - carry[0].clone() * limit,
            t(2) + t(3) * half + z[1] + carry[0].clone() - r[1] - carry[1].clone() * limit,
            t(4) + t(5) * half + carry[1].clone() - h[0] - carry[2].clone() * limit,
            t(6) + carry[2].clone() - h[1],
        ];
        for (i, sum) in sums.into_iter().enumerate() {
            b.declare(chip, |chip| chip.constrain(format!("128 bits from {} on agree", 128 * i), sum));
        }
        Self { lane: b.finish(), chip, factors, words, carries, zero }
    }

    /// Fills the row of a product and notes its range checks. Limbs and carries are solved for, so that a false product satisfies every
    /// equation but those that nothing can be solved for.
    pub fn fill(&self, witness: &mut Witness, lane: usize, product: &Product, requests: &mut Vec<(u32, Felt)>) {
        let Product([x, y, z, r, h]) = product;
        let mut row = witness.row(lane, &self.lane, self.chip);
        let [x, y] = [x, y].map(|word| {
            let [[a, b], [c, d]] = word.map(split);
            [a, b, c, d]
        });
        for (cells, limbs) in self.factors.iter().zip([x, y]) {
            for (cell, limb) in cells.iter().zip(limbs) {
                row.set(*cell, limb);
                requests.push((64, limb));
            }
        }
        for (bit, word) in self.zero.iter().zip([z, h]) {
            row.set(bit.cell(), Felt::from(u64::from(*word == [Felt::ZERO; 2])));
        }
        for ((cells, word), may_be_zero) in self.words.iter().zip([z, r, h]).zip([true, false, true]) {
            for (cell, limb) in cells.iter().zip(word) {
                row.set(*cell, *limb);
                if !may_be_zero || *word != [Felt::ZERO; 2] {
                    requests.push((128, *limb));
                }
            }
        }
        let half = power_of_two(64);
        let t = |k: usize| -> Felt { (0..4).filter(|i| *i <= k && k <= i + 3).map(|i| x[i] * y[k - i]).sum() };
        let shift = power_of_two(128).invert().expect("a power of two is not zero");
        let mut carry = Felt::ZERO;
        let sums = [t(0) + t(1) * half + z[0] - r[0], t(2) + t(3) * half + z[1] - r[1], t(4) + t(5) * half - h[0]];
        for (cells, sum) in self.carries.iter().zip(sums) {
            carry = (sum + carry) * shift;
            let [low, high] = split(carry);
            row.set(cells[0], low);
            row.set(cells[1], high);
            requests.push((64, low));
        }
    }
}

/// An element as `low + 2^64·high`, low being the lowest 64 bits of its representative.
fn split(value: Felt) -> [Felt; 2] {
    use ff::PrimeField;
    let bytes = value.to_repr();
    let low = u64::from_le_bytes(std::array::from_fn(|i| bytes.as_ref()[i]));
    let low = Felt::from(low);
    [low, (value - low) * power_of_two(64).invert().expect("a power of two is not zero")]
}

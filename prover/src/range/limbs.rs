//! Lanes that put limbs together: `value < 2^64` in six limbs, `value < 2^128` in twelve, other widths by scaling.
//!
//! Chip `limbs`, one row: sends `(2^B, v)` as often as it stands there, having looked up limbs with `v = Σ limbᵢ·2^(11 i)`, the last
//! limb narrower, so that the sum is below 2^B. Chip `scaled`, one row: sends `(w, v)`, having asked for `v < 2^B` and
//! `v·s < 2^B`, where `w·s = 2^B`. The widths asked for are powers of two (a constant, or from a checked program), so `s` is the
//! power of two `2^B / w`; in the 128-bit lane `s < 2^64` is asked for as well. Largest intermediate value: `v·s`, below 2^128 in
//! the 64-bit lane and below 2^192 in the 128-bit lane, both below the modulus, so that `v·s < 2^B` in the field means `v < w`.
//! A request wider than 2^B could only be answered for `v < 2^B`, which is narrower still.

use ff::PrimeField;

use super::Digits;
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};

/// A lane of range checks for one width B.
#[derive(Clone, Debug)]
pub struct RangeLane {
    /// The lane.
    pub lane: Lane,
    bits: u32,
    limbs: ChipId,
    scaled: ChipId,
    width: Cell,
    value: Cell,
    digits: Digits,
    scale: Cell,
    product: Cell,
}

/// `2^bits` in the field, of fewer than 254 bits: no power is reduced.
pub fn power_of_two(bits: u32) -> Felt {
    debug_assert!(bits < Felt::NUM_BITS, "2^{bits} is reduced");
    let mut limbs = [0; 4];
    limbs[(bits / 64) as usize] = 1 << (bits % 64);
    Felt::from_raw(limbs)
}

impl RangeLane {
    /// Declares the lane for values of 64 or 128 bits.
    pub fn declare(bits: u32) -> Self {
        let mut b = LaneBuilder::new(if bits == 64 { "range 64" } else { "range 128" });
        let limbs = b.chip(if bits == 64 { "range64" } else { "range128" }, Group::Execution);
        let scaled = b.chip(if bits == 64 { "scaled64" } else { "scaled128" }, Group::Execution);
        let [width, value] = b.columns(["width", "value"]);
        let request = b.slot([width.into(), value.into()]);
        let digits = Digits::declare(&mut b, limbs, bits, |i| format!("limb {i}"));
        let [scale, product] = b.declare(scaled, |chip| ["scale", "product"].map(|name| chip.cell(name)));
        let full = power_of_two(bits);

        b.declare(limbs, |chip| {
            chip.send(request, Kind::RangeWide);
            chip.constrain("the width is the lane's", Expr::from(width) - full);
            chip.constrain("the value is the sum of its limbs", digits.value() - value);
        });

        let mut asked = vec![b.slot([full.into(), value.into()]), b.slot([full.into(), product.into()])];
        if bits > 64 {
            asked.push(b.slot([power_of_two(64).into(), scale.into()]));
        }
        b.declare(scaled, |chip| {
            chip.send(request, Kind::RangeWide);
            asked.iter().for_each(|slot| chip.receive(*slot, Kind::RangeWide));
            chip.constrain("width times scale is the lane's width", width * scale - full);
            chip.constrain("the product is value times scale", value * scale - product);
        });
        Self { lane: b.finish(), bits, limbs, scaled, width, value, digits, scale, product }
    }

    /// Fills the row that proves a value below 2^bits. A value that is not gives limbs that no table knows.
    pub fn fill(&self, witness: &mut Witness, lane: usize, value: Felt) {
        let mut row = witness.row(lane, &self.lane, self.limbs);
        row.set(self.width, power_of_two(self.bits));
        row.set(self.value, value);
        self.digits.fill(&mut row, value);
    }

    /// Fills the row that proves a value below a narrower width; the two or three requests it makes are the caller's to fill.
    pub fn fill_scaled(&self, witness: &mut Witness, lane: usize, bits: u32, value: Felt) -> Scaled {
        let scale = power_of_two(self.bits - bits);
        let product = value * scale;
        let mut row = witness.row(lane, &self.lane, self.scaled);
        row.set(self.width, power_of_two(bits));
        row.set(self.value, value);
        row.set(self.scale, scale);
        row.set(self.product, product);
        Scaled { scale, product }
    }
}

/// What a scaled range check asks for besides its value.
#[derive(Clone, Copy, Debug)]
pub struct Scaled {
    /// `2^B / w`; asked to be below 2^64 in the 128-bit lane.
    pub scale: Felt,
    /// The value times the scale, asked to be below 2^B.
    pub product: Felt,
}

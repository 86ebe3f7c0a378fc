//! The table `(n, lo, hi)` of the words `2^n`, n < 256, for circuits without a table of their own.

use super::power_of_two;
use crate::Felt;
use crate::circuit::{Kind, Lane, LaneBuilder};

/// Rows of the table: one for each power.
pub const POWER_ROWS: usize = 256;

/// Bits of a limb.
const LIMB: usize = 128;

/// Declares the lane.
pub fn powers() -> Lane {
    let mut b = LaneBuilder::new("powers");
    let tag = b.fixed("tag", |at| Felt::from(if at.index() < POWER_ROWS { Kind::Power.tag() } else { 0 }));
    let exponent = b.fixed("exponent", |at| Felt::from(if at.index() < POWER_ROWS { at.index() as u64 } else { 0 }));
    let [low, high] = [("low limb", 0), ("high limb", 1)].map(|(name, limb)| {
        b.fixed(name, move |at| match at.index().checked_sub(limb * LIMB) {
            Some(bits) if bits < LIMB => power_of_two(bits as u32),
            _ => Felt::from(0),
        })
    });
    b.entry("uses", tag, [exponent, low, high]);
    b.finish()
}

#[cfg(test)]
mod tests {
    use ruint::aliases::U256;

    use super::*;
    use crate::circuit::{Circuit, Shape, messages_of_row};
    use crate::word::word;

    #[test]
    fn the_table_holds_each_power_of_two() {
        let lanes = vec![powers()];
        let shape = Shape::of_rows(9, &lanes, &[POWER_ROWS + 8]);
        let circuit = Circuit::new("powers", lanes, shape, 0);
        let mut witness = circuit.witness();
        for row in 0..POWER_ROWS + 8 {
            witness.lanes[0].set(row, 0, Felt::from(1));
            let said: Vec<_> = messages_of_row(&circuit, &witness, 0, row).map(|(message, _)| message).collect();
            let expected = (row < POWER_ROWS).then(|| {
                let [low, high] = word(U256::from(1) << row);
                crate::circuit::Message::new(Felt::from(Kind::Power.tag()), vec![Felt::from(row as u64), low, high])
            });
            assert!(said.iter().filter(|message| message.tag != Felt::from(0)).eq(&expected), "row {row}: {said:?}");
        }
    }
}

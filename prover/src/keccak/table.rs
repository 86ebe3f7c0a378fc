//! The table of packed halves: `q = Σ qᵢ·16^i` of four digits below 6. A sum of eleven bits that is even, halved, is such a digit.

use super::lane::SLICES;
use crate::Felt;
use crate::circuit::{Kind, Lane, LaneBuilder, Position};

/// Halves of the even numbers up to 11.
const DIGITS: usize = 6;
/// Rows of the table.
pub(super) const ROWS: usize = DIGITS.pow(SLICES as u32);

/// The entry at an index over all instances.
fn entry(at: Position) -> Option<u64> {
    let digit = |i: usize| (at.index() / DIGITS.pow(i as u32) % DIGITS) as u64;
    (at.index() < ROWS).then(|| (0..SLICES).map(|i| digit(i) << (4 * i)).sum())
}

/// Declares the lane: one advice column, the count of each entry's uses, which is free, because every entry is true.
pub(super) fn table() -> Lane {
    let mut b = LaneBuilder::new("keccak halves");
    let tag = b.fixed("tag", |at| Felt::from(entry(at).map_or(0, |_| Kind::KeccakHalves.tag())));
    let value = b.fixed("value", |at| Felt::from(entry(at).unwrap_or(0)));
    let uses = b.column("uses");
    let slot = b.slot([value.into()]);
    b.say(slot, tag.into(), uses.into());
    b.counted(slot, uses);
    b.finish()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_holds_each_packing_once_over_its_instances() {
        for k in [9, 10, 11] {
            let rows = (1 << k) - crate::circuit::UNUSABLE_ROWS;
            let all = (0..ROWS.div_ceil(rows))
                .flat_map(|instance| (0..rows).map(move |row| Position { row, rows, before: instance * rows }));
            let entries: Vec<u64> = all.filter_map(entry).collect();
            assert_eq!(entries.len(), ROWS);
            assert_eq!(entries.iter().collect::<BTreeSet<_>>().len(), ROWS);
            assert!(entries.iter().all(|q| (0..SLICES).all(|i| q >> (4 * i) & 15 < 6) && q >> (4 * SLICES) == 0));
        }
    }
}

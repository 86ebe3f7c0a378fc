//! The table of packed halves: `q = Σ qᵢ·16^i` of four digits below 6. A sum of eleven bits that is even, halved, is such a digit.

use super::rounds::SLICES;
use crate::circuit::{Kind, Lane, LaneBuilder, table_rows};

/// Halves of the even numbers up to 11.
const DIGITS: usize = 6;
/// Entries of the table.
const ENTRIES: usize = DIGITS.pow(SLICES as u32);
/// Rows of the table.
pub(super) const ROWS: usize = table_rows(ENTRIES);

fn entry(index: usize) -> Option<[u64; 1]> {
    let digit = |i: usize| (index / DIGITS.pow(i as u32) % DIGITS) as u64;
    (index < ENTRIES).then(|| [(0..SLICES).map(|i| digit(i) << (4 * i)).sum()])
}

/// Declares the lane.
pub(super) fn table() -> Lane {
    let mut b = LaneBuilder::new("keccak halves");
    b.table(Kind::KeccakHalves, entry);
    b.finish()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_holds_each_packing_once() {
        let entries: Vec<u64> = (0..).map_while(entry).flatten().collect();
        assert_eq!(entries.len(), ENTRIES);
        assert_eq!(entries.iter().collect::<BTreeSet<_>>().len(), ENTRIES);
        assert!(entries.iter().all(|q| (0..SLICES).all(|i| q >> (4 * i) & 15 < 6) && q >> (4 * SLICES) == 0));
    }
}

//! The table `(bits, value)` with `value < 2^bits`.

use super::TABLE_BITS;
use crate::circuit::{Kind, Lane, LaneBuilder, table_rows};

/// Entries of the table.
const ENTRIES: usize = {
    let (mut entries, mut i) = (0, 0);
    while i < TABLE_BITS.len() {
        entries += 1 << TABLE_BITS[i];
        i += 1;
    }
    entries
};

/// Rows of the table.
pub const TABLE_ROWS: usize = table_rows(ENTRIES);

fn entry(mut index: usize) -> Option<[u64; 2]> {
    for bits in TABLE_BITS {
        if index < 1 << bits {
            return Some([u64::from(bits), index as u64]);
        }
        index -= 1 << bits;
    }
    None
}

/// Declares the lane.
pub fn table() -> Lane {
    let mut b = LaneBuilder::new("range table");
    b.table(Kind::Range, entry);
    b.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_each_width_once() {
        let entries: Vec<_> = (0..).map_while(entry).collect();
        assert_eq!(entries.len(), ENTRIES);
        assert!(entries.iter().all(|[bits, value]| *value < 1 << bits));
        assert_eq!(entries.iter().collect::<std::collections::BTreeSet<_>>().len(), ENTRIES);
    }
}

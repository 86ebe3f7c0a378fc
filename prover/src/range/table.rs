//! The table `(bits, value)` with `value < 2^bits`.

use super::TABLE_BITS;
use crate::Felt;
use crate::circuit::{Kind, Lane, LaneBuilder, Position};

/// Rows of the table.
pub const TABLE_ROWS: usize = {
    let (mut rows, mut i) = (0, 0);
    while i < TABLE_BITS.len() {
        rows += 1 << TABLE_BITS[i];
        i += 1;
    }
    rows
};

/// The entry at an index over all instances.
fn entry(at: Position) -> Option<(u32, u64)> {
    let mut index = at.index();
    for bits in TABLE_BITS {
        if index < 1 << bits {
            return Some((bits, index as u64));
        }
        index -= 1 << bits;
    }
    None
}

/// Declares the lane: one advice column, the count of each entry's uses, which is free, because every entry is true. Uses
/// receive; a row beyond the table says nothing, since its tag is zero and no one receives a message of tag zero.
pub fn table() -> Lane {
    let mut b = LaneBuilder::new("range table");
    let tag = b.fixed("tag", |at| entry(at).map_or(Felt::from(0), |_| Felt::from(Kind::Range.tag())));
    let bits = b.fixed("bits", |at| entry(at).map_or(Felt::from(0), |(bits, _)| Felt::from(u64::from(bits))));
    let value = b.fixed("value", |at| entry(at).map_or(Felt::from(0), |(_, value)| Felt::from(value)));
    let uses = b.column("uses");
    let slot = b.slot([bits.into(), value.into()]);
    b.say(slot, tag.into(), uses.into());
    b.counted(slot, uses);
    b.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_each_width_once_over_its_instances() {
        for k in [9, 12] {
            let rows = (1 << k) - crate::circuit::UNUSABLE_ROWS;
            let all = (0..TABLE_ROWS.div_ceil(rows))
                .flat_map(|instance| (0..rows).map(move |row| Position { row, rows, before: instance * rows }));
            let entries: Vec<_> = all.filter_map(entry).collect();
            assert_eq!(entries.len(), TABLE_ROWS);
            assert!(entries.iter().all(|(bits, value)| *value < 1 << bits));
            assert_eq!(entries.iter().collect::<std::collections::BTreeSet<_>>().len(), TABLE_ROWS);
        }
    }
}

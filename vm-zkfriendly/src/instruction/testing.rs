//! Strategies for operands, with the edges more likely than chance has them.

use proptest::prelude::*;
use ruint::aliases::U256;

use crate::isa::Width;

/// A 256-bit integer: uniform, or near a power of two.
pub(crate) fn word() -> impl Strategy<Value = U256> {
    let near = (0_usize..=256, 0_u64..3, any::<bool>()).prop_map(|(bits, distance, above)| {
        let power = if bits == 256 { U256::ZERO } else { U256::from(1) << bits };
        if above { power.wrapping_add(U256::from(distance)) } else { power.wrapping_sub(U256::from(distance)) }
    });
    prop_oneof![any::<[u64; 4]>().prop_map(U256::from_limbs), near]
}

/// A width and two integers of it.
pub(crate) fn narrow_operands<const MAX: u16>() -> impl Strategy<Value = (Width<MAX>, u128, u128)> {
    (1..=MAX / 8, word(), word()).prop_map(|(eighths, a, b)| {
        let width = Width::<MAX>::new(8 * eighths).unwrap();
        let cut = |value: U256| value.wrapping_to::<u128>() & width.max_value();
        (width, cut(a), cut(b))
    })
}

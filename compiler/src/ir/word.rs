//! Clean words: the 256-bit form in which a typed value appears wherever it becomes a number.

use ruint::aliases::U256;

use super::types::Type;

/// The clean word of this type that agrees with `word` in the bits that carry information: the low ones, for `bytesN` the
/// high ones; any non-zero word is `true`.
pub fn clean(ty: Type, word: U256) -> U256 {
    match ty {
        Type::Bool => U256::from(!word.is_zero()),
        Type::Uint(_) | Type::Address => word & low_mask(ty.bits()),
        Type::Int(_) => sign_extend(word, ty.bits()),
        Type::FixedBytes(_) => word & !low_mask(256 - ty.bits()),
        Type::Place(_) | Type::Word => word,
    }
}

/// Whether a word is clean: what ABI decoding accepts.
pub fn is_clean(ty: Type, word: U256) -> bool {
    clean(ty, word) == word
}

/// The low `bits` bits set.
pub fn low_mask(bits: u32) -> U256 {
    if bits >= 256 { U256::MAX } else { (U256::ONE << bits as usize) - U256::ONE }
}

/// The low `bits` bits as a two's complement number, widened to 256 bits.
pub fn sign_extend(word: U256, bits: u32) -> U256 {
    let low = word & low_mask(bits);
    if bits > 0 && low.bit(bits as usize - 1) { low | !low_mask(bits) } else { low }
}

/// Whether a two's complement word is below 0.
pub fn is_negative(word: U256) -> bool {
    word.bit(255)
}

//! Arithmetic of Solidity's integer types on clean words.

use ruint::aliases::U256;

use crate::ir::types::Type;
use crate::ir::word::{clean, is_clean, is_negative};

/// `word` as it is, if the type has it.
fn fitting(ty: Type, word: U256) -> Option<U256> {
    is_clean(ty, word).then_some(word)
}

/// `a + b`, unless the type doesn't have it.
pub fn add(ty: Type, a: U256, b: U256) -> Option<U256> {
    let (sum, carry) = a.overflowing_add(b);
    let overflow = if ty.is_signed() { is_negative(!(a ^ b) & (a ^ sum)) } else { carry };
    if overflow { None } else { fitting(ty, sum) }
}

/// `a - b`, unless the type doesn't have it.
pub fn sub(ty: Type, a: U256, b: U256) -> Option<U256> {
    let (difference, borrow) = a.overflowing_sub(b);
    let overflow = if ty.is_signed() { is_negative((a ^ b) & (a ^ difference)) } else { borrow };
    if overflow { None } else { fitting(ty, difference) }
}

/// `a * b`, unless the type doesn't have it.
pub fn mul(ty: Type, a: U256, b: U256) -> Option<U256> {
    if !ty.is_signed() {
        return fitting(ty, a.checked_mul(b)?);
    }
    let magnitude = magnitude(a).checked_mul(magnitude(b))?;
    let negative = is_negative(a) != is_negative(b);
    let product = with_sign(negative, magnitude);
    // The magnitude 2^255 has a place among the negative numbers alone.
    let fits_256 = product.is_zero() || is_negative(product) == negative;
    if fits_256 { fitting(ty, product) } else { None }
}

/// `a / b` towards zero, unless the type doesn't have it; `b` is not 0.
pub fn div(ty: Type, a: U256, b: U256) -> Option<U256> {
    if !ty.is_signed() {
        return Some(a / b);
    }
    let negative = is_negative(a) != is_negative(b);
    let quotient = with_sign(negative, magnitude(a) / magnitude(b));
    let fits_256 = quotient.is_zero() || is_negative(quotient) == negative;
    if fits_256 { fitting(ty, quotient) } else { None }
}

/// `a % b` with the sign of `a`; `b` is not 0.
pub fn rem(ty: Type, a: U256, b: U256) -> U256 {
    if ty.is_signed() { with_sign(is_negative(a), magnitude(a) % magnitude(b)) } else { a % b }
}

/// `base ** exponent`, unless the type doesn't have it.
pub fn exp(ty: Type, base: U256, exponent: U256) -> Option<U256> {
    let odd = exponent.bit(0);
    if exponent.is_zero() || base == U256::ONE {
        return Some(U256::ONE);
    }
    if base.is_zero() {
        return Some(base);
    }
    if ty.is_signed() && base == U256::MAX {
        return Some(if odd { base } else { U256::ONE });
    }
    // Any other base at least doubles with each factor.
    let count = u32::try_from(exponent).ok().filter(|&count| count <= 256)?;
    (1..count).try_fold(base, |power, _| mul(ty, power, base))
}

/// The low bits of the true result, as a value of the type.
pub fn wrap(ty: Type, word: U256) -> U256 {
    clean(ty, word)
}

/// Whether `a < b` as values of the type.
pub fn less(ty: Type, a: U256, b: U256) -> bool {
    let flip = if ty.is_signed() { U256::ONE << 255 } else { U256::ZERO };
    (a ^ flip) < (b ^ flip)
}

/// The absolute value, which always fits without a sign.
pub fn magnitude(word: U256) -> U256 {
    if is_negative(word) { word.wrapping_neg() } else { word }
}

/// The two's complement word of this sign and absolute value.
pub fn with_sign(negative: bool, magnitude: U256) -> U256 {
    if negative { magnitude.wrapping_neg() } else { magnitude }
}

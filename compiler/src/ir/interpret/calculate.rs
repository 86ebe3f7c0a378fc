//! What instructions calculate from their operands alone.

use ruint::aliases::U256;

use super::number;
use crate::ir::abi::{PANIC_DIVISION, PANIC_OVERFLOW};
use crate::ir::instruction::Op;
use crate::ir::types::Type;
use crate::ir::word;

/// The result of an instruction on clean words, or the code of the panic it ends in. `ty` is the type of the first operand,
/// `result` that of the result. `None` for what depends on more than its operands, and for hashes.
pub fn calculate(op: Op, words: &[U256], ty: Type, result: Type) -> Option<Result<U256, u8>> {
    checked(op, words, ty, result).transpose()
}

fn checked(op: Op, words: &[U256], ty: Type, result: Type) -> Result<Option<U256>, u8> {
    let word = match (op, words) {
        (Op::Const(number), _) => number,
        (Op::CheckedAdd, &[a, b]) => number::add(ty, a, b).ok_or(PANIC_OVERFLOW)?,
        (Op::CheckedSub, &[a, b]) => number::sub(ty, a, b).ok_or(PANIC_OVERFLOW)?,
        (Op::CheckedMul, &[a, b]) => number::mul(ty, a, b).ok_or(PANIC_OVERFLOW)?,
        (Op::CheckedDiv, &[a, b]) => number::div(ty, a, nonzero(b)?).ok_or(PANIC_OVERFLOW)?,
        (Op::CheckedExp, &[a, b]) => number::exp(ty, a, b).ok_or(PANIC_OVERFLOW)?,
        (Op::CheckedNeg, &[a]) => number::sub(ty, U256::ZERO, a).ok_or(PANIC_OVERFLOW)?,
        (Op::WrappingAdd, &[a, b]) => number::wrap(ty, a.wrapping_add(b)),
        (Op::WrappingSub, &[a, b]) => number::wrap(ty, a.wrapping_sub(b)),
        (Op::WrappingMul, &[a, b]) => number::wrap(ty, a.wrapping_mul(b)),
        (Op::WrappingDiv, &[a, b]) => number::div(ty, a, nonzero(b)?).unwrap_or(a),
        (Op::WrappingExp, &[a, b]) => number::wrap(ty, a.wrapping_pow(b)),
        (Op::WrappingNeg, &[a]) => number::wrap(ty, a.wrapping_neg()),
        (Op::Mod, &[a, b]) => number::rem(ty, a, nonzero(b)?),
        (Op::AddMod, &[a, b, m]) => a.add_mod(b, nonzero(m)?),
        (Op::MulMod, &[a, b, m]) => a.mul_mod(b, nonzero(m)?),
        (Op::Eq, [a, b]) => U256::from(a == b),
        (Op::Ne, [a, b]) => U256::from(a != b),
        (Op::Lt, &[a, b]) => U256::from(number::less(ty, a, b)),
        (Op::Gt, &[a, b]) => U256::from(number::less(ty, b, a)),
        (Op::Le, &[a, b]) => U256::from(!number::less(ty, b, a)),
        (Op::Ge, &[a, b]) => U256::from(!number::less(ty, a, b)),
        (Op::Not, [a]) => U256::from(a.is_zero()),
        (Op::BitAnd, &[a, b]) => a & b,
        (Op::BitOr, &[a, b]) => a | b,
        (Op::BitXor, &[a, b]) => a ^ b,
        (Op::BitNot, &[a]) => word::clean(ty, !a),
        (Op::Shl, &[a, b]) => word::clean(ty, shift_amount(b).map_or(U256::ZERO, |bits| a << bits)),
        (Op::Shr, &[a, b]) => match shift_amount(b) {
            Some(bits) if ty.is_signed() => a.arithmetic_shr(bits),
            Some(bits) => word::clean(ty, a >> bits),
            None if ty.is_signed() && word::is_negative(a) => U256::MAX,
            None => U256::ZERO,
        },
        (Op::Extend | Op::Truncate, &[a]) => word::clean(result, a),
        (Op::Reinterpret, &[a]) => reinterpret(ty, result, a),
        (Op::ToWord, &[a]) => a,
        (Op::FromWord, &[a]) => word::clean(result, a),
        _ => return Ok(None),
    };
    Ok(Some(word))
}

fn nonzero(divisor: U256) -> Result<U256, u8> {
    if divisor.is_zero() { Err(PANIC_DIVISION) } else { Ok(divisor) }
}

/// A shift that leaves something of 256 bits.
pub(super) fn shift_amount(word: U256) -> Option<usize> {
    usize::try_from(word).ok().filter(|&bits| bits < 256)
}

fn reinterpret(from: Type, to: Type, word: U256) -> U256 {
    let unused = (256 - from.bits()) as usize;
    let is_bytes = |ty: Type| matches!(ty, Type::FixedBytes(_));
    match (is_bytes(from), is_bytes(to)) {
        (false, true) => word << unused,
        (true, false) => word::clean(to, word >> unused),
        (true, true) | (false, false) => word::clean(to, word),
    }
}

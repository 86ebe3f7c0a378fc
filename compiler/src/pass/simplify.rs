//! Identities: instructions that are one of their operands, a number, or a simpler instruction.

use ruint::aliases::U256;

use crate::ir::{Function, Inst, Op, Type, ValueId, word};

/// What an instruction comes down to.
pub(super) enum Simpler {
    /// A value that is there already.
    Value(ValueId),
    /// A number.
    Number(U256),
    /// Another instruction with the same result.
    Inst(Op, Vec<ValueId>),
}

/// What an instruction comes down to, if it does. An operation that may panic comes down to something only if it doesn't panic.
pub(super) fn simplify(function: &Function, inst: &Inst) -> Option<Simpler> {
    let &[result] = &inst.results[..] else { return None };
    match inst.args[..] {
        [a] => unary(function, inst.op, a, function.ty(result)),
        [a, b] => binary(function, inst.op, a, b),
        _ => None,
    }
}

fn unary(function: &Function, op: Op, a: ValueId, result: Type) -> Option<Simpler> {
    let inner = function.definition(a).and_then(|(op, args)| args.first().map(|&arg| (op, arg)));
    let ty = function.ty(a);
    match (op, inner) {
        (Op::Extend | Op::Reinterpret, _) if ty == result => Some(Simpler::Value(a)),
        (Op::Not, Some((Op::Not, inner))) | (Op::BitNot, Some((Op::BitNot, inner))) => Some(Simpler::Value(inner)),
        (Op::Extend, Some((Op::Extend, inner))) => Some(Simpler::Inst(Op::Extend, vec![inner])),
        (Op::Truncate, Some((Op::Truncate, inner))) => Some(Simpler::Inst(Op::Truncate, vec![inner])),
        (Op::Truncate, Some((Op::Extend, inner))) => {
            let given = function.ty(inner);
            match given.bits().cmp(&result.bits()) {
                std::cmp::Ordering::Equal => Some(Simpler::Value(inner)),
                std::cmp::Ordering::Less => Some(Simpler::Inst(Op::Extend, vec![inner])),
                std::cmp::Ordering::Greater => Some(Simpler::Inst(Op::Truncate, vec![inner])),
            }
        }
        // All types of a width have the same values in other words, so the way between does not matter.
        (Op::Reinterpret, Some((Op::Reinterpret, inner))) => {
            let back = function.ty(inner) == result;
            Some(if back { Simpler::Value(inner) } else { Simpler::Inst(Op::Reinterpret, vec![inner]) })
        }
        (Op::FromWord, Some((Op::ToWord, inner))) if function.ty(inner) == result => Some(Simpler::Value(inner)),
        _ => None,
    }
}

fn binary(function: &Function, op: Op, a: ValueId, b: ValueId) -> Option<Simpler> {
    let ty = function.ty(a);
    let [left, right] = [a, b].map(|value| function.constant(value));
    let zero = || Some(Simpler::Number(U256::ZERO));
    let is = |number: Option<U256>, wanted: U256| number == Some(wanted);
    let (none, one, all) = (U256::ZERO, U256::ONE, word::clean(ty, U256::MAX));
    let flag = |truth: bool| Some(Simpler::Number(U256::from(truth)));
    match op {
        Op::CheckedAdd | Op::WrappingAdd | Op::BitOr | Op::BitXor if is(right, none) => Some(Simpler::Value(a)),
        Op::CheckedAdd | Op::WrappingAdd | Op::BitOr | Op::BitXor if is(left, none) => Some(Simpler::Value(b)),
        Op::CheckedSub | Op::WrappingSub | Op::Shl | Op::Shr if is(right, none) => Some(Simpler::Value(a)),
        Op::CheckedSub | Op::WrappingSub | Op::BitXor if a == b => zero(),
        Op::CheckedMul | Op::WrappingMul if is(left, none) || is(right, none) => zero(),
        Op::CheckedMul | Op::WrappingMul | Op::CheckedDiv | Op::WrappingDiv | Op::CheckedExp | Op::WrappingExp
            if is(right, one) =>
        {
            Some(Simpler::Value(a))
        }
        Op::CheckedMul | Op::WrappingMul if is(left, one) => Some(Simpler::Value(b)),
        Op::CheckedExp | Op::WrappingExp if is(right, none) => Some(Simpler::Number(U256::ONE)),
        Op::Mod if is(right, one) => zero(),
        Op::BitAnd if is(left, none) || is(right, none) => zero(),
        Op::BitAnd if is(right, all) => Some(Simpler::Value(a)),
        Op::BitAnd if is(left, all) => Some(Simpler::Value(b)),
        Op::BitAnd | Op::BitOr if a == b => Some(Simpler::Value(a)),
        Op::Eq | Op::Le | Op::Ge if a == b => flag(true),
        Op::Ne | Op::Lt | Op::Gt if a == b => flag(false),
        Op::Eq | Op::Ne if ty == Type::Bool => {
            let (value, number) = match (left, right) {
                (_, Some(number)) => (a, number),
                (Some(number), None) => (b, number),
                (None, None) => return None,
            };
            let is_kept = (op == Op::Eq) != number.is_zero();
            Some(if is_kept { Simpler::Value(value) } else { Simpler::Inst(Op::Not, vec![value]) })
        }
        _ => None,
    }
}

//! Bounds of values, and what instructions make of them.

use ruint::aliases::U256;

use crate::ir::interpret::number;
use crate::ir::{Op, Type, word};

/// The values of a type from one to another, by their *rank*: the clean word, for signed types with the sign bit turned, so that
/// ranks are in the order of the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Interval {
    /// The least rank.
    pub(super) low: U256,
    /// The greatest rank.
    pub(super) high: U256,
}

/// What turns a clean word into its rank, and back.
fn turn(ty: Type) -> U256 {
    if ty.is_signed() { U256::ONE << 255 } else { U256::ZERO }
}

impl Interval {
    /// All values of a type; for a place, anything.
    pub(super) fn of_type(ty: Type) -> Self {
        match ty {
            Type::Int(bits) => {
                let half = U256::ONE << (usize::from(bits) - 1);
                let zero = turn(ty);
                Self { low: zero - half, high: zero + (half - U256::ONE) }
            }
            Type::Bool => Self { low: U256::ZERO, high: U256::ONE },
            Type::Uint(_) | Type::Address | Type::FixedBytes(_) => {
                Self { low: U256::ZERO, high: word::clean(ty, U256::MAX) }
            }
            Type::Place(_) | Type::Word => Self { low: U256::ZERO, high: U256::MAX },
        }
    }

    /// One value, given as its clean word.
    pub(super) fn of_word(ty: Type, word: U256) -> Self {
        let rank = word ^ turn(ty);
        Self { low: rank, high: rank }
    }

    /// The clean word of a rank.
    pub(super) fn word(ty: Type, rank: U256) -> U256 {
        rank ^ turn(ty)
    }

    /// The only rank there is, if there is only one.
    pub(super) fn single(self) -> Option<U256> {
        (self.low == self.high).then_some(self.low)
    }

    /// From the lower low to the higher high.
    pub(super) fn hull(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// What lies between both bounds; none if nothing does.
    pub(super) fn intersect(self, other: Self) -> Option<Self> {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        (low <= high).then_some(Self { low, high })
    }

    fn is_within(self, other: Self) -> bool {
        other.low <= self.low && self.high <= other.high
    }
}

/// The operation on numbers that a checked or wrapping instruction stands for.
type Exact = fn(Type, U256, U256) -> Option<U256>;

/// Results at the corners of the operands' bounds, where a sum, difference or product is least and greatest; `None` for each
/// that the type doesn't have.
fn corners(op: Op, ty: Type, operands: &[Interval]) -> Option<Vec<Option<U256>>> {
    let exact: Exact = match op {
        Op::CheckedAdd | Op::WrappingAdd => number::add,
        Op::CheckedSub | Op::WrappingSub => number::sub,
        Op::CheckedMul | Op::WrappingMul => number::mul,
        _ => return None,
    };
    let &[a, b] = operands else { return None };
    let mut corners = Vec::new();
    for a in [a.low, a.high] {
        for b in [b.low, b.high] {
            let result = exact(ty, Interval::word(ty, a), Interval::word(ty, b));
            corners.push(result.map(|word| word ^ turn(ty)));
        }
    }
    Some(corners)
}

/// Whether an operation's result is one of the type whatever its operands are.
pub(super) fn always_fits(op: Op, ty: Type, operands: &[Interval]) -> bool {
    let least = Interval::of_type(ty).low;
    match (op, operands) {
        (Op::CheckedNeg, [a]) => a.low > least,
        (Op::CheckedDiv, [a, b]) => {
            let minus_one = U256::MAX ^ turn(ty);
            a.low > least || !(b.low <= minus_one && minus_one <= b.high)
        }
        _ => corners(op, ty, operands).is_some_and(|corners| corners.iter().all(Option::is_some)),
    }
}

/// Bounds of an instruction's result of type `result`, where operands of these types lie between these bounds and it doesn't panic.
pub(super) fn transfer(op: Op, types: &[Type], operands: &[Interval], result: Type) -> Interval {
    let all = Interval::of_type(result);
    let found = match (op, operands, types) {
        (Op::Const(number), ..) => Some(Interval::of_word(result, number)),
        (Op::Extend, &[a], _) => Some(a),
        (Op::Truncate, &[a], &[ty]) if !matches!(ty, Type::FixedBytes(_)) && a.is_within(all) => Some(a),
        (Op::Reinterpret, &[a], &[ty]) => reinterpreted(a, ty, result),
        (Op::Not, &[a], _) => Some(Interval { low: U256::ONE - a.high, high: U256::ONE - a.low }),
        (Op::Eq | Op::Ne | Op::Lt | Op::Gt | Op::Le | Op::Ge, &[a, b], _) => comparison(op, a, b),
        (
            Op::CheckedAdd | Op::CheckedSub | Op::CheckedMul | Op::WrappingAdd | Op::WrappingSub | Op::WrappingMul,
            ..,
        ) => corners(op, result, operands).and_then(|corners| arithmetic(op, result, &corners)),
        (Op::AddMod | Op::MulMod, &[_, _, m], _) => {
            Some(Interval { low: U256::ZERO, high: m.high.saturating_sub(U256::ONE) })
        }
        (_, &[a, b], _) if !result.is_signed() => unsigned(op, a, b, types, result),
        _ => None,
    };
    found.unwrap_or(all)
}

fn arithmetic(op: Op, ty: Type, corners: &[Option<U256>]) -> Option<Interval> {
    let fitting = || corners.iter().copied().flatten();
    let bounds = Interval { low: fitting().min()?, high: fitting().max()? };
    if corners.iter().all(Option::is_some) {
        return Some(bounds);
    }
    // Where nothing is below zero, what leaves the type leaves it on one side: sums and products above, differences below.
    // A checked operation panics there, so that the bounds on the other side hold.
    let all = Interval::of_type(ty);
    match op {
        _ if ty.is_signed() => None,
        Op::CheckedAdd | Op::CheckedMul => Some(Interval { low: bounds.low, high: all.high }),
        Op::CheckedSub => Some(Interval { low: all.low, high: bounds.high }),
        _ => None,
    }
}

fn comparison(op: Op, a: Interval, b: Interval) -> Option<Interval> {
    // The orders that are possible.
    let (less, equal, greater) = (a.low < b.high, a.intersect(b).is_some(), a.high > b.low);
    let (holds, fails) = match op {
        Op::Lt => (less, equal || greater),
        Op::Le => (less || equal, greater),
        Op::Gt => (greater, less || equal),
        Op::Ge => (greater || equal, less),
        Op::Eq => (equal, less || greater),
        Op::Ne => (less || greater, equal),
        _ => return None,
    };
    Some(Interval { low: U256::from(!fails), high: U256::from(holds) })
}

fn reinterpreted(a: Interval, from: Type, to: Type) -> Option<Interval> {
    let is_bytes = |ty: Type| matches!(ty, Type::FixedBytes(_));
    if is_bytes(from) || is_bytes(to) {
        return None;
    }
    // Below 2^(N-1) and not below zero the word is the same.
    let [low, high] = [a.low, a.high].map(|rank| Interval::word(from, rank));
    let is_unsigned = |word: U256| from.is_signed() == to.is_signed() || word < U256::ONE << (from.bits() - 1) as usize;
    let ordered = a.low <= a.high && is_unsigned(low) && is_unsigned(high);
    ordered.then(|| Interval { low: low ^ turn(to), high: high ^ turn(to) })
}

fn unsigned(op: Op, a: Interval, b: Interval, types: &[Type], result: Type) -> Option<Interval> {
    let zero = U256::ZERO;
    let is_bytes = matches!(result, Type::FixedBytes(_));
    let amount = b.single().and_then(|amount| usize::try_from(amount).ok()).filter(|&amount| amount < 256);
    match op {
        Op::CheckedDiv | Op::WrappingDiv => {
            Some(Interval { low: a.low / b.high.max(U256::ONE), high: a.high / b.low.max(U256::ONE) })
        }
        Op::Mod => Some(Interval { low: zero, high: a.high.min(b.high.saturating_sub(U256::ONE)) }),
        Op::BitAnd => Some(Interval { low: zero, high: a.high.min(b.high) }),
        Op::BitOr => Some(Interval { low: a.low.max(b.low), high: ones(a.high | b.high) }),
        Op::BitXor => Some(Interval { low: zero, high: ones(a.high | b.high) }),
        Op::Shr if types.first().is_some_and(|ty| ty.is_signed()) => None,
        Op::Shr => match amount.filter(|_| !is_bytes) {
            Some(amount) => Some(Interval { low: a.low >> amount, high: a.high >> amount }),
            None => Some(Interval { low: zero, high: a.high }),
        },
        Op::Shl => {
            let amount = amount.filter(|_| !is_bytes)?;
            let all = Interval::of_type(result);
            let fits = a.high <= all.high >> amount;
            fits.then(|| Interval { low: a.low << amount, high: a.high << amount })
        }
        _ => None,
    }
}

/// The least number of the form 2^n - 1 that isn't below this one.
fn ones(number: U256) -> U256 {
    word::low_mask(u32::try_from(number.bit_len()).expect("a word has 256 bits"))
}

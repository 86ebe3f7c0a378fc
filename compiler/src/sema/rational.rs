//! Literals and their arithmetic: exact rational numbers, as long as numerator and denominator fit 4,096 bits.
//!
//! solc: `RationalNumberType` and `ConstantEvaluator`.

use num_bigint::{BigInt, BigUint, Sign};
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use ruint::aliases::U256;
use syntax::ast::{BinaryOp, Number, NumberBase, UnaryOp};
use syntax::number::MAX_LITERAL_BITS;

use crate::hir::ValueType;

/// An exact number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rational {
    value: BigRational,
    /// For a hexadecimal literal: the number of its digits, which decides to which `bytesN` it converts.
    hex_digits: Option<usize>,
}

impl Rational {
    fn new(value: BigRational) -> Option<Self> {
        let fits = |part: &BigInt| part.bits() <= u64::from(MAX_LITERAL_BITS);
        (fits(value.numer()) && fits(value.denom())).then_some(Self { value, hex_digits: None })
    }

    /// The value of a literal, if it keeps within the bounds.
    pub(crate) fn from_literal(number: &Number) -> Option<Self> {
        let radix = match number.base {
            NumberBase::Decimal => 10,
            NumberBase::Hexadecimal => 16,
        };
        let digits = BigInt::from(BigUint::parse_bytes(number.digits.as_bytes(), radix)?);
        if digits.is_zero() {
            return Some(Self { value: BigRational::zero(), hex_digits: None });
        }
        if number.exponent.unsigned_abs() > MAX_LITERAL_BITS {
            return None;
        }
        let power = BigInt::from(10u8).pow(number.exponent.unsigned_abs());
        let scaled = if number.exponent < 0 {
            BigRational::new(digits, power)
        } else {
            BigRational::from_integer(digits * power)
        };
        let unit = BigInt::from(number.unit.map_or(1, |unit| unit.node.factor()));
        let mut literal = Self::new(scaled * BigRational::from_integer(unit))?;
        if number.base == NumberBase::Hexadecimal && number.unit.is_none() {
            literal.hex_digits = Some(number.text.chars().filter(|c| *c != '_').count() - 2);
        }
        Some(literal)
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.value.is_zero()
    }

    pub(crate) fn is_fraction(&self) -> bool {
        !self.value.is_integer()
    }

    /// True where neither an integer type nor, for a fraction, a fixed point type of solc's has the magnitude.
    pub(crate) fn is_beyond_types(&self) -> bool {
        let bits = if self.value.is_negative() { 255 } else { 256 };
        let bound = BigInt::one() << bits;
        let largest = if self.value.is_negative() { bound } else { bound - 1 };
        self.value.abs() > BigRational::from_integer(largest)
    }

    /// True for zero and for hexadecimal literals of two digits a byte.
    pub(crate) fn fits_bytes(&self, bytes: u8) -> bool {
        self.is_zero() || self.hex_digits == Some(2 * usize::from(bytes))
    }

    /// The number in two's complement, if it is a whole one from -2^255 to 2^256 - 1.
    pub(crate) fn to_word(&self) -> Option<U256> {
        let number = self.integer()?;
        let (sign, bytes) = number.to_bytes_be();
        let magnitude = U256::try_from_be_slice(&bytes)?;
        match sign {
            Sign::Minus if magnitude > U256::ONE << 255 => None,
            Sign::Minus => Some(magnitude.wrapping_neg()),
            Sign::NoSign | Sign::Plus => Some(magnitude),
        }
    }

    /// The smallest integer type that holds it: `intN` for what is negative, else `uintN`.
    pub(crate) fn integer_type(&self) -> Option<ValueType> {
        let word = self.to_word()?;
        let bits = |used: usize| u16::try_from(used.div_ceil(8).max(1) * 8).expect("a word has 256 bits");
        let is_negative = self.value.is_negative();
        // The sign takes a bit more than the bits in which a negative number differs from -1.
        Some(if is_negative {
            ValueType::Int(bits((!word).bit_len() + 1))
        } else {
            ValueType::Uint(bits(word.bit_len()))
        })
    }

    /// True when an integer type holds it.
    pub(crate) fn fits_integer(&self, ty: ValueType) -> bool {
        match (self.integer_type(), ty) {
            (Some(ValueType::Uint(used)), ValueType::Uint(bits))
            | (Some(ValueType::Int(used)), ValueType::Int(bits)) => used <= bits,
            (Some(ValueType::Uint(_)), ValueType::Int(bits)) => {
                self.to_word().is_some_and(|word| word.bit_len() < usize::from(bits))
            }
            _ => false,
        }
    }

    /// The number as an integer type holds it, without its fraction, if it lies within that type.
    pub(crate) fn truncated(&self, ty: ValueType) -> Option<Self> {
        // The bounds are whole: what lies within them does so without its fraction, too, but not the other way round.
        let whole = |value: BigRational| Self { value, hex_digits: None };
        let [inner, outer] = [self.value.floor(), self.value.ceil()].map(whole);
        (inner.fits_integer(ty) && outer.fits_integer(ty)).then(|| whole(self.value.trunc()))
    }

    /// `a op b`, if it has a value that keeps within the bounds. Comparisons have none: they happen at run time.
    pub(crate) fn binary(&self, op: BinaryOp, other: &Self) -> Option<Self> {
        let (lhs, rhs) = (&self.value, &other.value);
        let value = match op {
            BinaryOp::Add => lhs + rhs,
            BinaryOp::Sub => lhs - rhs,
            BinaryOp::Mul => lhs * rhs,
            BinaryOp::Div if rhs.is_zero() => return None,
            BinaryOp::Div => lhs / rhs,
            BinaryOp::Rem if rhs.is_zero() => return None,
            BinaryOp::Rem => lhs - (lhs / rhs).trunc() * rhs,
            BinaryOp::Pow => self.power(other)?,
            BinaryOp::Shl | BinaryOp::Sar => self.shift(op == BinaryOp::Shl, other)?,
            BinaryOp::BitAnd => BigRational::from_integer(self.integer()? & other.integer()?),
            BinaryOp::BitOr => BigRational::from_integer(self.integer()? | other.integer()?),
            BinaryOp::BitXor => BigRational::from_integer(self.integer()? ^ other.integer()?),
            BinaryOp::Or
            | BinaryOp::And
            | BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Gt
            | BinaryOp::Le
            | BinaryOp::Ge
            | BinaryOp::Shr => return None,
        };
        Self::new(value)
    }

    /// `op a`, if it has a value.
    pub(crate) fn unary(&self, op: UnaryOp) -> Option<Self> {
        match op {
            UnaryOp::Neg => Self::new(-self.value.clone()),
            UnaryOp::BitNot => Self::new(BigRational::from_integer(!self.integer()?.clone())),
            UnaryOp::Not
            | UnaryOp::Delete
            | UnaryOp::PreIncrement
            | UnaryOp::PreDecrement
            | UnaryOp::PostIncrement
            | UnaryOp::PostDecrement => None,
        }
    }

    fn integer(&self) -> Option<&BigInt> {
        self.value.is_integer().then(|| self.value.numer())
    }

    fn power(&self, exponent: &Self) -> Option<BigRational> {
        let exponent = exponent.integer()?;
        if exponent.is_zero() {
            return Some(BigRational::one());
        }
        let base = &self.value;
        if base.is_zero() || base.is_one() {
            return Some(base.clone());
        }
        if (-base.clone()).is_one() {
            return Some(if exponent.bit(0) { base.clone() } else { BigRational::one() });
        }
        let times = exponent.magnitude().to_u32().filter(|times| *times <= MAX_LITERAL_BITS)?;
        // solc reckons with all bits of the base for each factor, however short the power turns out to be.
        let fits = |part: &BigInt| part.bits() == 1 || part.bits() * u64::from(times) <= u64::from(MAX_LITERAL_BITS);
        if !fits(base.numer()) || !fits(base.denom()) {
            return None;
        }
        let power = BigRational::new(base.numer().pow(times), base.denom().pow(times));
        Some(if exponent.sign() == Sign::Minus { power.recip() } else { power })
    }

    fn shift(&self, left: bool, amount: &Self) -> Option<BigRational> {
        let (value, amount) = (self.integer()?, amount.integer()?);
        if amount.is_negative() {
            return None;
        }
        let amount = amount.to_u32()?;
        if value.is_zero() {
            return Some(BigRational::zero());
        }
        if !left {
            // Shifting right rounds towards negative infinity, as `BigInt` does.
            let most = u32::try_from(value.bits() + 1).expect("a literal has at most 4,096 bits");
            return Some(BigRational::from_integer(value >> amount.min(most)));
        }
        (value.bits() + u64::from(amount) <= u64::from(MAX_LITERAL_BITS))
            .then(|| BigRational::from_integer(value << amount))
    }
}

/// The type solc shows for the number: `int_const 12`, `rational_const 1 / 2`; long ones are shortened.
impl std::fmt::Display for Rational {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let short = |number: &BigInt| {
            let text = number.to_string();
            let digits = text.trim_start_matches('-').len();
            if digits <= 32 {
                return text;
            }
            let (head, tail) = (&text[..text.len() - digits + 4], &text[text.len() - 4..]);
            format!("{head}...({} digits omitted)...{tail}", digits - 8)
        };
        if self.is_fraction() {
            write!(f, "rational_const {} / {}", short(self.value.numer()), short(self.value.denom()))
        } else {
            write!(f, "int_const {}", short(self.value.numer()))
        }
    }
}

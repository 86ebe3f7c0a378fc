//! Types during analysis: those of values, and those of names and literals that never reach the HIR.

use std::fmt;
use std::sync::Arc;

use ruint::aliases::U256;
use syntax::ast::BinaryOp;

use super::builtin::{Builtin, Magic};
use super::rational::Rational;
use crate::hir::{self, Args, ContractId, ErrorId, EventId, ExprId, FunctionId, Mapping, ValueType};

/// The type of an expression, with what is known about its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    /// A word.
    Value(ValueType),
    /// A mapping in storage.
    Mapping(Arc<Mapping>),
    /// Several values, `None` for a component that is left out.
    Tuple(Vec<Option<Ty>>),
    /// A number known here.
    Number(Rational),
    /// A string literal.
    Text(Box<[u8]>),
    /// The name of a value type.
    TypeName(ValueType),
    /// The name that an import gives a file.
    Module(usize),
    /// The name of a contract.
    Contract(ContractId),
    /// The functions of one name.
    Functions(Vec<FunctionId>),
    /// The events of one name.
    Events(Vec<EventId>),
    /// The name of a custom error.
    Error(ErrorId),
    /// A custom error with its arguments.
    ErrorCall(ErrorId, Args),
    /// A function of the language.
    Builtin(Builtin),
    /// `msg`, `block`, `tx`, `abi`
    Magic(Magic),
    /// `type(uintN)`
    Meta(ValueType),
    /// `abi.encode(...)` of these.
    Encoded(Vec<ExprId>),
    /// `this`
    This,
    /// Something is wrong with it and has been said.
    Poison,
}

impl Ty {
    pub(crate) const BOOL: Self = Self::Value(ValueType::Bool);
    pub(crate) const UNIT: Self = Self::Tuple(Vec::new());

    pub(crate) fn is_poison(&self) -> bool {
        match self {
            Self::Poison => true,
            Self::Tuple(parts) => parts.iter().flatten().any(Self::is_poison),
            Self::Value(_)
            | Self::Mapping(_)
            | Self::Number(_)
            | Self::Text(_)
            | Self::TypeName(_)
            | Self::Module(_)
            | Self::Contract(_)
            | Self::Functions(_)
            | Self::Events(_)
            | Self::Error(_)
            | Self::ErrorCall(..)
            | Self::Builtin(_)
            | Self::Magic(_)
            | Self::Meta(_)
            | Self::Encoded(_)
            | Self::This => false,
        }
    }

    /// The type of a value of this type at run time.
    pub(crate) fn mobile(&self) -> Option<hir::Type> {
        match self {
            Self::Value(ty) => Some(hir::Type::Value(*ty)),
            Self::Mapping(mapping) => Some(hir::Type::Mapping(Arc::clone(mapping))),
            Self::Number(number) => Some(hir::Type::Value(number.integer_type()?)),
            Self::Tuple(parts) => {
                let parts = parts.iter().map(|part| part.as_ref()?.mobile()).collect::<Option<_>>()?;
                Some(hir::Type::Tuple(parts))
            }
            Self::Text(_)
            | Self::TypeName(_)
            | Self::Module(_)
            | Self::Contract(_)
            | Self::Functions(_)
            | Self::Events(_)
            | Self::Error(_)
            | Self::ErrorCall(..)
            | Self::Builtin(_)
            | Self::Magic(_)
            | Self::Meta(_)
            | Self::Encoded(_)
            | Self::This
            | Self::Poison => None,
        }
    }

    /// True when a value of this type is accepted where `target` is expected.
    pub(crate) fn converts_to(&self, target: &hir::Type) -> bool {
        match (self, target) {
            (Self::Poison, _) => true,
            (Self::Value(from), hir::Type::Value(to)) => value_converts(*from, *to),
            (Self::Mapping(from), hir::Type::Mapping(to)) => from == to,
            (Self::Number(number), hir::Type::Value(to)) => number_converts(number, *to),
            (Self::Text(text), hir::Type::Value(ValueType::FixedBytes(bytes))) => text.len() <= usize::from(*bytes),
            (Self::Tuple(from), hir::Type::Tuple(to)) => {
                from.len() == to.len()
                    && from.iter().zip(to).all(|(from, to)| from.as_ref().is_some_and(|from| from.converts_to(to)))
            }
            _ => false,
        }
    }

    /// True when `target(value)` exists.
    pub(crate) fn converts_explicitly_to(&self, target: ValueType) -> bool {
        if self.converts_to(&hir::Type::Value(target)) {
            return true;
        }
        match (self, target) {
            (Self::Value(from), to) => value_converts_explicitly(*from, to),
            (Self::Number(number), ValueType::Address { payable }) => {
                number.is_zero() || (!payable && number.fits_integer(ValueType::Uint(160)))
            }
            _ => false,
        }
    }

    /// The clean word of a literal as a value of a type to which it converts; `None` for what is no literal.
    pub(crate) fn literal_word(&self, target: ValueType) -> Option<U256> {
        let left_aligned = |word: U256, bytes: u8| word << (256 - 8 * usize::from(bytes));
        match (self, target) {
            (Self::Number(number), ValueType::FixedBytes(bytes)) => Some(left_aligned(number.to_word()?, bytes)),
            (Self::Number(number), _) => number.to_word(),
            (Self::Text(text), _) => {
                let mut bytes = [0; 32];
                bytes.get_mut(..text.len())?.copy_from_slice(text);
                Some(U256::from_be_bytes(bytes))
            }
            _ => None,
        }
    }
}

fn value_converts(from: ValueType, to: ValueType) -> bool {
    match (from, to) {
        (ValueType::Uint(from), ValueType::Uint(to)) | (ValueType::Int(from), ValueType::Int(to)) => from <= to,
        (ValueType::FixedBytes(from), ValueType::FixedBytes(to)) => from <= to,
        (ValueType::Address { payable: from }, ValueType::Address { payable: to }) => from || !to,
        (ValueType::Bool, ValueType::Bool) => true,
        (
            ValueType::Bool
            | ValueType::Uint(_)
            | ValueType::Int(_)
            | ValueType::Address { .. }
            | ValueType::FixedBytes(_),
            _,
        ) => false,
    }
}

/// Conversions that must be written out: one property changes at a time.
fn value_converts_explicitly(from: ValueType, to: ValueType) -> bool {
    match (from, to) {
        (ValueType::Uint(_), ValueType::Uint(_))
        | (ValueType::Int(_), ValueType::Int(_))
        | (ValueType::FixedBytes(_), ValueType::FixedBytes(_))
        | (ValueType::Address { .. }, ValueType::Address { .. })
        | (ValueType::Uint(160) | ValueType::FixedBytes(20), ValueType::Address { payable: false })
        | (ValueType::Address { payable: false }, ValueType::Uint(160) | ValueType::FixedBytes(20)) => true,
        (ValueType::Uint(from), ValueType::Int(to)) | (ValueType::Int(from), ValueType::Uint(to)) => from == to,
        (ValueType::Uint(bits), ValueType::FixedBytes(bytes))
        | (ValueType::FixedBytes(bytes), ValueType::Uint(bits)) => bits == 8 * u16::from(bytes),
        (
            ValueType::Bool
            | ValueType::Uint(_)
            | ValueType::Int(_)
            | ValueType::Address { .. }
            | ValueType::FixedBytes(_),
            _,
        ) => false,
    }
}

fn number_converts(number: &Rational, to: ValueType) -> bool {
    match to {
        ValueType::Uint(_) | ValueType::Int(_) => number.fits_integer(to),
        ValueType::FixedBytes(bytes) => number.fits_bytes(bytes),
        ValueType::Bool | ValueType::Address { .. } => false,
    }
}

/// The type both convert to: solc's `Type::commonType`.
pub(crate) fn common_type(a: &Ty, b: &Ty) -> Option<hir::Type> {
    if let Some(mobile) = a.mobile()
        && b.converts_to(&mobile)
    {
        return Some(mobile);
    }
    let mobile = b.mobile()?;
    a.converts_to(&mobile).then_some(mobile)
}

/// What an operator makes of two types that are not both numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BinaryTyping {
    /// The type the left operand converts to.
    pub(crate) lhs: ValueType,
    /// The type the right operand converts to.
    pub(crate) rhs: ValueType,
    /// The type of the result.
    pub(crate) result: ValueType,
}

impl BinaryTyping {
    fn same(ty: ValueType, op: BinaryOp) -> Self {
        Self { lhs: ty, rhs: ty, result: if is_comparison(op) { ValueType::Bool } else { ty } }
    }
}

pub(crate) fn is_comparison(op: BinaryOp) -> bool {
    match op {
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Gt | BinaryOp::Le | BinaryOp::Ge => true,
        BinaryOp::Or
        | BinaryOp::And
        | BinaryOp::BitOr
        | BinaryOp::BitXor
        | BinaryOp::BitAnd
        | BinaryOp::Shl
        | BinaryOp::Sar
        | BinaryOp::Shr
        | BinaryOp::Add
        | BinaryOp::Sub
        | BinaryOp::Mul
        | BinaryOp::Div
        | BinaryOp::Rem
        | BinaryOp::Pow => false,
    }
}

/// The types of `lhs op rhs`, if the operator exists: solc's `binaryOperatorResult`.
pub(crate) fn binary_typing(op: BinaryOp, lhs: &Ty, rhs: &Ty) -> Option<BinaryTyping> {
    let number_types;
    let (lhs, rhs) = match (lhs, rhs) {
        // What is left of two numbers is a comparison: it takes place in their own types.
        (Ty::Number(a), Ty::Number(b)) => {
            number_types = (Ty::Value(a.integer_type()?), Ty::Value(b.integer_type()?));
            (&number_types.0, &number_types.1)
        }
        // A string literal has operators only as the right operand.
        (Ty::Text(_), _) => return None,
        operands => operands,
    };
    match op {
        BinaryOp::Or | BinaryOp::And => {
            (*lhs == Ty::BOOL && *rhs == Ty::BOOL).then(|| BinaryTyping::same(ValueType::Bool, op))
        }
        BinaryOp::Shl | BinaryOp::Sar | BinaryOp::Pow => {
            let base = match lhs {
                Ty::Value(ty @ (ValueType::Uint(_) | ValueType::Int(_))) => *ty,
                Ty::Value(ty @ ValueType::FixedBytes(_)) if op != BinaryOp::Pow => *ty,
                // A literal with a variable exponent or amount is computed in 256 bits.
                Ty::Number(number) if matches!(rhs, Ty::Value(_)) => match number.integer_type()? {
                    ValueType::Int(_) => ValueType::Int(256),
                    _ => ValueType::UINT256,
                },
                _ => return None,
            };
            match rhs.mobile()?.as_value()? {
                rhs @ ValueType::Uint(_) => Some(BinaryTyping { lhs: base, rhs, result: base }),
                ValueType::Bool | ValueType::Int(_) | ValueType::Address { .. } | ValueType::FixedBytes(_) => None,
            }
        }
        BinaryOp::Shr => None,
        BinaryOp::Eq | BinaryOp::Ne => Some(BinaryTyping::same(common_type(lhs, rhs)?.as_value()?, op)),
        BinaryOp::Lt | BinaryOp::Gt | BinaryOp::Le | BinaryOp::Ge => match common_type(lhs, rhs)?.as_value()? {
            ty @ (ValueType::Uint(_) | ValueType::Int(_) | ValueType::Address { .. } | ValueType::FixedBytes(_)) => {
                Some(BinaryTyping::same(ty, op))
            }
            ValueType::Bool => None,
        },
        BinaryOp::BitOr | BinaryOp::BitXor | BinaryOp::BitAnd => match common_type(lhs, rhs)?.as_value()? {
            ty @ (ValueType::Uint(_) | ValueType::Int(_) | ValueType::FixedBytes(_)) => {
                Some(BinaryTyping::same(ty, op))
            }
            ValueType::Bool | ValueType::Address { .. } => None,
        },
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Rem => {
            match common_type(lhs, rhs)?.as_value()? {
                ty @ (ValueType::Uint(_) | ValueType::Int(_)) => Some(BinaryTyping::same(ty, op)),
                ValueType::Bool | ValueType::Address { .. } | ValueType::FixedBytes(_) => None,
            }
        }
    }
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(ty) => ty.fmt(f),
            Self::Mapping(mapping) => hir::Type::Mapping(Arc::clone(mapping)).fmt(f),
            Self::Tuple(parts) => {
                f.write_str("tuple(")?;
                for (at, part) in parts.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { "," })?;
                    if let Some(part) = part {
                        part.fmt(f)?;
                    }
                }
                f.write_str(")")
            }
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => write!(f, "literal_string \"{}\"", String::from_utf8_lossy(text)),
            Self::TypeName(ty) => write!(f, "type({ty})"),
            Self::Module(_) => f.write_str("module"),
            Self::Contract(_) => f.write_str("type(contract)"),
            Self::Functions(_) => f.write_str("function"),
            Self::Events(_) => f.write_str("event"),
            Self::Error(_) => f.write_str("error"),
            Self::ErrorCall(..) => f.write_str("error value"),
            Self::Builtin(builtin) => write!(f, "function {}", builtin.text()),
            Self::Magic(magic) => f.write_str(magic.text()),
            Self::Meta(ty) => write!(f, "type({ty})"),
            Self::Encoded(_) => f.write_str("bytes memory"),
            Self::This => f.write_str("contract"),
            Self::Poison => f.write_str("?"),
        }
    }
}

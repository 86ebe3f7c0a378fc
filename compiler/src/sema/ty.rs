//! Types during analysis: those of values, and those of names and literals that never reach the HIR.

use std::sync::Arc;

use ruint::aliases::U256;
use syntax::ast::BinaryOp;

use super::builtin::{Builtin, Magic};
use super::rational::Rational;
use crate::hir::{
    self, Args, ContractId, ErrorId, EventId, ExprId, FunctionId, Mapping, Program, UserTypeId, ValueType,
};

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
    /// The name of a value type that is no contract.
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
    /// `T.wrap` of a user-defined value type.
    Wrap(UserTypeId),
    /// `T.unwrap` of a user-defined value type.
    Unwrap(UserTypeId),
    /// `type(T)` of an integer, an enum or a contract.
    Meta(ValueType),
    /// `abi.encode(...)` of these.
    Encoded(Vec<ExprId>),
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
            | Self::Wrap(_)
            | Self::Unwrap(_)
            | Self::Meta(_)
            | Self::Encoded(_) => false,
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
            | Self::Wrap(_)
            | Self::Unwrap(_)
            | Self::Meta(_)
            | Self::Encoded(_)
            | Self::Poison => None,
        }
    }

    /// True for a number so large that no type holds it.
    pub(crate) fn is_beyond_types(&self) -> bool {
        matches!(self, Self::Number(number) if number.is_beyond_types())
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
    pub(crate) fn converts_explicitly_to(&self, target: ValueType, program: &Program) -> bool {
        if self.converts_to(&hir::Type::Value(target)) {
            return true;
        }
        match (self, target) {
            (Self::Value(from), to) => value_converts_explicitly(*from, to),
            (Self::Number(number), ValueType::Address { payable }) => {
                number.is_zero() || (!payable && number.fits_integer(ValueType::Uint(160)))
            }
            (Self::Number(number), ValueType::Enum(_)) => {
                let max = target.bounds(program).map(|[_, max]| max);
                // Negative numbers are large words.
                number.to_word().is_some_and(|word| Some(word) <= max)
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
        (from @ (ValueType::Bool | ValueType::Enum(_) | ValueType::Contract(_) | ValueType::User(_)), to) => from == to,
        (ValueType::Uint(_) | ValueType::Int(_) | ValueType::Address { .. } | ValueType::FixedBytes(_), _) => false,
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
        (ValueType::Uint(_) | ValueType::Int(_), ValueType::Enum(_)) | (ValueType::Enum(_), ValueType::Uint(_)) => true,
        // A contract whose address is payable has a `receive` or `fallback` function, which is refused.
        (ValueType::Address { .. }, ValueType::Contract(_))
        | (ValueType::Contract(_), ValueType::Address { payable: false }) => true,
        (ValueType::Uint(from), ValueType::Int(to)) | (ValueType::Int(from), ValueType::Uint(to)) => from == to,
        (ValueType::Uint(bits), ValueType::FixedBytes(bytes))
        | (ValueType::FixedBytes(bytes), ValueType::Uint(bits)) => bits == 8 * u16::from(bytes),
        (
            ValueType::Bool
            | ValueType::Uint(_)
            | ValueType::Int(_)
            | ValueType::Address { .. }
            | ValueType::FixedBytes(_)
            | ValueType::Enum(_)
            | ValueType::Contract(_)
            | ValueType::User(_),
            _,
        ) => false,
    }
}

fn number_converts(number: &Rational, to: ValueType) -> bool {
    match to {
        ValueType::Uint(_) | ValueType::Int(_) => number.fits_integer(to),
        ValueType::FixedBytes(bytes) => number.fits_bytes(bytes),
        ValueType::Bool
        | ValueType::Address { .. }
        | ValueType::Enum(_)
        | ValueType::Contract(_)
        | ValueType::User(_) => false,
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
        // A string literal has operators only as the right operand, and so has a number beside anything but an integer.
        (Ty::Text(_), _) => return None,
        (Ty::Number(_), rhs) if !matches!(rhs, Ty::Value(ValueType::Uint(_) | ValueType::Int(_))) => return None,
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
            let rhs = rhs.mobile()?.as_value()?;
            matches!(rhs, ValueType::Uint(_)).then_some(BinaryTyping { lhs: base, rhs, result: base })
        }
        BinaryOp::Shr => None,
        BinaryOp::Eq | BinaryOp::Ne => {
            let ty = common_type(lhs, rhs)?.as_value()?;
            (!matches!(ty, ValueType::User(_))).then(|| BinaryTyping::same(ty, op))
        }
        BinaryOp::Lt | BinaryOp::Gt | BinaryOp::Le | BinaryOp::Ge => {
            let ty = common_type(lhs, rhs)?.as_value()?;
            (!matches!(ty, ValueType::Bool | ValueType::User(_))).then(|| BinaryTyping::same(ty, op))
        }
        BinaryOp::BitOr | BinaryOp::BitXor | BinaryOp::BitAnd => {
            let ty = common_type(lhs, rhs)?.as_value()?;
            matches!(ty, ValueType::Uint(_) | ValueType::Int(_) | ValueType::FixedBytes(_))
                .then(|| BinaryTyping::same(ty, op))
        }
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Rem => {
            let ty = common_type(lhs, rhs)?.as_value()?;
            matches!(ty, ValueType::Uint(_) | ValueType::Int(_)).then(|| BinaryTyping::same(ty, op))
        }
    }
}

impl Ty {
    /// The type as it is shown, the way solc spells it where it has a name there.
    pub(crate) fn text(&self, program: &Program) -> String {
        match self {
            Self::Value(ty) => ty.text(program),
            Self::Mapping(mapping) => hir::Type::Mapping(Arc::clone(mapping)).text(program),
            Self::Tuple(parts) => {
                let parts = parts.iter().map(|part| part.as_ref().map(|part| part.text(program)).unwrap_or_default());
                format!("tuple({})", parts.collect::<Vec<_>>().join(","))
            }
            Self::Number(number) => number.to_string(),
            Self::Text(text) => format!("literal_string \"{}\"", String::from_utf8_lossy(text)),
            Self::TypeName(ty) | Self::Meta(ty) => format!("type({})", ty.text(program)),
            Self::Module(_) => "module".to_owned(),
            Self::Contract(id) => format!("type({})", ValueType::Contract(*id).text(program)),
            Self::Functions(_) => "function".to_owned(),
            Self::Events(_) => "event".to_owned(),
            Self::Error(_) => "error".to_owned(),
            Self::ErrorCall(..) => "error value".to_owned(),
            Self::Builtin(builtin) => format!("function {}", builtin.text()),
            Self::Wrap(id) => format!("function {}.wrap", program.user_types[*id].path),
            Self::Unwrap(id) => format!("function {}.unwrap", program.user_types[*id].path),
            Self::Magic(magic) => magic.text().to_owned(),
            Self::Encoded(_) => "bytes memory".to_owned(),
            Self::Poison => "?".to_owned(),
        }
    }
}

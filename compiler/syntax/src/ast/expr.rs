//! Expressions.

use super::{Elementary, Id, Ident, Symbol};
use crate::span::{Span, Spanned};

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// Which one.
    pub kind: ExprKind,
    /// Its text.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// A name; `this`, `super`, `type`, `msg`, `_` are names too.
    Ident(Symbol),
    /// A literal.
    Literal(Literal),
    /// A type used as a value: `uint8` in `uint8(x)`. `payable` is `AddressPayable`.
    Elementary(Elementary),
    /// `(x)`
    Paren(Id<Expr>),
    /// `()`, `(a, b)`, `(, b)`: not exactly one component unless it is left out.
    Tuple(Vec<Option<Id<Expr>>>),
    /// `[a, b]`; an empty one is refused by solc's analysis, and must be by ours.
    Array(Vec<Id<Expr>>),
    /// `-x`, `x++`
    Unary {
        /// The operator.
        op: Spanned<UnaryOp>,
        /// Its operand.
        operand: Id<Expr>,
    },
    /// `a + b`. The left operand of a chain nests as deep as the text is long: walk it in a loop.
    Binary {
        /// The operator.
        op: Spanned<BinaryOp>,
        /// Left operand.
        lhs: Id<Expr>,
        /// Right operand.
        rhs: Id<Expr>,
    },
    /// `a = b`, `a += b`
    Assign {
        /// The operator.
        op: Spanned<AssignOp>,
        /// What is assigned to.
        lhs: Id<Expr>,
        /// The value.
        rhs: Id<Expr>,
    },
    /// `c ? a : b`
    Conditional {
        /// `c`
        condition: Id<Expr>,
        /// `a`
        then: Id<Expr>,
        /// `b`
        otherwise: Id<Expr>,
    },
    /// `f(a, b)`, `f({x: a})`
    Call {
        /// `f`
        callee: Id<Expr>,
        /// What it is given.
        args: CallArgs,
    },
    /// `f{value: v}`
    CallOptions {
        /// `f`
        callee: Id<Expr>,
        /// `value: v`, never empty.
        options: Vec<NamedArg>,
    },
    /// `a[i]`, and `T[]` where a type is written as an expression.
    Index {
        /// `a`
        base: Id<Expr>,
        /// `i`
        index: Option<Id<Expr>>,
    },
    /// `a[i:j]`
    Slice {
        /// `a`
        base: Id<Expr>,
        /// `i`
        start: Option<Id<Expr>>,
        /// `j`
        end: Option<Id<Expr>>,
    },
    /// `a.b`; `b` may also be the keyword `address`.
    Member {
        /// `a`
        base: Id<Expr>,
        /// `b`
        member: Ident,
    },
    /// `new T`
    New(Id<super::Type>),
}

/// What a call is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallArgs {
    /// `(a, b)`
    Positional(Vec<Id<Expr>>),
    /// `({x: a, y: b})`
    Named(Vec<NamedArg>),
}

/// `x: a`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedArg {
    /// `x`
    pub name: Ident,
    /// `a`
    pub value: Id<Expr>,
}

/// A literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// `true`, `false`
    Bool(bool),
    /// `12`, `0xff`, `1.5e3`, `2 days`
    Number(Number),
    /// `"a"`, `unicode"a"`, `hex"00"`: adjacent ones are joined, escapes are resolved.
    String {
        /// How it was written.
        kind: StringKind,
        /// Its bytes.
        bytes: Box<[u8]>,
    },
}

/// How a string literal was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StringKind {
    /// `"a"`; escapes may produce bytes that are not UTF-8.
    Plain,
    /// `unicode"ä"`
    Unicode,
    /// `hex"00ff"`
    Hex,
}

/// A number literal: `digits × 10^exponent × unit` or `0x digits × unit`. Its evaluation is the analysis's business.
/// At most [`MAX_LITERAL_BITS`](crate::number::MAX_LITERAL_BITS) are needed for numerator and denominator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Decimal or hexadecimal.
    pub base: NumberBase,
    /// Digits without underscores, point and leading zeros; `0` for zero.
    pub digits: Box<str>,
    /// Power of ten by which the digits are multiplied, which takes the decimal point into account; 0 in hexadecimal.
    pub exponent: i32,
    /// `gwei`, `days`, ...
    pub unit: Option<Spanned<Unit>>,
    /// The literal as written, without the unit. An address is recognised by this text, and its checksum read from it.
    pub text: Box<str>,
}

/// Base of a number literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberBase {
    /// `12`
    Decimal,
    /// `0xff`
    Hexadecimal,
}

macro_rules! units {
    ($($name:ident $text:literal $factor:literal),* $(,)?) => {
        /// The unit of a number literal.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Unit {
            $(#[doc = concat!("`", $text, "`")] $name,)*
        }
        impl Unit {
            /// The keyword.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
            /// What the unit multiplies by.
            #[must_use]
            pub fn factor(self) -> u64 {
                match self { $(Self::$name => $factor,)* }
            }
        }
    };
}

units! {
    Wei "wei" 1,
    Gwei "gwei" 1_000_000_000,
    Ether "ether" 1_000_000_000_000_000_000,
    Seconds "seconds" 1,
    Minutes "minutes" 60,
    Hours "hours" 3_600,
    Days "days" 86_400,
    Weeks "weeks" 604_800,
    Years "years" 31_536_000,
}

macro_rules! operators {
    ($(#[$doc:meta])* $enum:ident { $($name:ident $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $enum {
            $(#[doc = concat!("`", $text, "`")] $name,)*
        }
        impl $enum {
            /// The operator as written.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

operators! {
    /// Operators with one operand; `_` is the operand where the place matters.
    UnaryOp {
        Not "!", BitNot "~", Neg "-", Delete "delete",
        PreIncrement "++_", PreDecrement "--_", PostIncrement "_++", PostDecrement "_--",
    }
}

operators! {
    /// Operators with two operands.
    BinaryOp {
        Or "||", And "&&", Eq "==", Ne "!=", Lt "<", Gt ">", Le "<=", Ge ">=",
        BitOr "|", BitXor "^", BitAnd "&", Shl "<<", Sar ">>", Shr ">>>",
        Add "+", Sub "-", Mul "*", Div "/", Rem "%", Pow "**",
    }
}

operators! {
    /// Operators that assign.
    AssignOp {
        Assign "=", BitOr "|=", BitXor "^=", BitAnd "&=", Shl "<<=", Sar ">>=", Shr ">>>=",
        Add "+=", Sub "-=", Mul "*=", Div "/=", Rem "%=",
    }
}

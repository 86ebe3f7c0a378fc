//! Inline assembly.

use super::{Id, Ident};
use crate::span::Span;

/// `{ ... }` in assembly
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YulBlock {
    /// The statements.
    pub stmts: Vec<Id<YulStmt>>,
    /// From brace to brace.
    pub span: Span,
}

/// A statement of assembly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YulStmt {
    /// Which one.
    pub kind: YulStmtKind,
    /// Its text.
    pub span: Span,
}

/// The forms of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum YulStmtKind {
    /// `{ ... }`
    Block(YulBlock),
    /// `let x, y := e`
    Let {
        /// `x, y`
        names: Vec<Ident>,
        /// `e`
        value: Option<Id<YulExpr>>,
    },
    /// `x, y.slot := e`
    Assign {
        /// `x, y.slot`
        targets: Vec<YulPath>,
        /// `e`
        value: Id<YulExpr>,
    },
    /// `f(x)`: always a call.
    Expr(Id<YulExpr>),
    /// `if c { ... }`
    If {
        /// `c`
        condition: Id<YulExpr>,
        /// What is done.
        body: YulBlock,
    },
    /// `switch e case 1 { ... } default { ... }`
    Switch {
        /// `e`
        value: Id<YulExpr>,
        /// The cases, in order.
        cases: Vec<YulCase>,
        /// The default, which comes last.
        default: Option<YulBlock>,
    },
    /// `for { i } c { u } { s }`
    For {
        /// `i`: what it declares is visible in all parts.
        init: YulBlock,
        /// `c`
        condition: Id<YulExpr>,
        /// `u`
        update: YulBlock,
        /// `s`
        body: YulBlock,
    },
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `leave`
    Leave,
    /// `function f(a) -> b { ... }`
    Function {
        /// `f`
        name: Ident,
        /// `a`
        params: Vec<Ident>,
        /// `b`
        returns: Vec<Ident>,
        /// What it does.
        body: YulBlock,
    },
}

/// `case 1 { ... }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YulCase {
    /// `1`
    pub value: YulLiteral,
    /// Where it stands.
    pub value_span: Span,
    /// What is done.
    pub body: YulBlock,
}

/// `x`, `x.slot`: the parts of an identifier that is written with points.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct YulPath {
    /// The whole text as one name, points included.
    pub name: Ident,
    /// `x` and `slot`; never empty.
    pub parts: Vec<Ident>,
}

/// An expression of assembly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YulExpr {
    /// Which one.
    pub kind: YulExprKind,
    /// Its text.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum YulExprKind {
    /// `x`, `x.slot`
    Path(YulPath),
    /// `1`, `"abc"`
    Literal(YulLiteral),
    /// `f(a, b)`: a function of the block, or a builtin.
    Call {
        /// `f`
        function: Ident,
        /// `a, b`
        args: Vec<Id<YulExpr>>,
    },
}

/// A literal of assembly.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum YulLiteral {
    /// `12`, `0xff`: fits 256 bits.
    Number(ruint::aliases::U256),
    /// `"abc"`, `hex"00"`: left-aligned in a word where it is a value; at most 32 bytes there, any length as an
    /// argument of `verbatim`, `datasize` and the like, so the length is the analysis's business.
    String(Box<[u8]>),
    /// `true`, `false`
    Bool(bool),
}

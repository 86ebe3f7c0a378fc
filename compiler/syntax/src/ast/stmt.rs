//! Statements.

use super::{CallArgs, Expr, Id, Ident, Path, VarDecl, YulBlock};
use crate::span::{Span, Spanned};

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stmt {
    /// Which one.
    pub kind: StmtKind,
    /// Its text.
    pub span: Span,
}

/// `{ ... }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The statements.
    pub stmts: Vec<Id<Stmt>>,
    /// From brace to brace.
    pub span: Span,
}

/// The forms of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StmtKind {
    /// `{ ... }`
    Block(Block),
    /// `unchecked { ... }`
    Unchecked(Block),
    /// `T x = e;`, `(T x, , U y) = e;`
    VarDecl {
        /// One for each component; `None` where it is left out.
        vars: Vec<Option<Id<VarDecl>>>,
        /// True when written in parentheses: then `init` is there, and a tuple.
        tuple: bool,
        /// `e`
        init: Option<Id<Expr>>,
    },
    /// `e;`
    Expr(Id<Expr>),
    /// `_;`, in a modifier.
    Placeholder,
    /// `if (c) a else b`
    If {
        /// `c`
        condition: Id<Expr>,
        /// `a`
        then: Id<Stmt>,
        /// `b`
        otherwise: Option<Id<Stmt>>,
    },
    /// `while (c) s`
    While {
        /// `c`
        condition: Id<Expr>,
        /// `s`
        body: Id<Stmt>,
    },
    /// `do s while (c);`
    DoWhile {
        /// `s`
        body: Id<Stmt>,
        /// `c`
        condition: Id<Expr>,
    },
    /// `for (i; c; u) s`
    For {
        /// `i`: a declaration or an expression.
        init: Option<Id<Stmt>>,
        /// `c`
        condition: Option<Id<Expr>>,
        /// `u`
        update: Option<Id<Expr>>,
        /// `s`
        body: Id<Stmt>,
    },
    /// `continue;`
    Continue,
    /// `break;`
    Break,
    /// `return e;`
    Return(Option<Id<Expr>>),
    /// `emit E(a);`
    Emit {
        /// `E`
        event: Path,
        /// `(a)`
        args: CallArgs,
    },
    /// `revert E(a);` — `revert();` and `revert("why");` are calls of a function.
    Revert {
        /// `E`
        error: Path,
        /// `(a)`
        args: CallArgs,
    },
    /// `try e returns (T x) { ... } catch ...`
    Try {
        /// `e`
        call: Id<Expr>,
        /// `(T x)`; `None` when nothing is written.
        returns: Option<Vec<Id<VarDecl>>>,
        /// What is done on success.
        success: Block,
        /// What is done on failure; never empty.
        catches: Vec<CatchClause>,
    },
    /// `assembly "evmasm" ("memory-safe") { ... }`
    Assembly {
        /// The dialect, if written: `evmasm` is the only one.
        dialect: Option<Span>,
        /// The flags, `memory-safe`.
        flags: Vec<Spanned<Box<str>>>,
        /// The body.
        body: YulBlock,
    },
}

/// `catch Error(string memory reason) { ... }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatchClause {
    /// `Error`, `Panic`, or nothing.
    pub name: Option<Ident>,
    /// The parameters; `None` for `catch { ... }`.
    pub params: Option<Vec<Id<VarDecl>>>,
    /// What is done.
    pub body: Block,
    /// From `catch` to the closing brace.
    pub span: Span,
}

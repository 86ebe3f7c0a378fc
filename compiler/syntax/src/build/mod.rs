//! What the grammars' actions do: nodes out of pieces, and the checks that solc's parser makes on the way.

mod expr;
mod item;
mod stmt;
mod ty;
mod yul;

pub(crate) use expr::Chain;
pub(crate) use item::{ContractHead, FunctionAttr, FunctionHead, HeadPart, StateType, VarAttr};
pub(crate) use stmt::ForHead;
pub(crate) use ty::{ParamAttr, ParamPlace, RawFunctionType, RawParam};
pub(crate) use yul::YulCases;

use lalrpop_util::ParseError;

use crate::MAX_DEPTH;
use crate::ast::{Ast, Id, Ident, Item, Path};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::span::{FileId, Span};

/// What a piece of a file has become.
pub(crate) enum Piece {
    /// An item or member; `None` when a diagnostic stands for it.
    Item(Option<Item>),
    /// The head of a contract.
    Contract(ContractHead),
    /// A statement, parsed for its mistakes alone.
    Stmt,
}

/// What an action that may refuse gives.
pub(crate) type Outcome<T, Tok> = Result<T, ParseError<u32, Tok, Box<Diagnostic>>>;

/// The state of one file's parse.
pub(crate) struct Cx<'s> {
    pub(crate) ast: &'s mut Ast,
    pub(crate) diagnostics: &'s mut Diagnostics,
    pub(crate) file: FileId,
    pub(crate) text: &'s str,
    /// The piece is a member of a contract.
    pub(crate) in_contract: bool,
    /// `_;` is a placeholder: the piece is a modifier.
    pub(crate) in_modifier: bool,
    expr_heights: Heights,
    stmt_heights: Heights,
    type_heights: Heights,
}

/// Heights of the nodes of one arena that this parse has added.
struct Heights {
    base: usize,
    list: Vec<u16>,
}

impl Heights {
    fn new(base: usize) -> Self {
        Self { base, list: Vec::new() }
    }

    fn get<T>(&self, id: Id<T>) -> usize {
        let at = id.index().checked_sub(self.base);
        at.and_then(|at| self.list.get(at)).map_or(0, |height| usize::from(*height))
    }

    fn set<T>(&mut self, id: Id<T>, height: usize) {
        let at = id.index() - self.base;
        if self.list.len() <= at {
            self.list.resize(at + 1, 0);
        }
        self.list[at] = u16::try_from(height).unwrap_or(u16::MAX);
    }
}

impl<'s> Cx<'s> {
    pub(crate) fn new(ast: &'s mut Ast, diagnostics: &'s mut Diagnostics, file: FileId, text: &'s str) -> Self {
        let expr_heights = Heights::new(ast.exprs.len());
        let stmt_heights = Heights::new(ast.stmts.len());
        let type_heights = Heights::new(ast.types.len());
        Self {
            ast,
            diagnostics,
            file,
            text,
            in_contract: false,
            in_modifier: false,
            expr_heights,
            stmt_heights,
            type_heights,
        }
    }

    pub(crate) fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.file, start, end)
    }

    pub(crate) fn ident(&mut self, name: &str, l: u32, r: u32) -> Ident {
        Ident { name: self.ast.intern(name), span: self.span(l, r) }
    }

    pub(crate) fn report(&mut self, number: u16, message: impl Into<String>, span: Span) {
        self.diagnostics.push(error(number, message, span));
    }

    /// A contextual word at the only place where it may stand.
    pub(crate) fn expect_word<Tok>(&mut self, word: Ident, expected: &str, number: u16) -> Outcome<Span, Tok> {
        let found = self.ast.name(word.name);
        if found == expected {
            return Ok(word.span);
        }
        let message = format!("expected `{expected}`, found `{found}`");
        refuse(error(number, message, word.span))
    }

    fn path(&self, parts: Vec<Ident>) -> Path {
        let first = parts.first().expect("a path has a part");
        let last = parts.last().expect("a path has a part");
        let span = first.span.to(last.span);
        Path { parts, span }
    }
}

/// An error under solc's number.
pub(crate) fn error(number: u16, message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::error(Code::Solc(number), message, span)
}

/// Ends the parse of a piece with this diagnostic.
pub(crate) fn refuse<T, Tok>(diagnostic: Diagnostic) -> Outcome<T, Tok> {
    Err(ParseError::User { error: Box::new(diagnostic) })
}

/// Ends the parse of a piece that nests too deep.
fn check_depth<Tok>(height: usize, span: Span) -> Outcome<(), Tok> {
    if height <= MAX_DEPTH { Ok(()) } else { refuse(too_deep(span)) }
}

/// solc's 7319, at our own limit.
pub(crate) fn too_deep(span: Span) -> Diagnostic {
    error(7319, format!("this nests deeper than {MAX_DEPTH} levels"), span).help("split it into smaller parts")
}

//! Statements.

use super::{Cx, Outcome, ParamPlace, RawParam, check_depth, error, refuse};
use crate::ast::{Block, CallArgs, CatchClause, Expr, ExprKind, Id, Ident, Path, Stmt, StmtKind, VarDecl, YulBlock};
use crate::parse;
use crate::span::{Span, Spanned};

/// `for (init; condition; update)`
pub(crate) struct ForHead {
    pub(crate) init: Option<(StmtKind, Span)>,
    pub(crate) condition: Option<Id<Expr>>,
    pub(crate) update: Option<Id<Expr>>,
}

impl Cx<'_> {
    pub(crate) fn block(&mut self, stmts: Vec<Id<Stmt>>, l: u32, r: u32) -> Block {
        Block { stmts, span: self.span(l, r) }
    }

    pub(crate) fn stmt<Tok>(&mut self, kind: StmtKind, l: u32, r: u32) -> Outcome<Id<Stmt>, Tok> {
        let span = self.span(l, r);
        let height = self.stmt_height(&kind);
        check_depth(height, span)?;
        let id = self.ast.stmts.alloc(Stmt { kind, span });
        self.stmt_heights.set(id, height);
        Ok(id)
    }

    fn stmt_height(&self, kind: &StmtKind) -> usize {
        let of = |id: Id<Stmt>| self.stmt_heights.get(id) + 1;
        let block = |block: &Block| block.stmts.iter().map(|id| of(*id)).max().unwrap_or(0);
        match kind {
            StmtKind::Block(inner) | StmtKind::Unchecked(inner) => block(inner),
            StmtKind::If { then, otherwise, .. } => of(*then).max(otherwise.map_or(0, of)),
            StmtKind::While { body, .. } | StmtKind::DoWhile { body, .. } | StmtKind::For { body, .. } => of(*body),
            StmtKind::Try { success, catches, .. } => {
                catches.iter().map(|clause| block(&clause.body)).max().unwrap_or(0).max(block(success))
            }
            StmtKind::VarDecl { .. }
            | StmtKind::Expr(_)
            | StmtKind::Placeholder
            | StmtKind::Continue
            | StmtKind::Break
            | StmtKind::Return(_)
            | StmtKind::Emit { .. }
            | StmtKind::Revert { .. }
            | StmtKind::Assembly { .. } => 0,
        }
    }

    /// `_;` is a placeholder in a modifier, and a name elsewhere.
    pub(crate) fn expr_stmt<Tok>(&mut self, expr: Id<Expr>) -> Outcome<StmtKind, Tok> {
        match &self.ast[expr].kind {
            ExprKind::Ident(name) if self.in_modifier && self.ast.name(*name) == "_" => {
                return Ok(StmtKind::Placeholder);
            }
            _ => {}
        }
        let first = self.leftmost(expr);
        match &self.ast[first].kind {
            // solc's parser looks for a declaration here, and gives up.
            ExprKind::Tuple(parts) if parts.iter().all(Option::is_none) => {
                let end = self.ast[first].span.end;
                refuse(error(6933, "expected an expression in this tuple", self.span(end - 1, end)))
            }
            _ => Ok(StmtKind::Expr(expr)),
        }
    }

    /// The part with which an expression's text begins.
    fn leftmost(&self, mut expr: Id<Expr>) -> Id<Expr> {
        let start = self.ast[expr].span.start;
        loop {
            let next = match &self.ast[expr].kind {
                ExprKind::Binary { lhs, .. } | ExprKind::Assign { lhs, .. } => *lhs,
                ExprKind::Conditional { condition, .. } => *condition,
                ExprKind::Call { callee: base, .. }
                | ExprKind::CallOptions { callee: base, .. }
                | ExprKind::Index { base, .. }
                | ExprKind::Slice { base, .. }
                | ExprKind::Member { base, .. }
                | ExprKind::Unary { operand: base, .. } => *base,
                ExprKind::Ident(_)
                | ExprKind::Literal(_)
                | ExprKind::Elementary(_)
                | ExprKind::Paren(_)
                | ExprKind::Tuple(_)
                | ExprKind::Array(_)
                | ExprKind::New(_) => return expr,
            };
            if self.ast[next].span.start != start {
                return expr;
            }
            expr = next;
        }
    }

    pub(crate) fn tuple_decl(
        &mut self,
        holes: usize,
        first: Id<VarDecl>,
        rest: Vec<Option<Id<VarDecl>>>,
        init: Id<Expr>,
    ) -> StmtKind {
        let mut vars = vec![None; holes];
        vars.push(Some(first));
        vars.extend(rest);
        StmtKind::VarDecl { vars, tuple: true, init: Some(init) }
    }

    /// solc takes an `unchecked` block only directly inside a block.
    fn no_unchecked(&mut self, body: Id<Stmt>) {
        if let StmtKind::Unchecked(_) = self.ast[body].kind {
            let span = self.ast[body].span;
            let diagnostic =
                error(5296, "an `unchecked` block can only stand inside a block", span).help("put braces around it");
            self.diagnostics.push(diagnostic);
        }
    }

    pub(crate) fn if_stmt<Tok>(
        &mut self,
        condition: Id<Expr>,
        then: Id<Stmt>,
        otherwise: Option<Id<Stmt>>,
        l: u32,
        r: u32,
    ) -> Outcome<Id<Stmt>, Tok> {
        self.no_unchecked(then);
        if let Some(otherwise) = otherwise {
            self.no_unchecked(otherwise);
        }
        self.stmt(StmtKind::If { condition, then, otherwise }, l, r)
    }

    pub(crate) fn while_stmt<Tok>(
        &mut self,
        condition: Id<Expr>,
        body: Id<Stmt>,
        l: u32,
        r: u32,
    ) -> Outcome<Id<Stmt>, Tok> {
        self.no_unchecked(body);
        self.stmt(StmtKind::While { condition, body }, l, r)
    }

    pub(crate) fn do_while_stmt<Tok>(
        &mut self,
        body: Id<Stmt>,
        condition: Id<Expr>,
        l: u32,
        r: u32,
    ) -> Outcome<Id<Stmt>, Tok> {
        self.no_unchecked(body);
        self.stmt(StmtKind::DoWhile { body, condition }, l, r)
    }

    pub(crate) fn for_stmt<Tok>(&mut self, head: ForHead, body: Id<Stmt>, l: u32, r: u32) -> Outcome<Id<Stmt>, Tok> {
        self.no_unchecked(body);
        let init = match head.init {
            Some((kind, span)) => Some(self.stmt(kind, span.start, span.end)?),
            None => None,
        };
        self.stmt(StmtKind::For { init, condition: head.condition, update: head.update, body }, l, r)
    }

    pub(crate) fn throw_stmt<Tok>(&mut self, l: u32, r: u32) -> Outcome<Id<Stmt>, Tok> {
        let span = self.span(l, r);
        let diagnostic = error(4538, "`throw` is no longer part of the language", span)
            .help("use `revert()`, `require()` or `assert()`");
        self.diagnostics.push(diagnostic);
        // Stands in for it; the program is refused.
        let name = self.ast.intern("revert");
        let stand_in = StmtKind::Revert {
            error: Path { parts: vec![Ident { name, span }], span },
            args: CallArgs::Positional(Vec::new()),
        };
        self.stmt(stand_in, l, r)
    }

    pub(crate) fn try_stmt<Tok>(
        &mut self,
        call: Id<Expr>,
        returns: Option<Vec<RawParam>>,
        success: Block,
        catches: Vec<CatchClause>,
        l: u32,
        r: u32,
    ) -> Outcome<Id<Stmt>, Tok> {
        let returns = match returns {
            Some(list) => Some(self.params(list, ParamPlace::Function)?),
            None => None,
        };
        self.stmt(StmtKind::Try { call, returns, success, catches }, l, r)
    }

    pub(crate) fn catch_clause<Tok>(
        &mut self,
        name: Option<Ident>,
        params: Vec<RawParam>,
        body: Block,
        l: u32,
        r: u32,
    ) -> Outcome<CatchClause, Tok> {
        let params = self.params(params, ParamPlace::Function)?;
        Ok(CatchClause { name, params: Some(params), body, span: self.span(l, r) })
    }

    pub(crate) fn assembly<Tok>(
        &mut self,
        dialect: Option<Spanned<&str>>,
        flags: Vec<Spanned<&str>>,
        body: &str,
        b: u32,
        l: u32,
        r: u32,
    ) -> Outcome<Id<Stmt>, Tok> {
        if let Some(dialect) = dialect.filter(|dialect| dialect.node != "evmasm") {
            return refuse(error(4531, "the only dialect of assembly is `\"evmasm\"`", dialect.span));
        }
        let body: YulBlock = match parse::assembly(self, body, b) {
            Ok(block) => block,
            Err(diagnostic) => return refuse(*diagnostic),
        };
        let flags = flags.into_iter().map(|flag| Spanned::new(Box::from(flag.node), flag.span)).collect();
        self.stmt(StmtKind::Assembly { dialect: dialect.map(|dialect| dialect.span), flags, body }, l, r)
    }
}

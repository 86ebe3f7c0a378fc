//! Expressions.

use super::{Cx, Outcome, check_depth};
use crate::ast::{
    AssignOp, BinaryOp, CallArgs, Elementary, Expr, ExprKind, Id, Literal, NamedArg, Number, NumberBase, StringKind,
    UnaryOp, Unit,
};
use crate::number;
use crate::span::{Span, Spanned};
use crate::string;

/// `a + b * c`, not yet ordered.
pub(crate) struct Chain {
    pub(crate) first: Id<Expr>,
    pub(crate) rest: Vec<(Spanned<BinaryOp>, Id<Expr>)>,
}

impl Chain {
    pub(crate) fn new(first: Id<Expr>) -> Self {
        Self { first, rest: Vec::new() }
    }
}

fn precedence(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Or => 1,
        BinaryOp::And => 2,
        BinaryOp::Eq | BinaryOp::Ne => 3,
        BinaryOp::Lt | BinaryOp::Gt | BinaryOp::Le | BinaryOp::Ge => 4,
        BinaryOp::BitOr => 5,
        BinaryOp::BitXor => 6,
        BinaryOp::BitAnd => 7,
        BinaryOp::Shl | BinaryOp::Sar | BinaryOp::Shr => 8,
        BinaryOp::Add | BinaryOp::Sub => 9,
        BinaryOp::Mul | BinaryOp::Div | BinaryOp::Rem => 10,
        BinaryOp::Pow => 11,
    }
}

impl Cx<'_> {
    /// Adds an expression without operands, or whose operands stand in brackets of their own.
    pub(crate) fn expr(&mut self, kind: ExprKind, l: u32, r: u32) -> Id<Expr> {
        let span = self.span(l, r);
        self.ast.exprs.alloc(Expr { kind, span })
    }

    pub(crate) fn name(&mut self, name: &str, l: u32, r: u32) -> Id<Expr> {
        let name = self.ast.intern(name);
        self.expr(ExprKind::Ident(name), l, r)
    }

    fn expr_span(&self, id: Id<Expr>) -> Span {
        self.ast[id].span
    }

    fn tall<Tok>(&mut self, kind: ExprKind, span: Span, height: usize) -> Outcome<Id<Expr>, Tok> {
        check_depth(height, span)?;
        let id = self.ast.exprs.alloc(Expr { kind, span });
        self.expr_heights.set(id, height);
        Ok(id)
    }

    pub(crate) fn expr_height(&self, id: Id<Expr>) -> usize {
        self.expr_heights.get(id)
    }

    fn max_height(&self, ids: impl IntoIterator<Item = Id<Expr>>) -> usize {
        ids.into_iter().map(|id| self.expr_height(id)).max().unwrap_or(0)
    }

    /// Orders a chain by precedence: operators wait on a stack until a weaker one comes.
    pub(crate) fn binary<Tok>(&mut self, chain: Chain) -> Outcome<Id<Expr>, Tok> {
        let mut operands = vec![chain.first];
        let mut waiting: Vec<Spanned<BinaryOp>> = Vec::new();
        for (op, operand) in chain.rest {
            while let Some(top) = waiting.last() {
                let (left, right) = (precedence(top.node), precedence(op.node));
                // `**` is the only operator that groups from the right.
                if left < right || (left == right && op.node == BinaryOp::Pow) {
                    break;
                }
                self.reduce(&mut operands, &mut waiting)?;
            }
            waiting.push(op);
            operands.push(operand);
        }
        while !waiting.is_empty() {
            self.reduce(&mut operands, &mut waiting)?;
        }
        Ok(operands.pop().expect("n operators join n + 1 operands"))
    }

    fn reduce<Tok>(&mut self, operands: &mut Vec<Id<Expr>>, waiting: &mut Vec<Spanned<BinaryOp>>) -> Outcome<(), Tok> {
        let op = waiting.pop().expect("an operator waits");
        let rhs = operands.pop().expect("an operator has a right operand");
        let lhs = operands.pop().expect("an operator has a left operand");
        // The left spine is walked in loops, so it doesn't count.
        let height = self.expr_height(lhs).max(self.expr_height(rhs) + 1);
        let span = self.expr_span(lhs).to(self.expr_span(rhs));
        let id = self.tall(ExprKind::Binary { op, lhs, rhs }, span, height)?;
        operands.push(id);
        Ok(())
    }

    pub(crate) fn assign<Tok>(&mut self, lhs: Chain, op: Spanned<AssignOp>, rhs: Id<Expr>) -> Outcome<Id<Expr>, Tok> {
        let lhs = self.binary(lhs)?;
        let span = self.expr_span(lhs).to(self.expr_span(rhs));
        let height = self.max_height([lhs, rhs]) + 1;
        self.tall(ExprKind::Assign { op, lhs, rhs }, span, height)
    }

    pub(crate) fn conditional<Tok>(
        &mut self,
        condition: Chain,
        then: Id<Expr>,
        otherwise: Id<Expr>,
    ) -> Outcome<Id<Expr>, Tok> {
        let condition = self.binary(condition)?;
        let span = self.expr_span(condition).to(self.expr_span(otherwise));
        let height = self.max_height([condition, then, otherwise]) + 1;
        self.tall(ExprKind::Conditional { condition, then, otherwise }, span, height)
    }

    pub(crate) fn prefix<Tok>(&mut self, op: Spanned<UnaryOp>, operand: Id<Expr>) -> Outcome<Id<Expr>, Tok> {
        let span = op.span.to(self.expr_span(operand));
        let height = self.expr_height(operand) + 1;
        self.tall(ExprKind::Unary { op, operand }, span, height)
    }

    pub(crate) fn postfix_op(&mut self, operand: Id<Expr>, op: Spanned<UnaryOp>) -> Id<Expr> {
        let span = self.expr_span(operand).to(op.span);
        let height = self.expr_height(operand);
        let id = self.ast.exprs.alloc(Expr { kind: ExprKind::Unary { op, operand }, span });
        self.expr_heights.set(id, height);
        id
    }

    /// A link of a postfix chain. The base doesn't count: chains are walked in loops.
    pub(crate) fn suffix<Tok>(&mut self, kind: ExprKind, l: u32, r: u32) -> Outcome<Id<Expr>, Tok> {
        let (base, inner) = match &kind {
            ExprKind::Index { base, index } => (*base, self.max_height(*index)),
            ExprKind::Slice { base, start, end } => (*base, self.max_height(start.iter().chain(end).copied())),
            ExprKind::Member { base, .. } => (*base, 0),
            ExprKind::Call { callee, args } => (*callee, self.args_height(args)),
            ExprKind::CallOptions { callee, options } => {
                (*callee, self.max_height(options.iter().map(|option| option.value)))
            }
            _ => unreachable!("the grammar builds only these with `suffix`"),
        };
        let span = self.span(l, r);
        let height = self.expr_height(base).max(inner + 1);
        self.tall(kind, span, height)
    }

    pub(crate) fn args_height(&self, args: &CallArgs) -> usize {
        match args {
            CallArgs::Positional(list) => self.max_height(list.iter().copied()),
            CallArgs::Named(list) => self.max_height(list.iter().map(|arg| arg.value)),
        }
    }

    /// `payable(x)`: a conversion to `address payable`.
    pub(crate) fn payable_call<Tok>(&mut self, args: CallArgs, l: u32, m: u32, r: u32) -> Outcome<Id<Expr>, Tok> {
        let callee = self.expr(ExprKind::Elementary(Elementary::AddressPayable), l, m);
        self.suffix(ExprKind::Call { callee, args }, l, r)
    }

    /// `{a: 1,}`: solc goes on after its 2074, and so do we.
    pub(crate) fn trailing_comma(&mut self, args: Vec<NamedArg>, comma: Span) -> Vec<NamedArg> {
        self.report(2074, "unexpected trailing comma", comma);
        args
    }

    pub(crate) fn empty_tuple(&mut self, commas: usize, l: u32, r: u32) -> Id<Expr> {
        let components = if commas == 0 { 0 } else { commas + 1 };
        self.expr(ExprKind::Tuple(vec![None; components]), l, r)
    }

    pub(crate) fn tuple<Tok>(
        &mut self,
        holes: usize,
        first: Id<Expr>,
        rest: Vec<Option<Id<Expr>>>,
        l: u32,
        r: u32,
    ) -> Outcome<Id<Expr>, Tok> {
        let height = self.expr_height(first).max(self.max_height(rest.iter().flatten().copied())) + 1;
        let kind = if holes == 0 && rest.is_empty() {
            ExprKind::Paren(first)
        } else {
            let mut components = vec![None; holes];
            components.push(Some(first));
            components.extend(rest);
            ExprKind::Tuple(components)
        };
        let span = self.span(l, r);
        self.tall(kind, span, height)
    }

    pub(crate) fn array<Tok>(&mut self, items: Vec<Id<Expr>>, l: u32, r: u32) -> Outcome<Id<Expr>, Tok> {
        let height = self.max_height(items.iter().copied()) + 1;
        let span = self.span(l, r);
        self.tall(ExprKind::Array(items), span, height)
    }

    pub(crate) fn number(&mut self, text: &str, unit: Option<Spanned<Unit>>, l: u32, r: u32) -> Literal {
        let span = self.span(l, r);
        Literal::Number(number::parse(text, unit, span).unwrap_or_else(|diagnostic| {
            self.diagnostics.push(diagnostic);
            // The program is refused; the tree stays whole.
            Number { base: NumberBase::Decimal, digits: "0".into(), exponent: 0, unit, text: text.into() }
        }))
    }

    /// Joins adjacent literals of one kind.
    pub(crate) fn string(&mut self, kind: StringKind, contents: Vec<&str>) -> Literal {
        let mut bytes = Vec::new();
        for content in contents {
            match kind {
                StringKind::Plain | StringKind::Unicode => string::unescape(content, &mut bytes),
                StringKind::Hex => string::unhex(content, &mut bytes),
            }
        }
        Literal::String { kind, bytes: bytes.into() }
    }
}

//! Values of constants, where a division or a modulus asks for them. solc: `ConstantEvaluator`, `StaticAnalyzer`.
//!
//! solc knows literals, constants named without a dot, parentheses and operators, and nothing else: `A.K` and `uint8(5)` have
//! no value here. An operation has the type of its operands; a result out of its range is a mistake, even in `unchecked`.
//! Elsewhere the same expression is none: it is calculated, and maybe panics, at run time.

use std::collections::{HashMap, HashSet};

use syntax::arena::Id;
use syntax::ast::{self, BinaryOp, ExprKind, Literal, UnaryOp};
use syntax::diagnostic::Diagnostic;
use syntax::span::Span;

use super::expr::looks_like_address;
use super::rational::Rational;
use super::scope::Decl;
use super::ty::{Ty, binary_typing, is_comparison};
use super::{Analyzer, Site};
use crate::codes;
use crate::hir::{ConstantId, ValueType};

/// How many constants may need each other in a row; solc's bound.
const MAX_CONSTANTS: usize = 32;

/// Where the value of a constant comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConstantText {
    pub(crate) init: Id<ast::Expr>,
    pub(crate) site: Site,
    /// The whole declaration.
    pub(crate) span: Span,
}

/// What a value is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Question {
    /// `a / b` or `a % b`: whether `b` is zero.
    Division(Id<ast::Expr>),
    /// `addmod(a, b, m)` or `mulmod(a, b, m)`: whether `m` is zero.
    Modulus { modulus: Id<ast::Expr>, span: Span },
}

/// A value and its type: that of a literal or an integer type.
#[derive(Clone, Debug)]
struct Typed {
    ty: Ty,
    number: Rational,
}

impl Typed {
    fn literal(number: Rational) -> Self {
        Self { ty: Ty::Number(number.clone()), number }
    }

    fn integer(number: &Rational, ty: ValueType) -> Option<Self> {
        Some(Self { ty: Ty::Value(ty), number: number.truncated(ty)? })
    }
}

impl Analyzer<'_> {
    /// Divisors and moduli that are known must not be zero, and what they are made of must be within range.
    pub(crate) fn check_divisors(&mut self) {
        let questions = std::mem::take(&mut self.questions);
        let mut evaluator = Evaluator { cx: self, constants: HashMap::new(), operations: HashMap::new() };
        for (question, site) in questions {
            if let Err(deepest) = evaluator.ask(question, site) {
                let span = evaluator.cx.constant_texts[deepest.index()].span;
                let message = format!("more than {MAX_CONSTANTS} constants need each other in a row");
                evaluator.cx.report(Diagnostic::error(codes::CONSTANT_DEPTH, message, span));
                // The next ones would find the same chain again.
                return;
            }
        }
    }
}

struct Evaluator<'b, 'a> {
    cx: &'b mut Analyzer<'a>,
    constants: HashMap<ConstantId, Option<Typed>>,
    /// Unary and binary operations that have been looked at.
    operations: HashMap<Id<ast::Expr>, Option<Typed>>,
}

impl Evaluator<'_, '_> {
    /// Answers a question. Too long a chain of constants ends it with the constant that is one too many.
    fn ask(&mut self, question: Question, site: Site) -> Result<(), ConstantId> {
        match question {
            Question::Division(whole) => {
                let ExprKind::Binary { op, lhs, rhs } = &self.cx.ast[whole].kind else { return Ok(()) };
                if self.value(*lhs, site)?.is_some()
                    && let Some(divisor) = self.value(*rhs, site)?
                    && divisor.number.is_zero()
                {
                    let what = if op.node == BinaryOp::Div { "division" } else { "remainder of a division" };
                    let (message, span) = (format!("a {what} by zero"), self.cx.ast[whole].span);
                    let label = Diagnostic::error(codes::DIVISION_BY_ZERO, message, span);
                    self.cx.report(label.secondary(self.cx.ast[*rhs].span, "zero"));
                }
            }
            Question::Modulus { modulus, span } => {
                if self.value(modulus, site)?.is_some_and(|modulus| modulus.number.is_zero()) {
                    self.cx.report(Diagnostic::error(codes::MODULUS_ZERO, "the modulus is zero", span));
                }
            }
        }
        Ok(())
    }

    fn value(&mut self, expr: Id<ast::Expr>, site: Site) -> Result<Option<Typed>, ConstantId> {
        // Where an operation is known, so are its constants; what solc has met on the way there shortens the way to others.
        let needed = self.needed(expr, site, false).or_else(|_| self.needed(expr, site, true))?;
        for constant in needed {
            let text = self.cx.constant_texts[constant.index()];
            let init = self.evaluate(text.init, text.site);
            let ty = self.cx.program.constants[constant].ty;
            let value = init.and_then(|init| Typed::integer(&init.number, ty));
            self.constants.insert(constant, value);
        }
        Ok(self.evaluate(expr, site))
    }

    /// The constants that an expression needs and that are not known yet, each behind those that it needs itself.
    fn needed(&self, expr: Id<ast::Expr>, site: Site, again: bool) -> Result<Vec<ConstantId>, ConstantId> {
        let mut order = Vec::new();
        let mut seen = HashSet::new();
        // The constants on the way to the one that is looked at, each with those beside it that are still to come.
        let mut way: Vec<(Option<ConstantId>, Vec<ConstantId>)> = vec![(None, self.mentioned(expr, site, again))];
        while let Some((constant, open)) = way.last_mut() {
            let Some(next) = open.pop() else {
                order.extend(constant.filter(|constant| !self.constants.contains_key(constant)));
                way.pop();
                continue;
            };
            if seen.insert(next) {
                if way.len() > MAX_CONSTANTS {
                    return Err(next);
                }
                let text = self.cx.constant_texts[next.index()];
                way.push((Some(next), self.mentioned(text.init, text.site, true)));
            }
        }
        Ok(order)
    }

    /// The constants in an expression as far as we look into it, the first one last; those of known operations on demand.
    fn mentioned(&self, expr: Id<ast::Expr>, site: Site, again: bool) -> Vec<ConstantId> {
        let mut constants = Vec::new();
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            if !again && self.operations.contains_key(&expr) {
                continue;
            }
            match &self.cx.ast[expr].kind {
                ExprKind::Ident(name) => {
                    if let Some(Decl::Constant(id)) = self.cx.lookup(site, *name) {
                        constants.push(id);
                    }
                }
                ExprKind::Paren(inner) | ExprKind::Unary { operand: inner, .. } => open.push(*inner),
                ExprKind::Binary { lhs, rhs, .. } => open.extend([*rhs, *lhs]),
                _ => {}
            }
        }
        constants.reverse();
        constants
    }

    /// The value of an expression whose constants are known.
    fn evaluate(&mut self, expr: Id<ast::Expr>, site: Site) -> Option<Typed> {
        if let Some(known) = self.operations.get(&expr) {
            return known.clone();
        }
        match &self.cx.ast[expr].kind {
            ExprKind::Paren(inner) => self.evaluate(*inner, site),
            ExprKind::Literal(Literal::Number(number)) if !looks_like_address(number) => {
                Rational::from_literal(number).map(Typed::literal)
            }
            ExprKind::Ident(name) => match self.cx.lookup(site, *name) {
                Some(Decl::Constant(id)) => self.constants.get(&id)?.clone(),
                _ => None,
            },
            ExprKind::Unary { op, operand } => {
                let operand = self.evaluate(*operand, site);
                let value = operand.and_then(|operand| self.unary(op.node, &operand, expr));
                self.operations.insert(expr, value.clone());
                value
            }
            ExprKind::Binary { .. } => self.chain(expr, site),
            _ => None,
        }
    }

    /// The left operands nest as deep as the text is long.
    fn chain(&mut self, expr: Id<ast::Expr>, site: Site) -> Option<Typed> {
        let mut links = Vec::new();
        let mut first = expr;
        while let ExprKind::Binary { op, lhs, rhs } = &self.cx.ast[first].kind {
            if self.operations.contains_key(&first) {
                break;
            }
            links.push((first, op.node, *rhs));
            first = *lhs;
        }
        let mut value = self.evaluate(first, site);
        for (whole, op, rhs) in links.into_iter().rev() {
            let rhs = self.evaluate(rhs, site);
            value = value.zip(rhs).and_then(|(lhs, rhs)| self.binary(op, &lhs, &rhs, whole));
            self.operations.insert(whole, value.clone());
        }
        value
    }

    fn unary(&mut self, op: UnaryOp, operand: &Typed, whole: Id<ast::Expr>) -> Option<Typed> {
        let number = operand.number.unary(op)?;
        let ty = match (&operand.ty, op) {
            (Ty::Number(_), _) => return Some(Typed::literal(number)),
            (Ty::Value(ty @ ValueType::Int(_)), UnaryOp::Neg)
            | (Ty::Value(ty @ (ValueType::Int(_) | ValueType::Uint(_))), UnaryOp::BitNot) => *ty,
            _ => return None,
        };
        self.within(&number, ty, codes::CONSTANT_NEGATED, whole)
    }

    fn binary(&mut self, op: BinaryOp, lhs: &Typed, rhs: &Typed, whole: Id<ast::Expr>) -> Option<Typed> {
        if is_comparison(op) {
            return None;
        }
        if let (Ty::Number(lhs), Ty::Number(rhs)) = (&lhs.ty, &rhs.ty) {
            return lhs.binary(op, rhs).map(Typed::literal);
        }
        let ty = binary_typing(op, &lhs.ty, &rhs.ty)?.result;
        // An exponent or amount becomes one of the left type, too.
        let number = lhs.number.truncated(ty)?.binary(op, &rhs.number.truncated(ty)?)?;
        self.within(&number, ty, codes::CONSTANT_RANGE, whole)
    }

    fn within(
        &mut self,
        number: &Rational,
        ty: ValueType,
        code: syntax::diagnostic::Code,
        whole: Id<ast::Expr>,
    ) -> Option<Typed> {
        let value = Typed::integer(number, ty);
        if value.is_none() {
            let message = format!("{number} lies outside of `{}`", ty.text(&self.cx.program));
            self.cx.report(Diagnostic::error(code, message, self.cx.ast[whole].span));
        }
        value
    }
}

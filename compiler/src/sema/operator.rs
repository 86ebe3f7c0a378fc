//! Operators with one and two operands.

use syntax::arena::Id;
use syntax::ast::{self, BinaryOp, UnaryOp};
use syntax::diagnostic::Diagnostic;
use syntax::span::{Span, Spanned};

use super::body::BodyChecker;
use super::evaluate::Question;
use super::expr::{Lvalue, Operand, Use};
use super::ty::{Ty, binary_typing};
use crate::codes;
use crate::hir::{self, ExprKind, IncDec, Place, PlaceKind, Type, ValueType, VariableKind};

/// The operator in the HIR; the lazy ones are no operators there.
pub(crate) fn lower_op(op: BinaryOp) -> Option<hir::BinaryOp> {
    Some(match op {
        BinaryOp::Or | BinaryOp::And | BinaryOp::Shr => return None,
        BinaryOp::Eq => hir::BinaryOp::Eq,
        BinaryOp::Ne => hir::BinaryOp::Ne,
        BinaryOp::Lt => hir::BinaryOp::Lt,
        BinaryOp::Gt => hir::BinaryOp::Gt,
        BinaryOp::Le => hir::BinaryOp::Le,
        BinaryOp::Ge => hir::BinaryOp::Ge,
        BinaryOp::BitOr => hir::BinaryOp::BitOr,
        BinaryOp::BitXor => hir::BinaryOp::BitXor,
        BinaryOp::BitAnd => hir::BinaryOp::BitAnd,
        BinaryOp::Shl => hir::BinaryOp::Shl,
        BinaryOp::Sar => hir::BinaryOp::Shr,
        BinaryOp::Add => hir::BinaryOp::Add,
        BinaryOp::Sub => hir::BinaryOp::Sub,
        BinaryOp::Mul => hir::BinaryOp::Mul,
        BinaryOp::Div => hir::BinaryOp::Div,
        BinaryOp::Rem => hir::BinaryOp::Rem,
        BinaryOp::Pow => hir::BinaryOp::Pow,
    })
}

impl BodyChecker<'_, '_> {
    /// `a + b - c ...`: the left operands nest as deep as the text is long.
    pub(crate) fn binary_chain(&mut self, id: Id<ast::Expr>) -> Operand {
        let mut links = Vec::new();
        let mut first = id;
        while let ast::ExprKind::Binary { op, lhs, rhs } = &self.cx.ast[first].kind {
            links.push((*op, *rhs, first));
            first = *lhs;
        }
        let mut chain = self.expr(first, Use::Read);
        for (op, rhs, whole) in links.into_iter().rev() {
            let rhs = self.expr(rhs, Use::Read);
            chain = self.binary(op, chain, rhs, self.cx.ast[whole].span);
            if chain.is_pure && !chain.ty.is_poison() && matches!(op.node, BinaryOp::Div | BinaryOp::Rem) {
                self.cx.questions.push((Question::Division(whole), self.site));
            }
        }
        chain
    }

    fn binary(&mut self, op: Spanned<BinaryOp>, lhs: Operand, rhs: Operand, span: Span) -> Operand {
        let is_pure = lhs.is_pure && rhs.is_pure;
        if lhs.ty.is_poison() || rhs.ty.is_poison() {
            return Operand { is_pure, ..self.poison(span) };
        }
        if let (Ty::Number(a), Ty::Number(b)) = (&lhs.ty, &rhs.ty)
            && let Some(number) = a.binary(op.node, b)
        {
            return Operand::name(Ty::Number(number), span);
        }
        let is_foldable = matches!((&lhs.ty, &rhs.ty), (Ty::Number(_), Ty::Number(_)));
        let typing = if is_foldable && !super::ty::is_comparison(op.node) {
            None
        } else {
            binary_typing(op.node, &lhs.ty, &rhs.ty)
        };
        let Some(typing) = typing else {
            return self.no_operator(op, &lhs, &rhs, span);
        };
        let lhs = self.force(lhs, &Type::Value(typing.lhs));
        let rhs = self.force(rhs, &Type::Value(typing.rhs));
        let kind = match (op.node, lower_op(op.node)) {
            (_, Some(op)) => ExprKind::Binary { op, checked: !self.unchecked, lhs, rhs },
            (BinaryOp::And, None) => ExprKind::And(lhs, rhs),
            (_, None) => ExprKind::Or(lhs, rhs),
        };
        let expr = self.alloc(kind, typing.result, span);
        Operand::value(Ty::Value(typing.result), expr, is_pure, span)
    }

    fn no_operator(&mut self, op: Spanned<BinaryOp>, lhs: &Operand, rhs: &Operand, span: Span) -> Operand {
        let is_equality = matches!(op.node, BinaryOp::Eq | BinaryOp::Ne);
        // Functions can be compared.
        let refused = [&lhs.ty, &rhs.ty].into_iter().find_map(|ty| match ty {
            Ty::Functions(_) if is_equality => self.refused_value(ty),
            _ => None,
        });
        if let Some(feature) = refused {
            return self.refused(feature, span);
        }
        let both_numbers = matches!((&lhs.ty, &rhs.ty), (Ty::Number(_), Ty::Number(_)));
        let [left, right] = [lhs, rhs].map(|operand| operand.ty.text(&self.cx.program));
        let message = format!("no operator `{}` for `{left}` and `{right}`", op.node.text());
        let mut diagnostic = Diagnostic::error(codes::BINARY_OPERATOR, message, span);
        if !both_numbers {
            diagnostic = diagnostic.secondary(lhs.span, left).secondary(rhs.span, right);
        }
        self.report(diagnostic);
        self.poison(span)
    }

    pub(crate) fn unary(&mut self, op: Spanned<UnaryOp>, operand: Id<ast::Expr>, span: Span) -> Operand {
        match op.node {
            UnaryOp::Not | UnaryOp::BitNot | UnaryOp::Neg => {
                let operand = self.expr(operand, Use::Read);
                self.unary_value(op, operand, span)
            }
            UnaryOp::Delete
            | UnaryOp::PreIncrement
            | UnaryOp::PreDecrement
            | UnaryOp::PostIncrement
            | UnaryOp::PostDecrement => {
                let operand = self.expr(operand, Use::Write);
                self.unary_place(op, &operand, span)
            }
        }
    }

    fn unary_value(&mut self, op: Spanned<UnaryOp>, operand: Operand, span: Span) -> Operand {
        let is_pure = operand.is_pure;
        if operand.ty.is_poison() {
            return Operand { is_pure, ..self.poison(span) };
        }
        if let Ty::Number(number) = &operand.ty
            && let Some(number) = number.unary(op.node)
        {
            return Operand::name(Ty::Number(number), span);
        }
        let known = match (&operand.ty, op.node) {
            (Ty::Value(ty @ ValueType::Bool), UnaryOp::Not) => Some((*ty, hir::UnaryOp::Not)),
            (Ty::Value(ty @ (ValueType::Uint(_) | ValueType::Int(_) | ValueType::FixedBytes(_))), UnaryOp::BitNot) => {
                Some((*ty, hir::UnaryOp::BitNot))
            }
            (Ty::Value(ty @ ValueType::Int(_)), UnaryOp::Neg) => {
                Some((*ty, hir::UnaryOp::Neg { checked: !self.unchecked }))
            }
            _ => None,
        };
        let Some((ty, lowered)) = known else {
            let message = format!("no operator `{}` for `{}`", op.node.text(), operand.ty.text(&self.cx.program));
            let mut diagnostic = Diagnostic::error(codes::UNARY_OPERATOR, message, span);
            if let (Ty::Value(ValueType::Uint(bits)), UnaryOp::Neg) = (&operand.ty, op.node) {
                diagnostic = diagnostic.help(format!("only signed integers are negated: convert it to `int{bits}`"));
            }
            self.report(diagnostic);
            return self.poison(span);
        };
        let operand = self.force(operand, &Type::Value(ty));
        let expr = self.alloc(ExprKind::Unary(lowered, operand), ty, span);
        Operand::value(Ty::Value(ty), expr, is_pure, span)
    }

    /// `++`, `--`, `delete`
    fn unary_place(&mut self, op: Spanned<UnaryOp>, operand: &Operand, span: Span) -> Operand {
        if operand.ty.is_poison() {
            return self.poison(span);
        }
        let place = self.place(operand);
        let step = match op.node {
            UnaryOp::PreIncrement => Some(IncDec { increment: true, prefix: true }),
            UnaryOp::PreDecrement => Some(IncDec { increment: false, prefix: true }),
            UnaryOp::PostIncrement => Some(IncDec { increment: true, prefix: false }),
            UnaryOp::PostDecrement => Some(IncDec { increment: false, prefix: false }),
            UnaryOp::Not | UnaryOp::BitNot | UnaryOp::Neg | UnaryOp::Delete => None,
        };
        let exists = match (&operand.ty, step) {
            (Ty::Value(ValueType::Uint(_) | ValueType::Int(_)), Some(_)) => true,
            (Ty::Value(ty), None) => !matches!(ty, ValueType::User(_)),
            // solc complains about the missing place only.
            (Ty::Number(_), Some(_)) | (Ty::Functions(_), None) => place.is_none(),
            _ => false,
        };
        if !exists {
            let message = format!("no operator `{}` for `{}`", op.node.text(), operand.ty.text(&self.cx.program));
            self.error(codes::CHANGING_OPERATOR, message, span);
            return self.poison(span);
        }
        let Some(place) = place else { return self.poison(span) };
        let (kind, ty) = match step {
            Some(op) => {
                let ty = place.ty.clone();
                (ExprKind::IncDec { op, checked: !self.unchecked, place }, ty)
            }
            None => (ExprKind::Delete(place), Type::UNIT),
        };
        let expr = self.alloc(kind, ty.clone(), span);
        Operand::value(Ty::from(&ty), expr, false, span)
    }

    /// The place of an operand, or a complaint.
    pub(crate) fn place(&mut self, operand: &Operand) -> Option<Place> {
        match &operand.lvalue {
            Lvalue::Place(place) => {
                if let PlaceKind::State(id) = place.kind
                    && self.cx.program.variables[id].kind == VariableKind::Immutable
                {
                    self.write_immutable(operand.span);
                }
                Some(place.clone())
            }
            Lvalue::Constant => {
                self.error(codes::ASSIGN_CONSTANT, "a constant can't be changed", operand.span);
                None
            }
            Lvalue::Byte => {
                let diagnostic = Diagnostic::error(codes::ASSIGN_BYTE, "single bytes can't be changed", operand.span);
                self.report(diagnostic.help("shift and mask the whole, and assign that"));
                None
            }
            Lvalue::No => {
                if !operand.ty.is_poison() {
                    let diagnostic = Diagnostic::error(codes::NOT_AN_LVALUE, "this can't be assigned to", operand.span);
                    self.report(diagnostic.label("not a variable"));
                }
                None
            }
        }
    }
}

//! Assignments.

use syntax::arena::Id;
use syntax::ast::{self, AssignOp, BinaryOp};
use syntax::span::Span;

use super::body::BodyChecker;
use super::convert::Mismatch;
use super::expr::{Operand, Use, Value};
use super::operator::lower_op;
use super::ty::{Ty, binary_typing};
use crate::codes;
use crate::hir::{ExprKind, Place, Type};

fn binary_op(op: AssignOp) -> Option<BinaryOp> {
    Some(match op {
        AssignOp::Assign => return None,
        AssignOp::BitOr => BinaryOp::BitOr,
        AssignOp::BitXor => BinaryOp::BitXor,
        AssignOp::BitAnd => BinaryOp::BitAnd,
        AssignOp::Shl => BinaryOp::Shl,
        AssignOp::Sar => BinaryOp::Sar,
        AssignOp::Shr => BinaryOp::Shr,
        AssignOp::Add => BinaryOp::Add,
        AssignOp::Sub => BinaryOp::Sub,
        AssignOp::Mul => BinaryOp::Mul,
        AssignOp::Div => BinaryOp::Div,
        AssignOp::Rem => BinaryOp::Rem,
    })
}

impl BodyChecker<'_, '_> {
    pub(crate) fn assign(&mut self, op: AssignOp, lhs: Id<ast::Expr>, rhs: Id<ast::Expr>, span: Span) -> Operand {
        let lhs = self.expr(lhs, Use::Write);
        let rhs = self.expr(rhs, Use::Read);
        if let Some(op) = binary_op(op) {
            return self.assign_op(op, &lhs, rhs, span);
        }
        if matches!(&lhs.value, Value::Parts(parts) if parts.is_empty()) {
            self.error(codes::ASSIGN_NOTHING, "an assignment to an empty tuple", span);
            return self.poison(span);
        }
        let Some(target) = self.target_type(&lhs, &rhs) else { return self.poison(span) };
        let mut places = Vec::new();
        let is_complete = self.collect_places(&lhs, &target, &mut places);
        let value = self.coerce(rhs, &target, Mismatch::Expected);
        if !is_complete {
            return self.poison(span);
        }
        // A tuple assignment has no value of its own: with a component left out there is none to give.
        let ty = if matches!(lhs.value, Value::Parts(_)) { Type::UNIT } else { target };
        let expr = self.alloc(ExprKind::Assign { places, value }, ty.clone(), span);
        Operand::value(Ty::from(&ty), expr, false, span)
    }

    /// The type of the right side: as on the left, or as it comes where nothing stands on the left.
    fn target_type(&mut self, lhs: &Operand, rhs: &Operand) -> Option<Type> {
        if lhs.ty.is_poison() || rhs.ty.is_poison() {
            return None;
        }
        match (&lhs.value, &lhs.ty, &rhs.ty) {
            (Value::Parts(left), _, Ty::Tuple(right)) if left.len() == right.len() => {
                let right_parts: Vec<Option<&Operand>> = match &rhs.value {
                    Value::Parts(parts) => parts.iter().map(Option::as_ref).collect(),
                    Value::Expr(_) | Value::None => vec![None; right.len()],
                };
                let mut types = Vec::new();
                for ((left, right), part) in left.iter().zip(right).zip(right_parts) {
                    let right = right.clone().expect("a tuple that is read has no holes");
                    let operand = part.cloned().unwrap_or_else(|| Operand::name(right.clone(), rhs.span));
                    types.push(match left {
                        Some(left) => self.target_type(left, &operand)?,
                        None => match right.mobile() {
                            Some(ty) => ty,
                            None => {
                                let feature = self.refused_value(&right).unwrap_or(codes::FUNCTION_TYPES);
                                self.refuse(feature, operand.span);
                                return None;
                            }
                        },
                    });
                }
                Some(Type::Tuple(types))
            }
            (Value::Parts(left), ..) => {
                let types = left.iter().map(|part| part.as_ref().and_then(|part| part.ty.mobile()));
                let types = types.collect::<Option<Vec<_>>>();
                match types {
                    Some(types) => self.report_mismatch(&rhs.ty, &Type::Tuple(types), Mismatch::Expected, rhs.span),
                    None => self.error(
                        codes::NOT_CONVERTIBLE,
                        format!(
                            "`{}` does not convert to `{}`",
                            rhs.ty.text(&self.cx.program),
                            lhs.ty.text(&self.cx.program)
                        ),
                        rhs.span,
                    ),
                }
                None
            }
            (Value::Expr(_) | Value::None, ..) => match lhs.ty.mobile() {
                Some(ty) if !matches!(lhs.ty, Ty::Number(_)) => Some(ty),
                Some(_) | None => {
                    self.place(lhs);
                    if rhs.ty != lhs.ty {
                        let message = format!(
                            "`{}` does not convert to `{}`",
                            rhs.ty.text(&self.cx.program),
                            lhs.ty.text(&self.cx.program)
                        );
                        self.error(codes::NOT_CONVERTIBLE, message, rhs.span);
                    }
                    None
                }
            },
        }
    }

    /// The places on the left, from left to right; a component left out counts as many as it has values.
    fn collect_places(&mut self, lhs: &Operand, target: &Type, places: &mut Vec<Option<Place>>) -> bool {
        match (&lhs.value, target) {
            (Value::Parts(parts), Type::Tuple(targets)) => {
                let mut is_complete = true;
                for (part, target) in parts.iter().zip(targets) {
                    match part {
                        Some(part) => is_complete &= self.collect_places(part, target, places),
                        None => places.extend((0..value_count(target)).map(|_| None)),
                    }
                }
                is_complete
            }
            _ => {
                let Some(place) = self.place(lhs) else { return false };
                if let Type::Mapping(_) = place.ty {
                    self.error(codes::ASSIGN_MAPPING, "a mapping can't be assigned to", lhs.span);
                    return false;
                }
                places.push(Some(place));
                true
            }
        }
    }

    fn assign_op(&mut self, op: BinaryOp, lhs: &Operand, rhs: Operand, span: Span) -> Operand {
        if lhs.ty.is_poison() || rhs.ty.is_poison() {
            return self.poison(span);
        }
        if matches!(lhs.value, Value::Parts(_)) {
            self.error(codes::COMPOUND_TUPLE, "a tuple can only be assigned to with `=`", span);
            return self.poison(span);
        }
        let place = self.place(lhs);
        let typing = binary_typing(op, &lhs.ty, &rhs.ty).filter(|typing| Ty::Value(typing.result) == lhs.ty);
        let (Some(typing), Some(lowered)) = (typing, lower_op(op)) else {
            let [left, right] = [&lhs.ty, &rhs.ty].map(|ty| ty.text(&self.cx.program));
            let message = format!("no operator `{}=` for `{left}` and `{right}`", op.text());
            self.error(codes::COMPOUND_ASSIGNMENT, message, span);
            return self.poison(span);
        };
        let Some(place) = place else { return self.poison(span) };
        let value = self.force(rhs, &Type::Value(typing.rhs));
        let kind = ExprKind::AssignOp { op: lowered, checked: !self.unchecked, place, value };
        let expr = self.alloc(kind, typing.result, span);
        Operand::value(Ty::Value(typing.result), expr, false, span)
    }
}

/// How many values a value of this type is.
fn value_count(ty: &Type) -> usize {
    match ty {
        Type::Value(_) | Type::Mapping(_) => 1,
        Type::Tuple(parts) => parts.iter().map(value_count).sum(),
    }
}

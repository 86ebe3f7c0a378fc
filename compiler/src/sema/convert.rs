//! Conversions, written out in the HIR.

use syntax::diagnostic::{Code, Diagnostic};
use syntax::span::Span;

use super::body::BodyChecker;
use super::expr::{NO_TYPE, Operand, Value};
use super::ty::Ty;
use crate::codes::{self, Feature};
use crate::hir::{ExprId, ExprKind, Type, ValueType};

/// Why a type is expected, which decides under which number solc complains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// The context demands it.
    Expected,
    /// A variable is declared with this initial value.
    Initial,
    /// A parameter has this type.
    Argument,
    /// A result has this type.
    Return,
    /// The results have these types.
    ReturnTuple,
}

impl Mismatch {
    fn code(self, ty: &Ty) -> Code {
        let is_fraction = matches!(ty, Ty::Number(number) if number.is_fraction());
        match self {
            Self::Expected if is_fraction => codes::FRACTION_NOT_CONVERTIBLE,
            Self::Expected => codes::NOT_CONVERTIBLE,
            Self::Initial if is_fraction => codes::INITIAL_FRACTION,
            Self::Initial => codes::INITIAL_NOT_CONVERTIBLE,
            Self::Argument => codes::ARGUMENT_NOT_CONVERTIBLE,
            Self::Return => codes::RETURN_NOT_CONVERTIBLE,
            Self::ReturnTuple => codes::RETURN_TUPLE_NOT_CONVERTIBLE,
        }
    }
}

impl BodyChecker<'_, '_> {
    /// The operand as a value of this type, or a complaint.
    pub(crate) fn coerce(&mut self, operand: Operand, target: &Type, mismatch: Mismatch) -> ExprId {
        if operand.ty.is_poison() {
            return self.body.placeholder(target.clone(), operand.span);
        }
        if !operand.ty.converts_to(target) {
            self.report_mismatch(&operand.ty, target, mismatch, operand.span);
            return self.body.placeholder(target.clone(), operand.span);
        }
        self.force(operand, target)
    }

    pub(crate) fn report_mismatch(&mut self, ty: &Ty, target: &Type, mismatch: Mismatch, span: Span) {
        let program = &self.cx.program;
        let expected = target.text(program);
        let message = format!("`{}` does not convert to `{expected}`", ty.text(program));
        let mut diagnostic =
            Diagnostic::error(mismatch.code(ty), message, span).label(format!("expected `{expected}`"));
        if let Some(target) = target.as_value().filter(|target| ty.converts_explicitly_to(*target, program)) {
            let call = match target {
                ValueType::ADDRESS_PAYABLE => "payable",
                // `enum E`, `contract C`
                _ => expected.rsplit(' ').next().unwrap_or(&expected),
            };
            diagnostic = diagnostic.help(format!("convert it explicitly: `{call}(...)`"));
        }
        if let Ty::Number(number) = ty
            && !number.is_fraction()
            && number.to_word().is_none()
        {
            diagnostic = diagnostic.help("the number lies outside of `int256` and `uint256`");
        }
        self.report(diagnostic);
    }

    /// The operand as a value of a type to which it converts.
    pub(crate) fn force(&mut self, operand: Operand, target: &Type) -> ExprId {
        let span = operand.span;
        if let Some(word) = target.as_value().and_then(|target| operand.ty.literal_word(target)) {
            return self.alloc(ExprKind::Literal(word), target.clone(), span);
        }
        match (operand.value, target) {
            (Value::Expr(expr), _) if self.body.exprs[expr].ty == *target => expr,
            (Value::Expr(expr), _) => self.alloc(ExprKind::Convert(expr), target.clone(), span),
            (Value::Parts(parts), Type::Tuple(targets)) => {
                let parts = parts.into_iter().zip(targets);
                let parts = parts
                    .map(|(part, target)| self.force(part.expect("a tuple that is a value has no holes"), target))
                    .collect();
                self.alloc(ExprKind::Tuple(parts), target.clone(), span)
            }
            (Value::Parts(_) | Value::None, _) => unreachable!("`converts_to` admits values only"),
        }
    }

    /// The operand evaluated as a statement: for what it does, if it does anything.
    pub(crate) fn statement(&mut self, operand: Operand) -> Option<ExprId> {
        if operand.ty.is_beyond_types() {
            self.error(codes::STATEMENT_NUMBER, NO_TYPE, operand.span);
        }
        self.discard(operand)
    }

    /// The operand evaluated for what it does, if it does anything.
    fn discard(&mut self, operand: Operand) -> Option<ExprId> {
        let span = operand.span;
        match (operand.ty, operand.value) {
            (Ty::Encoded(parts), _) => {
                let types = parts.iter().map(|part| self.body.exprs[*part].ty.clone()).collect();
                Some(self.alloc(ExprKind::Tuple(parts), Type::Tuple(types), span))
            }
            (Ty::ErrorCall(..), _) => {
                let diagnostic =
                    Diagnostic::error(codes::ERROR_WITHOUT_REVERT, "an error is made here and not used", span);
                self.report(diagnostic.help("write `revert` in front of it"));
                None
            }
            (_, Value::Expr(expr)) => Some(expr),
            (_, Value::Parts(parts)) => {
                let parts: Vec<ExprId> = parts.into_iter().flatten().filter_map(|part| self.discard(part)).collect();
                let types = parts.iter().map(|part| self.body.exprs[*part].ty.clone()).collect();
                Some(self.alloc(ExprKind::Tuple(parts), Type::Tuple(types), span))
            }
            (_, Value::None) => None,
        }
    }

    /// The feature behind a value of a type that is valid and has no form at run time yet.
    pub(crate) fn refused_value(&self, ty: &Ty) -> Option<Feature> {
        match ty {
            Ty::Text(_) => Some(codes::STRINGS),
            Ty::Functions(_) | Ty::Wrap(_) | Ty::Unwrap(_) => Some(codes::FUNCTION_TYPES),
            Ty::Encoded(_) => Some(codes::ABI_FUNCTIONS),
            Ty::Number(_)
            | Ty::Value(_)
            | Ty::Mapping(_)
            | Ty::Tuple(_)
            | Ty::TypeName(_)
            | Ty::Module(_)
            | Ty::Contract(_)
            | Ty::Events(_)
            | Ty::Error(_)
            | Ty::ErrorCall(..)
            | Ty::Builtin(_)
            | Ty::Magic(_)
            | Ty::Meta(_)
            | Ty::Poison => None,
        }
    }

    /// `target(operand)`
    pub(crate) fn convert_explicitly(&mut self, operand: Operand, target: ValueType, span: Span) -> Operand {
        if operand.ty.is_poison() {
            return Operand { is_pure: operand.is_pure, ..self.poison(span) };
        }
        let program = &self.cx.program;
        if !operand.ty.converts_explicitly_to(target, program) {
            let message = format!("`{}` can't be converted to `{}`", operand.ty.text(program), target.text(program));
            self.error(codes::EXPLICIT_CONVERSION, message, operand.span);
            return Operand { is_pure: operand.is_pure, ..self.poison(span) };
        }
        let is_pure = operand.is_pure;
        let expr = self.force(Operand { span, ..operand }, &Type::Value(target));
        Operand::value(Ty::Value(target), expr, is_pure, span)
    }
}

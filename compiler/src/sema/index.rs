//! Elements of mappings, bytes of `bytesN`.

use ruint::aliases::U256;
use syntax::arena::Id;
use syntax::ast;
use syntax::span::Span;

use super::body::BodyChecker;
use super::convert::Mismatch;
use super::expr::{Lvalue, Operand, Use, Value};
use super::ty::Ty;
use crate::codes;
use crate::hir::{ExprId, ExprKind, Place, PlaceKind, Type, ValueType};

impl BodyChecker<'_, '_> {
    pub(crate) fn index(
        &mut self,
        base: Id<ast::Expr>,
        index: Option<Id<ast::Expr>>,
        usage: Use,
        span: Span,
    ) -> Operand {
        let base = self.expr(base, Use::Read);
        let key = index.map(|index| self.expr(index, Use::Read));
        match (base.ty, base.value) {
            (Ty::Poison, _) => self.poison(span),
            (Ty::Mapping(mapping), Value::Expr(place)) => {
                let Some(key) = key else {
                    self.error(codes::INDEX_MISSING, "the key is left out", span);
                    return self.poison(span);
                };
                let key = self.coerce(key, &Type::Value(mapping.key), Mismatch::Expected);
                let kind = PlaceKind::Element { mapping: place, key };
                self.load(Place { kind, ty: mapping.value.clone(), span }, usage)
            }
            (Ty::Value(ValueType::FixedBytes(length)), Value::Expr(bytes)) => {
                let is_pure = base.is_pure && key.as_ref().is_none_or(|key| key.is_pure);
                let Some(index) = self.byte_index(length, key, span) else { return self.poison(span) };
                let expr = self.alloc(ExprKind::ByteAt { bytes, index }, ValueType::BYTES1, span);
                let byte = Operand::value(Ty::Value(ValueType::BYTES1), expr, is_pure, span);
                Operand { lvalue: Lvalue::Byte, ..byte }
            }
            (Ty::TypeName(_) | Ty::Contract(_), _) => self.refused(codes::ARRAYS, span),
            (Ty::Encoded(_), _) => self.refused(codes::ABI_FUNCTIONS, span),
            (ty, _) => {
                self.error(codes::NOT_INDEXABLE, format!("`{}` has no elements", ty.text(&self.cx.program)), base.span);
                self.poison(span)
            }
        }
    }

    /// The index into a value of so many bytes, or a complaint.
    fn byte_index(&mut self, length: u8, index: Option<Operand>, span: Span) -> Option<ExprId> {
        let Some(index) = index else {
            self.error(codes::BYTE_INDEX_MISSING, "the index is left out", span);
            return None;
        };
        if index.ty.is_poison() {
            return None;
        }
        let target = Type::Value(ValueType::UINT256);
        if !index.ty.converts_to(&target) {
            self.report_mismatch(&index.ty, &target, Mismatch::Expected, index.span);
            self.error(codes::BYTE_INDEX_TYPE, "an index is an unsigned integer", span);
            return None;
        }
        if let Ty::Number(number) = &index.ty
            && number.to_word().is_none_or(|word| word >= U256::from(length))
        {
            let message = format!("there are {length} bytes, counted from 0");
            self.error(codes::BYTE_INDEX_RANGE, message, span);
            return None;
        }
        Some(self.force(index, &target))
    }
}

//! Elements of mappings.

use syntax::arena::Id;
use syntax::ast;
use syntax::span::Span;

use super::body::BodyChecker;
use super::convert::Mismatch;
use super::expr::{Operand, Use, Value};
use super::ty::Ty;
use crate::codes;
use crate::hir::{Place, PlaceKind, Type, ValueType};

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
            (Ty::Value(ValueType::Bytes32), _) => self.refused(codes::WORD_MEMBERS, span),
            (Ty::TypeName(_) | Ty::Contract(_), _) => self.refused(codes::ARRAYS, span),
            (Ty::Encoded(_), _) => self.refused(codes::ABI_FUNCTIONS, span),
            (ty, _) => {
                self.error(codes::NOT_INDEXABLE, format!("`{ty}` has no elements"), base.span);
                self.poison(span)
            }
        }
    }
}

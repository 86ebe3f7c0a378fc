//! Members: `msg.sender`, `type(uint8).max`.

use syntax::arena::Id;
use syntax::ast::{self, Ident, Symbol};
use syntax::span::Span;

use super::body::{BodyChecker, Touch};
use super::builtin::{self, Builtin, Magic};
use super::expr::{Lvalue, Operand, Use};
use super::ty::Ty;
use crate::codes::{self, Feature};
use crate::hir::{EnvField, ExprKind, Type, ValueType};

impl BodyChecker<'_, '_> {
    pub(crate) fn member(&mut self, base: Id<ast::Expr>, member: Ident, span: Span) -> Operand {
        let base = self.expr(base, Use::Read);
        let name = self.cx.name(member.name);
        let feature = match &base.ty {
            Ty::Poison => return self.poison(span),
            Ty::Module(file) => return self.member_of_module(*file, member, span),
            Ty::Magic(Magic::Abi) if name == "encode" => {
                return Operand::name(Ty::Builtin(Builtin::AbiEncode), span);
            }
            Ty::Magic(magic) => match EnvField::find(magic.text(), name) {
                Some(field) => return self.env(field, span),
                None => builtin::refused_member(*magic, name),
            },
            Ty::Meta(ty) if let (Some([min, max]), "min" | "max") = (ty.bounds(), name) => {
                let word = if name == "max" { max } else { min };
                let expr = self.alloc(ExprKind::Literal(word), *ty, span);
                return Operand::value(Ty::Value(*ty), expr, true, span);
            }
            Ty::Value(bytes @ ValueType::FixedBytes(_)) if name == "length" => {
                let bytes = self.force(base.clone(), &Type::Value(*bytes));
                let expr = self.alloc(ExprKind::LengthOf(bytes), ValueType::Uint(8), span);
                // Not known at compile time, for solc.
                return Operand::value(Ty::Value(ValueType::Uint(8)), expr, false, span);
            }
            Ty::This | Ty::Contract(_) if !self.has_member(&base.ty, member.name) => None,
            ty => refused_member(ty, name),
        };
        match feature {
            Some(feature) => self.refused(feature, span),
            // A library's functions may have been attached to the type.
            None if self.cx.is_incomplete(self.site) => self.poison(span),
            None => {
                let message = format!("no member `{name}` in `{}`", base.ty);
                self.error(codes::UNKNOWN_MEMBER, message, span);
                self.poison(span)
            }
        }
    }

    fn member_of_module(&mut self, file: usize, member: Ident, span: Span) -> Operand {
        let Some(decl) = self.cx.lookup_in_file(file, member.name) else {
            self.report_unknown_in_module(file, member, span);
            return self.poison(span);
        };
        // Only names without a module in front of them can be written to.
        Operand { lvalue: Lvalue::No, ..self.declared(decl, span, Use::Read) }
    }

    pub(crate) fn report_unknown_in_module(&mut self, file: usize, member: Ident, span: Span) {
        let (name, path) = (self.cx.name(member.name), self.cx.path(file));
        self.error(codes::UNKNOWN_MEMBER, format!("no `{name}` in \"{path}\""), span);
    }

    /// Where no arguments say which of several functions or events is meant, there must be one.
    pub(crate) fn expect_unique(&mut self, operand: Operand) -> Operand {
        let count = match &operand.ty {
            Ty::Functions(ids) => ids.len(),
            Ty::Events(ids) => ids.len(),
            _ => 1,
        };
        if count == 1 {
            return operand;
        }
        self.error(codes::AMBIGUOUS_MEMBER, format!("{count} declarations have this name"), operand.span);
        self.poison(operand.span)
    }

    /// True when a contract has a member of this name.
    fn has_member(&self, ty: &Ty, name: Symbol) -> bool {
        let contract = match ty {
            Ty::Contract(id) => Some(*id),
            _ => self.site.contract,
        };
        contract.is_some_and(|contract| !self.cx.contracts[contract.index()].items(name).is_empty())
    }

    pub(crate) fn env(&mut self, field: EnvField, span: Span) -> Operand {
        if field == EnvField::MsgValue {
            self.touch_value(span);
        } else {
            self.touch(Touch::Reads, span);
        }
        let ty = field.ty();
        let expr = self.alloc(ExprKind::Env(field), ty, span);
        Operand::value(Ty::Value(ty), expr, false, span)
    }
}

/// The feature behind a member that is valid and not supported.
fn refused_member(ty: &Ty, name: &str) -> Option<Feature> {
    match (ty, name) {
        (
            Ty::Value(ValueType::Address { .. }),
            "balance" | "code" | "codehash" | "call" | "delegatecall" | "staticcall",
        )
        | (Ty::Value(ValueType::Address { payable: true }), "transfer" | "send") => Some(codes::ADDRESS_MEMBERS),
        (Ty::Functions(_) | Ty::Events(_) | Ty::Error(_), "selector") => Some(codes::SELECTORS),
        (Ty::Contract(_), _) => Some(codes::CODE_OF_OTHERS),
        (Ty::This, _) => Some(codes::EXTERNAL_CALLS),
        (Ty::Encoded(_), "length") => Some(codes::ABI_FUNCTIONS),
        _ => None,
    }
}

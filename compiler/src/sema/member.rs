//! Members: `msg.sender`, `type(uint8).max`.

use ruint::aliases::U256;
use syntax::arena::Id;
use syntax::ast::{self, Ident, Item, Symbol, Visibility};
use syntax::diagnostic::Diagnostic;
use syntax::span::{Span, Spanned};

use super::body::{BodyChecker, Touch};
use super::builtin::{self, Builtin, Magic};
use super::expr::{Lvalue, Operand, Use};
use super::scope::{Decl, InContract};
use super::ty::Ty;
use crate::abi::{error_selector, event_topic, getter_keys, selector, signature};
use crate::codes::{self, Feature};
use crate::hir::{ContractId, EnvField, EventId, ExprKind, Type, ValueType};

impl BodyChecker<'_, '_> {
    pub(crate) fn member(&mut self, base: Id<ast::Expr>, member: Ident, span: Span) -> Operand {
        let name = self.cx.name(member.name);
        if name == "selector"
            && let Some(selector) = self.own_selector(base)
        {
            return self.known(U256::from_be_slice(&selector) << 224, ValueType::FixedBytes(4), span);
        }
        let base = self.expr(base, Use::Read);
        let feature = match &base.ty {
            Ty::Poison => return self.poison(span),
            Ty::Module(file) => return self.member_of_module(*file, member, span),
            Ty::Magic(Magic::Abi) if name == "encode" => {
                return Operand::name(Ty::Builtin(Builtin::AbiEncode), span);
            }
            Ty::Magic(magic) => match EnvField::find(magic.text(), name) {
                Some(field) => return self.env(field, span),
                None => {
                    if let Some((code, instead)) = builtin::former_member(*magic, name) {
                        return self.former(code, &format!("{}.{name}", magic.text()), instead, span);
                    }
                    builtin::refused_member(*magic, name)
                }
            },
            Ty::Meta(ty) if let (Some([min, max]), "min" | "max") = (ty.bounds(&self.cx.program), name) => {
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
            Ty::TypeName(ty) => match self.member_of_type(*ty, member, span) {
                Some(operand) => return operand,
                None => None,
            },
            Ty::Contract(id) => match self.member_of_contract(*id, member, span) {
                Some(operand) => return operand,
                None => None,
            },
            Ty::Value(ValueType::Contract(id)) => {
                if !self.is_in_interface(*id, member.name) && is_address_member(name) {
                    let ty = base.ty.text(&self.cx.program);
                    let diagnostic =
                        Diagnostic::error(codes::ADDRESS_MEMBER, format!("no member `{name}` in `{ty}`"), span);
                    self.report(diagnostic.help(format!("an address has it: `address(...).{name}`")));
                    return self.poison(span);
                }
                self.is_in_interface(*id, member.name).then_some(codes::EXTERNAL_CALLS)
            }
            Ty::Error(id) if name == "selector" => {
                let selector = error_selector(&self.cx.program, &self.cx.program.errors[*id]);
                return self.known(U256::from_be_slice(&selector) << 224, ValueType::FixedBytes(4), span);
            }
            Ty::Events(ids) if name == "selector" && !self.is_anonymous(ids) => {
                let [id] = ids[..] else { unreachable!("a name that is not called stands for one event") };
                let topic = event_topic(&self.cx.program, &self.cx.program.events[id]);
                return self.known(topic.into(), ValueType::BYTES32, span);
            }
            Ty::Value(ValueType::Address { payable: false }) if matches!(name, "transfer" | "send") => {
                let message = format!("`{name}` to an address that is not payable");
                let diagnostic = Diagnostic::error(codes::NOT_PAYABLE_ADDRESS, message, span);
                self.report(diagnostic.help(format!("convert it: `payable(...).{name}`")));
                return self.poison(span);
            }
            ty => refused_member(ty, name),
        };
        match feature {
            Some(feature) => self.refused(feature, span),
            // A library's functions may have been attached to the type.
            None if self.cx.is_incomplete(self.site) => self.poison(span),
            None => {
                let message = format!("no member `{name}` in `{}`", base.ty.text(&self.cx.program));
                self.error(codes::UNKNOWN_MEMBER, message, span);
                self.poison(span)
            }
        }
    }

    /// A value that is known here.
    pub(crate) fn known(&mut self, word: U256, ty: ValueType, span: Span) -> Operand {
        let expr = self.alloc(ExprKind::Literal(word), ty, span);
        Operand::value(Ty::Value(ty), expr, true, span)
    }

    /// The selector of `this.f`, for which nothing is read: of the only function of this name that others can call.
    fn own_selector(&self, expr: Id<ast::Expr>) -> Option<[u8; 4]> {
        let ast::ExprKind::Member { base, member } = &self.cx.ast[expr].kind else { return None };
        let ast::ExprKind::Ident(this) = self.cx.ast[*base].kind else { return None };
        let is_hidden = self.local(this).is_some() || self.cx.lookup(self.site, this).is_some();
        if self.cx.name(this) != "this" || is_hidden {
            return None;
        }
        let program = &self.cx.program;
        let items = self.cx.contracts[self.site.contract?.index()].items(member.name);
        let signature = match self.cx.meaning(items)? {
            Decl::Functions(ids) => {
                let mut functions = ids.iter().map(|id| &program.functions[*id]).filter(|f| f.is_entry_point());
                let function = functions.next().filter(|_| functions.next().is_none())?;
                signature(program, &function.name, function.params.iter().map(|param| param.ty))
            }
            Decl::Variable(id) if program.variables[id].is_public => {
                let variable = &program.variables[id];
                signature(program, &variable.name, getter_keys(&variable.ty).iter().map(|key| key.ty))
            }
            Decl::Constant(id) if program.constants[id].is_public => {
                signature(program, &program.constants[id].name, [])
            }
            _ => return None,
        };
        Some(selector(&signature))
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

    /// A member of an enum, or `wrap` and `unwrap`.
    fn member_of_type(&mut self, ty: ValueType, member: Ident, span: Span) -> Option<Operand> {
        let name = self.cx.name(member.name);
        match (ty, name) {
            (ValueType::Enum(id), _) => {
                let at = self.cx.program.enums[id].members.iter().position(|known| known == name)?;
                let expr = self.alloc(ExprKind::Literal(U256::from(at)), ty, span);
                Some(Operand::value(Ty::Value(ty), expr, true, span))
            }
            (ValueType::User(id), "wrap") => Some(Operand::name(Ty::Wrap(id), span)),
            (ValueType::User(id), "unwrap") => Some(Operand::name(Ty::Unwrap(id), span)),
            _ => None,
        }
    }

    /// What is reached through the name of a contract: its types, events and errors.
    fn member_of_contract(&mut self, contract: ContractId, member: Ident, span: Span) -> Option<Operand> {
        match self.cx.find_in_contract(self.site, contract, member.name) {
            InContract::Found(decl) => Some(self.declared(decl, span, Use::Read)),
            InContract::Unsupported => Some(self.refused(codes::CODE_OF_OTHERS, span)),
            InContract::Missing => None,
        }
    }

    pub(crate) fn is_anonymous(&self, events: &[EventId]) -> bool {
        events.iter().any(|id| self.cx.program.events[*id].anonymous)
    }

    /// True when a contract can be asked for this from outside.
    fn is_in_interface(&self, contract: ContractId, name: Symbol) -> bool {
        let is_visible = |visibility: Option<Spanned<Visibility>>| {
            matches!(visibility.map(|word| word.node), Some(Visibility::Public | Visibility::External))
        };
        self.cx.contracts[contract.index()].items(name).iter().any(|item| match item {
            Item::Function(id) => is_visible(self.cx.ast[*id].visibility),
            Item::StateVar(id) => is_visible(self.cx.ast[*id].visibility),
            _ => false,
        })
    }

    pub(crate) fn env(&mut self, field: EnvField, span: Span) -> Operand {
        match field {
            EnvField::MsgValue => self.touch_value(span),
            // As solc has it, what is called is no more than an argument.
            EnvField::MsgSig => {}
            _ => self.touch(Touch::Reads, span),
        }
        let ty = field.ty();
        let expr = self.alloc(ExprKind::Env(field), ty, span);
        Operand::value(Ty::Value(ty), expr, false, span)
    }
}

/// True for what an address has and a contract does not.
fn is_address_member(name: &str) -> bool {
    matches!(name, "balance" | "code" | "codehash" | "call" | "delegatecall" | "staticcall" | "transfer" | "send")
}

/// The feature behind a member that is valid and not supported.
fn refused_member(ty: &Ty, name: &str) -> Option<Feature> {
    match (ty, name) {
        (
            Ty::Value(ValueType::Address { .. }),
            "balance" | "code" | "codehash" | "call" | "delegatecall" | "staticcall",
        )
        | (Ty::Value(ValueType::Address { payable: true }), "transfer" | "send") => Some(codes::ADDRESS_MEMBERS),
        (Ty::Meta(ValueType::Contract(_)), "name" | "creationCode" | "runtimeCode") => Some(codes::TYPE_INFORMATION),
        (Ty::Encoded(_), "length") => Some(codes::ABI_FUNCTIONS),
        _ => None,
    }
}

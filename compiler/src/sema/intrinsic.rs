//! Calls of functions that the language itself declares.

use alloy_primitives::keccak256;
use syntax::diagnostic::Diagnostic;
use syntax::span::Span;

use super::body::{BodyChecker, Touch};
use super::builtin::Builtin;
use super::call::Given;
use super::expr::{Operand, Value};
use super::ty::Ty;
use crate::codes;
use crate::hir::{ExprId, ExprKind, Param, Reason, Type, ValueType};

impl BodyChecker<'_, '_> {
    pub(crate) fn intrinsic(&mut self, builtin: Builtin, given: Given, span: Span) -> Operand {
        if let Some((Some(name), _)) = given.args.first() {
            let message = "functions of the language take no named arguments";
            self.error(codes::NAMED_ARGUMENT, message, name.span);
            return self.poison(span);
        }
        match builtin {
            Builtin::Assert => match self.words(given, &[ValueType::Bool]) {
                Some(words) => self.unit(ExprKind::Assert(words[0]), span),
                None => self.poison(span),
            },
            Builtin::Require => self.require(given, span),
            Builtin::Revert => self.revert_call(&given, span),
            Builtin::BlockHash => self.hash_of(ExprKind::BlockHash, given, span),
            Builtin::BlobHash => self.hash_of(ExprKind::BlobHash, given, span),
            Builtin::GasLeft => {
                self.touch(Touch::Reads, span);
                if self.words(given, &[]).is_none() {
                    return self.poison(span);
                }
                let expr = self.alloc(ExprKind::GasLeft, ValueType::UINT256, span);
                Operand::value(Ty::Value(ValueType::UINT256), expr, false, span)
            }
            Builtin::AddMod | Builtin::MulMod => self.modular(builtin, given, span),
            Builtin::AbiEncode => self.encode(given, span),
            Builtin::Keccak256 => self.keccak(given, span),
            Builtin::Type => self.type_information(&given, span),
        }
    }

    /// The hash of a block or blob of this number.
    fn hash_of(&mut self, kind: fn(ExprId) -> ExprKind, given: Given, span: Span) -> Operand {
        self.touch(Touch::Reads, span);
        let Some(words) = self.words(given, &[ValueType::UINT256]) else { return self.poison(span) };
        let expr = self.alloc(kind(words[0]), ValueType::BYTES32, span);
        Operand::value(Ty::Value(ValueType::BYTES32), expr, false, span)
    }

    /// Arguments of these types.
    fn words(&mut self, given: Given, types: &[ValueType]) -> Option<Vec<ExprId>> {
        let params: Vec<Param> = types.iter().map(|ty| Param { name: String::new(), ty: *ty }).collect();
        Some(self.match_args(given, &params, "function")?.values)
    }

    fn unit(&mut self, kind: ExprKind, span: Span) -> Operand {
        let expr = self.alloc(kind, Type::UNIT, span);
        Operand::value(Ty::UNIT, expr, false, span)
    }

    /// `require` has three forms; what fits none of them is refused like a wrong overload.
    fn require(&mut self, mut given: Given, span: Span) -> Operand {
        if given.args.iter().any(|(_, operand)| operand.ty.is_poison()) {
            return self.poison(span);
        }
        let reason = match given.args.get(1).map(|(_, operand)| operand.ty.clone()) {
            None => Some(Reason::Empty),
            Some(Ty::Text(text)) => Some(Reason::Text(text)),
            Some(Ty::ErrorCall(id, args)) => Some(Reason::Custom(id, args)),
            Some(_) => None,
        };
        let is_bool = given.args.first().is_some_and(|(_, operand)| operand.ty == Ty::BOOL);
        match reason {
            Some(reason) if is_bool && given.args.len() <= 2 => {
                let (_, condition) = given.args.swap_remove(0);
                let condition = self.force(condition, &Type::Value(ValueType::Bool));
                self.unit(ExprKind::Require { condition, reason }, span)
            }
            _ => {
                let message = "`require` takes a `bool`, and perhaps a string literal or a custom error";
                self.error(codes::NO_OVERLOAD, message, span);
                self.poison(span)
            }
        }
    }

    fn revert_call(&mut self, given: &Given, span: Span) -> Operand {
        let reason = match &given.args[..] {
            [] => Reason::Empty,
            [(_, operand)] => match &operand.ty {
                Ty::Text(text) => Reason::Text(text.clone()),
                Ty::Poison => return self.poison(span),
                ty => {
                    let message = format!("`revert` takes a string, and `{}` is given", ty.text(&self.cx.program));
                    self.error(codes::NO_OVERLOAD, message, span);
                    return self.poison(span);
                }
            },
            _ => {
                self.error(codes::NO_OVERLOAD, "`revert` takes a string or nothing", span);
                return self.poison(span);
            }
        };
        self.unit(ExprKind::RevertCall(reason), span)
    }

    fn modular(&mut self, builtin: Builtin, given: Given, span: Span) -> Operand {
        let is_pure = given.args.iter().all(|(_, operand)| operand.is_pure);
        let Some(words) = self.words(given, &[ValueType::UINT256; 3]) else { return self.poison(span) };
        let words = <[ExprId; 3]>::try_from(words).expect("as many arguments as parameters");
        let kind = if builtin == Builtin::AddMod { ExprKind::AddMod(words) } else { ExprKind::MulMod(words) };
        let expr = self.alloc(kind, ValueType::UINT256, span);
        Operand::value(Ty::Value(ValueType::UINT256), expr, is_pure, span)
    }

    /// `abi.encode(...)`, which only `keccak256` can take.
    fn encode(&mut self, given: Given, span: Span) -> Operand {
        let is_pure = given.args.iter().all(|(_, operand)| operand.is_pure);
        let mut parts = Vec::new();
        for (_, operand) in given.args {
            if operand.ty.is_poison() {
                return self.poison(span);
            }
            match operand.ty.mobile() {
                Some(ty @ Type::Value(_)) => parts.push(self.force(operand, &ty)),
                Some(Type::Mapping(_) | Type::Tuple(_)) | None => {
                    if let Some(feature) = self.refused_value(&operand.ty) {
                        return self.refused(feature, operand.span);
                    }
                    let code = match &operand.ty {
                        ty if ty.is_beyond_types() => codes::NUMBER_ARGUMENT,
                        Ty::Number(_) => codes::FRACTION_ARGUMENT,
                        _ => codes::NOT_ENCODABLE,
                    };
                    self.error(code, format!("`{}` can't be encoded", operand.ty.text(&self.cx.program)), operand.span);
                    return self.poison(span);
                }
            }
        }
        Operand { is_pure, ..Operand::name(Ty::Encoded(parts), span) }
    }

    fn keccak(&mut self, mut given: Given, span: Span) -> Operand {
        if given.args.len() != 1 {
            let message = format!("the function takes 1 argument, and {} are given", given.args.len());
            self.error(codes::HASH_ARGUMENT_COUNT, message, span);
            return self.poison(span);
        }
        let (_, operand) = given.args.swap_remove(0);
        match (operand.ty, operand.value) {
            (Ty::Poison, _) => self.poison(span),
            (Ty::Encoded(parts), Value::None) => {
                let expr = self.alloc(ExprKind::HashEncoded(parts), ValueType::BYTES32, span);
                Operand::value(Ty::Value(ValueType::BYTES32), expr, operand.is_pure, span)
            }
            (Ty::Text(text), _) => self.known(keccak256(text).into(), ValueType::BYTES32, span),
            (ty, _) => {
                let message = format!("`{}` does not convert to `bytes memory`", ty.text(&self.cx.program));
                let diagnostic = Diagnostic::error(codes::HASH_ARGUMENT, message, operand.span);
                self.report(diagnostic.help("encode it first: `keccak256(abi.encode(...))`"));
                self.poison(span)
            }
        }
    }

    fn type_information(&mut self, given: &Given, span: Span) -> Operand {
        match &given.args[..] {
            [(_, operand)] => match &operand.ty {
                Ty::Poison => self.poison(span),
                Ty::TypeName(ty @ (ValueType::Uint(_) | ValueType::Int(_) | ValueType::Enum(_))) => {
                    Operand::name(Ty::Meta(*ty), span)
                }
                Ty::Contract(id) => Operand::name(Ty::Meta(ValueType::Contract(*id)), span),
                ty => {
                    let message = format!(
                        "`type` takes an integer type, an enum or a contract, not `{}`",
                        ty.text(&self.cx.program)
                    );
                    self.error(codes::TYPE_MEMBER_ARGUMENT, message, operand.span);
                    self.poison(span)
                }
            },
            args => {
                let message = format!("`type` takes 1 argument, and {} are given", args.len());
                self.error(codes::TYPE_ARGUMENTS, message, span);
                self.poison(span)
            }
        }
    }
}

//! Calls: which function is meant, and what it is given.

use syntax::arena::Id;
use syntax::ast::{self, CallArgs, Ident, Mutability};
use syntax::diagnostic::{Code, Diagnostic};
use syntax::span::Span;

use super::body::{BodyChecker, Touch};
use super::builtin::Builtin;
use super::convert::Mismatch;
use super::evaluate::Question;
use super::expr::{Operand, Use};
use super::ty::Ty;
use crate::codes;
use crate::hir::{Args, ErrorId, ExprKind, FunctionId, Param, Type, UserTypeId, ValueType};

/// Arguments in the order of the text.
pub(crate) struct Given {
    pub(crate) args: Vec<(Option<Ident>, Operand)>,
    pub(crate) span: Span,
}

/// The codes of a call that does not tell which of several functions or events it means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Misfit {
    pub(crate) none: Code,
    pub(crate) several: Code,
}

impl Misfit {
    /// They are called by their name.
    pub(crate) const NAME: Self = Self { none: codes::NO_OVERLOAD, several: codes::AMBIGUOUS_OVERLOAD };
    /// They are members of a module.
    pub(crate) const MEMBER: Self = Self { none: codes::UNKNOWN_MEMBER, several: codes::AMBIGUOUS_MEMBER };
}

impl Given {
    fn is_poison(&self) -> bool {
        self.args.iter().any(|(_, operand)| operand.ty.is_poison())
    }

    fn is_named(&self) -> bool {
        self.args.iter().any(|(name, _)| name.is_some())
    }
}

impl BodyChecker<'_, '_> {
    pub(crate) fn call(&mut self, callee: Id<ast::Expr>, args: &CallArgs, span: Span) -> Operand {
        let (callee, misfit) = self.callee(callee);
        let given = self.given(args, span);
        if let (Ty::Builtin(Builtin::AddMod | Builtin::MulMod), CallArgs::Positional(args)) = (&callee.ty, args)
            && let (&[_, _, modulus], [_, _, (_, Operand { is_pure: true, .. })]) = (&args[..], &given.args[..])
        {
            self.cx.questions.push((Question::Modulus { modulus, span }, self.site));
        }
        match callee.ty {
            Ty::Poison => self.poison(span),
            Ty::TypeName(ty) => self.conversion_call(ty, given, span),
            Ty::Functions(ids) => self.function_call(&ids, given, misfit, span),
            Ty::Builtin(builtin) => self.intrinsic(builtin, given, span),
            Ty::Error(id) => self.error_call(id, given, span),
            Ty::Events(_) => {
                let diagnostic = Diagnostic::error(codes::EVENT_WITHOUT_EMIT, "an event without `emit`", span);
                self.report(diagnostic.help("write `emit` in front of it"));
                let expr = self.body.placeholder(Type::UNIT, span);
                Operand::value(Ty::UNIT, expr, false, span)
            }
            Ty::Contract(id) => self.conversion_call(ValueType::Contract(id), given, span),
            Ty::Wrap(id) => self.wrap_call(id, given, span),
            Ty::Unwrap(id) => self.unwrap_call(id, given, span),
            ty @ (Ty::Value(_)
            | Ty::Mapping(_)
            | Ty::Tuple(_)
            | Ty::Number(_)
            | Ty::Text(_)
            | Ty::Module(_)
            | Ty::ErrorCall(..)
            | Ty::Magic(_)
            | Ty::Meta(_)
            | Ty::Encoded(_)) => {
                let message = format!("`{}` can't be called", ty.text(&self.cx.program));
                self.error(codes::NOT_CALLABLE, message, span);
                self.poison(span)
            }
        }
    }

    /// What is called, and how to complain if it is several functions of which not one fits.
    fn callee(&mut self, id: Id<ast::Expr>) -> (Operand, Misfit) {
        let callee = &self.cx.ast[id];
        match &callee.kind {
            // The arguments say which function is meant.
            ast::ExprKind::Ident(name) => (self.identifier(*name, callee.span, Use::Read), Misfit::NAME),
            ast::ExprKind::Member { base, member } => {
                let poison = self.poison(callee.span);
                let check = |checker: &mut Self| checker.member(*base, *member, callee.span);
                (self.nested(callee.span, check, || poison), Misfit::MEMBER)
            }
            _ => (self.expr(id, Use::Read), Misfit::NAME),
        }
    }

    /// Checks arguments without regard to parameters.
    pub(crate) fn given(&mut self, args: &CallArgs, span: Span) -> Given {
        let args = match args {
            CallArgs::Positional(args) => args.iter().map(|arg| (None, self.expr(*arg, Use::Read))).collect(),
            CallArgs::Named(args) => args.iter().map(|arg| (Some(arg.name), self.expr(arg.value, Use::Read))).collect(),
        };
        Given { args, span }
    }

    fn conversion_call(&mut self, ty: ValueType, given: Given, span: Span) -> Operand {
        if given.is_named() {
            self.error(codes::CONVERSION_NAMED, "a conversion takes no named arguments", span);
            return self.poison(span);
        }
        let count = given.args.len();
        match <[_; 1]>::try_from(given.args) {
            Ok([(_, operand)]) => self.convert_explicitly(operand, ty, span),
            Err(_) => {
                let message = format!("a conversion takes one argument, and {count} are given");
                self.error(codes::CONVERSION_ARGUMENTS, message, span);
                self.poison(span)
            }
        }
    }

    /// `T.wrap(a)`
    fn wrap_call(&mut self, id: UserTypeId, given: Given, span: Span) -> Operand {
        let underlying = self.cx.program.user_types[id].underlying;
        self.retyped(underlying, ValueType::User(id), given, span)
    }

    /// `T.unwrap(a)`
    fn unwrap_call(&mut self, id: UserTypeId, given: Given, span: Span) -> Operand {
        let underlying = self.cx.program.user_types[id].underlying;
        self.retyped(ValueType::User(id), underlying, given, span)
    }

    /// The only argument, of one type, as a value of another with the same words.
    fn retyped(&mut self, from: ValueType, to: ValueType, given: Given, span: Span) -> Operand {
        let is_pure = given.args.iter().all(|(_, operand)| operand.is_pure);
        let params = [Param { name: String::new(), ty: from }];
        let expr = match self.match_args(given, &params, "function") {
            Some(args) => self.alloc(ExprKind::Convert(args.values[0]), to, span),
            // The type of the result is known all the same.
            None => self.body.placeholder(Type::Value(to), span),
        };
        Operand::value(Ty::Value(to), expr, is_pure, span)
    }

    fn function_call(&mut self, ids: &[FunctionId], given: Given, misfit: Misfit, span: Span) -> Operand {
        let params = |checker: &Self, id: FunctionId| checker.cx.program.functions[id].params.clone();
        let id = match ids {
            [id] => *id,
            _ if given.is_poison() => return self.poison(span),
            _ => {
                let fitting: Vec<FunctionId> =
                    ids.iter().copied().filter(|id| self.fits(&given, &params(self, *id))).collect();
                match fitting[..] {
                    [id] => id,
                    [] => {
                        return self.no_overload(misfit.none, "no function of this name takes this", ids, span);
                    }
                    _ => {
                        let message = "several functions of this name take this";
                        return self.no_overload(misfit.several, message, &fitting, span);
                    }
                }
            }
        };
        let args = self.match_args(given, &params(self, id), "function");
        let function = &self.cx.program.functions[id];
        let mut returns: Vec<Type> = function.returns.iter().map(|param| Type::Value(param.ty)).collect();
        let ty = if returns.len() == 1 { returns.remove(0) } else { Type::Tuple(returns) };
        match function.mutability {
            Some(Mutability::Pure) => {}
            Some(Mutability::View) => self.touch(Touch::Reads, span),
            Some(Mutability::Payable) | None => self.touch(Touch::Writes, span),
        }
        let Some(args) = args else {
            // The type of the result is known all the same.
            let expr = self.body.placeholder(ty.clone(), span);
            return Operand::value(Ty::from(&ty), expr, false, span);
        };
        let expr = self.alloc(ExprKind::Call { function: id, args }, ty.clone(), span);
        Operand::value(Ty::from(&ty), expr, false, span)
    }

    fn no_overload(&mut self, code: Code, message: &str, ids: &[FunctionId], span: Span) -> Operand {
        let mut diagnostic = Diagnostic::error(code, message, span);
        for id in ids {
            let function = &self.cx.program.functions[*id];
            let types: Vec<String> = function.params.iter().map(|param| param.ty.text(&self.cx.program)).collect();
            let text = format!("candidate: `{}({})`", function.name, types.join(", "));
            diagnostic = diagnostic.secondary(function.span, text);
        }
        self.report(diagnostic);
        self.poison(span)
    }

    fn error_call(&mut self, id: ErrorId, given: Given, span: Span) -> Operand {
        let params = self.cx.program.errors[id].params.clone();
        match self.match_args(given, &params, "error") {
            Some(args) => Operand { is_pure: false, ..Operand::name(Ty::ErrorCall(id, args), span) },
            None => self.poison(span),
        }
    }

    /// True when these arguments fit these parameters.
    pub(crate) fn fits(&self, given: &Given, params: &[Param]) -> bool {
        if given.args.len() != params.len() {
            return false;
        }
        let mut taken = vec![false; params.len()];
        given.args.iter().enumerate().all(|(at, (name, operand))| {
            let at = match name {
                Some(name) => params.iter().position(|param| param.name == self.cx.name(name.name)),
                None => Some(at),
            };
            at.is_some_and(|at| {
                !std::mem::replace(&mut taken[at], true) && operand.ty.converts_to(&Type::Value(params[at].ty))
            })
        })
    }

    /// Brings arguments into the order of the parameters and to their types, or complains.
    pub(crate) fn match_args(&mut self, given: Given, params: &[Param], what: &str) -> Option<Args> {
        if given.args.len() != params.len() {
            let (given_count, wanted) = (given.args.len(), params.len());
            let message = format!("the {what} takes {wanted} arguments, and {given_count} are given");
            self.error(codes::ARGUMENT_COUNT, message, given.span);
            return None;
        }
        let mut values = vec![None; params.len()];
        let mut evaluation = Vec::new();
        let mut is_complete = true;
        for (at, (name, operand)) in given.args.into_iter().enumerate() {
            let at = match name {
                None => at,
                Some(name) => {
                    let text = self.cx.name(name.name);
                    let Some(at) = params.iter().position(|param| param.name == text) else {
                        self.error(codes::NAMED_ARGUMENT, format!("the {what} has no parameter `{text}`"), given.span);
                        is_complete = false;
                        continue;
                    };
                    at
                }
            };
            if let (Some(_), Some(name)) = (values[at], name) {
                let message = format!("the argument `{}` is given twice", self.cx.name(name.name));
                self.error(codes::DUPLICATE_ARGUMENT, message, name.span);
                return None;
            }
            evaluation.push(at);
            values[at] = Some(self.coerce(operand, &Type::Value(params[at].ty), Mismatch::Argument));
        }
        if !is_complete {
            return None;
        }
        let values = values.into_iter().collect::<Option<Vec<_>>>();
        Some(Args { values: values.expect("as many different arguments as parameters"), evaluation })
    }
}

//! Bodies: scopes of locals, and what the head of a function allows its body to do.

use std::collections::HashMap;

use syntax::MAX_DEPTH;
use syntax::arena::Id;
use syntax::ast::{self, Ident, Mutability, Symbol, TypeKind, VarDecl, Visibility};
use syntax::diagnostic::{Code, Diagnostic};
use syntax::span::Span;

use super::convert::Mismatch;
use super::expr::{Operand, Use};
use super::ty::Ty;
use super::types::NamedType;
use super::{Analyzer, Site, types};
use crate::codes::{self, Feature};
use crate::hir::{self, Expr, ExprId, ExprKind, Local, LocalId, Type, ValueType};

/// What a body belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context {
    /// A function of this mutability.
    Function { mutability: Option<Mutability>, value: ValueRule, is_constructor: bool },
    /// The value of a constant.
    Constant,
    /// The initial value of a state variable.
    Variable,
}

/// Who may ask for `msg.value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueRule {
    Allowed,
    /// Not this function, which is part of the interface and not payable.
    Refused,
    /// Not this constructor, which is not payable.
    RefusedInConstructor,
}

/// How much a piece of code asks of the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Touch {
    Reads,
    Writes,
}

/// A name within a function.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Binding {
    Local(LocalId),
    /// A variable of a type that has been refused.
    Refused,
}

/// Checks one body and builds its HIR.
pub(crate) struct BodyChecker<'b, 'a> {
    pub(crate) cx: &'b mut Analyzer<'a>,
    pub(crate) site: Site,
    context: Context,
    pub(crate) body: hir::Body,
    scopes: Vec<HashMap<Symbol, (Binding, Span)>>,
    /// `None` for a result of a type that has been refused.
    pub(crate) returns: Vec<Option<ValueType>>,
    pub(crate) unchecked: bool,
    pub(crate) loops: usize,
    depth: usize,
}

impl Analyzer<'_> {
    pub(crate) fn check_function(&mut self, ast: Id<ast::Function>, site: Site) -> hir::Body {
        let function = &self.ast[ast];
        let mutability = function.mutability.map(|word| word.node);
        let is_constructor = function.kind == ast::FunctionKind::Constructor;
        let in_interface = site.contract.is_some()
            && function.visibility.is_some_and(|word| matches!(word.node, Visibility::Public | Visibility::External));
        let value = match mutability {
            Some(Mutability::Payable) => ValueRule::Allowed,
            _ if is_constructor => ValueRule::RefusedInConstructor,
            _ if in_interface => ValueRule::Refused,
            _ => ValueRule::Allowed,
        };
        let mut checker = BodyChecker::new(self, site, Context::Function { mutability, value, is_constructor });
        checker.push_scope();
        for id in &function.params {
            checker.bind_parameter(*id);
        }
        for id in &function.returns {
            let ty = checker.bind_parameter(*id);
            checker.returns.push(ty);
        }
        if let Some(block) = &function.body {
            let stmts = checker.block(block);
            checker.body.stmts = stmts;
        }
        checker.finish()
    }
}

impl<'b, 'a> BodyChecker<'b, 'a> {
    pub(crate) fn new(cx: &'b mut Analyzer<'a>, site: Site, context: Context) -> Self {
        Self {
            cx,
            site,
            context,
            body: hir::Body::default(),
            scopes: Vec::new(),
            returns: Vec::new(),
            unchecked: false,
            loops: 0,
            depth: 0,
        }
    }

    pub(crate) fn finish(self) -> hir::Body {
        self.body
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.cx.report(diagnostic);
    }

    pub(crate) fn error(&mut self, code: Code, message: impl Into<String>, span: Span) {
        self.report(Diagnostic::error(code, message, span));
    }

    pub(crate) fn refuse(&mut self, feature: Feature, span: Span) {
        self.cx.refuse(feature, span);
    }

    /// The value of a constant.
    pub(crate) fn constant_value(&mut self, init: Id<ast::Expr>, ty: ValueType) -> ExprId {
        let operand = self.expr(init, Use::Read);
        if !operand.is_pure && !operand.ty.is_poison() {
            let message = "the value of a constant must be known at compile time";
            self.error(codes::CONSTANT_NOT_CONSTANT, message, operand.span);
        }
        self.coerce(operand, &Type::Value(ty), Mismatch::Expected)
    }

    /// The initial value of a state variable, and whether it is a number as written.
    pub(crate) fn initial_value(&mut self, init: Id<ast::Expr>, ty: &Type) -> (ExprId, bool) {
        let operand = self.expr(init, Use::Read);
        let is_number = matches!(operand.ty, Ty::Number(_));
        (self.coerce(operand, ty, Mismatch::Expected), is_number)
    }

    /// Checks that an immutable variable may be written here: while the contract is created, and not in a function that others call.
    pub(crate) fn write_immutable(&mut self, span: Span) {
        if matches!(self.context, Context::Function { is_constructor: false, .. }) {
            let message = "an immutable variable can only be written by the constructor itself";
            let diagnostic = Diagnostic::error(codes::IMMUTABLE_WRITE, message, span);
            self.report(diagnostic.help("assign to it in the body of the constructor, or leave out `immutable`"));
        }
    }

    pub(crate) fn alloc(&mut self, kind: ExprKind, ty: impl Into<Type>, span: Span) -> ExprId {
        self.body.exprs.alloc(Expr { kind, ty: ty.into(), span })
    }

    /// Counts nesting while `check` runs, and says so when it gets too deep.
    pub(crate) fn nested<T>(
        &mut self,
        span: Span,
        check: impl FnOnce(&mut Self) -> T,
        too_deep: impl FnOnce() -> T,
    ) -> T {
        // The parser bounds brackets and operators; chains of members and calls count here.
        if self.depth >= 8 * MAX_DEPTH {
            self.error(codes::TOO_DEEP, "this nests too deeply", span);
            return too_deep();
        }
        self.depth += 1;
        let result = check(self);
        self.depth -= 1;
        result
    }

    pub(crate) fn push_scope(&mut self) {
        self.scopes.push(HashMap::new());
    }

    pub(crate) fn pop_scope(&mut self) {
        self.scopes.pop();
    }

    pub(crate) fn local(&self, name: Symbol) -> Option<Binding> {
        self.scopes.iter().rev().find_map(|scope| scope.get(&name)).map(|(binding, _)| *binding)
    }

    /// Makes a local variable visible from here on.
    pub(crate) fn bind(&mut self, name: Option<Ident>, binding: Binding) {
        let Some(name) = name else { return };
        self.cx.expect_free_name(name);
        let scope = self.scopes.last_mut().expect("a declaration stands in a scope");
        match scope.get(&name.name) {
            Some((_, first)) => {
                let first = *first;
                self.cx.report_duplicate(name, first);
            }
            None => {
                scope.insert(name.name, (binding, name.span));
            }
        }
    }

    /// A new local variable, not yet visible.
    pub(crate) fn new_local(&mut self, decl: &VarDecl, ty: ValueType) -> LocalId {
        let name = decl.name.map(|name| self.cx.name(name.name).to_owned()).unwrap_or_default();
        self.body.locals.alloc(Local { name, ty, span: decl.span })
    }

    /// A parameter or result: its type has been checked with the head, and so has its name.
    fn bind_parameter(&mut self, id: Id<VarDecl>) -> Option<ValueType> {
        let decl = &self.cx.ast[id];
        let ty = match &self.cx.ast[decl.ty].kind {
            TypeKind::Elementary(name) => types::elementary(*name).ok(),
            TypeKind::Path(path) => match self.cx.find_type(self.site, path) {
                NamedType::Found(ty) => Some(ty),
                NamedType::Refused | NamedType::Other | NamedType::Undeclared => None,
            },
            TypeKind::Array { .. } | TypeKind::Mapping { .. } | TypeKind::Function(_) => None,
        };
        let binding = ty.map_or(Binding::Refused, |ty| Binding::Local(self.new_local(decl, ty)));
        if let Some(name) = decl.name {
            let scope = self.scopes.last_mut().expect("a function has a scope");
            scope.entry(name.name).or_insert((binding, name.span));
        }
        ty
    }

    /// Checks that the head of the function allows this.
    pub(crate) fn touch(&mut self, touch: Touch, span: Span) {
        let Context::Function { mutability, .. } = self.context else { return };
        match (mutability, touch) {
            (Some(Mutability::Pure | Mutability::View), Touch::Writes) => {
                let word = if mutability == Some(Mutability::Pure) { "pure" } else { "view" };
                let message = format!("this may change the state, and the function is `{word}`");
                self.report(Diagnostic::error(codes::WRITES_STATE, message, span).help(format!("leave out `{word}`")));
            }
            (Some(Mutability::Pure), Touch::Reads) => {
                let message = "this may read the state or the surroundings, and the function is `pure`";
                self.report(Diagnostic::error(codes::READS_STATE, message, span).help("make the function `view`"));
            }
            (Some(Mutability::View), Touch::Reads)
            | (Some(Mutability::Payable) | None, Touch::Reads | Touch::Writes) => {}
        }
    }

    /// Checks that `msg.value` may be asked for here.
    pub(crate) fn touch_value(&mut self, span: Span) {
        self.touch(Touch::Reads, span);
        let Context::Function { mutability, value, .. } = self.context else { return };
        let what = match value {
            _ if mutability == Some(Mutability::Pure) => return,
            ValueRule::Allowed => return,
            ValueRule::Refused => "function",
            ValueRule::RefusedInConstructor => "constructor",
        };
        let message = format!("`msg.value` in a {what} that takes none");
        self.report(
            Diagnostic::error(codes::VALUE_NOT_PAYABLE, message, span).help(format!("make the {what} `payable`")),
        );
    }

    /// Something wrong whose reason has been said.
    pub(crate) fn poison(&self, span: Span) -> Operand {
        Operand::name(Ty::Poison, span)
    }
}

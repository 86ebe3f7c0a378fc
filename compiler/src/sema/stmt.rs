//! Statements.

use syntax::arena::Id;
use syntax::ast::{self, Block, CallArgs, StmtKind, VarDecl};
use syntax::diagnostic::{Code, Diagnostic};
use syntax::span::Span;

use super::body::{Binding, BodyChecker, Touch};
use super::call::Misfit;
use super::convert::Mismatch;
use super::expr::{Operand, Use, Value};
use super::scope::{Decl, InContract};
use super::ty::Ty;
use super::types::Side;
use crate::codes;
use crate::hir::{ContractId, ErrorId, EventId, Stmt, Type, ValueType};

/// A statement that does nothing.
const NOTHING: Stmt = Stmt::Block(Vec::new());

impl BodyChecker<'_, '_> {
    /// A block, in a scope of its own.
    pub(crate) fn block(&mut self, block: &Block) -> Vec<Stmt> {
        self.push_scope();
        let stmts = block.stmts.iter().map(|id| self.stmt(*id, true)).collect();
        self.pop_scope();
        stmts
    }

    fn stmt(&mut self, id: Id<ast::Stmt>, in_block: bool) -> Stmt {
        let span = self.cx.ast[id].span;
        self.nested(span, |checker| checker.stmt_at(id, in_block), || NOTHING)
    }

    /// The body of a loop or branch: no block of its own, no declaration and no `unchecked`.
    fn branch(&mut self, id: Id<ast::Stmt>) -> Stmt {
        self.stmt(id, false)
    }

    fn stmt_at(&mut self, id: Id<ast::Stmt>, in_block: bool) -> Stmt {
        let stmt = &self.cx.ast[id];
        let span = stmt.span;
        match &stmt.kind {
            StmtKind::Block(block) => Stmt::Block(self.block(block)),
            StmtKind::Unchecked(block) => self.unchecked_block(block, in_block, span),
            StmtKind::VarDecl { vars, tuple, init } => {
                if !in_block {
                    let message = "a declaration must stand in a block";
                    self.error(codes::DECLARATION_PLACE, message, span);
                    // Its names would be visible nowhere.
                    self.push_scope();
                    self.declaration(vars, *tuple, *init, span);
                    self.pop_scope();
                    return NOTHING;
                }
                self.declaration(vars, *tuple, *init, span)
            }
            StmtKind::Expr(expr) => {
                let operand = self.expr(*expr, Use::Read);
                self.statement(operand).map_or(NOTHING, Stmt::Expr)
            }
            StmtKind::Placeholder => {
                self.error(codes::UNDECLARED, "`_` has a meaning in modifiers only", span);
                NOTHING
            }
            StmtKind::If { condition, then, otherwise } => {
                let condition = self.condition(*condition);
                let then = Box::new(self.branch(*then));
                let otherwise = otherwise.map(|otherwise| Box::new(self.branch(otherwise)));
                Stmt::If { condition, then, otherwise }
            }
            StmtKind::While { condition, body } => {
                let condition = Some(self.condition(*condition));
                let body = Box::new(self.loop_body(*body));
                Stmt::Loop { condition, update: None, body }
            }
            StmtKind::DoWhile { body, condition } => {
                let body = Box::new(self.loop_body(*body));
                Stmt::DoWhile { body, condition: self.condition(*condition) }
            }
            StmtKind::For { init, condition, update, body } => self.for_loop(*init, *condition, *update, *body),
            StmtKind::Continue if self.loops == 0 => self.misplaced(codes::CONTINUE_OUTSIDE_LOOP, "continue", span),
            StmtKind::Break if self.loops == 0 => self.misplaced(codes::BREAK_OUTSIDE_LOOP, "break", span),
            StmtKind::Continue => Stmt::Continue(span),
            StmtKind::Break => Stmt::Break(span),
            StmtKind::Return(value) => self.return_stmt(*value, span),
            StmtKind::Emit { event, args } => self.emit(event, args, span),
            StmtKind::Revert { error, args } => self.revert(error, args, span),
            StmtKind::Try { .. } => self.refused_stmt(codes::TRY, span),
            StmtKind::Assembly { .. } => self.refused_stmt(codes::ASSEMBLY, span),
        }
    }

    fn refused_stmt(&mut self, feature: codes::Feature, span: Span) -> Stmt {
        self.refuse(feature, span);
        NOTHING
    }

    fn misplaced(&mut self, code: Code, word: &str, span: Span) -> Stmt {
        self.error(code, format!("`{word}` outside a loop"), span);
        NOTHING
    }

    fn unchecked_block(&mut self, block: &Block, in_block: bool, span: Span) -> Stmt {
        if self.unchecked {
            self.error(codes::UNCHECKED_NESTED, "`unchecked` within `unchecked`", span);
        }
        if !in_block {
            self.error(codes::UNCHECKED_PLACE, "`unchecked` must stand in a block", span);
        }
        let outer = std::mem::replace(&mut self.unchecked, true);
        let stmts = self.block(block);
        self.unchecked = outer;
        Stmt::Block(stmts)
    }

    fn loop_body(&mut self, body: Id<ast::Stmt>) -> Stmt {
        self.loops += 1;
        let body = self.branch(body);
        self.loops -= 1;
        body
    }

    fn for_loop(
        &mut self,
        init: Option<Id<ast::Stmt>>,
        condition: Option<Id<ast::Expr>>,
        update: Option<Id<ast::Expr>>,
        body: Id<ast::Stmt>,
    ) -> Stmt {
        self.push_scope();
        let mut stmts: Vec<Stmt> = init.into_iter().map(|init| self.stmt(init, true)).collect();
        let condition = condition.map(|condition| self.condition(condition));
        let update = update.and_then(|update| {
            let operand = self.expr(update, Use::Read);
            self.statement(operand)
        });
        let body = Box::new(self.loop_body(body));
        self.pop_scope();
        stmts.push(Stmt::Loop { condition, update, body });
        Stmt::Block(stmts)
    }

    fn declaration(
        &mut self,
        vars: &[Option<Id<VarDecl>>],
        tuple: bool,
        init: Option<Id<ast::Expr>>,
        span: Span,
    ) -> Stmt {
        let types: Vec<Option<ValueType>> = vars.iter().map(|var| self.local_type(&self.cx.ast[(*var)?])).collect();
        let value = init.map(|init| self.expr(init, Use::Read));
        // The variables are visible from here on, whether all is well or not.
        let locals: Vec<Option<_>> = vars
            .iter()
            .zip(&types)
            .map(|(var, ty)| {
                let decl = &self.cx.ast[(*var)?];
                let local = ty.map(|ty| self.new_local(decl, ty));
                self.bind(decl.name, local.map_or(Binding::Refused, Binding::Local));
                local
            })
            .collect();
        let Some(value) = value else {
            return locals.first().copied().flatten().map_or(NOTHING, |local| Stmt::Declare { local, init: None });
        };
        if value.ty.is_poison() {
            return NOTHING;
        }
        let count = match &value.ty {
            Ty::Tuple(parts) => parts.len(),
            _ => 1,
        };
        if count != vars.len() {
            let message = format!("{} variables are declared, and the value has {count} components", vars.len());
            self.error(codes::COMPONENT_COUNT, message, span);
            return NOTHING;
        }
        if !tuple || !matches!(value.ty, Ty::Tuple(_)) {
            let (Some(ty), Some(local)) = (types[0], locals[0]) else { return NOTHING };
            let init = Some(self.coerce(value, &Type::Value(ty), Mismatch::Initial));
            return Stmt::Declare { local, init };
        }
        match self.component_types(&value, vars, &types) {
            Some(targets) => Stmt::DeclareTuple { locals, init: self.force(value, &Type::Tuple(targets)) },
            None => NOTHING,
        }
    }

    /// The type of a local variable. A name may stand for another local variable here, and hide a type.
    fn local_type(&mut self, decl: &VarDecl) -> Option<ValueType> {
        if let ast::TypeKind::Path(path) = &self.cx.ast[decl.ty].kind
            && self.local(path.parts.first().expect("a path is never empty").name).is_some()
        {
            self.cx.report_hidden_type(path);
            return None;
        }
        self.cx.resolve_variable_type(self.site, decl, Side::Inside)
    }

    /// The type of each component: its variable's, or its own where no variable is declared.
    fn component_types(
        &mut self,
        value: &Operand,
        vars: &[Option<Id<VarDecl>>],
        types: &[Option<ValueType>],
    ) -> Option<Vec<Type>> {
        let Ty::Tuple(parts) = &value.ty else { return None };
        let mut targets = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let part = part.as_ref().expect("a tuple that is read has no holes");
            let span = match &value.value {
                Value::Parts(parts) => parts[at].as_ref().map_or(value.span, |part| part.span),
                Value::Expr(_) | Value::None => value.span,
            };
            match (vars[at], types[at]) {
                (Some(_), Some(ty)) => {
                    let target = Type::Value(ty);
                    if part.converts_to(&target) {
                        targets.push(Some(target));
                    } else {
                        self.report_mismatch(part, &target, Mismatch::Initial, span);
                        targets.push(None);
                    }
                }
                (Some(_), None) => targets.push(None),
                (None, _) => {
                    let mobile = part.mobile();
                    if mobile.is_none() {
                        let feature = self.refused_value(part).unwrap_or(codes::FUNCTION_TYPES);
                        self.refuse(feature, span);
                    }
                    targets.push(mobile);
                }
            }
        }
        targets.into_iter().collect()
    }

    fn return_stmt(&mut self, value: Option<Id<ast::Expr>>, span: Span) -> Stmt {
        let Some(value) = value else {
            if !self.returns.is_empty() {
                let message = format!("{} results are wanted", self.returns.len());
                self.error(codes::RETURN_WITHOUT_VALUE, message, span);
            }
            return Stmt::Return { value: None, span };
        };
        let operand = self.expr(value, Use::Read);
        if operand.ty.is_poison() {
            return NOTHING;
        }
        let wanted = self.returns.len();
        let (code, count, mismatch) = match &operand.ty {
            Ty::Tuple(parts) => (codes::RETURN_TUPLE_COUNT, parts.len(), Mismatch::ReturnTuple),
            _ => (codes::RETURN_COUNT, 1, Mismatch::Return),
        };
        if count != wanted {
            self.error(code, format!("{wanted} results are wanted, and {count} are given"), span);
            return NOTHING;
        }
        let Some(mut types) = self.returns.iter().map(|ty| ty.map(Type::Value)).collect::<Option<Vec<_>>>() else {
            return NOTHING;
        };
        let target = if wanted == 1 { types.remove(0) } else { Type::Tuple(types) };
        let value = Some(self.coerce(operand, &target, mismatch));
        Stmt::Return { value, span }
    }

    fn emit(&mut self, path: &ast::Path, args: &CallArgs, span: Span) -> Stmt {
        self.touch(Touch::Writes, span);
        let given = self.given(args, span);
        let Some(ids) = self.event_ids(path) else { return NOTHING };
        let params = |checker: &Self, id: EventId| {
            checker.cx.program.events[id].params.iter().map(|param| param.param.clone()).collect::<Vec<_>>()
        };
        let misfit = if path.parts.len() == 1 { Misfit::NAME } else { Misfit::MEMBER };
        let event = match ids[..] {
            [id] => id,
            _ => {
                let fitting: Vec<_> = ids.iter().copied().filter(|id| self.fits(&given, &params(self, *id))).collect();
                match fitting[..] {
                    [id] => id,
                    [] => {
                        self.error(misfit.none, "no event of this name takes this", span);
                        return NOTHING;
                    }
                    _ => {
                        self.error(misfit.several, "several events of this name take this", span);
                        return NOTHING;
                    }
                }
            }
        };
        let params = params(self, event);
        self.match_args(given, &params, "event").map_or(NOTHING, |args| Stmt::Emit { event, args, span })
    }

    fn revert(&mut self, path: &ast::Path, args: &CallArgs, span: Span) -> Stmt {
        let given = self.given(args, span);
        let Some(error) = self.error_id(path) else { return NOTHING };
        let params = self.cx.program.errors[error].params.clone();
        self.match_args(given, &params, "error").map_or(NOTHING, |args| Stmt::Revert { error, args, span })
    }

    fn event_ids(&mut self, path: &ast::Path) -> Option<Vec<EventId>> {
        match self.named(path)? {
            Decl::Events(ids) => Some(ids),
            other => {
                self.report_other(&other, path, codes::NOT_AN_EVENT, "an event");
                None
            }
        }
    }

    fn error_id(&mut self, path: &ast::Path) -> Option<ErrorId> {
        match self.named(path)? {
            Decl::Error(id) => Some(id),
            other => {
                self.report_other(&other, path, codes::NOT_AN_ERROR, "an error");
                None
            }
        }
    }

    /// Not what is wanted; what is no function either can't even be called.
    fn report_other(&mut self, decl: &Decl, path: &ast::Path, code: Code, wanted: &str) {
        let code = match decl {
            Decl::Variable(_) | Decl::Constant(_) | Decl::Module(_) => codes::NOT_CALLABLE,
            Decl::Contract(_)
            | Decl::Functions(_)
            | Decl::Events(_)
            | Decl::Error(_)
            | Decl::Type(_)
            | Decl::Refused => code,
        };
        self.error(code, format!("`{}` is not {wanted}", self.cx.ast.path_text(path)), path.span);
    }

    /// What a dotted name stands for, if it isn't refused already.
    fn named(&mut self, path: &ast::Path) -> Option<Decl> {
        let first = path.parts.first().expect("a path is never empty");
        match self.local(first.name) {
            Some(Binding::Refused) => return None,
            Some(Binding::Local(_)) => {
                let message = format!("`{}` is a variable", self.cx.name(first.name));
                self.error(codes::NOT_CALLABLE, message, path.span);
                return None;
            }
            None => {}
        }
        let mut decl = self.cx.lookup(self.site, first.name);
        let mut rest = &path.parts[1..];
        while let (Some(Decl::Module(file)), [part, more @ ..]) = (&decl, rest) {
            let file = *file;
            decl = self.cx.lookup_in_file(file, part.name);
            rest = more;
            if decl.is_none() {
                self.report_unknown_in_module(file, *part, path.span);
                return None;
            }
        }
        if let (Some(Decl::Contract(contract)), [part, more @ ..]) = (&decl, rest) {
            decl = Some(self.named_in_contract(*contract, *part, path.span)?);
            rest = more;
        }
        match decl {
            Some(Decl::Refused) => None,
            None if self.cx.is_incomplete(self.site) => None,
            None => {
                let message = format!("`{}` is not declared", self.cx.name(first.name));
                self.report(Diagnostic::error(codes::UNDECLARED, message, path.span).label("not found"));
                None
            }
            Some(Decl::Type(ty)) => self.named_in_type(ty, rest, path.span),
            Some(decl) if !rest.is_empty() => {
                let text = self.cx.ast.path_text(path);
                let has_selector = match &decl {
                    Decl::Error(_) => true,
                    Decl::Events(ids) => ids.len() == 1 && !self.is_anonymous(ids),
                    _ => false,
                };
                if has_selector && rest.len() == 1 && self.cx.name(rest[0].name) == "selector" {
                    self.error(codes::NOT_CALLABLE, format!("`{text}` can't be called"), path.span);
                } else {
                    self.error(codes::UNKNOWN_MEMBER, format!("no such member: `{text}`"), path.span);
                }
                None
            }
            decl => decl,
        }
    }

    fn named_in_contract(&mut self, contract: ContractId, member: ast::Ident, span: Span) -> Option<Decl> {
        match self.cx.find_in_contract(self.site, contract, member.name) {
            InContract::Found(decl) => return Some(decl),
            InContract::Unsupported => self.refuse(codes::CODE_OF_OTHERS, span),
            // A library's functions may have been attached to the contract.
            InContract::Missing if self.cx.is_incomplete(self.site) => {}
            InContract::Missing => {
                let (member, contract) = (self.cx.name(member.name), &self.cx.program.contracts[contract].name);
                self.error(codes::UNKNOWN_MEMBER, format!("no member `{member}` in `{contract}`"), span);
            }
        }
        None
    }

    /// What a name stands for that is a type or begins with one: neither an event nor an error in any case.
    fn named_in_type(&mut self, ty: ValueType, rest: &[ast::Ident], span: Span) -> Option<Decl> {
        let [member, more @ ..] = rest else { return Some(Decl::Type(ty)) };
        let text = self.cx.name(member.name);
        let is_member = match ty {
            ValueType::Enum(id) => self.cx.program.enums[id].members.iter().any(|known| known == text),
            _ => false,
        };
        match (ty, text, more) {
            (ValueType::User(_), "wrap" | "unwrap", []) => Some(Decl::Type(ty)),
            (_, _, []) if is_member => {
                self.error(codes::NOT_CALLABLE, format!("`{text}` can't be called"), span);
                None
            }
            _ => {
                self.error(
                    codes::UNKNOWN_MEMBER,
                    format!("no member `{text}` in `{}`", ty.text(&self.cx.program)),
                    span,
                );
                None
            }
        }
    }
}

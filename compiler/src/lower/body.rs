//! Statements.

use ruint::aliases::U256;

use super::{Context, value_type};
use crate::hir::{self, Body, ConstantId, ExprId, FunctionId, Initializer, LocalId, Stmt, VariableId};
use crate::ir::builder::Variable;
use crate::ir::{self, BlockId, FuncId, FunctionBuilder, Terminator, ValueId};

/// Lowers one body into one function of the IR.
pub(super) struct BodyLowering<'c, 'm, 'p> {
    pub(super) cx: &'c mut Context<'p>,
    pub(super) builder: FunctionBuilder<'m>,
    pub(super) body: &'c Body,
    locals: Vec<Variable>,
    returns: Vec<Variable>,
    loops: Vec<LoopExits>,
}

/// Where `break` and `continue` go.
#[derive(Clone, Copy)]
struct LoopExits {
    on_break: BlockId,
    on_continue: BlockId,
}

impl<'c, 'm, 'p: 'c> BodyLowering<'c, 'm, 'p> {
    pub(super) fn new(cx: &'c mut Context<'p>, mut builder: FunctionBuilder<'m>, body: &'c Body) -> Self {
        let program = cx.program;
        let types = body.locals.iter().map(|(_, local)| value_type(program, local.ty));
        let locals = types.map(|ty| builder.declare_variable(ty)).collect();
        Self { cx, builder, body, locals, returns: Vec::new(), loops: Vec::new() }
    }

    /// A whole function: results are zero at first, and what they hold at the end is returned.
    pub(super) fn function(mut self, function: &hir::Function) {
        let params = self.builder.params();
        for (local, value) in function.param_locals().zip(params) {
            self.set_local(local, value);
        }
        for local in function.return_locals() {
            self.clear_local(local);
            self.returns.push(self.variable(local));
        }
        for stmt in &function.body.stmts {
            self.stmt(stmt);
        }
        let results = self.results();
        self.finish_with(results);
    }

    /// Returns these values and ends the function.
    pub(super) fn finish_with(mut self, results: Vec<ValueId>) {
        self.builder.terminate(Terminator::Return(results));
        self.builder.finish();
    }

    /// Gives a state variable its initial value; the expression has a body of its own, without locals.
    pub(super) fn initialise(&mut self, id: VariableId, init: &'c Initializer) {
        let outer = std::mem::replace(&mut self.body, &init.body);
        let value = self.value(init.value);
        self.body = outer;
        let place = self.state_place(id);
        self.store(place, value);
    }

    pub(super) fn declared_function(&mut self, id: FunctionId) -> FuncId {
        self.cx.function(self.builder.module(), id)
    }

    pub(super) fn declared_constant(&mut self, id: ConstantId) -> FuncId {
        self.cx.constant(self.builder.module(), id)
    }

    pub(super) fn variable(&self, local: LocalId) -> Variable {
        self.locals[local.index()]
    }

    pub(super) fn set_local(&mut self, local: LocalId, value: ValueId) {
        let variable = self.variable(local);
        self.builder.assign(variable, value);
    }

    fn clear_local(&mut self, local: LocalId) {
        let ty = value_type(self.cx.program, self.body.locals[local].ty);
        let zero = self.builder.constant(ty, U256::ZERO);
        self.set_local(local, zero);
    }

    fn results(&mut self) -> Vec<ValueId> {
        self.returns.clone().into_iter().map(|variable| self.builder.read(variable)).collect()
    }

    /// Ends the current block; what follows is reached by nothing.
    pub(super) fn leave(&mut self, terminator: Terminator) {
        self.builder.terminate(terminator);
        let unreachable = self.builder.create_block(&[]);
        self.builder.seal(unreachable);
        self.builder.switch_to(unreachable);
    }

    /// Goes on when the condition holds, and otherwise ends so.
    pub(super) fn check(&mut self, condition: ValueId, otherwise: Terminator) {
        let [go_on, fail] = [(); 2].map(|()| self.builder.create_block(&[]));
        self.builder.branch(condition, go_on, fail);
        self.builder.seal(fail);
        self.builder.switch_to(fail);
        self.builder.terminate(otherwise);
        self.builder.seal(go_on);
        self.builder.switch_to(go_on);
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Block(stmts) => stmts.iter().for_each(|stmt| self.stmt(stmt)),
            Stmt::Declare { local, init: None } => {
                self.builder.set_span(self.body.locals[*local].span);
                self.clear_local(*local);
            }
            Stmt::Declare { local, init: Some(init) } => {
                let value = self.value(*init);
                self.set_local(*local, value);
            }
            Stmt::DeclareTuple { locals, init } => {
                let types = self.component_counts(*init);
                let values = self.expr(*init);
                let mut at = 0;
                for (local, count) in locals.iter().zip(types) {
                    if let Some(local) = local {
                        self.set_local(*local, values[at]);
                    }
                    at += count;
                }
            }
            Stmt::Expr(expr) => {
                self.expr(*expr);
            }
            Stmt::If { condition, then, otherwise } => self.branch(*condition, then, otherwise.as_deref()),
            Stmt::Loop { condition, update, body } => self.loop_stmt(*condition, *update, body),
            Stmt::DoWhile { body, condition } => self.do_while(body, *condition),
            Stmt::Continue(at) => {
                let exits = *self.loops.last().expect("`continue` stands in a loop");
                self.builder.set_span(*at);
                self.leave(jump(exits.on_continue));
            }
            Stmt::Break(at) => {
                let exits = *self.loops.last().expect("`break` stands in a loop");
                self.builder.set_span(*at);
                self.leave(jump(exits.on_break));
            }
            Stmt::Return { value, span: at } => {
                let results = match value {
                    Some(value) => self.expr(*value),
                    None => self.results(),
                };
                self.builder.set_span(*at);
                self.leave(Terminator::Return(results));
            }
            Stmt::Emit { event, args, span: at } => self.emit(*event, args, *at),
            Stmt::Revert { error, args, span: at } => {
                let terminator = self.custom_error(*error, args);
                self.builder.set_span(*at);
                self.leave(terminator);
            }
        }
    }

    /// How many values each component of a tuple is.
    fn component_counts(&self, tuple: ExprId) -> Vec<usize> {
        match &self.body.exprs[tuple].ty {
            hir::Type::Tuple(parts) => parts.iter().map(value_count).collect(),
            hir::Type::Value(_) | hir::Type::Mapping(_) => unreachable!("a tuple is declared from a tuple"),
        }
    }

    fn branch(&mut self, condition: ExprId, then: &Stmt, otherwise: Option<&Stmt>) {
        let condition = self.value(condition);
        let [yes, after] = [(); 2].map(|()| self.builder.create_block(&[]));
        match otherwise {
            None => {
                self.builder.branch(condition, yes, after);
                self.builder.seal(yes);
            }
            Some(otherwise) => {
                let no = self.builder.create_block(&[]);
                self.builder.branch(condition, yes, no);
                self.builder.seal(yes);
                self.builder.seal(no);
                self.builder.switch_to(no);
                self.stmt(otherwise);
                self.builder.jump(after, &[]);
            }
        }
        self.builder.switch_to(yes);
        self.stmt(then);
        self.builder.jump(after, &[]);
        self.builder.seal(after);
        self.builder.switch_to(after);
    }

    fn loop_stmt(&mut self, condition: Option<ExprId>, update: Option<ExprId>, body: &Stmt) {
        let [head, inside, next, after] = [(); 4].map(|()| self.builder.create_block(&[]));
        self.builder.jump(head, &[]);
        self.builder.switch_to(head);
        match condition {
            Some(condition) => {
                let condition = self.value(condition);
                self.builder.branch(condition, inside, after);
            }
            None => self.builder.jump(inside, &[]),
        }
        self.builder.seal(inside);
        self.builder.switch_to(inside);
        self.loops.push(LoopExits { on_break: after, on_continue: next });
        self.stmt(body);
        self.loops.pop();
        self.builder.jump(next, &[]);
        self.builder.seal(next);
        self.builder.switch_to(next);
        if let Some(update) = update {
            self.expr(update);
        }
        self.builder.jump(head, &[]);
        self.builder.seal(head);
        self.builder.seal(after);
        self.builder.switch_to(after);
    }

    fn do_while(&mut self, body: &Stmt, condition: ExprId) {
        let [inside, next, after] = [(); 3].map(|()| self.builder.create_block(&[]));
        self.builder.jump(inside, &[]);
        self.builder.switch_to(inside);
        self.loops.push(LoopExits { on_break: after, on_continue: next });
        self.stmt(body);
        self.loops.pop();
        self.builder.jump(next, &[]);
        self.builder.seal(next);
        self.builder.switch_to(next);
        let condition = self.value(condition);
        self.builder.branch(condition, inside, after);
        self.builder.seal(inside);
        self.builder.seal(after);
        self.builder.switch_to(after);
    }
}

fn jump(block: BlockId) -> Terminator {
    Terminator::Jump(ir::Target { block, args: Vec::new() })
}

/// How many values a value of this type is.
pub(super) fn value_count(ty: &hir::Type) -> usize {
    match ty {
        hir::Type::Value(_) | hir::Type::Mapping(_) => 1,
        hir::Type::Tuple(parts) => parts.iter().map(value_count).sum(),
    }
}

//! What a contract's code reaches: solc lists errors and events in an ABI that are declared in the contract or used by
//! code that belongs to it, free functions included.

use std::collections::BTreeSet;

use super::{EntryKind, entry_points};
use crate::hir::{Body, ContractId, ErrorId, EventId, ExprKind, FunctionId, Program, Reason, Stmt};

/// Errors and events of a contract's interface, in the order of declaration.
#[derive(Default)]
pub(super) struct Used {
    pub(super) errors: BTreeSet<ErrorId>,
    pub(super) events: BTreeSet<EventId>,
}

pub(super) fn used(program: &Program, contract: ContractId) -> Used {
    let declared = &program.contracts[contract];
    let mut used =
        Used { errors: declared.errors.iter().copied().collect(), events: declared.events.iter().copied().collect() };
    let mut functions: Vec<FunctionId> = declared.constructor.into_iter().collect();
    functions.extend(entry_points(program, contract).iter().filter_map(|entry| match entry.kind {
        EntryKind::Function(id) => Some(id),
        EntryKind::Variable(_) | EntryKind::Constant(_) => None,
    }));
    for id in &declared.variables {
        if let Some(init) = &program.variables[*id].init {
            used.visit(&init.body, &mut functions);
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(id) = functions.pop() {
        if seen.insert(id) {
            used.visit(&program.functions[id].body, &mut functions);
        }
    }
    used
}

impl Used {
    fn visit(&mut self, body: &Body, functions: &mut Vec<FunctionId>) {
        for (_, expr) in body.exprs.iter() {
            match &expr.kind {
                ExprKind::Call { function, .. } => functions.push(*function),
                ExprKind::Require { reason: Reason::Custom(error, _), .. }
                | ExprKind::RevertCall(Reason::Custom(error, _)) => {
                    self.errors.insert(*error);
                }
                _ => {}
            }
        }
        for stmt in &body.stmts {
            self.visit_stmt(stmt);
        }
    }

    fn visit_stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Block(stmts) => stmts.iter().for_each(|stmt| self.visit_stmt(stmt)),
            Stmt::If { then, otherwise, .. } => {
                self.visit_stmt(then);
                if let Some(otherwise) = otherwise {
                    self.visit_stmt(otherwise);
                }
            }
            Stmt::Loop { body, .. } | Stmt::DoWhile { body, .. } => self.visit_stmt(body),
            Stmt::Emit { event, .. } => {
                self.events.insert(*event);
            }
            Stmt::Revert { error, .. } => {
                self.errors.insert(*error);
            }
            Stmt::Declare { .. }
            | Stmt::DeclareTuple { .. }
            | Stmt::Expr(_)
            | Stmt::Continue(_)
            | Stmt::Break(_)
            | Stmt::Return { .. } => {}
        }
    }
}

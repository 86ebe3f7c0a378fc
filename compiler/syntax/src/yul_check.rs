//! What solc's assembly parser checks by place: jumps out of loops and functions.

use crate::ast::{YulBlock, YulStmtKind};
use crate::build::Cx;

/// The part of a loop a statement is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    None,
    Init,
    Update,
    Body,
}

/// Reports `break`, `continue`, `leave` and functions where they can't stand.
pub(crate) fn check(cx: &mut Cx<'_>, block: &YulBlock) {
    // A list of work instead of recursion.
    let mut work: Vec<(YulBlock, Part, bool)> = vec![(block.clone(), Part::None, false)];
    while let Some((block, part, in_function)) = work.pop() {
        for id in block.stmts {
            let stmt = cx.ast[id].clone();
            match stmt.kind {
                YulStmtKind::Block(inner) => work.push((inner, part, in_function)),
                YulStmtKind::If { body, .. } => work.push((body, part, in_function)),
                YulStmtKind::Switch { cases, default, .. } => {
                    let bodies = cases.into_iter().map(|case| case.body).chain(default);
                    work.extend(bodies.map(|body| (body, part, in_function)));
                }
                YulStmtKind::For { init, update, body, .. } => {
                    work.push((init, Part::Init, in_function));
                    work.push((update, Part::Update, in_function));
                    work.push((body, Part::Body, in_function));
                }
                YulStmtKind::Function { body, .. } => {
                    if part == Part::Init {
                        cx.report(3441, "a function can't be defined in the initialisation of a loop", stmt.span);
                    }
                    work.push((body, Part::None, true));
                }
                YulStmtKind::Break | YulStmtKind::Continue => match part {
                    Part::None => cx.report(2592, "this needs to be inside the body of a loop", stmt.span),
                    Part::Init => cx.report(9615, "this can't stand in the initialisation of a loop", stmt.span),
                    Part::Update => cx.report(2461, "this can't stand in the update of a loop", stmt.span),
                    Part::Body => {}
                },
                YulStmtKind::Leave if !in_function => {
                    cx.report(8149, "`leave` needs to be inside a function", stmt.span);
                }
                YulStmtKind::Leave | YulStmtKind::Let { .. } | YulStmtKind::Assign { .. } | YulStmtKind::Expr(_) => {}
            }
        }
    }
}

//! What nothing needs.

use super::effects::Summary;
use crate::ir::{Def, Effects, Function, Inst, ValueId};

/// Removes instructions whose results nothing needs and that do nothing else, and parameters that nothing needs.
///
/// Kept: whatever writes, logs, may revert or may not return. Changed: each result that stays is read, or comes with one that is,
/// or from something that is kept; values that need only each other, around a loop, are gone.
pub fn remove(function: &mut Function, summary: &Summary) {
    let needed = needed(function, summary);
    for block in function.block_ids() {
        let insts = std::mem::take(&mut function.block_mut(block).insts);
        let is_kept = |inst: &Inst| is_kept(inst, summary) || inst.results.iter().any(|value| needed[value.index()]);
        function.block_mut(block).insts = insts.into_iter().filter(|&inst| is_kept(function.inst(inst))).collect();
    }
    function.remove_params(|param| !needed[param.index()]);
}

/// What may go if its results are not needed: calculations and reads.
const REMOVABLE: Effects = Effects::PURE
    .union(Effects::READS_CONTEXT)
    .union(Effects::READS_MEMORY)
    .union(Effects::READS_STORAGE)
    .union(Effects::READS_TRANSIENT)
    .union(Effects::READS_RETURN_DATA)
    .union(Effects::READS_MACHINE);

fn is_kept(inst: &Inst, summary: &Summary) -> bool {
    !REMOVABLE.contains(summary.of(inst))
}

fn needed(function: &Function, summary: &Summary) -> Vec<bool> {
    let mut incoming: Vec<Vec<ValueId>> = vec![Vec::new(); function.value_count()];
    let mut open = Vec::new();
    for block in function.block_ids() {
        for &inst in &function.block(block).insts {
            let inst = function.inst(inst);
            if is_kept(inst, summary) {
                open.extend_from_slice(&inst.args);
            }
        }
        let terminator = function.terminator(block);
        open.extend(terminator.operands());
        for target in terminator.targets() {
            for (param, &arg) in function.block(target.block).params.iter().zip(&target.args) {
                incoming[param.index()].push(arg);
            }
        }
    }
    let mut needed = vec![false; function.value_count()];
    while let Some(value) = open.pop() {
        if std::mem::replace(&mut needed[value.index()], true) {
            continue;
        }
        match function.value(value).def {
            Def::Param(..) => open.extend_from_slice(&incoming[value.index()]),
            Def::Result(inst, _) => open.extend_from_slice(&function.inst(inst).args),
        }
    }
    needed
}

//! Calls of functions that are called from one place only, replaced by the function's body.
//!
//! Pre: verified, abstract phase. Post: the same meaning; a function that only one instruction of the module calls is called only if
//! it has a loop and the call stands in another one (its values would have to be carried through both), or if the caller would
//! grow beyond [`VALUES_MAX`]. A call costs up to six rows of the program and of each execution; the body moves with its spans.

use std::collections::BTreeMap;

use crate::ir::cfg::{Cfg, drop_unreachable};
use crate::ir::{BlockId, FuncId, Function, InstId, Module, Op, Target, Terminator, ValueId};

/// Values of a function that has taken in others. Far below the cells of a frame, which has a few for some values.
const VALUES_MAX: usize = 600;

/// A call that is the only one of its callee.
#[derive(Clone, Copy)]
struct Site {
    caller: FuncId,
    block: BlockId,
    inst: InstId,
    callee: FuncId,
}

/// The same module with those calls replaced.
pub(super) fn inline(module: &Module) -> Module {
    let mut module = module.clone();
    while let Some(site) = find(&module) {
        let callee = module.function(site.callee).clone();
        let caller = module.function_mut(site.caller);
        replace(caller, &site, &callee);
        drop_unreachable(caller);
    }
    module
}

fn find(module: &Module) -> Option<Site> {
    let mut functions: Vec<FuncId> = module.objects().flat_map(|(object, _)| module.reachable(object)).collect();
    functions.sort_unstable();
    functions.dedup();
    let mut sites: BTreeMap<FuncId, Vec<Site>> = BTreeMap::new();
    for &caller in &functions {
        let function = module.function(caller);
        for block in function.block_ids() {
            for &inst in &function.block(block).insts {
                if let Op::Call(callee) = function.inst(inst).op {
                    sites.entry(callee).or_default().push(Site { caller, block, inst, callee });
                }
            }
        }
    }
    let only = sites.into_values().filter_map(|sites| if let [site] = sites[..] { Some(site) } else { None });
    only.into_iter().find(|site| {
        let (caller, callee) = (module.function(site.caller), module.function(site.callee));
        site.caller != site.callee
            && caller.value_count() + callee.value_count() <= VALUES_MAX
            && !(has_loop(callee) && is_in_loop(caller, site.block))
    })
}

fn has_loop(function: &Function) -> bool {
    let cfg = Cfg::new(function);
    function.block_ids().any(|block| cfg.predecessors(block).iter().any(|&from| cfg.is_back_edge(from, block)))
}

fn is_in_loop(function: &Function, block: BlockId) -> bool {
    let mut reached = Vec::new();
    let mut pending = vec![block];
    while let Some(from) = pending.pop() {
        for target in function.terminator(from).targets() {
            if target.block == block {
                return true;
            }
            if !reached.contains(&target.block) {
                reached.push(target.block);
                pending.push(target.block);
            }
        }
    }
    false
}

fn replace(caller: &mut Function, site: &Site, callee: &Function) {
    let call = caller.inst(site.inst).clone();
    // What follows the call becomes a block of its own, with the results as parameters.
    let after = caller.add_block();
    let mut renamed: BTreeMap<ValueId, ValueId> = BTreeMap::new();
    for &result in &call.results {
        let ty = caller.ty(result);
        renamed.insert(result, caller.add_block_param(after, ty));
    }
    let block = caller.block_mut(site.block);
    let position = block.insts.iter().position(|&inst| inst == site.inst).expect("the block holds the call");
    let tail = block.insts.split_off(position + 1);
    block.insts.pop();
    let (terminator, span) = (block.terminator.take(), block.terminator_span);
    caller.block_mut(after).insts = tail;
    caller.terminate(after, terminator.expect("verified: every block ends"), span);
    rename(caller, &renamed);
    // The callee's blocks, definitions before uses.
    let cfg = Cfg::new(callee);
    let mut blocks = BTreeMap::new();
    let mut values: BTreeMap<ValueId, ValueId> = BTreeMap::new();
    for &block in cfg.reverse_postorder() {
        let copy = caller.add_block();
        blocks.insert(block, copy);
        for &param in &callee.block(block).params {
            values.insert(param, caller.add_block_param(copy, callee.ty(param)));
        }
    }
    for &block in cfg.reverse_postorder() {
        let copy = blocks[&block];
        for &inst in &callee.block(block).insts {
            let inst = callee.inst(inst);
            let args = inst.args.iter().map(|arg| values[arg]).collect();
            let types: Vec<_> = inst.results.iter().map(|&result| callee.ty(result)).collect();
            let new = caller.append(copy, inst.op, args, &types, inst.span);
            values.extend(inst.results.iter().copied().zip(caller.inst(new).results.clone()));
        }
        let mut terminator = callee.terminator(block).clone();
        terminator.map_uses(|value| values[&value]);
        for target in terminator.targets_mut() {
            target.block = blocks[&target.block];
        }
        if let Terminator::Return(args) = terminator {
            terminator = Terminator::Jump(Target { block: after, args });
        }
        caller.terminate(copy, terminator, callee.block(block).terminator_span);
    }
    let args = call.args.iter().map(|arg| renamed.get(arg).copied().unwrap_or(*arg)).collect();
    let entry = Target { block: blocks[&Function::ENTRY], args };
    caller.terminate(site.block, Terminator::Jump(entry), call.span);
}

/// Puts other values in the place of some.
fn rename(function: &mut Function, renamed: &BTreeMap<ValueId, ValueId>) {
    let new = |value: ValueId| renamed.get(&value).copied().unwrap_or(value);
    for block in function.block_ids() {
        for inst in function.block(block).insts.clone() {
            for arg in &mut function.inst_mut(inst).args {
                *arg = new(*arg);
            }
        }
        if let Some(terminator) = &mut function.block_mut(block).terminator {
            terminator.map_uses(new);
        }
    }
}

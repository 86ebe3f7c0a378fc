//! Bodies in the place of calls.

use std::collections::BTreeMap;

use crate::ir::cfg::{Cfg, drop_unreachable};
use crate::ir::components::Components;
use crate::ir::{BlockId, FuncId, Function, InstId, Module, Op, Target, Terminator, ValueId};

/// Instructions, constants aside, of a body that is no longer than what a call of it takes.
const SMALL: usize = 10;

/// Values of a function that has taken in others.
const VALUES_MAX: usize = 600;

/// Replaces calls of small functions, and of functions that are called from one place only, by the function's body.
///
/// Kept: order and number of all that is executed. Changed: a function that doesn't call itself, directly or not, is called only if
/// it is called from several places and has more than [`SMALL`] instructions or a loop; or if it has a loop and the call stands in
/// another one; or if the caller would have more than [`VALUES_MAX`] values. Functions that no object reaches are gone.
pub fn inline_small(module: &mut Module) {
    let components = Components::new(module);
    let mut calls = count_calls(module);
    for caller in callees_first(module) {
        let sites: Vec<(InstId, FuncId)> = module.function(caller).calls().collect();
        for (inst, callee) in sites {
            let body = module.function(callee);
            if caller == callee || components.is_recursive(callee) || !body.is_defined() {
                continue;
            }
            let is_small = is_small(body) && !has_loop(body);
            if !is_small && calls[callee.0 as usize] > 1 {
                continue;
            }
            let into = module.function(caller);
            if into.value_count() + body.value_count() > VALUES_MAX {
                continue;
            }
            // What follows a call that never returns is gone with it.
            let Some(block) = home(into, inst) else { continue };
            if has_loop(body) && is_in_loop(into, block) {
                continue;
            }
            let body = body.clone();
            let into = module.function_mut(caller);
            let whole = into.calls().count() - 1 + body.calls().count();
            replace(into, block, inst, &body);
            drop_unreachable(into);
            if into.calls().count() < whole {
                // With what followed a call that never returns, others have gone, and perhaps what they called.
                calls = count_calls(module);
                continue;
            }
            calls[callee.0 as usize] -= 1;
            // The body's calls are new ones only if it stays where it was, too.
            if calls[callee.0 as usize] > 0 {
                body.callees().for_each(|called| calls[called.0 as usize] += 1);
            }
        }
    }
    drop_unreached(module);
}

/// Functions that objects reach, each behind those it calls, as far as they don't call each other.
fn callees_first(module: &Module) -> Vec<FuncId> {
    let mut order = Vec::new();
    let mut seen = vec![false; module.functions().count()];
    let mut is_news = |function: FuncId| !std::mem::replace(&mut seen[function.0 as usize], true);
    for (object, _) in module.objects() {
        let entry = module.object(object).entry;
        if !is_news(entry) {
            continue;
        }
        let mut open = vec![(entry, module.function(entry).callees().collect::<Vec<_>>())];
        while let Some((function, rest)) = open.last_mut() {
            match rest.pop() {
                Some(callee) if is_news(callee) => {
                    open.push((callee, module.function(callee).callees().collect()));
                }
                Some(_) => {}
                None => {
                    order.push(*function);
                    open.pop();
                }
            }
        }
    }
    order
}

/// By function, how many calls of it there are in the functions that objects reach.
fn count_calls(module: &Module) -> Vec<usize> {
    let mut calls = vec![0; module.functions().count()];
    for callee in callees_first(module).into_iter().flat_map(|id| module.function(id).callees()) {
        calls[callee.0 as usize] += 1;
    }
    calls
}

fn is_small(function: &Function) -> bool {
    function.insts().filter(|(_, inst)| !matches!(inst.op, Op::Const(_))).nth(SMALL).is_none()
}

fn home(function: &Function, inst: InstId) -> Option<BlockId> {
    function.block_ids().find(|&block| function.block(block).insts.contains(&inst))
}

pub(crate) fn has_loop(function: &Function) -> bool {
    let cfg = Cfg::new(function);
    function.block_ids().any(|block| cfg.predecessors(block).iter().any(|&from| cfg.is_back_edge(from, block)))
}

pub(crate) fn is_in_loop(function: &Function, block: BlockId) -> bool {
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

/// Puts the callee's body in the place of a call, with its spans.
pub(crate) fn replace(caller: &mut Function, site: BlockId, inst: InstId, callee: &Function) {
    let call = caller.inst(inst).clone();
    // What follows the call becomes a block of its own, with the results as parameters.
    let after = caller.add_block();
    let mut renamed: BTreeMap<ValueId, ValueId> = BTreeMap::new();
    for &result in &call.results {
        let ty = caller.ty(result);
        renamed.insert(result, caller.add_block_param(after, ty));
    }
    let block = caller.block_mut(site);
    let position = block.insts.iter().position(|&other| other == inst).expect("the block holds the call");
    let tail = block.insts.split_off(position + 1);
    block.insts.pop();
    let (terminator, span) = (block.terminator.take(), block.terminator_span);
    caller.block_mut(after).insts = tail;
    caller.terminate(after, terminator.expect("verified: every block ends"), span);
    caller.map_uses(|value| renamed.get(&value).copied().unwrap_or(value));
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
    caller.terminate(site, Terminator::Jump(entry), call.span);
}

/// Removes functions that no object reaches. A module without objects keeps all.
fn drop_unreached(module: &mut Module) {
    let mut reached = callees_first(module);
    if !reached.is_empty() {
        reached.sort_unstable();
        module.keep_functions(&reached);
    }
}

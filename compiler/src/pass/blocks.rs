//! Blocks that only go on to another one, and blocks that only one goes on to.

use std::collections::HashMap;

use crate::ir::cfg::drop_unreachable;
use crate::ir::{BlockId, Function, Op, Target, Terminator, ValueId};

/// Makes the graph of blocks small.
///
/// Kept: all instructions, in their order on every path. Changed: a block without instructions that only jumps on is not entered by
/// a jump (or, if it passes nothing, by nothing); a block with one edge into it, from a jump, is part of that block; a branch on a
/// negation is the other way round, and one to the same place twice is a jump.
pub fn straighten(function: &mut Function) {
    for block in function.block_ids() {
        turn_round(function, block);
    }
    forward(function);
    drop_unreachable(function);
    merge(function);
}

/// A branch on `not c` is one on `c`; one whose edges are equal is a jump.
fn turn_round(function: &mut Function, block: BlockId) {
    let Terminator::Branch { condition, then, otherwise } = function.terminator(block).clone() else { return };
    if then == otherwise {
        function.block_mut(block).terminator = Some(Terminator::Jump(then));
        return;
    }
    if let Some((Op::Not, args)) = function.definition(condition) {
        let condition = args[0];
        function.block_mut(block).terminator = Some(Terminator::Branch { condition, then: otherwise, otherwise: then });
        turn_round(function, block);
    }
}

/// Leads edges past blocks that only jump on.
fn forward(function: &mut Function) {
    let uses = uses_elsewhere(function);
    for block in function.block_ids() {
        let mut terminator = function.terminator(block).clone();
        let is_jump = matches!(terminator, Terminator::Jump(_));
        for target in terminator.targets_mut() {
            // A chain of such blocks has at most all of them; a circle of them would not end.
            for _ in function.block_ids() {
                match next(function, &uses, target) {
                    Some(next) if is_jump || next.args.is_empty() => *target = next,
                    Some(_) | None => break,
                }
            }
        }
        function.block_mut(block).terminator = Some(terminator);
        turn_round(function, block);
    }
}

/// By block, whether its parameters are read outside its own terminator.
fn uses_elsewhere(function: &Function) -> Vec<bool> {
    let mut home: HashMap<ValueId, BlockId> = HashMap::new();
    for block in function.block_ids() {
        home.extend(function.block(block).params.iter().map(|&param| (param, block)));
    }
    let mut elsewhere = vec![false; function.block_ids().count()];
    for block in function.block_ids() {
        for &inst in &function.block(block).insts {
            for arg in &function.inst(inst).args {
                if let Some(home) = home.get(arg) {
                    elsewhere[home.index()] = true;
                }
            }
        }
        for arg in function.terminator(block).uses() {
            if let Some(&home) = home.get(&arg).filter(|&&home| home != block) {
                elsewhere[home.index()] = true;
            }
        }
    }
    elsewhere
}

fn next(function: &Function, uses_elsewhere: &[bool], target: &Target) -> Option<Target> {
    let data = function.block(target.block);
    let Terminator::Jump(on) = function.terminator(target.block) else { return None };
    if !data.insts.is_empty() || uses_elsewhere[target.block.index()] || on.block == target.block {
        return None;
    }
    let passed = |arg: &ValueId| match data.params.iter().position(|param| param == arg) {
        Some(position) => target.args[position],
        None => *arg,
    };
    Some(Target { block: on.block, args: on.args.iter().map(passed).collect() })
}

/// Makes blocks with one edge into them, from a jump, part of the block before.
fn merge(function: &mut Function) {
    let mut edges = vec![0usize; function.block_ids().count()];
    for block in function.block_ids() {
        for target in function.terminator(block).targets() {
            edges[target.block.index()] += 1;
        }
    }
    let mut replaced: HashMap<ValueId, ValueId> = HashMap::new();
    for block in function.block_ids() {
        // A block that became part of another one has no terminator.
        while let Some(Terminator::Jump(target)) = function.block(block).terminator.clone() {
            if edges[target.block.index()] != 1 || target.block == block || target.block == Function::ENTRY {
                break;
            }
            let merged = std::mem::take(function.block_mut(target.block));
            replaced.extend(merged.params.iter().copied().zip(target.args));
            let data = function.block_mut(block);
            data.insts.extend(merged.insts);
            data.terminator = merged.terminator;
            data.terminator_span = merged.terminator_span;
        }
    }
    let resolve = |mut value: ValueId| {
        while let Some(&by) = replaced.get(&value) {
            value = by;
        }
        value
    };
    function.map_uses(resolve);
    let is_left = |block: &BlockId| function.block(*block).terminator.is_some();
    let left: Vec<BlockId> = function.block_ids().filter(is_left).collect();
    function.keep_blocks(&left);
}

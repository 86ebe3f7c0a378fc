//! Global value numbering over the dominator tree.

use std::collections::{BTreeMap, HashMap, HashSet};

use ruint::aliases::U256;

use super::effects::Summary;
use super::simplify::{Simpler, simplify};
use crate::ir::cfg::Cfg;
use crate::ir::{BlockId, Effects, Function, InstId, Op, Type, ValueId};

/// What gives the same results wherever it is executed, if it gives any: calculations on operands and on what is fixed throughout
/// a call. A check that has passed once passes again.
const REPEATABLE: Effects =
    Effects::PURE.union(Effects::READS_CONTEXT).union(Effects::MAY_REVERT).union(Effects::MAY_NOT_RETURN);

/// Replaces what was calculated before, on every path to here, by the earlier result; and applies identities.
///
/// Kept: order and number of reads and writes of storage and memory, logs, and the first of equal checks. Changed: of equal
/// calculations (with operands in either order, where that is the same) only those stay that no other one dominates; the place of
/// a mapping's element is found once; calls that only calculate count as calculations.
pub fn number(function: &mut Function, summary: &Summary) {
    let cfg = Cfg::new(function);
    let mut same: HashMap<ValueId, ValueId> = HashMap::new();
    let mut removed: HashSet<InstId> = HashSet::new();
    // None of the blocks where one calculation is known dominates another: they are found by number.
    let mut known: HashMap<Calculation, BTreeMap<u32, (BlockId, InstId)>> = HashMap::new();
    for &block in cfg.reverse_postorder() {
        for id in function.block(block).insts.clone() {
            let resolve = |value: ValueId| same.get(&value).copied().unwrap_or(value);
            let args: Vec<ValueId> = function.inst(id).args.iter().map(|&arg| resolve(arg)).collect();
            function.inst_mut(id).args = args;
            if let Some(value) = reduce(function, id) {
                same.insert(function.inst(id).results[0], value);
                removed.insert(id);
                continue;
            }
            let inst = function.inst(id);
            if inst.results.is_empty() || !REPEATABLE.contains(summary.of(inst)) {
                continue;
            }
            let before = known.entry(Calculation::of(function, id)).or_default();
            let number = *cfg.dominated(block).start();
            match before.range(..=number).next_back() {
                Some((_, &(at, first))) if cfg.dominates(at, block) => {
                    let results = inst.results.iter().copied();
                    same.extend(results.zip(function.inst(first).results.iter().copied()));
                    removed.insert(id);
                }
                Some(_) | None => {
                    before.insert(number, (block, id));
                }
            }
        }
    }
    for block in function.block_ids() {
        function.block_mut(block).insts.retain(|inst| !removed.contains(inst));
    }
    // What stands for another value was final when it was found: it comes first in every order.
    function.map_uses(|value| same.get(&value).copied().unwrap_or(value));
}

/// Applies identities to an instruction until none fits. If it is another value, that.
fn reduce(function: &mut Function, id: InstId) -> Option<ValueId> {
    while let Some(simpler) = simplify(function, function.inst(id)) {
        let (op, args) = match simpler {
            Simpler::Value(value) => return Some(value),
            Simpler::Number(number) => (Op::Const(number), Vec::new()),
            Simpler::Inst(op, args) => (op, args),
        };
        let inst = function.inst_mut(id);
        inst.op = op;
        inst.args = args;
    }
    None
}

/// What an instruction calculates; two with equal ones have equal results.
#[derive(PartialEq, Eq, Hash)]
struct Calculation {
    op: Op,
    operands: Vec<Operand>,
    results: Vec<Type>,
}

#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Operand {
    Value(ValueId),
    Constant(Type, U256),
}

impl Calculation {
    fn of(function: &Function, id: InstId) -> Self {
        let inst = function.inst(id);
        let operand = |&arg: &ValueId| match function.constant(arg) {
            Some(number) => Operand::Constant(function.ty(arg), number),
            None => Operand::Value(arg),
        };
        let mut operands: Vec<Operand> = inst.args.iter().map(operand).collect();
        let op = match inst.op {
            Op::Gt => Op::Lt,
            Op::Ge => Op::Le,
            op => op,
        };
        if op != inst.op {
            operands.reverse();
        }
        if is_commutative(op) {
            operands.sort();
        }
        Self { op, operands, results: inst.results.iter().map(|&result| function.ty(result)).collect() }
    }
}

fn is_commutative(op: Op) -> bool {
    matches!(
        op,
        Op::CheckedAdd
            | Op::CheckedMul
            | Op::WrappingAdd
            | Op::WrappingMul
            | Op::Eq
            | Op::Ne
            | Op::BitAnd
            | Op::BitOr
            | Op::BitXor
    )
}

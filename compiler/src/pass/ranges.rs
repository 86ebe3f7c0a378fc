//! Between which bounds values lie, and what follows from it: interval analysis, with the comparisons that lead to a block.
//!
//! `interval` has what instructions make of bounds, `facts` what is known in a block because of the branches before it, `nested`
//! finds it there.

mod facts;
mod interval;
mod nested;

use ruint::aliases::U256;

use crate::ir::cfg::Cfg;
use crate::ir::{BlockId, Effects, Function, Inst, InstId, Op, Terminator, Type, ValueId};
use facts::{Facts, Orders, Other};
use interval::{Interval, transfer};

/// Replaces checked operations that can't overflow by wrapping ones, and what is decided by numbers.
///
/// Kept: what each value is. Changed: a checked sum, difference, product, quotient or negation is a wrapping one if the bounds of its
/// operands say that the result fits, for an unsigned difference also if a comparison before it does; a calculation whose result is
/// one number is that number, so are conditions that the branches before them decide. A checked power stays as it is: on the EVM
/// a wrapping one is another opcode.
pub fn apply(function: &mut Function) {
    let cfg = Cfg::new(function);
    let analysis = Analysis::new(function, &cfg);
    let mut changes: Vec<(InstId, Op)> = Vec::new();
    let mut decided: Vec<(BlockId, bool)> = Vec::new();
    for &block in cfg.reverse_postorder() {
        for &id in &function.block(block).insts {
            if let Some(op) = analysis.better(function.inst(id), block) {
                changes.push((id, op));
            }
        }
        if let Terminator::Branch { condition, .. } = function.terminator(block)
            && function.constant(*condition).is_none()
            && let Some(truth) = analysis.at(*condition, block).single()
        {
            decided.push((block, !truth.is_zero()));
        }
    }
    for (id, op) in changes {
        let inst = function.inst_mut(id);
        inst.op = op;
        if let Op::Const(_) = op {
            inst.args.clear();
        }
    }
    for (block, truth) in decided {
        let position = function.block(block).insts.len();
        let span = function.block(block).terminator_span;
        let inst = function.insert(block, position, Op::Const(U256::from(truth)), Vec::new(), &[Type::Bool], span);
        let number = function.inst(inst).results[0];
        if let Some(Terminator::Branch { condition, .. }) = &mut function.block_mut(block).terminator {
            *condition = number;
        }
    }
}

/// How often a parameter's bounds may move before they go as far as its type.
const MOVES_MAX: u8 = 3;

/// How often bounds are drawn in again in the end.
const NARROWINGS: usize = 2;

struct Analysis<'f> {
    function: &'f Function,
    facts: Facts<'f>,
    /// By value; none if no execution has been seen.
    bounds: Vec<Option<Interval>>,
}

impl<'f> Analysis<'f> {
    /// Bounds grow until nothing changes, then they are drawn in: either way each step holds what the values can be.
    fn new(function: &'f Function, cfg: &'f Cfg) -> Self {
        let facts = Facts::new(function, cfg);
        let mut analysis = Self { function, facts, bounds: vec![None; function.value_count()] };
        for &param in &function.block(Function::ENTRY).params {
            analysis.bounds[param.index()] = Some(Interval::of_type(function.ty(param)));
        }
        let mut moves = vec![0u8; function.value_count()];
        let mut changed = true;
        while changed {
            changed = false;
            for &block in cfg.reverse_postorder() {
                changed |= analysis.grow(cfg, block, &mut moves);
            }
        }
        for _ in 0..NARROWINGS {
            for &block in cfg.reverse_postorder() {
                analysis.draw_in(cfg, block);
            }
        }
        analysis
    }

    fn grow(&mut self, cfg: &Cfg, block: BlockId, moves: &mut [u8]) -> bool {
        let mut changed = false;
        for (position, &param) in self.function.block(block).params.iter().enumerate() {
            if let Some(incoming) = self.incoming(cfg, block, position) {
                changed |= self.widen(param, incoming, moves);
            }
        }
        for &id in &self.function.block(block).insts {
            let inst = self.function.inst(id);
            for (value, bounds) in self.results(inst, block) {
                changed |= self.widen(value, bounds, moves);
            }
        }
        changed
    }

    fn widen(&mut self, value: ValueId, bounds: Interval, moves: &mut [u8]) -> bool {
        let old = self.bounds[value.index()];
        let mut new = old.map_or(bounds, |old| old.hull(bounds));
        if old == Some(new) {
            return false;
        }
        let moved = &mut moves[value.index()];
        *moved = moved.saturating_add(1);
        if let Some(old) = old
            && *moved > MOVES_MAX
        {
            let all = Interval::of_type(self.function.ty(value));
            new = Interval {
                low: if new.low < old.low { all.low } else { old.low },
                high: if new.high > old.high { all.high } else { old.high },
            };
        }
        self.set(value, new);
        true
    }

    fn set(&mut self, value: ValueId, bounds: Interval) {
        if self.bounds[value.index()].replace(bounds) != Some(bounds) {
            self.facts.moved(value);
        }
    }

    fn draw_in(&mut self, cfg: &Cfg, block: BlockId) {
        if block != Function::ENTRY {
            for (position, &param) in self.function.block(block).params.iter().enumerate() {
                if let Some(incoming) = self.incoming(cfg, block, position) {
                    self.set(param, incoming);
                }
            }
        }
        for &id in &self.function.block(block).insts {
            for (value, bounds) in self.results(self.function.inst(id), block) {
                self.set(value, bounds);
            }
        }
    }

    /// What all edges seen so far pass for a parameter.
    fn incoming(&self, cfg: &Cfg, block: BlockId, position: usize) -> Option<Interval> {
        let mut all: Option<Interval> = None;
        for &from in cfg.predecessors(block) {
            for target in self.function.terminator(from).targets() {
                let arg = target.args.get(position).copied().filter(|_| target.block == block);
                if let Some(arg) = arg
                    && self.bounds[arg.index()].is_some()
                {
                    let bounds = self.at(arg, from);
                    all = Some(all.map_or(bounds, |all| all.hull(bounds)));
                }
            }
        }
        all
    }

    fn results(&self, inst: &Inst, block: BlockId) -> Vec<(ValueId, Interval)> {
        let mut operands = Vec::new();
        for &arg in &inst.args {
            if self.bounds[arg.index()].is_none() {
                return Vec::new();
            }
            operands.push(self.at(arg, block));
        }
        let types: Vec<Type> = inst.args.iter().map(|&arg| self.function.ty(arg)).collect();
        let bounds = |&result: &ValueId| {
            let ty = self.function.ty(result);
            (result, transfer(inst.op, &types, &operands, ty))
        };
        inst.results.iter().map(bounds).collect()
    }

    /// Bounds of a value in a block that its definition dominates.
    fn at(&self, value: ValueId, block: BlockId) -> Interval {
        let own =
            |value: ValueId| self.bounds[value.index()].unwrap_or_else(|| Interval::of_type(self.function.ty(value)));
        self.facts.narrow(value, block, own(value), |other| match other {
            Other::Value(other) => own(other),
            Other::Number(number) => Interval::of_word(self.function.ty(value), number),
        })
    }

    /// What an instruction can be instead.
    fn better(&self, inst: &Inst, block: BlockId) -> Option<Op> {
        let &[result] = &inst.results[..] else { return None };
        let ty = self.function.ty(result);
        let types: Vec<Type> = inst.args.iter().map(|&arg| self.function.ty(arg)).collect();
        let operands: Vec<Interval> = inst.args.iter().map(|&arg| self.at(arg, block)).collect();
        let is_calculation = inst.op.effects() == Effects::PURE && ty.is_value() && !matches!(inst.op, Op::Const(_));
        if is_calculation {
            let decided = self.decided(inst, block);
            let number = decided.or_else(|| transfer(inst.op, &types, &operands, ty).single());
            if let Some(number) = number {
                return Some(Op::Const(Interval::word(ty, number)));
            }
        }
        let unchecked = match inst.op {
            Op::CheckedAdd => Op::WrappingAdd,
            Op::CheckedSub => Op::WrappingSub,
            Op::CheckedMul => Op::WrappingMul,
            Op::CheckedDiv if ty.is_signed() => Op::WrappingDiv,
            Op::CheckedNeg => Op::WrappingNeg,
            _ => return None,
        };
        let is_no_less = inst.op == Op::CheckedSub
            && !ty.is_signed()
            && !self.facts.between(inst.args[0], inst.args[1], block).contains(Orders::LESS);
        (is_no_less || interval::always_fits(inst.op, ty, &operands)).then_some(unchecked)
    }

    /// 0 or 1, if the branches before decide a comparison of two values.
    fn decided(&self, inst: &Inst, block: BlockId) -> Option<U256> {
        let wanted = Orders::that(inst.op)?;
        let known = self.facts.between(inst.args[0], inst.args[1], block);
        if !known.intersects(wanted) {
            Some(U256::ZERO)
        } else if !known.intersects(wanted.others()) {
            Some(U256::ONE)
        } else {
            None
        }
    }
}

//! Sparse conditional constant propagation (Wegman, Zadeck 1991).

use ruint::aliases::U256;

use crate::ir::cfg::{Cfg, drop_unreachable};
use crate::ir::interpret::calculate::calculate;
use crate::ir::redundant_params::remove_redundant_params;
use crate::ir::{BlockId, Def, Function, Inst, InstId, Op, Target, Terminator, Type, ValueId};

/// Replaces what is the same number in every execution by that number, and ways that are never taken by nothing.
///
/// Kept: what the function does. A checked operation that always panics stays as that panic, and nothing stands behind it.
/// Changed: no branch or switch is on a constant; no instruction calculates from constants alone; all blocks are reachable.
pub fn propagate(function: &mut Function) {
    let mut solver = Solver {
        known: vec![Known::Nothing; function.value_count()],
        is_executed: vec![false; function.block_ids().count()],
        panics: vec![None; function.block_ids().count()],
    };
    solver.solve(function);
    solver.rewrite(function);
    drop_unreachable(function);
    remove_redundant_params(function);
}

/// What is known about a value: more and more of its executions are seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// None has been seen.
    Nothing,
    /// All seen so far give this number.
    Number(U256),
    /// They differ, or can't be known.
    Varies,
}

impl Known {
    fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, known) | (known, Self::Nothing) => known,
            (Self::Number(a), Self::Number(b)) if a == b => self,
            _ => Self::Varies,
        }
    }
}

/// What an instruction does, as far as known.
enum Evaluated {
    /// It gives this.
    Result(Known),
    /// It always panics with this code.
    Panics(u8),
}

struct Solver {
    known: Vec<Known>,
    is_executed: Vec<bool>,
    /// By block, the instruction that always panics, and its code.
    panics: Vec<Option<(InstId, u8)>>,
}

impl Solver {
    fn solve(&mut self, function: &Function) {
        self.is_executed[Function::ENTRY.index()] = true;
        for &param in &function.block(Function::ENTRY).params {
            self.known[param.index()] = Known::Varies;
        }
        let order = Cfg::new(function).reverse_postorder().to_vec();
        let mut changed = true;
        while changed {
            changed = false;
            for &block in &order {
                if self.is_executed[block.index()] {
                    changed |= self.block(function, block);
                }
            }
        }
    }

    /// Executes a block as far as it is known; whether that was news.
    fn block(&mut self, function: &Function, block: BlockId) -> bool {
        let mut changed = false;
        self.panics[block.index()] = None;
        for &id in &function.block(block).insts {
            let inst = function.inst(id);
            match self.evaluate(function, inst) {
                Evaluated::Result(known) => {
                    for result in &inst.results {
                        changed |= self.learn(*result, known);
                    }
                }
                Evaluated::Panics(code) => {
                    self.panics[block.index()] = Some((id, code));
                    return changed;
                }
            }
        }
        for target in self.taken(function.terminator(block)) {
            changed |= !std::mem::replace(&mut self.is_executed[target.block.index()], true);
            for (&param, arg) in function.block(target.block).params.iter().zip(&target.args) {
                changed |= self.learn(param, self.known[arg.index()]);
            }
        }
        changed
    }

    fn learn(&mut self, value: ValueId, known: Known) -> bool {
        let joined = self.known[value.index()].join(known);
        std::mem::replace(&mut self.known[value.index()], joined) != joined
    }

    fn evaluate(&self, function: &Function, inst: &Inst) -> Evaluated {
        let &[result] = &inst.results[..] else { return Evaluated::Result(Known::Varies) };
        let mut words = Vec::new();
        for arg in &inst.args {
            match self.known[arg.index()] {
                Known::Nothing => return Evaluated::Result(Known::Nothing),
                Known::Number(number) => words.push(number),
                Known::Varies => return Evaluated::Result(Known::Varies),
            }
        }
        let ty = inst.args.first().map_or(Type::Word, |&arg| function.ty(arg));
        match calculate(inst.op, &words, ty, function.ty(result)) {
            Some(Ok(number)) => Evaluated::Result(Known::Number(number)),
            Some(Err(code)) => Evaluated::Panics(code),
            None => Evaluated::Result(Known::Varies),
        }
    }

    /// The edges that a block may leave by.
    fn taken<'t>(&self, terminator: &'t Terminator) -> Vec<&'t Target> {
        let known = |value: &ValueId| self.known[value.index()];
        match terminator {
            Terminator::Branch { condition, then, otherwise } => match known(condition) {
                Known::Nothing => Vec::new(),
                Known::Number(number) => vec![if number.is_zero() { otherwise } else { then }],
                Known::Varies => vec![then, otherwise],
            },
            Terminator::Switch { scrutinee, cases, default } => match known(scrutinee) {
                Known::Nothing => Vec::new(),
                Known::Number(number) => {
                    let case = cases.iter().find(|case| case.value == number);
                    vec![case.map_or(default, |case| &case.target)]
                }
                Known::Varies => terminator.targets(),
            },
            _ => terminator.targets(),
        }
    }

    fn rewrite(&self, function: &mut Function) {
        for block in function.block_ids() {
            if !self.is_executed[block.index()] {
                continue;
            }
            if let Some((inst, code)) = self.panics[block.index()] {
                let span = function.inst(inst).span;
                let insts = &mut function.block_mut(block).insts;
                let position = insts.iter().position(|&other| other == inst).expect("the block holds the instruction");
                insts.truncate(position);
                function.terminate(block, Terminator::Panic(code), span);
            } else if let [only] = self.taken(function.terminator(block))[..] {
                let jump = Terminator::Jump(only.clone());
                function.block_mut(block).terminator = Some(jump);
            }
            for inst in function.block(block).insts.clone() {
                let &[result] = &function.inst(inst).results[..] else { continue };
                if let Known::Number(number) = self.known[result.index()] {
                    let inst = function.inst_mut(inst);
                    inst.op = Op::Const(number);
                    inst.args.clear();
                }
            }
        }
        let number_of = |value: ValueId| match self.known.get(value.index()) {
            Some(&Known::Number(number)) => Some(number),
            Some(Known::Nothing | Known::Varies) | None => None,
        };
        let mut replaced = std::collections::HashMap::new();
        for block in function.block_ids().skip(1) {
            if !self.is_executed[block.index()] {
                continue;
            }
            for param in function.block(block).params.clone() {
                if let Some(number) = number_of(param) {
                    let (ty, span) = (function.ty(param), start_span(function, block));
                    let inst = function.insert(block, 0, Op::Const(number), Vec::new(), &[ty], span);
                    replaced.insert(param, function.inst(inst).results[0]);
                }
            }
        }
        debug_assert!(replaced.keys().all(|&param| matches!(function.value(param).def, Def::Param(..))));
        function.map_uses(|value| replaced.get(&value).copied().unwrap_or(value));
        // Edges of blocks that are dropped may still pass something; they go with them.
        function.remove_params(|param| replaced.contains_key(&param));
    }
}

fn start_span(function: &Function, block: BlockId) -> crate::ir::Span {
    let data = function.block(block);
    data.insts.first().map_or(data.terminator_span, |&inst| function.inst(inst).span)
}

//! What a call of each function does besides giving results.

use crate::ir::cfg::Cfg;
use crate::ir::components::Components;
use crate::ir::{Effects, FuncId, Function, Inst, Module, Op, Terminator};

/// The effects of each function of a module.
#[derive(Clone, Debug)]
pub struct Summary {
    of_function: Vec<Effects>,
    /// True when no deploy object reads immutable variables: then they are written before anything reads them.
    immutables_are_fixed: bool,
}

impl Summary {
    /// What an instruction does: as the table says, and for a call, what its callee does.
    pub fn of(&self, inst: &Inst) -> Effects {
        match inst.op {
            Op::Call(callee) => self.of_call(callee),
            op => effects_of(op, self.immutables_are_fixed),
        }
    }

    /// What a call of this function does.
    pub fn of_call(&self, callee: FuncId) -> Effects {
        self.of_function[callee.0 as usize]
    }
}

/// Sums up what each function does itself and through those it calls. One that has a loop, or calls itself, may run forever.
pub fn summarize(module: &Module) -> Summary {
    let immutables_are_fixed = immutables_are_fixed(module);
    let mut of_function: Vec<Effects> =
        module.functions().map(|(_, function)| own_effects(function, immutables_are_fixed)).collect();
    let components = Components::new(module);
    // What a component calls is known before it; within one, each function may do what any of them does.
    for component in components.callees_first() {
        let mut all = Effects::PURE;
        for &id in component {
            if components.is_recursive(id) {
                all = all | Effects::MAY_NOT_RETURN;
            }
            let own = of_function[id.0 as usize];
            let called = |effects: Effects, callee: FuncId| effects | of_function[callee.0 as usize];
            all = module.function(id).callees().fold(all | own, called);
        }
        for id in component {
            of_function[id.0 as usize] = all;
        }
    }
    Summary { of_function, immutables_are_fixed }
}

fn immutables_are_fixed(module: &Module) -> bool {
    let deploys = module.objects().filter(|(_, object)| object.parent.is_none());
    let mut functions = deploys.flat_map(|(id, _)| module.reachable(id));
    !functions.any(|id| module.function(id).insts().any(|(_, inst)| matches!(inst.op, Op::LoadImmutable(_))))
}

/// What an instruction that is no call does.
fn effects_of(op: Op, immutables_are_fixed: bool) -> Effects {
    match op {
        Op::LoadImmutable(_) if immutables_are_fixed => Effects::READS_CONTEXT,
        op => op.effects(),
    }
}

fn own_effects(function: &Function, immutables_are_fixed: bool) -> Effects {
    let mut effects = Effects::PURE;
    if !function.is_defined() {
        return Effects::ANY;
    }
    let cfg = Cfg::new(function);
    for &block in cfg.reverse_postorder() {
        for &inst in &function.block(block).insts {
            let op = function.inst(inst).op;
            if !matches!(op, Op::Call(_)) {
                effects = effects | effects_of(op, immutables_are_fixed);
            }
        }
        let terminator = function.terminator(block);
        if terminator.targets().is_empty() && !matches!(terminator, Terminator::Return(_)) {
            effects = effects | Effects::MAY_REVERT | Effects::MAY_NOT_RETURN;
        }
        if cfg.predecessors(block).iter().any(|&from| cfg.is_back_edge(from, block)) {
            effects = effects | Effects::MAY_NOT_RETURN;
        }
    }
    effects
}

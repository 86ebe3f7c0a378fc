//! Variables that are not in storage: transient and immutable ones.
//!
//! Cells are written once and there is no memory, so a variable that changes while a call runs is a value that goes from block to block
//! and from function to function: each function takes the variables that it, or what it calls, has to do with, and gives back
//! those that are written.
//!
//! * A *transient* variable begins each transaction as 0. A call is a transaction here, so each object's entry begins with zeros
//!   and nothing is left at the end.
//! * An *immutable* variable is such a value while the contract is created. A program has no place to be filled in
//!   (its digest is what a statement names), so the creation ends with a store of each variable it has written, at a key of its own
//!   (`state::variable_key`), and the runtime object loads it from there. Nothing else writes those keys.
//!
//! Pre: verified, abstract phase. Post: the same meaning, and the functions of this object have no `tload`, `tstore`, `load_immutable`
//! and `set_immutable`. Other functions of the module are as they were, so the module as a whole isn't verified any more.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ruint::aliases::U256;

use super::state::variable_key;
use crate::ir::cfg::{Cfg, drop_unreachable};
use crate::ir::redundant_params::remove_redundant_params;
use crate::ir::{BlockId, FuncId, Function, InstId, Module, ObjectId, Op, Terminator, Type, ValueId, VarId};

/// The same module, where this object's functions pass such variables on as values.
pub(super) fn pass_on(module: &Module, object: ObjectId) -> Module {
    let mut module = module.clone();
    let is_deploy = module.object(object).parent.is_none();
    let functions = module.reachable(object);
    for &id in &functions {
        drop_unreachable(module.function_mut(id));
        if !is_deploy {
            load_from_storage(&mut module, id);
        }
    }
    let left = written_immutables(&module, &functions);
    let needs = needs(&module, &functions, &left);
    for &id in &functions {
        if !needs[&id].used.is_empty() {
            let mut function = module.function(id).clone();
            let is_entry = id == module.object(object).entry;
            let passing = Passing { module: &module, needs: &needs, own: &needs[&id], left: &left, is_entry };
            passing.function(&mut function);
            *module.function_mut(id) = function;
        }
    }
    module
}

/// Lets immutable variables be read from where the creation has left them.
fn load_from_storage(module: &mut Module, id: FuncId) {
    for block in module.function(id).block_ids() {
        for inst in module.function(id).block(block).insts.clone() {
            let Op::LoadImmutable(var) = module.function(id).inst(inst).op else { continue };
            let (key, place) = (variable_key(module.var(var)), Type::Place(module.var(var).ty));
            let function = module.function_mut(id);
            let (position, span) = (position(function, block, inst), function.inst(inst).span);
            let key = function.insert(block, position, Op::Const(key), Vec::new(), &[place], span);
            let key = function.inst(key).results[0];
            let load = function.inst_mut(inst);
            load.op = Op::Sload;
            load.args = vec![key];
        }
    }
}

/// The variables that a function has to do with, itself or through what it calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Needs {
    used: BTreeSet<VarId>,
    /// Those among them that may have changed when it is done.
    written: BTreeSet<VarId>,
}

/// The immutable variables that are to be found in storage when the creation is done. One that it never writes is 0 there, too.
fn written_immutables(module: &Module, functions: &[FuncId]) -> BTreeSet<VarId> {
    let insts = functions.iter().flat_map(|&id| module.function(id).insts());
    insts.filter_map(|(_, inst)| if let Op::SetImmutable(var) = inst.op { Some(var) } else { None }).collect()
}

fn needs(module: &Module, functions: &[FuncId], left: &BTreeSet<VarId>) -> BTreeMap<FuncId, Needs> {
    let at_start = |&id: &FuncId| {
        let function = module.function(id);
        let creates = |block| matches!(function.terminator(block), Terminator::ReturnCode(_));
        let used = if function.block_ids().any(creates) { left.clone() } else { BTreeSet::new() };
        (id, Needs { used, written: BTreeSet::new() })
    };
    let mut needs: BTreeMap<FuncId, Needs> = functions.iter().map(at_start).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for &id in functions {
            let mut new = needs[&id].clone();
            for (_, inst) in module.function(id).insts() {
                match inst.op {
                    Op::Tload(var) | Op::LoadImmutable(var) => {
                        new.used.insert(var);
                    }
                    Op::Tstore(var) | Op::SetImmutable(var) => {
                        new.used.insert(var);
                        new.written.insert(var);
                    }
                    Op::Call(callee) => {
                        new.used.extend(&needs[&callee].used);
                        new.written.extend(&needs[&callee].written);
                    }
                    _ => {}
                }
            }
            changed |= needs.insert(id, new.clone()) != Some(new);
        }
    }
    needs
}

/// What each variable is at some point of a function.
type Contents = BTreeMap<VarId, ValueId>;

/// Rewrites one function.
struct Passing<'a> {
    module: &'a Module,
    needs: &'a BTreeMap<FuncId, Needs>,
    own: &'a Needs,
    /// What the creation leaves in storage.
    left: &'a BTreeSet<VarId>,
    is_entry: bool,
}

impl Passing<'_> {
    fn function(&self, function: &mut Function) {
        let starts: HashMap<BlockId, Contents> =
            function.block_ids().map(|block| (block, self.at_start(function, block))).collect();
        if !self.is_entry {
            function.params.extend(self.own.used.iter().map(|&var| self.ty(var)));
            function.results.extend(self.own.written.iter().map(|&var| self.ty(var)));
        }
        // What stands for a removed result: never itself a removed one, for definitions come before uses in this order.
        let mut same: HashMap<ValueId, ValueId> = HashMap::new();
        let order = Cfg::new(function).reverse_postorder().to_vec();
        for block in order {
            let mut contents = starts[&block].clone();
            for inst in function.block(block).insts.clone() {
                self.inst(function, block, inst, &mut contents, &mut same);
            }
            self.terminator(function, block, &contents);
        }
        function.map_uses(|value| same.get(&value).copied().unwrap_or(value));
        remove_redundant_params(function);
    }

    fn ty(&self, var: VarId) -> Type {
        self.module.var_type(var).expect("verified: only values are transient or immutable")
    }

    /// An object's entry begins with zeros, everything else with what it is passed.
    fn at_start(&self, function: &mut Function, block: BlockId) -> Contents {
        let is_first = self.is_entry && block == Function::ENTRY;
        let mut contents = Contents::new();
        for &var in &self.own.used {
            let value = if is_first {
                let span = function.span;
                let zero = function.insert(block, 0, Op::Const(U256::ZERO), Vec::new(), &[self.ty(var)], span);
                function.inst(zero).results[0]
            } else {
                function.add_block_param(block, self.ty(var))
            };
            contents.insert(var, value);
        }
        contents
    }

    fn inst(
        &self,
        function: &mut Function,
        block: BlockId,
        id: InstId,
        contents: &mut Contents,
        same: &mut HashMap<ValueId, ValueId>,
    ) {
        let inst = function.inst(id).clone();
        match inst.op {
            Op::Tload(var) | Op::LoadImmutable(var) => {
                same.insert(inst.results[0], contents[&var]);
            }
            Op::Tstore(var) | Op::SetImmutable(var) => {
                let value = inst.args[0];
                contents.insert(var, same.get(&value).copied().unwrap_or(value));
            }
            Op::Call(callee) if !self.needs[&callee].used.is_empty() => {
                let needs = &self.needs[&callee];
                let mut args = inst.args;
                args.extend(needs.used.iter().map(|var| contents[var]));
                let mut types: Vec<Type> = inst.results.iter().map(|&result| function.ty(result)).collect();
                types.extend(needs.written.iter().map(|&var| self.ty(var)));
                let position = position(function, block, id);
                let call = function.insert(block, position, inst.op, args, &types, inst.span);
                let results = &function.inst(call).results;
                same.extend(inst.results.iter().copied().zip(results.iter().copied()));
                contents.extend(needs.written.iter().copied().zip(results[inst.results.len()..].iter().copied()));
            }
            _ => return,
        }
        function.block_mut(block).insts.retain(|&other| other != id);
    }

    fn terminator(&self, function: &mut Function, block: BlockId, contents: &Contents) {
        let span = function.block(block).terminator_span;
        let mut terminator = function.terminator(block).clone();
        for target in terminator.targets_mut() {
            target.args.extend(contents.values());
        }
        match &mut terminator {
            Terminator::Return(values) => values.extend(self.own.written.iter().map(|var| contents[var])),
            Terminator::ReturnCode(_) => self.leave_in_storage(function, block, contents),
            _ => {}
        }
        function.terminate(block, terminator, span);
    }

    fn leave_in_storage(&self, function: &mut Function, block: BlockId, contents: &Contents) {
        let span = function.block(block).terminator_span;
        for &id in self.left {
            let var = self.module.var(id);
            let key = function.append(block, Op::Const(variable_key(var)), Vec::new(), &[Type::Place(var.ty)], span);
            let key = function.inst(key).results[0];
            function.append(block, Op::Sstore, vec![key, contents[&id]], &[], span);
        }
    }
}

fn position(function: &Function, block: BlockId, inst: InstId) -> usize {
    let insts = &function.block(block).insts;
    insts.iter().position(|&other| other == inst).expect("the block holds the instruction")
}

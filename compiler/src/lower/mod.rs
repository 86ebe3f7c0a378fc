//! From HIR to the abstract phase of the IR.
//!
//! Promise: the module does what solc's IR pipeline makes the contract do, in the same order of evaluation, and passes
//! `ir::verify`. A contract becomes two objects: `deploy` initialises the state, runs the constructor and returns
//! `runtime`, whose entry finds the function a call means.

mod assign;
mod body;
mod contract;
mod expr;
mod operator;
mod revert;

use std::collections::{HashMap, VecDeque};

use ruint::aliases::U256;

use crate::hir::{self, ConstantId, ContractId, FunctionId, Program, VariableId, VariableKind};
use crate::ir::{self, FuncId, FunctionBuilder, Module, StorageType, StorageTypeId, VarId};
use body::BodyLowering;

/// The code of one contract.
#[must_use]
pub fn lower(program: &Program, contract: ContractId) -> Module {
    let mut module = Module::new(program.contracts[contract].name.clone());
    let mut cx = Context {
        program,
        functions: HashMap::new(),
        constants: HashMap::new(),
        variables: HashMap::new(),
        queue: VecDeque::new(),
    };
    cx.declare_variables(&mut module, contract);
    cx.contract(&mut module, contract);
    while let Some(job) = cx.queue.pop_front() {
        cx.job(&mut module, &job);
    }
    debug_assert_eq!(ir::verify(&module, ir::Phase::Abstract), Ok(()), "lowering makes well-formed IR");
    module
}

/// What has been declared in the module, and what is still without a body.
pub(crate) struct Context<'p> {
    program: &'p Program,
    functions: HashMap<FunctionId, FuncId>,
    constants: HashMap<ConstantId, FuncId>,
    variables: HashMap<VariableId, VarId>,
    queue: VecDeque<Job>,
}

/// A function that is still without a body.
enum Job {
    Function(FunctionId, FuncId),
    Constant(ConstantId, FuncId),
}

/// The IR's type of a value.
pub(crate) fn value_type(program: &Program, ty: hir::ValueType) -> ir::Type {
    match ty.representation(program) {
        hir::ValueType::Bool => ir::Type::Bool,
        hir::ValueType::Uint(bits) => ir::Type::Uint(bits),
        hir::ValueType::Int(bits) => ir::Type::Int(bits),
        hir::ValueType::Address { .. } => ir::Type::Address,
        hir::ValueType::FixedBytes(bytes) => ir::Type::FixedBytes(bytes),
        hir::ValueType::Enum(_) | hir::ValueType::Contract(_) | hir::ValueType::User(_) => {
            unreachable!("a representation is elementary")
        }
    }
}

fn storage_type(program: &Program, module: &mut Module, ty: &hir::Type) -> StorageTypeId {
    match ty {
        hir::Type::Value(ty) => module.intern(StorageType::Value(value_type(program, *ty))),
        hir::Type::Mapping(mapping) => {
            let value = storage_type(program, module, &mapping.value);
            module.intern(StorageType::Mapping { key: value_type(program, mapping.key), value })
        }
        hir::Type::Tuple(_) => unreachable!("no state variable is a tuple"),
    }
}

impl<'p> Context<'p> {
    fn declare_variables(&mut self, module: &mut Module, contract: ContractId) {
        for id in &self.program.contracts[contract].variables {
            let variable = &self.program.variables[*id];
            let value = variable.ty.as_value().map(|ty| value_type(self.program, ty));
            let declared = match (variable.kind, value) {
                (VariableKind::Transient, Some(ty)) => module.add_transient_var(&variable.name, ty),
                (VariableKind::Immutable, Some(ty)) => module.add_immutable_var(&variable.name, ty),
                (VariableKind::Storage, _) | (_, None) => {
                    let ty = storage_type(self.program, module, &variable.ty);
                    module.add_state_var(&variable.name, ty)
                }
            };
            self.variables.insert(*id, declared);
            if variable.kind == VariableKind::Immutable {
                continue;
            }
            let place = module.var(declared);
            debug_assert_eq!(
                (place.slot, place.offset),
                (U256::from(variable.location.slot), variable.location.offset),
                "analysis and IR lay out `{}` alike",
                variable.name
            );
        }
    }

    /// The IR's function of a function; it gets its body later.
    fn function(&mut self, module: &mut Module, id: FunctionId) -> FuncId {
        if let Some(known) = self.functions.get(&id) {
            return *known;
        }
        let function = &self.program.functions[id];
        let program = self.program;
        let types =
            |params: &[hir::Param]| params.iter().map(|param| value_type(program, param.ty)).collect::<Vec<_>>();
        let (params, results) = (types(&function.params), types(&function.returns));
        let declared = module.declare_function(&function.name, &params, &results, function.span);
        self.functions.insert(id, declared);
        self.queue.push_back(Job::Function(id, declared));
        declared
    }

    /// The IR's function that computes a constant: solc evaluates it anew at each use, and so may it panic there.
    fn constant(&mut self, module: &mut Module, id: ConstantId) -> FuncId {
        if let Some(known) = self.constants.get(&id) {
            return *known;
        }
        let constant = &self.program.constants[id];
        let declared =
            module.declare_function(&constant.name, &[], &[value_type(self.program, constant.ty)], constant.span);
        self.constants.insert(id, declared);
        self.queue.push_back(Job::Constant(id, declared));
        declared
    }

    fn job(&mut self, module: &mut Module, job: &Job) {
        match *job {
            Job::Function(id, declared) => {
                let function = &self.program.functions[id];
                let builder = FunctionBuilder::new(module, declared);
                BodyLowering::new(self, builder, &function.body).function(function);
            }
            Job::Constant(id, declared) => {
                let value = &self.program.constants[id].value;
                let builder = FunctionBuilder::new(module, declared);
                let mut lowering = BodyLowering::new(self, builder, &value.body);
                let result = lowering.expr(value.value);
                lowering.finish_with(result);
            }
        }
    }
}

//! Entry points: creation, and the dispatch of calls.

use ruint::aliases::U256;

use super::assign::LoweredPlace;
use super::body::BodyLowering;
use super::{Context, value_type};
use crate::abi::{EntryKind, EntryPoint, entry_points, getter_keys};
use crate::hir::{Body, ContractId, Function, Type, ValueType};
use crate::ir::{self, FunctionBuilder, Module, ObjectId, Op, SwitchCase, Target, Terminator, ValueId};

use syntax::ast::Mutability;

impl Context<'_> {
    pub(super) fn contract(&mut self, module: &mut Module, contract: ContractId) {
        let whole = self.program.contracts[contract].span;
        let deploy = module.declare_function("deploy", &[], &[], whole);
        let runtime = module.declare_function("runtime", &[], &[], whole);
        let deploy_object = module.add_object("deploy", None, deploy);
        let runtime_object = module.add_object("runtime", Some(deploy_object), runtime);
        self.deploy(FunctionBuilder::new(module, deploy), contract, runtime_object);
        self.runtime(FunctionBuilder::new(module, runtime), contract);
    }

    /// Value check, arguments, initial values of state variables in order, constructor.
    fn deploy(&mut self, builder: FunctionBuilder<'_>, contract: ContractId, runtime: ObjectId) {
        let program = self.program;
        let contract = &program.contracts[contract];
        let constructor = contract.constructor.map(|id| (id, &program.functions[id]));
        let no_body = Body::default();
        let mut code = BodyLowering::new(self, builder, &no_body);
        if !constructor.is_some_and(|(_, function)| is_payable(function)) {
            code.refuse_value();
        }
        let args = constructor.map(|(_, function)| {
            let types: Vec<ValueType> = function.params.iter().map(|param| param.ty).collect();
            code.decode(&types, Op::DecodeConstructorArgs)
        });
        for id in &contract.variables {
            let Some(init) = &program.variables[*id].init else { continue };
            code.builder.set_span(program.variables[*id].span);
            code.initialise(*id, init);
        }
        if let (Some((id, function)), Some(args)) = (constructor, args) {
            code.builder.set_span(function.span);
            let declared = code.declared_function(id);
            code.builder.call(declared, &args);
        }
        code.builder.set_span(contract.span);
        code.builder.terminate(Terminator::ReturnCode(runtime));
        code.builder.finish();
    }

    /// Value check, match, arguments, call, results. What no function matches reverts without data.
    fn runtime(&mut self, builder: FunctionBuilder<'_>, contract: ContractId) {
        let program = self.program;
        let entries = entry_points(program, contract);
        let no_body = Body::default();
        let mut code = BodyLowering::new(self, builder, &no_body);
        if entries.is_empty() {
            code.builder.terminate(Terminator::RevertEmpty);
            return code.builder.finish();
        }
        // As solc has it: where nothing is payable, one check serves all. It may come first, for no match reverts alike.
        let is_payable = |entry: &EntryPoint| match entry.kind {
            EntryKind::Function(id) => is_payable(&program.functions[id]),
            EntryKind::Variable(_) | EntryKind::Constant(_) => false,
        };
        let one_check = !entries.iter().any(is_payable);
        if one_check {
            code.builder.set_span(program.contracts[contract].span);
            code.refuse_value();
        }
        let [matching, fallback] = [(); 2].map(|()| code.builder.create_block(&[]));
        let has_selector = code.builder.ins(Op::HasSelector, &[]);
        code.builder.branch(has_selector, matching, fallback);
        code.builder.seal(matching);
        code.builder.switch_to(matching);
        let scrutinee = code.builder.ins(Op::Selector, &[]);
        let blocks: Vec<_> = entries.iter().map(|_| code.builder.create_block(&[])).collect();
        let to = |block| Target { block, args: Vec::new() };
        let cases = entries.iter().zip(&blocks);
        let cases = cases.map(|(entry, block)| {
            let value = U256::from(u32::from_be_bytes(entry.selector));
            SwitchCase { value, target: to(*block) }
        });
        let cases = cases.collect();
        code.builder.terminate(Terminator::Switch { scrutinee, cases, default: to(fallback) });
        code.builder.seal(fallback);
        code.builder.switch_to(fallback);
        code.builder.terminate(Terminator::RevertEmpty);
        for (entry, block) in entries.iter().zip(blocks) {
            code.builder.seal(block);
            code.builder.switch_to(block);
            let results = code.entry(entry, !one_check && !is_payable(entry));
            code.builder.terminate(Terminator::ReturnAbi(results));
        }
        code.builder.finish();
    }
}

fn is_payable(function: &Function) -> bool {
    function.mutability == Some(Mutability::Payable)
}

impl BodyLowering<'_, '_, '_> {
    /// Reverts without data when the call carries value.
    fn refuse_value(&mut self) {
        let value = self.builder.ins(Op::Callvalue, &[]);
        let zero = self.builder.constant(ir::Type::UINT256, U256::ZERO);
        let is_zero = self.builder.ins(Op::Eq, &[value, zero]);
        self.check(is_zero, Terminator::RevertEmpty);
    }

    /// Arguments of these types: what is no member of its enum reverts like any other dirty word.
    fn decode(&mut self, types: &[ValueType], decoder: Op) -> Vec<ValueId> {
        if types.is_empty() {
            return Vec::new();
        }
        let program = self.cx.program;
        let ir_types: Vec<ir::Type> = types.iter().map(|ty| value_type(program, *ty)).collect();
        let values = self.builder.ins_many(decoder, &[], &ir_types);
        for (value, ty) in values.iter().zip(types) {
            if matches!(ty, ValueType::Enum(_)) {
                self.check_member(*value, *ty, Terminator::RevertEmpty);
            }
        }
        values
    }

    fn entry(&mut self, entry: &EntryPoint, checks_value: bool) -> Vec<ValueId> {
        let program = self.cx.program;
        let span = match entry.kind {
            EntryKind::Function(id) => program.functions[id].span,
            EntryKind::Variable(id) => program.variables[id].span,
            EntryKind::Constant(id) => program.constants[id].span,
        };
        self.builder.set_span(span);
        if checks_value {
            self.refuse_value();
        }
        match entry.kind {
            EntryKind::Function(id) => {
                let function = &program.functions[id];
                let types: Vec<ValueType> = function.params.iter().map(|param| param.ty).collect();
                let args = self.decode(&types, Op::DecodeCallArgs);
                let declared = self.declared_function(id);
                self.builder.call(declared, &args)
            }
            EntryKind::Variable(id) => {
                let variable = &program.variables[id];
                let types: Vec<ValueType> = getter_keys(&variable.ty).iter().map(|key| key.ty).collect();
                let keys = self.decode(&types, Op::DecodeCallArgs);
                let mut place = self.state_place(id);
                let mut ty = &variable.ty;
                for key in keys {
                    let mapping_place = self.load(place, ty);
                    place = LoweredPlace::Storage(self.builder.ins(Op::MapElement, &[mapping_place, key]));
                    let Type::Mapping(mapping) = ty else { unreachable!("a getter takes one key a mapping") };
                    ty = &mapping.value;
                }
                vec![self.load(place, ty)]
            }
            EntryKind::Constant(id) => {
                let declared = self.declared_constant(id);
                self.builder.call(declared, &[])
            }
        }
    }
}

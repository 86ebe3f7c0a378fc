//! Random modules: the interpreter's outcome, logs and storage are the ZK machine's, call after call.

use compiler::ir::builder::Variable;
use compiler::ir::interpret::{self, Call, Storage};
use compiler::ir::{
    BlockId, FuncId, FunctionBuilder, Module, ObjectId, Op, Payload, Phase, Span, StorageType, SwitchCase, Target,
    Terminator, Type, ValueId, VarId, verify,
};
use proptest::prelude::*;
use ruint::aliases::U256;

use super::contract::{self, deploy_module};
use super::register::Register;
use super::{calldata, context};

/// The variables of every function, one or two of each type.
const TYPES: [Type; 11] = [
    Type::Bool,
    Type::Bool,
    Type::Uint(8),
    Type::Uint(64),
    Type::Uint(64),
    Type::Uint(128),
    Type::Uint(160),
    Type::Uint(256),
    Type::Uint(256),
    Type::FixedBytes(4),
    Type::Address,
];

/// What every function but the entry takes, depth first, and gives.
const PARAMS: [Type; 3] = [Type::Uint(8), Type::Uint(256), Type::Uint(64)];
const RESULTS: [Type; 4] = [Type::Uint(256), Type::Bool, Type::Uint(64), Type::Uint(8)];

/// The words of calldata, in the order of the types decoded.
const INPUTS: [Type; 4] = [Type::Uint(64), Type::Uint(256), Type::Bool, Type::Address];

/// State variables: one of each type, packed as they come, and mappings.
struct State {
    values: Vec<(VarId, Type)>,
    /// `mapping(uint64 => uint256)` and its element.
    flat: (VarId, Type),
    /// `mapping(address => mapping(bool => uint8))`, what its elements are, and their elements.
    nested: (VarId, Type, Type),
    /// One of each type, or none.
    transient: Vec<(VarId, Type)>,
    /// One of each type, or none.
    immutable: Vec<(VarId, Type)>,
}

impl State {
    fn declare(module: &mut Module) -> Self {
        let mut values = Vec::new();
        for ty in TYPES {
            let id = module.intern(StorageType::Value(ty));
            values.push((module.add_state_var("value", id), ty));
        }
        let [word, byte] = [Type::Uint(256), Type::Uint(8)].map(|ty| module.intern(StorageType::Value(ty)));
        let flat = module.intern(StorageType::Mapping { key: Type::Uint(64), value: word });
        let inner = module.intern(StorageType::Mapping { key: Type::Bool, value: byte });
        let outer = module.intern(StorageType::Mapping { key: Type::Address, value: inner });
        Self {
            values,
            flat: (module.add_state_var("flat", flat), Type::Place(word)),
            nested: (module.add_state_var("nested", outer), Type::Place(inner), Type::Place(byte)),
            transient: Vec::new(),
            immutable: Vec::new(),
        }
    }

    fn declare_all(module: &mut Module) -> Self {
        let state = Self::declare(module);
        let transient = TYPES.map(|ty| (module.add_transient_var("transient", ty), ty)).to_vec();
        let immutable = TYPES.map(|ty| (module.add_immutable_var("immutable", ty), ty)).to_vec();
        Self { transient, immutable, ..state }
    }
}

/// Decisions, one byte each; all zero in the end.
struct Choices<'a> {
    bytes: std::slice::Iter<'a, u8>,
}

impl Choices<'_> {
    fn below(&mut self, count: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or(0)) % count
    }
}

struct Generator<'m, 'c> {
    builder: FunctionBuilder<'m>,
    choices: &'c mut Choices<'c>,
    variables: Vec<(Variable, Type)>,
    callees: Vec<FuncId>,
    state: &'c State,
    is_deploy: bool,
    /// An element of `flat`, found at the start of the function.
    place: Option<ValueId>,
    depth: Option<ValueId>,
    /// Where `continue` and `break` go.
    loops: Vec<(BlockId, BlockId)>,
    budget: usize,
}

impl Generator<'_, '_> {
    fn constant(&mut self, ty: Type) -> ValueId {
        let greatest = compiler::ir::word::clean(ty, U256::MAX);
        let small = U256::from(self.choices.below(9));
        let number = match self.choices.below(4) {
            0 => greatest,
            1 => compiler::ir::word::clean(ty, greatest - small),
            _ => compiler::ir::word::clean(ty, small),
        };
        self.builder.constant(ty, number)
    }

    fn variable(&mut self, ty: Type) -> Variable {
        let fitting: Vec<Variable> = self.variables.iter().filter(|(_, of)| *of == ty).map(|&(name, _)| name).collect();
        let index = self.choices.below(fitting.len());
        fitting[index]
    }

    fn value(&mut self, ty: Type) -> ValueId {
        let is_declared = self.variables.iter().any(|&(_, of)| of == ty);
        if !is_declared || self.choices.below(4) == 0 {
            return self.constant(ty);
        }
        let variable = self.variable(ty);
        self.builder.read(variable)
    }

    fn expression(&mut self, ty: Type) -> ValueId {
        let (a, b) = (self.value(ty), self.value(ty));
        let choice = self.choices.below(16);
        match ty {
            Type::Uint(bits) => {
                let ops = [
                    Op::WrappingAdd,
                    Op::WrappingSub,
                    Op::WrappingMul,
                    Op::CheckedAdd,
                    Op::CheckedSub,
                    Op::CheckedMul,
                    Op::CheckedDiv,
                    Op::Mod,
                    Op::WrappingExp,
                    Op::WrappingAdd,
                    Op::WrappingSub,
                ];
                match choice {
                    0..=10 => self.builder.ins(ops[choice], &[a, b]),
                    11 => self.builder.ins_typed(Op::BitNot, &[a], ty),
                    14 => {
                        let op = [Op::BitAnd, Op::BitOr, Op::BitXor][self.choices.below(3)];
                        self.builder.ins_typed(op, &[a, b], ty)
                    }
                    12 => {
                        let by = Type::Uint(8);
                        let amount = if self.choices.below(2) == 0 { self.constant(by) } else { self.value(by) };
                        let op = if self.choices.below(2) == 0 { Op::Shl } else { Op::Shr };
                        self.builder.ins_typed(op, &[a, amount], ty)
                    }
                    13 if bits == 256 => {
                        let modulus = self.value(ty);
                        let op = if self.choices.below(2) == 0 { Op::AddMod } else { Op::MulMod };
                        self.builder.ins_typed(op, &[a, b, modulus], ty)
                    }
                    _ => {
                        let from = [8, 64, 128, 160, 256][self.choices.below(5)];
                        let other = self.value(Type::Uint(from));
                        let op = if from <= bits { Op::Extend } else { Op::Truncate };
                        self.builder.ins_typed(op, &[other], ty)
                    }
                }
            }
            Type::Bool => {
                let compared = [Type::Uint(8), Type::Uint(64), Type::Uint(160), Type::Uint(256), Type::FixedBytes(4)];
                let compared = compared[self.choices.below(5)];
                let (x, y) = (self.value(compared), self.value(compared));
                match choice {
                    0 => self.builder.ins(Op::Not, &[a]),
                    1 => self.builder.ins(Op::Eq, &[a, b]),
                    2 => self.builder.ins(Op::Ne, &[a, b]),
                    _ => {
                        let op = [Op::Eq, Op::Ne, Op::Lt, Op::Gt, Op::Le, Op::Ge][choice % 6];
                        self.builder.ins(op, &[x, y])
                    }
                }
            }
            Type::Address => {
                if choice < 4 {
                    return self.builder.ins(Op::Caller, &[]);
                }
                let number = self.value(Type::Uint(160));
                self.builder.ins_typed(Op::Reinterpret, &[number], ty)
            }
            _ => {
                if choice < 8 {
                    return self.builder.ins_typed(Op::BitNot, &[a], ty);
                }
                let number = self.value(Type::Uint(32));
                self.builder.ins_typed(Op::Reinterpret, &[number], ty)
            }
        }
    }

    fn statements(&mut self, nesting: usize) {
        for _ in 0..=self.choices.below(5) {
            if self.budget == 0 || self.builder.is_terminated() {
                return;
            }
            self.budget -= 1;
            match self.choices.below(if nesting == 0 { 12 } else { 18 }) {
                0..=2 => self.touch_state(),
                3..=10 => {
                    let ty = TYPES[self.choices.below(TYPES.len())];
                    let value = self.expression(ty);
                    let variable = self.variable(ty);
                    self.builder.assign(variable, value);
                }
                11 | 12 if nesting == 0 || self.choices.below(3) > 0 => self.call(),
                11 | 12 => self.touch_state(),
                13 | 14 => self.condition(nesting - 1),
                15 => self.switch(nesting - 1),
                16 => self.repeat(nesting - 1),
                _ => self.leave(),
            }
        }
    }

    /// A place of a value, and the value's type.
    fn some_place(&mut self) -> (ValueId, Type) {
        let state = self.state;
        match self.choices.below(6) {
            0 | 1 => {
                let (variable, ty) = state.values[self.choices.below(state.values.len())];
                (self.builder.storage_place(variable), ty)
            }
            2 | 3 => {
                let (mapping, key) = (self.builder.storage_place(state.flat.0), self.value(Type::Uint(64)));
                (self.builder.ins_typed(Op::MapElement, &[mapping, key], state.flat.1), Type::Uint(256))
            }
            4 => {
                let (mapping, key) = (self.builder.storage_place(state.nested.0), self.value(Type::Address));
                let inner = self.builder.ins_typed(Op::MapElement, &[mapping, key], state.nested.1);
                let key = self.value(Type::Bool);
                (self.builder.ins_typed(Op::MapElement, &[inner, key], state.nested.2), Type::Uint(8))
            }
            _ => {
                let place = self.place.expect("found at the start");
                (place, Type::Uint(256))
            }
        }
    }

    fn touch_state(&mut self) {
        match self.choices.below(if self.state.transient.is_empty() { 7 } else { 16 }) {
            0..=2 => {
                let (place, ty) = self.some_place();
                let loaded = self.builder.ins_typed(Op::Sload, &[place], ty);
                let variable = self.variable(ty);
                self.builder.assign(variable, loaded);
            }
            3 | 4 => {
                let (place, ty) = self.some_place();
                let value = self.value(ty);
                self.builder.effect(Op::Sstore, &[place, value]);
            }
            5 => {
                let topics = self.choices.below(5);
                let words = topics + self.choices.below(3);
                let words = self.some_words(words);
                self.builder.effect(Op::Log(topics as u8), &words);
            }
            6 => {
                let count = self.choices.below(6);
                let words = self.some_words(count);
                let hash = self.builder.ins_typed(Op::KeccakWords, &words, Type::BYTES32);
                let number = self.builder.ins_typed(Op::Reinterpret, &[hash], Type::UINT256);
                let variable = self.variable(Type::UINT256);
                self.builder.assign(variable, number);
            }
            7..=9 => {
                let (var, ty) = self.state.transient[self.choices.below(TYPES.len())];
                let loaded = self.builder.ins(Op::Tload(var), &[]);
                let variable = self.variable(ty);
                self.builder.assign(variable, loaded);
            }
            10 | 11 => {
                let (var, ty) = self.state.transient[self.choices.below(TYPES.len())];
                let value = self.value(ty);
                self.builder.effect(Op::Tstore(var), &[value]);
            }
            12 | 13 if self.is_deploy => {
                let (var, ty) = self.state.immutable[self.choices.below(TYPES.len())];
                let value = self.value(ty);
                self.builder.effect(Op::SetImmutable(var), &[value]);
            }
            _ => {
                let (var, ty) = self.state.immutable[self.choices.below(TYPES.len())];
                let loaded = self.builder.ins(Op::LoadImmutable(var), &[]);
                let variable = self.variable(ty);
                self.builder.assign(variable, loaded);
            }
        }
    }

    fn some_words(&mut self, count: usize) -> Vec<ValueId> {
        (0..count)
            .map(|_| {
                let ty = TYPES[self.choices.below(TYPES.len())];
                self.value(ty)
            })
            .collect()
    }

    fn call(&mut self) {
        let (Some(depth), false) = (self.depth, self.callees.is_empty()) else { return };
        let callee = self.callees[self.choices.below(self.callees.len())];
        let args = [depth, self.value(PARAMS[1]), self.value(PARAMS[2])];
        let results = self.builder.call(callee, &args);
        for (result, ty) in results.into_iter().zip(RESULTS) {
            if self.choices.below(3) > 0 {
                let variable = self.variable(ty);
                self.builder.assign(variable, result);
            }
        }
    }

    fn arm(&mut self, block: BlockId, after: BlockId, nesting: usize) {
        self.builder.seal(block);
        self.builder.switch_to(block);
        self.statements(nesting);
        if !self.builder.is_terminated() {
            self.builder.jump(after, &[]);
        }
    }

    fn condition(&mut self, nesting: usize) {
        let condition = self.expression(Type::Bool);
        let [then, otherwise, after] = [(); 3].map(|()| self.builder.create_block(&[]));
        if self.choices.below(2) == 0 {
            self.builder.branch(condition, then, after);
            self.arm(then, after, nesting);
        } else {
            self.builder.branch(condition, then, otherwise);
            self.arm(then, after, nesting);
            self.arm(otherwise, after, nesting);
        }
        self.builder.seal(after);
        self.builder.switch_to(after);
    }

    fn switch(&mut self, nesting: usize) {
        let ty = [Type::Uint(8), Type::Uint(256)][self.choices.below(2)];
        let scrutinee = self.value(ty);
        let count = 1 + self.choices.below(6);
        let arms: Vec<BlockId> = (0..=count).map(|_| self.builder.create_block(&[])).collect();
        let after = self.builder.create_block(&[]);
        let target = |block: BlockId| Target { block, args: Vec::new() };
        let cases = (0..count).map(|i| SwitchCase { value: U256::from(i), target: target(arms[i]) }).collect();
        self.builder.terminate(Terminator::Switch { scrutinee, cases, default: target(arms[count]) });
        for arm in arms {
            self.arm(arm, after, nesting.min(1));
        }
        self.builder.seal(after);
        self.builder.switch_to(after);
    }

    /// At most a few times.
    fn repeat(&mut self, nesting: usize) {
        let counter = self.builder.declare_variable(Type::Uint(8));
        let zero = self.builder.constant(Type::Uint(8), U256::ZERO);
        self.builder.assign(counter, zero);
        let [head, body, latch, after] = [(); 4].map(|()| self.builder.create_block(&[]));
        self.builder.jump(head, &[]);
        self.builder.switch_to(head);
        let limit = self.choices.below(5);
        let limit = self.builder.constant(Type::Uint(8), U256::from(limit));
        let count = self.builder.read(counter);
        let mut condition = self.builder.ins(Op::Lt, &[count, limit]);
        if self.choices.below(4) == 0 {
            condition = self.builder.ins(Op::Not, &[condition]);
            condition = self.builder.ins(Op::Not, &[condition]);
        }
        self.builder.branch(condition, body, after);
        self.loops.push((latch, after));
        self.arm(body, latch, nesting);
        self.loops.pop();
        self.builder.seal(latch);
        self.builder.switch_to(latch);
        let count = self.builder.read(counter);
        let one = self.builder.constant(Type::Uint(8), U256::ONE);
        let count = self.builder.ins(Op::WrappingAdd, &[count, one]);
        self.builder.assign(counter, count);
        self.builder.jump(head, &[]);
        self.builder.seal(head);
        self.builder.seal(after);
        self.builder.switch_to(after);
    }

    fn leave(&mut self) {
        match (self.choices.below(6), self.loops.last().copied()) {
            (0, Some((latch, _))) => self.builder.jump(latch, &[]),
            (1 | 2, Some((_, after))) => self.builder.jump(after, &[]),
            (3, _) => self.builder.terminate(Terminator::Panic(1)),
            (4, _) => {
                let value = self.value(Type::Uint(64));
                let payload = vec![Payload::Value(value), Payload::Text(b"why".to_vec()), Payload::Value(value)];
                self.builder.terminate(Terminator::RevertError { selector: 0x1234, payload });
            }
            (5, _) => self.builder.terminate(Terminator::RevertEmpty),
            _ => {}
        }
    }

    fn declare(&mut self) {
        for ty in TYPES {
            let variable = self.builder.declare_variable(ty);
            let value = self.constant(ty);
            self.builder.assign(variable, value);
            self.variables.push((variable, ty));
        }
        let (mapping, key) = (self.builder.storage_place(self.state.flat.0), self.value(Type::Uint(64)));
        self.place = Some(self.builder.ins_typed(Op::MapElement, &[mapping, key], self.state.flat.1));
    }

    fn assign_all(&mut self, values: &[ValueId], types: &[Type]) {
        for (&value, &ty) in values.iter().zip(types) {
            let variable = self.variable(ty);
            self.builder.assign(variable, value);
        }
    }

    fn results(&mut self, types: &[Type]) -> Vec<ValueId> {
        types.iter().map(|&ty| self.value(ty)).collect()
    }

    fn entry(mut self) {
        self.declare();
        let inputs = self.builder.decode_call_args(&INPUTS);
        self.assign_all(&inputs, &INPUTS);
        self.depth = Some(self.builder.constant(PARAMS[0], U256::from(2)));
        self.statements(3);
        if !self.builder.is_terminated() {
            let values = self.results(&TYPES);
            self.builder.terminate(Terminator::ReturnAbi(values));
        }
        self.builder.finish();
    }

    fn constructor(mut self, runtime: ObjectId) {
        self.declare();
        let inputs = self.builder.ins_many(Op::DecodeConstructorArgs, &[], &INPUTS);
        self.assign_all(&inputs, &INPUTS);
        self.depth = Some(self.builder.constant(PARAMS[0], U256::from(2)));
        self.statements(3);
        if !self.builder.is_terminated() {
            self.builder.terminate(Terminator::ReturnCode(runtime));
        }
        self.builder.finish();
    }

    /// Calls others, itself included, only while the first parameter isn't 0.
    fn function(mut self) {
        self.declare();
        let params = self.builder.params();
        self.assign_all(&params[1..], &PARAMS[1..]);
        let zero = self.builder.constant(PARAMS[0], U256::ZERO);
        let one = self.builder.constant(PARAMS[0], U256::ONE);
        let is_last = self.builder.ins(Op::Eq, &[params[0], zero]);
        let [last, more, after] = [(); 3].map(|()| self.builder.create_block(&[]));
        self.builder.branch(is_last, last, more);
        self.arm(last, after, 1);
        self.builder.seal(more);
        self.builder.switch_to(more);
        self.depth = Some(self.builder.ins(Op::WrappingSub, &[params[0], one]));
        self.statements(2);
        if !self.builder.is_terminated() {
            self.builder.jump(after, &[]);
        }
        self.builder.seal(after);
        self.builder.switch_to(after);
        let values = self.results(&RESULTS);
        self.builder.terminate(Terminator::Return(values));
        self.builder.finish();
    }
}

/// A module whose constructor does nothing.
fn random_module(bytes: &[u8]) -> Module {
    let mut module = Module::new("Random");
    let state = State::declare(&mut module);
    let (deploy, runtime, functions) = declare_functions(&mut module);
    let mut builder = FunctionBuilder::new(&mut module, deploy);
    builder.terminate(Terminator::ReturnCode(runtime));
    builder.finish();
    define(&mut module, &state, runtime, &functions, bytes);
    module
}

/// A module with transient and immutable variables, whose constructor has a body, too.
fn random_module_with_all_variables(bytes: &[u8]) -> Module {
    let mut module = Module::new("Random");
    let state = State::declare_all(&mut module);
    let (deploy, runtime, functions) = declare_functions(&mut module);
    define(&mut module, &state, runtime, &[&functions[..], &[deploy]].concat(), bytes);
    module
}

/// The entry of `deploy`; the object `runtime`; its entry and the functions that all may call.
fn declare_functions(module: &mut Module) -> (FuncId, ObjectId, [FuncId; 3]) {
    let span = Span::default();
    let deploy = module.declare_function("deploy", &[], &[], span);
    let main = module.declare_function("main", &[], &[], span);
    let [f, g] = ["f", "g"].map(|name| module.declare_function(name, &PARAMS, &RESULTS, span));
    let parent = module.add_object("deploy", None, deploy);
    let runtime = module.add_object("runtime", Some(parent), main);
    (deploy, runtime, [main, f, g])
}

/// Gives these functions bodies: the runtime's entry, two that all may call, and perhaps the constructor.
fn define(module: &mut Module, state: &State, runtime: ObjectId, functions: &[FuncId], bytes: &[u8]) {
    let parts = bytes.chunks(bytes.len() / functions.len() + 1);
    for (position, (&id, bytes)) in functions.iter().zip(parts.chain(std::iter::repeat(&[][..]))).enumerate() {
        let mut choices = Choices { bytes: bytes.iter() };
        let generator = Generator {
            builder: FunctionBuilder::new(module, id),
            choices: &mut choices,
            variables: Vec::new(),
            callees: functions[1..3].to_vec(),
            state,
            is_deploy: position == 3,
            place: None,
            depth: None,
            loops: Vec::new(),
            budget: 40,
        };
        match position {
            0 => generator.entry(),
            3 => generator.constructor(runtime),
            _ => generator.function(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn programs_do_what_the_ir_means(bytes in prop::collection::vec(any::<u8>(), 60..900), inputs: [u64; 3], flag: bool) {
        let module = random_module(&bytes);
        prop_assert!(verify(&module, Phase::Abstract).is_ok(), "{:?}\n{}", verify(&module, Phase::Abstract), module);
        let words = [
            U256::from(inputs[0] % 7),
            U256::from_limbs([inputs[1], inputs[2], inputs[0], inputs[1]]),
            U256::from(flag),
            U256::from(inputs[2]),
        ];
        let mut storage = Storage::new();
        let mut optimized = module.clone();
        compiler::pass::optimize(&mut optimized);
        let mut registers = [Register::new(&module).unwrap(), Register::new(&optimized).unwrap()];
        let runtime = module.find_object("runtime").unwrap();
        for words in [words, words, words.map(|word| word >> 1)] {
            let call = Call { context: context(), input: calldata(&words), ..Call::default() };
            let Ok(meant) = interpret::run(&module, runtime, &call, &mut storage, 20_000) else { return Ok(()) };
            for register in &mut registers {
                let ours = register.call(&call.context, &call.input);
                let verdict = register.agrees(&ours, &meant, !storage.is_empty());
                prop_assert!(verdict.is_ok(), "{}\n{}\n{}", verdict.unwrap_err(), module, optimized);
            }
        }
    }

    /// On all machines, before and after the passes.
    #[test]
    fn transient_and_immutable_variables_are_what_the_ir_means(
        bytes in prop::collection::vec(any::<u8>(), 60..900),
        inputs: [u64; 3],
        flag: bool,
    ) {
        let module = random_module_with_all_variables(&bytes);
        prop_assert!(verify(&module, Phase::Abstract).is_ok(), "{:?}\n{}", verify(&module, Phase::Abstract), module);
        let mut optimized = module.clone();
        compiler::pass::optimize(&mut optimized);
        let words = [U256::from(inputs[0] % 7), U256::from(inputs[1]), U256::from(flag), U256::from(inputs[2])];
        let context = contract::context();
        let [deploy, runtime] = ["deploy", "runtime"].map(|name| module.find_object(name).unwrap());
        let mut storage = Storage::new();
        let call = Call { context: context.clone(), input: contract::words(&words), ..Call::default() };
        let Ok(created) = interpret::run(&module, deploy, &call, &mut storage, 20_000) else { return Ok(()) };
        let contracts = [&module, &optimized].map(|module| deploy_module(module.clone(), &call.input, context.clone()));
        let [Some(first), Some(second)] = contracts else { return Ok(()) };
        let mut contracts = [first, second];
        prop_assert!(contracts.iter().all(|contract| contract.register.is_some()));
        for words in [words, words, words.map(|word| word >> 1)] {
            let (context, immutables) = (context.clone(), created.immutables.clone());
            let call = Call { context, input: calldata(&words), immutables };
            if interpret::run(&module, runtime, &call, &mut storage, 20_000).is_err() {
                return Ok(());
            }
            for contract in &mut contracts {
                contract.call(&call.input);
            }
        }
    }
}

//! Random functions: arithmetic on several types, branches, bounded loops, recursive calls, more live values than a stack
//! reaches. A program is read off a tape of bytes, so that a failure shrinks with the tape.

use compiler::ir::builder::Variable;
use compiler::ir::instruction::Op;
use compiler::ir::{FuncId, FunctionBuilder, Module, Phase, Terminator, Type, ValueId, parse, verify, word};
use proptest::prelude::*;
use ruint::aliases::U256;

use crate::contract::{context, deploy_module, words};

const TYPES: [Type; 5] = [Type::UINT256, Type::Uint(8), Type::Uint(64), Type::Int(16), Type::Int(256)];
const FUNCTIONS: usize = 3;

/// What is not left to the tape.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// How deep calls go.
    pub fuel: u64,
    /// Parameters besides the one that counts calls, results, and local variables that are made from parameters, of each
    /// function; then each function calls one, and has a loop.
    pub wide: Option<usize>,
    /// Local variables that begin as constants.
    pub constants: usize,
}

impl Shape {
    fn narrow(constants: usize) -> Self {
        Self { fuel: 2, wide: None, constants }
    }
}

pub struct Tape<'t> {
    pub bytes: &'t [u8],
}

impl Tape<'_> {
    /// A choice among `count`; the first one when the tape is at its end.
    pub fn choose(&mut self, count: usize) -> usize {
        let Some((&byte, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        usize::from(byte) % count
    }
}

/// A module with a `deploy` and a `runtime` object whose call arguments are two `uint256`.
pub fn random_module(tape: &[u8], shape: Shape) -> Module {
    let mut tape = Tape { bytes: tape };
    let mut module = Module::new("Random");
    let span = Default::default();
    let deploy = module.declare_function("deploy", &[], &[], span);
    let main = module.declare_function("main", &[], &[], span);
    let functions: Vec<FuncId> = (0..FUNCTIONS)
        .map(|i| {
            let params = shape.wide.unwrap_or_else(|| 1 + tape.choose(4) * 6);
            let results = shape.wide.unwrap_or_else(|| 1 + tape.choose(3) * (1 + tape.choose(12)));
            // Of each type there is one among as many as there are types.
            let mut types = |count| -> Vec<Type> {
                let at = |i| if shape.wide.is_some() { i } else { tape.choose(TYPES.len()) };
                (0..count).map(at).map(|i: usize| TYPES[i % TYPES.len()]).collect()
            };
            let params = [vec![Type::UINT256], types(params)].concat();
            let results = types(results);
            module.declare_function(&format!("f{i}"), &params, &results, span)
        })
        .collect();
    let deploy_object = module.add_object("deploy", None, deploy);
    let runtime = module.add_object("runtime", Some(deploy_object), main);
    let mut builder = FunctionBuilder::new(&mut module, deploy);
    builder.terminate(Terminator::ReturnCode(runtime));
    builder.finish();

    let mut builder = FunctionBuilder::new(&mut module, main);
    let given = builder.decode_call_args(&[Type::UINT256; 2]);
    let callee = functions[0];
    let params = builder.module().function(callee).params.clone();
    let mut args = vec![builder.constant(Type::UINT256, U256::from(shape.fuel))];
    for (i, &ty) in params.iter().enumerate().skip(1) {
        let word = builder.ins(Op::ToWord, &[given[i % 2]]);
        args.push(builder.ins_typed(Op::FromWord, &[word], ty));
    }
    let results = builder.call(callee, &args);
    builder.terminate(Terminator::ReturnAbi(results));
    builder.finish();

    for &function in &functions {
        let builder = FunctionBuilder::new(&mut module, function);
        Body { builder, functions: &functions, fuel: None, variables: Vec::new(), shape }.write(&mut tape);
    }
    module
}

struct Body<'m, 'f> {
    builder: FunctionBuilder<'m>,
    functions: &'f [FuncId],
    fuel: Option<Variable>,
    variables: Vec<(Variable, Type)>,
    shape: Shape,
}

impl Body<'_, '_> {
    fn write(mut self, tape: &mut Tape<'_>) {
        let params = self.builder.params();
        for (i, param) in params.into_iter().enumerate() {
            let ty = self.builder.function().ty(param);
            let variable = self.builder.declare_variable(ty);
            self.builder.assign(variable, param);
            if i == 0 {
                self.fuel = Some(variable);
            } else {
                self.variables.push((variable, ty));
            }
        }
        for i in 0..self.shape.constants {
            let ty = TYPES[i % TYPES.len()];
            let value = self.constant(tape, ty);
            self.declare(value, ty);
        }
        for i in 0..self.shape.wide.unwrap_or_default() {
            let ty = TYPES[i % TYPES.len()];
            let [a, b] = [(); 2].map(|()| self.variable(tape, ty).expect("a parameter has this type"));
            let ops = [Op::WrappingAdd, Op::WrappingSub, Op::WrappingMul, Op::BitXor];
            let value = self.builder.ins(ops[tape.choose(ops.len())], &[a, b]);
            self.declare(value, ty);
        }
        self.statements(tape, 10, 2);
        if self.shape.wide.is_some() {
            self.call(tape);
            self.repeat(tape, 2);
        }
        // All variables are live to the end.
        let all: Vec<_> = self.variables.clone().into_iter().map(|(variable, _)| self.builder.read(variable)).collect();
        let digest = self.builder.ins(Op::KeccakWords, &all);
        let digest = self.builder.ins(Op::ToWord, &[digest]);
        let types = self.builder.function().results.clone();
        let mut results: Vec<_> = types.iter().map(|&ty| self.builder.ins_typed(Op::FromWord, &[digest], ty)).collect();
        for (result, &ty) in results.iter_mut().zip(&types).skip(1) {
            if tape.choose(2) == 1 {
                *result = self.operand(tape, ty);
            }
        }
        self.builder.terminate(Terminator::Return(results));
        self.builder.finish();
    }

    fn declare(&mut self, value: ValueId, ty: Type) {
        let variable = self.builder.declare_variable(ty);
        self.builder.assign(variable, value);
        self.variables.push((variable, ty));
    }

    fn constant(&mut self, tape: &mut Tape<'_>, ty: Type) -> ValueId {
        let small = U256::from(tape.choose(256));
        let number = match tape.choose(4) {
            0 | 1 => small,
            2 => !small,
            _ => small << (8 * tape.choose(32)),
        };
        self.builder.constant(ty, word::clean(ty, number))
    }

    fn operand(&mut self, tape: &mut Tape<'_>, ty: Type) -> ValueId {
        let variable = if tape.choose(5) == 4 { None } else { self.variable(tape, ty) };
        variable.unwrap_or_else(|| self.constant(tape, ty))
    }

    fn variable(&mut self, tape: &mut Tape<'_>, ty: Type) -> Option<ValueId> {
        let of_type: Vec<Variable> =
            self.variables.iter().filter(|variable| variable.1 == ty).map(|variable| variable.0).collect();
        (!of_type.is_empty()).then(|| self.builder.read(of_type[tape.choose(of_type.len())]))
    }

    fn statements(&mut self, tape: &mut Tape<'_>, most: usize, depth: usize) {
        for _ in 0..tape.choose(most + 1) {
            match tape.choose(if depth > 0 { 9 } else { 6 }) {
                0..=4 => self.assignment(tape),
                // With many functions deep, calls in loops would take their time.
                5 if self.shape.wide.is_some() => self.assignment(tape),
                5 => self.call(tape),
                6 | 7 => self.branch(tape, depth),
                _ => self.repeat(tape, depth),
            }
        }
    }

    fn assignment(&mut self, tape: &mut Tape<'_>) {
        let (variable, ty) = self.variables[tape.choose(self.variables.len())];
        let (a, b) = (self.operand(tape, ty), self.operand(tape, ty));
        let ops = [
            Op::WrappingAdd,
            Op::WrappingSub,
            Op::WrappingMul,
            Op::BitXor,
            Op::BitAnd,
            Op::BitOr,
            Op::CheckedAdd,
            Op::CheckedSub,
            Op::CheckedMul,
            Op::WrappingDiv,
            Op::Mod,
        ];
        // Rather those that don't end the program.
        let choices = if tape.choose(4) == 3 { ops.len() } else { 6 };
        let value = self.builder.ins(ops[tape.choose(choices)], &[a, b]);
        self.builder.assign(variable, value);
    }

    fn call(&mut self, tape: &mut Tape<'_>) {
        let callee = self.functions[tape.choose(self.functions.len())];
        let signature = self.builder.module().function(callee).clone();
        let fuel = self.builder.read(self.fuel.expect("the first parameter"));
        let one = self.builder.constant(Type::UINT256, U256::ONE);
        let has_fuel = self.builder.ins(Op::Ge, &[fuel, one]);
        let [then, after] = [(); 2].map(|()| self.builder.create_block(&[]));
        self.builder.branch(has_fuel, then, after);
        self.builder.seal(then);
        self.builder.switch_to(then);
        let mut args = vec![self.builder.ins(Op::WrappingSub, &[fuel, one])];
        for &ty in &signature.params[1..] {
            args.push(self.operand(tape, ty));
        }
        for (value, ty) in self.builder.call(callee, &args).into_iter().zip(signature.results) {
            let fitting: Vec<_> = self.variables.iter().filter(|variable| variable.1 == ty).collect();
            if !fitting.is_empty() {
                let variable = fitting[tape.choose(fitting.len())].0;
                self.builder.assign(variable, value);
            }
        }
        self.builder.jump(after, &[]);
        self.builder.seal(after);
        self.builder.switch_to(after);
    }

    fn branch(&mut self, tape: &mut Tape<'_>, depth: usize) {
        let ty = TYPES[tape.choose(TYPES.len())];
        let (a, b) = (self.operand(tape, ty), self.operand(tape, ty));
        let condition = self.builder.ins([Op::Lt, Op::Ge, Op::Eq][tape.choose(3)], &[a, b]);
        let [then, otherwise, after] = [(); 3].map(|()| self.builder.create_block(&[]));
        self.builder.branch(condition, then, otherwise);
        for block in [then, otherwise] {
            self.builder.seal(block);
            self.builder.switch_to(block);
            self.statements(tape, 4, depth - 1);
            self.builder.jump(after, &[]);
        }
        self.builder.seal(after);
        self.builder.switch_to(after);
    }

    fn repeat(&mut self, tape: &mut Tape<'_>, depth: usize) {
        let counter = self.builder.declare_variable(Type::Uint(64));
        let zero = self.builder.constant(Type::Uint(64), U256::ZERO);
        self.builder.assign(counter, zero);
        let [head, body, after] = [(); 3].map(|()| self.builder.create_block(&[]));
        self.builder.jump(head, &[]);
        self.builder.switch_to(head);
        let least = usize::from(self.shape.wide.is_some());
        let trips = self.builder.constant(Type::Uint(64), U256::from(least + tape.choose(4 - least)));
        let done = self.builder.read(counter);
        let more = self.builder.ins(Op::Lt, &[done, trips]);
        self.builder.branch(more, body, after);
        self.builder.seal(body);
        self.builder.switch_to(body);
        self.statements(tape, 4, depth - 1);
        let one = self.builder.constant(Type::Uint(64), U256::ONE);
        let done = self.builder.read(counter);
        let next = self.builder.ins(Op::WrappingAdd, &[done, one]);
        self.builder.assign(counter, next);
        self.builder.jump(head, &[]);
        self.builder.seal(head);
        self.builder.seal(after);
        self.builder.switch_to(after);
    }
}

pub fn check_agreement(tape: &[u8], shape: Shape, args: [u64; 2]) {
    let module = random_module(tape, shape);
    let mut optimized = module.clone();
    compiler::pass::optimize(&mut optimized);
    let inputs = [args.map(U256::from), [U256::MAX, U256::from(args[0])]];
    let run = |module: Module| {
        let mut contract = deploy_module(module, &[], context()).unwrap();
        inputs.map(|words_of| contract.call(&[&[0; 4][..], &words(&words_of)].concat()).outcome)
    };
    assert_eq!(run(module), run(optimized));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytecode_means_what_the_interpreter_says(
        tape in proptest::collection::vec(any::<u8>(), 0..400), variables in 0usize..8, args: [u64; 2],
    ) {
        check_agreement(&tape, Shape::narrow(variables), args);
    }

    #[test]
    fn text_round_trips(tape in proptest::collection::vec(any::<u8>(), 0..400), variables in 0usize..8) {
        let module = random_module(&tape, Shape::narrow(variables));
        let lowered = compiler::backend::evm::lower::lower_evm(&module);
        for (module, phase) in [(module, Phase::Abstract), (lowered, Phase::Evm)] {
            let text = module.to_string();
            let read = parse(&text).unwrap();
            prop_assert_eq!(verify(&read, phase), Ok(()));
            prop_assert_eq!(read.to_string(), text);
            let again = parse(&read.to_string()).unwrap();
            prop_assert_eq!(again, read);
        }
    }
}

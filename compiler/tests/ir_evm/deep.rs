//! No stack is too deep: functions of forty parameters, forty live local variables made from them and forty results, that call
//! each other five deep and loop. Each seed is another program; there is no chance in which ones.

use std::fmt::Write;

use alloy_primitives::keccak256;
use compiler::ir::interpret::Outcome;
use compiler::{Options, Source, compile};
use ruint::aliases::U256;

use crate::contract::{context, deploy_module, words};
use crate::random::{Shape, Tape, check_agreement};

/// Parameters besides the one that counts calls, local variables, results.
const MANY: usize = 40;
const FUNCTIONS: usize = 3;
const TYPES: [&str; 5] = ["uint256", "uint8", "int128", "bytes32", "uint64"];

/// Bytes that depend on the seed alone.
fn noise(seed: u64, len: usize) -> Vec<u8> {
    (0..len.div_ceil(32) as u64).flat_map(|at| keccak256([seed.to_be_bytes(), at.to_be_bytes()].concat())).collect()
}

#[test]
fn no_stack_is_too_deep() {
    for seed in 0..12 {
        let shape = Shape { fuel: 4, wide: Some(MANY), constants: 0 };
        check_agreement(&noise(seed, 4_000), shape, [seed, 3 * seed + 1]);
    }
}

#[test]
fn no_stack_of_solidity_is_too_deep() {
    for seed in 100..106 {
        check_source(seed);
    }
}

/// Compiles a contract and runs its functions on every path.
fn check_source(seed: u64) {
    let noise = noise(seed, 6_000);
    let source = contract(&mut Tape { bytes: &noise });
    let compilation = compile(&[Source::new("deep.sol", source.as_bytes())], &Options::default())
        .unwrap_or_else(|refused| panic!("{:?}\n{source}", refused.diagnostics));
    let mut live = deploy_module(compilation.contracts[0].module.clone(), &[], context()).unwrap();
    assert!(live.register.is_some(), "the ZK machine runs all of it");
    for function in 0..FUNCTIONS {
        let types: Vec<&str> = (0..MANY).map(type_of).collect();
        let selector = keccak256(format!("f{function}(uint256,{})", types.join(",")));
        for fuel in [0, 1, 4] {
            let args = (0..MANY).map(|i| argument(type_of(i), noise[i + 7 * function + fuel]));
            let args: Vec<U256> = std::iter::once(U256::from(fuel)).chain(args).collect();
            match live.call(&[&selector[..4], &words(&args)].concat()).outcome {
                Outcome::Returned(data) => assert_eq!(data.len(), 32 * MANY),
                other => panic!("{other:?}\n{source}"),
            }
        }
    }
}

fn type_of(at: usize) -> &'static str {
    TYPES[at % TYPES.len()]
}

/// A value of the type, as a clean word: small ones, and the greatest ones.
fn argument(ty: &str, byte: u8) -> U256 {
    let small = U256::from(byte >> 2);
    match (byte & 3, ty) {
        (0 | 1, _) => small,
        (_, "uint8") => U256::from(u8::MAX) - small,
        (_, "uint64") => U256::from(u64::MAX) - small,
        // An `int128` is below zero.
        (_, _) => U256::MAX - small,
    }
}

/// A contract of functions that overflow without a panic.
fn contract(tape: &mut Tape<'_>) -> String {
    let mut text = "pragma solidity ^0.8.20;\ncontract Deep {\n".to_owned();
    for function in 0..FUNCTIONS {
        text += &self::function(tape, function);
    }
    text + "}\n"
}

fn function(tape: &mut Tape<'_>, number: usize) -> String {
    let list = |prefix: &str| {
        let variables: Vec<String> = (0..MANY).map(|i| format!("{} {prefix}{i}", type_of(i))).collect();
        variables.join(", ")
    };
    let mut text = format!(
        "    function f{number}(uint256 fuel, {}) public pure returns ({}) {{\n        unchecked {{\n",
        list("p"),
        list("r"),
    );
    for i in 0..MANY {
        // Parameters, and the local variables above this one.
        let value = operation(tape, i, i);
        writeln!(text, "            {} l{i} = {value};", type_of(i)).unwrap();
    }
    text += &call(tape);
    text += &repeat(tape);
    for i in 0..MANY {
        let op = operator(tape, type_of(i));
        writeln!(text, "            r{i} = (l{i} {op} p{i}) ^ {};", name(tape, i, MANY)).unwrap();
    }
    text + "        }\n    }\n"
}

/// Another function changes about half of the local variables; the others are live across the call.
fn call(tape: &mut Tape<'_>) -> String {
    let targets: Vec<String> =
        (0..MANY).map(|i| if tape.choose(2) == 0 { format!("l{i}") } else { String::new() }).collect();
    let args: Vec<String> = (0..MANY).map(|i| name(tape, i, MANY)).collect();
    let callee = tape.choose(FUNCTIONS);
    let (targets, args) = (targets.join(", "), args.join(", "));
    format!("            if (fuel > 0) ({targets}) = f{callee}(fuel - 1, {args});\n")
}

fn repeat(tape: &mut Tape<'_>) -> String {
    let mut text = format!("            for (uint256 i = 0; i < {}; ++i) {{\n", 2 + tape.choose(3));
    for _ in 0..4 + tape.choose(8) {
        let at = tape.choose(MANY);
        let (condition, then, otherwise) = (tape.choose(MANY), operation(tape, at, MANY), operation(tape, at, MANY));
        let other = name(tape, condition, MANY);
        writeln!(text, "                if (l{condition} < {other}) l{at} = {then}; else p{at} = {otherwise};")
            .unwrap();
    }
    text + "                if (l0 == p0) continue;\n                l0 += i;\n            }\n"
}

/// `a + b`, both of the type of place `at`, of parameters and the first local variables.
fn operation(tape: &mut Tape<'_>, at: usize, locals: usize) -> String {
    let (a, b) = (name(tape, at, locals), name(tape, at, locals));
    format!("{a} {} {b}", operator(tape, type_of(at)))
}

/// A variable of the type of place `at`.
fn name(tape: &mut Tape<'_>, at: usize, locals: usize) -> String {
    let of_type = |prefix: &'static str, count: usize| {
        (at % TYPES.len()..count).step_by(TYPES.len()).map(move |i| format!("{prefix}{i}"))
    };
    let names: Vec<String> = of_type("p", MANY).chain(of_type("l", locals)).collect();
    names[tape.choose(names.len())].clone()
}

fn operator(tape: &mut Tape<'_>, ty: &str) -> &'static str {
    let of_numbers = if ty == "bytes32" { 3 } else { 6 };
    ["^", "&", "|", "+", "-", "*"][tape.choose(of_numbers)]
}

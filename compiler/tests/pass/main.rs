//! Passes: IR text in, IR text out, with the verifier at both ends.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod blocks;
mod constants;
mod dead;
mod inline;
mod numbering;
mod ranges;
mod storage;

use compiler::ir::{Function, Module, Phase, parse, verify};
use compiler::pass::{Summary, summarize};
use expect_test::Expect;

/// State variables that functions of the tests may use, and functions that they may call.
const AROUND: &str = "module M
storage $x: uint256
transient $fleeting: uint256
immutable $fixed: uint256
storage $y: uint256
storage $small: uint8
storage $flag: bool
storage $map: mapping(address => uint256)
storage $other: mapping(address => uint256)
storage $nested: mapping(address => mapping(address => uint256))
func @pure(uint256) -> (uint256) {
b0(v0: uint256):
  v1: uint256 = wrapping_add v0, v0
  return v1
}
func @reads(uint256) -> (uint256) {
b0(v0: uint256):
  v1: place<uint256> = storage_place[$x]
  v2: uint256 = sload v1
  v3: uint256 = checked_add v0, v2
  return v3
}
func @writes(uint256) -> () {
b0(v0: uint256):
  v1: place<uint256> = storage_place[$x]
  sstore v1, v0
  return
}
";

fn module(text: &str) -> Module {
    let module = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    verify(&module, Phase::Abstract).unwrap_or_else(|errors| panic!("{errors:#?}\n{text}"));
    module
}

/// Runs a pass over `func @f{function}` and compares what the function is then.
fn check(pass: impl Fn(&mut Function, &Summary), function: &str, expected: &Expect) {
    let mut module = module(&format!("{AROUND}func @f{function}\n"));
    let summary = summarize(&module);
    let (id, _) = module.functions().find(|(_, function)| function.name == "f").unwrap();
    pass(module.function_mut(id), &summary);
    verify(&module, Phase::Abstract).unwrap_or_else(|errors| panic!("{errors:#?}\n{module}"));
    let text = module.to_string();
    let (_, function) = text.split_once("func @f").unwrap();
    expected.assert_eq(function.trim_start_matches(' '));
}

//! The ZK back end: listings, refusals, and that programs do what the IR means.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod listings;
mod meaning;
mod random;
mod refusals;
mod state;

#[path = "../ir_evm/contract.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with another test")]
mod contract;
#[path = "../ir_evm/evm.rs"]
#[allow(unreachable_pub, reason = "shared with another test")]
mod evm;
#[path = "../support/register.rs"]
#[allow(unreachable_pub, reason = "shared with another test")]
mod register;

use compiler::backend::zk::{Compiled, compile};
use compiler::ir::interpret::{self, Call, Context, Outcome, Storage};
use compiler::ir::{Module, Phase, parse, verify};
use ruint::aliases::U256;
use vm_zkfriendly::check::check;
use vm_zkfriendly::environment::Environment;
use vm_zkfriendly::isa::EnvField;
use vm_zkfriendly::message::Message;
use vm_zkfriendly::program::Program;
use vm_zkfriendly::trace::{Status, ZkTrace};
use vm_zkfriendly::vm::{Limits, run};

/// A verified module with these functions: `@main` is the runtime's entry; the constructor does nothing.
fn module(functions: &str) -> Module {
    let text = format!(
        "module M\nobject deploy = @deploy\nobject runtime in deploy = @main\n\
         func @deploy() -> () {{\nb0:\n  return_code runtime\n}}\n{functions}"
    );
    let module = parse(&text).unwrap();
    verify(&module, Phase::Abstract).unwrap();
    module
}

fn compiled(module: &Module) -> Compiled {
    compile(module).unwrap_or_else(|refusals| panic!("{refusals:#?}"))
}

fn context() -> Context {
    Context { caller: U256::from(0xca11e4), callvalue: U256::from(7), chainid: U256::from(1), ..Context::default() }
}

fn environment() -> Environment {
    let fields = [(EnvField::Caller, 0xca11e4), (EnvField::CallValue, 7), (EnvField::ChainId, 1)];
    fields
        .into_iter()
        .fold(Environment::default(), |environment, (field, value)| environment.with(field, U256::from(value)).unwrap())
}

/// The runtime object's trace on this calldata.
fn zk_trace(compiled: &Compiled, input: &[u8]) -> ZkTrace {
    trace(&compiled.object.runtime, &Message::call(input))
}

fn trace(program: &Program, calldata: &Message) -> ZkTrace {
    let program = check(program.clone()).unwrap();
    let limits = Limits { cycles: 1 << 20, cells: 1 << 26 };
    run(&program, calldata, &environment(), &vm_zkfriendly::storage::Storage::new(), limits).unwrap()
}

/// What the IR means by this calldata; none if it takes too long to find out.
fn meaning(module: &Module, input: &[u8], steps: u64) -> Option<Outcome> {
    meaning_of(module, "runtime", input, steps)
}

fn meaning_of(module: &Module, object: &str, input: &[u8], steps: u64) -> Option<Outcome> {
    let call = Call { context: context(), input: input.to_vec(), ..Call::default() };
    let object = module.find_object(object).unwrap();
    interpret::run(module, object, &call, &mut Storage::new(), steps).ok().map(|execution| execution.outcome)
}

/// What the ZK machine does, in the interpreter's terms.
fn zk_outcome(compiled: &Compiled, input: &[u8]) -> Outcome {
    let trace = zk_trace(compiled, input);
    let outcome = trace.outcome();
    match outcome.status {
        Status::Success => Outcome::Returned(outcome.output.to_bytes()),
        Status::Revert => Outcome::Reverted(outcome.output.to_bytes()),
    }
}

/// Calldata: a selector and words.
fn calldata(words: &[U256]) -> Vec<u8> {
    let words = words.iter().flat_map(U256::to_be_bytes::<32>);
    [0xab, 0xcd, 0xef, 0x01].into_iter().chain(words).collect()
}

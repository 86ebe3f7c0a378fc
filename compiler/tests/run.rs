//! Meaning: each program of `run/` has the ABI, selectors and storage layout that solc gives it, and its calls (`//@`) do
//! in the IR interpreter what solc's bytecode did on an EVM: status, output, logs and storage are recorded. On the ZK machine the same
//! calls have the same status, output and logs, unless the ZK target refuses the contract.

#[path = "support/directive.rs"]
mod directive;
#[path = "support/register.rs"]
#[allow(unreachable_pub, reason = "a module of one test")]
mod register;
#[allow(dead_code, reason = "a module of several tests")]
mod support;

use std::collections::BTreeMap;
use std::fs;

use alloy_primitives::{hex, keccak256};
use compiler::ir::interpret::{self, Call, Context, Execution, Immutables, Outcome, Storage};
use compiler::ir::{self, Module};
use compiler::{Compilation, CompiledContract, Options, compile};
use directive::{Directive, directive, directives};
use libtest_mimic::{Arguments, Failed, Trial};
use register::Register;
use ruint::aliases::U256;
use serde_json::{Value, json};

/// Enough for each call of the programs.
const STEP_LIMIT: u64 = 10_000_000;

fn main() {
    let arguments = Arguments::from_args();
    let (interfaces, runs) = (support::recorded("interfaces.json"), support::recorded("runs.json"));
    let trials = support::programs("run").into_iter().flat_map(|name| {
        let (interface, run) = (interfaces[&name].clone(), runs[&name].clone());
        let program = name.clone();
        let interface = Trial::test(format!("{name} interface"), move || check_interface(&program, &interface));
        let run = Trial::test(format!("{name} run"), move || check_run(&name, &run));
        [interface, run]
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

fn compiled(name: &str) -> Result<Compilation, Failed> {
    let bytes = fs::read(support::folder("run").join(name))?;
    compile(&support::sources(name, &bytes), &Options::default()).map_err(|refused| refused.to_string().into())
}

/// `Contract`, or `source:Contract` in a program of several sources.
fn contract_name(program: &str, contract: &CompiledContract) -> String {
    if contract.source == program { contract.name.clone() } else { format!("{}:{}", contract.source, contract.name) }
}

fn check_interface(name: &str, recorded: &Value) -> Result<(), Failed> {
    let compilation = compiled(name)?;
    let recorded = recorded.as_object().ok_or("run `cargo xtask solc --record`")?;
    let names: Vec<String> = compilation.contracts.iter().map(|contract| contract_name(name, contract)).collect();
    for known in recorded.keys() {
        if !names.contains(known) {
            return Err(format!("the contract `{known}` is missing").into());
        }
    }
    for contract in compilation.contracts {
        let known = &recorded[&contract_name(name, &contract)];
        same(&contract.name, "ABI", &contract.abi, &known["abi"])?;
        same(&contract.name, "selectors", &json!(contract.method_identifiers), &known["methodIdentifiers"])?;
        let layouts =
            [("storageLayout", contract.storage_layout), ("transientStorageLayout", contract.transient_storage_layout)];
        for (key, mut layout) in layouts {
            for variable in layout["storage"].as_array_mut().ok_or("a layout lists variables")? {
                variable.as_object_mut().ok_or("a variable is an object")?.remove("astId");
            }
            same(&contract.name, key, &unnumbered(&layout), &unnumbered(&known[key]))?;
        }
    }
    Ok(())
}

/// A layout without the numbers behind the names of types, `t_enum(E)12`: they name nodes of solc's tree.
fn unnumbered(value: &Value) -> Value {
    let text = |text: &str| {
        let mut parts = text.split(')');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| format!("{text}){}", part.trim_start_matches(|c: char| c.is_ascii_digit())))
    };
    match value {
        Value::String(string) => Value::String(text(string)),
        Value::Array(items) => items.iter().map(unnumbered).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (text(name), unnumbered(value))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn same(contract: &str, what: &str, ours: &Value, solc: &Value) -> Result<(), Failed> {
    if ours == solc {
        return Ok(());
    }
    Err(format!("{what} of `{contract}`\nours {ours:#}\nsolc {solc:#}").into())
}

/// The surroundings of every call; `solc/record.mjs` has the same.
fn surroundings() -> Context {
    let word = |word: u64| U256::from(word);
    Context {
        caller: word(0xca_11e4),
        origin: word(0x0419),
        gasprice: word(9),
        basefee: word(7),
        blobbasefee: word(3),
        chainid: word(1),
        coinbase: word(0xc01b),
        gaslimit: word(30_000_000),
        block_number: word(1000),
        prevrandao: word(0x4a4d),
        timestamp: word(1_700_000_000),
        blob_hashes: [0xb10b, 0xb10c].map(|end| (U256::ONE << 248) + word(end)).into(),
        ..Context::default()
    }
}

fn check_run(name: &str, recorded: &Value) -> Result<(), Failed> {
    let compilation = compiled(name)?;
    let recorded = recorded.as_array().ok_or("run `cargo xtask solc --record`")?;
    let text = fs::read_to_string(support::folder("run").join(name))?;
    let lines = directives(&text);
    if lines.len() != recorded.len() {
        return Err("the directives have changed: run `cargo xtask solc --record`".into());
    }
    // Like the EVM, a failed creation leaves the contract before it in place.
    let mut live: Option<(&Module, Storage, Immutables, Option<Register>)> = None;
    let mut refused = Vec::new();
    for (line, expected) in lines.into_iter().zip(recorded) {
        let Directive { kind, what, words, mut context } = directive(line, surroundings());
        context.this_address = address(expected)?;
        let execution = if kind == "deploy" {
            let contract = compilation.contracts.iter().find(|contract| contract_name(name, contract) == what);
            let module = &contract.ok_or("the deployed contract is there")?.module;
            let mut storage = Storage::new();
            let call = Call { context: context.clone(), input: words.clone(), ..Call::default() };
            let execution = run(module, "deploy", &call, &mut storage)?;
            let mut register = Register::new(module).map_err(|_| refused.push(what)).ok();
            if let Some(register) = &mut register {
                let ours = register.deploy(&context, &words);
                let is_created = matches!(execution.outcome, Outcome::Created(_));
                let slots_in_use = is_created && slots_in_use(&storage, &execution.immutables);
                register.agrees(&ours, &execution, slots_in_use).map_err(|error| format!("{line}: {error}"))?;
            }
            if matches!(execution.outcome, Outcome::Created(_)) {
                live = Some((module, storage, execution.immutables.clone(), register));
            }
            execution
        } else {
            let (module, storage, immutables, register) = live.as_mut().ok_or("a call follows a deployment")?;
            let input = match kind {
                "call" => [&keccak256(what)[..4], &words].concat(),
                "data" => hex::decode(what)?,
                _ => return Err(format!("unknown directive `{kind}`").into()),
            };
            let call = Call { context, input, immutables: immutables.clone() };
            let execution = run(module, "runtime", &call, storage)?;
            if let Some(register) = register {
                let ours = register.call(&call.context, &call.input);
                let slots_in_use = slots_in_use(storage, immutables);
                register.agrees(&ours, &execution, slots_in_use).map_err(|error| format!("{line}: {error}"))?;
            }
            execution
        };
        let storage = live.as_ref().map(|(_, storage, ..)| storage.clone()).unwrap_or_default();
        let actual = outcome(&execution, &storage);
        let expected: BTreeMap<&str, &Value> =
            ["status", "output", "logs", "storage"].into_iter().map(|key| (key, &expected[key])).collect();
        if json!(actual) != json!(expected) {
            return Err(format!("{line}\nours {:#}\nsolc {:#}", json!(actual), json!(expected)).into());
        }
    }
    refused.dedup();
    if refused != refused_by_zk(name) {
        return Err(format!("the ZK target refuses {refused:?}").into());
    }
    Ok(())
}

/// The contracts of a program that have no program on the ZK machine.
fn refused_by_zk(name: &str) -> &'static [&'static str] {
    match name {
        "environment.sol" => &["Environment"],
        "gas.sol" => &["Gas"],
        _ => &[],
    }
}

fn address(expected: &Value) -> Result<U256, Failed> {
    Ok(expected["address"].as_str().map(str::parse).transpose()?.unwrap_or_default())
}

/// On the ZK machine immutable variables lie in storage, too.
fn slots_in_use(storage: &Storage, immutables: &Immutables) -> bool {
    !storage.is_empty() || immutables.values().any(|word| !word.is_zero())
}

fn run(module: &Module, object: &str, call: &Call, storage: &mut Storage) -> Result<Execution, Failed> {
    ir::verify(module, ir::Phase::Abstract).map_err(|errors| format!("{errors:?}"))?;
    let object = module.find_object(object).ok_or("a module has this object")?;
    Ok(interpret::run(module, object, call, storage, STEP_LIMIT)?)
}

fn outcome(execution: &Execution, storage: &Storage) -> BTreeMap<&'static str, Value> {
    let (status, output) = match &execution.outcome {
        Outcome::Returned(output) => ("success", &output[..]),
        Outcome::Created(_) => ("success", &[][..]),
        Outcome::Reverted(output) => ("revert", &output[..]),
        Outcome::Invalid => ("invalid", &[][..]),
    };
    let word = |word: &U256| format!("0x{word:064x}");
    let logs = execution.logs.iter().map(|log| {
        let topics: Vec<String> = log.topics.iter().map(word).collect();
        json!({"topics": topics, "data": hex::encode_prefixed(&log.data)})
    });
    let storage: BTreeMap<String, String> = storage.iter().map(|(slot, value)| (word(slot), word(value))).collect();
    BTreeMap::from([
        ("status", json!(status)),
        ("output", json!(hex::encode_prefixed(output))),
        ("logs", logs.collect()),
        ("storage", json!(storage)),
    ])
}

//! Gas of each example as compiled by us and by solc: what `cargo xtask gas` runs.
//!
//! `examples/solc.json` has what solc made of the examples (`xtask/solc/gas.mjs` writes it). The measured calls of each workload run
//! on both contracts, and must do the same. What is compared is the gas of a call without what no compiler can change: the
//! intrinsic gas, and that of `SLOAD`, `SSTORE` and `LOG`. The table goes to `examples/gas.txt`, or is compared with it (`--check`).
#![allow(clippy::print_stderr, clippy::print_stdout, reason = "a tool for humans")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alloy_primitives::{Bytes, U256, hex, keccak256};
use harness::scenario::{self, Plan, PlannedCall, Target};
use harness::types::GAS_LIMIT;
use serde::Deserialize;
use vm_evm::{Call, Create, EvmTrace, Genesis, World};

/// What the geometric mean of all ratios may be.
const MEAN_MAX: f64 = 1.10;

/// What stands in `examples/solc.json`.
#[derive(Deserialize)]
struct Recorded {
    /// solc's version, with settings.
    compiler: String,
    /// By example.
    contracts: BTreeMap<String, RecordedContract>,
}

#[derive(Deserialize)]
struct RecordedContract {
    /// Keccak of each source, by its name.
    sources: BTreeMap<String, String>,
    /// Creation code, in hexadecimal.
    creation: String,
}

fn main() -> ExitCode {
    let check = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => {
            eprintln!("usage: gas [--check]");
            return ExitCode::from(2);
        }
    };
    match run(check) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn run(check: bool) -> Result<(), String> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let recorded =
        fs::read_to_string(examples.join("solc.json")).map_err(|error| format!("examples/solc.json: {error}"))?;
    let recorded: Recorded = serde_json::from_str(&recorded).map_err(|error| format!("examples/solc.json: {error}"))?;
    let mut table = Table::default();
    for folder in workloads(&examples)? {
        measure(&folder, &recorded, &mut table)?;
    }
    let text = table.text(&recorded.compiler);
    let file = examples.join("gas.txt");
    if check {
        let before = fs::read_to_string(&file).map_err(|error| format!("examples/gas.txt: {error}"))?;
        let mut lines = before.lines();
        for line in text.lines().filter(|&line| lines.next() != Some(line)) {
            println!("{line}");
        }
        if before != text {
            return Err("this is not what examples/gas.txt says; without --check it is written anew".to_owned());
        }
    } else {
        fs::write(&file, &text).map_err(|error| format!("examples/gas.txt: {error}"))?;
        print!("{text}");
    }
    let mean = table.mean();
    if mean > MEAN_MAX {
        return Err(format!("the mean ratio is {mean:.3}, more than {MEAN_MAX:.2}"));
    }
    Ok(())
}

/// Folders with a workload, by name.
fn workloads(examples: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(examples).map_err(|error| format!("{}: {error}", examples.display()))?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut found: Vec<PathBuf> = paths.filter(|path| path.join("workload.toml").exists()).collect();
    found.sort();
    Ok(found)
}

fn measure(folder: &Path, recorded: &Recorded, table: &mut Table) -> Result<(), String> {
    let target = Target { path: folder.to_owned(), ..Target::default() };
    let scenario = scenario::resolve(&target).map_err(|failure| failure.message)?;
    let (name, plan) = (&scenario.name, &scenario.plan);
    let solc = recorded.contracts.get(name).ok_or_else(|| format!("{name}: solc.json doesn't have it"))?;
    for source in std::iter::once(&plan.source).chain(&plan.imports) {
        let hash = hex::encode(keccak256(&source.bytes));
        if solc.sources.get(&source.path) != Some(&hash) {
            return Err(format!("{name}: solc.json was made from another `{}`", source.path));
        }
    }
    let front = plan.front().map_err(|failure| failure.message)?;
    let contract = front.contract(Some(&plan.contract)).map_err(|failure| failure.message)?;
    let ours = contract.evm_code().map_err(|failure| failure.message)?.0.creation;
    let solc = hex::decode(&solc.creation).map_err(|error| format!("{name}: {error}"))?;
    let [ours, theirs] = [run_calls(plan, ours)?, run_calls(plan, solc)?];
    for ((call, ours), theirs) in plan.calls.iter().zip(&ours).zip(&theirs) {
        let ended = |trace: &EvmTrace| (trace.receipt.status, trace.receipt.output.clone(), logs(trace));
        if ended(ours) != ended(theirs) {
            return Err(format!("{name}: {} does something else than solc's", call.label));
        }
        table.rows.push(Row { call: format!("{name}: {}", call.label), ours: overhead(ours), solc: overhead(theirs) });
    }
    Ok(())
}

fn logs(trace: &EvmTrace) -> Vec<vm_evm::LogData> {
    trace.receipt.logs.iter().map(|log| log.data.clone()).collect()
}

/// Deploys, prepares the state, and traces the measured calls.
fn run_calls(plan: &Plan, creation: Vec<u8>) -> Result<Vec<EvmTrace>, String> {
    let mut world = World::new(Genesis::default());
    for call in plan.setup.iter().chain(&plan.calls) {
        world.account_mut(call.sender).set_balance(U256::ONE << 128);
    }
    let arguments = hex::decode(&plan.constructor).map_err(|error| error.to_string())?;
    let code = Bytes::from([creation, arguments].concat());
    let created =
        world.create(Create { code, gas_limit: GAS_LIMIT, ..Create::default() }).map_err(|error| error.to_string())?;
    let to = created.created.ok_or("the constructor reverts")?;
    let call = |call: &PlannedCall| {
        let data = hex::decode(&call.calldata).map_err(|error| error.to_string())?;
        Ok::<_, String>(Call {
            to,
            data: data.into(),
            value: call.value,
            from: call.sender,
            gas_limit: GAS_LIMIT,
            ..Call::default()
        })
    };
    for setup in &plan.setup {
        world.call(call(setup)?).map_err(|error| error.to_string())?;
    }
    plan.calls.iter().map(|measured| world.trace_call(call(measured)?).map_err(|error| error.to_string())).collect()
}

/// Gas of a call's instructions, without that of `SLOAD` (0x54), `SSTORE` (0x55) and `LOG0` to `LOG4` (0xa0 to 0xa4).
fn overhead(trace: &EvmTrace) -> u64 {
    let counts = trace.steps.iter().filter(|step| !matches!(step.opcode, 0x54 | 0x55 | 0xa0..=0xa4));
    counts.map(vm_evm::Step::gas_cost).sum()
}

struct Row {
    call: String,
    ours: u64,
    solc: u64,
}

impl Row {
    fn ratio(&self) -> f64 {
        // Far below 2^53, so exact.
        self.ours as f64 / self.solc as f64
    }
}

#[derive(Default)]
struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// The geometric mean of the ratios.
    fn mean(&self) -> f64 {
        let sum: f64 = self.rows.iter().map(|row| row.ratio().ln()).sum();
        (sum / self.rows.len() as f64).exp()
    }

    fn text(&self, compiler: &str) -> String {
        let mut text = format!(
            "zkprism.gas/1: `cargo xtask gas` writes it anew, `cargo xtask gas --check` compares\n\
             gas of each measured call without intrinsic gas, SLOAD, SSTORE and LOG: ours, and that of {compiler}\n\n"
        );
        let _ = writeln!(text, "{:>8} {:>8} {:>6}", "ours", "solc", "ratio");
        for row in &self.rows {
            let _ = writeln!(text, "{:>8} {:>8} {:>6.3}  {}", row.ours, row.solc, row.ratio(), row.call);
        }
        let _ = writeln!(text, "{:>24.3}  geometric mean", self.mean());
        text
    }
}

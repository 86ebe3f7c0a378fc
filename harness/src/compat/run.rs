//! Running a row under a type's rules, and comparing what it did with Ethereum.

use alloy_primitives::{Address, B256, Bytes, U256, address, hex};
use prover::profile::{Machine as Kind, Proof};
use serde::{Deserialize, Serialize};

use super::row::{Row, Verdict};
use crate::abi_args;
use crate::exit::{Exit, Failure};
use crate::scenario::{self, Plan, Target};
use crate::types::{
    Account, Block, DEFAULT_SENDER, GAS_LIMIT, Genesis, Machine, MachineError, Proving, Receipt, Transaction, Type, t2,
};

/// Where a row's code stands on types that run its assembly.
const CALLEE: Address = address!("0x00000000000000000000000000000000000c0de5");

/// Whose rules are Ethereum's: what rows are compared with.
const ORACLE: Type = Type::T2;

/// Where a verdict comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The row was executed by the type's rules.
    Executed,
    /// The type's compiler was asked.
    Compiled,
    /// It is written in the source that is named.
    Declared,
}

/// A row under a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// How it compares.
    pub verdict: Verdict,
    /// What it put out, from `0x` on, if it ran.
    pub observed: Option<String>,
    /// Where the verdict comes from.
    pub basis: Basis,
    /// In words: how it ended, what refused it, where it is written.
    pub source: String,
}

/// The block of every row: no field of it is a default.
fn block() -> Block {
    Block {
        chain_id: 1,
        number: 20_000_000,
        timestamp: 1_720_000_000,
        coinbase: address!("0x95222290dd7278aa3ddd389cc1e1d165cc4bafe5"),
        gas_limit: 36_000_000,
        base_fee: 7_000_000_000,
        prevrandao: B256::repeat_byte(0x5a),
    }
}

fn genesis(accounts: Vec<(Address, Account)>) -> Genesis {
    let rich = Account { balance: U256::ONE << 128, nonce: 0 };
    let accounts = std::iter::once((DEFAULT_SENDER, rich)).chain(accounts).collect();
    Genesis { block: block(), accounts, ..Genesis::default() }
}

/// How far a row came.
enum Ran {
    To(Receipt),
    Refused(String),
    OverCapacity(String),
}

/// What Ethereum does in a row.
///
/// # Errors
/// A row that can't be run at all: a mistake of the row.
pub fn oracle(row: &Row) -> Result<Receipt, Failure> {
    match run(row, ORACLE, false)? {
        Ran::To(receipt) => Ok(receipt),
        Ran::Refused(reason) | Ran::OverCapacity(reason) => {
            Err(Failure::failed(format!("{}: Ethereum can't run it: {reason}", row.folder.display())))
        }
    }
}

/// A row under a type, given what Ethereum does.
///
/// # Errors
/// A row that can't be run at all: a mistake of the row.
pub fn find(row: &Row, ty: Type, oracle: &Receipt) -> Result<Found, Failure> {
    if let Some(declared) = row.declared(ty) {
        let (verdict, observed, source) = (declared.verdict, declared.observed.clone(), declared.source.clone());
        return Ok(Found { verdict, observed, basis: Basis::Declared, source });
    }
    if matches!(ty.profile().machine, Kind::Ledger) {
        let source = format!("there are no contracts: {}", ty.profile().facts.source);
        return Ok(Found { verdict: Verdict::NotApplicable, observed: None, basis: Basis::Declared, source });
    }
    // what isn't proven needs no room
    let is_counted = row.capacity && ty.profile().proof == Proof::Validity;
    Ok(match run(row, ty, is_counted)? {
        Ran::To(receipt) => {
            let seen = |receipt: &Receipt| receipt.gas.filter(|_| row.observe.is_some()).map(|gas| gas.transaction);
            let verdict = match (&receipt, oracle) {
                (own, _) if row.observe.is_some() && own.gas.is_none() => Verdict::NotApplicable,
                (own, oracle) if seen(own) != seen(oracle) => Verdict::Different,
                (own, oracle)
                    if (&own.status, &own.output, &own.logs) == (&oracle.status, &oracle.output, &oracle.logs) =>
                {
                    Verdict::Equal
                }
                (own, oracle) if oracle.is_success() && !own.is_success() => Verdict::Reverts,
                _ => Verdict::Different,
            };
            let gas = seen(&receipt).map_or_else(String::new, |gas| format!(" after {gas} gas"));
            let source = format!("ends with {}{gas}", receipt.status);
            Found { verdict, observed: Some(receipt.output), basis: Basis::Executed, source }
        }
        Ran::Refused(source) => Found { verdict: Verdict::Refused, observed: None, basis: Basis::Compiled, source },
        Ran::OverCapacity(source) => {
            Found { verdict: Verdict::OverCapacity, observed: None, basis: Basis::Executed, source }
        }
    })
}

fn run(row: &Row, ty: Type, is_counted: bool) -> Result<Ran, Failure> {
    match (&row.assembly, ty.profile().machine.evm()) {
        (Some(text), Some(_)) => run_assembly(row, text, ty, is_counted),
        _ => run_contract(row, ty, is_counted),
    }
}

fn run_assembly(row: &Row, text: &str, ty: Type, is_counted: bool) -> Result<Ran, Failure> {
    let wrong = |error: String| Failure::usage(format!("{}: {error}", row.folder.join("code.evm").display()));
    let code = vm_evm::asm::assemble(text).map_err(|error| wrong(error.to_string()))?;
    let mut machine = t2::Evm::new(ty);
    let account = Account { balance: U256::from(5), nonce: 0 };
    machine.start(genesis(vec![(CALLEE, account)]), CALLEE, code, vec![(U256::from(3), U256::from(1000))])?;
    Ok(call(&mut machine, row, CALLEE, Bytes::new(), is_counted))
}

fn run_contract(row: &Row, ty: Type, is_counted: bool) -> Result<Ran, Failure> {
    let target = Target { path: row.contract(), calls: vec![row.call.clone()], ..Target::default() };
    // wherever the suite stands, it says the same
    let said =
        |failure: &Failure| first_line(&failure.plain()).replace(&row.contract().display().to_string(), "contract.sol");
    let refused = |failure: Failure| match failure.exit {
        Exit::Unsupported => Ok(Ran::Refused(said(&failure))),
        Exit::OverCapacity => Ok(Ran::OverCapacity(said(&failure))),
        _ => Err(failure),
    };
    let plan = match scenario::resolve(&target) {
        Ok(scenario) => scenario.plan,
        Err(failure) => return refused(failure),
    };
    let code = match plan.front()?.contract(Some(&plan.contract)).and_then(|contract| ty.code(contract)) {
        Ok(code) => code,
        Err(failure) => return refused(failure),
    };
    let mut machine = ty.machine()?;
    machine.reset(genesis(Vec::new()))?;
    let create = Transaction { to: None, ..transaction(code.creation.into(), GAS_LIMIT) };
    let deployment = machine.transact(&create)?;
    let Some(contract) = &deployment.created else { return Ok(Ran::To(deployment)) };
    let contract = abi_args::parse_address(contract).expect("a receipt holds an address");
    Ok(call(machine.as_mut(), row, contract, calldata(&plan), is_counted))
}

fn calldata(plan: &Plan) -> Bytes {
    hex::decode(&plan.calls[0].calldata).expect("a plan holds hexadecimal").into()
}

fn transaction(data: Bytes, gas_limit: u64) -> Transaction {
    Transaction { to: None, data, value: U256::ZERO, from: DEFAULT_SENDER, origin: None, gas_limit }
}

fn call(machine: &mut dyn Machine, row: &Row, to: Address, data: Bytes, is_counted: bool) -> Ran {
    let transaction = Transaction { to: Some(to), ..transaction(data, row.gas_limit) };
    let proving = Proving { estimate: true, ..Proving::default() };
    let ran = if is_counted {
        machine.measure(&transaction, proving, &mut |_| {}).map(|measurement| match measurement.verdict {
            crate::types::Verdict::OverCapacity(reason) => Ran::OverCapacity(reason),
            _ => Ran::To(measurement.receipt),
        })
    } else {
        machine.transact(&transaction).map(Ran::To)
    };
    ran.unwrap_or_else(|error| match error {
        MachineError::OverCapacity(reason) => Ran::OverCapacity(reason),
        MachineError::Unsupported(reason) | MachineError::Impossible(reason) => Ran::Refused(reason),
    })
}

/// The first line that says something.
fn first_line(text: &str) -> String {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned()
}

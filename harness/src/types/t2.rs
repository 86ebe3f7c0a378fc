//! Types on the EVM: bytecode on `vm-evm`, by the rules of the type.

use std::collections::{BTreeMap, HashMap};

use alloy_primitives::{Address, U256};
use prover::evm::{EvmError, Prepared};
use prover::profile::Limits;
use prover::state::Tree;
use vm_evm::opcode::{self, Opcode};
use vm_evm::{EvmTrace, ExecuteError, Fork, Rules, Status, World};

use super::proving::Prover;
use super::{
    Block, Code, Gas, Genesis, Log, Machine, MachineError, Measurement, Progress, Proving, REVERT, Receipt, SUCCESS,
    Transaction, Type, Verdict, hex0x,
};
use crate::exit::Failure;
use crate::front::Contract;
use crate::measure::{self, Phase, Times};

/// Bytecode of a contract, if the type has all of its opcodes.
pub fn code(contract: &Contract, ty: Type, rules: &Rules) -> Result<Code, Failure> {
    let (code, [deploying, deployed]) = contract.evm_code()?;
    let lacking = |code: &[u8]| instructions(code).find(|(_, byte)| rules.lacks(*byte));
    let deployed = lacking(&code.runtime[..deployed]).map(|(pc, byte)| (code.lines.at(pc as u64), byte));
    let found = deployed.or_else(|| lacking(&code.creation[..deploying]).map(|(_, byte)| (None, byte)));
    if let Some((line, byte)) = found {
        // an opcode without operands may be written where its value is used
        let place = contract.asks_for(&mnemonic(byte)).or_else(|| line.map(ToString::to_string));
        let place = place.unwrap_or_else(|| contract.key());
        return Err(Failure::unsupported(format!("{place}: {ty} has no {}", opcode::describe(byte))));
    }
    Ok(code)
}

/// The opcodes of a code, with their offsets.
fn instructions(code: &[u8]) -> impl Iterator<Item = (usize, u8)> + Clone {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (pc, byte) = (at, *code.get(at)?);
        at += 1 + Opcode::of(byte).map_or(0, |opcode| usize::from(opcode.immediate_bytes));
        Some((pc, byte))
    })
}

/// Bytecode as text: offset, mnemonic, immediate; the creation code without the runtime code that it carries.
#[must_use]
pub fn listing(creation: &[u8], runtime: &[u8]) -> String {
    let creation = creation.strip_suffix(runtime).unwrap_or(creation);
    format!("; deploy\n{}\n; runtime\n{}", disassemble(creation), disassemble(runtime))
}

fn disassemble(code: &[u8]) -> String {
    let starts = instructions(code).map(|(at, _)| at);
    let ends = starts.clone().skip(1).chain([code.len()]);
    let line = |(at, end): (usize, usize)| {
        let operand = if end > at + 1 { format!(" {}", hex0x(&code[at + 1..end])) } else { String::new() };
        format!("{at:#06x} {}{operand}\n", mnemonic(code[at]))
    };
    starts.zip(ends).map(line).collect()
}

fn mnemonic(byte: u8) -> String {
    Opcode::of(byte).map_or_else(|| format!("unassigned {byte:#04x}"), |opcode| opcode.mnemonic.to_owned())
}

/// A world of EVM accounts.
#[derive(Debug)]
pub struct Evm {
    ty: Type,
    world: World,
    /// The storage of accounts outside the world.
    others: Tree,
    prover: Prover,
}

impl Evm {
    /// Nothing, by the rules of a type.
    #[must_use]
    pub fn new(ty: Type) -> Self {
        Self { ty, world: World::default(), others: Tree::default(), prover: Prover::default() }
    }

    /// Starts with a contract that nobody deployed.
    pub fn start(
        &mut self,
        genesis: Genesis,
        callee: Address,
        code: alloy_primitives::Bytes,
        storage: Vec<(U256, U256)>,
    ) -> Result<(), MachineError> {
        self.reset(genesis)?;
        let account = self.world.account_mut(callee);
        account.set_code(code).set_nonce(1);
        for (slot, value) in storage {
            account.set_slot(slot, value);
        }
        Ok(())
    }
}

impl Machine for Evm {
    fn reset(&mut self, genesis: Genesis) -> Result<(), MachineError> {
        let rules = rules(self.ty, genesis.hardfork.as_deref())?;
        let mut accounts = BTreeMap::new();
        for (address, account) in genesis.accounts {
            let mut evm = vm_evm::Account::with_balance(account.balance);
            evm.set_nonce(account.nonce);
            accounts.insert(address, evm);
        }
        self.others = genesis.others;
        self.world = World::new(vm_evm::Genesis { rules, accounts, ..vm_evm::Genesis::default() });
        self.set_block(&genesis.block);
        Ok(())
    }

    fn set_block(&mut self, block: &Block) {
        let Block { chain_id, number, timestamp, coinbase, gas_limit, base_fee, prevrandao } = *block;
        let world = &mut self.world.block;
        *world =
            vm_evm::Block { chain_id, number, timestamp, coinbase, gas_limit, base_fee, prevrandao, ..world.clone() };
    }

    fn transact(&mut self, transaction: &Transaction) -> Result<Receipt, MachineError> {
        let Transaction { to, ref data, value, from, origin, gas_limit } = *transaction;
        let ran = match to {
            Some(to) => {
                let call =
                    vm_evm::Call { to, data: data.clone(), value, from, origin, gas_limit, ..Default::default() };
                self.world.call(call)
            }
            None => {
                let create =
                    vm_evm::Create { code: data.clone(), value, from, origin, gas_limit, ..Default::default() };
                self.world.create(create)
            }
        };
        ran.map(|receipt| report(&receipt)).map_err(|error| refused(&error))
    }

    fn measure(
        &mut self,
        call: &Transaction,
        proving: Proving,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Measurement, MachineError> {
        let Transaction { to, ref data, value, from, origin, gas_limit } = *call;
        let to = to.ok_or_else(|| MachineError::Unsupported("a deployment can't be measured".to_owned()))?;
        measure::reset_peak_rss();
        let tree = prover::evm::tree(&self.world, &self.others);
        progress(Progress::Phase(Phase::Execute));
        let call = vm_evm::Call { to, data: data.clone(), value, from, origin, gas_limit, ..Default::default() };
        let (trace, execute) = measure::timed(|| self.world.trace_call(call));
        let trace = trace.map_err(|error| refused(&error))?;
        let opcodes: HashMap<u64, u8> = trace.steps.iter().map(|step| (step.pc, step.opcode)).collect();
        let opcode = |pc: u64| mnemonic(*opcodes.get(&pc).expect("a step's row has the pc of a step"));
        let profile = self.ty.profile();
        let prepare = || -> Result<_, Verdict> {
            if let Some(reason) = beyond(profile.limits, &trace) {
                return Err(Verdict::OverCapacity(format!("{}: {reason}", self.ty)));
            }
            let tree = tree.map_err(EvmError::from)?;
            Ok(Prepared::of_trace_shaped(profile, &trace, &tree, proving.shaping)?)
        };
        let attempt = self.prover.prove(profile, prepare, opcode, proving, progress);
        Ok(Measurement {
            receipt: report(&trace.receipt),
            executed: executed(&trace),
            circuit: attempt.circuit,
            verdict: attempt.verdict,
            proof: attempt.proof,
            prediction: attempt.prediction,
            times: Times { execute: Some(execute), ..attempt.times },
            peak_rss_bytes: measure::peak_rss_bytes(),
        })
    }

    fn balance(&self, address: Address) -> U256 {
        self.world.balance(address)
    }

    fn storage_is_empty(&self, address: Address) -> bool {
        self.world.account(address).is_none_or(|account| account.storage().is_empty())
    }
}

/// What a call takes beyond a type's limits.
fn beyond(limits: Limits, trace: &EvmTrace) -> Option<String> {
    const BYTES_OF_PERMUTATION: usize = 136;
    let hashed = trace.steps.iter().filter_map(vm_evm::Step::keccak_input);
    let permutations = hashed.map(|input| input.len() / BYTES_OF_PERMUTATION + 1).sum::<usize>() as u64;
    let most = limits.keccak_permutations?;
    (permutations > most).then(|| format!("{permutations} keccak permutations, and there is room for {most}"))
}

/// The rules of a type. Ethereum's own forks are all there for a type that follows them.
fn rules(ty: Type, hardfork: Option<&str>) -> Result<&'static Rules, MachineError> {
    let rules = ty.profile().machine.evm().expect("the type is an EVM");
    let Some(name) = hardfork else { return Ok(rules) };
    let fork: Fork = name.parse().map_err(|error: vm_evm::UnknownFork| MachineError::Unsupported(error.to_string()))?;
    match fork {
        _ if fork == rules.fork => Ok(rules),
        _ if rules == rules.fork.rules() => Ok(fork.rules()),
        _ => Err(MachineError::Unsupported(format!("{ty} has rules of its own, not those of {fork}"))),
    }
}

fn executed(trace: &EvmTrace) -> Vec<(String, u64)> {
    let mut counts: HashMap<u8, u64> = HashMap::new();
    for step in &trace.steps {
        *counts.entry(step.opcode).or_default() += 1;
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().map(|(opcode, count)| (mnemonic(opcode), count)).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

fn refused(error: &ExecuteError) -> MachineError {
    match error {
        ExecuteError::TraceTooLong { .. } | ExecuteError::InitCodeTooLarge { .. } => {
            MachineError::OverCapacity(error.to_string())
        }
        _ => MachineError::Impossible(error.to_string()),
    }
}

fn report(receipt: &vm_evm::Receipt) -> Receipt {
    Receipt {
        status: match receipt.status {
            Status::Success => SUCCESS.to_owned(),
            Status::Revert => REVERT.to_owned(),
            Status::Halt(reason) => format!("halt:{reason}"),
        },
        output: hex0x(&receipt.output),
        logs: receipt
            .logs
            .iter()
            .map(|log| Log {
                address: hex0x(log.address.as_slice()),
                topics: log.topics().iter().map(|topic| hex0x(topic.as_slice())).collect(),
                data: hex0x(&log.data.data),
            })
            .collect(),
        created: receipt.created.map(|address| hex0x(address.as_slice())),
        gas: Some(Gas {
            transaction: receipt.transaction_gas,
            execution: receipt.execution_gas,
            intrinsic: receipt.intrinsic_gas,
            deposit: receipt.deposit_gas,
        }),
        steps: receipt.steps,
    }
}

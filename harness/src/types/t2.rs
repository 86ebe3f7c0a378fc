//! Type 2: EVM bytecode on `vm-evm`.

use std::collections::{BTreeMap, HashMap};

use alloy_primitives::{Address, U256};
use prover::evm::Prepared;
use prover::state::Tree;
use vm_evm::opcode::Opcode;
use vm_evm::{ExecuteError, Status, World};

use super::proving::Prover;
use super::{
    Block, Code, Gas, Genesis, Log, Machine, MachineError, Measurement, Progress, Proving, REVERT, Receipt, SUCCESS,
    Transaction, hex0x,
};
use crate::exit::Failure;
use crate::front::Contract;
use crate::measure::{self, Phase, Times};

/// Bytecode of a contract.
pub fn code(contract: &Contract) -> Result<Code, Failure> {
    contract.evm_code()
}

/// Bytecode as text: offset, mnemonic, immediate; the creation code without the runtime code that it carries.
#[must_use]
pub fn listing(creation: &[u8], runtime: &[u8]) -> String {
    let creation = creation.strip_suffix(runtime).unwrap_or(creation);
    format!("; deploy\n{}\n; runtime\n{}", disassemble(creation), disassemble(runtime))
}

fn disassemble(code: &[u8]) -> String {
    let mut lines = String::new();
    let mut at = 0;
    while at < code.len() {
        let immediate = Opcode::of(code[at]).map_or(0, |opcode| usize::from(opcode.immediate_bytes));
        let end = (at + 1 + immediate).min(code.len());
        let operand = if end > at + 1 { format!(" {}", hex0x(&code[at + 1..end])) } else { String::new() };
        lines.push_str(&format!("{at:#06x} {}{operand}\n", mnemonic(code[at])));
        at = end;
    }
    lines
}

fn mnemonic(byte: u8) -> String {
    Opcode::of(byte).map_or_else(|| format!("unassigned {byte:#04x}"), |opcode| opcode.mnemonic.to_owned())
}

/// A world of EVM accounts.
#[derive(Debug, Default)]
pub struct Evm {
    world: World,
    /// The storage of accounts outside the world.
    others: Tree,
    prover: Prover,
}

impl Evm {
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
        let fork = match genesis.hardfork {
            Some(name) => {
                name.parse().map_err(|error: vm_evm::UnknownFork| MachineError::Unsupported(error.to_string()))?
            }
            None => vm_evm::Fork::default(),
        };
        let mut accounts = BTreeMap::new();
        for (address, account) in genesis.accounts {
            let mut evm = vm_evm::Account::with_balance(account.balance);
            evm.set_nonce(account.nonce);
            accounts.insert(address, evm);
        }
        self.others = genesis.others;
        self.world = World::new(vm_evm::Genesis { fork, accounts, ..vm_evm::Genesis::default() });
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
        let attempt =
            self.prover.prove(|| Prepared::of_trace_shaped(&trace, &tree?, proving.shaping), opcode, proving, progress);
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

fn executed(trace: &vm_evm::EvmTrace) -> Vec<(String, u64)> {
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

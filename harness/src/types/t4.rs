//! Types on the register machine: programs of the register machine on `vm-zkfriendly`.
//!
//! The machine runs a program on calldata, an environment and the callee's storage. Accounts, nonces, balances and storage are kept here, by Ethereum's rules as
//! far as they can be seen without gas: a transaction moves its value, costs its sender a nonce, and undoes the rest if it
//! fails. Addresses of contracts are Ethereum's, so both types deploy to the same place.

use std::collections::BTreeMap;

use alloy_primitives::{Address, U256};
use prover::state::Tree;
use prover::zk::{Execution, Prepared};
use vm_evm::{Fork, UnknownFork};
use vm_zkfriendly::asm::disassemble;
use vm_zkfriendly::check::{CheckedProgram, check};
use vm_zkfriendly::codec::DecodeError;
use vm_zkfriendly::environment::Environment;
use vm_zkfriendly::isa::EnvField;
use vm_zkfriendly::message::Message;
use vm_zkfriendly::program::{Object, Program};
use vm_zkfriendly::storage::Storage;
use vm_zkfriendly::trace::{Status, ZkTrace};
use vm_zkfriendly::vm::{self, Limits};

use super::proving::Prover;
use super::{
    Block, Code, Genesis, Log, Machine, MachineError, Measurement, Progress, Proving, REVERT, Receipt, SUCCESS,
    Transaction, Type, hex0x,
};
use crate::exit::Failure;
use crate::front::Contract;
use crate::measure::{self, Phase, Times};

/// Object of a contract.
pub fn code(contract: &Contract) -> Result<Code, Failure> {
    contract.zk_object().map(|(object, lines)| Code {
        creation: object.encode(),
        runtime: object.runtime.encode(),
        assembly: format!("; deploy\n{}\n; runtime\n{}", disassemble(&object.deploy), disassemble(&object.runtime)),
        lines,
    })
}

/// Accounts, and the programs that some have.
#[derive(Debug)]
pub struct Register {
    ty: Type,
    fork: Fork,
    block: Block,
    accounts: BTreeMap<Address, Account>,
    /// The storage of other accounts.
    others: Tree,
    prover: Prover,
}

#[derive(Clone, Debug, Default)]
struct Account {
    balance: U256,
    nonce: u64,
    program: Option<Program>,
    storage: Storage,
}

/// A transaction that ran, before its changes are kept.
struct Run {
    program: CheckedProgram,
    message: Message,
    environment: Environment,
    trace: ZkTrace,
    /// The object, if a contract was created.
    object: Option<Object>,
    callee: Address,
}

impl Register {
    /// Nothing, by the rules of a type.
    #[must_use]
    pub fn new(ty: Type) -> Self {
        Self {
            ty,
            fork: Fork::default(),
            block: Block::default(),
            accounts: BTreeMap::new(),
            others: Tree::default(),
            prover: Prover::default(),
        }
    }

    /// Refuses a transaction whose sender can't send it. An account without a past can send what costs it nothing.
    fn check_sender(&self, transaction: &Transaction) -> Result<(), MachineError> {
        let Transaction { value, from, .. } = *transaction;
        let nobody = Account::default();
        let sender = self.accounts.get(&from).unwrap_or(&nobody);
        if sender.program.is_some() {
            return Err(MachineError::Impossible(format!("sender {from} is a contract and can't sign transactions")));
        }
        if sender.nonce == u64::MAX {
            return Err(MachineError::Impossible(format!("the nonce of sender {from} is at its maximum")));
        }
        if sender.balance < value {
            let balance = sender.balance;
            return Err(MachineError::Impossible(format!("sender {from} has {balance} wei but needs {value}")));
        }
        Ok(())
    }

    /// The callee of a call that runs nothing: an account without a program.
    fn without_program(&self, transaction: &Transaction) -> Option<Address> {
        let has_program = |to: &Address| self.accounts.get(to).is_some_and(|account| account.program.is_some());
        transaction.to.filter(|to| !has_program(to))
    }

    /// A call that runs nothing: it moves its value.
    fn transfer(&mut self, transaction: &Transaction, to: Address) -> Result<Receipt, MachineError> {
        if self.fork.has_precompile(to) {
            let what = format!("{to} is a precompiled contract of Ethereum, which the register machine has not");
            return Err(MachineError::Unsupported(what));
        }
        self.accounts.entry(transaction.from).or_default().nonce += 1;
        self.pay(transaction, to);
        Ok(Receipt {
            status: SUCCESS.to_owned(),
            output: hex0x(&[]),
            logs: Vec::new(),
            created: None,
            gas: None,
            steps: 0,
        })
    }

    fn pay(&mut self, transaction: &Transaction, to: Address) {
        if !transaction.value.is_zero() {
            self.accounts.entry(transaction.from).or_default().balance -= transaction.value;
            let callee = self.accounts.entry(to).or_default();
            callee.balance = callee.balance.saturating_add(transaction.value);
        }
    }

    /// Runs without keeping anything.
    fn run(&self, transaction: &Transaction) -> Result<Run, MachineError> {
        let Transaction { to, ref data, value, from, origin, .. } = *transaction;
        self.check_sender(transaction)?;
        let nothing = Storage::new();
        let (callee, program, storage, message, object) = match to {
            Some(to) => {
                let account = self.accounts.get(&to);
                let code = account.and_then(|account| Some((account.program.clone()?, &account.storage)));
                let (program, storage) = code.ok_or_else(|| {
                    MachineError::Unsupported(format!("{to} has no code to run, so there is nothing to prove"))
                })?;
                (to, program, storage, Message::call(data), None)
            }
            None => {
                let (object, arguments) = split(data)?;
                let nonce = self.accounts.get(&from).map_or(0, |account| account.nonce);
                (from.create(nonce), object.deploy.clone(), &nothing, Message::words(arguments), Some(object))
            }
        };
        let program =
            check(program).map_err(|error| MachineError::Impossible(format!("the program is refused: {error}")))?;
        let rules = self.ty.profile().machine.register().expect("the type is a register machine");
        let environment = rules.environment(self.environment(from, origin.unwrap_or(from), callee, value));
        let trace = vm::run(&program, &message, &environment, storage, Limits::default())
            .map_err(|error| MachineError::OverCapacity(error.to_string()))?;
        Ok(Run { program, message, environment, trace, object, callee })
    }

    fn environment(&self, from: Address, origin: Address, callee: Address, value: U256) -> Environment {
        let word = |address: Address| U256::from_be_slice(address.as_slice());
        let block = &self.block;
        // The gas price is 0 and the least blob fee 1, as in the world of the EVM side.
        [
            (EnvField::Caller, word(from)),
            (EnvField::Origin, word(origin)),
            (EnvField::Address, word(callee)),
            (EnvField::CallValue, value),
            (EnvField::ChainId, U256::from(block.chain_id)),
            (EnvField::Timestamp, U256::from(block.timestamp)),
            (EnvField::Number, U256::from(block.number)),
            (EnvField::Coinbase, word(block.coinbase)),
            (EnvField::PrevRandao, U256::from_be_bytes(block.prevrandao.0)),
            (EnvField::GasLimit, U256::from(block.gas_limit)),
            (EnvField::BaseFee, U256::from(block.base_fee)),
            (EnvField::BlobBaseFee, U256::ONE),
        ]
        .into_iter()
        .fold(Environment::default(), |environment, (field, value)| {
            environment.with(field, value).expect("every value fits the kind of its field")
        })
    }

    fn commit(&mut self, transaction: &Transaction, run: &Run) -> Receipt {
        let outcome = run.trace.outcome();
        let success = outcome.status == Status::Success;
        self.accounts.entry(transaction.from).or_default().nonce += 1;
        if success {
            self.pay(transaction, run.callee);
            let callee = self.accounts.entry(run.callee).or_default();
            callee.storage.apply(&outcome.writes);
            if let Some(object) = &run.object {
                callee.nonce = 1;
                callee.program = Some(object.runtime.clone());
            }
        }
        let output = match &run.object {
            Some(object) if success => object.runtime.encode(),
            _ => outcome.output.to_bytes(),
        };
        Receipt {
            status: if success { SUCCESS } else { REVERT }.to_owned(),
            output: hex0x(&output),
            logs: outcome.logs.iter().map(|log| report(run.callee, log)).collect(),
            created: (success && run.object.is_some()).then(|| hex0x(run.callee.as_slice())),
            gas: None,
            steps: outcome.steps,
        }
    }
}

fn report(address: Address, log: &vm_zkfriendly::trace::Log) -> Log {
    let data: Vec<u8> = log.words.iter().flat_map(U256::to_be_bytes::<32>).collect();
    Log {
        address: hex0x(address.as_slice()),
        topics: log.topics.iter().map(|topic| hex0x(&topic.to_be_bytes::<32>())).collect(),
        data: hex0x(&data),
    }
}

/// The object at the start of deployment data, and the arguments behind it.
fn split(data: &[u8]) -> Result<(Object, &[u8]), MachineError> {
    let refused = |error: DecodeError| MachineError::Impossible(format!("the code is no program: {error}"));
    match Object::decode(data) {
        Ok(object) => Ok((object, &[])),
        Err(DecodeError::TrailingBytes { count }) => {
            let (code, arguments) = data.split_at(data.len().saturating_sub(count));
            Ok((Object::decode(code).map_err(refused)?, arguments))
        }
        Err(error) => Err(refused(error)),
    }
}

impl Machine for Register {
    fn reset(&mut self, genesis: Genesis) -> Result<(), MachineError> {
        // what can be seen of a fork is which addresses are none of an account
        self.fork = match &genesis.hardfork {
            Some(name) => name.parse().map_err(|error: UnknownFork| MachineError::Unsupported(error.to_string()))?,
            None => Fork::default(),
        };
        self.block = genesis.block;
        self.others = genesis.others;
        let account =
            |account: super::Account| Account { balance: account.balance, nonce: account.nonce, ..Account::default() };
        self.accounts = genesis.accounts.into_iter().map(|(address, given)| (address, account(given))).collect();
        Ok(())
    }

    fn set_block(&mut self, block: &Block) {
        self.block = block.clone();
    }

    fn transact(&mut self, transaction: &Transaction) -> Result<Receipt, MachineError> {
        if let Some(to) = self.without_program(transaction) {
            self.check_sender(transaction)?;
            return self.transfer(transaction, to);
        }
        let run = self.run(transaction)?;
        Ok(self.commit(transaction, &run))
    }

    fn measure(
        &mut self,
        call: &Transaction,
        proving: Proving,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Measurement, MachineError> {
        if call.to.is_none() {
            return Err(MachineError::Unsupported("a deployment can't be measured".to_owned()));
        }
        measure::reset_peak_rss();
        let word = |address: &Address| U256::from_be_slice(address.as_slice());
        let storage = self.accounts.iter().map(|(address, account)| (word(address), &account.storage));
        let tree = prover::zk::tree(storage, &self.others);
        progress(Progress::Phase(Phase::Execute));
        let (run, execute) = measure::timed(|| self.run(call));
        let run = run?;
        let receipt = self.commit(call, &run);
        let prepare = || {
            let execution = Execution {
                profile: self.ty.profile(),
                program: run.program.program(),
                calldata: &run.message,
                environment: &run.environment,
                trace: &run.trace,
                tree: &tree?,
            };
            Prepared::shaped(&execution, proving.shaping)
        };
        let instructions = run.program.program().instructions();
        let opcode = |pc| {
            let instruction = usize::try_from(pc).ok().and_then(|pc: usize| instructions.get(pc));
            instruction.expect("a program that ran stayed within its instructions").opcode().to_string()
        };
        let attempt = self.prover.prove(self.ty.profile(), prepare, opcode, proving, progress);
        Ok(Measurement {
            receipt,
            executed: executed(&run),
            circuit: attempt.circuit,
            verdict: attempt.verdict,
            proof: attempt.proof,
            prediction: attempt.prediction,
            times: Times { execute: Some(execute), ..attempt.times },
            peak_rss_bytes: measure::peak_rss_bytes(),
        })
    }

    fn balance(&self, address: Address) -> U256 {
        self.accounts.get(&address).map(|account| account.balance).unwrap_or_default()
    }

    fn storage_is_empty(&self, address: Address) -> bool {
        self.accounts.get(&address).is_none_or(|account| account.storage.is_empty())
    }
}

fn executed(run: &Run) -> Vec<(String, u64)> {
    let program = run.program.program();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for (instruction, count) in program.instructions().iter().zip(run.trace.executed()) {
        if *count > 0 {
            *counts.entry(instruction.opcode().to_string()).or_default() += u64::from(*count);
        }
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

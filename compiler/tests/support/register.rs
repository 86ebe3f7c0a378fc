//! The ZK machine as an account: a contract's programs and its storage.

use compiler::backend::zk::{Compiled, Refusal, compile};
use compiler::ir::interpret::{Context, Execution, Immutables, Log, Outcome};
use compiler::ir::{Module, ObjectId};
use ruint::aliases::U256;
use vm_zkfriendly::check::check;
use vm_zkfriendly::environment::Environment;
use vm_zkfriendly::isa::EnvField;
use vm_zkfriendly::message::Message;
use vm_zkfriendly::program::Program;
use vm_zkfriendly::storage::Storage;
use vm_zkfriendly::trace::Status;
use vm_zkfriendly::vm::{Limits, run};

/// A compiled contract with its storage.
#[derive(Clone, Debug)]
pub struct Register {
    compiled: Compiled,
    runtime: ObjectId,
    /// What the contract has stored.
    pub storage: Storage,
}

impl Register {
    /// Compiles a contract; what the ZK target refuses, if it does.
    pub fn new(module: &Module) -> Result<Self, Vec<Refusal>> {
        let runtime = module.objects().find(|(_, object)| object.parent.is_some()).map(|(id, _)| id);
        compile(module).map(|compiled| Self {
            compiled,
            runtime: runtime.expect("what compiles has a runtime object"),
            storage: Storage::new(),
        })
    }

    /// Runs the constructor.
    pub fn deploy(&mut self, context: &Context, arguments: &[u8]) -> Execution {
        let program = self.compiled.object.deploy.clone();
        let execution = self.run(program, context, &Message::words(arguments));
        match execution.outcome {
            Outcome::Returned(_) => Execution { outcome: Outcome::Created(self.runtime), ..execution },
            Outcome::Created(_) | Outcome::Reverted(_) | Outcome::Invalid => execution,
        }
    }

    /// Runs a message call.
    pub fn call(&mut self, context: &Context, input: &[u8]) -> Execution {
        let program = self.compiled.object.runtime.clone();
        self.run(program, context, &Message::call(input))
    }

    /// Asserts what every machine has to agree on.
    pub fn agrees(&self, ours: &Execution, meant: &Execution, slots_in_use: bool) -> Result<(), String> {
        if ours.outcome != meant.outcome {
            return Err(format!("the ZK machine ends with {:x?}, the IR with {:x?}", ours.outcome, meant.outcome));
        }
        if ours.logs != meant.logs {
            return Err(format!("the ZK machine logs {:x?}, the IR {:x?}", ours.logs, meant.logs));
        }
        // Slots and keys differ, but each variable's word is 0 on either or on neither machine.
        if self.storage.is_empty() == slots_in_use {
            return Err(format!("the ZK machine's storage is {:x?}", self.storage));
        }
        Ok(())
    }

    fn run(&mut self, program: Program, context: &Context, message: &Message) -> Execution {
        let program = check(program).expect("the back end emits programs that pass the check");
        let limits = Limits { cycles: 1 << 24, cells: 1 << 28 };
        let trace = run(&program, message, &environment(context), &self.storage, limits).expect("the program halts");
        let outcome = trace.outcome();
        self.storage.apply(&outcome.writes);
        let data = |words: &[U256]| words.iter().flat_map(U256::to_be_bytes::<32>).collect();
        Execution {
            outcome: match outcome.status {
                Status::Success => Outcome::Returned(outcome.output.to_bytes()),
                Status::Revert => Outcome::Reverted(outcome.output.to_bytes()),
            },
            logs: outcome.logs.iter().map(|log| Log { topics: log.topics.clone(), data: data(&log.words) }).collect(),
            steps: outcome.steps,
            // They lie in storage.
            immutables: Immutables::new(),
        }
    }
}

fn environment(context: &Context) -> Environment {
    [
        (EnvField::Caller, context.caller),
        (EnvField::CallValue, context.callvalue),
        (EnvField::Address, context.this_address),
        (EnvField::Origin, context.origin),
        (EnvField::GasPrice, context.gasprice),
        (EnvField::ChainId, context.chainid),
        (EnvField::Timestamp, context.timestamp),
        (EnvField::Number, context.block_number),
        (EnvField::Coinbase, context.coinbase),
        (EnvField::PrevRandao, context.prevrandao),
        (EnvField::GasLimit, context.gaslimit),
        (EnvField::BaseFee, context.basefee),
        (EnvField::BlobBaseFee, context.blobbasefee),
    ]
    .into_iter()
    .fold(Environment::default(), |environment, (field, value)| {
        environment.with(field, value).expect("every value fits the kind of its field")
    })
}

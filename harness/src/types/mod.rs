//! zkEVM types: each compiles a contract for its machine, runs transactions on it, and proves what it can.
//!
//! One file a type. Everything else in this crate talks to a [`Machine`] and doesn't know which one it is.

use std::fmt;
use std::str::FromStr;

use alloy_primitives::{Address, B256, Bytes, U256, address};
use prover::profile::{self, Profile};
use prover::state::Tree;
use prover::{Felt, ShapeId, Shaping};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::exit::Failure;
use crate::front::{Contract, SourceLines};
use crate::measure::{Phase, Times};

mod cost;
mod proving;
pub mod t2;
pub mod t4;

pub use cost::{ChipCost, CircuitCost, Part, PcCost, Used};
pub use proving::Verifier;

/// Who sends a transaction unless told otherwise.
pub const DEFAULT_SENDER: Address = address!("0x00000000000000000000000000000000000A11CE");

/// Gas that a transaction may spend on types that have gas.
pub const GAS_LIMIT: u64 = 30_000_000;

/// A zkEVM type: one of [`Profile::ALL`].
#[derive(Clone, Copy)]
pub struct Type(&'static Profile);

impl Type {
    /// EVM bytecode, Ethereum's gas.
    pub const T2: Self = Self(&profile::T2);
    /// As type 2, but what is dear to prove costs more gas.
    pub const T2_5: Self = Self(&profile::T2_5);
    /// Nearly the EVM.
    pub const T3: Self = Self(&profile::T3);
    /// A register machine made for proofs, compiled from source.
    pub const T4: Self = Self(&profile::T4);

    /// Every type.
    pub const ALL: [Self; Profile::ALL.len()] = {
        let mut all = [Self::T2; Profile::ALL.len()];
        let mut i = 0;
        while i < all.len() {
            all[i] = Self(Profile::ALL[i]);
            i += 1;
        }
        all
    };

    /// The types of the classification that this build proves.
    pub const CLASSES: [Self; 4] = [Self::T2, Self::T2_5, Self::T3, Self::T4];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// What it is.
    #[must_use]
    pub const fn profile(self) -> &'static Profile {
        self.0
    }

    /// What a transaction's steps are called.
    #[must_use]
    pub const fn step_name(self) -> &'static str {
        match self.0.machine {
            profile::Machine::Evm(_) => "opcode",
            profile::Machine::Register(_) | profile::Machine::Ledger => "instruction",
        }
    }

    /// Compiles a contract for the type's machine.
    pub fn code(self, contract: &Contract) -> Result<Code, Failure> {
        match &self.0.machine {
            profile::Machine::Evm(rules) => t2::code(contract, self, rules),
            profile::Machine::Register(_) => t4::code(contract),
            profile::Machine::Ledger => Err(self.has_no_contracts().into()),
        }
    }

    /// The type's machine, without any account.
    pub fn machine(self) -> Result<Box<dyn Machine>, MachineError> {
        match self.0.machine {
            profile::Machine::Evm(_) => Ok(Box::new(t2::Evm::new(self))),
            profile::Machine::Register(_) => Ok(Box::new(t4::Register::new(self))),
            profile::Machine::Ledger => Err(self.has_no_contracts()),
        }
    }

    fn has_no_contracts(self) -> MachineError {
        MachineError::Unsupported(format!("{self} has no contracts: it is {}", self.0.title))
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Type {}

impl Serialize for Type {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.name().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// A name that is no type's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TypeError {
    /// A type of the plan that isn't built.
    #[error("type `{0}` is not supported yet")]
    NotBuilt(String),
    /// No type at all.
    #[error(transparent)]
    Unknown(#[from] UnknownType),
}

impl From<TypeError> for Failure {
    fn from(error: TypeError) -> Self {
        match error {
            TypeError::NotBuilt(_) => Self::unsupported(error.to_string()),
            TypeError::Unknown(_) => Self::usage(error.to_string()),
        }
    }
}

/// No type has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no type is called `{name}`; {}", match nearest { Some(nearest) => format!("the nearest is `{nearest}`"), None => format!("there are {}", Type::ALL.map(Type::name).join(", ")) })]
pub struct UnknownType {
    /// What was asked for.
    pub name: String,
    /// The type whose name resembles it.
    pub nearest: Option<Type>,
}

impl FromStr for Type {
    type Err = TypeError;

    fn from_str(name: &str) -> Result<Self, TypeError> {
        /// A name less like than that is none that was meant.
        const LIKE: f64 = 0.7;
        if let Some(known) = Profile::named(name) {
            return Ok(Self(known));
        }
        if name == "t1" {
            return Err(TypeError::NotBuilt(name.to_owned()));
        }
        let lowercase = name.to_ascii_lowercase();
        let likeness = |ty: &Self| strsim::jaro_winkler(&lowercase, ty.name());
        let nearest = Self::ALL.into_iter().filter(|ty| likeness(ty) >= LIKE);
        let nearest = nearest.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        Err(UnknownType { name: name.to_owned(), nearest }.into())
    }
}

/// A contract as its machine wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// What is deployed; constructor arguments follow it.
    pub creation: Vec<u8>,
    /// What deployment leaves behind.
    pub runtime: Vec<u8>,
    /// The target's listing.
    pub assembly: String,
    /// The source of what deployment leaves behind.
    pub lines: SourceLines,
}

/// What a block tells its transactions. The defaults are those of the EVM side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Chain id.
    pub chain_id: u64,
    /// Number.
    pub number: u64,
    /// Seconds since 1970.
    pub timestamp: u64,
    /// Who is paid.
    pub coinbase: Address,
    /// Gas limit.
    pub gas_limit: u64,
    /// Wei a gas.
    pub base_fee: u64,
    /// PREVRANDAO.
    pub prevrandao: B256,
}

impl Default for Block {
    fn default() -> Self {
        let block = vm_evm::Block::default();
        Self {
            chain_id: block.chain_id,
            number: block.number,
            timestamp: block.timestamp,
            coinbase: block.coinbase,
            gas_limit: block.gas_limit,
            base_fee: block.base_fee,
            prevrandao: block.prevrandao,
        }
    }
}

/// One transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// Whom it calls; nobody if it creates a contract.
    pub to: Option<Address>,
    /// Calldata; for a create, code and constructor arguments.
    pub data: Bytes,
    /// Wei.
    pub value: U256,
    /// Who sends it.
    pub from: Address,
    /// What it knows as its origin, if that isn't the sender.
    pub origin: Option<Address>,
    /// Gas that it may spend, where there is gas.
    pub gas_limit: u64,
}

/// Gas of a transaction, on types that have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gas {
    /// What the sender pays, after refunds.
    pub transaction: u64,
    /// What the instructions cost.
    pub execution: u64,
    /// Paid before the first instruction.
    pub intrinsic: u64,
    /// Paid for the code of a created contract.
    pub deposit: u64,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// Who left it: `0x` and 40 digits.
    pub address: String,
    /// Topics: `0x` and 64 digits each.
    pub topics: Vec<String>,
    /// Data, from `0x` on.
    pub data: String,
}

/// What a transaction did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// `success`, `revert` or `halt:<why>`.
    pub status: String,
    /// Return or revert data from `0x` on; for a create that succeeds, the code that is left.
    pub output: String,
    /// Events.
    pub logs: Vec<Log>,
    /// Where a contract was created: `0x` and 40 digits.
    pub created: Option<String>,
    /// Gas.
    pub gas: Option<Gas>,
    /// Executed instructions.
    pub steps: u64,
}

impl Receipt {
    /// Whether the transaction's changes were kept.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.status == SUCCESS
    }
}

/// Status of a transaction whose changes were kept.
pub const SUCCESS: &str = "success";

/// Status of a transaction that reverted.
pub const REVERT: &str = "revert";

/// Bytes as reports have them.
#[must_use]
pub fn hex0x(bytes: &[u8]) -> String {
    alloy_primitives::hex::encode_prefixed(bytes)
}

/// A transaction that can't be run at all; nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MachineError {
    /// It asks for the impossible.
    #[error("{0}")]
    Impossible(String),
    /// It is too large for the machine or its trace.
    #[error("{0}")]
    OverCapacity(String),
    /// It asks for what the type can't do yet.
    #[error("{0}")]
    Unsupported(String),
}

impl From<MachineError> for Failure {
    fn from(error: MachineError) -> Self {
        match error {
            MachineError::Impossible(message) => Self::failed(message),
            MachineError::OverCapacity(message) => Self::over_capacity(message),
            MachineError::Unsupported(message) => Self::unsupported(message),
        }
    }
}

/// How far a measured call shall go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proving {
    /// Everything but the proof.
    pub estimate: bool,
    /// Prove even if the prediction exceeds the free memory.
    pub force: bool,
    /// How high the circuit shall be.
    pub shaping: Shaping,
}

/// What became of the proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Proven, and the proof verified.
    Proven {
        /// The scheme.
        scheme: String,
        /// The reference string.
        srs: String,
        /// Length of the proof.
        bytes: u64,
    },
    /// Counted, as asked; not proven.
    Estimated,
    /// Not proven: the type can't yet.
    Unsupported(String),
    /// Not proven: too large.
    OverCapacity(String),
    /// A proof was made and the verifier refused it.
    Refused(String),
}

impl From<MachineError> for Verdict {
    fn from(error: MachineError) -> Self {
        match error {
            MachineError::Impossible(reason) => Self::Refused(reason),
            MachineError::OverCapacity(reason) => Self::OverCapacity(reason),
            MachineError::Unsupported(reason) => Self::Unsupported(reason),
        }
    }
}

impl Verdict {
    /// Why there is no proof, if there is to be one.
    #[must_use]
    pub fn failure(self) -> Option<Failure> {
        match self {
            Self::Proven { .. } | Self::Estimated => None,
            Self::Unsupported(reason) => Some(Failure::unsupported(reason)),
            Self::OverCapacity(reason) => Some(Failure::over_capacity(reason)),
            Self::Refused(reason) => Some(Failure::failed(reason)),
        }
    }
}

/// A proof that was accepted, with what it claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Which circuit of the type's family it is of.
    pub shape: ShapeId,
    /// The statement.
    pub statement: serde_json::Value,
    /// The proof's bytes.
    #[serde(with = "hex_bytes")]
    pub proof: Vec<u8>,
}

mod hex_bytes {
    use alloy_primitives::hex;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex::encode_prefixed(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        hex::decode(String::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// What is known before a proof is made. Never a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// Wall time of both keys.
    pub keys_ns: u64,
    /// Wall time of the proof.
    pub proof_ns: u64,
    /// Peak memory.
    pub memory_bytes: u64,
}

/// A measured call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measurement {
    /// What it did.
    pub receipt: Receipt,
    /// How often each opcode or instruction ran, most often first.
    pub executed: Vec<(String, u64)>,
    /// Counts, if there is a circuit.
    pub circuit: Option<CircuitCost>,
    /// What became of the proof.
    pub verdict: Verdict,
    /// The proof, if one was made and accepted.
    pub proof: Option<Proof>,
    /// What was foretold.
    pub prediction: Option<Prediction>,
    /// Times by phase.
    pub times: Times,
    /// Peak memory of the process during the call, where the system tells.
    pub peak_rss_bytes: Option<u64>,
}

impl Measurement {
    /// How often an opcode or instruction ran, if it did.
    #[must_use]
    pub fn executed_of(&self, name: &str) -> Option<u64> {
        self.executed.iter().find(|(known, _)| known == name).map(|(_, count)| *count)
    }
}

/// What a machine tells while it works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// A phase begins.
    Phase(Phase),
    /// The proof will take about this.
    Prediction(Prediction),
}

/// Accounts, a block, and transactions on them.
pub trait Machine {
    /// Forgets everything and starts with these accounts and this block.
    fn reset(&mut self, genesis: Genesis) -> Result<(), MachineError>;

    /// The block of the next transaction.
    fn set_block(&mut self, block: &Block);

    /// Runs a transaction and keeps what it changed.
    fn transact(&mut self, transaction: &Transaction) -> Result<Receipt, MachineError>;

    /// Runs a call, counts and proves it, and keeps what it changed.
    fn measure(
        &mut self,
        call: &Transaction,
        proving: Proving,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Measurement, MachineError>;

    /// Wei of an account.
    fn balance(&self, address: Address) -> U256;

    /// Whether an account has no storage slot that isn't zero.
    fn storage_is_empty(&self, address: Address) -> bool;
}

/// How a machine starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Genesis {
    /// The hard fork's name, for types that follow Ethereum's; the default is the machine's.
    pub hardfork: Option<String>,
    /// The block.
    pub block: Block,
    /// Who has what.
    pub accounts: Vec<(Address, Account)>,
    /// The storage of accounts that no transaction can reach.
    pub others: Tree,
}

/// Slots of other accounts in the state of every workload, so that a proof walks through a tree of some size: the same on all types.
pub const OTHER_SLOTS: u64 = 1024;

/// The storage of those accounts: 16 slots each.
#[must_use]
pub fn other_storage() -> Tree {
    let slots = (0..OTHER_SLOTS).map(|i| {
        let address = Felt::from((1 << 32) + i / 16);
        (address, [i % 16, 0].map(Felt::from), [i + 1, 0].map(Felt::from))
    });
    Tree::from_slots(slots).expect("these slots have paths apart, as a test shows")
}

/// An account at the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Wei.
    pub balance: U256,
    /// Nonce.
    pub nonce: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_accounts_have_their_slots() {
        let tree = other_storage();
        let value = |address: u64, slot: u64| {
            tree.get(prover::state::account(Felt::from((1 << 32) + address)), [slot, 0].map(Felt::from))
        };
        assert_eq!(value(63, 15), [OTHER_SLOTS, 0].map(Felt::from));
        assert_eq!(value(64, 0), [0, 0].map(Felt::from));
    }

    #[test]
    fn type_names_parse_back_and_others_are_told_the_nearest() {
        for ty in Type::ALL {
            assert_eq!(ty.name().parse(), Ok(ty));
            assert_eq!(serde_json::to_value(ty).unwrap(), ty.name());
        }
        let said = |name: &str| name.parse::<Type>().unwrap_err().to_string();
        assert_eq!(said("t2.6"), "no type is called `t2.6`; the nearest is `t2.5`");
        assert_eq!(said("scrol"), "no type is called `scrol`; the nearest is `scroll`");
        assert_eq!(said("polygon"), "no type is called `polygon`; the nearest is `polygon-hermez`");
        assert!(said("x").starts_with("no type is called `x`; there are t2, t2.5, t3, t4, scroll"), "{}", said("x"));
        let exit = |name: &str| Failure::from(name.parse::<Type>().unwrap_err()).exit.code();
        assert_eq!([exit("t1"), exit("t9")], [3, 2]);
    }

    #[test]
    fn both_machines_know_the_default_sender() {
        assert_eq!(DEFAULT_SENDER, vm_evm::DEFAULT_SENDER);
    }
}

//! What a proof says about a message call on the EVM, and how a verifier writes it down as public inputs.
//!
//! The frame starts with an empty stack, empty memory, no refund, and no storage slot warm. Not part of the statement, for any
//! type: the transaction's signature and encoding, its intrinsic gas, nonce and fee. Balances are in no tree yet: what SELFBALANCE gives, the
//! callee's wei with the value that came with the call, is a field that whoever believes the statement has to know, as CALLVALUE is.

use std::sync::Arc;

use ruint::aliases::U256;
use serde::{Deserialize, Serialize};
use vm_evm::opcode::{self, CALLDATALOAD, Opcode};
use vm_evm::{Block, Entry, EvmTrace, FrameContext, Rules, Status};
use vm_zkfriendly::message::Message;

use super::copied::reads_bytes;
use super::opcodes::{CALLDATASIZE, CODESIZE, FIELDS, RETURNDATASIZE};
use super::plan::Circuits;
use super::timeline::{Timeline, TouchedSlot};
use super::{EvmError, code};
use crate::Felt;
use crate::circuit::{Circuit, Kind};
use crate::family::ShapeId;
use crate::poseidon::{Sponge, Stream};
use crate::profile::Profile;
use crate::public::{
    Absorbed, Claim, Digest, Frame, PublicRows, StateChange, StatementError, address_element, check_fields, event_head,
    hex_words, input_sponge, log_sponge, output_sponge,
};
use crate::state::{self, Tree};
use crate::word::word;

/// Values of a public row: as many as the longest boundary message has.
pub(super) const VALUES: usize = 7;

/// Rows of public inputs: the profile, first state and context, halt, outcome, end of the code and what follows it, roots, four sponges, the fields.
pub const PUBLIC_ROWS: usize = 8 + 2 * 4 + FIELDS.len();

/// How a frame ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// STOP, RETURN: what it did lasts.
    Success,
    /// REVERT: what it did is undone.
    Revert,
    /// An exceptional halt: what it did is undone, all gas is lost, nothing is put out.
    Halt,
}

/// [`End::Halt`] in messages.
pub(super) const EXCEPTION: u64 = 2;

impl End {
    /// The number in messages.
    fn number(self) -> u64 {
        match self {
            Self::Revert => 0,
            Self::Success => 1,
            Self::Halt => EXCEPTION,
        }
    }
}

/// What is proven: this code, called so, answered so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The type's name, see [`crate::profile`].
    pub profile: String,
    /// The fork from which its rules start. Follows from the profile, as the next does.
    pub fork: String,
    /// What its prices are called.
    pub gas_schedule: String,
    /// Bytes of the code.
    pub code_length: u64,
    /// Bytes of PUSH data that the end of the code cuts off; 0 stands in their place, and a STOP behind them. Follows from the code, 0 to 32.
    pub code_cut_off: u64,
    /// The code's digest: 32-byte words, padded with zeros.
    pub code: Digest,
    /// Bytes of the calldata.
    pub calldata_length: u64,
    /// Whether the calldata starts with a selector.
    pub calldata_selector: bool,
    /// The calldata's digest: the selector, then 32-byte words, padded with zeros to as many words as the execution read.
    pub calldata: Digest,
    /// The fields of the call and the block, in order of their opcodes.
    #[serde(with = "hex_words")]
    pub environment: Vec<U256>,
    /// Gas before the first instruction.
    pub gas_limit: u64,
    /// What has only one value so far.
    pub frame: Frame,
    /// How it ended.
    pub end: End,
    /// Gas after the last instruction.
    pub gas_left: u64,
    /// The refund counter; 0 unless successful.
    pub refund: u64,
    /// Bytes of the output.
    pub output_length: u64,
    /// The output's digest: whether there is a selector, the selector, the words, padded with zeros. Four bytes and whole words have a selector if they
    /// stand at a word of memory.
    pub output: Digest,
    /// The events' digest: for each, address and topics + 8 · bytes of data, its topics, its data; nothing unless successful.
    pub logs: Digest,
    /// What became of storage.
    pub state: StateChange,
    /// Executed instructions.
    pub steps: u64,
}

/// What a statement is made of.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    profile: &'static Profile,
    trace: &'a EvmTrace,
    calldata: Message,
    calldata_blocks: u32,
    output: Message,
    tree: &'a Tree,
    touched: Vec<state::TouchedSlot>,
    state: StateChange,
}

impl<'a> Facts<'a> {
    /// The facts of a trace under a profile's rules, given the storage tree before it.
    ///
    /// # Errors
    /// A transaction that no proof is about yet, by name.
    pub fn new(
        profile: &'static Profile,
        trace: &'a EvmTrace,
        timeline: &Timeline,
        tree: &'a Tree,
    ) -> Result<Self, EvmError> {
        let context = &trace.context;
        let what = match context.entry {
            Entry::Code if profile.machine.evm() != Some(context.rules) => Some("a run by other rules than the type's"),
            Entry::Code if !profile.is_proven() => Some("a type whose rules no circuit has"),
            Entry::Code if !context.warm_slots.is_empty() => Some("an access list with storage slots"),
            Entry::Code => None,
            Entry::InitCode => Some("a deployment"),
            Entry::Precompile | Entry::NoCode => return Err(EvmError::NoCode),
        };
        if let Some(what) = what {
            return Err(EvmError::Transaction { what });
        }
        let output = &trace.receipt.output;
        let is_bytes = trace.steps.last().is_some_and(reads_bytes);
        let output = match output.len() % code::WORD_BYTES {
            4 if !is_bytes => Message::call(output),
            _ => Message::words(output),
        };
        let calldata = Message::call(&context.calldata);
        let read = trace.steps.iter().filter(|step| step.opcode == CALLDATALOAD && !step.halted());
        // a load from behind the end reads no word
        let size = U256::from(context.calldata.len());
        let read = read.filter_map(|step| step.popped.first().copied()).filter(|offset| *offset < size);
        let read = read.map(|offset| offset + U256::from(28)).map(|end| {
            let last = (end + U256::from(31)) / U256::from(32);
            u32::try_from(last).unwrap_or(u32::MAX)
        });
        let words = u32::try_from(calldata.words.len()).unwrap_or(u32::MAX);
        let calldata_blocks = read.max().unwrap_or(0).max(words).saturating_add(1);
        let touched: Vec<_> = timeline.slots.iter().map(TouchedSlot::last_record).collect();
        let callee = address_element(U256::from_be_slice(context.callee.as_slice()));
        let state = StateChange::of(tree, callee, &touched, trace.receipt.status == Status::Success)?;
        Ok(Self { profile, trace, calldata, calldata_blocks, output, tree, touched, state })
    }

    /// What the state lane proves.
    pub(super) fn storage(&self) -> (state::Entry<'_>, &Tree) {
        let address = address_element(U256::from_be_slice(self.trace.context.callee.as_slice()));
        let success = self.trace.receipt.status == Status::Success;
        (state::Entry { address, slots: &self.touched, success }, self.tree)
    }

    /// The bytecode.
    pub(super) fn code(&self) -> &[u8] {
        &self.trace.context.bytecode
    }

    /// The words of calldata that are absorbed, the selector first.
    pub(super) fn calldata_words(&self) -> impl Iterator<Item = [Felt; 2]> {
        (0..self.calldata_blocks).map(|index| word(self.calldata.input(index)))
    }

    /// What the sponges of code, calldata, output and logs absorb.
    pub(super) fn absorbed(&self) -> [Absorbed; 4] {
        let context = &self.trace.context;
        let code = Message::words(&context.bytecode).words.into_iter().map(word);
        let selector = self.output.selector;
        let head = [u64::from(selector.is_some()), u64::from(selector.unwrap_or(0))].map(Felt::from);
        let output = std::iter::once(head).chain(self.output.words.iter().map(|value| word(*value)));
        let logs = self.trace.receipt.logs.iter().flat_map(|log| {
            let address = U256::from_be_slice(log.address.as_slice());
            let head = event_head(address, log.topics().len(), log.data.data.len());
            let topics = log.topics().iter().map(|topic| word(U256::from_be_bytes(topic.0)));
            let data = Message::words(&log.data.data).words.into_iter().map(word);
            std::iter::once(head).chain(topics).chain(data).collect::<Vec<_>>()
        });
        [
            Absorbed { start: code_sponge(context.bytecode.len() as u64), blocks: code.collect() },
            Absorbed {
                start: input_sponge(self.calldata.length, self.calldata.selector.is_some()),
                blocks: self.calldata_words().collect(),
            },
            Absorbed { start: output_sponge(), blocks: output.collect() },
            Absorbed { start: log_sponge(), blocks: logs.collect() },
        ]
    }

    /// The statement.
    pub fn statement(&self) -> Statement {
        let [code, calldata, output, logs] = self.absorbed().map(|absorbed| absorbed.digest());
        let context = &self.trace.context;
        let receipt = &self.trace.receipt;
        let environment = FIELDS.iter().map(|opcode| field(context, *opcode));
        Statement {
            profile: self.profile.name.to_owned(),
            fork: context.rules.fork.name().to_owned(),
            gas_schedule: context.rules.gas.name.to_owned(),
            code_length: context.bytecode.len() as u64,
            code_cut_off: code::cut_off(&context.bytecode),
            code,
            calldata_length: self.calldata.length,
            calldata_selector: self.calldata.selector.is_some(),
            calldata,
            environment: environment.collect(),
            gas_limit: context.gas_limit,
            frame: Frame::default(),
            end: match receipt.status {
                Status::Success => End::Success,
                Status::Revert => End::Revert,
                Status::Halt(_) => End::Halt,
            },
            gas_left: self.trace.gas_left(),
            refund: receipt.refund_counter,
            output_length: self.output.length,
            output,
            logs,
            state: self.state.clone(),
            steps: self.trace.steps.len() as u64,
        }
    }
}

/// What an opcode of [`FIELDS`] pushes.
fn field(context: &FrameContext, opcode: u8) -> U256 {
    let address = |address: vm_evm::Address| U256::from_be_slice(address.as_slice());
    let Block { chain_id, number, timestamp, coinbase, gas_limit, base_fee, prevrandao, .. } = context.block;
    match opcode {
        0x30 => address(context.callee),
        0x32 => address(context.origin),
        0x33 => address(context.caller),
        0x34 => context.value,
        CALLDATASIZE => U256::from(context.calldata.len()),
        CODESIZE => U256::from(context.bytecode.len()),
        0x3a => U256::from(context.gas_price),
        0x41 => address(coinbase),
        0x42 => U256::from(timestamp),
        0x43 => U256::from(number),
        0x44 => U256::from_be_bytes(prevrandao.0),
        0x45 => U256::from(gas_limit),
        0x46 => U256::from(chain_id),
        0x47 => context.balance,
        0x48 => U256::from(base_fee),
        0x4a => U256::from(context.block.blob_base_fee(context.rules.fork)),
        _ => U256::ZERO, // RETURNDATASIZE
    }
}

fn code_sponge(length: u64) -> Sponge {
    Sponge::new(Stream::Program, u128::from(length))
}

impl Statement {
    /// The rules of the profile that is named.
    fn rules(&self) -> Result<&'static Rules, StatementError> {
        let profile = Profile::named(&self.profile).filter(|profile| profile.is_proven());
        let rules = profile.and_then(|profile| profile.machine.evm());
        let rules = rules.ok_or_else(|| StatementError::Profile { found: self.profile.clone() })?;
        for (what, found, expected) in
            [("fork", &self.fork, rules.fork.name()), ("gas schedule", &self.gas_schedule, rules.gas.name)]
        {
            if found != expected {
                return Err(StatementError::Rules { what, found: found.clone(), expected });
            }
        }
        Ok(rules)
    }
}

impl Claim for Statement {
    fn profile(&self) -> &str {
        &self.profile
    }

    fn circuit(&self, shape: &ShapeId) -> Result<Arc<Circuit>, StatementError> {
        let circuits = Circuits::of(self.rules()?);
        let shape = circuits.family.shape(shape).ok_or(StatementError::Shape)?;
        Ok(circuits.circuit(shape))
    }

    fn public(&self) -> Result<Vec<Vec<Felt>>, StatementError> {
        self.frame.check()?;
        let rules = self.rules()?;
        let mut rows = PublicRows::default();
        rows.profile(&self.profile);
        let small = |values: &[u64]| values.iter().map(|v| Felt::from(*v)).collect::<Vec<_>>();
        let success = u64::from(self.end == End::Success);
        rows.send(Kind::EvmState, &small(&[1, 0, 0, self.gas_limit]));
        rows.send(Kind::EvmContext, &small(&[0, 0, 0, 0]));
        let ended = [self.end.number(), self.steps, self.gas_left, self.refund, self.logs.blocks, self.output_length];
        rows.receive(Kind::EvmHalt, &small(&ended));
        rows.provide(Kind::Outcome, &small(&[success]));
        rows.send(Kind::EvmCodeEnd, &small(&[self.code_length, self.code_cut_off]));
        // past its end, and the data that it cuts off, code is STOP; a file may claim any numbers, so this is reckoned in the field
        let end = Felt::from(self.code_length) + Felt::from(self.code_cut_off);
        let [stop, gas, none, one] = [u64::from(opcode::STOP), rules.static_gas(opcode::STOP), 0, 1].map(Felt::from);
        rows.provide(Kind::EvmCode, &[end, stop, none, gas, none, none, end + one]);
        rows.sponge(&code_sponge(self.code_length), &self.code)?;
        rows.sponge(&input_sponge(self.calldata_length, self.calldata_selector), &self.calldata)?;
        rows.sponge(&output_sponge(), &self.output)?;
        rows.sponge(&log_sponge(), &self.logs)?;
        let names = FIELDS.map(|byte| Opcode::of(byte).map_or("unassigned", |opcode| opcode.mnemonic));
        check_fields(&self.environment, &names, |place| match FIELDS[place] {
            CALLDATASIZE => Some(U256::from(self.calldata_length)),
            CODESIZE => Some(U256::from(self.code_length)),
            RETURNDATASIZE => Some(U256::ZERO),
            field => rules.field(field),
        })?;
        self.state.say(&mut rows, self.environment[0])?;
        for (opcode, value) in FIELDS.iter().zip(&self.environment) {
            let [lo, hi] = word(*value);
            rows.provide(Kind::Env, &[Felt::from(u64::from(*opcode)), lo, hi]);
        }
        Ok(rows.columns(VALUES))
    }
}

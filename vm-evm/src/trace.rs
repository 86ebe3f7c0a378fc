//! What one transaction did, step by step: the top frame complete, nested frames by name only.
//!
//! A trace explains itself: a step has the words it popped and pushed and the bytes it read and wrote, so nobody needs an
//! interpreter to follow it. What follows from other fields is a method, so nothing is said twice.
//! Words are listed as YP lists them: index 0 is the top of the stack.

use std::collections::BTreeSet;

use alloy_primitives::{Address, B256, Bytes, Log, U256};

use crate::{Account, Block, HaltReason, Receipt, Rules, opcode};

/// All that one transaction's top frame did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvmTrace {
    /// What the frame was given.
    pub context: FrameContext,
    /// Its instructions in order; `steps[i].clock == i`.
    pub steps: Vec<Step>,
    /// How the transaction ended.
    pub receipt: Receipt,
    /// Every storage slot that any frame of the transaction read or wrote, by address and key.
    pub slots: Vec<SlotChange>,
    /// Every account that any frame of the transaction looked at, by address.
    pub accounts: Vec<AccountChange>,
}

impl EvmTrace {
    /// Gas left when the frame ended; zero after a halt.
    pub fn gas_left(&self) -> u64 {
        self.context.gas_limit - self.receipt.execution_gas
    }

    /// Steps that started another frame, with that frame.
    pub fn nested_frames(&self) -> impl Iterator<Item = (&Step, &NestedFrame)> {
        self.steps.iter().filter_map(|step| Some((step, step.nested.as_deref()?)))
    }
}

/// What a frame is given before its first instruction (YP 9.3, the environment I).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameContext {
    /// Rules in force.
    pub rules: &'static Rules,
    /// Block fields as the rules have them, chain id included.
    pub block: Block,
    /// What was entered.
    pub entry: Entry,
    /// Code that runs: runtime code of a call, init code of a create.
    pub bytecode: Bytes,
    /// CALLDATA; empty for a create.
    pub calldata: Bytes,
    /// CALLER.
    pub caller: Address,
    /// ADDRESS: the called or the created account.
    pub callee: Address,
    /// ORIGIN.
    pub origin: Address,
    /// CALLVALUE, in wei.
    pub value: U256,
    /// SELFBALANCE, in wei, as the first instruction would see it: fees are paid and `value` is the callee's. Zero if there are no instructions.
    pub balance: U256,
    /// Gas before the first instruction: the transaction's gas limit without intrinsic gas.
    pub gas_limit: u64,
    /// GASPRICE, in wei a gas.
    pub gas_price: u128,
    /// Frames above this one: 0.
    pub depth: u16,
    /// Whether state may not change: false.
    pub is_static: bool,
    /// Addresses that are warm at the start: sender, callee, precompiles, coinbase, access list (EIP-2929, 2930, 3651).
    pub warm_addresses: BTreeSet<Address>,
    /// Slots that are warm at the start: those of the access list (EIP-2930).
    pub warm_slots: BTreeSet<(Address, U256)>,
}

/// What kind of account a transaction entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// A contract's runtime code.
    Code,
    /// The init code of a new contract.
    InitCode,
    /// A precompiled contract: there are no steps.
    Precompile,
    /// Nothing: a transfer of value to an account without code, empty init code, or a collision. There are no steps.
    NoCode,
}

/// One instruction of the top frame.
///
/// A halting step has no effect: nothing pushed, no memory or state access made. Its `storage`, `transient` and `account`
/// still tell what it would have met, because the price depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Number of this step in its frame, from 0.
    pub clock: u64,
    /// Offset of the opcode in the bytecode. May be past the end, where every byte is STOP (YP 9.4.1).
    pub pc: u64,
    /// The opcode; [`crate::opcode::describe`] prints it.
    pub opcode: u8,
    /// Words on the stack before.
    pub stack_words: u16,
    /// Gas before.
    pub gas_before: u64,
    /// Gas after; with the unused gas of a nested frame. Zero after a halt.
    pub gas_after: u64,
    /// Words that the opcode takes, top first: as many as [`crate::opcode`] says, or all there were on an underflow. DUP1
    /// takes 1 and gives 2, SWAP1 takes 2 and gives 2, and so on.
    pub popped: Vec<U256>,
    /// Words that the opcode gives, top first.
    pub pushed: Vec<U256>,
    /// Memory size before, in 32-byte words.
    pub memory_words_before: u64,
    /// Memory size after, in 32-byte words.
    pub memory_words_after: u64,
    /// Refund counter before, in gas. May be negative inside a frame.
    pub refund_before: i64,
    /// Refund counter after, in gas.
    pub refund_after: i64,
    /// Memory that it read and wrote, in this order. Accesses of no bytes aren't listed.
    pub memory: Vec<MemoryAccess>,
    /// Slot that it read or wrote: SLOAD, SSTORE.
    pub storage: Option<Box<StorageAccess>>,
    /// Transient slot that it read or wrote: TLOAD, TSTORE.
    pub transient: Option<Box<TransientAccess>>,
    /// Account that it looked at: BALANCE, EXTCODE..., CALL..., SELFDESTRUCT.
    pub account: Option<Box<AccountAccess>>,
    /// Event that it emitted: LOG0 to LOG4.
    pub log: Option<Box<Log>>,
    /// Frame that it started: CALL, CALLCODE, DELEGATECALL, STATICCALL, CREATE, CREATE2.
    pub nested: Option<Box<NestedFrame>>,
    /// How it ended the frame, if it did. On the last step only.
    pub end: Option<FrameEnd>,
}

impl Step {
    /// Gas spent by this step. After a halt that is all there was.
    pub fn gas_cost(&self) -> u64 {
        self.gas_before - self.gas_after
    }

    /// Bytes that KECCAK256 hashed; none for other opcodes and on a halt.
    pub fn keccak_input(&self) -> Option<&[u8]> {
        let hashed = self.opcode == opcode::KECCAK256 && !self.halted();
        hashed.then(|| self.memory.first().map(|access| access.bytes.as_ref()).unwrap_or_default())
    }

    /// Whether this step is an exceptional halt.
    pub fn halted(&self) -> bool {
        matches!(self.end, Some(FrameEnd::Halt(_)))
    }
}

/// How a frame ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FrameEnd {
    /// STOP, or the end of the code.
    Stop,
    /// RETURN.
    Return,
    /// SELFDESTRUCT.
    SelfDestruct,
    /// REVERT.
    Revert,
    /// An exceptional halt.
    Halt(HaltReason),
}

/// Direction of a memory access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MemoryAccessKind {
    /// Memory was read.
    Read,
    /// Memory was written.
    Write,
}

/// Bytes of memory that a step read or wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryAccess {
    /// Read or written.
    pub kind: MemoryAccessKind,
    /// Where they begin, in bytes.
    pub offset: u64,
    /// What was read or written; its length is the access's.
    pub bytes: Bytes,
}

/// Direction of a storage access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StorageAccessKind {
    /// SLOAD or TLOAD.
    Load,
    /// SSTORE or TSTORE.
    Store,
}

/// A storage slot of the callee as a step met it (EIP-2200, EIP-2929).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageAccess {
    /// Read or written.
    pub kind: StorageAccessKind,
    /// The slot.
    pub key: U256,
    /// Value before the transaction.
    pub original: U256,
    /// Value before the step.
    pub before: U256,
    /// Value after the step; as before, if it was a load or halted.
    pub after: U256,
    /// Whether the slot was warm before the step.
    pub was_warm: bool,
}

/// A transient slot of the callee as a step met it (EIP-1153).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransientAccess {
    /// Read or written.
    pub kind: StorageAccessKind,
    /// The slot.
    pub key: U256,
    /// Value before the step.
    pub before: U256,
    /// Value after the step; as before, if it was a load or halted.
    pub after: U256,
}

/// An account as a step met it (EIP-2929).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountAccess {
    /// Which account.
    pub address: Address,
    /// Whether it was warm before the step.
    pub was_warm: bool,
}

/// What kind of frame a step started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NestedKind {
    /// CALL.
    Call,
    /// CALLCODE.
    CallCode,
    /// DELEGATECALL.
    DelegateCall,
    /// STATICCALL.
    StaticCall,
    /// CREATE.
    Create,
    /// CREATE2.
    Create2,
}

/// That a step started another frame. Its steps aren't recorded; its effects on gas, refund and return data stand in the
/// step, its effects on storage in [`EvmTrace::slots`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NestedFrame {
    /// By which opcode.
    pub kind: NestedKind,
    /// Whose code ran; none for a create.
    pub code_address: Option<Address>,
    /// Gas that it was given, stipend included.
    pub gas_limit: u64,
    /// Whether a precompiled contract answered.
    pub precompile: bool,
    /// Whether its changes were kept.
    pub success: bool,
}

/// A storage slot before and after the transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotChange {
    /// Whose slot.
    pub address: Address,
    /// The slot.
    pub key: U256,
    /// Value before the transaction.
    pub before: U256,
    /// Value after the transaction; as before, if it failed.
    pub after: U256,
}

/// An account before and after the transaction; none where it doesn't exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountChange {
    /// Which account.
    pub address: Address,
    /// Before the transaction.
    pub before: Option<AccountState>,
    /// After the transaction.
    pub after: Option<AccountState>,
}

/// An account's fields other than its storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountState {
    /// Wei.
    pub balance: U256,
    /// Transactions sent, or contracts created plus one.
    pub nonce: u64,
    /// keccak256 of the code.
    pub code_hash: B256,
    /// Length of the code, in bytes.
    pub code_bytes: u64,
}

impl From<&Account> for AccountState {
    fn from(account: &Account) -> Self {
        Self {
            balance: account.balance(),
            nonce: account.nonce(),
            code_hash: account.code_hash(),
            code_bytes: account.code().len() as u64,
        }
    }
}

//! EVM bytecode on revm, and the trace of what it did.
//!
//! A [`World`] holds accounts and a [`Block`]; a [`Create`] or a [`Call`] is one transaction on it and gives a [`Receipt`];
//! [`World::trace_call`] and [`World::trace_create`] give an [`EvmTrace`], every step of the transaction's top frame with
//! all it read and wrote. [`asm`] turns mnemonics into bytecode and back, [`opcode`] is the table of opcodes.
//!
//! The bytecode may come from any compiler. Nothing here knows what a trace is used for, and only `tracer.rs` and
//! `jump.rs` look inside revm's interpreter. What it does are Ethereum's rules, or others ([`Rules`]). "YP" in the documentation is the Yellow Paper, Shanghai version.

mod block;
mod execute;
mod fork;
mod halt;
mod jump;
mod nearest;
mod receipt;
mod rules;
mod trace;
mod tracer;
mod transaction;
mod world;

pub mod asm;
pub mod opcode;

pub use block::Block;
pub use execute::{ExecuteError, GAS_LIMIT_MAX, TRACE_STEPS_MAX};
pub use fork::{Fork, UnknownFork};
pub use halt::HaltReason;
pub use receipt::{Receipt, Status};
pub use rules::{GasSchedule, Jumps, OpcodeSet, Rules, UnitPrices};
pub use trace::{
    AccountAccess, AccountChange, AccountState, Entry, EvmTrace, FrameContext, FrameEnd, MemoryAccess,
    MemoryAccessKind, NestedFrame, NestedKind, SlotChange, Step, StorageAccess, StorageAccessKind, TransientAccess,
};
pub use transaction::{Call, Create, DEFAULT_GAS_LIMIT, DEFAULT_SENDER};
pub use world::{Account, Fees, Genesis, World};

pub use alloy_primitives::{Address, B256, Bytes, Log, LogData, U256};

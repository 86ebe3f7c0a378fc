//! What a transaction did, and what it cost.

use std::fmt;

use alloy_primitives::{Address, Bytes, Log};

use crate::HaltReason;

/// How a transaction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// STOP, RETURN, SELFDESTRUCT or the end of the code: changes are kept.
    Success,
    /// REVERT: changes are undone, gas that is left is returned, the output tells why.
    Revert,
    /// An exceptional halt: changes are undone, all gas is gone.
    Halt(HaltReason),
}

impl Status {
    /// Whether the transaction's changes were kept (EIP-658's status 1).
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Success)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Success => f.pad("success"),
            Self::Revert => f.pad("revert"),
            Self::Halt(reason) => f.pad(reason.name()),
        }
    }
}

/// Result of one transaction. All gas figures are in gas.
///
/// `transaction_gas = max(intrinsic_gas + execution_gas + deposit_gas - refund_gas, floor_gas)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// How it ended.
    pub status: Status,
    /// Return data, revert data, or the code of the created contract. Empty after a halt.
    pub output: Bytes,
    /// Events in order of emission, of all frames that weren't undone.
    pub logs: Vec<Log>,
    /// Where a contract was created, if it was.
    pub created: Option<Address>,
    /// What the sender pays: after refund and floor. The "gas used" of an Ethereum receipt.
    pub transaction_gas: u64,
    /// Paid before the first instruction: 21,000, calldata, access list, init code (YP 6.2 g₀; EIP-2028, 2930, 3860).
    pub intrinsic_gas: u64,
    /// Spent by the frame's instructions, or by the precompile; before refund, without intrinsic and deposit gas.
    pub execution_gas: u64,
    /// Paid for the code of the created contract: 200 a byte (YP 7, G_codedeposit). Zero for a call.
    pub deposit_gas: u64,
    /// The refund counter at the end, before the cap; zero unless successful.
    pub refund_counter: u64,
    /// Given back: at most a fifth of the gas spent (EIP-3529; a half before London).
    pub refund_gas: u64,
    /// Least a transaction with this calldata pays (EIP-7623). Zero before Prague.
    pub floor_gas: u64,
    /// Instructions begun, in all frames.
    pub steps: u64,
}

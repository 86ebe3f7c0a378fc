//! Running one transaction on a [`World`] (YP 6, 7, 8).
//!
//! A transaction starts with a cold journal and commits at its end, so warm sets, refunds and transient storage never leak
//! into the next one. Asking for the impossible is an [`ExecuteError`] and changes nothing; failing in the EVM is a
//! [`Status`], and costs the sender a nonce.

use std::convert::Infallible;

use alloy_primitives::{Address, Bytes, U256};
use revm::{
    Context, InspectEvm, MainBuilder, MainContext,
    context::{
        CfgEnv,
        result::{EVMError, ExecutionResult, InvalidTransaction},
    },
    interpreter::Instruction,
    primitives::eip3860,
    state::EvmState,
};

use crate::{
    Account, AccountChange, AccountState, Block, Call, Create, EvmTrace, Fees, Fork, FrameEnd, HaltReason, Jumps,
    OpcodeSet, Receipt, Rules, SlotChange, Status, World,
    block::EXCESS_BLOB_GAS_MAX,
    jump, opcode,
    tracer::{TopFrame, Tracer},
    transaction::Transaction,
    world::Store,
};

/// Highest gas limit of a transaction, in gas: 2³². Beyond, one could pay for more memory than a machine has.
pub const GAS_LIMIT_MAX: u64 = 1 << 32;

/// Longest trace of a top frame, in steps: 2²⁰, some 300 MB.
pub const TRACE_STEPS_MAX: usize = 1 << 20;

/// Why a transaction can't be run at all. The world is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExecuteError {
    /// The sender is a contract (EIP-3607).
    #[error("sender {from} is a contract of {code_bytes} bytes and can't sign transactions")]
    SenderIsContract {
        /// The sender.
        from: Address,
        /// Length of its code.
        code_bytes: usize,
    },
    /// The sender has sent 2⁶⁴ - 1 transactions (EIP-2681).
    #[error("the nonce of sender {from} is at its maximum")]
    NonceAtMaximum {
        /// The sender.
        from: Address,
    },
    /// The sender lacks the value, or value and fee.
    #[error("sender {from} has {balance} wei but needs {needed}")]
    InsufficientBalance {
        /// The sender.
        from: Address,
        /// What it has, in wei.
        balance: U256,
        /// What it needs, in wei; at least 2²⁵⁶ - 1 if that doesn't fit.
        needed: U256,
    },
    /// The gas price is below the base fee (EIP-1559).
    #[error("a gas price of {gas_price} wei is below the base fee of {base_fee}")]
    GasPriceBelowBaseFee {
        /// Offered, in wei a gas.
        gas_price: u128,
        /// Needed, in wei a gas.
        base_fee: u64,
    },
    /// The gas limit doesn't pay for intrinsic gas, or for the calldata floor (EIP-7623).
    #[error("a gas limit of {gas_limit} is below the {needed} that the transaction costs before its first instruction")]
    GasLimitTooLow {
        /// Offered, in gas.
        gas_limit: u64,
        /// Needed, in gas.
        needed: u64,
    },
    /// The gas limit is above the block's, [`GAS_LIMIT_MAX`] or the fork's (EIP-7825).
    #[error("a gas limit of {gas_limit} is above the limit of {max}")]
    GasLimitTooHigh {
        /// Asked for, in gas.
        gas_limit: u64,
        /// Allowed, in gas.
        max: u64,
    },
    /// Init code is too large (EIP-3860).
    #[error("init code of {bytes} bytes is above the limit of {max}")]
    InitCodeTooLarge {
        /// Length of the init code with its arguments.
        bytes: usize,
        /// Allowed length.
        max: usize,
    },
    /// The block has more excess blob gas than the formula of its fee can take.
    #[error("excess blob gas of {excess_blob_gas} is above the limit of {max}")]
    ExcessBlobGasTooHigh {
        /// The block's.
        excess_blob_gas: u64,
        /// Allowed.
        max: u64,
    },
    /// The trace would not fit into memory.
    #[error("the transaction runs more than {max} steps, too many for a trace")]
    TraceTooLong {
        /// Allowed steps.
        max: usize,
    },
    /// revm refused for a reason that the checks here don't foresee.
    #[error("revm refuses the transaction: {reason}")]
    Refused {
        /// In revm's words.
        reason: String,
    },
}

impl World {
    /// Creates a contract in a transaction of its own. [`Receipt::created`] tells where.
    pub fn create(&mut self, create: Create) -> Result<Receipt, ExecuteError> {
        self.transact(&create.into())
    }

    /// Calls an account in a transaction of its own.
    pub fn call(&mut self, call: Call) -> Result<Receipt, ExecuteError> {
        self.transact(&call.into())
    }

    /// Like [`World::create`], with every step of the init code.
    pub fn trace_create(&mut self, create: Create) -> Result<EvmTrace, ExecuteError> {
        self.trace(&create.into())
    }

    /// Like [`World::call`], with every step of the callee.
    pub fn trace_call(&mut self, call: Call) -> Result<EvmTrace, ExecuteError> {
        self.trace(&call.into())
    }

    fn transact(&mut self, transaction: &Transaction) -> Result<Receipt, ExecuteError> {
        let (outcome, _) = self.run(transaction, Tracer::counting(transaction))?;
        self.commit(outcome.state);
        Ok(outcome.receipt)
    }

    fn trace(&mut self, transaction: &Transaction) -> Result<EvmTrace, ExecuteError> {
        let (Outcome { receipt, state }, tracer) = self.run(transaction, Tracer::recording(self, transaction))?;
        let (context, steps) = tracer.finish().ok_or(ExecuteError::TraceTooLong { max: TRACE_STEPS_MAX })?;
        let before = self.clone();
        let touched: Vec<(Address, Vec<U256>)> =
            state.iter().map(|(&address, account)| (address, account.storage.keys().copied().collect())).collect();
        self.commit(state);
        let mut accounts: Vec<AccountChange> = touched
            .iter()
            .map(|&(address, _)| AccountChange {
                address,
                before: before.account(address).map(AccountState::from),
                after: self.account(address).map(AccountState::from),
            })
            .collect();
        accounts.sort_by_key(|account| account.address);
        let mut slots: Vec<SlotChange> = touched
            .iter()
            .flat_map(|(address, keys)| keys.iter().map(|&key| (*address, key)))
            .map(|(address, key)| SlotChange {
                address,
                key,
                before: before.slot(address, key),
                after: self.slot(address, key),
            })
            .collect();
        slots.sort_by_key(|slot| (slot.address, slot.key));
        Ok(EvmTrace { context, steps, receipt, slots, accounts })
    }

    /// Runs without committing.
    fn run(&self, transaction: &Transaction, tracer: Tracer) -> Result<(Outcome, Tracer), ExecuteError> {
        let block = self.rules.block(&self.block);
        let nonce = self.check(transaction, &block)?;
        let Rules { fork, opcodes, gas, jumps, .. } = self.rules;
        let mut cfg =
            CfgEnv::new_with_spec_and_gas_params(fork.spec(), gas.params(*fork)).with_chain_id(block.chain_id);
        cfg.disable_base_fee = self.fees == Fees::Waived;
        cfg.disable_fee_charge = self.fees == Fees::Waived;
        let context = Context::mainnet().with_db(Store(self)).with_block(block.to_revm(*fork)).with_cfg(cfg);
        let mut evm = context.build_mainnet_with_inspector(tracer);
        *evm.instruction.gas_table_mut() = gas.table;
        for opcode in opcodes.lacks(OpcodeSet::of_fork(*fork)) {
            evm.instruction.insert_instruction(opcode.byte, Instruction::unknown(), 0);
        }
        if *jumps == Jumps::ToBytes {
            let instructions = evm.instruction.instruction_table_mut();
            instructions[usize::from(opcode::JUMP)] = Instruction::new(jump::jump);
            instructions[usize::from(opcode::JUMPI)] = Instruction::new(jump::jumpi);
        }
        let ran = evm.inspect_tx(transaction.to_revm(nonce, block.chain_id));
        let ran = ran.map_err(|error| refused(error, transaction))?;
        let receipt = receipt(ran.result, transaction, evm.inspector.top());
        Ok((Outcome { receipt, state: ran.state }, evm.inspector))
    }

    /// The nonce to use, unless the transaction is impossible in a block.
    fn check(&self, transaction: &Transaction, block: &Block) -> Result<u64, ExecuteError> {
        let &Transaction { from, gas_limit, gas_price, value, .. } = transaction;
        let nobody = Account::default(); // an account without a past can send what costs it nothing
        let sender = self.account(from).unwrap_or(&nobody);
        if !sender.code().is_empty() {
            return Err(ExecuteError::SenderIsContract { from, code_bytes: sender.code().len() });
        }
        if sender.nonce() == u64::MAX {
            return Err(ExecuteError::NonceAtMaximum { from });
        }
        let base_fee = block.base_fee;
        if self.fees == Fees::Charged && gas_price < u128::from(base_fee) {
            return Err(ExecuteError::GasPriceBelowBaseFee { gas_price, base_fee });
        }
        let fee = match self.fees {
            Fees::Waived => U256::ZERO,
            Fees::Charged => U256::from(gas_limit) * U256::from(gas_price),
        };
        let needed = value.saturating_add(fee);
        if needed > sender.balance() {
            return Err(ExecuteError::InsufficientBalance { from, balance: sender.balance(), needed });
        }
        let max = self.gas_limit_max(block);
        if gas_limit > max {
            return Err(ExecuteError::GasLimitTooHigh { gas_limit, max });
        }
        let excess_blob_gas = block.excess_blob_gas;
        if excess_blob_gas > EXCESS_BLOB_GAS_MAX {
            return Err(ExecuteError::ExcessBlobGasTooHigh { excess_blob_gas, max: EXCESS_BLOB_GAS_MAX });
        }
        let (bytes, max) = (transaction.data.len(), eip3860::MAX_INITCODE_SIZE);
        if transaction.to.is_none() && self.rules.fork >= Fork::Shanghai && bytes > max {
            return Err(ExecuteError::InitCodeTooLarge { bytes, max });
        }
        Ok(sender.nonce())
    }

    fn gas_limit_max(&self, block: &Block) -> u64 {
        let of_fork =
            if self.rules.fork >= Fork::Osaka { revm::primitives::eip7825::TX_GAS_LIMIT_CAP } else { u64::MAX };
        block.gas_limit.min(GAS_LIMIT_MAX).min(of_fork)
    }
}

/// What ran, not yet committed.
struct Outcome {
    receipt: Receipt,
    state: EvmState,
}

fn receipt(result: ExecutionResult, transaction: &Transaction, top: TopFrame) -> Receipt {
    let gas = *result.gas();
    let created = result.created_address();
    let (status, output, logs) = match result {
        ExecutionResult::Success { logs, output, .. } => (Status::Success, output.into_data(), logs),
        ExecutionResult::Revert { output, .. } => (Status::Revert, output, Vec::new()),
        ExecutionResult::Halt { reason, .. } => {
            let reason = match top.end {
                Some(FrameEnd::Halt(reason)) => reason,
                _ => HaltReason::from(&reason), // without instructions, or at the deposit
            };
            (Status::Halt(reason), Bytes::new(), Vec::new())
        }
    };
    let deposit_gas = match (status, transaction.to) {
        (Status::Success, None) => output.len() as u64 * CODE_DEPOSIT_GAS_PER_BYTE,
        _ => 0,
    };
    let frame_gas = if matches!(status, Status::Halt(_)) { top.gas_limit } else { top.gas_spent };
    Receipt {
        status,
        output,
        logs,
        created,
        transaction_gas: gas.tx_gas_used(),
        intrinsic_gas: transaction.gas_limit - top.gas_limit,
        execution_gas: frame_gas - deposit_gas,
        deposit_gas,
        refund_counter: if status.is_success() { top.refund_counter } else { 0 },
        refund_gas: gas.final_refunded(),
        floor_gas: gas.floor_gas(),
        steps: top.steps,
    }
}

/// YP appendix G, G_codedeposit.
const CODE_DEPOSIT_GAS_PER_BYTE: u64 = 200;

fn refused(error: EVMError<Infallible>, transaction: &Transaction) -> ExecuteError {
    let gas_limit = transaction.gas_limit;
    match error {
        EVMError::Transaction(InvalidTransaction::CallGasCostMoreThanGasLimit { initial_gas, .. }) => {
            ExecuteError::GasLimitTooLow { gas_limit, needed: initial_gas }
        }
        EVMError::Transaction(InvalidTransaction::GasFloorMoreThanGasLimit { gas_floor, .. }) => {
            ExecuteError::GasLimitTooLow { gas_limit, needed: gas_floor }
        }
        other => ExecuteError::Refused { reason: other.to_string() },
    }
}

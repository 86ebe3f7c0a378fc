//! Why a frame stopped exceptionally and lost its gas (YP 9.4.2, the function Z).

use std::fmt;

use revm::context::result::HaltReason as Revm;

/// An exceptional halt. All gas of the frame is gone, all its changes are undone, there is no output.
///
/// The EVM itself doesn't tell these apart. If several hold at once, the name is of the one that revm met first: it charges
/// the opcode's static gas, then looks at the stack, then at the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum HaltReason {
    /// Less gas left than the instruction costs; SSTORE also with at most 2,300 gas left (EIP-2200).
    OutOfGas,
    /// Fewer words on the stack than the instruction pops.
    StackUnderflow,
    /// More than 1,024 words on the stack.
    StackOverflow,
    /// JUMP or JUMPI to something other than a JUMPDEST.
    InvalidJump,
    /// A byte that is no opcode of the fork, or INVALID (EIP-141).
    InvalidOpcode,
    /// RETURNDATACOPY past the end of the return data (EIP-211).
    ReturnDataOutOfBounds,
    /// A state change inside STATICCALL (EIP-214).
    StateChangeInStaticCall,
    /// The address of the contract to create has code or a nonce (EIP-684).
    CreateCollision,
    /// The created contract is larger than 24,576 bytes (EIP-170).
    CodeSizeLimit,
    /// The created contract would start with 0xEF (EIP-3541).
    CodeStartsWithEf,
    /// Init code is larger than 49,152 bytes (EIP-3860).
    InitCodeSizeLimit,
    /// A precompiled contract refused its input.
    PrecompileError,
    /// The creator's nonce is at its maximum (EIP-2681).
    NonceOverflow,
    /// Value sent exceeds the balance.
    OutOfFunds,
    /// The receiver's balance would exceed 256 bits.
    BalanceOverflow,
    /// More than 1,024 frames deep.
    CallTooDeep,
}

impl HaltReason {
    /// The name, in snake case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OutOfGas => "out_of_gas",
            Self::StackUnderflow => "stack_underflow",
            Self::StackOverflow => "stack_overflow",
            Self::InvalidJump => "invalid_jump",
            Self::InvalidOpcode => "invalid_opcode",
            Self::ReturnDataOutOfBounds => "return_data_out_of_bounds",
            Self::StateChangeInStaticCall => "state_change_in_static_call",
            Self::CreateCollision => "create_collision",
            Self::CodeSizeLimit => "code_size_limit",
            Self::CodeStartsWithEf => "code_starts_with_ef",
            Self::InitCodeSizeLimit => "init_code_size_limit",
            Self::PrecompileError => "precompile_error",
            Self::NonceOverflow => "nonce_overflow",
            Self::OutOfFunds => "out_of_funds",
            Self::BalanceOverflow => "balance_overflow",
            Self::CallTooDeep => "call_too_deep",
        }
    }
}

impl fmt::Display for HaltReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl From<&Revm> for HaltReason {
    fn from(reason: &Revm) -> Self {
        match reason {
            Revm::OutOfGas(_) => Self::OutOfGas,
            Revm::OpcodeNotFound | Revm::InvalidFEOpcode | Revm::NotActivated => Self::InvalidOpcode,
            Revm::InvalidJump => Self::InvalidJump,
            Revm::StackUnderflow => Self::StackUnderflow,
            Revm::StackOverflow => Self::StackOverflow,
            Revm::OutOfOffset => Self::ReturnDataOutOfBounds,
            Revm::CreateCollision => Self::CreateCollision,
            Revm::PrecompileError | Revm::PrecompileErrorWithContext(_) => Self::PrecompileError,
            Revm::NonceOverflow => Self::NonceOverflow,
            Revm::CreateContractSizeLimit => Self::CodeSizeLimit,
            Revm::CreateContractStartingWithEF => Self::CodeStartsWithEf,
            Revm::CreateInitCodeSizeLimit => Self::InitCodeSizeLimit,
            Revm::OverflowPayment => Self::BalanceOverflow,
            Revm::StateChangeDuringStaticCall | Revm::CallNotAllowedInsideStatic => Self::StateChangeInStaticCall,
            Revm::OutOfFunds => Self::OutOfFunds,
            Revm::CallTooDeep => Self::CallTooDeep,
        }
    }
}

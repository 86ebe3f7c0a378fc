//! The circuits of the EVM (types 2, 2.5 and 3): they prove the trace of any bytecode, whoever compiled it.
//!
//! | lane | its rows |
//! |---|---|
//! | public | the statement |
//! | stack | steps that move words on the stack, and jumps |
//! | storage | SLOAD, SSTORE |
//! | state | 153 rows for each touched storage slot |
//! | memory | MLOAD, MSTORE, CALLDATALOAD, MSIZE |
//! | memory byte | MSTORE8 |
//! | bulk | KECCAK256 and the ends of a frame |
//! | transfer, stream | CALLDATACOPY, CODECOPY, RETURNDATACOPY, MCOPY; one word of memory each that they write |
//! | copy | one word of memory each, read in bulk |
//! | align | 32 bytes across two words; prices of growing memory |
//! | alu | sums, differences, comparisons |
//! | bits | AND, OR, XOR |
//! | product | products, quotients, remainders, shifts |
//! | short product | products, quotients, remainders of words with one limb |
//! | signed | signed quotients, remainders, shifts |
//! | modular | ADDMOD, MULMOD |
//! | exp, exp bits | EXP; one bit of an exponent |
//! | transient, transient slots | TLOAD, TSTORE; the transient slots, first and last |
//! | zero | BLOBHASH; CALLDATALOAD from the end of the calldata on |
//! | byte | one byte of a word |
//! | keccak, keccak sponge, keccak words, keccak halves | keccak-256 (see [`crate::keccak`]) |
//! | halt, halt tables | an exceptional halt; what opcodes need of stack and memory |
//! | upkeep | renewals of messages that live long |
//! | memory words | the words of memory, first and last |
//! | bytecode, copied bytecode | one byte of the code each; the second instead of the first if code is copied |
//! | tables | opcodes, powers of two, nibbles |
//! | data | one word of calldata each |
//! | range 64, range 128, range table, multiply, bitwise, poseidon | as on the register machine |

mod align;
pub mod alu;
pub mod bits;
mod bulk;
pub mod byte;
pub mod code;
mod copied;
mod copy;
mod exception;
pub mod exp;
mod exp_bits;
mod growth;
mod halt;
mod halt_tables;
mod lanes;
mod memory;
mod memory_byte;
mod memory_words;
pub mod modular;
mod notes;
pub mod opcodes;
mod plan;
pub mod product;
pub mod short;
pub mod signed;
mod span;
pub mod stack;
pub mod statement;
mod step;
mod storage;
mod stream;
mod tables;
#[cfg(test)]
mod tests;
pub mod timeline;
mod transfer;
mod transient;
mod transient_slots;
mod upkeep;
mod zero;

pub use plan::{Prepared, tree};
pub use statement::{Facts, Statement};

use vm_evm::{HaltReason, opcode};

use crate::circuit::CircuitError;
use crate::keccak::KeccakError;
use crate::state::StateError;

/// An execution that cannot be proven.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvmError {
    /// An opcode without a chip.
    #[error("pc {pc}: {} is not proven yet", opcode::describe(*.opcode))]
    Unsupported {
        /// The opcode.
        opcode: u8,
        /// Where it stands.
        pc: u64,
    },
    /// An exceptional halt of an opcode that has no chip.
    #[error("pc {pc}: the exceptional halt `{reason}` is not proven there yet")]
    Halt {
        /// Why it halted.
        reason: HaltReason,
        /// Where.
        pc: u64,
    },
    /// A transaction that ran no code.
    #[error("no code ran, so there is nothing to prove")]
    NoCode,
    /// Something about the whole transaction.
    #[error("{what} is not proven yet")]
    Transaction {
        /// What.
        what: &'static str,
    },
    /// Storage that cannot be committed to.
    #[error(transparent)]
    State(#[from] StateError),
    /// An input of keccak-256 that is not proven yet.
    #[error(transparent)]
    Keccak(#[from] KeccakError),
    /// It does not fit any shape.
    #[error(transparent)]
    Circuit(#[from] CircuitError),
}

//! The intermediate representation: typed SSA with block parameters, in two phases.
//!
//! A [`Module`] holds state variables, functions and a tree of [`Object`]s. A [`Function`] is an arena of blocks,
//! instructions and values: an instruction has any number of operands and results, a block has parameters instead of phi
//! nodes and ends in one [`Terminator`]. What each instruction means, which types it takes and what effects it has is one
//! table, [`instruction`]; everything else (printer, parser, verifier) reads it.
//!
//! * *abstract* phase: Solidity's types, storage places, checked arithmetic as one instruction, ABI operations. This is what
//!   `lower` emits and what both back ends start from.
//! * *evm* phase: every value is a `word`; operations are EVM opcodes. [`crate::backend::evm`] makes it from the abstract one.
//!
//! [`interpret`] is the reference meaning of both. [`parse`] and the `Display` of a module are inverse to each other, and
//! [`verify`] is asked at both ends of every pass.
//!
//! # Representation of values
//! Wherever a value becomes a number (constants, the interpreter, EVM words) it is its *clean word*: unsigned integers and
//! addresses zero-extended, signed integers sign-extended to 256 bits, `bytesN` left-aligned, booleans 0 or 1.
//! Every typed value is clean; nothing else need be cleaned on use.

pub mod abi;
pub mod builder;
pub mod cfg;
pub mod components;
mod edit;
pub mod evm_op;
pub mod function;
pub mod instruction;
pub mod interpret;
mod lex;
pub mod module;
pub mod parse;
mod print;
pub mod redundant_params;
pub mod signature;
pub mod types;
pub mod verify;
pub mod word;

pub use builder::FunctionBuilder;
pub use evm_op::EvmOp;
pub use function::{
    Block, BlockId, Def, Function, Inst, InstId, Payload, Span, SwitchCase, Target, Terminator, ValueData, ValueId,
};
pub use instruction::{Effects, Op, Phase};
pub use module::{FuncId, Module, Object, ObjectId, StateVar, VarId, VarKind};
pub use parse::{ParseError, parse};
pub use types::{StorageType, StorageTypeId, Type};
pub use verify::{VerifyError, verify};

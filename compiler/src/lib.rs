//! Solidity to EVM bytecode and to ZK programs: names and types, IR, passes, back ends.
//!
//! [`compile`](compile::compile) goes from sources to contracts in IR: `load` finds what is imported, `syntax` parses, [`sema`] gives
//! names and types and makes [`hir`], [`lower`] makes [`ir`], [`pass`] makes it cheaper. Back ends start from there.
//! [`features`] tells from the syntax alone what of a program zkEVMs treat differently.

pub mod abi;
pub mod backend;
pub mod codes;
pub mod compile;
pub mod explain;
pub mod features;
pub mod hir;
pub mod import;
pub mod ir;
mod load;
pub mod lower;
pub mod pass;
pub mod sema;

pub use compile::{Compilation, CompiledContract, Options, Refused, Source, compile, compile_with, syntax_trees};
pub use load::Read;

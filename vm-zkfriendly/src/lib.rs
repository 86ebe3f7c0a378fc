//! The ZK-friendly register machine: instruction table, assembler, program check, interpreter, trace.
//!
//! A program runs in *frames*: blocks of cells that are defined at most once and never reused. `docs/decisions/0001-zk-machine.md`
//! says why. Text or an [`emit::Emitter`] becomes a [`program::Program`]; [`check::check`] accepts it or names what is wrong;
//! [`vm::run`] runs what was accepted and returns a [`trace::ZkTrace`].

pub mod felt;
pub mod kind;
pub mod poseidon;
pub mod word;

pub mod instruction;
pub mod isa;

pub mod asm;
pub mod codec;
pub mod emit;
pub mod program;

pub mod check;

pub mod environment;
pub mod message;
pub mod rules;
pub mod storage;
pub mod trace;
pub mod vm;

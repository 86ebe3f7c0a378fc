//! The targets: each turns a module of the abstract phase into code.

pub mod evm;
pub mod zk;

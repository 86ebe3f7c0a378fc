//! The IR's interpreter and the EVM agree on what programs mean.
#![allow(unreachable_pub, reason = "modules of one test")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod arithmetic;
mod contract;
mod deep;
#[path = "../support/directive.rs"]
mod directive;
mod evm;
mod programs;
mod random;
#[path = "../support/register.rs"]
mod register;
mod solidity;
#[allow(dead_code, reason = "a module of several tests")]
#[path = "../support/mod.rs"]
mod support;

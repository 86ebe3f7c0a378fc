//! `sload rd, key`: a word of the callee's storage; 0 where nothing was written.
//!
//! The key is a cell of any kind, or an integer below 2^128. The word is any integer below 2^256: what a program has written
//! there, so a narrower type has to be cut by whoever needs its kind.

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg},
    kind::Kind,
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, key: Operand<u128>) -> Result<(), Refusal> {
    scope.operand(key)?;
    scope.define(rd, Kind::WORD)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, key: Operand<u128>) -> Result<(), ExecutionError> {
    let key = cpu.operand(key)?;
    let value = cpu.load(key);
    cpu.define(rd, value)
}

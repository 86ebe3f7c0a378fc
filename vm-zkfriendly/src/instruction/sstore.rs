//! `sstore key, value`: puts a word into the callee's storage. A revert undoes it.
//!
//! The key is a cell of any kind, or an integer below 2^128; the value is an integer, so both its limbs are below 2^128.

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg},
    kind::WORD_BITS,
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, key: Operand<u128>, value: Reg) -> Result<(), Refusal> {
    scope.operand(key)?;
    scope.read_bits(value, WORD_BITS)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, key: Operand<u128>, value: Reg) -> Result<(), ExecutionError> {
    let key = cpu.operand(key)?;
    let value = cpu.read_u256(value)?;
    cpu.store(key, value);
    Ok(())
}

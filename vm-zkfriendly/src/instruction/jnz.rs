//! `jnz rs, target`: `pc = target` if rs ≠ 0, ahead in the same frame; else the next instruction. rs ∈ {0, 1} by its kind, so
//! the next pc is linear in rs.

use crate::{
    check::{Refusal, Scope},
    isa::{Label, Reg},
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, rs: Reg, target: Label) -> Result<(), Refusal> {
    scope.read_bits(rs, 1)?;
    scope.branch(target)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rs: Reg, target: Label) -> Result<(), ExecutionError> {
    let taken = cpu.read_bits(rs, 1)? == 1;
    cpu.trap_if(taken, Some(target));
    Ok(())
}

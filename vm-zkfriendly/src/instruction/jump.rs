//! `jump target`: `pc = target`, ahead in the same frame.

use crate::{
    check::{Refusal, Scope},
    isa::Label,
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, target: Label) -> Result<(), Refusal> {
    scope.branch(target)?;
    scope.stop()
}

pub(super) fn execute(cpu: &mut Cpu<'_>, target: Label) -> Result<(), ExecutionError> {
    cpu.next.pc = target.0;
    Ok(())
}

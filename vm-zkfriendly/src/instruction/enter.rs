//! `enter target, size`: `fp = ap, ap += size, pc = target`, and `lp` stays: a jump, in any direction, into a new frame of the
//! same function. Its parameters were defined from `[ap]` on.

use crate::{
    check::{Refusal, Scope},
    isa::{Count, Label},
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, target: Label, size: Count) -> Result<(), Refusal> {
    scope.enter(target, size)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, target: Label, size: Count) -> Result<(), ExecutionError> {
    cpu.next.fp = cpu.state.ap;
    cpu.next.ap = cpu.state.ap + u64::from(size);
    cpu.next.pc = target.0;
    Ok(())
}

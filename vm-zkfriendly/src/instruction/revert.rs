//! `revert rs, n[, selector]`: stops with failure; the output is the selector, if any, and the words of registers rs to
//! rs + n - 1. With n = 0 no register is read.

use crate::{
    check::{Refusal, Scope},
    isa::{Count, Reg, Selector},
    trace::Status,
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, rs: Reg, n: Count, _: Selector) -> Result<(), Refusal> {
    scope.read_words(rs, n)?;
    scope.stop()
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rs: Reg, n: Count, selector: Selector) -> Result<(), ExecutionError> {
    cpu.halt(Status::Revert, selector, rs, n)
}

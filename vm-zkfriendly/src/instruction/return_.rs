//! `return rs, n`: stops with success; the output is the words of registers rs to rs + n - 1. With n = 0 no register is read.

use crate::{
    check::{Refusal, Scope},
    isa::{Count, Reg},
    trace::Status,
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, rs: Reg, n: Count) -> Result<(), Refusal> {
    scope.read_words(rs, n)?;
    scope.stop()
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rs: Reg, n: Count) -> Result<(), ExecutionError> {
    cpu.halt(Status::Success, None, rs, n)
}

//! `env rd, field`: a field of the call or the block, of the field's kind.

use crate::{
    check::{Refusal, Scope},
    isa::{EnvField, Reg},
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, field: EnvField) -> Result<(), Refusal> {
    scope.define(rd, field.kind())
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, field: EnvField) -> Result<(), ExecutionError> {
    cpu.define(rd, cpu.env(field))
}

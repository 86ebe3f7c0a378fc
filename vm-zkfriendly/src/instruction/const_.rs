//! `const rd, value`: a constant, whose kind is the narrowest that holds it.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::Reg,
    kind::Kind,
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, value: U256) -> Result<(), Refusal> {
    scope.define(rd, Kind::of(value))
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, value: U256) -> Result<(), ExecutionError> {
    cpu.define(rd, value)
}

//! `input rd, index`: the selector (index 0) or calldata word `index - 1` ([`Message`](crate::message::Message)); 0 beyond the
//! end, as CALLDATALOAD has it (Yellow Paper, appendix H.2, 0x35).

use crate::{
    check::{Refusal, Scope},
    isa::{Index, Reg},
    kind::Kind,
    vm::{Cpu, ExecutionError},
};

/// The kind of what `input` reads.
#[must_use]
pub fn kind(index: Index) -> Kind {
    if index == 0 { Kind::Bits(32) } else { Kind::WORD }
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, index: Index) -> Result<(), Refusal> {
    scope.define(rd, kind(index))
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, index: Index) -> Result<(), ExecutionError> {
    cpu.define(rd, cpu.input(index))
}

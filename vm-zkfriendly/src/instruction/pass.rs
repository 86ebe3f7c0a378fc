//! `pass target, size, s0, s1, ..`: `[ap + i] = [fp + sᵢ]` for one to four values, then as `enter`: `fp = ap, ap += size,
//! pc = target`, and `lp` stays. Further parameters were defined before by `arg` moves.

use crate::{
    check::{Refusal, Scope},
    isa::{Arg, Count, Label, Passed},
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, target: Label, size: Count, values: Passed) -> Result<(), Refusal> {
    for (value, index) in values.iter().zip(0..) {
        let kind = scope.read(value)?;
        scope.argument(Arg::at(index), kind)?;
    }
    scope.enter(target, size)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, target: Label, size: Count, values: Passed) -> Result<(), ExecutionError> {
    for (value, address) in values.iter().zip(cpu.state.ap..) {
        let word = cpu.read(value)?;
        cpu.define_cell(address, word)?;
    }
    super::enter::execute(cpu, target, size)
}

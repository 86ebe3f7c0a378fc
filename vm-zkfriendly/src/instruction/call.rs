//! `call target, size`: `[ap] = (pc + 1, fp)`, `[ap + 1] = (lp, 0)`, then `fp = lp = ap, ap += size, pc = target`. Parameters were
//! defined from `[ap + 2]` on.

use crate::{
    check::{Refusal, Scope},
    felt::Felt,
    isa::{Count, Label},
    vm::{Cpu, ExecutionError},
    word::Word,
};

pub(super) fn check(scope: &mut Scope<'_>, target: Label, size: Count) -> Result<(), Refusal> {
    scope.call(target, size)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, target: Label, size: Count) -> Result<(), ExecutionError> {
    let state = cpu.state;
    let back = Word { lo: Felt::from(u64::from(state.pc) + 1), hi: Felt::from(state.fp) };
    cpu.define_cell(state.ap, back)?;
    cpu.define_cell(state.ap + 1, Word::from_felt(Felt::from(state.lp)))?;
    cpu.next.fp = state.ap;
    cpu.next.lp = state.ap;
    cpu.next.ap = state.ap + u64::from(size);
    cpu.next.pc = target.0;
    Ok(())
}

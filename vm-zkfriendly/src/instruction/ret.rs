//! `ret n`: `(pc, fp) = [lp]`, `(lp, 0) = [lp + 1]`, `ap += n`. The n results were defined from `[ap]` on.

use crate::{
    check::{Refusal, Scope},
    isa::Count,
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, n: Count) -> Result<(), Refusal> {
    scope.ret(n)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, n: Count) -> Result<(), ExecutionError> {
    let (at, address) = (cpu.state.pc, cpu.state.lp);
    let (back, outer) = (cpu.read_cell(address)?, cpu.read_cell(address + 1)?);
    let broken = ExecutionError::Kind { at, address, bits: 64 };
    let pc = back.lo.to_u64().and_then(|pc| u32::try_from(pc).ok()).ok_or(broken)?;
    cpu.next.pc = pc;
    cpu.next.fp = back.hi.to_u64().ok_or(broken)?;
    cpu.next.lp = outer.lo.to_u64().ok_or(broken)?;
    cpu.next.ap = cpu.state.ap + u64::from(n);
    Ok(())
}

//! `arg ad <- rs, ..`: `[ap + d] = [fp + s]`; parameters before `call` (from a2 on) and `enter` (from a0 on), results before
//! `ret` (from a0 on).
//!
//! All sources are read before a destination is defined. A move copies both limbs, whatever the kind.

use crate::{
    check::{Refusal, Scope},
    isa::{Arg, Moves, Reg},
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, moves: Moves<Arg, Reg>) -> Result<(), Refusal> {
    let kinds = moves.iter().map(|(_, source)| scope.read(source)).collect::<Result<Vec<_>, _>>()?;
    moves.iter().zip(kinds).try_for_each(|((destination, _), kind)| scope.argument(destination, kind))
}

pub(super) fn execute(cpu: &mut Cpu<'_>, moves: Moves<Arg, Reg>) -> Result<(), ExecutionError> {
    let words = moves.iter().map(|(_, source)| cpu.read(source)).collect::<Result<Vec<_>, _>>()?;
    moves
        .iter()
        .zip(words)
        .try_for_each(|((destination, _), word)| cpu.define_cell(cpu.state.ap + u64::from(destination.offset()), word))
}

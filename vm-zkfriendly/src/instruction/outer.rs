//! `outer rd <- ls, ..`: `[fp + d] = [lp + s]`; a block reads the frame in which its function was entered.
//!
//! All sources are read before a destination is defined. A move copies both limbs, whatever the kind.

use crate::{
    check::{Refusal, Scope},
    isa::{Moves, Outer, Reg},
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, moves: Moves<Reg, Outer>) -> Result<(), Refusal> {
    let kinds = moves.iter().map(|(_, source)| scope.outer(source)).collect::<Result<Vec<_>, _>>()?;
    moves.iter().zip(kinds).try_for_each(|((destination, _), kind)| scope.define(destination, kind))
}

pub(super) fn execute(cpu: &mut Cpu<'_>, moves: Moves<Reg, Outer>) -> Result<(), ExecutionError> {
    let words = moves
        .iter()
        .map(|(_, source)| cpu.read_cell(cpu.state.lp + u64::from(source.offset())))
        .collect::<Result<Vec<_>, _>>()?;
    moves.iter().zip(words).try_for_each(|((destination, _), word)| cpu.define(destination, word))
}

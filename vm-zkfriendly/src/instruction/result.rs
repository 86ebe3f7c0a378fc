//! `result rd <- ap-s, ..`: `[fp + d] = [ap - s]`; result i of the n that the call directly before returned has s = n - i.
//!
//! All sources are read before a destination is defined. A move copies both limbs, whatever the kind.

use crate::{
    check::{Refusal, Scope},
    isa::{Back, Moves, Reg},
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, moves: Moves<Reg, Back>) -> Result<(), Refusal> {
    let kinds = moves.iter().map(|(_, source)| scope.result(source)).collect::<Result<Vec<_>, _>>()?;
    moves.iter().zip(kinds).try_for_each(|((destination, _), kind)| scope.define(destination, kind))
}

pub(super) fn execute(cpu: &mut Cpu<'_>, moves: Moves<Reg, Back>) -> Result<(), ExecutionError> {
    let words = moves
        .iter()
        .map(|(_, source)| cpu.read_cell(cpu.state.ap.saturating_sub(u64::from(source.offset()))))
        .collect::<Result<Vec<_>, _>>()?;
    moves.iter().zip(words).try_for_each(|((destination, _), word)| cpu.define(destination, word))
}

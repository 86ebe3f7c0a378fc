//! `log rs, topics, n`: emits an event. Its topics are the words of registers rs on, its data the `n` words of the registers
//! behind them. A revert drops it. With neither topics nor data no register is read.

use crate::{
    check::{Refusal, Scope},
    isa::{Count, Reg, Topics},
    trace::Log,
    vm::{Cpu, ExecutionError},
};

pub(super) fn check(scope: &mut Scope<'_>, rs: Reg, topics: Topics, n: Count) -> Result<(), Refusal> {
    scope.read_words(rs, total(topics, n))
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rs: Reg, topics: Topics, n: Count) -> Result<(), ExecutionError> {
    let mut topics_and_data = cpu.read_words(rs, total(topics, n))?;
    let words = topics_and_data.split_off(usize::from(topics.count()));
    cpu.log(Log { topics: topics_and_data, words });
    Ok(())
}

/// How many registers are read. A count that saturates is more than a frame has, so the check refuses it.
fn total(topics: Topics, n: Count) -> Count {
    n.saturating_add(u16::from(topics.count()))
}

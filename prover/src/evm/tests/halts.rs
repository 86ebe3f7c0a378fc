//! Exceptional halts: each is proven, and none is where there is none.

use std::mem::discriminant;

use ff::Field;
use vm_evm::{FrameEnd, HaltReason, Status, opcode};

use super::super::exception::{Cause, Reach, Target};
use super::super::lanes::place;
use super::super::statement::End;
use super::super::timeline::Code;
use super::*;
use crate::Felt;
use crate::backend::mock_check;
use crate::circuit::check;
use crate::testing::{Verdicts, assert_accepted, flips_where, judge};

/// A program that halts exceptionally with so much gas.
pub(super) struct Sample {
    pub(super) name: &'static str,
    source: &'static str,
    gas: u64,
}

impl Sample {
    pub(super) fn run(&self) -> Run {
        let run = Run::with_gas(self.source, &[7], self.gas);
        assert!(matches!(run.trace.receipt.status, Status::Halt(_)), "{}: {:?}", self.name, run.trace.receipt);
        run
    }
}

const fn sample(name: &'static str, source: &'static str, gas: u64) -> Sample {
    Sample { name, source, gas }
}

const ENOUGH: u64 = 100_000;

/// Each chip, each way in which its row differs.
pub(super) const HALTS: &[Sample] = &[
    sample("the fee", "again: PUSH @again JUMP", 100),
    sample("the first fee", "PUSH 1", 2),
    sample("topics", "PUSH 4 PUSH 3 PUSH 2 PUSH 1 PUSH0 PUSH0 LOG4 STOP", 16 + 1874),
    sample("a load that grows memory", "PUSH 1000 MLOAD", 100),
    sample("a store that grows memory", "PUSH 1 PUSH 2000 MSTORE", 100),
    sample("a store of a byte", "PUSH 1 PUSH 3200 MSTORE8", 100),
    sample("an offset of two limbs", "PUSH 1 PUSH 0x100000000000000000000000000000000 MSTORE", ENOUGH),
    sample("a length of two limbs", "PUSH 0x100000000000000000000000000000000 PUSH 3 RETURN", ENOUGH),
    sample("an offset far away", "PUSH 1 PUSH 0xffffffffffffffffffffffffffffff REVERT", ENOUGH),
    sample("words of memory that is there", "PUSH 1 PUSH 992 MSTORE PUSH 1024 PUSH0 KECCAK256", 320),
    sample("bytes of an event", "PUSH 1 PUSH 992 MSTORE PUSH 2 PUSH 1 PUSH 1023 PUSH0 LOG2", 9000),
    sample("the source of a copy", "PUSH 32 PUSH 5000 PUSH0 MCOPY", 120),
    sample("a cold load", "PUSH 3 SLOAD", 2000),
    sample("a cold store", "PUSH 1 PUSH 7 SSTORE", 22_000),
    sample("a load after a store", "PUSH 1 PUSH 3 SSTORE PUSH 4 SLOAD", 5_500),
    sample("a power", "PUSH 1000 PUSH 3 EXP", 115),
    sample("a power to a word", "PUSH 0x100000000000000000000000000000000 PUSH 3 EXP", 865),
    sample("transient storage", "PUSH 1 PUSH 7 TSTORE PUSH 7 TLOAD", 208),
    sample("a balance", "SELFBALANCE", 4),
    sample("a blob's hash", "PUSH0 BLOBHASH", 4),
    sample("a blob's hash at no index", "BLOBHASH", ENOUGH),
    sample("the stipend", "PUSH 1 PUSH 7 SSTORE", 2306),
    sample("an empty stack", "ADD", ENOUGH),
    sample("a stack that is too low", "PUSH 1 PUSH 2 SWAP2", ENOUGH),
    sample("INVALID", "PUSH 1 INVALID", ENOUGH),
    sample("no opcode", ".bytes 0x0c", ENOUGH),
    sample("an opcode of a later fork", "PUSH 1 .bytes 0x1e", ENOUGH),
    sample("a jump to nowhere", "PUSH 0x100000000000000000000000000000000 JUMP JUMPDEST", ENOUGH),
    sample("a jump behind the code", "PUSH 4 JUMP JUMPDEST", ENOUGH),
    sample("a jump into PUSH data", "PUSH 5 JUMP JUMPDEST .bytes 0x615b5b", ENOUGH),
    sample("a jump to PUSH data that are cut off", "PUSH 5 JUMP .bytes 0x62", ENOUGH),
    sample("the fee of a PUSH that is cut off", "PUSH 7 .bytes 0x62", 5),
    sample("a jump to another opcode", "PUSH 0 JUMP JUMPDEST", ENOUGH),
    sample("a conditional jump", "PUSH 1 PUSH 0 JUMPI JUMPDEST", ENOUGH),
    sample("return data", "PUSH 1 PUSH0 PUSH0 RETURNDATACOPY", ENOUGH),
    sample("return data at an offset", "PUSH0 PUSH 1 PUSH0 RETURNDATACOPY", ENOUGH),
];

/// A run for each cause, the stack that is too high included.
pub(super) fn one_of_each() -> impl Iterator<Item = Run> {
    let mut seen = std::collections::HashSet::new();
    let samples = HALTS.iter().map(Sample::run).filter(move |run| {
        let cause = run.timeline().steps.last().and_then(|step| step.cause).expect("the last step halts");
        seen.insert(discriminant(&cause))
    });
    samples.chain([Run::new(&"PUSH0 ".repeat(1025), &[])])
}

#[test]
fn every_halt_is_accepted_by_the_native_checker_and_the_mock_prover() {
    let circuit = low_circuit();
    for sample in HALTS {
        let run = sample.run();
        let statement = run.facts().statement();
        assert_eq!((statement.end, statement.gas_left, statement.refund), (End::Halt, 0, 0), "{}", sample.name);
        assert_eq!((statement.output_length, statement.logs.blocks), (0, 0), "{}", sample.name);
        assert_eq!(statement.state.root_before, statement.state.root_after, "{}", sample.name);
        assert_accepted(&circuit, &run.witness(&circuit, &run.timeline()));
    }
    for name in ["a length of two limbs", "a cold store", "a jump into PUSH data"] {
        let sample = HALTS.iter().find(|sample| sample.name == name).expect("the sample is listed");
        let prepared = sample.run().prepare();
        assert_eq!(mock_check(prepared.circuit(), prepared.witness()), Ok(()), "{name}");
    }
}

/// As high as a stack can be: 1,024 words, and one more.
#[test]
fn a_stack_that_is_too_high_halts_and_one_that_is_just_high_enough_does_not() {
    let source = "PUSH0 ".repeat(1025);
    let circuit = low_circuit();
    let run = Run::new(&source, &[]);
    assert_eq!(run.facts().statement().end, End::Halt);
    assert_accepted(&circuit, &run.witness(&circuit, &run.timeline()));
    // the word before it as the one too many
    assert_eq!(is_accepted(&circuit, &cut_off(&run, 1023), Cause::Overflow), Some(false));

    let run = Run::new(&"PUSH0 ".repeat(1024), &[]);
    assert_eq!(run.facts().statement().end, End::Success);
    assert_accepted(&circuit, &run.witness(&circuit, &run.timeline()));
}

/// What became of the flips and ghosts of all samples.
pub(super) struct Judged {
    /// Accepted lies that nobody expected.
    pub(super) surprising: Vec<String>,
    pub(super) verdicts: Verdicts,
    pub(super) witnesses: Vec<(Arc<Circuit>, Arc<Witness>)>,
}

/// Flips and ghosts of the rows that halt.
pub(super) fn flips_and_ghosts(circuit: &Arc<Circuit>) -> Judged {
    let (mut surprising, mut all, mut witnesses) = (vec![], Verdicts::default(), vec![]);
    for sample in HALTS {
        let run = sample.run();
        let witness = run.witness(circuit, &run.timeline());
        let here = |lane: usize| matches!(lane, place::HALT | place::STORAGE | place::EXP);
        let ghosts = crate::testing::ghosts(circuit, &witness);
        let ghosts = ghosts.filter(|lie| here(lie.rows[0].0));
        let verdicts = judge(circuit, &witness, flips_where(circuit, &witness, |lane, _| here(lane)).chain(ghosts));
        let accepted = verdicts.accepted.iter().filter(|what| !lies::may_be_free(circuit, &witness, what));
        surprising.extend(accepted.map(|what| format!("{}: {what}", sample.name)));
        all.extend(verdicts);
        witnesses.push((Arc::clone(circuit), Arc::new(witness)));
    }
    Judged { surprising, verdicts: all, witnesses }
}

/// A trace cut off behind a step that is said to halt.
fn cut_off(run: &Run, at: usize) -> Run {
    let mut trace = run.trace.clone();
    trace.steps.truncate(at + 1);
    let last = &mut trace.steps[at];
    last.end = Some(FrameEnd::Halt(HaltReason::OutOfGas));
    last.pushed.clear();
    last.gas_after = 0;
    if let Some(storage) = &mut last.storage {
        storage.after = storage.before;
    }
    trace.receipt.status = Status::Halt(HaltReason::OutOfGas);
    trace.receipt.execution_gas = trace.context.gas_limit;
    trace.receipt.output = Bytes::new();
    trace.receipt.logs.clear();
    trace.receipt.refund_counter = 0;
    Run { trace, tree: run.tree.clone() }
}

/// Whether it is accepted that the last step of a trace halts for this cause, everything else being as the trace has it. None if no row can
/// say it.
fn is_accepted(circuit: &Arc<Circuit>, run: &Run, cause: Cause) -> Option<bool> {
    let last = run.trace.steps.len() as u64 - 1;
    let timeline = Timeline::with_causes(&run.trace, |step| Ok((step.clock == last).then_some(cause))).ok()?;
    let facts = Facts::new(&T2, &run.trace, &timeline, &run.tree).ok()?;
    let mut witness = circuit.witness();
    witness.public = facts.statement().public().ok()?;
    lanes().fill(&mut witness, &facts, &timeline).ok()?;
    witness.complete(circuit);
    Some(check(circuit, &witness).is_empty())
}

/// Everything that some row might say of a step.
fn claims(run: &Run) -> Vec<Cause> {
    let size = run.trace.context.bytecode.len() as u64;
    let other = Code::at(run.trace.context.rules, &run.trace.context.bytecode, 0);
    let mut claims = vec![
        Cause::Price,
        Cause::Stipend,
        Cause::Underflow,
        Cause::Overflow,
        Cause::Unknown,
        Cause::NoReturnData,
        Cause::Exhausted,
        Cause::Jump(Target::Nowhere),
        Cause::Jump(Target::Behind(size)),
        Cause::Jump(Target::Behind(0)),
        Cause::Jump(Target::Data),
        Cause::Jump(Target::Opcode(other)),
    ];
    for touch in exception::touches(&vm_evm::Fork::Cancun.rules().gas.unit) {
        let far = Reach { touch, start: 1 << 30, bytes: 1 << 30, words: 1 << 25, end: 1 << 20 };
        let from_start = Reach { start: 0, ..far };
        let short = Reach { start: 0, bytes: 1, ..far };
        let wide = Reach { start: 0, bytes: 1, words: 1, ..far };
        claims.extend([far, from_start, short, wide].map(Cause::Touch));
    }
    claims
}

#[test]
fn a_step_that_can_be_executed_does_not_halt() {
    assert!(claimed_of_steps_that_go_on(11) > 50);
}

#[test]
fn a_step_that_halts_does_so_for_its_own_causes() {
    claimed_of_steps_that_halt(11);
}

/// Minutes: every claim.
mod exhaustive {
    #[test]
    fn a_step_that_can_be_executed_does_not_halt() {
        assert!(super::claimed_of_steps_that_go_on(1) > 500);
    }

    #[test]
    fn a_step_that_halts_does_so_for_its_own_causes() {
        super::claimed_of_steps_that_halt(1);
    }
}

/// Tells every so-manieth claim about each step of programs that go on; how many rows could say.
fn claimed_of_steps_that_go_on(every: usize) -> usize {
    let circuit = low_circuit();
    let (mut told, mut number) = (0, 0);
    for source in [
        "PUSH 1 PUSH 64 MSTORE PUSH 32 MLOAD PUSH 3 PUSH 2 PUSH 32 PUSH 32 LOG2 PUSH 64 PUSH0 KECCAK256 STOP",
        "PUSH 7 PUSH 3 SSTORE PUSH 4 SLOAD PUSH @there JUMP there: PUSH 1 PUSH @end JUMPI end: PUSH0 PUSH0 RETURN",
    ] {
        let run = Run::with_gas(source, &[], ENOUGH);
        for at in 0..run.trace.steps.len() {
            let run = cut_off(&run, at);
            for cause in claims(&run) {
                number += 1;
                if number % every > 0 {
                    continue;
                }
                if let Some(accepted) = is_accepted(&circuit, &run, cause) {
                    assert!(!accepted, "accepted: {source}, step {at}: {cause:?}");
                    told += 1;
                }
            }
        }
    }
    told
}

/// The same claims are accepted about steps that do halt, and only where they are true; the numbers that a row names may be others.
fn claimed_of_steps_that_halt(every: usize) {
    let circuit = low_circuit();
    let mut number = 0;
    for sample in HALTS {
        let run = sample.run();
        let honest = run.timeline().steps.last().and_then(|step| step.cause).expect("the last step halts");
        assert_eq!(is_accepted(&circuit, &run, honest), Some(true), "{}", sample.name);
        for cause in claims(&run) {
            number += 1;
            if number % every > 0 {
                continue;
            }
            if is_accepted(&circuit, &run, cause) == Some(true) {
                assert_eq!(discriminant(&cause), discriminant(&honest), "{}: {cause:?}", sample.name);
            }
        }
    }
}

/// Numbers that a row may name: the largest that are true are accepted, and none beyond them.
#[test]
fn a_lower_bound_is_not_above_the_price() {
    let circuit = low_circuit();
    for (source, gas, start) in
        [("PUSH 1000 PUSH 100 RETURN", 103, 100), ("PUSH 1 PUSH 992 MSTORE PUSH 1000 PUSH 24 KECCAK256", 300, 24)]
    {
        let run = Run::with_gas(source, &[], gas);
        let Some(Cause::Touch(reach)) = run.timeline().steps.last().and_then(|step| step.cause) else {
            panic!("{source}: memory is what it runs out for")
        };
        assert_eq!((reach.start, reach.bytes, reach.words), (start, 1000, 32));
        for lie in [
            Reach { start: reach.start + 1, ..reach },
            Reach { bytes: reach.bytes + 1, ..reach },
            Reach { words: reach.words + 1, ..reach },
            Reach { end: reach.end + 1, ..reach },
            Reach { bytes: 0, words: 0, ..reach },
        ] {
            assert_eq!(is_accepted(&circuit, &run, Cause::Touch(lie)), Some(false), "{source}: {lie:?}");
        }
        let lower = Reach { start: reach.start - 1, ..reach };
        assert_eq!(is_accepted(&circuit, &run, Cause::Touch(lower)), Some(true), "{source}: {lower:?}");
    }
}

/// The dearest memory that a row names is dearer than all gas that a transaction may have, memory grown before or not.
#[test]
fn the_most_gas_does_not_pay_for_memory_without_a_price() {
    let circuit = low_circuit();
    for source in [
        "PUSH 1 PUSH 0x8000000 MSTORE",
        "PUSH 10000 MLOAD PUSH 0x4000000 MLOAD",
        "PUSH 0x2000001 PUSH 0x2000001 RETURN",
    ] {
        let (code, data) = Run::inputs(source, &[]);
        let mut world = Run::world(code);
        world.block.gas_limit = vm_evm::GAS_LIMIT_MAX;
        let run = Run::call(&mut world, data, vm_evm::GAS_LIMIT_MAX);
        let timeline = run.timeline();
        assert!(matches!(timeline.steps.last().and_then(|step| step.cause), Some(Cause::Touch(_))), "{source}");
        assert_accepted(&circuit, &run.witness(&circuit, &timeline));
    }
}

/// A halt said to be something else, and something else said to be a halt.
#[test]
fn ends_are_not_mistaken_for_each_other() {
    let circuit = low_circuit();
    for (source, gas) in [("PUSH 1 INVALID", 5), ("PUSH 1 STOP", 3), ("PUSH0 PUSH0 REVERT", 4)] {
        let run = Run::with_gas(source, &[], gas);
        let honest = run.facts().statement();
        for end in [End::Success, End::Revert, End::Halt] {
            let statement = Statement { end, gas_left: 0, ..honest.clone() };
            let witness = run.witness_of(&circuit, &run.timeline(), &statement).unwrap();
            let is_refused = !check(&circuit, &witness).is_empty();
            assert_eq!(is_refused, statement != honest, "{source}: {end:?}");
        }
    }
}

/// With each amount of gas, a program halts or not; either way the trace is accepted, and with one unit less gas it is not the same.
#[test]
fn the_last_unit_of_gas_decides() {
    let circuit = low_circuit();
    let source =
        "PUSH 1 PUSH 64 MSTORE PUSH 32 PUSH0 KECCAK256 PUSH 9 PUSH 32 PUSH 32 LOG1 PUSH 3 SLOAD PUSH 7 SSTORE STOP";
    let needed = Run::new(source, &[]).trace.receipt.execution_gas;
    let mut ends = vec![];
    for gas in (0..40).step_by(3).chain((40..needed - 3).step_by(1499)).chain(needed - 3..=needed) {
        let run = Run::with_gas(source, &[], gas);
        ends.push(run.facts().statement().end);
        assert_accepted(&circuit, &run.witness(&circuit, &run.timeline()));
    }
    assert_eq!(ends.iter().filter(|end| **end == End::Success).count(), 1);
    assert_eq!(ends.last(), Some(&End::Success));
}

/// A step that cannot be paid is not executed: with too little gas no row carries on.
#[test]
fn gas_that_does_not_suffice_is_not_overdrawn() {
    let circuit = low_circuit();
    let run = Run::with_gas("PUSH 3 SLOAD POP STOP", &[], 2105);
    let honest = run.timeline();
    assert_accepted(&circuit, &run.witness(&circuit, &honest));
    let mut lied = honest.clone();
    for step in &mut lied.steps {
        step.state[3] -= Felt::ONE;
        step.next[3] -= Felt::ONE;
    }
    let mut statement = run.facts().statement();
    statement.gas_limit -= 1;
    assert_eq!(statement.gas_left, 0);
    for gas_left in [u64::MAX, 0] {
        statement.gas_left = gas_left;
        let witness = run.witness_of(&circuit, &lied, &statement).unwrap();
        assert_ne!(check(&circuit, &witness), vec![], "{gas_left}");
    }
}

/// Opcodes whose halts are not proven are refused by name.
#[test]
fn other_halts_are_refused_by_name() {
    let source = "PUSH0 PUSH0 PUSH0 PUSH0 PUSH0 PUSH 0x1234 PUSH 1000 CALL";
    let run = Run::with_gas(source, &[], 150);
    let error = Timeline::new(&run.trace).unwrap_err();
    assert!(matches!(error, EvmError::Halt { .. }), "{error}");
    assert_eq!(run.trace.steps.last().map(|step| step.opcode), Some(opcode::CALL));
}

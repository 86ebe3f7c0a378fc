//! A PUSH whose data the end of the code cuts off: zeros stand in their place, and a STOP behind them.

use vm_evm::{HaltReason, Status};

use super::super::exception::{Cause, Target};
use super::super::statement::End;
use super::*;
use crate::Felt;
use crate::backend::mock_check;
use crate::circuit::check;
use crate::testing::assert_accepted;
use crate::word::integer;

/// JUMPDESTs that are none.
const DATA: u8 = opcode::JUMPDEST;

/// A code that ends with a PUSH of so many bytes, of which some are there.
fn cut_off(bytes: u8, there: u8) -> Run {
    let data = vec![DATA; there.into()];
    Run::of([&[opcode::PUSH1, 7, opcode::PUSH0 + bytes], &data[..]].concat().into(), Bytes::new())
}

#[test]
fn data_that_are_cut_off_are_zeros() {
    let circuit = low_circuit();
    for bytes in 1..=32 {
        for there in [0, 1, bytes / 2, bytes - 1, bytes] {
            let run = cut_off(bytes, there.min(bytes));
            let statement = run.facts().statement();
            let missing = bytes.saturating_sub(there);
            assert_eq!((statement.end, statement.code_cut_off), (End::Success, missing.into()), "PUSH{bytes}: {there}");
            let timeline = run.timeline();
            let mut data = vec![DATA; there.min(bytes).into()];
            data.resize(bytes.into(), 0);
            assert_eq!(integer(timeline.steps[1].pushed[0]), U256::from_be_slice(&data));
            assert_accepted(&circuit, &run.witness(&circuit, &timeline));
        }
    }
}

#[test]
fn code_that_is_copied_may_be_cut_off_too() {
    let source = "PUSH 70 PUSH 3 PUSH0 CODECOPY PUSH0 MLOAD .bytes 0x7f01";
    let prepared = Run::new(source, &[]).prepare();
    assert_eq!(prepared.statement().code_cut_off, 31);
    assert_accepted(prepared.circuit(), prepared.witness());
    assert_eq!(mock_check(prepared.circuit(), prepared.witness()), Ok(()));
}

/// How many bytes are missing follows from the code, whether they are executed or not.
#[test]
fn another_number_of_missing_bytes_is_refused() {
    let circuit = low_circuit();
    let stopped = |code: &[u8]| Run::of(Bytes::copy_from_slice(code), Bytes::new());
    let runs = [
        (cut_off(32, 0), 32),
        (cut_off(32, 31), 1),
        (cut_off(5, 2), 3),
        (cut_off(5, 5), 0),
        (stopped(&[opcode::STOP, opcode::PUSH32, DATA]), 31),
        (stopped(&[opcode::STOP, opcode::PUSH1, opcode::PUSH32]), 0),
        (stopped(&[DATA, opcode::STOP]), 0),
    ];
    for (run, missing) in runs {
        let honest = run.facts().statement();
        assert_eq!(honest.code_cut_off, missing);
        assert_accepted(&circuit, &run.witness(&circuit, &run.timeline()));
        for code_cut_off in [0, 1, 2, 3, 31, 32, 33, missing.wrapping_sub(1), missing + 1, u64::MAX] {
            if code_cut_off == missing {
                continue;
            }
            let lie = Statement { code_cut_off, ..honest.clone() };
            let witness = run.witness_of(&circuit, &run.timeline(), &lie).unwrap();
            assert_ne!(check(&circuit, &witness), vec![], "{code_cut_off} instead of {missing}");
            // the steps agree with the statement
            let mut lied = run.timeline();
            let end = Felt::from(lie.code_length) + Felt::from(code_cut_off);
            let [.., before, last] = &mut lied.steps[..] else { continue };
            (before.next[1], last.state[1]) = (end, end);
            let witness = run.witness_of(&circuit, &lied, &lie).unwrap();
            assert_ne!(check(&circuit, &witness), vec![], "{code_cut_off} instead of {missing}, and a STOP there");
        }
    }
}

/// Bytes of a code of another length: what is cut off is not counted as there, nor the other way round.
#[test]
fn what_is_cut_off_is_not_part_of_the_code() {
    let circuit = low_circuit();
    let [short, long] = [2, 3].map(|there| cut_off(3, there));
    for (run, other) in [(&short, &long), (&long, &short)] {
        let (mut lie, other) = (run.facts().statement(), other.facts().statement());
        (lie.code_length, lie.code_cut_off) = (other.code_length, other.code_cut_off);
        lie.environment = other.environment;
        let witness = run.witness_of(&circuit, &run.timeline(), &lie).unwrap();
        assert_ne!(check(&circuit, &witness), vec![]);
    }
}

/// Neither the data that are there nor those that are missing can be jumped to, nor the STOP behind them.
#[test]
fn jumps_into_data_that_are_cut_off_halt() {
    let circuit = low_circuit();
    let code = |target| [opcode::PUSH1, target, opcode::JUMP, opcode::PUSH1 + 3, DATA];
    let length = 5;
    for target in 3..10 {
        let run = Run::of(code(target).to_vec().into(), Bytes::new());
        assert_eq!(run.trace.receipt.status, Status::Halt(HaltReason::InvalidJump));
        let statement = run.facts().statement();
        assert_eq!((statement.end, statement.code_cut_off), (End::Halt, 3));
        let timeline = run.timeline();
        let expected = match target {
            3 => Target::Opcode(timeline::Code::at(run.trace.context.rules, &code(target), 3)),
            4 => Target::Data,
            _ => Target::Behind(length),
        };
        assert_eq!(timeline.steps.last().unwrap().cause, Some(Cause::Jump(expected)), "{target}");
        assert_accepted(&circuit, &run.witness(&circuit, &timeline));
    }
}

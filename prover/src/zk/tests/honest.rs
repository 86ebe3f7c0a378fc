//! Completeness, and counts that change only on purpose.

use std::collections::BTreeSet;

use expect_test::expect;
use vm_zkfriendly::isa::Opcode;

use super::*;
use crate::backend::mock_check;
use crate::circuit::check;
use crate::testing::assert_accepted;

#[test]
fn every_sample_is_accepted_by_the_native_checker_and_the_mock_prover() {
    for (name, source, words) in SAMPLES {
        let prepared = Run::new(source, words).prepare();
        assert_accepted(prepared.circuit(), prepared.witness());
        assert_eq!(mock_check(prepared.circuit(), prepared.witness()), Ok(()), "{name}");
    }
    let prepared = Run::new(OPERATIONS, &[7, u64::MAX]).prepare();
    assert_accepted(prepared.circuit(), prepared.witness());
    assert_eq!(mock_check(prepared.circuit(), prepared.witness()), Ok(()));
}

#[test]
fn operations_are_accepted_at_the_edges_of_their_operands() {
    for a in [0, 1, u64::MAX, 1 << 32, u64::MAX - 1] {
        for b in [0, 1, u64::MAX] {
            let prepared = Run::new(OPERATIONS, &[a, b]).prepare();
            assert_accepted(prepared.circuit(), prepared.witness());
        }
    }
}

/// The samples together execute every instruction that has a chip, so the lies told about them reach every chip.
#[test]
fn the_samples_execute_every_chip() {
    let mut executed = BTreeSet::new();
    let all = SAMPLES.map(|(_, source, words)| Run::new(source, words));
    let others = [Run::new(OPERATIONS, &[7, 9]), Run::new(lies::BRANCHES, &[1, 1]), Run::new(HASH, &[1, 2])];
    let words = words::edges();
    for run in all.iter().chain(&others).chain(&words) {
        executed.extend(run.steps().iter().map(|step| step.instruction.opcode()));
    }
    let missing: Vec<Opcode> = Opcode::ALL.iter().copied().filter(|o| has_chip(*o) && !executed.contains(o)).collect();
    assert_eq!(missing, vec![]);
}

#[test]
fn a_statement_is_recomputed_from_its_facts_and_nothing_else() {
    let run = Run::new(SAMPLES[0].1, &[5]);
    let prepared = run.prepare();
    let mut other = prepared.witness().as_ref().clone();
    other.public = Run::new(SAMPLES[0].1, &[6]).prepare().statement().public().unwrap();
    assert!(!check(prepared.circuit(), &other).is_empty());
}

#[test]
fn fibonacci_costs() {
    let (_, source, _) = SAMPLES[6];
    let cost = |n| Run::new(source, &[n]).prepare().cost();
    let (once, twice) = (cost(20), cost(40));
    let line = |name: &str| {
        let of = |cost: &crate::circuit::Cost| {
            cost.by_chip
                .iter()
                .filter(|chip| chip.name == name)
                .fold((0, 0, 0), |(r, c, m), chip| (r + chip.rows, c + chip.cells, m + chip.messages))
        };
        let ((r1, c1, m1), (r2, c2, m2)) = (of(&once), of(&twice));
        format!(
            "{name}: rows {}, cells {}, messages {}\n",
            (r2 - r1) as f64 / 20.0,
            (c2 - c1) as f64 / 20.0,
            (m2 - m1) as f64 / 20.0
        )
    };
    // the running sum stands on all rows, and the shapes are two
    let names = twice.by_chip.iter().map(|chip| chip.name).filter(|name| *name != "running sum");
    let names: BTreeSet<&str> = names.collect();
    let marginal: String = names.into_iter().map(line).filter(|line| !line.contains("rows 0,")).collect();
    expect![[r#"
        add: rows 2, cells 64, messages 13
        pass: rows 1, cells 31, messages 11
        range table: rows 2.2, cells 8.8, messages 3.55
        range64: rows 3, cells 39, messages 21
        sub: rows 1, cells 32, messages 6
    "#]]
    .assert_eq(&marginal);
    assert_eq!(twice.cells, twice.by_chip.iter().map(|chip| chip.cells).sum::<usize>());
}

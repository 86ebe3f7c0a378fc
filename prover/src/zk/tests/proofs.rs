//! Real proofs of the register machine's circuit.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::lanes::place;
use super::*;
use crate::backend::{ProverKey, Srs, VerifierKey, mock_check};
use crate::circuit::{Circuit, check};
use crate::testing::flips;

fn keys(circuit: &Arc<Circuit>) -> (VerifierKey, ProverKey) {
    let srs = Arc::new(Srs::insecure_dev(circuit.shape.k));
    let verifier = VerifierKey::generate(Arc::clone(circuit), srs);
    let prover = ProverKey::generate(&verifier);
    (verifier, prover)
}

#[test]
fn fibonacci_is_proven_and_lies_about_it_are_not() {
    let prepared = Run::new(SAMPLES[0].1, &[5]).prepare();
    let (verifier, prover) = keys(prepared.circuit());
    let public = prepared.statement().public().unwrap();
    let proof = prover.prove(prepared.witness()).unwrap();
    verifier.verify(&public, &proof).unwrap();

    // another answer, another call, another program
    for (source, words) in [(SAMPLES[0].1, &[6][..]), (OPERATIONS, &[7, 9])] {
        let other = Run::new(source, words).prepare().statement().public().unwrap();
        assert!(verifier.verify(&other, &proof).is_err());
    }
}

/// One lie about each chip goes to the native checker and the mock prover, the first of each lane to the real verifier as well.
#[test]
fn a_lie_about_each_chip_is_refused_by_every_judge() {
    let runs = [
        Run::new(SAMPLES[0].1, &[5]),
        Run::new(SAMPLES[2].1, SAMPLES[2].2),
        Run::new(OPERATIONS, &[7, u64::MAX]),
        Run::new(STORAGE, &[7, 1]),
    ];
    let (mut chips, mut lied_about) = (BTreeSet::new(), BTreeSet::new());
    for prepared in runs.iter().map(Run::prepare) {
        let circuit = prepared.circuit();
        let public = prepared.statement().public().unwrap();
        let (verifier, prover) = keys(circuit);
        verifier.verify(&public, &prover.prove(prepared.witness()).unwrap()).unwrap();
        for lie in flips(circuit, prepared.witness()) {
            let (lane, row, _) = lie.rows[0];
            let lane = &circuit.lanes[lane];
            let on = |chip| prepared.witness().lanes[lie.rows[0].0].get(row, lane.flag(chip)) == Felt::from(1);
            let Some((_, chip, _)) = lane.chips().find(|(chip, ..)| on(*chip)) else { continue };
            if chips.contains(&(lane.name, chip)) {
                continue;
            }
            let forged = lie.apply(prepared.witness());
            // a free cell is no lie; the tests of the native checker name all of them
            if check(circuit, &forged).is_empty() {
                continue;
            }
            chips.insert((lane.name, chip));
            assert!(mock_check(circuit, &forged).is_err(), "{}", lie.what);
            if lied_about.insert(lane.name) {
                let proof = prover.prove(&Arc::new(forged)).unwrap();
                assert!(verifier.verify(&public, &proof).is_err(), "{}", lie.what);
            }
        }
    }
    // public rows, the range table and keccak's have no chip: the first are the verifier's own, the others fixed; a lie about the
    // keccak lane is told to the real verifier in the EVM's circuit
    assert_eq!(lied_about.len(), place::COUNT - 4, "{lied_about:?}");
    assert!(chips.len() >= 28, "{chips:?}");
}

#[test]
fn programs_witnesses_and_calldata_of_one_shape_share_a_key() {
    let first = Run::new(SAMPLES[0].1, &[5]).prepare();
    let (verifier, _) = keys(first.circuit());
    for (_, source, words) in SAMPLES {
        let prepared = Run::new(source, words).prepare();
        if prepared.shape() == first.shape() {
            assert_eq!(keys(prepared.circuit()).0.digest(), verifier.digest());
        }
    }
}

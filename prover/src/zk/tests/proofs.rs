//! Real proofs of the register machine's circuit.

use std::sync::Arc;

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
    // one lie in each lane that holds steps, code, data, ranges or permutations: refused by all three judges
    for lane in 1..prepared.circuit().lanes.len() {
        let Some(lie) = flips(prepared.circuit(), prepared.witness()).find(|lie| lie.rows[0].0 == lane) else {
            continue;
        };
        let lie = lie.apply(prepared.witness());
        let name = prepared.circuit().lanes[lane].name;
        assert!(!check(prepared.circuit(), &lie).is_empty(), "{name}");
        assert!(mock_check(prepared.circuit(), &lie).is_err(), "{name}");
        let forged = prover.prove(&Arc::new(lie)).unwrap();
        assert!(verifier.verify(&public, &forged).is_err(), "{name}");
    }
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

//! Really proven, really refused.

use ff::Field;

use super::*;
use crate::backend::{ProverKey, Srs, VerifierKey};
use crate::circuit::check;
use crate::testing::flips;

#[test]
fn a_write_is_proven_and_lies_about_it_are_not() {
    let (circuit, witness) = prove(&Call::new(&[Script::new(1, 5, &[6])]), 10);
    let verifier = VerifierKey::generate(Arc::clone(&circuit), Arc::new(Srs::insecure_dev(circuit.shape.k)));
    let prover = ProverKey::generate(&verifier);
    let witness = Arc::new(witness);
    let proof = prover.prove(&witness).unwrap();
    verifier.verify(&witness.public, &proof).unwrap();
    for column in 2..5 {
        let mut other = witness.public.clone();
        other[column][0] += Felt::ONE;
        assert!(verifier.verify(&other, &proof).is_err());
    }
    // a cell of the tree, a cell of a compression
    let places = [format!("state[{}] touched slot: d", 8 + 90), "poseidon[40] compression: cell 1".to_owned()];
    for what in places {
        let lie = flips(&circuit, &witness).find(|lie| lie.what == what).expect("the cell is used");
        let forged = lie.apply(&witness);
        assert!(!check(&circuit, &forged).is_empty());
        let proof = prover.prove(&Arc::new(forged)).unwrap();
        assert!(verifier.verify(&witness.public, &proof).is_err(), "{what}");
    }
}

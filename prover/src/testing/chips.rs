//! A few lies about each chip, for the judges that are slow: the mock prover and the real verifier.

use std::collections::BTreeSet;
use std::sync::Arc;

use ff::Field;

use super::{Judge, Lie, flips_where};
use crate::Felt;
use crate::backend::{ProverKey, Srs, VerifierKey, mock_check};
use crate::circuit::{Circuit, Witness};

/// A chip: the name of its lane, and its own.
pub(crate) type ChipName = (&'static str, &'static str);

/// The chips of a circuit.
pub(crate) fn chips_of(circuit: &Circuit) -> BTreeSet<ChipName> {
    circuit.lanes.iter().flat_map(|lane| lane.chips().map(|(_, chip, _)| (lane.name, chip))).collect()
}

/// So many lies about each chip that a witness uses and that is not known yet: flips of cells of different kinds, in different rows if the
/// chip has them. A flip that is accepted is no lie; the tests of the native checker name all of those.
pub(crate) fn lies_about_each_chip(
    circuit: &Circuit,
    honest: &Witness,
    each: usize,
    known: &mut BTreeSet<ChipName>,
) -> Vec<Lie> {
    let mut judge = Judge::new(circuit, honest);
    let mut told = vec![];
    for (index, lane) in circuit.lanes.iter().enumerate() {
        for (chip, name, _) in lane.chips() {
            let is_on = |row: &usize| honest.lanes[index].get(*row, lane.flag(chip)) == Felt::ONE;
            let rows: Vec<usize> = (0..honest.lanes[index].len()).filter(is_on).collect();
            if rows.is_empty() || !known.insert((lane.name, name)) {
                continue;
            }
            for number in 0..each {
                // the middle of each of so many parts
                let nth = |count: usize| (2 * number + 1) * count / (2 * each);
                let wanted = rows[nth(rows.len())];
                let mut lies: Vec<Lie> = flips_where(circuit, honest, |i, row| (i, row) == (index, wanted)).collect();
                lies.retain(|lie| !judge.violations(&lie.rows).is_empty());
                assert!(!lies.is_empty(), "{} {name}: any cell of row {wanted} may have any value", lane.name);
                told.push(lies.swap_remove(nth(lies.len())));
            }
        }
    }
    told
}

/// Asserts that the mock prover refuses each lie.
#[track_caller]
pub(crate) fn refused_by_the_mock_prover(circuit: &Arc<Circuit>, honest: &Arc<Witness>, lies: &[Lie]) {
    for lie in lies {
        assert!(mock_check(circuit, &lie.forge(circuit, honest)).is_err(), "{}", lie.what);
    }
}

/// Asserts that the real verifier accepts the truth and refuses a proof of each lie.
#[track_caller]
pub(crate) fn refused_by_the_verifier(circuit: &Arc<Circuit>, honest: &Arc<Witness>, lies: &[Lie]) {
    let verifier = VerifierKey::generate(Arc::clone(circuit), Arc::new(Srs::insecure_dev(circuit.shape.k)));
    let prover = ProverKey::generate(&verifier);
    verifier.verify(&honest.public, &prover.prove(honest).unwrap()).unwrap();
    for lie in lies {
        let proof = prover.prove(&Arc::new(lie.forge(circuit, honest))).unwrap();
        assert!(verifier.verify(&honest.public, &proof).is_err(), "{}", lie.what);
    }
}

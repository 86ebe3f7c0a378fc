//! Real proofs of the register machine's circuit.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::backend::{ProverKey, Srs, VerifierKey};
use crate::circuit::{Circuit, Witness};
use crate::testing::{Lie, chips_of, lies_about_each_chip, refused_by_the_mock_prover, refused_by_the_verifier};
use crate::{Claim, Shaping};

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

/// Every chip but those of storage, events and hashes, each as rarely as can be.
const CHIPS: &str = "entry main size 24:
    input r0, 1
    env r1, caller
    trunc.8 r2, r0
    trunc.200 r17, r1
    add.64 r3, r2, 70000000
    sub.64 r4, r3, r2
    mul.64 r5, r2, r2
    lt.64 r6, r2, r3
    wadd r7, r0, r1
    wsub r8, r0, r1
    wlt r9, r0, r1
    eq r10, r0, r1
    const r11, 3
    wmul r12, r0, r1
    wmul r18, r8, r8
    wdiv r13, r1, r0 else last
    wmod r14, r1, r0 else last
    mov r15 <- r13
    jnz r10, last
    jz r10, further
further:
    jump last
last:
    arg a2 <- r0
    call function, 4
    result r16 <- ap-1
    enter inner, 2
block inner() outer(r0: word) size 2:
    outer r1 <- l0
    pass another, 1, r1
block another(word) size 1:
    return r0, 1
function function(word) -> (word) size 4:
    arg a0 <- r2
    ret 1
";

/// The chips of storage.
const SLOT_CHIPS: &str = "entry main size 12:
    input r0, 1
    mapkey r1, r0, 5
    sload r2, r1
    sstore r1, r2
    return r2, 1
";

/// The chips of events and hashes, and a revert.
const HASH_CHIPS: &str = "entry main size 12:
    input r0, 1
    log r0, 1, 0
    keccak r3, r0, 1
    mov r4 <- r0
    mov r5 <- r0
    mov r6 <- r0
    mov r7 <- r0
    mov r8 <- r0
    keccak r9, r4, 5
    revert r9, 1
";

/// The chips of bits, shifts, signed and modular arithmetic.
const WORD_CHIPS: &str = "entry main size 24:
    input r0, 1
    const r1, 0xf0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0
    and r2, r0, r1
    or r3, r0, r1
    xor r4, r0, 255
    shl r5, r1, r0
    shr r6, r1, 4
    sar r7, r1, r0
    slt r8, r1, r0
    sadd r9, r1, r0 else last
    ssub r10, r1, r0 else last
    sdiv r11, r1, r0 else last
    smod r12, r1, r0 else last
    addmod r13, r1, r1, r0 else last
    mulmod r14, r1, r1, r0 else last
last:
    return r0, 1
";

/// Programs that together use every chip, each in the lowest circuit that holds it: a proof takes about a second.
fn small_circuits() -> impl Iterator<Item = (Arc<Circuit>, Arc<Witness>)> {
    [CHIPS, SLOT_CHIPS, HASH_CHIPS, WORD_CHIPS].into_iter().map(|source| {
        let run = Run::new(source, &[7]);
        let prepared = Prepared::shaped(&run.execution(), Shaping::Wide).unwrap();
        (Arc::clone(prepared.circuit()), Arc::clone(prepared.witness()))
    })
}

/// Tells so many lies about each chip to a judge.
fn tell(each: usize, judge: impl Fn(&Arc<Circuit>, &Arc<Witness>, &[Lie])) {
    let (mut known, mut all) = (BTreeSet::new(), BTreeSet::new());
    for (circuit, witness) in small_circuits() {
        judge(&circuit, &witness, &lies_about_each_chip(&circuit, &witness, each, &mut known));
        all.append(&mut chips_of(&circuit));
    }
    assert_eq!(&all - &known, BTreeSet::new());
}

#[test]
fn a_lie_about_each_chip_is_refused_by_the_real_verifier() {
    tell(1, refused_by_the_verifier);
}

#[test]
fn lies_about_each_chip_are_refused_by_the_mock_prover() {
    tell(2, refused_by_the_mock_prover);
}

#[test]
fn programs_witnesses_and_calldata_of_one_shape_share_a_key() {
    let runs: Vec<Run> = SAMPLES.iter().map(|(_, source, words)| Run::new(source, words)).collect();
    let shapes = runs.iter().map(|run| run.prepare().shape().clone());
    let shape = shapes.reduce(|all, shape| all.with(&shape)).unwrap();
    let claim = runs[0].prepare().statement().clone();
    let circuit = claim.circuit(&shape).unwrap();
    let (verifier, prover) = keys(&circuit);
    assert_eq!(keys(&claim.circuit(&shape).unwrap()).0.digest(), verifier.digest());
    for run in &runs {
        let witness = Arc::new(lies::witness_of(&circuit, run, run, &run.steps()));
        let proof = prover.prove(&witness).unwrap();
        verifier.verify(&run.execution().facts().unwrap().statement().public().unwrap(), &proof).unwrap();
    }
}

//! Real proofs of bytecode that solc made, and lies told to the real verifier.

use std::collections::BTreeSet;

use serde_json::Value;
use vm_evm::{Create, Status};

use super::*;
use crate::backend::{ProverKey, Srs, VerifierKey, mock_check};
use crate::circuit::check;
use crate::testing::flips;

/// A contract that solc compiled (`vm-evm/tests/fixtures`), deployed.
struct Deployed {
    fixture: Value,
    world: World,
    address: Address,
}

impl Deployed {
    fn new(fixture: &str, arguments: &[u64]) -> Self {
        let fixture: Value = serde_json::from_str(fixture).unwrap();
        let mut code: Vec<u8> = fixture["init_code"].as_str().unwrap().parse::<Bytes>().unwrap().to_vec();
        code.extend(encoded(arguments));
        let mut world = World::default();
        let receipt = world.create(Create { code: code.into(), ..Create::default() }).unwrap();
        Self { fixture, world, address: receipt.created.unwrap() }
    }

    fn call(&mut self, signature: &str, arguments: &[u64]) -> Run {
        let selector: Bytes = self.fixture["selectors"][signature].as_str().unwrap().parse().unwrap();
        let data = [selector.to_vec(), encoded(arguments)].concat().into();
        let tree = tree(&self.world, &Tree::default()).unwrap();
        let trace = self.world.trace_call(Call { to: self.address, data, ..Call::default() }).unwrap();
        Run { trace, tree }
    }
}

fn encoded(arguments: &[u64]) -> Vec<u8> {
    arguments.iter().flat_map(|argument| U256::from(*argument).to_be_bytes::<32>()).collect()
}

fn fibonacci() -> Deployed {
    Deployed::new(include_str!("../../../../vm-evm/tests/fixtures/fibonacci.json"), &[])
}

fn token() -> Deployed {
    Deployed::new(include_str!("../../../../vm-evm/tests/fixtures/token.json"), &[1_000_000])
}

fn keys(circuit: &Arc<Circuit>) -> (VerifierKey, ProverKey) {
    let verifier = VerifierKey::generate(Arc::clone(circuit), Arc::new(Srs::insecure_dev(circuit.shape.k)));
    let prover = ProverKey::generate(&verifier);
    (verifier, prover)
}

#[test]
fn fibonacci_of_solc_is_proven_and_another_call_is_not() {
    let mut contract = fibonacci();
    let run = contract.call("unchecked64(uint64)", &[10]);
    assert_eq!(U256::from_be_slice(&run.trace.receipt.output), U256::from(55));
    let prepared = run.prepare();
    let (verifier, prover) = keys(prepared.circuit());
    let proof = prover.prove(prepared.witness()).unwrap();
    verifier.verify(&prepared.statement().public().unwrap(), &proof).unwrap();

    let other = contract.call("unchecked64(uint64)", &[11]).facts().statement();
    assert!(verifier.verify(&other.public().unwrap(), &proof).is_err());
    for change in [
        |s: &mut Statement| s.gas_left += 1,
        |s: &mut Statement| s.gas_limit += 1,
        |s: &mut Statement| s.refund += 1,
        |s: &mut Statement| s.code_length += 1,
        |s: &mut Statement| s.environment[2] += U256::from(1),
    ] {
        let mut statement = prepared.statement().clone();
        change(&mut statement);
        assert!(verifier.verify(&statement.public().unwrap(), &proof).is_err());
    }

    // another contract of the same shape has the same key
    let reverts = contract.call("checked256(uint256)", &[3]).prepare();
    if reverts.shape() == prepared.shape() {
        assert_eq!(keys(reverts.circuit()).0.digest(), verifier.digest());
    }
}

#[test]
fn the_token_of_solc_is_proven_when_it_transfers_and_when_it_reverts() {
    let mut contract = token();
    let transfer = contract.call("transfer(address,uint256)", &[0xbeef, 5]);
    assert_eq!((transfer.trace.receipt.status, transfer.trace.receipt.logs.len()), (Status::Success, 1));
    let prepared = transfer.prepare();
    let (verifier, prover) = keys(prepared.circuit());
    let proof = prover.prove(prepared.witness()).unwrap();
    verifier.verify(&prepared.statement().public().unwrap(), &proof).unwrap();
    let statement = prepared.statement();
    assert_ne!(statement.state.root_before, statement.state.root_after);
    let mut unchanged = statement.clone();
    unchanged.state.root_after = unchanged.state.root_before;
    assert!(verifier.verify(&unchanged.public().unwrap(), &proof).is_err());

    let reverted = contract.call("transfer(address,uint256)", &[0xbeef, 2_000_000]);
    assert_eq!(reverted.trace.receipt.status, Status::Revert);
    let reverted = reverted.prepare();
    assert_eq!(reverted.statement().state.root_before, reverted.statement().state.root_after);
    assert_eq!(reverted.shape(), prepared.shape());
    let proof = prover.prove(reverted.witness()).unwrap();
    verifier.verify(&reverted.statement().public().unwrap(), &proof).unwrap();
    assert!(verifier.verify(&prepared.statement().public().unwrap(), &proof).is_err());
}

/// One lie about each lane that a token transfer uses goes to the mock prover.
#[test]
fn a_lie_about_each_lane_is_refused_by_the_mock_prover() {
    let prepared = token().call("transfer(address,uint256)", &[0xbeef, 5]).prepare();
    let mut lanes = BTreeSet::new();
    for ((lane, chip), forged) in lies(prepared.circuit(), prepared.witness(), &mut BTreeSet::new()) {
        if lanes.insert(lane) {
            assert!(mock_check(prepared.circuit(), &forged).is_err(), "{lane} {chip}");
        }
    }
    assert!(lanes.len() >= 15, "{lanes:?}");
}

/// The first lie about each chip that is not known yet.
fn lies(
    circuit: &Circuit,
    honest: &Witness,
    known: &mut BTreeSet<(&'static str, &'static str)>,
) -> Vec<((&'static str, &'static str), Witness)> {
    let mut found = vec![];
    for lie in flips(circuit, honest) {
        let (lane, row, _) = lie.rows[0];
        let names = &circuit.lanes[lane];
        let on = |chip| honest.lanes[lane].get(row, names.flag(chip)) == crate::Felt::from(1);
        let Some((_, chip, _)) = names.chips().find(|(chip, ..)| on(*chip)) else { continue };
        if known.contains(&(names.name, chip)) {
            continue;
        }
        let forged = lie.apply(honest);
        // a free cell is no lie; the tests of the native checker name all of them
        if !check(circuit, &forged).is_empty() {
            known.insert((names.name, chip));
            found.push(((names.name, chip), forged));
        }
    }
    found
}

/// Minutes: a mock proof for each chip, a proof for each lane.
mod exhaustive {
    use super::*;

    #[test]
    fn a_lie_about_each_chip_is_refused_by_the_mock_prover() {
        let circuit = low_circuit();
        let mut chips = BTreeSet::new();
        let mut runs = vec![token().call("transfer(address,uint256)", &[0xbeef, 5])];
        runs.extend(SAMPLES.iter().map(|(_, source, words)| Run::new(source, words)));
        for run in runs {
            let honest = run.witness(&circuit, &run.timeline());
            for (chip, forged) in lies(&circuit, &honest, &mut chips) {
                assert!(mock_check(&circuit, &forged).is_err(), "{chip:?}");
            }
        }
        assert!(chips.len() >= 50, "{}: {chips:?}", chips.len());
    }

    #[test]
    fn a_lie_about_each_lane_is_refused_by_the_real_verifier() {
        let prepared = token().call("transfer(address,uint256)", &[0xbeef, 5]).prepare();
        let public = prepared.statement().public().unwrap();
        let (verifier, prover) = keys(prepared.circuit());
        let mut lanes = BTreeSet::new();
        for ((lane, chip), forged) in lies(prepared.circuit(), prepared.witness(), &mut BTreeSet::new()) {
            if lanes.insert(lane) {
                let proof = prover.prove(&Arc::new(forged)).unwrap();
                assert!(verifier.verify(&public, &proof).is_err(), "{lane} {chip}");
            }
        }
        assert!(lanes.len() >= 15, "{lanes:?}");
    }
}

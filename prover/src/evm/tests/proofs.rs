//! Real proofs of bytecode that solc made, and lies told to the real verifier.

use std::collections::BTreeSet;

use serde_json::Value;
use vm_evm::{Create, Status};

use super::super::statement::VALUES;
use super::super::timeline::{RENEWAL, Renewal};
use super::super::upkeep::UpkeepLane;
use super::*;
use crate::backend::{ProverKey, Srs, VerifierKey};
use crate::circuit::Kind;
use crate::public::{PublicRows, StatementError, public_lane};
use crate::testing::{Lie, chips_of, lies_about_each_chip, refused_by_the_mock_prover, refused_by_the_verifier};
use crate::{Claim, Felt, Shaping};

/// A contract that solc compiled (`vm-evm/tests/fixtures`), deployed.
pub(super) struct Deployed {
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

    pub(super) fn call(&mut self, signature: &str, arguments: &[u64]) -> Run {
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

pub(super) fn fibonacci() -> Deployed {
    Deployed::new(include_str!("../../../../vm-evm/tests/fixtures/fibonacci.json"), &[])
}

pub(super) fn token() -> Deployed {
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
        assert!(!statement.public().is_ok_and(|public| verifier.verify(&public, &proof).is_ok()));
    }
}

#[test]
fn a_field_that_the_rest_of_the_statement_contradicts_is_refused_by_name() {
    let statement = fibonacci().call("unchecked64(uint64)", &[3]).facts().statement();
    assert!(statement.public().is_ok());
    for (place, name) in [(4, "CALLDATASIZE"), (5, "CODESIZE"), (7, "RETURNDATASIZE")] {
        let mut changed = statement.clone();
        changed.environment[place] += U256::from(1);
        let refused = changed.public().unwrap_err();
        assert!(matches!(refused, StatementError::Field { field, .. } if field == name), "{refused}");
    }
    let changed = Statement { calldata_length: 5, ..statement };
    let says = "the field CALLDATASIZE, `environment[4]`, is 0x24; the rest of the statement says 0x5";
    assert_eq!(changed.public().unwrap_err().to_string(), says);
}

#[test]
fn the_token_of_solc_is_proven_when_it_transfers_and_when_it_reverts() {
    let mut contract = token();
    let transfer = contract.call("transfer(address,uint256)", &[0xbeef, 5]);
    assert_eq!((transfer.trace.receipt.status, transfer.trace.receipt.logs.len()), (Status::Success, 1));
    let reverted = contract.call("transfer(address,uint256)", &[0xbeef, 2_000_000]);
    assert_eq!(reverted.trace.receipt.status, Status::Revert);
    // both, and another contract's call, in one circuit: a key is of the shape alone
    let other = fibonacci().call("checked256(uint256)", &[3]);
    let shapes = [&transfer, &reverted, &other].map(|run| run.prepare().shape().clone());
    let shape = shapes[0].with(&shapes[1]).with(&shapes[2]);
    let claim = transfer.facts().statement();
    let circuit = claim.circuit(&shape).unwrap();
    let (verifier, prover) = keys(&circuit);
    assert_eq!(keys(&claim.circuit(&shape).unwrap()).0.digest(), verifier.digest());
    let prove = |run: &Run| {
        let proof = prover.prove(&Arc::new(run.witness(&circuit, &run.timeline()))).unwrap();
        verifier.verify(&run.facts().statement().public().unwrap(), &proof).unwrap();
        proof
    };
    let proof = prove(&transfer);
    let statement = transfer.facts().statement();
    assert_ne!(statement.state.root_before, statement.state.root_after);
    let mut unchanged = statement.clone();
    unchanged.state.root_after = unchanged.state.root_before;
    assert!(verifier.verify(&unchanged.public().unwrap(), &proof).is_err());

    let proof = prove(&reverted);
    let undone = reverted.facts().statement();
    assert_eq!(undone.state.root_before, undone.state.root_after);
    assert!(verifier.verify(&statement.public().unwrap(), &proof).is_err());
    prove(&other);
}

/// Word arithmetic, a few lanes at a time: of the lanes of one word, of products, of signs.
const ARITHMETIC: [&str; 3] = [
    "PUSH 7 PUSH 0xf00ba5edeadbeef00123456789abcdef0fedcba98765432113579bdf02468ace
    DUP2 DUP2 ADD POP DUP2 DUP2 SUB POP DUP2 DUP2 LT POP DUP2 DUP2 GT POP DUP2 DUP2 SLT POP DUP2 DUP2 SGT POP
    DUP2 DUP2 EQ POP DUP1 ISZERO POP DUP1 NOT POP DUP1 DUP1 AND POP DUP2 DUP2 OR POP DUP2 DUP2 XOR STOP",
    "PUSH 7 PUSH 0xf00ba5edeadbeef00123456789abcdef0fedcba98765432113579bdf02468ace
    DUP1 DUP1 MUL POP DUP1 DUP3 DIV POP DUP1 DUP1 MOD POP DUP1 DUP3 SHL POP DUP1 DUP3 SHR POP
    DUP2 PUSH 1000 MUL POP DUP2 PUSH 1000 DIV POP DUP2 PUSH 1000 MOD STOP",
    "PUSH 7 PUSH 0xf00ba5edeadbeef00123456789abcdef0fedcba98765432113579bdf02468ace
    DUP2 DUP2 SDIV POP DUP2 DUP2 SMOD POP DUP1 DUP3 SAR POP DUP1 DUP3 BYTE POP DUP1 DUP3 SIGNEXTEND STOP",
];

/// Arithmetic modulo a word, and powers, the longest of which has one bit in its high limb.
const POWERS: [&str; 2] = [
    "PUSH 7 PUSH 0xf00ba5edeadbeef00123456789abcdef0fedcba98765432113579bdf02468ace
    DUP2 DUP2 DUP1 ADDMOD POP DUP2 DUP2 DUP1 MULMOD POP PUSH 0 DUP2 DUP1 ADDMOD POP PUSH 0 DUP2 DUP1 MULMOD POP
    PUSH 0 DUP2 EXP POP DUP2 DUP2 EXP STOP",
    "PUSH 0x0100000000000000000000000000000000 PUSH 3 EXP STOP",
];

/// Storage, and a hash.
const SLOT: &str = "PUSH 3 SLOAD PUSH 3 SSTORE STOP";
const TRANSIENT_SLOT: &str = "PUSH 5 PUSH 3 TSTORE PUSH 3 TLOAD STOP";
const HASH: &str = "PUSH 32 PUSH 0 KECCAK256 PUSH 160 PUSH 0 KECCAK256 PUSH 7 PUSH 3 KECCAK256 STOP";

/// Programs that together use every chip but the renewals, each in the lowest circuit that holds it: a proof takes about a second.
fn small_circuits() -> impl Iterator<Item = (Arc<Circuit>, Arc<Witness>)> {
    let [words, products, signs] = ARITHMETIC;
    let [modular, power] = POWERS;
    let programs = [
        STACK,
        words,
        products,
        signs,
        modular,
        power,
        MEMORY,
        SINGLE_BYTES,
        COPIES,
        CODE_COPIES,
        EVENT_BYTES,
        LOST_BYTES,
        REVERT,
        EVENTS,
        SLOT,
        TRANSIENT_SLOT,
        ZEROS,
        CUT_OFF[0],
        CUT_OFF[1],
        HASH,
    ];
    let runs = programs.into_iter().map(|source| Run::new(source, &[7]));
    runs.chain(halts::one_of_each()).map(|run| {
        let prepared = Prepared::of_trace_shaped(&T2, &run.trace, &run.tree, Shaping::Wide).unwrap();
        (Arc::clone(prepared.circuit()), Arc::clone(prepared.witness()))
    })
}

/// Two thousand steps lie between a word and its renewal, so no small program has one. Public rows ask for them.
fn renewals() -> (Arc<Circuit>, Arc<Witness>) {
    let upkeep = UpkeepLane::declare();
    let (values, time) = ([1u64, 2, 3], 5);
    let mut rows = PublicRows::default();
    let kinds = [Kind::EvmStack, Kind::EvmMemory, Kind::EvmContext];
    for kind in kinds {
        let [before, after] =
            [time, time + RENEWAL].map(|time| [values[0], values[1], values[2], time].map(Felt::from));
        rows.send(kind, &before);
        rows.receive(kind, &after);
    }
    let public = rows.columns(VALUES);
    let lanes = vec![public_lane(VALUES), upkeep.lane.clone()];
    let shape = Shape::whole(5, &lanes, &[1, 1]);
    let circuit = Arc::new(Circuit::new("renewals", lanes, shape, public[0].len()));
    let mut witness = circuit.witness();
    witness.public = public;
    for kind in kinds {
        upkeep.fill(&mut witness, 1, &Renewal { kind, values: values.map(Felt::from), time });
    }
    (circuit, Arc::new(witness))
}

/// Tells so many lies about each chip to a judge.
fn tell(each: usize, judge: impl FnMut(&Arc<Circuit>, &Arc<Witness>, &[Lie])) {
    let (mut known, mut all, mut judge) = (BTreeSet::new(), BTreeSet::new(), judge);
    for (circuit, witness) in small_circuits().chain([renewals()]) {
        judge(&circuit, &witness, &lies_about_each_chip(&circuit, &witness, each, &mut known));
        all.append(&mut chips_of(&circuit));
    }
    // the register machine's, with which the lane of data is shared
    let others = ["output", "logged", "logs end", "hashed"].map(|chip| ("data", chip));
    assert_eq!(&all - &known, BTreeSet::from(others));
}

#[test]
fn a_lie_about_each_lane_is_refused_by_the_real_verifier() {
    let mut lanes = BTreeSet::new();
    tell(1, |circuit, honest, lies| {
        let first = lies.iter().filter(|lie| lanes.insert(circuit.lanes[lie.rows[0].0].name));
        refused_by_the_verifier(circuit, honest, &first.cloned().collect::<Vec<_>>());
    });
    assert_eq!(lanes.len(), place::COUNT - 5, "public rows and four fixed tables have no chip: {lanes:?}");
}

#[test]
fn lies_about_each_chip_are_refused_by_the_mock_prover() {
    tell(2, refused_by_the_mock_prover);
}

/// Minutes: a proof for each chip (70 processor seconds; one for each lane takes 31), and proofs of a transfer.
mod exhaustive {
    use super::*;

    #[test]
    fn a_lie_about_each_chip_is_refused_by_the_real_verifier() {
        tell(1, refused_by_the_verifier);
    }

    #[test]
    fn a_lie_about_each_lane_of_a_transfer_is_refused_by_the_real_verifier() {
        let prepared = token().call("transfer(address,uint256)", &[0xbeef, 5]).prepare();
        let (circuit, witness) = (prepared.circuit(), prepared.witness());
        let mut lies = lies_about_each_chip(circuit, witness, 1, &mut BTreeSet::new());
        lies.dedup_by_key(|lie| lie.rows[0].0);
        assert!(lies.len() >= 15, "{}", lies.len());
        refused_by_the_verifier(circuit, witness, &lies);
    }
}

//! The circuits of other types than the second: they accept what was run by their rules, and nothing that was run by others.

use vm_evm::{HaltReason, Status, opcode};

use super::*;
use crate::backend::mock_check;
use crate::circuit::check;
use crate::profile::{Machine, Profile, SCROLL, T2_5, T3};
use crate::testing::assert_accepted;

/// Types on the EVM whose rules are other than type 2's, all of them tables and constants.
const OTHERS: [&Profile; 3] = [&T2_5, &T3, &SCROLL];

/// A call of a sample by a type's rules, in a block whose fields all tell something.
fn run(profile: &'static Profile, source: &str, words: &[u64], gas: Option<u64>) -> Run {
    let (code, data) = Run::inputs(source, words);
    let mut world = Run::world(code);
    world.rules = profile.machine.evm().expect("the type is an EVM");
    world.block.prevrandao = vm_evm::B256::repeat_byte(0x77);
    let limit = gas.map_or(1_000_000, |gas| gas + intrinsic(&data));
    Run::call(&mut world, data, limit)
}

/// The call of the same code that has no gas to spare.
fn barely(profile: &'static Profile, source: &str, words: &[u64]) -> u64 {
    run(profile, source, words, None).trace.receipt.execution_gas
}

fn prepare(profile: &'static Profile, run: &Run) -> Prepared {
    Prepared::of_trace(profile, &run.trace, &run.tree).expect("the execution fits")
}

#[test]
fn every_sample_is_accepted_by_the_circuit_of_its_type() {
    for profile in OTHERS {
        for (name, source, words) in SAMPLES {
            let run = run(profile, source, words, None);
            let prepared = prepare(profile, &run);
            assert_accepted(prepared.circuit(), prepared.witness());
            assert_eq!(prepared.statement().profile, profile.name, "{name}");
        }
    }
}

#[test]
fn a_sample_runs_out_of_gas_at_the_prices_of_its_type() {
    for (name, source, words) in SAMPLES {
        let gas = barely(&T2_5, source, words);
        for less in [gas - 1, gas / 2, gas / 3, gas / 7] {
            let run = run(&T2_5, source, words, Some(less));
            assert_eq!(run.trace.receipt.status, Status::Halt(HaltReason::OutOfGas), "{name} with {less}");
            let prepared = prepare(&T2_5, &run);
            assert_accepted(prepared.circuit(), prepared.witness());
        }
    }
}

#[test]
fn types_with_the_circuits_of_the_second_cost_the_same() {
    let cells = |profile, (_, source, words): &(&str, &str, &[u64])| {
        prepare(profile, &run(profile, source, words, None)).cost().cells
    };
    // those of the blob opcodes end where a type has none
    for sample in SAMPLES.iter().filter(|(_, source, _)| !source.contains("BLOB")) {
        let second = cells(&T2, sample);
        assert_eq!(OTHERS.map(|profile| cells(profile, sample)), [second; 3], "{}", sample.0);
    }
}

/// A statement that names another type and its prices.
fn claimed(statement: &Statement, profile: &'static Profile) -> Statement {
    let rules = profile.machine.evm().expect("the type is an EVM");
    let (profile, gas_schedule) = (profile.name.to_owned(), rules.gas.name.to_owned());
    Statement { profile, gas_schedule, ..statement.clone() }
}

#[test]
fn an_execution_at_other_prices_is_refused() {
    for (name, source, words) in SAMPLES {
        let cheap = run(&T2, source, words, None);
        let dear = run(&T2_5, source, words, None);
        let (prepared, other) = (prepare(&T2_5, &dear), prepare(&T2, &cheap));
        assert_eq!(prepared.shape(), other.shape(), "{name}");
        for (profile, circuit, ran) in [(&T2_5, prepared.circuit(), &other), (&T2, other.circuit(), &prepared)] {
            let mut witness = (**ran.witness()).clone();
            witness.public = claimed(ran.statement(), profile).public().expect("the claim is well-formed");
            witness.complete(circuit);
            assert!(!check(circuit, &witness).is_empty(), "{name}");
        }
        assert!(Prepared::of_trace(&T2_5, &cheap.trace, &cheap.tree).is_err(), "{name}");
    }
}

#[test]
fn an_opcode_that_a_type_has_not_halts_and_that_is_proven() {
    for profile in [&T3, &SCROLL] {
        for opcode in ["PUSH0 BLOBHASH", "BLOBBASEFEE", "PUSH0 SELFDESTRUCT"] {
            let run = run(profile, opcode, &[], None);
            assert_eq!(run.trace.receipt.status, Status::Halt(HaltReason::InvalidOpcode), "{opcode}");
            let prepared = prepare(profile, &run);
            assert_accepted(prepared.circuit(), prepared.witness());
        }
    }
    // where it is one, no halt is accepted
    let halted = run(&T3, "BLOBBASEFEE", &[], None);
    let (halted, runs) = (prepare(&T3, &halted), run(&T2, "BLOBBASEFEE", &[], None));
    let circuit = circuits().circuit(circuits().family.shape(halted.shape()).expect("the lanes are the same"));
    let mut witness = (**halted.witness()).clone();
    witness.complete(&circuit);
    assert!(!check(&circuit, &witness).is_empty());
    assert_eq!(runs.trace.receipt.status, Status::Success);
}

/// A run by rules under which an opcode is there that type 3 has not, and costs what type 3's table says of it: type 3's circuit, and what it is told.
fn executed_against_the_rules(mnemonic: &str, source: &str) -> (Arc<Circuit>, Prepared, Witness) {
    let byte = opcode::Opcode::by_mnemonic(mnemonic).expect("it is an opcode").byte;
    let mut rules = *T3.machine.evm().expect("type 3 is an EVM");
    rules.opcodes = vm_evm::OpcodeSet::of_fork(rules.fork);
    rules.gas.table[usize::from(byte)] = 0;
    let lax: &'static Profile = Box::leak(Box::new(Profile { machine: Machine::Evm(rules), ..T3 }));
    let run = run(lax, source, &[], None);
    assert_eq!(run.trace.receipt.status, Status::Success, "{mnemonic}");
    let lie = prepare(lax, &run);
    assert_accepted(lie.circuit(), lie.witness());
    let third = Circuits::of(T3.machine.evm().expect("type 3 is an EVM"));
    let circuit = third.circuit(third.family.shape(lie.shape()).expect("the lanes are the same"));
    let mut witness = (**lie.witness()).clone();
    witness.complete(&circuit);
    (circuit, lie, witness)
}

/// Opcodes that type 3 has not, executed.
const MISSING: [(&str, &str); 2] = [("BLOBHASH", "PUSH0 BLOBHASH POP"), ("BLOBBASEFEE", "BLOBBASEFEE POP")];

#[test]
fn an_opcode_that_a_type_has_not_is_not_executed() {
    for (mnemonic, source) in MISSING {
        let (circuit, _, witness) = executed_against_the_rules(mnemonic, source);
        assert!(!check(&circuit, &witness).is_empty(), "{mnemonic} is executed by type 3");
        assert!(mock_check(&circuit, &witness).is_err(), "{mnemonic} is executed by type 3, says the mock prover");
    }
}

#[test]
fn a_statement_that_its_profile_contradicts_is_refused_by_name() {
    let statement = |profile| prepare(profile, &run(profile, "PREVRANDAO POP", &[], None)).statement().clone();
    let third = statement(&T3);
    assert_eq!(third.public().map(|_| ()), Ok(()));
    let said = |statement: Statement| statement.public().unwrap_err().to_string();
    // unknown, of another machine, with jumps that the circuit halts at, without proofs
    for profile in ["t9", "t4", "polygon-hermez", "optimistic"] {
        let expected = format!("no type that is proven on this machine is called `{profile}`");
        assert_eq!(said(Statement { profile: profile.to_owned(), ..third.clone() }), expected);
    }
    let fork = Statement { fork: "prague".into(), ..third.clone() };
    assert_eq!(said(fork), "the statement names the fork `prague`; that of its type is `cancun`");
    let priced = Statement { profile: "t2.5".into(), ..third };
    assert_eq!(said(priced), "the statement names the gas schedule `ethereum`; that of its type is `proof-priced`");
    let second = Statement { profile: "t3".into(), ..statement(&T2) };
    assert!(said(second).starts_with("the field PREVRANDAO, `environment[11]`, is 0x7777"));
}

mod proofs {
    use super::*;
    use crate::backend::{ProverKey, Srs, VerifierKey};

    fn verifier(circuit: &Arc<Circuit>) -> VerifierKey {
        VerifierKey::generate(Arc::clone(circuit), Arc::new(Srs::insecure_dev(circuit.shape.k)))
    }

    /// Dear and cheap opcodes, a fee vault that mines, and no randomness: each type runs it to the same end.
    const SOURCE: &str =
        "PUSH 3 PUSH 5 MUL PUSH0 MSTORE PUSH 32 PUSH0 KECCAK256 PUSH 1 SSTORE COINBASE POP PREVRANDAO POP STOP";

    #[test]
    fn a_proof_of_one_type_is_no_proof_of_another() {
        let all = [&T2, &T2_5, &T3, &SCROLL];
        let prepared = all.map(|profile: &'static Profile| {
            let (code, data) = Run::inputs(SOURCE, &[]);
            let mut world = Run::world(code);
            world.rules = profile.machine.evm().expect("the type is an EVM");
            world.block.coinbase = SCROLL_VAULT;
            prepare(profile, &Run::call(&mut world, data, 1_000_000))
        });
        let keys = prepared.each_ref().map(|prepared| verifier(prepared.circuit()));
        let digest = |profile: usize| keys[profile].digest();
        assert_ne!(digest(0), digest(1));
        assert_ne!(digest(0), digest(2));
        assert_eq!(digest(2), digest(3), "what they forbid is the same");
        for (index, prepared) in prepared.iter().enumerate() {
            let proof = ProverKey::generate(&keys[index]).prove(prepared.witness()).unwrap();
            for (other, profile) in all.iter().enumerate() {
                let public =
                    claimed(prepared.statement(), profile).public().expect("the fields are those of all four types");
                assert_eq!(
                    keys[other].verify(&public, &proof).is_ok(),
                    other == index,
                    "{} as {}",
                    all[index].name,
                    profile.name
                );
            }
        }
    }

    /// Where Scroll collects its fees.
    const SCROLL_VAULT: Address = {
        let mut bytes = [0; 20];
        (bytes[0], bytes[19]) = (0x53, 5);
        Address::new(bytes)
    };

    #[test]
    fn an_opcode_that_a_type_has_not_is_not_proven() {
        for (mnemonic, source) in MISSING {
            let (circuit, lie, witness) = executed_against_the_rules(mnemonic, source);
            let key = verifier(&circuit);
            let public = lie.statement().public().expect("the statement is type 3's");
            let proof = ProverKey::generate(&key).prove(&Arc::new(witness));
            assert!(!proof.is_ok_and(|proof| key.verify(&public, &proof).is_ok()), "{mnemonic}");
        }
    }

    #[test]
    fn a_halt_at_the_price_of_a_type_is_proven() {
        let gas = barely(&T2_5, SOURCE, &[]);
        let run = run(&T2_5, SOURCE, &[], Some(gas - 1));
        assert_eq!(run.trace.steps.last().map(|step| step.opcode), Some(opcode::STOP), "the last price is STOP's");
        let prepared = prepare(&T2_5, &run);
        let key = verifier(prepared.circuit());
        let proof = ProverKey::generate(&key).prove(prepared.witness()).unwrap();
        key.verify(&prepared.statement().public().unwrap(), &proof).unwrap();
    }
}

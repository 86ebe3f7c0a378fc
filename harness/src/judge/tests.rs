use std::path::PathBuf;

use super::*;
use crate::front::Source;
use crate::measure::{Elapsed, Times};
use crate::scenario::Plan;
use crate::types::{DEFAULT_SENDER, Gas, Log, SUCCESS};

fn receipt(output: &str, ty: Type) -> Receipt {
    let gas = Gas { transaction: 1, execution: 1, intrinsic: 0, deposit: 0 };
    Receipt {
        status: SUCCESS.to_owned(),
        output: output.to_owned(),
        logs: Vec::new(),
        created: None,
        gas: (ty == Type::T2).then_some(gas),
        steps: ty.name().len() as u64,
    }
}

fn report(ty: Type, output: &str, verdict: Verdict) -> Report {
    let measurement = Measurement {
        receipt: receipt(output, ty),
        executed: Vec::new(),
        circuit: None,
        verdict,
        proof: None,
        prediction: None,
        times: Times::default(),
        peak_rss_bytes: None,
    };
    Report {
        compile: Elapsed::default(),
        lines: SourceLines::default(),
        deployment: receipt(ty.name(), ty),
        setup: Vec::new(),
        calls: vec![Measured::Ran(Box::new(measurement))],
    }
}

fn scenario(expected: Expected) -> Scenario {
    let call = PlannedCall {
        label: "f(1)".to_owned(),
        calldata: "0x".to_owned(),
        sender: DEFAULT_SENDER,
        value: alloy_primitives::U256::ZERO,
    };
    Scenario {
        name: "s".to_owned(),
        title: String::new(),
        plan: Plan {
            source: Source { path: "c.sol".to_owned(), bytes: Vec::new() },
            imports: Vec::new(),
            remappings: Vec::new(),
            folder: PathBuf::new(),
            contract: "s.sol:C".to_owned(),
            constructor: "0x".to_owned(),
            setup: Vec::new(),
            calls: vec![call],
        },
        setup_expected: Vec::new(),
        calls_expected: vec![expected],
        main: 0,
        warnings: String::new(),
    }
}

fn check(results: Vec<(Type, Result<Report, Lost>)>, expected: Expected, want: &[(Outcome, Option<&str>)]) {
    let judged = judge(&scenario(expected), results);
    let found: Vec<_> = judged.iter().map(|ty| (ty.judgement.outcome, ty.judgement.reason.as_deref())).collect();
    assert_eq!(found, want);
}

fn five() -> Expected {
    Expected { status: Some(SUCCESS), output: Some("0x05".to_owned()), logs: Some(Vec::new()), text: "(5)".to_owned() }
}

#[test]
fn gas_steps_and_code_may_differ() {
    check(
        vec![
            (Type::T2, Ok(report(Type::T2, "0x05", Verdict::Estimated))),
            (Type::T4, Ok(report(Type::T4, "0x05", Verdict::Estimated))),
        ],
        five(),
        &[(Outcome::Success, None), (Outcome::Success, None)],
    );
}

#[test]
fn results_may_not() {
    let quarrel = "f(1): t2 ends with success 0x05, t4 with success 0x06";
    check(
        vec![
            (Type::T2, Ok(report(Type::T2, "0x05", Verdict::Estimated))),
            (Type::T4, Ok(report(Type::T4, "0x06", Verdict::Unsupported("no".to_owned())))),
        ],
        Expected::default(),
        &[(Outcome::Mismatch, Some(quarrel)), (Outcome::Mismatch, Some(quarrel))],
    );
}

#[test]
fn the_expectation_outweighs_what_is_not_supported() {
    check(
        vec![(Type::T2, Ok(report(Type::T2, "0x06", Verdict::Unsupported("no".to_owned()))))],
        five(),
        &[(Outcome::Mismatch, Some("f(1): expected (5), got success 0x06"))],
    );
    let mut logged = report(Type::T2, "0x05", Verdict::Estimated);
    if let Measured::Ran(measurement) = &mut logged.calls[0] {
        let log = Log { address: "0x".to_owned(), topics: Vec::new(), data: "0x".to_owned() };
        measurement.receipt.logs.push(log);
    }
    check(
        vec![(Type::T2, Ok(logged))],
        five(),
        &[(Outcome::Mismatch, Some("f(1): its 1 events are not the 0 expected"))],
    );
}

#[test]
fn a_type_that_is_lost_says_why() {
    let lost = |lost| vec![(Type::T4, Err(lost))];
    check(lost(Lost::Crashed("why".to_owned())), five(), &[(Outcome::Crashed, Some("why"))]);
    check(lost(Lost::Failed(Failure::unsupported("why"))), five(), &[(Outcome::Unsupported, Some("why"))]);
    check(lost(Lost::Failed(Failure::over_capacity("why"))), five(), &[(Outcome::OverCapacity, Some("why"))]);
    check(lost(Lost::Failed(Failure::failed("why"))), five(), &[(Outcome::Mismatch, Some("why"))]);
}

#[test]
fn a_refused_proof_is_a_failure() {
    let refused = Verdict::Refused("the proof does not verify".to_owned());
    check(
        vec![(Type::T4, Ok(report(Type::T4, "0x05", refused)))],
        five(),
        &[(Outcome::Mismatch, Some("f(1): the proof does not verify"))],
    );
}

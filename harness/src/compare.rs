//! `zkprism compare`: one contract, several types, one table.

use std::path::PathBuf;

use crate::child::{self, Job, Lost, Report};
use crate::exit::{Exit, Failure};
use crate::judge::{self, JudgedType, Judgement, Outcome};
use crate::output;
use crate::progress::Spinner;
use crate::record;
use crate::scenario::{self, Scenario, Target};
use crate::table::{self, By};
use crate::types::{Proving, Type};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// What to run.
    pub target: Target,
    /// On which types.
    pub types: Vec<Type>,
    /// Everything but the proof; force.
    pub proving: Proving,
    /// JSON instead of tables.
    pub json: bool,
    /// A breakdown.
    pub by: Option<By>,
}

/// What a type's process gave.
type TypeResult = (Type, Result<Report, Lost>);

/// Compares and prints.
pub fn compare(request: &Request) -> Result<Exit, Failure> {
    let prepared = match request.by {
        Some(By::Line) => {
            Err(Failure::unsupported("`--by line` is not supported yet: costs aren't kept by source line"))
        }
        Some(By::Chip | By::Opcode) | None => scenario::resolve(&request.target),
    };
    let scenario = match prepared {
        Ok(scenario) => scenario,
        Err(failure) => return give_up(request, failure),
    };
    if !scenario.warnings.is_empty() {
        output::note(&scenario.warnings);
    }
    let results = run_all(&scenario, request)?;
    let judged = judge::judge(&scenario, results);
    if request.json {
        output::data(&pretty(&record::document(&scenario, &judged)))?;
    } else {
        output::data(&table::render(&scenario, &judged, request.by))?;
    }
    Ok(exit_of(&judged))
}

/// A comparison that can't begin still answers in JSON, where that was asked for.
fn give_up(request: &Request, failure: Failure) -> Result<Exit, Failure> {
    if request.json {
        let outcome = match failure.exit {
            Exit::Unsupported => Outcome::Unsupported,
            Exit::Bug => Outcome::Crashed,
            _ => Outcome::Mismatch,
        };
        let plain = anstream::adapter::strip_str(failure.message.trim_end()).to_string();
        let judgement = Judgement { outcome, reason: Some(plain) };
        let types: Vec<(Type, Judgement)> = request.types.iter().map(|ty| (*ty, judgement.clone())).collect();
        let name = PathBuf::from(&request.target.path);
        let name = name.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        output::data(&pretty(&record::failed_document(&name, &types)))?;
    }
    Err(failure)
}

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).expect("a document is data")
}

fn run_all(scenario: &Scenario, request: &Request) -> Result<Vec<TypeResult>, Failure> {
    let spinner = Spinner::start();
    let mut results = Vec::new();
    // one after the other: side by side they would disturb each other's times
    for &ty in &request.types {
        let job = Job { ty, plan: scenario.plan.clone(), proving: request.proving };
        let result = child::spawn(&job, &mut |call, progress| {
            let call = call.and_then(|call| scenario.plan.calls.get(call)).map(|call| call.label.as_str());
            spinner.show(ty, call, progress);
        });
        if result == Err(Lost::Interrupted) {
            spinner.finish();
            return Err(Failure::environment("interrupted"));
        }
        results.push((ty, result));
    }
    spinner.finish();
    Ok(results)
}

fn exit_of(types: &[JudgedType]) -> Exit {
    types.iter().map(|ty| ty.judgement.outcome.exit()).fold(Exit::Ok, Exit::worse)
}

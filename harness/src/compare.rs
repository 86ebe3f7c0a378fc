//! `zkprism compare`: one contract, several types, one table.

use crate::exit::{Exit, Failure};
use crate::judge::Judgement;
use crate::output;
use crate::progress::Spinner;
use crate::record;
use crate::run;
use crate::scenario::{self, Target};
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

/// Compares and prints.
pub fn compare(request: &Request) -> Result<Exit, Failure> {
    let scenario = match scenario::resolve(&request.target) {
        Ok(scenario) => scenario,
        Err(failure) => return give_up(request, failure),
    };
    if !scenario.warnings.is_empty() {
        output::note(&scenario.warnings);
    }
    let spinner = Spinner::start();
    let judged = run::run(&scenario, &request.types, request.proving, &spinner)?;
    spinner.finish();
    if request.json {
        output::data(&record::pretty(&record::document(&scenario, &judged)))?;
    } else {
        output::data(&table::render(&scenario, &judged, request.by))?;
    }
    Ok(run::exit_of(&judged))
}

/// A comparison that can't begin still answers in JSON, where that was asked for.
fn give_up(request: &Request, failure: Failure) -> Result<Exit, Failure> {
    if request.json {
        let judgement = Judgement::of_failure(&failure);
        let types: Vec<(Type, Judgement)> = request.types.iter().map(|ty| (*ty, judgement.clone())).collect();
        output::data(&record::pretty(&record::failed_document(&request.target.name(), &types)))?;
    }
    Err(failure)
}

//! `zkprism compare`: one contract, several types, one table.

use crate::exit::{Exit, Failure};
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

/// Compares and prints. A comparison that ends early still answers in JSON, where that was asked for.
pub fn compare(request: &Request) -> Result<Exit, Failure> {
    let run = || {
        let scenario = scenario::resolve(&request.target)?;
        if !scenario.warnings.is_empty() {
            output::note(&scenario.warnings);
        }
        let spinner = Spinner::start();
        let judged = run::run(&scenario, &request.types, request.proving, &spinner)?;
        spinner.finish();
        Ok((scenario, judged))
    };
    let (scenario, judged) = match run() {
        Ok(ran) => ran,
        Err(failure) if request.json => {
            let document = record::failed_document(&request.target.name(), &request.types, &failure);
            output::data(&record::pretty(&document))?;
            return Err(failure.answered());
        }
        Err(failure) => return Err(failure),
    };
    if request.json {
        output::data(&record::pretty(&record::document(&scenario, &judged)))?;
    } else {
        output::data(&table::render(&scenario, &judged, request.by))?;
    }
    Ok(run::exit_of(&judged))
}

//! A scenario on several types, run and judged: what `compare`, its sweeps and `snapshot` begin with.

use crate::child::{self, Job, Lost};
use crate::exit::{Exit, Failure};
use crate::judge::{self, JudgedType};
use crate::progress::Spinner;
use crate::scenario::Scenario;
use crate::types::{Proving, Type};

/// Runs and judges. An interrupt is a failure, and so is what the machine we run on is to blame for.
pub fn run(
    scenario: &Scenario,
    types: &[Type],
    proving: Proving,
    spinner: &Spinner,
) -> Result<Vec<JudgedType>, Failure> {
    let mut results = Vec::new();
    // one after the other: side by side they would disturb each other's times
    for &ty in types {
        let job = Job { ty, plan: scenario.plan.clone(), proving };
        let result = child::spawn(&job, &mut |call, progress| {
            let call = call.and_then(|call| scenario.plan.calls.get(call)).map(|call| call.label.as_str());
            spinner.show(ty, call, progress);
        });
        // neither says anything about the type
        let failure = match &result {
            Err(Lost::Interrupted) => Some(Failure::environment("interrupted")),
            Err(Lost::Failed(failure)) if matches!(failure.exit, Exit::Environment | Exit::Usage) => {
                Some(Failure { message: format!("{ty}: {}", failure.message), ..failure.clone() })
            }
            _ => None,
        };
        if let Some(failure) = failure {
            spinner.finish();
            return Err(failure);
        }
        results.push((ty, result));
    }
    Ok(judge::judge(scenario, results))
}

/// The exit code that judged types ask for.
#[must_use]
pub fn exit_of(types: &[JudgedType]) -> Exit {
    types.iter().map(|ty| ty.judgement.outcome.exit()).fold(Exit::Ok, Exit::worse)
}

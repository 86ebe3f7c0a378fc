//! `zkprism compare --sweep N=100,200,400`: one call with several values for one of its parameters, and how its cost grows.
//!
//! Each value runs on its own: a fresh deployment, the set-up, the call. The marginal cost of a value is the cells that it
//! takes more than the value before it, divided by how much larger it is: constant where the cost is linear.

use std::str::FromStr;

use alloy_primitives::U256;
use serde_json::{Value, json};

use crate::abi_args::{self, Arg, ArgsError};
use crate::exit::{Exit, Failure};
use crate::front::SourceLines;
use crate::judge::{JudgedCall, JudgedType, Judgement};
use crate::output;
use crate::progress::Spinner;
use crate::record::{self, Meta};
use crate::run;
use crate::scenario::{self, Scenario, Target};
use crate::table;
use crate::types::{Proving, Type};

/// The schema's name; `harness/schema/sweep-1.json` describes it.
pub const SCHEMA: &str = "zkprism.sweep/1";

/// A parameter and the values that it gets: `N=100,200,400`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sweep {
    /// Its name, or its number from 1.
    pub parameter: String,
    /// The values, in the order of the table.
    pub values: Vec<Arg>,
}

/// Why a text is no sweep.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SweepError {
    /// No name, or no equals sign.
    #[error("expected a parameter and its values, such as `n=100,200,400`")]
    Form,
    /// Nothing to run.
    #[error("`{0}` gets no value")]
    NoValue(String),
    /// The values are no list.
    #[error(transparent)]
    Values(#[from] ArgsError),
}

impl FromStr for Sweep {
    type Err = SweepError;

    fn from_str(text: &str) -> Result<Self, SweepError> {
        let (parameter, values) = text.split_once('=').ok_or(SweepError::Form)?;
        let parameter = parameter.trim().to_owned();
        if parameter.is_empty() {
            return Err(SweepError::Form);
        }
        let values = abi_args::parse_list(values)?;
        if values.is_empty() {
            return Err(SweepError::NoValue(parameter));
        }
        Ok(Self { parameter, values })
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// What to run.
    pub target: Target,
    /// The parameter of its main call, and the values.
    pub sweep: Sweep,
    /// On which types.
    pub types: Vec<Type>,
    /// Everything but the proof, unless proofs are asked for; force.
    pub proving: Proving,
    /// JSON instead of the table.
    pub json: bool,
}

/// What one type made of one value.
struct Point<'a> {
    value: &'a Arg,
    lines: &'a SourceLines,
    /// The call; none if the type didn't come so far, and then the judgement is the type's.
    call: Option<&'a JudgedCall>,
    judgement: &'a Judgement,
    /// Cells a unit, between the value before and this one.
    marginal: Option<f64>,
}

/// Runs and prints. A sweep that ends early still answers in JSON, where that was asked for.
pub fn sweep(request: &Request) -> Result<Exit, Failure> {
    let Request { target, sweep, types, proving, json } = request;
    let (scenarios, ran) = match run_each(request) {
        Ok(ran) => ran,
        Err(failure) if *json => {
            let document = failed_document(&target.name(), &sweep.parameter, &sweep.values, types, &failure);
            output::data(&record::pretty(&document))?;
            return Err(failure.answered());
        }
        Err(failure) => return Err(failure),
    };
    let points: Vec<(Type, Vec<Point<'_>>)> =
        types.iter().enumerate().map(|(index, ty)| (*ty, points(sweep, index, &ran))).collect();
    if *json {
        output::data(&record::pretty(&document(&scenarios, sweep, &points)))?;
    } else {
        output::data(&render(&scenarios, sweep, &points, *proving))?;
    }
    Ok(ran.iter().map(|types| run::exit_of(types)).fold(Exit::Ok, Exit::worse))
}

/// A scenario for each value, and what the types made of it.
fn run_each(request: &Request) -> Result<(Vec<Scenario>, Vec<Vec<JudgedType>>), Failure> {
    let Request { target, sweep, types, proving, .. } = request;
    let scenarios = scenario::resolve_each(target, &sweep.parameter, &sweep.values)?;
    let first = scenarios.first().expect("a sweep has a value");
    if !first.warnings.is_empty() {
        output::note(&first.warnings);
    }
    let spinner = Spinner::start();
    let mut ran = Vec::new();
    for (index, scenario) in scenarios.iter().enumerate() {
        spinner.about(format!("{} of {}, ", index + 1, scenarios.len()));
        ran.push(run::run(scenario, types, *proving, &spinner)?);
    }
    spinner.finish();
    Ok((scenarios, ran))
}

/// The values of one type, the `index`th of those that ran.
fn points<'a>(sweep: &'a Sweep, index: usize, ran: &'a [Vec<JudgedType>]) -> Vec<Point<'a>> {
    let mut points: Vec<Point<'a>> = Vec::new();
    for (value, types) in sweep.values.iter().zip(ran) {
        let ty = &types[index];
        let call = ty.calls.first();
        let marginal = points.last().and_then(|before| marginal(before, value, call));
        points.push(Point { value, lines: &ty.lines, call, judgement: &ty.judgement, marginal });
    }
    points
}

fn marginal(before: &Point<'_>, value: &Arg, call: Option<&JudgedCall>) -> Option<f64> {
    let (from, to) = (number(before.value)?, number(value)?);
    let units = f64::from(to.abs_diff(from));
    let more = cells(call?)? - cells(before.call?)?;
    (to != from).then(|| if to > from { more / units } else { -more / units })
}

#[allow(clippy::cast_precision_loss, reason = "a circuit has far fewer than 2^53 cells")]
fn cells(call: &JudgedCall) -> Option<f64> {
    Some(call.measurement.as_ref()?.circuit.as_ref()?.cells as f64)
}

/// The number that an argument is, if it is one.
fn number(arg: &Arg) -> Option<U256> {
    match arg {
        Arg::Atom(text) => abi_args::parse_uint(text).ok(),
        Arg::Text(_) | Arg::List(_) | Arg::Tuple(_) => None,
    }
}

fn render(scenarios: &[Scenario], sweep: &Sweep, types: &[(Type, Vec<Point<'_>>)], proving: Proving) -> String {
    let unit = format!("cells per {}", sweep.parameter);
    let counted = ["outcome", "gas of the transaction", "steps", "k", "advice columns", "fixed columns", "rows used"];
    let counted = [&counted[..], &["cells used"]].concat();
    let timed: &[&str] = if proving.estimate { &[] } else { &["proving time", "verification time", "peak memory"] };
    let mut header = vec!["type", &sweep.parameter];
    header.extend(counted.iter().map(|name| if *name == "gas of the transaction" { "gas" } else { name }));
    header.push(&unit);
    header.extend(timed);
    let mut table = table::new_table(header.into_iter().map(str::to_owned).collect());
    for (ty, points) in types {
        for (index, point) in points.iter().enumerate() {
            let measurement = point.call.and_then(|call| call.measurement.as_deref());
            let subject = table::Subject { judgement: point.judgement, measurement };
            let mut row = vec![if index == 0 { ty.to_string() } else { String::new() }, point.value.to_string()];
            row.extend(counted.iter().map(|name| subject.text(name)));
            row.push(point.marginal.map_or_else(String::new, |marginal| format!("{marginal:.2}")));
            row.extend(timed.iter().map(|name| subject.text(name)));
            table.add_row(row);
        }
    }
    table::align_right(&mut table);
    let mut parts = vec![format!("{}\n{}", table::setting(&scenarios[0]), measured(scenarios)), table.to_string()];
    let reasons: Vec<String> = types
        .iter()
        .flat_map(|(ty, points)| points.iter().map(move |point| (ty, point)))
        .filter_map(|(ty, point)| {
            let reason = point.judgement.reason.as_ref()?;
            Some(format!("{ty}, {}: {}: {reason}", point.value, point.judgement.outcome.name()))
        })
        .collect();
    if !reasons.is_empty() {
        parts.push(reasons.join("\n"));
    }
    parts.join("\n\n")
}

/// The only call, or the first one and the last one.
fn measured(scenarios: &[Scenario]) -> String {
    let label = |scenario: &Scenario| scenario.plan.calls[scenario.main].label.clone();
    let between = if scenarios.len() > 2 { ", …, " } else { ", " };
    let shown: Vec<String> = match scenarios {
        [first, .., last] => vec![label(first), label(last)],
        all => all.iter().map(label).collect(),
    };
    format!("measured: {}", shown.join(between))
}

fn document(scenarios: &[Scenario], sweep: &Sweep, types: &[(Type, Vec<Point<'_>>)]) -> Value {
    let of_type = |(ty, points): &(Type, Vec<Point<'_>>)| {
        let worst = points.iter().map(|point| point.judgement).max_by_key(|judgement| judgement.outcome);
        let points: Vec<Value> = points
            .iter()
            .zip(scenarios)
            .map(|(Point { value, lines, call, judgement, marginal }, scenario)| {
                let label = &scenario.plan.calls[scenario.main].label;
                let measurement = call.and_then(|call| call.measurement.as_deref());
                let record = record::record(*ty, judgement, measurement, lines);
                json!({ "value": value.to_string(), "call": label, "marginal_cells": marginal, "measured": record })
            })
            .collect();
        type_record(*ty, worst.expect("a sweep has a value"), &points)
    };
    let types: Vec<Value> = types.iter().map(of_type).collect();
    whole(&scenarios[0].name, &sweep.parameter, &sweep.values, &types)
}

/// The document of a sweep that didn't come to run any type.
pub(crate) fn failed_document(
    workload: &str,
    parameter: &str,
    values: &[Arg],
    types: &[Type],
    failure: &Failure,
) -> Value {
    let of_type = |ty: &Type, judgement: &Judgement| type_record(*ty, judgement, &[]);
    record::failed(types, failure, of_type, |types| whole(workload, parameter, values, &types))
}

fn type_record(ty: Type, judgement: &Judgement, points: &[Value]) -> Value {
    json!({ "type": ty.name(), "outcome": judgement.outcome.name(), "reason": judgement.reason, "points": points })
}

fn whole(workload: &str, parameter: &str, values: &[Arg], types: &[Value]) -> Value {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    json!({
        "schema": SCHEMA,
        "workload": workload,
        "meta": Meta::here(),
        "parameter": parameter,
        "values": values,
        "types": types,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sweep_is_a_parameter_and_a_list() {
        let sweep: Sweep = " n = 100, 0x20,1e3".parse().unwrap();
        assert_eq!(sweep.parameter, "n");
        assert_eq!(sweep.values, ["100", "0x20", "1e3"].map(|text| Arg::Atom(text.to_owned())));
        let pairs: Sweep = "p=(1, 2),[3,4]".parse().unwrap();
        assert_eq!(pairs.values.len(), 2);
        assert_eq!("100,200".parse::<Sweep>(), Err(SweepError::Form));
        assert_eq!("=1".parse::<Sweep>(), Err(SweepError::Form));
        assert_eq!("n=".parse::<Sweep>(), Err(SweepError::NoValue("n".to_owned())));
        assert!(matches!("n=1,(2".parse::<Sweep>(), Err(SweepError::Values(_))));
    }

    #[test]
    fn only_numbers_have_something_between_them() {
        let number = |text: &str| number(&abi_args::parse_list(text).unwrap()[0]);
        assert_eq!(number("1_000"), Some(U256::from(1000)));
        assert_eq!(number("0x10"), Some(U256::from(16)));
        assert_eq!(number("true"), None);
        assert_eq!(number("[1]"), None);
    }
}

//! The JSON of a comparison: `zkprism.compare/1`, described by `harness/schema/compare-1.json`.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::exit::Failure;
use crate::front::SourceLines;
use crate::judge::{JudgedCall, JudgedType, Judgement};
use crate::measure::{self, Elapsed, Times};
use crate::scenario::Scenario;
use crate::types::{CircuitCost, Measurement, Part, Prediction, Type, Used, Verdict};

/// The schema's name.
pub const SCHEMA: &str = "zkprism.compare/1";

/// Who measured, with what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Meta {
    /// Version of zkprism.
    pub version: &'static str,
    /// Commit that it was built from.
    pub commit: Option<&'static str>,
    /// The processor.
    pub cpu: String,
    /// Processors to use.
    pub cores: usize,
    /// Rules of the EVM.
    pub fork: &'static str,
    /// The reference string that proofs are made with.
    pub srs: &'static str,
}

impl Meta {
    /// This machine, this build.
    #[must_use]
    pub fn here() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            commit: COMMIT,
            cpu: measure::cpu_name(),
            cores: measure::cores(),
            fork: vm_evm::Fork::default().name(),
            srs: prover::backend::INSECURE_DEV,
        }
    }
}

/// The commit that this was built from, where the build could tell.
pub const COMMIT: Option<&str> = option_env!("ZKPRISM_COMMIT");

/// The document of a comparison.
#[must_use]
pub fn document(scenario: &Scenario, types: &[JudgedType]) -> Value {
    let types: Vec<Value> = types.iter().map(|ty| type_record(scenario, ty)).collect();
    json!({ "schema": SCHEMA, "workload": scenario.name, "meta": Meta::here(), "types": types })
}

/// The document of a comparison that didn't come to run any type. What the failure says about the types is said of each; anything else
/// is an error of the whole.
#[must_use]
pub fn failed_document(workload: &str, types: &[Type], failure: &Failure) -> Value {
    let of_type = |ty: &Type, judgement: &Judgement| {
        let mut record = record(*ty, judgement, None, &SourceLines::default());
        record.insert("calls".to_owned(), json!([]));
        Value::Object(record)
    };
    failed(
        types,
        failure,
        of_type,
        |types| json!({ "schema": SCHEMA, "workload": workload, "meta": Meta::here(), "types": types }),
    )
}

/// A document without results: each type with what the failure says about it, or none and an error.
pub(crate) fn failed(
    types: &[Type],
    failure: &Failure,
    of_type: impl Fn(&Type, &Judgement) -> Value,
    document: impl Fn(Vec<Value>) -> Value,
) -> Value {
    match Judgement::of_failure(failure) {
        Some(judgement) if !types.is_empty() => document(types.iter().map(|ty| of_type(ty, &judgement)).collect()),
        _ => {
            let mut document = document(Vec::new());
            document["error"] = failure.record();
            document
        }
    }
}

/// A document as it is printed.
pub(crate) fn pretty(document: &Value) -> String {
    serde_json::to_string_pretty(document).expect("a document is data")
}

fn type_record(scenario: &Scenario, ty: &JudgedType) -> Value {
    let main = ty.main(scenario).and_then(|call| call.measurement.as_deref());
    let mut whole = record(ty.ty, &ty.judgement, main, &ty.lines);
    let calls: Vec<Value> = ty
        .calls
        .iter()
        .map(|JudgedCall { judgement, measurement }| {
            Value::Object(record(ty.ty, judgement, measurement.as_deref(), &ty.lines))
        })
        .collect();
    whole.insert("calls".to_owned(), Value::Array(calls));
    Value::Object(whole)
}

/// The record of a type or of one call on it.
pub(crate) fn record(
    ty: Type,
    judgement: &Judgement,
    measured: Option<&Measurement>,
    lines: &SourceLines,
) -> Map<String, Value> {
    let receipt = measured.map(|measured| &measured.receipt);
    let gas = receipt.and_then(|receipt| receipt.gas);
    let predicted = prediction(measured);
    let value = json!({
        "type": ty.name(),
        "outcome": judgement.outcome.name(),
        "reason": judgement.reason,
        "status": receipt.map(|receipt| &receipt.status),
        "return": receipt.map(|receipt| &receipt.output),
        "gas": gas.map(|gas| gas.transaction),
        "execution_gas": gas.map(|gas| gas.execution),
        "steps": receipt.map(|receipt| receipt.steps),
        "circuit": measured.and_then(|measured| Some(circuit(measured.circuit.as_ref()?, measured, lines))),
        "proof": proof(measured),
        "time_ns": times(measured, predicted, |elapsed| Some(elapsed.wall_ns)),
        "cpu_ns": times(measured, None, |elapsed| elapsed.cpu_ns),
        "peak_rss_bytes": measured.and_then(|measured| measured.peak_rss_bytes),
        "predicted_memory_bytes": predicted.map(|prediction| prediction.memory_bytes),
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn circuit(cost: &CircuitCost, measured: &Measurement, lines: &SourceLines) -> Value {
    let mut by_chip = Map::new();
    for chip in &cost.by_chip {
        // chips of several lanes may share a name
        let name =
            if by_chip.contains_key(&chip.name) { format!("{}/{}", chip.lane, chip.name) } else { chip.name.clone() };
        let Used { rows, cells, messages } = chip.used;
        let value = json!({ "group": chip.group, "rows": rows, "cells": cells, "messages": messages });
        by_chip.insert(name, value);
    }
    let part = |Part { name, used: Used { rows, cells, messages }, .. }: Part| {
        let value =
            json!({ "executed": measured.executed_of(&name), "rows": rows, "cells": cells, "messages": messages });
        (name, value)
    };
    let by_opcode: Map<String, Value> = cost.by_opcode().into_iter().map(part).collect();
    let by_line: Map<String, Value> =
        cost.by_line(lines).into_iter().map(|part| (part.name, json!(part.used))).collect();
    json!({
        "k": cost.k,
        "rows_used": cost.rows_used,
        "cells": cost.cells,
        "allocated_cells": cost.allocated_cells,
        "advice_columns": cost.advice_columns,
        "fixed_columns": cost.fixed_columns,
        "messages": cost.messages,
        "max_degree": cost.max_degree,
        "by_chip": by_chip,
        "by_opcode": by_opcode,
        "by_line": by_line,
    })
}

fn proof(measured: Option<&Measurement>) -> Value {
    match measured.map(|measured| &measured.verdict) {
        Some(Verdict::Proven { scheme, srs, bytes }) => {
            json!({ "mode": "real", "scheme": scheme, "srs": srs, "bytes": bytes })
        }
        Some(Verdict::Estimated) => json!({ "mode": "estimate", "scheme": null, "srs": null, "bytes": null }),
        _ => json!({ "mode": "none", "scheme": null, "srs": null, "bytes": null }),
    }
}

/// What is foretold of a call that is only counted: keygen and prove are predicted wall times, which the mode `estimate` marks.
fn prediction(measured: Option<&Measurement>) -> Option<Prediction> {
    measured.filter(|measured| measured.verdict == Verdict::Estimated)?.prediction
}

/// Times by phase.
fn times(measured: Option<&Measurement>, predicted: Option<Prediction>, of: impl Fn(Elapsed) -> Option<u64>) -> Value {
    let times = measured.map(|measured| measured.times).unwrap_or_default();
    let Times { compile, execute, witness, keygen, prove, verify } = times;
    let of = |elapsed: Option<Elapsed>| elapsed.and_then(&of);
    json!({
        "compile": of(compile),
        "execute": of(execute),
        "witness": of(witness),
        "keygen": of(keygen).or(predicted.map(|prediction| prediction.keys_ns)),
        "prove": of(prove).or(predicted.map(|prediction| prediction.proof_ns)),
        "verify": of(verify),
    })
}

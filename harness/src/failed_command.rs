//! What a command that was asked for JSON prints if it fails before it can say anything: its document without results, with an `error`.

use std::ffi::OsString;

use serde_json::{Value, json};

use crate::exit::Failure;
use crate::{check_command, compat, gas, opcodes, record, sweep, types_command, verify_command};

/// The document, if the command line asks for one, whatever else is wrong with it.
#[must_use]
pub fn document(arguments: &[OsString], failure: &Failure) -> Option<Value> {
    let arguments: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument.split('=').next() == Some(name));
    let command = arguments.iter().skip(1).find(|argument| !argument.starts_with('-')).filter(|_| has("--json"))?;
    match &**command {
        "compare" if has("--sweep") => Some(sweep::failed_document("", "", &[], &[], failure)),
        "compare" => Some(record::failed_document("", &[], failure)),
        "verify" => Some(verify_command::document(None, Some(failure))),
        "opcodes" => Some(json!({
            "schema": opcodes::SCHEMA,
            "repeats": opcodes::REPEATS,
            "types": [],
            "error": failure.record(),
        })),
        "types" => Some(json!({ "schema": types_command::SCHEMA, "types": [], "error": failure.record() })),
        "check" => Some(json!({ "schema": check_command::SCHEMA, "uses": [], "error": failure.record() })),
        "compat" => Some(json!({ "schema": compat::SCHEMA, "rows": [], "error": failure.record() })),
        "gas" => Some(json!({ "schema": gas::SCHEMA, "opcodes": [], "error": failure.record() })),
        _ => None,
    }
}

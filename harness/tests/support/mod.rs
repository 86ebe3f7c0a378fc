//! The command as a test calls it, and what it answers.

#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(unreachable_pub, missing_docs, reason = "it is a module of tests")]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

pub const COUNTER: &str =
    "pragma solidity ^0.8.0; contract C { function f(uint256 x) external pure returns (uint256) { return x + 1; } }";

pub fn example(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name).display().to_string()
}

pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "stderr: {}\ndoes not say: {text}", self.stderr);
        self
    }

    #[track_caller]
    pub fn prints(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "stdout: {}\ndoes not print: {text}", self.stdout);
        self
    }

    /// The keys of the contracts in solc's JSON, sorted: those of an object have no order.
    #[track_caller]
    pub fn contracts(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.json()["contracts"].as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }
}

pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zkprism"));
    command.stdin(Stdio::null());
    command
}

pub fn ran(output: &Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

pub fn zkprism(arguments: &[&str]) -> Ran {
    ran(&command().args(arguments).output().unwrap())
}

pub fn pipe(arguments: &[&str], input: &str) -> Ran {
    let mut child =
        command().args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    ran(&child.wait_with_output().unwrap())
}

/// A file in a folder that vanishes with the test.
pub fn file(name: &str, content: impl AsRef<[u8]>) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join(name);
    fs::write(&path, content).unwrap();
    (folder, path.display().to_string())
}

/// A document is as a schema of `harness/schema/` says.
#[track_caller]
pub fn conforms(document: &Value, schema: &str) {
    let root = schema_file(schema);
    check(document, &root, &root, "");
}

fn schema_file(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(name);
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The part of JSON Schema that our schemas use.
#[track_caller]
fn check(value: &Value, schema: &Value, root: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let (file, place) = name.split_once("#/").unwrap();
        let other = (!file.is_empty()).then(|| schema_file(file));
        let root = other.as_ref().unwrap_or(root);
        return check(value, place.split('/').fold(root, |schema, key| &schema[key]), root, at);
    }
    let is = |ty: &Value| match ty.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("{other}"),
    };
    match &schema["type"] {
        Value::Null => {}
        Value::Array(types) => assert!(types.iter().any(is), "{at}: {value}"),
        ty => assert!(is(ty), "{at}: {value} is no {ty}"),
    }
    if let Some(allowed) = schema["enum"].as_array() {
        assert!(allowed.contains(value), "{at}: {value} is none of {allowed:?}");
    }
    if !schema["const"].is_null() {
        assert_eq!(*value, schema["const"], "{at}");
    }
    for key in schema["required"].as_array().into_iter().flatten() {
        assert!(value.is_null() || value.get(key.as_str().unwrap()).is_some(), "{at}: {key} is missing");
    }
    for (key, item) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{key}");
        match schema["properties"].get(key) {
            Some(schema) => check(item, schema, root, &at),
            None if schema["additionalProperties"].is_object() => {
                check(item, &schema["additionalProperties"], root, &at);
            }
            None => panic!("{at} is not in the schema"),
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        check(item, &schema["items"], root, &format!("{at}/{index}"));
    }
}

//! Workload files: what to deploy, what to call, what to expect.
//!
//! ```toml
//! title = "Token transfers"
//! source = "token.sol"            # default: the only .sol file of the folder
//! remappings = ["@lib/=lib/src/"]  # of imports; all paths are relative to the folder
//! contract = "Token"              # default: the only contract of the source
//! constructor = ["1_000_000"]
//! tags = ["storage", "event"]
//!
//! [[setup]]                       # executed and compared, not proven
//! function = "approve"
//! args = ["0xB0B", "500"]
//!
//! [[call]]                        # measured: one proof each, in this order, on the state the calls before it left
//! function = "transferFrom"
//! args = ["0xA11CE", "0xBEEF", "200"]
//! sender = "0xB0B"                # default: 0xA11CE, who also deploys
//! value = "1 gwei"                # default: 0
//! expect = ["true"]               # or { panic = 0x11 }, { error = "Poor", args = ["1"] }, { message = "too poor" },
//! events = ["Transfer(0xA11CE, 0xBEEF, 200)"] # { revert = "0x…" }, { revert = true }
//! main = true                     # the call whose figures stand for the workload; default: the last
//! ```
//! Arguments are text as on the command line, or TOML numbers, truth values and lists; see [`crate::abi_args`].

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use alloy_primitives::{Address, Bytes, U256};
use compiler::import::Remapping;
use serde::Deserialize;
use toml::{Spanned, Value};

use crate::abi_args::{self, Arg, CallText};

/// Name of the file in a workload's folder.
pub const FILE_NAME: &str = "workload.toml";

/// The longest workload file that is read, in bytes.
pub const BYTES_MAX: usize = 1 << 20;

/// The most calls of a workload, set-up included.
pub const CALLS_MAX: usize = 10_000;

/// A workload as written; nothing is known of its contract yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// What it is about.
    pub title: String,
    /// The source file, relative to the folder.
    pub source: Option<PathBuf>,
    /// Remappings of imports: `prefix=target`, `context:prefix=target`.
    pub remappings: Vec<String>,
    /// The contract to deploy.
    pub contract: Option<String>,
    /// Arguments of its constructor.
    pub constructor: Vec<Arg>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Calls that prepare the state.
    pub setup: Vec<WrittenCall>,
    /// Calls that are measured.
    pub calls: Vec<WrittenCall>,
}

/// A call as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenCall {
    /// Where it stands: a line of the file, counted from 1.
    pub line: Option<usize>,
    /// Function and arguments.
    pub call: Option<CallText>,
    /// Who sends it, unless the default sender does.
    pub sender: Option<Address>,
    /// Wei.
    pub value: U256,
    /// How it shall end, if that is said.
    pub expect: Option<Expect>,
    /// The events that it shall leave, if that is said.
    pub events: Option<Vec<CallText>>,
    /// Whether it stands for the workload.
    pub main: bool,
}

/// How a call shall end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    /// It returns these values.
    Returns(Vec<Arg>),
    /// It reverts with `Panic(code)`.
    Panic(U256),
    /// It reverts with `Error(message)`.
    Message(String),
    /// It reverts with a custom error.
    Error(CallText),
    /// It reverts with these bytes.
    RevertData(Bytes),
    /// It reverts, no matter how.
    Reverts,
}

/// What is wrong with a workload file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkloadError {
    /// The file.
    pub path: PathBuf,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for WorkloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.problem)
    }
}

impl std::error::Error for WorkloadError {}

/// What can be wrong with a workload file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Larger than [`BYTES_MAX`].
    #[error("the file has {bytes} bytes, more than {BYTES_MAX}")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// Not text.
    #[error("the file is not UTF-8")]
    NotText,
    /// Not TOML, or a key is unknown, missing or of another type.
    #[error("{message}")]
    Toml {
        /// What the parser says.
        message: String,
    },
    /// Nothing to measure.
    #[error("there is no [[call]] to measure")]
    NoCalls,
    /// More calls than [`CALLS_MAX`].
    #[error("there are {count} calls, more than {CALLS_MAX}")]
    TooManyCalls {
        /// How many.
        count: usize,
    },
    /// Two calls want to stand for the workload.
    #[error("a second call is marked `main`; the first is on line {first}")]
    SecondMain {
        /// The line of the first.
        first: usize,
    },
    /// Set-up can't stand for the workload.
    #[error("a set-up call can't be marked `main`: it isn't measured")]
    MainSetup,
    /// A value that can't be read.
    #[error("`{key}`: {reason}")]
    Value {
        /// The key.
        key: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The source lies outside of the folder.
    #[error("`source` must name a file inside the workload's folder")]
    SourceOutside,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWorkload {
    title: String,
    source: Option<Spanned<PathBuf>>,
    remappings: Option<Spanned<Vec<String>>>,
    contract: Option<String>,
    #[serde(default)]
    constructor: Option<Spanned<Vec<Value>>>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    setup: Vec<RawCall>,
    #[serde(default)]
    call: Vec<RawCall>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCall {
    function: Spanned<String>,
    #[serde(default)]
    args: Vec<Value>,
    sender: Option<Spanned<String>>,
    value: Option<Spanned<Value>>,
    expect: Option<Spanned<Value>>,
    events: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    main: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExpect {
    panic: Option<Value>,
    message: Option<String>,
    error: Option<String>,
    args: Option<Vec<Value>>,
    revert: Option<Value>,
}

impl WrittenCall {
    /// Function and arguments.
    #[must_use]
    pub fn text(&self) -> &CallText {
        self.call.as_ref().expect("every written call has a text")
    }
}

impl Workload {
    /// The index of the call that stands for the workload: the one marked so, else the last. There must be one.
    #[must_use]
    pub fn main(&self) -> usize {
        self.calls.iter().position(|call| call.main).unwrap_or_else(|| self.calls.len().saturating_sub(1))
    }

    /// Reads a workload file's content. The path is for messages alone.
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, WorkloadError> {
        let fail = |line, problem| WorkloadError { path: path.to_owned(), line, problem };
        if bytes.len() > BYTES_MAX {
            return Err(fail(None, Problem::TooLarge { bytes: bytes.len() }));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| fail(None, Problem::NotText))?;
        let reader = Reader { text };
        let raw: RawWorkload = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| reader.line(&span));
            fail(line, Problem::Toml { message: error.message().trim_end().replace('\n', "; ") })
        })?;
        reader.workload(raw).map_err(|(span, problem)| fail(span.map(|span| reader.line(&span)), problem))
    }
}

type Located<T> = Result<T, (Option<Range<usize>>, Problem)>;

struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    fn line(&self, span: &Range<usize>) -> usize {
        self.text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1
    }

    fn workload(&self, raw: RawWorkload) -> Located<Workload> {
        let count = raw.setup.len() + raw.call.len();
        if raw.call.is_empty() {
            return Err((None, Problem::NoCalls));
        }
        if count > CALLS_MAX {
            return Err((None, Problem::TooManyCalls { count }));
        }
        let source = raw.source.map(|source| inside(&source)).transpose()?;
        let remappings = read(raw.remappings, "remappings", |texts| {
            let parsed = texts.iter().try_for_each(|text| text.parse::<Remapping>().map(drop));
            parsed.map(|()| texts).map_err(|error| error.to_string())
        })?;
        let constructor = match raw.constructor {
            Some(args) => {
                let span = args.span();
                to_args(args.into_inner()).map_err(|reason| at(span, "constructor", reason))?
            }
            None => Vec::new(),
        };
        let mut setup = Vec::new();
        for call in raw.setup {
            let span = call.function.span();
            let call = self.call(call)?;
            if call.main {
                return Err((Some(span), Problem::MainSetup));
            }
            setup.push(call);
        }
        let mut calls: Vec<WrittenCall> = Vec::new();
        for call in raw.call {
            let span = call.function.span();
            let call = self.call(call)?;
            let first = calls.iter().find(|call| call.main);
            if let (true, Some(first)) = (call.main, first) {
                return Err((Some(span), Problem::SecondMain { first: first.line.unwrap_or(0) }));
            }
            calls.push(call);
        }
        Ok(Workload {
            title: raw.title,
            source,
            remappings: remappings.unwrap_or_default(),
            contract: raw.contract,
            constructor,
            tags: raw.tags,
            setup,
            calls,
        })
    }

    fn call(&self, raw: RawCall) -> Located<WrittenCall> {
        let span = raw.function.span();
        let args = to_args(raw.args).map_err(|reason| at(span.clone(), "args", reason))?;
        let sender = read(raw.sender, "sender", |text| abi_args::parse_address(&text))?;
        let value = read(raw.value, "value", |value| match value {
            Value::String(text) => abi_args::parse_wei(&text),
            other => number(&other),
        })?;
        let expect = read(raw.expect, "expect", expectation)?;
        let events = read(raw.events, "events", |events| {
            events.iter().map(|text| abi_args::parse_call(text).map_err(|error| error.to_string())).collect()
        })?;
        Ok(WrittenCall {
            line: Some(self.line(&span)),
            call: Some(CallText { name: raw.function.into_inner(), args }),
            sender,
            value: value.unwrap_or_default(),
            expect,
            events,
            main: raw.main,
        })
    }
}

fn at(span: Range<usize>, key: &'static str, reason: String) -> (Option<Range<usize>>, Problem) {
    (Some(span), Problem::Value { key, reason })
}

fn read<T, U>(
    value: Option<Spanned<T>>,
    key: &'static str,
    how: impl FnOnce(T) -> Result<U, String>,
) -> Located<Option<U>> {
    let Some(value) = value else { return Ok(None) };
    let span = value.span();
    how(value.into_inner()).map(Some).map_err(|reason| at(span, key, reason))
}

/// Sources stay inside the folder, so a workload can be handed on as one.
fn inside(source: &Spanned<PathBuf>) -> Located<PathBuf> {
    use std::path::Component;
    let path = source.get_ref();
    let normal = path.components().all(|component| matches!(component, Component::Normal(_) | Component::CurDir));
    if normal && path.file_name().is_some() {
        Ok(path.clone())
    } else {
        Err((Some(source.span()), Problem::SourceOutside))
    }
}

fn expectation(value: Value) -> Result<Expect, String> {
    let table = match value {
        Value::Array(items) => return to_args(items).map(Expect::Returns),
        Value::Table(table) => table,
        _ => return Err("expected a list of results, or a table that tells how it reverts".to_owned()),
    };
    let raw: RawExpect = table.try_into().map_err(|error: toml::de::Error| error.message().to_owned())?;
    match raw {
        RawExpect { panic: Some(code), message: None, error: None, args: None, revert: None } => {
            number(&code).map(Expect::Panic)
        }
        RawExpect { panic: None, message: Some(text), error: None, args: None, revert: None } => {
            Ok(Expect::Message(text))
        }
        RawExpect { panic: None, message: None, error: Some(name), args, revert: None } => {
            Ok(Expect::Error(CallText { name, args: to_args(args.unwrap_or_default())? }))
        }
        RawExpect { panic: None, message: None, error: None, args: None, revert: Some(Value::Boolean(true)) } => {
            Ok(Expect::Reverts)
        }
        RawExpect { panic: None, message: None, error: None, args: None, revert: Some(Value::String(data)) } => {
            abi_args::parse_bytes(&data).map(|data| Expect::RevertData(data.into()))
        }
        _ => Err("expected one of `panic`, `message`, `error` (with `args`), `revert` (bytes, or true)".to_owned()),
    }
}

fn number(value: &Value) -> Result<U256, String> {
    match value {
        Value::Integer(number) => U256::try_from(*number).map_err(|_| "it is negative".to_owned()),
        Value::String(text) => abi_args::parse_uint(text),
        _ => Err("it is no number".to_owned()),
    }
}

fn to_args(values: Vec<Value>) -> Result<Vec<Arg>, String> {
    values.into_iter().map(to_arg).collect()
}

fn to_arg(value: Value) -> Result<Arg, String> {
    match value {
        // text in TOML is already in quotes, so what it holds is an argument as on the command line
        Value::String(text) if text.starts_with(['[', '(', '"']) => match abi_args::parse_list(&text) {
            Ok(args) => match <[Arg; 1]>::try_from(args) {
                Ok([arg]) => Ok(arg),
                Err(_) => Err(format!("`{text}` is more than one argument")),
            },
            Err(error) => Err(error.to_string()),
        },
        Value::String(text) => Ok(Arg::Atom(text)),
        Value::Integer(number) => Ok(Arg::Atom(number.to_string())),
        Value::Boolean(value) => Ok(Arg::Atom(value.to_string())),
        Value::Array(items) => Ok(Arg::List(to_args(items)?)),
        Value::Float(number) => Err(format!("`{number}` is no argument: Solidity has no fractions")),
        Value::Datetime(_) => Err("a date is no argument".to_owned()),
        Value::Table(_) => Err("a table is no argument; write a tuple as \"(a, b)\"".to_owned()),
    }
}

#[cfg(test)]
mod tests;

//! What to run, resolved: sources, a contract, its deployment, and calls with their calldata and expectations.
//!
//! A scenario comes from a workload folder or from the command line. Everything that can be wrong with a call is found here,
//! before any machine starts.

use std::path::{Path, PathBuf};

use alloy_dyn_abi::DynSolValue;
use alloy_json_abi::JsonAbi;
use alloy_primitives::{Address, Bytes, U256};
use compiler::import::{Remapping, RemappingError};
use serde::{Deserialize, Serialize};

use crate::abi_args::{self, Arg, ArgsError, CallText, EncodedCall};
use crate::exit::{Exit, Failure};
use crate::files;
use crate::front::{self, Contract, Front, Source};
use crate::import_files::ImportFiles;
use crate::types::{DEFAULT_SENDER, REVERT, SUCCESS, hex0x};
use crate::workload::{self, Expect, Workload, WrittenCall};

/// A target as the command line gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// A workload folder or a source file.
    pub path: PathBuf,
    /// The contract, where the path is a source file.
    pub contract: Option<String>,
    /// Constructor arguments.
    pub constructor: Option<String>,
    /// Set-up calls.
    pub setup: Vec<String>,
    /// Measured calls.
    pub calls: Vec<String>,
}

impl Target {
    /// What it is called before it is resolved: the folder's or the file's name.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

/// A resolved scenario.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// What it is called: the folder's or the file's name.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// The plan that every type follows.
    pub plan: Plan,
    /// What is expected of each set-up call.
    pub setup_expected: Vec<Expected>,
    /// What is expected of each measured call.
    pub calls_expected: Vec<Expected>,
    /// The index of the call whose figures stand for the whole.
    pub main: usize,
    /// Warnings of the compiler, rendered.
    pub warnings: String,
}

/// What one type does. It goes to a child process as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The source file.
    pub source: Source,
    /// What it imports.
    pub imports: Vec<Source>,
    /// Remappings of its imports.
    pub remappings: Vec<String>,
    /// The folder that the sources' names are relative to.
    pub folder: PathBuf,
    /// The contract, as `PATH:Name`.
    pub contract: String,
    /// The ABI encoding of the constructor's arguments, in hexadecimal.
    pub constructor: String,
    /// Set-up calls.
    pub setup: Vec<PlannedCall>,
    /// Measured calls.
    pub calls: Vec<PlannedCall>,
}

impl Scenario {
    /// The same with the main call alone: those before it prepare the state, those after it don't run.
    #[must_use]
    pub fn main_alone(mut self) -> Self {
        self.plan.setup.extend(self.plan.calls.drain(..self.main));
        self.setup_expected.extend(self.calls_expected.drain(..self.main));
        self.plan.calls.truncate(1);
        self.calls_expected.truncate(1);
        self.main = 0;
        self
    }
}

impl Plan {
    /// Compiles the sources, which are all there.
    pub fn front(&self) -> Result<Front, Failure> {
        let mut read = |name: &str| {
            let source = self.imports.iter().find(|source| source.path == name);
            source.map(|source| source.bytes.clone()).ok_or_else(|| Failure::bug(format!("the plan has no `{name}`")))
        };
        let mut options = compiler::Options::default();
        options.remappings = parse_remappings(&self.remappings)?;
        front::compile(std::slice::from_ref(&self.source), &options, &self.folder, &mut read)
    }
}

/// Reads remappings as people write them.
pub fn parse_remappings(texts: &[impl AsRef<str>]) -> Result<Vec<Remapping>, Failure> {
    let remapping = |text: &str| text.parse().map_err(|error: RemappingError| Failure::usage(error.to_string()));
    texts.iter().map(|text| remapping(text.as_ref())).collect()
}

/// A call, encoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCall {
    /// As people write it.
    pub label: String,
    /// Calldata, in hexadecimal.
    pub calldata: String,
    /// Who sends it.
    pub sender: Address,
    /// Wei.
    pub value: U256,
}

/// How a call shall end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// The status.
    pub status: Option<&'static str>,
    /// Return or revert data from `0x` on.
    pub output: Option<String>,
    /// Topics and data of the events, in order.
    pub logs: Option<Vec<(Vec<String>, String)>>,
    /// As people write it.
    pub text: String,
}

/// Resolves a target.
pub fn resolve(target: &Target) -> Result<Scenario, Failure> {
    let written = read(target)?;
    let front = written.compile()?;
    written.encode(&front)
}

/// Resolves a target once for each value of a parameter of its main call. The calls before that one prepare the state, and
/// what is expected of it is dropped: that holds for one value alone.
pub fn resolve_each(target: &Target, parameter: &str, values: &[Arg]) -> Result<Vec<Scenario>, Failure> {
    let mut written = read(target)?;
    let front = written.compile()?;
    let abi = written.contract(&front)?.json_abi()?;
    let Written { workload, origin, .. } = &mut written;
    let before = workload.main();
    workload.setup.extend(workload.calls.drain(..before));
    workload.calls.truncate(1);
    let call = &mut workload.calls[0];
    (call.expect, call.events) = (None, None);
    let position = abi_args::position(&abi, call.text(), parameter).map_err(|error| origin.wrong(call.line, &error))?;
    let scenario = |value: &Arg| {
        let text = written.workload.calls[0].call.as_mut().expect("a written call has a text");
        text.args[position] = value.clone();
        written.encode(&front)
    };
    values.iter().map(scenario).collect()
}

/// A target as written: read, and nothing of it encoded.
struct Written {
    name: String,
    workload: Workload,
    folder: PathBuf,
    source: PathBuf,
    origin: Origin,
}

fn read(target: &Target) -> Result<Written, Failure> {
    let metadata = std::fs::metadata(&target.path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Failure::usage(format!("{}: there is no such file or folder", target.path.display()))
        }
        _ => Failure::environment(format!("{}: {error}", target.path.display())),
    })?;
    let (workload, folder, source, origin) = if metadata.is_dir() {
        if target.contract.is_some()
            || target.constructor.is_some()
            || !(target.setup.is_empty() && target.calls.is_empty())
        {
            return Err(Failure::usage(
                "--contract, --constructor, --setup and --call go with a source file; a workload has its own",
            ));
        }
        let file = target.path.join(workload::FILE_NAME);
        let bytes = files::read(&file, workload::BYTES_MAX as u64).map_err(|failure| match failure.exit {
            Exit::OverCapacity => Failure::usage(failure.message),
            _ => failure,
        })?;
        let workload = Workload::parse(&file, &bytes).map_err(|error| Failure::usage(error.to_string()))?;
        let source = match &workload.source {
            Some(source) => target.path.join(source),
            None => only_source(&target.path)?,
        };
        (workload, target.path.clone(), source, Origin::File(file))
    } else {
        let folder = target.path.parent().unwrap_or(Path::new("")).to_owned();
        (from_command_line(target)?, folder, target.path.clone(), Origin::CommandLine)
    };
    let name = target.path.canonicalize().unwrap_or_else(|_| target.path.clone());
    let name = name.file_stem().map_or_else(|| "workload".to_owned(), |name| name.to_string_lossy().into_owned());
    Ok(Written { name, workload, folder, source, origin })
}

/// Where the text of a call stands.
enum Origin {
    File(PathBuf),
    CommandLine,
}

impl Origin {
    fn wrong(&self, line: Option<usize>, error: &ArgsError) -> Failure {
        Failure::usage(match (self, line) {
            (Self::File(path), Some(line)) => format!("{}:{line}: {error}", path.display()),
            (Self::File(path), None) => format!("{}: {error}", path.display()),
            (Self::CommandLine, _) => error.to_string(),
        })
    }
}

fn only_source(folder: &Path) -> Result<PathBuf, Failure> {
    let failed = |error| Failure::environment(format!("{}: {error}", folder.display()));
    let mut sources = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "sol") {
            sources.push(path);
        }
    }
    match <[PathBuf; 1]>::try_from(sources) {
        Ok([source]) => Ok(source),
        Err(sources) => Err(Failure::usage(format!(
            "{}: `source` is needed: there are {} .sol files beside it",
            folder.join(workload::FILE_NAME).display(),
            sources.len()
        ))),
    }
}

fn from_command_line(target: &Target) -> Result<Workload, Failure> {
    let wrong = |error: ArgsError| Failure::usage(error.to_string());
    let calls = |texts: &[String]| -> Result<Vec<WrittenCall>, Failure> {
        let call = |text: &String| abi_args::parse_call(text).map_err(wrong);
        texts.iter().map(|text| Ok(WrittenCall { call: Some(call(text)?), ..WrittenCall::default() })).collect()
    };
    Ok(Workload {
        title: target.calls.join(", "),
        source: None,
        remappings: Vec::new(),
        contract: target.contract.clone(),
        constructor: abi_args::parse_list(target.constructor.as_deref().unwrap_or_default()).map_err(wrong)?,
        tags: Vec::new(),
        setup: calls(&target.setup)?,
        calls: calls(&target.calls)?,
    })
}

impl Written {
    /// Compiles. The folder is the base path of imports; remappings allow nothing outside of it, so that a workload can be handed on as one.
    fn compile(&self) -> Result<Front, Failure> {
        let mut options = compiler::Options::default();
        options.remappings = parse_remappings(&self.workload.remappings)?;
        let base = if self.folder.as_os_str().is_empty() { Path::new(".") } else { &self.folder };
        let mut files = ImportFiles::new(Some(base), &[], &[])?;
        let source = files.root(&self.source)?;
        front::compile(&[source], &options, &self.folder, &mut |name| files.read(name))
    }

    /// The contract, which has a call to measure.
    fn contract<'f>(&self, front: &'f Front) -> Result<&'f Contract, Failure> {
        let contract = front.contract(self.workload.contract.as_deref())?;
        if self.workload.calls.is_empty() {
            return Err(Failure::usage(format!("--call is needed; {}", functions(contract, &contract.json_abi()?))));
        }
        Ok(contract)
    }

    fn encode(&self, front: &Front) -> Result<Scenario, Failure> {
        let Self { name, workload, folder, origin, .. } = self;
        let contract = self.contract(front)?;
        let abi = contract.json_abi()?;
        let constructor = abi_args::encode_constructor(abi.constructor(), &workload.constructor)
            .map_err(|error| origin.wrong(None, &error))?;
        let encode_all = |calls: &[WrittenCall]| -> Result<Vec<(PlannedCall, Expected)>, Failure> {
            calls.iter().map(|call| encode_call(&abi, call).map_err(|error| origin.wrong(call.line, &error))).collect()
        };
        let (setup, mut setup_expected): (Vec<_>, Vec<_>) = encode_all(&workload.setup)?.into_iter().unzip();
        for expected in &mut setup_expected {
            // a set-up that fails would make what follows meaningless
            if expected.status.is_none() {
                expected.status = Some(SUCCESS);
                expected.text = "success".to_owned();
            }
        }
        let (calls, calls_expected): (Vec<_>, Vec<_>) = encode_all(&workload.calls)?.into_iter().unzip();
        Ok(Scenario {
            name: name.clone(),
            title: workload.title.clone(),
            plan: Plan {
                source: front.main().clone(),
                imports: front.imports().to_vec(),
                remappings: workload.remappings.clone(),
                folder: folder.clone(),
                contract: contract.key(),
                constructor: hex0x(&constructor),
                setup,
                calls,
            },
            setup_expected,
            calls_expected,
            main: workload.main(),
            warnings: front.warnings.clone(),
        })
    }
}

fn functions(contract: &Contract, abi: &JsonAbi) -> String {
    let list: Vec<String> = abi.functions().map(|function| format!("\n  {}", function.signature())).collect();
    if list.is_empty() {
        format!("`{}` has no functions", contract.name())
    } else {
        format!("functions of `{}`:{}", contract.name(), list.concat())
    }
}

fn encode_call(abi: &JsonAbi, written: &WrittenCall) -> Result<(PlannedCall, Expected), ArgsError> {
    let text = written.text();
    let EncodedCall { function, calldata } = abi_args::encode_call(abi, text)?;
    let mut expected = Expected::default();
    if let Some(expect) = &written.expect {
        let (status, output) = match expect {
            Expect::Returns(values) => (SUCCESS, Some(abi_args::encode_results(&function, values)?)),
            Expect::Panic(code) => (REVERT, Some(builtin_error("Panic(uint256)", &DynSolValue::Uint(*code, 256)))),
            Expect::Message(message) => {
                (REVERT, Some(builtin_error("Error(string)", &DynSolValue::String(message.clone()))))
            }
            Expect::Error(error) => (REVERT, Some(abi_args::encode_error(abi, error)?)),
            Expect::RevertData(data) => (REVERT, Some(data.clone())),
            Expect::Reverts => (REVERT, None),
        };
        expected.status = Some(status);
        expected.output = output.map(|output| hex0x(&output));
        expected.text = describe(expect);
    }
    if let Some(events) = &written.events {
        let logs = events.iter().map(|event| {
            let log = abi_args::encode_event(abi, event)?;
            let topics = log.topics().iter().map(|topic| hex0x(topic.as_slice())).collect();
            Ok((topics, hex0x(&log.data)))
        });
        expected.logs = Some(logs.collect::<Result<_, ArgsError>>()?);
    }
    let planned = PlannedCall {
        label: CallText { name: function.name.clone(), args: text.args.clone() }.to_string(),
        calldata: hex0x(&calldata),
        sender: written.sender.unwrap_or(DEFAULT_SENDER),
        value: written.value,
    };
    Ok((planned, expected))
}

fn describe(expect: &Expect) -> String {
    match expect {
        Expect::Returns(values) => format!("({})", abi_args::joined(values)),
        Expect::Panic(code) => format!("Panic({code:#04x})"),
        Expect::Message(message) => format!("Error({message:?})"),
        Expect::Error(error) => error.to_string(),
        Expect::RevertData(data) => format!("revert with {}", hex0x(data)),
        Expect::Reverts => "a revert".to_owned(),
    }
}

/// `Panic(uint256)` and `Error(string)`, which no ABI lists.
fn builtin_error(signature: &str, value: &DynSolValue) -> Bytes {
    let mut data = alloy_primitives::keccak256(signature)[..4].to_vec();
    data.extend(DynSolValue::Tuple(vec![value.clone()]).abi_encode_params());
    data.into()
}

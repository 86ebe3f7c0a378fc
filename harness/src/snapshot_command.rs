//! `zkprism snapshot`: what all workloads cost, written to a file, or compared with what it says.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::exit::{Exit, Failure};
use crate::files;
use crate::judge::Outcome;
use crate::output;
use crate::progress::Spinner;
use crate::run;
use crate::scenario::{self, Target};
use crate::snapshot::Snapshot;
use crate::types::{Proving, Type};
use crate::workload;

/// Where workloads are looked for unless told otherwise.
pub const DEFAULT_TARGET: &str = "examples";

/// Name of the file, beside the workloads.
pub const FILE_NAME: &str = "snapshot.txt";

/// The longest snapshot that is read, in bytes.
const BYTES_MAX: u64 = 64 << 20;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Workload folders, and folders of them.
    pub targets: Vec<PathBuf>,
    /// Compare instead of writing.
    pub check: bool,
    /// The file, if it is another than [`FILE_NAME`] beside the workloads.
    pub output: Option<PathBuf>,
}

/// Measures, and writes or compares.
pub fn snapshot(request: &Request) -> Result<Exit, Failure> {
    let targets = Targets::find(&request.targets)?;
    let file = match &request.output {
        Some(file) => file.clone(),
        None => targets.folder()?.join(FILE_NAME),
    };
    // read first: a file that can't be used is told before anything runs
    let kept = !targets.whole && file.exists();
    let recorded = if request.check || kept { read(&file)? } else { Snapshot::default() };
    let now = measure(&targets.workloads)?;
    if request.check {
        let recorded = if targets.whole { recorded } else { recorded.part(&targets.names()) };
        compare(&file, &recorded, &now)
    } else {
        files::write(&file, recorded.with(now, &targets.names()).to_string().as_bytes())?;
        output::note(&format!("wrote {}", file.display()));
        Ok(Exit::Ok)
    }
}

fn compare(file: &Path, recorded: &Snapshot, now: &Snapshot) -> Result<Exit, Failure> {
    let differences = recorded.differences(now);
    if differences.is_empty() {
        output::note(&format!("all is as recorded in {}", file.display()));
        return Ok(Exit::Ok);
    }
    output::data(&differences.join("\n"))?;
    output::note(&format!("this is not what {} says; without --check it is written anew", file.display()));
    Ok(Exit::Failed)
}

/// What to measure.
struct Targets {
    /// Workloads, in the order of their names.
    workloads: Vec<Workload>,
    /// Whether they are all that the file shall speak of; workloads that were named one by one are a part of it.
    whole: bool,
}

struct Workload {
    /// What the snapshot calls it: its folder's name.
    name: String,
    path: PathBuf,
    /// The folder that it lies in.
    beside: PathBuf,
}

impl Targets {
    fn find(targets: &[PathBuf]) -> Result<Self, Failure> {
        let mut found = Self { workloads: Vec::new(), whole: false };
        for target in targets {
            if target.join(workload::FILE_NAME).exists() {
                let parent = target.parent().filter(|_| target.file_name().is_some());
                let beside = match parent {
                    Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
                    Some(parent) => parent.to_owned(),
                    None => target.join(".."), // `.` and `..` have no name and no parent as paths
                };
                found.workloads.push(Workload::new(target, beside)?);
            } else {
                for path in workloads_below(target)? {
                    found.workloads.push(Workload::new(&path, target.clone())?);
                }
                found.whole = true;
            }
        }
        found.workloads.sort_by(|a, b| a.name.cmp(&b.name));
        let twice = found.workloads.windows(2).find(|pair| pair[0].name == pair[1].name);
        if let Some(pair) = twice {
            return Err(Failure::usage(format!("two workloads are called `{}`", pair[0].name)));
        }
        Ok(found)
    }

    fn names(&self) -> Vec<String> {
        self.workloads.iter().map(|workload| workload.name.clone()).collect()
    }

    /// The folder that has all of them.
    fn folder(&self) -> Result<PathBuf, Failure> {
        let mut folders = self.workloads.iter().map(|workload| &workload.beside);
        let first = folders.next().expect("a target without workloads is refused");
        if folders.all(|folder| folder == first) {
            Ok(first.clone())
        } else {
            Err(Failure::usage("these workloads lie in several folders: -o says where the snapshot is"))
        }
    }
}

impl Workload {
    fn new(path: &Path, beside: PathBuf) -> Result<Self, Failure> {
        let whole = path.canonicalize();
        let whole = whole.map_err(|error| Failure::environment(format!("{}: {error}", path.display())))?;
        let name = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.is_empty() || name.starts_with(' ') || name.contains(": ") || name.contains(char::is_control) {
            return Err(Failure::usage(format!("{}: a snapshot can't hold this name", path.display())));
        }
        Ok(Self { name, path: path.to_owned(), beside })
    }
}

/// The workloads of a folder, by name.
pub(crate) fn workloads_below(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            Failure::usage(format!("{}: there is no such folder of workloads", folder.display()))
        }
        _ => Failure::environment(format!("{}: {error}", folder.display())),
    };
    let mut workloads = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.join(workload::FILE_NAME).exists() {
            workloads.push(path);
        }
    }
    workloads.sort();
    if workloads.is_empty() {
        let file = workload::FILE_NAME;
        return Err(Failure::usage(format!("{}: neither it nor a folder in it has a {file}", folder.display())));
    }
    Ok(workloads)
}

fn read(file: &Path) -> Result<Snapshot, Failure> {
    let bytes = files::read(file, BYTES_MAX)?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{}: it is not UTF-8", file.display())))?;
    Snapshot::parse(&text).map_err(|error| Failure::usage(format!("{}: {error}", file.display())))
}

/// Runs every workload on every type. What a type can't do is a fact to record; what is wrong is a failure.
fn measure(workloads: &[Workload]) -> Result<Snapshot, Failure> {
    let spinner = Spinner::start();
    let mut snapshot = Snapshot::default();
    for (index, Workload { name, path, .. }) in workloads.iter().enumerate() {
        spinner.about(format!("{name} ({} of {}), ", index + 1, workloads.len()));
        let scenario = scenario::resolve(&Target { path: path.clone(), ..Target::default() })?;
        let types =
            run::run(&scenario, &[Type::T2, Type::T4], Proving { estimate: true, ..Proving::default() }, &spinner)?;
        for ty in &types {
            let judgement = &ty.judgement;
            if let (Outcome::Mismatch | Outcome::Crashed, Some(reason)) = (judgement.outcome, &judgement.reason) {
                let message = format!("{name} on {}: {}: {reason}", ty.ty, judgement.outcome.name());
                return Err(Failure { exit: judgement.outcome.exit(), ..Failure::failed(message) });
            }
        }
        snapshot.add(name, &scenario, &types);
    }
    spinner.finish();
    Ok(snapshot)
}

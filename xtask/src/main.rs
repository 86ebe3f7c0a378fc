//! The project's own commands: `cargo xtask quick`, `cargo xtask test`, `cargo xtask full`, `cargo xtask solc`, `cargo xtask gas`,
//! `cargo xtask fuzz`.
//!
//! `quick` is what every commit passes, `test` is what `.ci/run` calls, `full` adds what takes too long for either. The latter
//! two end with the live replay of solc, which `solc` runs alone.
#![allow(clippy::print_stderr, reason = "a build script for humans reports on stderr")]

mod fuzz;
mod solc;

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

use crate::solc::{Mode, Outcome};

const USAGE: &str = "usage: cargo xtask quick|test|full|solc|gas|fuzz
  quick  formatting, lints and the fast tests: what every commit passes
  test   quick, the tests that make real proofs, and solc: what .ci/run calls
  full   test with other random inputs in each run, and every mutation of every chip
  solc   the live replay: the pinned solc of npm still says what is recorded
         --record  rewrites the recordings instead
  gas    examples/gas.txt: gas of the examples as compiled by us and by solc
         --check   compares with it instead; without Node, with solc's code as recorded in examples/solc.json
  fuzz   looks for inputs that break something: [TARGET|all [SECONDS]], all targets for a minute each if not told";

/// How much of the suite runs. A test that makes real proofs stands in a module `proofs`, one that runs every mutation in
/// a module `exhaustive`, so that both runners can filter by path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Quick,
    Test,
    Full,
}

impl Depth {
    /// What proptest starts from: the same in runs that decide whether a change lands, so that one change has one answer.
    fn seed(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Quick | Self::Test => Some(("PROPTEST_RNG_SEED", "1")),
            Self::Full => None,
        }
    }

    fn skipped_modules(self) -> &'static [&'static str] {
        match self {
            Self::Quick => &["proofs::", "exhaustive::"],
            Self::Test => &["exhaustive::"],
            Self::Full => &[],
        }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["quick"] => run(Depth::Quick),
        ["test"] => run(Depth::Test),
        ["full"] => run(Depth::Full),
        ["solc"] => replay(Mode::Compare),
        ["solc", "--record"] => replay(Mode::Record),
        ["gas"] => gas(Mode::Record),
        ["gas", "--check"] => gas(Mode::Compare),
        ["fuzz", ref rest @ ..] if rest.len() <= 2 => {
            let target = rest.first().copied().filter(|target| *target != "all");
            fuzz::run(target, rest.get(1).copied())
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(depth: Depth) -> Result<()> {
    cargo(&["fmt", "--all", "--check"])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
    cargo(&["test", "--workspace", "--doc"])?;
    let lies = Lies::begin()?;
    let environment: Vec<_> = depth.seed().into_iter().chain([(LIES, lies.0.as_str())]).collect();
    if nextest_is_installed() {
        let filter = depth.skipped_modules().iter().map(|m| format!("not test({m})")).collect::<Vec<_>>().join(" and ");
        let filter = if filter.is_empty() { "all()" } else { &filter };
        cargo_in(&environment, &["nextest", "run", "--workspace", "--no-fail-fast", "-E", filter])?;
    } else {
        let mut arguments = vec!["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast", "--"];
        for module in depth.skipped_modules() {
            arguments.extend(["--skip", module]);
        }
        cargo_in(&environment, &arguments)?;
    }
    lies.report()?;
    match depth {
        Depth::Quick => {}
        Depth::Test | Depth::Full => {
            if let Outcome::Skipped(reason) = solc::replay(Mode::Compare)? {
                eprintln!("SKIPPED: the live replay of solc: {reason}");
            }
        }
    }
    Ok(())
}

/// The variable that names the file to which tests of circuits append how many lies they told.
const LIES: &str = "ZKPRISM_LIES";

/// That file.
struct Lies(String);

impl Lies {
    /// An empty one.
    fn begin() -> Result<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
        std::fs::create_dir_all(&folder).with_context(|| format!("{} could not be made", folder.display()))?;
        let path = folder.join("lies.txt");
        std::fs::write(&path, "").with_context(|| format!("{} could not be written", path.display()))?;
        Ok(Self(path.to_string_lossy().into_owned()))
    }

    /// Adds them up. The tests passed: none was accepted but those about cells that they name as free.
    fn report(&self) -> Result<()> {
        let text = std::fs::read_to_string(&self.0).with_context(|| format!("{} could not be read", self.0))?;
        let told: u64 = text.lines().map(str::parse::<u64>).sum::<Result<u64, _>>()?;
        eprintln!("{told} lies were told about rows of circuits, and refused");
        Ok(())
    }
}

/// The replay for its own sake: what can't run has failed.
fn replay(mode: Mode) -> Result<()> {
    match solc::replay(mode)? {
        Outcome::Replayed => Ok(()),
        Outcome::Skipped(reason) => bail!(reason),
    }
}

/// What the examples cost, ours and solc's. Where solc can't be asked, what it said before counts.
fn gas(mode: Mode) -> Result<()> {
    if let Outcome::Skipped(reason) = solc::compile_examples(mode)? {
        eprintln!("SKIPPED: compiling the examples with solc: {reason}");
    }
    let tool = ["run", "--quiet", "--package", "harness", "--example", "gas", "--"];
    let check: &[&str] = if mode == Mode::Compare { &["--check"] } else { &[] };
    cargo(&[&tool, check].concat())
}

fn nextest_is_installed() -> bool {
    let mut probe = Command::new(cargo_path());
    probe
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn cargo(arguments: &[&str]) -> Result<()> {
    cargo_in(&[], arguments)
}

/// Runs cargo with these variables, unless they have a value already.
fn cargo_in(environment: &[(&str, &str)], arguments: &[&str]) -> Result<()> {
    eprintln!("$ cargo {}", arguments.join(" "));
    let unset = environment.iter().filter(|(name, _)| std::env::var_os(name).is_none());
    let status = Command::new(cargo_path())
        .args(arguments)
        .envs(unset.copied())
        .status()
        .context("cargo could not be started")?;
    if !status.success() {
        bail!("`cargo {}` failed: {status}", arguments.join(" "));
    }
    Ok(())
}

/// The cargo that runs us, else the one on the path.
fn cargo_path() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

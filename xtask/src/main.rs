//! The project's own commands: `cargo xtask quick`, `cargo xtask test`, `cargo xtask full`.
//!
//! `quick` is what every commit passes, `test` is what `.ci/run` calls, `full` adds what takes too long for either.
#![allow(clippy::print_stderr, reason = "a build script for humans reports on stderr")]

use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

const USAGE: &str = "usage: cargo xtask quick|test|full
  quick  formatting, lints and the fast tests: what every commit passes
  test   quick, and the tests that make real proofs: what .ci/run calls
  full   test, and every mutation of every chip";

/// How much of the suite runs. A test that makes real proofs stands in a module `proofs`, one that runs every mutation in
/// a module `exhaustive`, so that both runners can filter by path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Quick,
    Test,
    Full,
}

impl Depth {
    fn skipped_modules(self) -> &'static [&'static str] {
        match self {
            Self::Quick => &["proofs::", "exhaustive::"],
            Self::Test => &["exhaustive::"],
            Self::Full => &[],
        }
    }
}

fn main() -> ExitCode {
    let depth = match std::env::args().nth(1).as_deref() {
        Some("quick") => Depth::Quick,
        Some("test") => Depth::Test,
        Some("full") => Depth::Full,
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(depth) {
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
    if nextest_is_installed() {
        let filter = depth.skipped_modules().iter().map(|m| format!("not test({m})")).collect::<Vec<_>>().join(" and ");
        let filter = if filter.is_empty() { "all()" } else { &filter };
        cargo(&["nextest", "run", "--workspace", "--no-fail-fast", "-E", filter])
    } else {
        let mut arguments = vec!["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast", "--"];
        for module in depth.skipped_modules() {
            arguments.extend(["--skip", module]);
        }
        cargo(&arguments)
    }
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
    eprintln!("$ cargo {}", arguments.join(" "));
    let status = Command::new(cargo_path()).args(arguments).status().context("cargo could not be started")?;
    if !status.success() {
        bail!("`cargo {}` failed: {status}", arguments.join(" "));
    }
    Ok(())
}

/// The cargo that runs us, else the one on the path.
fn cargo_path() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

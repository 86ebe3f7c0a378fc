//! `cargo xtask fuzz`: looks for inputs of the targets in `fuzz`, guided by which code they reach. What it finds goes to the corpora.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::cargo_path;

/// How long each of them runs, in seconds, unless told.
const SECONDS: &str = "60";
/// LLVM's instrumentation for libFuzzer. It needs no unstable compiler: these are LLVM's options.
const INSTRUMENTED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 -Cdebug-assertions=on -Coverflow-checks=on";

/// Folders of inputs from which a search starts, besides the target's corpus.
const STARTS: [(&str, &[&str]); 3] = [
    ("source", &["examples", "compiler/tests/run", "compiler/tests/ui"]),
    ("program", &["vm-zkfriendly/tests/programs"]),
    ("workload", &["examples"]),
];

/// Runs one target or all of them, so many seconds each.
pub(crate) fn run(target: Option<&str>, seconds: Option<&str>) -> Result<()> {
    let seconds = seconds.unwrap_or(SECONDS);
    let seconds: u32 = seconds.parse().with_context(|| format!("`{seconds}` is no number of seconds"))?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let corpora = root.join("fuzz/corpus");
    let targets = targets(&corpora)?;
    let chosen: Vec<&String> = targets.iter().filter(|name| target.is_none_or(|target| target == *name)).collect();
    if chosen.is_empty() {
        bail!("the targets are {}", targets.join(", "));
    }
    let built = root.join("target/fuzz");
    let host = host()?;
    cpp_compiler()?;
    // build scripts run here too, and are built without the flags only if a platform is named
    let mut build = Command::new(cargo_path());
    build.args([
        "build",
        "--release",
        "--package",
        "fuzz",
        "--features",
        "libfuzzer",
        "--target",
        &host,
        "--target-dir",
    ]);
    build.arg(&built).env("RUSTFLAGS", INSTRUMENTED).current_dir(&root);
    if !build.status().context("cargo could not be started")?.success() {
        bail!("the targets could not be built");
    }
    for name in chosen {
        let corpus = corpora.join(name);
        let found = built.join("found").join(name);
        std::fs::create_dir_all(&found).with_context(|| format!("{} could not be made", found.display()))?;
        eprintln!("{name}: {seconds} seconds");
        let mut search = Command::new(built.join(&host).join("release").join(format!("fuzz-{name}")));
        search.arg(format!("-max_total_time={seconds}")).args([
            "-timeout=20",
            "-report_slow_units=20",
            "-rss_limit_mb=4096",
            "-print_final_stats=1",
        ]);
        // new inputs that reach something go to the first folder, those that break something to the corpus
        search.arg(format!("-artifact_prefix={}/", corpus.display())).args([&found, &corpus]);
        search.args(starts(name).iter().map(|folder| root.join(folder)));
        let status = search.status().context("the target could not be started")?;
        if !status.success() {
            bail!("{name}: an input was found, see {}: {status}", corpus.display());
        }
    }
    Ok(())
}

/// The targets: each has a corpus, and a binary `fuzz-…`.
fn targets(corpora: &Path) -> Result<Vec<String>> {
    let folders = std::fs::read_dir(corpora).with_context(|| format!("{} could not be read", corpora.display()))?;
    let mut names: Vec<String> =
        folders.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<Result<_>>()?;
    names.sort();
    Ok(names)
}

fn starts(target: &str) -> &'static [&'static str] {
    STARTS.iter().find(|(name, _)| *name == target).map_or(&[], |(_, folders)| folders)
}

/// libFuzzer itself is C++: the package `libfuzzer-sys` has its source, and builds it with this compiler.
fn cpp_compiler() -> Result<()> {
    let compiler = std::env::var("CXX").unwrap_or_else(|_| "c++".to_owned());
    let output = Command::new(&compiler).arg("--version").output();
    if !output.is_ok_and(|output| output.status.success()) {
        bail!("libFuzzer is built with a C++ compiler, and `{compiler}` is none: install g++ or clang, or set CXX");
    }
    Ok(())
}

/// The platform that the compiler builds for.
fn host() -> Result<String> {
    let output = Command::new("rustc").arg("-vV").output().context("rustc could not be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not say what it builds for")?.to_owned())
}

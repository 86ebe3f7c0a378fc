//! The live replay: what the pinned solc says now, compared with the recordings that the tests read.
//!
//! The packages that `xtask/solc` pins are installed once, below the target directory; the source tree gets nothing from npm.
//! Then one Node process asks solc everything (`xtask/solc/replay.mjs`), or for the code of the examples (`xtask/solc/gas.mjs`).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

/// The scripts, and the packages they need.
const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/solc");

/// What npm installs by.
const PINS: [&str; 2] = ["package.json", "package-lock.json"];

/// npm's codes for pins that are wrong whatever the network: no reason to skip.
const WRONG_PINS: [&str; 3] = ["EINTEGRITY", "ETARGET", "EUSAGE"];

/// What to do where solc and the recordings differ.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Fail, and say where.
    Compare,
    /// Rewrite the recordings.
    Record,
}

/// Whether solc was asked.
pub(crate) enum Outcome {
    /// It was, and the recordings are what it says.
    Replayed,
    /// It can't be had here, for this reason.
    Skipped(String),
}

/// Asks solc everything again.
pub(crate) fn replay(mode: Mode) -> Result<Outcome> {
    run_script("replay.mjs", (mode == Mode::Record).then_some("--record"))
}

/// Asks solc for the code of all examples.
pub(crate) fn compile_examples(mode: Mode) -> Result<Outcome> {
    run_script("gas.mjs", (mode == Mode::Compare).then_some("--check"))
}

fn run_script(script: &str, flag: Option<&str>) -> Result<Outcome> {
    for program in ["node", "npm"] {
        if !is_there(program) {
            return Ok(Outcome::Skipped(format!("`{program}` is not installed")));
        }
    }
    let folder = install_folder()?;
    if let Some(reason) = install(&folder)? {
        return Ok(Outcome::Skipped(reason));
    }
    let mut node = Command::new("node");
    node.arg(Path::new(SCRIPTS).join(script)).args(flag).env("NODE_PATH", folder.join("node_modules"));
    let status = node.status().context("node could not be started")?;
    ensure!(status.success(), "{script}, which asks solc, failed: {status}");
    Ok(Outcome::Replayed)
}

fn is_there(program: &str) -> bool {
    let mut probe = Command::new(program);
    probe.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// `solc` in the target directory, found by where cargo has put this program: `<target>/debug/xtask`.
fn install_folder() -> Result<PathBuf> {
    let program = std::env::current_exe().context("the path of xtask is unknown")?;
    let target = program.ancestors().nth(2).context("xtask does not lie in a target directory")?;
    Ok(target.join("solc"))
}

/// Installs the packages, unless the folder has them already. If they can't be had, that is the reason to skip.
fn install(folder: &Path) -> Result<Option<String>> {
    let pins = PINS.map(|name| Path::new(SCRIPTS).join(name));
    let wanted =
        pins.iter().map(fs::read_to_string).collect::<io::Result<String>>().context("the pins in xtask/solc")?;
    // Written last, so it stands for a whole installation.
    let installed = folder.join("installed");
    if fs::read_to_string(&installed).is_ok_and(|there| there == wanted) {
        return Ok(None);
    }
    let prepare = || {
        fs::create_dir_all(folder)?;
        fs::write(&installed, "")?;
        PINS.iter().zip(&pins).try_for_each(|(name, pin)| fs::copy(pin, folder.join(name)).map(drop))
    };
    prepare().with_context(|| format!("the folder {}", folder.display()))?;
    eprintln!("$ npm ci, in {}", folder.display());
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--engine-strict", "--no-audit", "--no-fund", "--loglevel", "error"]);
    npm.args(["--fetch-retries", "4", "--fetch-timeout", "60000"]).current_dir(folder);
    let output = npm.output().context("npm could not be started")?;
    if output.status.success() {
        fs::write(&installed, wanted).with_context(|| format!("the folder {}", folder.display()))?;
        return Ok(None);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    // What follows is npm's stack.
    let said = said.lines().take(4).collect::<Vec<_>>().join("\n");
    let reason = format!("npm could not install solc:\n{said}");
    if pins_are_wrong(&said) || std::env::var("CI").is_ok_and(|ci| ci == "true") {
        bail!(reason);
    }
    Ok(Some(reason))
}

/// Whether npm gave up for a reason that lies in the source tree.
fn pins_are_wrong(said: &str) -> bool {
    let code = said.lines().find_map(|line| line.split_once(" code ")).map(|(_, code)| code.trim());
    code.is_some_and(|code| WRONG_PINS.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreachable_registry_is_no_mistake_of_ours_but_another_checksum_is() {
        assert!(!pins_are_wrong("npm error code ENOTFOUND\nnpm error syscall getaddrinfo\n"));
        assert!(!pins_are_wrong("npm error Exit handler never called!\n"));
        assert!(pins_are_wrong("npm error code EINTEGRITY\nnpm error sha512-… integrity checksum failed\n"));
    }
}

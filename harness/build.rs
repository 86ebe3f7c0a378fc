//! Tells the binary which commit it was built from, where that can be known.

use std::process::Command;

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

fn instruct(text: &str) {
    use std::io::Write;
    // a build script talks to cargo on stdout
    let _ = writeln!(std::io::stdout(), "cargo::{text}");
}

fn main() {
    instruct("rerun-if-changed=build.rs");
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let Some(commit) = git(&["rev-parse", "--short=12", "HEAD"]) else {
        instruct(&format!("rustc-env=ZKPRISM_VERSION={version}"));
        return;
    };
    instruct(&format!("rustc-env=ZKPRISM_VERSION={version} ({commit})"));
    instruct(&format!("rustc-env=ZKPRISM_COMMIT={commit}"));
    // HEAD names a branch or a commit; the reflog changes with every commit and checkout
    for path in ["HEAD", "logs/HEAD"] {
        if let Some(path) = git(&["rev-parse", "--git-path", path]) {
            instruct(&format!("rerun-if-changed={path}"));
        }
    }
}

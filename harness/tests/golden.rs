//! The counts of every example are those of `examples/snapshot.txt`: what a change makes dearer or cheaper shows in its diff.
//!
//! `cargo run --release -- snapshot` writes it anew.

use std::path::Path;
use std::process::Command;

#[test]
fn the_examples_cost_what_is_written_down() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let mut command = Command::new(env!("CARGO_BIN_EXE_zkprism"));
    let output = command.arg("snapshot").arg(examples).arg("--check").output().expect("zkprism starts");
    let (differences, notes) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && differences.is_empty(), "{differences}{notes}`zkprism snapshot` writes it anew");
}

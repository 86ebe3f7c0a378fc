//! Ctrl-C leaves nothing: no process, no half-written file. Processes are looked up in `/proc`.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Who is interrupted.
#[derive(Clone, Copy)]
enum Whom {
    /// Everybody, as a terminal does.
    Group,
    /// The process that was started, as a supervisor does.
    Parent,
}

/// When it happens.
#[derive(Clone, Copy)]
enum Moment {
    /// The reference string is being made.
    ReferenceString,
    /// It is being written to the cache, or just has been.
    Write,
    /// Keys and proof are being made.
    Proof,
}

const MOMENTS: [Moment; 3] = [Moment::ReferenceString, Moment::Write, Moment::Proof];

/// Interrupts a comparison that proves, and looks at what is left.
fn check(whom: Whom, moment: Moment) {
    let folder = tempfile::tempdir().unwrap();
    let (cache, here) = (folder.path().join("cache"), folder.path().join("here"));
    fs::create_dir(&here).unwrap();
    // The proof takes several seconds: whoever is gone before has not simply finished.
    let source = "contract C { function f(uint256 n) external pure { for (uint256 i = 0; i < n; i++) {} } }";
    let path = folder.path().join("c.sol");
    fs::write(&path, source).unwrap();
    let mut parent = Command::new(env!("CARGO_BIN_EXE_zkprism"))
        .args(["compare".as_ref(), path.as_os_str(), "--call".as_ref(), "f(2000)".as_ref()])
        .args(["--types", "t4"])
        .env("ZKPRISM_CACHE", &cache)
        .current_dir(&here)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .unwrap();
    let group = parent.id();

    let mut stderr = BufReader::new(parent.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(stderr.any(|line| line.contains("predicted about")), "it never came to the proof");
    match moment {
        Moment::ReferenceString => {}
        Moment::Write => {
            wait_until(60, "the reference string is written", || names(&cache).iter().any(|n| n != "lock"));
        }
        Moment::Proof => wait_until(60, "the reference string is cached", || names(&cache).iter().any(is_blob)),
    }
    assert_eq!(running(group), 2, "a parent and the child that proves");
    let target = match whom {
        Whom::Group => format!("-{group}"),
        Whom::Parent => group.to_string(),
    };
    assert!(Command::new("sh").args(["-c", "kill -INT \"$0\"", &target]).status().unwrap().success());

    assert_eq!(parent.wait().unwrap().code(), Some(130), "128 + SIGINT");
    wait_until(30, "no process is left", || running(group) == 0);
    let left: Vec<String> = names(&cache).into_iter().filter(|name| name != "lock" && !is_blob(name)).collect();
    assert_eq!((left, names(&here)), (vec![], vec![]));
}

fn is_blob(name: &String) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "blob")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// How many processes of a group run. A zombie does not: whether somebody collects it is the system's affair.
fn running(group: u32) -> usize {
    let stats = fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let stat = fs::read_to_string(entry.ok()?.path().join("stat")).ok()?;
        // proc(5): pid (command) state parent group ...
        let (_, after) = stat.rsplit_once(')')?;
        let mut fields = after.split_whitespace();
        Some((fields.next()?.to_owned(), fields.nth(1)?.parse::<u32>().ok()?))
    });
    stats.filter(|(state, of)| state != "Z" && *of == group).count()
}

fn wait_until(seconds: u64, what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(seconds), "after {seconds} s it is still not so that {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Tests that make real proofs, or begin to.
mod proofs {
    use super::*;

    #[test]
    fn an_interrupt_from_a_terminal_leaves_nothing() {
        MOMENTS.into_iter().for_each(|moment| check(Whom::Group, moment));
    }

    #[test]
    fn an_interrupt_of_the_parent_alone_leaves_nothing() {
        MOMENTS.into_iter().for_each(|moment| check(Whom::Parent, moment));
    }
}

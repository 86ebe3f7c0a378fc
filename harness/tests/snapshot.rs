//! `zkprism snapshot` as a user meets it.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod support;

use std::fs;
use std::path::PathBuf;

use support::{COUNTER, Ran, example, zkprism};

/// Workloads `a` and `b`, of which `b` is a little dearer.
fn workloads() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("w");
    for (name, argument) in [("a", 1), ("b", 2)] {
        fs::create_dir_all(root.join(name)).unwrap();
        let workload = format!("title = \"t\"\n[[call]]\nfunction = \"f\"\nargs = [{argument}]\n");
        fs::write(root.join(name).join("workload.toml"), workload).unwrap();
        fs::write(root.join(name).join("c.sol"), COUNTER).unwrap();
    }
    (folder, root)
}

fn snapshot(arguments: &[&str]) -> Ran {
    zkprism(&[&["snapshot"], arguments].concat())
}

#[test]
fn a_snapshot_is_compared_with_what_it_says() {
    let (_folder, root) = workloads();
    let target = root.display().to_string();
    snapshot(&[&target, "--check"]).code(2).says("snapshot.txt: there is no such file");
    snapshot(&[&target]).code(0).says("wrote ");
    let path = root.join("snapshot.txt");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("\na: f(1)\n  t2 success: gas ") && text.contains("\n  t4 success: steps "), "{text}");
    assert_eq!(fs::read_dir(&root).unwrap().count(), 3, "nothing is left beside the snapshot");
    let same = snapshot(&[&target, "--check"]).code(0).says("all is as recorded");
    assert_eq!(same.stdout, "");

    let steps = text.split_once("t4 success: steps ").unwrap().1.split(',').next().unwrap();
    let doubled = 2 * steps.parse::<u64>().unwrap();
    let other = text.replacen(&format!("t4 success: steps {steps}"), &format!("t4 success: steps {doubled}"), 1);
    fs::write(&path, &other).unwrap();
    let ran = snapshot(&[&target, "--check"]).code(1).says("this is not what");
    assert_eq!(ran.stdout, format!("a: f(1)\n  t4 steps: {doubled} → {steps} (-50.00 %)\n"));
    assert_eq!(fs::read_to_string(&path).unwrap(), other, "a check writes nothing");

    let part = |name: &str| root.join(name).display().to_string();
    snapshot(&[&part("b"), "--check"]).code(0);
    snapshot(&[&part("a"), "--check"]).code(1);
    snapshot(&[&part("a")]).code(0);
    assert_eq!(fs::read_to_string(&path).unwrap(), text, "a workload of its own replaces its part");

    fs::write(&path, "counts\n").unwrap();
    snapshot(&[&target, "--check"]).code(2).says("snapshot.txt: line 1: a snapshot starts with");
    snapshot(&[&part("a")]).code(2).says("line 1");
    snapshot(&[&target]).code(0);
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_snapshot_records_what_is_not_supported_and_refuses_what_is_wrong() {
    let (_folder, root) = workloads();
    let target = root.display().to_string();
    // neither machine has a chip for the hashes of earlier blocks
    let hashing = COUNTER.replace("pure", "view").replace("x + 1", "uint256(blockhash(x))");
    fs::write(root.join("a/c.sol"), hashing).unwrap();
    snapshot(&[&target]).code(0);
    let text = fs::read_to_string(root.join("snapshot.txt")).unwrap();
    assert!(text.contains("\n  t2 unsupported\n  t4 unsupported\n\nb: f(2)\n"), "{text}");

    let workload = root.join("b/workload.toml");
    fs::write(&workload, fs::read_to_string(&workload).unwrap() + "expect = [9]\n").unwrap();
    snapshot(&[&target]).code(1).says("b on t2: mismatch: f(2): expected (9), got success");
    assert_eq!(fs::read_to_string(root.join("snapshot.txt")).unwrap(), text, "what is wrong is not recorded");
}

#[test]
fn a_snapshot_without_workloads_or_without_a_place_is_a_usage_error() {
    let (folder, root) = workloads();
    snapshot(&[&folder.path().display().to_string()]).code(2).says("neither it nor a folder in it has a workload.toml");
    snapshot(&["no/such/folder"]).code(2).says("there is no such folder of workloads");
    let part = root.join("a").display().to_string();
    snapshot(&[&part, &part]).code(2).says("two workloads are called `a`");
    snapshot(&[&part, &example("token")]).code(2).says("-o says where the snapshot is");
    let lost = folder.path().join("no/s.txt").display().to_string();
    snapshot(&[&part, "-o", &lost]).code(4).says("s.txt");
}

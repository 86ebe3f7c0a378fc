//! The counts of every example, as text that git compares well: what a change makes dearer or cheaper shows in its diff.
//!
//! `UPDATE_EXPECT=1 cargo test -p harness --test golden` writes it anew.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::expect_file;
use serde_json::Value;

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let mut examples: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    examples.retain(|path| path.join("workload.toml").exists());
    examples.sort();
    examples
}

/// What `--estimate` says, which is everything but the proof.
fn estimate(example: &Path) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zkprism"));
    let output = command.arg("compare").arg(example).args(["--estimate", "--json"]).output().unwrap();
    assert!(output.status.success(), "{}: {}", example.display(), String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The measured calls as the workload writes them.
fn calls(example: &Path) -> Vec<String> {
    let workload: toml::Table = fs::read_to_string(example.join("workload.toml")).unwrap().parse().unwrap();
    let text = |value: &toml::Value| value.as_str().unwrap().to_owned();
    let arguments = |call: &toml::Value| -> Vec<String> {
        call.get("args").and_then(toml::Value::as_array).into_iter().flatten().map(text).collect()
    };
    let calls = workload["call"].as_array().unwrap().iter();
    calls.map(|call| format!("{}({})", text(&call["function"]), arguments(call).join(", "))).collect()
}

/// A call under one type: what it costs, and the cells of each group of chips.
fn write_call(text: &mut String, call: &Value) {
    let circuit = &call["circuit"];
    let number = |name: &str| circuit[name].as_u64().unwrap();
    let mut groups: BTreeMap<&str, u64> = BTreeMap::new();
    for chip in circuit["by_chip"].as_object().unwrap().values() {
        *groups.entry(chip["group"].as_str().unwrap()).or_default() += chip["cells"].as_u64().unwrap();
    }
    let gas = call["gas"].as_u64().map_or(String::new(), |gas| format!(", gas {gas}"));
    let (status, steps) = (call["status"].as_str().unwrap(), call["steps"].as_u64().unwrap());
    writeln!(text, "    {}: {status}, steps {steps}{gas}", call["type"].as_str().unwrap()).unwrap();
    writeln!(
        text,
        "      k {}, columns {} + {}, cells {}, messages {}, degree {}",
        number("k"),
        number("advice_columns"),
        number("fixed_columns"),
        number("cells"),
        number("messages"),
        number("max_degree")
    )
    .unwrap();
    let groups: Vec<String> = groups.iter().map(|(group, cells)| format!("{group} {cells}")).collect();
    writeln!(text, "      {}", groups.join(", ")).unwrap();
}

#[test]
fn the_examples_cost_what_is_written_down() {
    let mut text = String::new();
    for example in examples() {
        let document = estimate(&example);
        writeln!(text, "{}", example.file_name().unwrap().display()).unwrap();
        let types = document["types"].as_array().unwrap();
        for (number, call) in calls(&example).iter().enumerate() {
            writeln!(text, "  {call}").unwrap();
            types.iter().for_each(|of_type| write_call(&mut text, &of_type["calls"][number]));
        }
    }
    expect_file!["../golden/counts.txt"].assert_eq(&text);
}

//! `zkprism compare --sweep` as a user meets it.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod support;

use std::fs;

use serde_json::Value;

use support::{Ran, conforms, file, zkprism};

const LOOP: &str = "contract C { mapping(uint256 => uint256) m; \
    function sum(uint256 from, uint256 n) external pure returns (uint256 s) { unchecked { for (uint256 i = 0; i < n; i++) s += from; } } \
    function put(uint256 n) external { require(m[0] == 0); m[0] = n; } \
    function fail(uint256 n) external pure { require(n < 2); } }";

fn sweep(arguments: &[&str]) -> Ran {
    let (_folder, path) = file("c.sol", LOOP);
    zkprism(&[&["compare", &path], arguments].concat())
}

#[test]
fn a_sweep_shows_growth_in_a_table_and_in_json() {
    let arguments = ["--call", "sum(5, n)", "--sweep", "n=10,0x14,40"];
    sweep(&arguments).code(0).prints("measured: sum(5, 10), …, sum(5, 40)").prints("cells per n");
    let document = sweep(&[&arguments[..], &["--json"]].concat()).code(0).json();
    conforms(&document, "sweep-1.json");
    assert_eq!(document["values"], serde_json::json!(["10", "0x14", "40"]));
    for of_type in document["types"].as_array().unwrap() {
        let points = of_type["points"].as_array().unwrap();
        let cells: Vec<f64> =
            points.iter().map(|point| point["measured"]["circuit"]["cells"].as_f64().unwrap()).collect();
        assert_eq!(points[0]["marginal_cells"], Value::Null);
        let marginal = |index: usize| points[index]["marginal_cells"].as_f64().unwrap();
        assert_eq!(marginal(1), (cells[1] - cells[0]) / 10.0);
        assert_eq!(marginal(2), (cells[2] - cells[1]) / 20.0);
        assert!(marginal(1) > 0.0);
        assert_eq!(points[2]["measured"]["proof"]["mode"], "estimate");
        // the sum itself: each value ran with its own argument
        let returned = points[2]["measured"]["return"].as_str().unwrap();
        assert!(returned.ends_with(&format!("{:x}", 5 * 40)), "{returned}");
    }
}

#[test]
fn each_value_of_a_sweep_runs_on_its_own() {
    sweep(&["--call", "put(1)", "--sweep", "1=3,4,3", "--types", "t4"]).code(0).prints("measured: put(3), …, put(3)");
    let (folder, _) = file("c.sol", LOOP);
    let workload = "title = \"t\"\n[[call]]\nfunction = \"put\"\nargs = [7]\nexpect = []\n[[call]]\nfunction = \"sum\"\n\
                    args = [1, 2]\nexpect = [2]\nmain = true\n[[call]]\nfunction = \"fail\"\nargs = [9]\nexpect = { revert = true }\n";
    fs::write(folder.path().join("workload.toml"), workload).unwrap();
    let target = folder.path().display().to_string();
    let ran = zkprism(&["compare", &target, "--sweep", "from=1,2", "--types", "t4"]).code(0);
    ran.prints("deployment, put(7)").prints("measured: sum(1, 2), sum(2, 2)");
    let one = sweep(&["--call", "sum(0, 2)", "--sweep", "from=1", "--types", "t4"]).code(0);
    one.prints("measured: sum(1, 2)\n");
}

#[test]
fn a_sweep_that_fails_says_where() {
    let failing = ["--call", "sum(0, 1)", "--sweep", "n=1", "--constructor", "1"];
    sweep(&failing).code(2).says("no constructor");
    let document = sweep(&[&failing[..], &["--json"]].concat()).code(2).json();
    conforms(&document, "sweep-1.json");
    assert_eq!((&document["types"], &document["error"]["exit"]), (&serde_json::json!([]), &serde_json::json!(2)));
    sweep(&["--call", "sum(0, 1)", "--sweep", "m=1"])
        .code(2)
        .says("`sum(uint256,uint256)` has no parameter `m`; by name it has from, n");
    sweep(&["--call", "sum(0, 1)", "--sweep", "3=1"]).code(2).says("no parameter `3`");
    sweep(&["--call", "sum(0)", "--sweep", "n=1"]).code(2).says("takes 2 arguments, not 1");
    sweep(&["--call", "sum(0, 1)", "--sweep", "n=x"]).code(2).says("`x` is no `uint256`");
    sweep(&["--call", "sum(0, 1)", "--sweep", "n"]).code(2).says("expected a parameter and its values");
    sweep(&["--call", "sum(0, 1)", "--sweep", "n="]).code(2).says("`n` gets no value");
    sweep(&["--call", "sum(0, 1)", "--sweep", "n=1", "--by", "chip"]).code(2).says("cannot be used with");
    sweep(&["--call", "sum(0, 1)", "--prove"]).code(2).says("--sweep");
    sweep(&["--sweep", "n=1"]).code(2).says("--call is needed");
}

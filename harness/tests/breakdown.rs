//! Costs by chip, by opcode and by line: parts of one whole.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod support;

use std::collections::BTreeSet;

use serde_json::Value;

use support::{conforms, example, file, zkprism};

/// The sums that a breakdown gives, beside the totals.
fn sums(circuit: &Value, by: &str) -> [u64; 2] {
    ["cells", "messages"]
        .map(|what| circuit[by].as_object().unwrap().values().map(|part| part[what].as_u64().unwrap()).sum())
}

#[test]
fn every_breakdown_adds_up_to_the_total_on_every_type() {
    for name in ["arithmetic", "fibonacci", "token"] {
        let document = zkprism(&["compare", &example(name), "--estimate", "--json"]).code(0).json();
        conforms(&document, "compare-1.json");
        for of_type in document["types"].as_array().unwrap() {
            for call in of_type["calls"].as_array().unwrap() {
                let circuit = &call["circuit"];
                let total = ["cells", "messages"].map(|what| circuit[what].as_u64().unwrap());
                assert_eq!(sums(circuit, "by_chip"), total, "{name} by chip");
                assert_eq!(sums(circuit, "by_opcode"), total, "{name} by opcode");
                assert_eq!(sums(circuit, "by_line"), total, "{name} by line");
                let executed =
                    circuit["by_opcode"].as_object().unwrap().values().filter_map(|part| part["executed"].as_u64());
                assert_eq!(executed.sum::<u64>(), call["steps"].as_u64().unwrap(), "{name}: every step has an opcode");
            }
        }
    }
}

#[test]
fn what_an_opcode_asks_for_is_its_own() {
    let document = zkprism(&["compare", &example("token"), "--estimate", "--json"]).code(0).json();
    for of_type in document["types"].as_array().unwrap() {
        let opcodes = of_type["circuit"]["by_opcode"].as_object().unwrap();
        let lanes: BTreeSet<&str> = opcodes.keys().map(String::as_str).filter(|name| name.starts_with('(')).collect();
        let rest = BTreeSet::from([
            "(public)",
            "(bytecode)",
            "(code)",
            "(constants)",
            "(data)",
            "(tables)",
            "(range table)",
            "(keccak halves)",
            "(state)",
            "(upkeep)",
            "(memory words)",
            "(bus)",
        ]);
        assert!(lanes.is_subset(&rest), "hashes, range checks and products are asked for: {lanes:?}");
        let cells = |name: &str| opcodes[name]["cells"].as_u64().unwrap();
        match of_type["type"].as_str().unwrap() {
            // two hashes of two words, 384 rows each of a lane of more than 100 columns
            "t4" => assert!(cells("(state)") > cells("(bus)")),
            _ => assert!(cells("KECCAK256") > 2 * 384 * 100),
        }
    }
}

#[test]
fn a_line_has_the_cost_of_its_instructions() {
    let source = "contract C {\n  function f(uint256 n) external pure returns (uint256 s) {\n    unchecked {\n      \
                  for (uint256 i = 0; i < n; i++) {\n        s += i * i;\n      }\n    }\n  }\n}\n";
    let (_folder, path) = file("c.sol", source);
    let cells = |n: u64| {
        let call = format!("f({n})");
        let document = zkprism(&["compare", &path, "--call", &call, "--estimate", "--json"]).code(0).json();
        let types = document["types"].as_array().unwrap().iter();
        types
            .map(|of_type| {
                let lines = of_type["circuit"]["by_line"].as_object().unwrap();
                let cells =
                    |line: u32| lines.get(&format!("{path}:{line}")).map_or(0, |part| part["cells"].as_u64().unwrap());
                (1..=9).map(cells).collect::<Vec<u64>>()
            })
            .collect::<Vec<_>>()
    };
    for (short, long) in cells(10).into_iter().zip(cells(30)) {
        assert!(long[4] > 2 * short[4] && short[4] > 0, "the body runs three times as often: {short:?} {long:?}");
        assert_eq!(short[1], long[1], "the head runs once");
        assert_eq!((short[7], short[8]), (0, 0), "closing braces cost nothing");
    }
    let ran = zkprism(&["compare", &path, "--call", "f(3)", "--estimate", "--by", "line"]).code(0);
    ran.prints("t4 by line").prints("s += i * i;").prints("(code)");
}

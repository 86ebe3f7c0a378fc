//! The command as a user meets it: stdout, stderr, exit code.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

#[path = "cli/imports.rs"]
mod imports;
mod support;

use std::fs;

use serde_json::Value;

use support::{COUNTER, command, conforms, example, file, pipe, ran, zkprism};

#[test]
fn help_and_version_are_data() {
    zkprism(&["--help"]).code(0).prints("compare").prints("Exit codes:");
    zkprism(&["--version"]).code(0).prints(env!("CARGO_PKG_VERSION"));
    zkprism(&["completions", "bash"]).code(0).prints("zkprism");
}

#[test]
fn a_wrong_command_line_is_a_usage_error() {
    zkprism(&[]).code(2).says("Usage");
    zkprism(&["compare"]).code(2).says("<TARGET>");
    zkprism(&["compare", "x", "--colour"]).code(2).says("--colour");
    zkprism(&["compare", "no/such/folder"]).code(2).says("there is no such file or folder");
    zkprism(&["compare", &example("token"), "--types", "t9"]).code(2).says("no type is called `t9`");
    zkprism(&["compare", &example("token"), "--types", "t4,t4"]).code(2).says("named twice");
    zkprism(&["compare", &example("token"), "--call", "f(1)"]).code(2).says("a workload has its own");
    zkprism(&["compile", &example("token/token.sol"), "--target", "evm"]).code(2).says("nothing is asked for");
}

#[test]
fn what_is_not_built_is_refused_by_name() {
    zkprism(&["compare", &example("token"), "--types", "t1"]).code(3).says("type `t1` is not supported yet");
    zkprism(&["prove", "x", "--type", "t1", "-o", "y"]).code(3).says("type `t1` is not supported yet");
    zkprism(&["prove", "--bytecode", "x", "--type", "t4", "-o", "y"])
        .code(3)
        .says("--bytecode goes with types that are EVMs");
}

#[test]
fn a_call_that_does_not_fit_is_a_usage_error() {
    let (_folder, path) = file("c.sol", COUNTER);
    zkprism(&["compare", &path]).code(2).says("--call is needed").says("f(uint256)");
    zkprism(&["compare", &path, "--call", "f()"]).code(2).says("`f(uint256)` takes 1 argument, not 0");
    zkprism(&["compare", &path, "--call", "f(x)"]).code(2).says("`x` is no `uint256`");
    zkprism(&["compare", &path, "--call", "g(1)"]).code(2).says("no function `g`; it has f(uint256)");
    zkprism(&["compare", &path, "--call", "f(1"]).code(2).says("expected `,` or `)`");
    zkprism(&["compare", &path, "--call", "f(1)", "--contract", "D"]).code(2).says("no contract `D`; it has C");
    zkprism(&["compare", &path, "--call", "f(1)", "--constructor", "1"]).code(2).says("no constructor");
}

#[test]
fn bad_sources_are_named() {
    let compare = |content: &[u8]| {
        let (_folder, path) = file("c.sol", content);
        zkprism(&["compare", &path, "--call", "f(1)"])
    };
    compare(b"contract C { function f( }").code(1).says("error");
    compare(b"contract C { function f(uint256 x) external { y = x; } }").code(1).says("7576");
    compare(b"contract C { \xff }").code(1).says("utf-8");
    compare(b"contract C { function f(string[] memory x) external {} }").code(3).says("error");
    let nested = format!("contract C {{ uint256 x = {}1{}; }}", "(".repeat(10_000), ")".repeat(10_000));
    let nested = compare(nested.as_bytes());
    assert!(nested.code == 1 || nested.code == 3, "{}: {}", nested.code, nested.stderr);
    let large = format!("// {}\n{COUNTER}", "x".repeat(5 << 20));
    let (_folder, path) = file("large.sol", large);
    zkprism(&["compile", &path, "--target", "evm", "--combined-json", "hashes"]).code(0).prints("\"f(uint256)\"");
    let folder = tempfile::tempdir().unwrap();
    zkprism(&["compare", &folder.path().display().to_string()]).code(2).says("workload.toml: there is no such file");
}

#[test]
fn bad_workloads_are_named_with_their_line() {
    let compare = |content: &[u8]| {
        let (folder, _) = file("workload.toml", content);
        fs::write(folder.path().join("c.sol"), COUNTER).unwrap();
        zkprism(&["compare", &folder.path().display().to_string()])
    };
    compare(b"title = ").code(2).says("workload.toml:1: ");
    compare(b"\xff").code(2).says("not UTF-8");
    compare(b"title = \"t\"").code(2).says("there is no [[call]]");
    compare(b"title = \"t\"\n[[call]]\nfunction = \"g\"")
        .code(2)
        .says("workload.toml:3: the contract has no function `g`");
    compare(b"title = \"t\"\n[[call]]\nfunction = \"f\"")
        .code(2)
        .says("workload.toml:3: `f(uint256)` takes 1 argument");
    compare(b"title = \"t\"\nsource = \"d.sol\"\n[[call]]\nfunction = \"f\"\nargs = [1]")
        .code(2)
        .says("d.sol: there is no such");
    compare(b"title = \"t\"\n[[call]]\nfunction = \"f\"\nargs = [1]\nexpect = [1, 2]")
        .code(2)
        .says("takes 1 argument, not 2");
}

#[test]
fn a_wrong_expectation_is_a_mismatch() {
    let (folder, _) = file("workload.toml", "title = \"t\"\n[[call]]\nfunction = \"f\"\nargs = [1]\nexpect = [3]");
    fs::write(folder.path().join("c.sol"), COUNTER).unwrap();
    zkprism(&["compare", &folder.path().display().to_string(), "--types", "t2", "--estimate"])
        .code(1)
        .prints("t2: mismatch: f(1): expected (3), got success 0x");
}

#[test]
fn json_is_printed_in_every_case_and_follows_its_schema() {
    let (_folder, broken) = file("broken.sol", "contract");
    let (_other, refused) = file("refused.sol", "contract C { struct S { uint256 a; } S s; }");
    let target = example("token");
    let runs = [
        (zkprism(&["compare", &target, "--types", "t2", "--estimate", "--json"]).code(0), "success"),
        (zkprism(&["compare", &refused, "--call", "f(1)", "--json"]).code(3), "unsupported"),
    ];
    for (ran, outcome) in runs {
        let document = ran.json();
        conforms(&document, "compare-1.json");
        assert_eq!(document["types"][0]["outcome"], outcome);
    }
    let none = "no/such/folder";
    let (_third, counter) = file("counter.sol", COUNTER);
    let (large, _) = file("workload.toml", " ".repeat((1 << 20) + 1));
    let large = large.path().display().to_string();
    for (exit, arguments) in [
        (1, &["compare", &broken, "--call", "f(1)"][..]),
        (2, &["compare", &counter, "--call", "g(1)"]),
        (2, &["compare", &counter, "--call", "f()"]),
        (2, &["compare", &counter]),
        (2, &["compare", none]),
        (2, &["compare", &large]),
        (2, &["compare", &target, "--types", "t2,t2"]),
        (2, &["compare", &target, "--types", "t9"]),
        (3, &["compare", &target, "--types", "t1"]),
        (2, &["compare", &target, "--colour"]),
        (2, &["compare"]),
        (2, &["compare", &counter, "--call", "f(1)", "--sweep", "y=1"]),
        (2, &["compare", &counter, "--call", "f(1)", "--sweep=x"]),
        (2, &["opcodes", "--type", "t2,t2"]),
        (3, &["opcodes", "--type", "t1"]),
        (2, &["verify", none]),
        (2, &["verify"]),
    ] {
        let ran = zkprism(&[arguments, &["--json"]].concat()).code(exit);
        let document = ran.json();
        let schema = document["schema"].as_str().unwrap().strip_prefix("zkprism.").unwrap().replace('/', "-");
        if schema != "verify-1" {
            conforms(&document, &format!("{schema}.json"));
            assert_eq!(document["types"], serde_json::json!([]), "{arguments:?}");
        }
        assert_eq!(document["error"]["exit"], exit, "{arguments:?}");
        let message = document["error"]["message"].as_str().unwrap();
        assert!(ran.stderr.contains(message.lines().next().unwrap()), "{message}: {}", ran.stderr);
    }
    zkprism(&["compare", &large]).code(2).says("larger than 1048576 bytes");
    let document = zkprism(&["compare", &target, "--types", "t2", "--json"]).json();
    let t2 = &document["types"][0];
    assert_eq!((&document["workload"], &t2["type"], &t2["status"]), (&"token".into(), &"t2".into(), &"success".into()));
    assert_eq!(t2["calls"].as_array().unwrap().len(), 6);
    assert_eq!(t2["calls"][3]["status"], "revert");
    assert!(t2["gas"].as_u64().unwrap() > t2["execution_gas"].as_u64().unwrap());
}

#[test]
fn an_estimate_says_what_a_proof_would_take() {
    let (_folder, path) = file("c.sol", COUNTER);
    let document = zkprism(&["compare", &path, "--call", "f(1)", "--estimate", "--json"]).code(0).json();
    conforms(&document, "compare-1.json");
    for ty in document["types"].as_array().unwrap() {
        for figure in [&ty["time_ns"]["keygen"], &ty["time_ns"]["prove"], &ty["predicted_memory_bytes"]] {
            assert!(figure.as_u64().unwrap() > 0, "{ty}");
        }
    }
}

#[test]
fn what_is_too_large_is_over_capacity() {
    let outcome = |source: &str, calls: &[&str], ty: &str| {
        let (_folder, path) = file("c.sol", source);
        let arguments = [&["compare", &path, "--types", ty, "--estimate", "--json"], calls].concat();
        let document = zkprism(&arguments).code(3).json();
        assert_eq!(document["types"][0]["outcome"], "over_capacity", "{document}");
        document["types"][0]["reason"].as_str().unwrap().to_owned()
    };
    for (count, says) in [(500, "halt:code_size_limit"), (1200, "init code of")] {
        let function =
            |i| format!("function f{i}() external pure returns (uint256) {{ return {i} * uint256(2) ** 200; }}\n");
        let functions: String = (0..count).map(function).collect();
        let many = format!("pragma solidity ^0.8.0; contract C {{ {functions} }}");
        let reason = outcome(&many, &["--call", "f1()"], "t2");
        assert!(reason.contains(says), "{reason}");
    }
    let endless = "pragma solidity ^0.8.0; contract C { function f() external pure { while (true) {} }\nfunction g() external {} }";
    let reason = outcome(endless, &["--setup", "f()", "--call", "g()"], "t4");
    assert!(reason.starts_with("set-up f(): "), "{reason}");
}

#[test]
fn what_the_register_machine_refuses_is_a_diagnostic() {
    let sum = vec!["x"; 10_000].join(" + ");
    let large = format!(
        "pragma solidity ^0.8.0;\ncontract C {{ function f(uint256 x) external pure {{ {sum}; x = {sum}; }} }}"
    );
    let hash = COUNTER.replace("pure", "view").replace("x + 1", "uint256(blockhash(x))");
    for (source, code, outcome) in [(large, "Z0203", "over_capacity"), (hash, "Z0357", "unsupported")] {
        let (_folder, path) = file("c.sol", source);
        let prove =
            zkprism(&["prove", &path, "--call", "f(1)", "--type", "t4", "-o", &format!("{path}.proof")]).code(3);
        let (code, place) = (format!("error[{code}]: "), "c.sol:");
        let plain = anstream::adapter::strip_str(&prove.stderr).to_string();
        assert!(plain.contains(&code) && plain.contains(place), "{plain}");
        let compile = zkprism(&["compile", &path, "--target", "zk", "--combined-json", "bin"]).code(3);
        assert!(anstream::adapter::strip_str(&compile.stderr).to_string().contains(&code), "{}", compile.stderr);
        let compare = zkprism(&["compare", &path, "--call", "f(1)", "--types", "t4", "--json"]).code(3).json();
        assert_eq!(compare["types"][0]["outcome"], outcome);
        assert!(compare["types"][0]["reason"].as_str().unwrap().starts_with(&code));
    }
}

#[test]
fn where_a_proof_cannot_be_written_none_is_made() {
    let (folder, path) = file("c.sol", COUNTER);
    let prove = |output: &str| zkprism(&["prove", &path, "--call", "f(1)", "--type", "t4", "-o", output]);
    let ran = prove("no/such/folder/proof").code(4);
    assert!(!ran.stderr.contains("proving"), "{}", ran.stderr);
    prove(&folder.path().display().to_string()).code(2).says("it is a folder");
}

#[test]
fn compile_prints_solcs_json() {
    let source = example("token/token.sol");
    let base = example("token");
    let parts = "abi,bin,bin-runtime,hashes,storage-layout";
    let ran = zkprism(&["compile", &source, "--base-path", &base, "--target", "evm", "--combined-json", parts]).code(0);
    let document = ran.json();
    let token = &document["contracts"]["token.sol:Token"];
    assert_eq!(token["hashes"]["transfer(address,uint256)"], "a9059cbb");
    assert!(token["abi"].as_array().unwrap().len() > 5);
    assert_eq!(token["storage-layout"]["storage"][1]["label"], "balanceOf");
    let (bin, runtime) = (token["bin"].as_str().unwrap(), token["bin-runtime"].as_str().unwrap());
    assert!(bin.contains(runtime) && !bin.starts_with("0x"));
    zkprism(&["compile", &source, "--target", "evm", "--emit", "ir,asm"]).code(0).prints("=======").prints("JUMPDEST");
}

#[test]
fn compile_prints_each_phase_in_the_order_asked_for() {
    let (_folder, path) = file("c.sol", COUNTER);
    let ran = zkprism(&["compile", &path, "--target", "zk", "--emit", "hir,ast,ir"]).code(0);
    let texts: Vec<&str> = ran.stdout.split("======= ").skip(1).collect();
    let [hir, ast, ir] = texts.as_slice() else { panic!("{}", ran.stdout) };
    assert!(
        hir.starts_with(&format!("{path}:C =======\ncontract C\n")) && hir.contains("return x#0 + 1:uint256"),
        "{hir}"
    );
    assert!(ast.starts_with(&format!("{path} =======\n(pragma")) && ast.contains("(return (+ x 1))"), "{ast}");
    assert!(ir.starts_with(&format!("{path}:C =======\nmodule C\n")), "{ir}");
}

#[test]
fn a_syntax_tree_is_printed_of_programs_that_are_not_supported() {
    let (_folder, path) = file("s.sol", "struct S { string[] names; }");
    let emit = |what: &str| zkprism(&["compile", &path, "--target", "evm", "--emit", what]);
    emit("ast").code(0).prints("(struct S");
    emit("ast,hir").code(3).says("error");
    let (_folder, broken) = file("b.sol", "struct S {");
    zkprism(&["compile", &broken, "--target", "evm", "--emit", "ast"]).code(1).says("error");
}

#[test]
fn a_host_survives_bad_lines() {
    let input = "{\"op\":\"account\",\"n\":0}\nnonsense\n\n{\"op\":\"reset\",\"hardfork\":\"cancun\"}\n";
    for ty in ["t2", "t4"] {
        let ran = pipe(&["host", "--type", ty], input).code(0);
        let lines: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[0]["value"], "1212121212121212121212121212120000000012");
        assert!(lines[1]["hostError"].is_string() && lines[2]["hostError"].is_string());
        assert_eq!(lines[3]["ok"], true);
    }
    zkprism(&["host", "--type", "t7"]).code(2).says("no type is called `t7`");
}

#[test]
fn a_compiled_contract_runs_behind_the_host() {
    let (_folder, path) = file("c.sol", COUNTER);
    let compiled = zkprism(&["compile", &path, "--target", "evm", "--combined-json", "bin"]).code(0).json();
    let contract = compiled["contracts"].as_object().unwrap().values().next().unwrap();
    let input = format!(
        "{{\"op\":\"create\",\"code\":\"{}\"}}\n{{\"op\":\"account\",\"n\":0}}\n",
        contract["bin"].as_str().unwrap()
    );
    let ran = pipe(&["host", "--type", "t2"], &input).code(0);
    let created: Value = serde_json::from_str(ran.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(created["ok"], true, "{created}");
    let call = format!(
        "{input}{{\"op\":\"call\",\"to\":\"{}\",\"data\":\"b3de648b{:064x}\"}}\n",
        created["address"].as_str().unwrap(),
        41
    );
    let ran = pipe(&["host", "--type", "t2"], &call).code(0);
    let answer: Value = serde_json::from_str(ran.stdout.lines().nth(2).unwrap()).unwrap();
    assert_eq!(answer["out"], format!("{:064x}", 42), "{answer}");
}

#[test]
fn the_cache_is_where_it_is_told_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let cache =
        |action: &str| ran(&command().args(["cache", action]).env("ZKPRISM_CACHE", folder.path()).output().unwrap());
    cache("list").code(0).says("0 blobs");
    fs::write(folder.path().join("srs-9.blob"), [0; 2048]).unwrap();
    cache("list").code(0).prints("srs-9\t2.0 KiB").says("1 blobs");
    cache("clear").code(0).says("freed 2.0 KiB");
    cache("list").code(0).says("0 blobs");
}

#[test]
fn colours_stay_out_of_pipes() {
    let (_folder, path) = file("c.sol", "contract C { function f( }");
    let ran = zkprism(&["compare", &path, "--call", "f(1)"]).code(1);
    assert!(!ran.stderr.contains('\u{1b}') && !ran.stdout.contains('\u{1b}'));
}

#[test]
fn an_estimate_counts_and_marks_what_it_foretells() {
    let (_folder, path) = file("c.sol", COUNTER);
    let arguments = ["compare", &path, "--call", "f(41)", "--types", "t4", "--estimate"];
    zkprism(&arguments).code(0).prints("none: estimate").prints("predicted: keys and proof");
    let document = zkprism(&[&arguments[..], &["--json"]].concat()).code(0).json();
    let t4 = &document["types"][0];
    assert_eq!((&t4["outcome"], &t4["proof"]["mode"]), (&"success".into(), &"estimate".into()));
    assert_eq!(t4["gas"], Value::Null);
    let chips = t4["circuit"]["by_chip"].as_object().unwrap();
    let sum: u64 = chips.values().map(|chip| chip["cells"].as_u64().unwrap()).sum();
    assert_eq!(t4["circuit"]["cells"], sum);
}

/// The same rows in a higher or a lower circuit: fewer or more columns.
#[test]
fn a_shape_trades_rows_for_columns() {
    let (_folder, path) = file("c.sol", COUNTER);
    for ty in ["t2", "t4"] {
        let [wide, auto, tall] = ["wide", "auto", "tall"].map(|shape| {
            let arguments =
                ["compare", &path, "--call", "f(41)", "--types", ty, "--estimate", "--json", "--shape", shape];
            let circuit = zkprism(&arguments).code(0).json()["types"][0]["circuit"].clone();
            ["k", "advice_columns"].map(|figure| circuit[figure].as_u64().unwrap())
        });
        assert!(wide[0] <= auto[0] && auto[0] + 2 == tall[0], "{ty}: {wide:?} {auto:?} {tall:?}");
        assert!(wide[1] >= auto[1] && auto[1] > tall[1], "{ty}: {wide:?} {auto:?} {tall:?}");
    }
    zkprism(&["compare", &path, "--call", "f(41)", "--shape", "square"]).code(2).says("tall");
}

#[test]
fn an_explanation_is_printed_and_an_unknown_code_has_a_neighbour() {
    zkprism(&["explain", "Z0320"]).code(0).prints("Z0320: structs").prints("struct S").prints("Instead: ");
    zkprism(&["explain", "z0101"]).code(0).prints("\\xe9");
    zkprism(&["explain", "7576"]).code(0).prints("7576: a name that is not declared").prints("solc");
    zkprism(&["explain", "3448"]).code(0).prints("an event with a mapping; or an error with a mapping");
    zkprism(&["explain", "Z0399"]).code(2).says("there is no code `Z0399`; the nearest is Z03");
    for nonsense in ["nonsense", ""] {
        let ran = zkprism(&["explain", nonsense]).code(2).says(&format!("there is no code `{nonsense}`; codes are"));
        assert!(!ran.stderr.contains("nearest"));
    }
    zkprism(&["explain"]).code(2).says("<CODE>");
}

#[test]
fn the_types_agree_on_every_example() {
    for name in ["fibonacci", "arithmetic", "token"] {
        let ran = zkprism(&["compare", &example(name), "--estimate"]).code(0);
        ran.prints("set-up (executed and compared, not proven)").prints("none: estimate");
    }
}

/// Tests that make real proofs.
mod proofs {
    use super::*;

    #[test]
    fn a_call_is_proven_on_type_4_and_the_reference_string_is_kept() {
        let (folder, path) = file("c.sol", COUNTER);
        let cache = folder.path().join("cache");
        let compare = |more: &[&str]| {
            let arguments = [&["compare", &path, "--call", "f(41)", "--types", "t4"][..], more].concat();
            ran(&command().args(arguments).env("ZKPRISM_CACHE", &cache).output().unwrap())
        };
        compare(&["--by", "chip"])
            .code(0)
            .prints("real, insecure-dev SRS")
            .prints("t4 by chip")
            .says("predicted about");
        assert_eq!(fs::read_dir(&cache).unwrap().count(), 2, "a lock and a reference string");
        for blob in fs::read_dir(&cache).unwrap() {
            let path = blob.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            fs::write(&path, &bytes[..bytes.len() / 2]).unwrap(); // a damaged cache costs time, not the proof
        }
        let document = compare(&["--json"]).code(0).json();
        conforms(&document, "compare-1.json");
        let t4 = &document["types"][0];
        assert_eq!((&t4["outcome"], &t4["proof"]["mode"]), (&"success".into(), &"real".into()));
        assert!(t4["time_ns"]["verify"].as_u64().unwrap() > 0);
        for shape in ["tall", "wide"] {
            compare(&["--shape", shape]).code(0).prints("real, insecure-dev SRS");
        }
    }
}

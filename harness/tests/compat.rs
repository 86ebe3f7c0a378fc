//! The compatibility suite: its verdicts are those recorded, its types of the classification declare nothing, and `check` finds the lines.

use std::path::Path;

use harness::compat::row::read_all;
use harness::compat::run::Basis;
use harness::compat::{document, judge};
use harness::types::Type;

use crate::support::{command, conforms, example, file, zkprism};

mod support;

/// `UPDATE_EXPECT=1 cargo test -p harness --test compat` records the verdicts anew.
#[test]
fn the_suite_says_what_is_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/compat");
    let judged = judge(read_all(&folder).expect("the rows are read"), &Type::ALL).expect("every row runs");
    let document = document(&judged);
    conforms(&document, "compat-1.json");
    let text = serde_json::to_string_pretty(&document).expect("a document is data");
    expect_test::expect_file![folder.join("verdicts.json")].assert_eq(&(text + "\n"));

    assert!(judged.len() >= 15, "{} rows", judged.len());
    for row in &judged {
        for (ty, found) in &row.found {
            let is_run = found.basis != Basis::Declared;
            assert!(is_run || !Type::CLASSES.contains(ty), "row {}: {ty} is declared", row.row.id);
            assert!(!found.source.is_empty(), "row {}: {ty} has no source", row.row.id);
        }
    }
}

/// `zkprism types --doc > docs/types.md` writes it anew.
#[test]
fn the_document_of_types_is_not_stale() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let ran = command().current_dir(root).args(["types", "--check"]).output().expect("the command runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn a_check_names_the_lines_that_differ_and_no_others() {
    let lines = |source: &str, types: &str| {
        let (_folder, path) = file("c.sol", source);
        let document = zkprism(&["check", &path, "--type", types, "--json"]).code(0).json();
        conforms(&document, "check-1.json");
        let uses = document["uses"].as_array().expect("a list").clone();
        let line = |place: &str| place.rsplit(':').nth(1).and_then(|line| line.parse::<u32>().ok()).expect("a line");
        let found = uses
            .iter()
            .map(|one| (line(one["place"].as_str().expect("text")), one["uses"].as_str().expect("text").to_owned()));
        found.collect::<Vec<_>>()
    };
    let expected = |found: &[(u32, &str)]| found.iter().map(|(line, id)| (*line, (*id).to_owned())).collect::<Vec<_>>();
    let lottery = "contract Lottery {\n  uint256 a;\n  function f() external {\n    a = block.prevrandao % 7;\n    if (gasleft() > 5000) {\n      a = block.number;\n    }\n  }\n}\n";
    assert_eq!(lines(lottery, "t3"), expected(&[(4, "block-prevrandao")]));
    // two rows are about gas
    assert_eq!(lines(lottery, "t2.5"), expected(&[(5, "gasleft"), (5, "gasleft"), (5, "gasleft")]));
    assert_eq!(lines(lottery, "t2"), []);
    let assembly = "contract C {\n  function f() external returns (uint256 r) {\n    assembly {\n      mcopy(0, 32, 32)\n      r := tload(1)\n    }\n  }\n}\n";
    assert_eq!(lines(assembly, "polygon-hermez"), expected(&[(4, "mcopy"), (5, "transient-storage")]));
    let shadowed =
        "contract C {\n  function f(uint256 block) external pure returns (uint256) {\n    return block;\n  }\n}\n";
    assert_eq!(lines(shadowed, "scroll"), []);

    let ran = zkprism(&["check", &example("token/token.sol"), "--type", "t2,t2.5,t3"]).code(0);
    ran.prints("nothing that the suite knows to differ on t2, t2.5, t3");
    let ran = zkprism(&["check", &example("compat/01-prevrandao/contract.sol")]).code(0);
    ran.prints("contract.sol:7:16: block.prevrandao (row 1)")
        .prints("different: t3, scroll, polygon-hermez, zksync-era");
    zkprism(&["check", "no/such/file.sol"]).code(2).says("there is no such file");
    let (_folder, broken) = file("broken.sol", "contract");
    zkprism(&["check", &broken]).code(1);
}

/// By name of the example: the lines that `check` names, with the feature and the row, and the types that it names there.
#[test]
fn three_examples_are_told_their_lines() {
    let told = |name: &str, types: &str| {
        let document = zkprism(&["check", &example(name), "--type", types, "--json"]).code(0).json();
        let line = |one: &serde_json::Value| {
            let place = one["place"].as_str().expect("a place").rsplit(':').nth(1).expect("a line").to_owned();
            let verdicts = one["verdicts"].as_object().expect("verdicts").keys().cloned().collect::<Vec<_>>().join(" ");
            format!("{place} {} {}: {verdicts}", one["uses"].as_str().expect("a feature"), one["row"])
        };
        document["uses"].as_array().expect("a list").iter().map(line).collect::<Vec<_>>()
    };
    let token = [
        "6 indexed-event 31",
        "6 indexed-event 31",
        "7 indexed-event 31",
        "7 indexed-event 31",
        "9 custom-error 32",
        "10 custom-error 32",
        "36 custom-error 32",
        "48 custom-error 32",
    ];
    assert_eq!(told("token/token.sol", "t4,starknet-warp"), token.map(|line| format!("{line}: starknet-warp")));
    let loops = ["11 loop 29: t2 t4", "24 loop 29: t2 t4"];
    assert_eq!(told("fibonacci/fibonacci.sol", "t2,t4,scroll"), loops);
    let hashes = [
        "15 loop 29: t2 t2.5",
        "16 keccak256 30: t2 t2.5",
        "34 keccak256 30: t2 t2.5",
        "36 storage-clear 23: t2.5",
        "42 keccak256 30: t2 t2.5",
        "46 keccak256 30: t2 t2.5",
        "46 keccak256 30: t2 t2.5",
    ];
    assert_eq!(told("hashes/hashes.sol", "t2,t2.5"), hashes);
}

#[test]
fn a_profile_that_lacks_an_opcode_refuses_the_program_by_name_and_line() {
    let path = example("compat/02-basefee/contract.sol");
    let ran = zkprism(&["compare", &path, "--call", "f()", "--types", "polygon-hermez", "--estimate"]).code(3);
    ran.prints("contract.sol:7: polygon-hermez has no opcode 0x48 BASEFEE");
}

#[test]
fn a_row_that_is_none_is_refused_by_its_file() {
    let row = |text: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path().join("01-x");
        std::fs::create_dir(&at).expect("a folder");
        std::fs::write(at.join("row.toml"), text).expect("a file");
        zkprism(&["compat", &folder.path().display().to_string()]).code(2)
    };
    let head = "feature = \"x\"\ntypes_md = 1\nwhy = \"y\"\ncall = \"f()\"\n";
    row("feature = 1").says("row.toml:");
    row(&format!("{head}uses = [\"nothing\"]")).says("no feature has the id `nothing`");
    row(&format!("{head}[declared.t9]\nverdict = \"equal\"\nsource = \"z\"")).says("no type is called `t9`");
    row(&format!("{head}[declared.t3]\nverdict = \"equal\"\nsource = \"z\"")).says("of t3 nothing is declared");
    row(head).says("contract.sol");
    zkprism(&["compat", "no/such/folder"]).code(2).says("no/such/folder");
}

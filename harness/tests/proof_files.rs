//! `prove` and `verify`: proofs in files, and what is no proof.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use alloy_primitives::{U256, hex};
use harness::proof_file::ProofFile;
use harness::types::Verifier;
use serde_json::{Value, json};
use vm_evm::Fork;
use vm_evm::opcode::Opcode;

struct Ran(Output);

impl Ran {
    #[track_caller]
    fn code(self, code: i32) -> Self {
        let (out, error) = (String::from_utf8_lossy(&self.0.stdout), String::from_utf8_lossy(&self.0.stderr));
        assert_eq!(self.0.status.code(), Some(code), "stdout: {out}\nstderr: {error}");
        self
    }

    #[track_caller]
    fn says(self, text: &str) -> Self {
        let error = String::from_utf8_lossy(&self.0.stderr);
        assert!(error.contains(text), "stderr: {error}\ndoes not say: {text}");
        self
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.0.stdout).unwrap()
    }
}

fn zkprism(arguments: &[&str]) -> Ran {
    Ran(Command::new(env!("CARGO_BIN_EXE_zkprism")).args(arguments).output().unwrap())
}

fn repository(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path).display().to_string()
}

/// A folder that vanishes with the test, and files in it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn name(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), content).unwrap();
        self.name(name)
    }
}

#[test]
fn what_is_no_proof_is_refused_by_name() {
    let folder = Folder::new();
    zkprism(&["verify", &folder.name("none")]).code(2).says("there is no such file");
    for text in ["", "{}", "\u{fffd}\0", "[]", "{\"schema\":1,\"schema\":1}"] {
        let file = folder.write("p", text);
        zkprism(&["verify", &file]).code(1).says("it holds no proof of zkprism");
        let answer = zkprism(&["verify", &file, "--json"]).code(1).json();
        assert_eq!((&answer["accepted"], &answer["error"]), (&json!(false), &Value::Null));
    }
    zkprism(&["verify", &folder.write("p", " ".repeat((4 << 20) + 1))]).code(1).says("larger than 4194304 bytes");
    let answer = zkprism(&["verify", &folder.name("none"), "--json"]).code(2).json();
    assert_eq!((&answer["accepted"], &answer["error"]["exit"]), (&json!(false), &json!(2)));
    let file = |change: &dyn Fn(&mut Value)| {
        let mut file = json!({
            "schema": "zkprism.proof/1", "type": "t4", "scheme": "halo2 KZG/SHPLONK on BN254",
            "srs": "insecure-dev", "shape": {"k": 9, "rows": []}, "statement": {}, "proof": "0xab",
        });
        change(&mut file);
        folder.write("p", file.to_string())
    };
    let refused = |change: &dyn Fn(&mut Value)| zkprism(&["verify", &file(change)]).code(1);
    refused(&|f| f["schema"] = json!("zkprism.proof/9")).says("its schema is");
    refused(&|f| f["scheme"] = json!("hope")).says("its scheme is `hope`");
    refused(&|f| f["srs"] = json!("mine")).says("its srs is `mine`");
    refused(&|f| f["type"] = json!("t7")).says("no type is called `t7`");
    refused(&|f| f["proof"] = json!("0xzz")).says("it holds no proof");
    refused(&|f| f["proof"] = json!("0xabc")).says("it holds no proof");
    refused(&|f| f["proof"] = json!("ab")).says("its proof is not written as this build writes it");
    refused(&|f| f["proof"] = json!("0xAb")).says("its proof is not written as this build writes it");
    refused(&|f| f["shape"] = json!([9, []])).says("its shape is not written as this build writes it");
    refused(&|f| f["shape"]["owner"] = json!(1)).says("its shape is not written as this build writes it");
    refused(&|f| f["owner"] = json!(1)).says("it has the unknown field `owner`");
    refused(&|_| {}).says("the statement can't be read");
    let answer = zkprism(&["verify", &file(&|_| {}), "--json"]).code(1).json();
    assert_eq!((&answer["schema"], &answer["accepted"]), (&json!("zkprism.verify/1"), &json!(false)));
    let answer = zkprism(&["verify", &file(&|_| {}), "--json", "--expect", &folder.name("none")]).code(2).json();
    assert_eq!(answer["error"]["message"], json!(format!("{}: there is no such file", folder.name("none"))));
}

/// Opcodes that see another account or an older block, call or create.
const REFUSED: [u8; 12] = [0x31, 0x3b, 0x3c, 0x3f, 0x40, 0xf0, 0xf1, 0xf2, 0xf4, 0xf5, 0xfa, 0xff];
/// Opcodes after which there is nothing more to execute, JUMP and JUMPI, which need somewhere to go, and JUMPDEST, which is there.
const FLOW: [u8; 7] = [0x00, 0xf3, 0xfd, 0xfe, 0x56, 0x57, 0x5b];

/// The opcodes of Cancun.
fn opcodes() -> impl Iterator<Item = Opcode> {
    (0..=u8::MAX).filter_map(Opcode::of).filter(|opcode| opcode.since <= Fork::Cancun)
}

/// An opcode with the words that it takes: 32, where that is no error.
fn with_operands(opcode: Opcode) -> Vec<u8> {
    let operand = if opcode.mnemonic == "RETURNDATACOPY" { 0 } else { 32 };
    let mut code = [0x60, operand].repeat(opcode.pops.into());
    code.push(opcode.byte);
    code.extend(vec![0x11; opcode.immediate_bytes.into()]);
    code
}

#[test]
fn opcodes_that_are_not_proven_are_refused_by_name() {
    let folder = Folder::new();
    for opcode in opcodes().filter(|opcode| REFUSED.contains(&opcode.byte)) {
        let code = folder.write("code", hex::encode(with_operands(opcode)));
        let proof = folder.name("proof.json");
        let refused = zkprism(&["prove", "--bytecode", &code, "--type", "t2", "-o", &proof]).code(3);
        refused.says(&format!("0x{:02x} {} is not proven yet", opcode.byte, opcode.mnemonic));
        assert!(!folder.path("proof.json").exists(), "nothing is written");
    }
}

#[test]
fn bytecode_calls_that_cannot_be_are_refused_by_name() {
    let folder = Folder::new();
    let prove = |code: &str, more: &[&str]| {
        let code = folder.write("code", code);
        let proof = folder.name("p");
        let arguments = [&["prove", "--bytecode", &code, "--type", "t2", "-o", &proof][..], more].concat();
        let ran = zkprism(&arguments);
        assert!(!folder.path("p").exists(), "nothing is written");
        ran
    };
    prove("xyz", &[]).code(2).says("it is not hexadecimal");
    prove("00", &["--calldata", "0x1"]).code(2).says("--calldata: it is not hexadecimal");
    prove("00", &["--from", "nobody"]).code(2).says("`nobody` is no address");
    prove("00", &["--value", "1e3"]).code(2).says("invalid value");
    prove("00", &["--block", &folder.name("none")]).code(2).says("there is no such file");
    prove("00", &["--block", &folder.write("b", "{\"blobs\":1}")]).code(2).says("unknown field `blobs`");
    prove("00", &["--state", &folder.write("s", "{\"storage\":{\"x\":\"1\"}}")]).code(2).says("`x` is no number");
    prove("00", &["--block", &folder.write("b", "[1]")]).code(2).says("expected an object");
    prove("00", &["--state", &folder.write("s", "[]")]).code(2).says("expected an object");
    prove("00", &["--state", &folder.write("s", "{\"balance\":\"-1\"}")]).code(2).says("`-1` is no number");
    let twice = folder.write("s", "{\"storage\":{\"1\":\"1\",\"0x1\":\"2\"}}");
    prove("00", &["--state", &twice]).code(2).says("stands there twice");
    let twice = folder.write("s", "{\"storage\":{\"1\":\"1\",\"1\":\"2\"}}");
    prove("00", &["--state", &twice]).code(2).says("the key `1` stands there twice");
    prove("00", &["--gas-limit", "20999"]).code(1).says("gas");
    prove("600a5f5f5f5f5f5af1", &[]).code(3).says("0xf1 CALL is not proven yet");
    prove("5f31", &[]).code(3).says("0x31 BALANCE is not proven yet");
    zkprism(&["prove", "--type", "t2", "-o", "p"]).code(2);
    zkprism(&["prove", "x", "--bytecode", "y", "--type", "t2", "-o", "p"]).code(2);
}

mod proofs {
    use super::*;

    /// Everything that may be wrong with a proof that was right.
    fn refuses_what_is_changed(folder: &Folder, proof: &str) {
        let file: Value = serde_json::from_slice(&fs::read(proof).unwrap()).unwrap();
        let accepted = zkprism(&["verify", proof, "--json"]).code(0).json();
        assert_eq!((&accepted["accepted"], &accepted["statement"]), (&json!(true), &file["statement"]));
        let expect = |statement: Value| {
            let expected = folder.write("expected", statement.to_string());
            zkprism(&["verify", proof, "--expect", &expected])
        };
        expect(file["statement"].clone()).code(0);
        let (length, end, other) = match file["statement"]["end"].is_null() {
            true => ("output_words", "success", json!(false)),
            false => ("output_length", "end", json!("revert")),
        };
        expect(json!({ end: file["statement"][end], "steps": file["statement"]["steps"] })).code(0);
        expect(json!({ end: other })).code(1).says(&format!("the proof is about something else: `{end}`"));
        expect(json!({ end: null })).code(1).says("the proof is about something else");
        expect(json!([])).code(2);
        expect(json!({ "stepz": null })).code(2).says("no field `stepz`; the nearest is `steps`");
        let twice = format!("{{\"steps\":{0},\"steps\":{0}}}", file["statement"]["steps"]);
        let twice = folder.write("expected", twice);
        zkprism(&["verify", proof, "--expect", &twice]).code(2).says("the key `steps` stands there twice");

        let changed = |change: &dyn Fn(&mut Value)| {
            let mut file = file.clone();
            change(&mut file);
            zkprism(&["verify", &folder.write("changed", file.to_string())])
        };
        let byte = |at: usize| {
            let mut text = file["proof"].as_str().unwrap().as_bytes().to_vec();
            let at = at.min(text.len() - 1);
            text[at] = if text[at] == b'0' { b'1' } else { b'0' };
            json!(String::from_utf8(text).unwrap())
        };
        for at in [3, 500, 20_000, usize::MAX] {
            changed(&|f| f["proof"] = byte(at)).code(1).says("the proof is refused");
        }
        changed(&|f| f["proof"] = json!(format!("{}00", file["proof"].as_str().unwrap())))
            .code(1)
            .says("follow the proof");
        changed(&|f| f["proof"] = json!("0x")).code(1).says("the proof is refused");
        changed(&|f| f["shape"]["k"] = json!(99)).code(1).says("no circuit of this type has the shape");
        changed(&|f| f["shape"]["rows"][1] = json!(17)).code(1).says("no circuit of this type has the shape");
        changed(&|f| f["shape"]["rows"] = json!([])).code(1).says("no circuit of this type has the shape");
        for field in ["steps", length] {
            changed(&|f| f["statement"][field] = json!(7)).code(1).says("the proof is refused");
        }
        // nothing would prove it, but it would be shown, and --expect would find it
        changed(&|f| f["statement"]["owner"] = json!("0xA11CE")).code(1).says("more fields than are proven");
        changed(&|f| f["statement"][end] = other.clone()).code(1).says("the proof is refused");
        changed(&|f| f["statement"]["frame"]["depth"] = json!(1)).code(1).says("not about the first frame");
        changed(&|f| f["statement"]["output"]["state"][0] = json!("0x1")).code(1).says("the proof is refused");
        changed(&|f| f["statement"]["output"]["blocks"] = json!(u64::MAX)).code(1).says("the proof is refused");
        changed(&|f| f["statement"]["environment"][2] = json!("0x1")).code(1).says("the proof is refused");
        // another type of the same machine, in one place and in all
        let (other, schedule) = match file["type"].as_str() {
            Some("t2") => ("t2.5", json!("proof-priced")),
            _ => ("starknet-warp", Value::Null),
        };
        changed(&|f| f["type"] = json!(other)).code(1).says(&format!("the file says type {other}, its statement"));
        changed(&|f| f["statement"]["profile"] = json!(other)).code(1).says("the file says type");
        changed(&|f| {
            (f["type"], f["statement"]["profile"]) = (json!(other), json!(other));
            if !schedule.is_null() {
                f["statement"]["gas_schedule"] = schedule.clone();
            }
        })
        .code(1)
        .says("the proof is refused");
        refuses_each_part_of_the_statement_changed(&file);
    }

    /// Every part of the statement, changed, left out, and with something beside it.
    fn refuses_each_part_of_the_statement_changed(file: &Value) {
        let mut verifier = Verifier::new();
        let parts = parts(&file["statement"], String::new());
        assert!(parts.len() > 40, "{parts:?}");
        for part in parts {
            for change in [changed, left_out, extended] {
                let mut file = file.clone();
                let whole = file["statement"].clone();
                change(&mut file["statement"], &part);
                if file["statement"] == whole {
                    continue; // there is nothing of the kind to change in such a part
                }
                let refused = match ProofFile::parse(file.to_string().as_bytes()) {
                    Ok(file) => file.verify_with(&mut verifier).is_err(),
                    Err(_) => true,
                };
                assert!(refused, "{part}: {} is accepted", file["statement"]);
            }
        }
    }

    /// Pointers to all that a value holds.
    fn parts(value: &Value, at: String) -> Vec<String> {
        let below: Vec<String> = match value {
            Value::Object(fields) => {
                fields.iter().flat_map(|(name, value)| parts(value, format!("{at}/{name}"))).collect()
            }
            Value::Array(items) => {
                items.iter().enumerate().flat_map(|(i, item)| parts(item, format!("{at}/{i}"))).collect()
            }
            _ => Vec::new(),
        };
        [vec![at], below].concat()
    }

    fn changed(statement: &mut Value, part: &str) {
        let part = statement.pointer_mut(part).unwrap();
        *part = match &*part {
            Value::Bool(bit) => json!(!bit),
            Value::Number(number) => json!(number.as_u64().unwrap() ^ 1),
            Value::String(text) => match text.strip_prefix("0x") {
                Some(digits) => {
                    let width = text.len();
                    let word = U256::from_str_radix(digits, 16).unwrap() ^ U256::ONE;
                    json!(if width == 66 { format!("{word:#066x}") } else { format!("{word:#x}") })
                }
                None => json!(if text == "halt" { "revert" } else { "halt" }),
            },
            other => other.clone(),
        };
    }

    fn left_out(statement: &mut Value, part: &str) {
        let Some((whole, name)) = part.rsplit_once('/') else { return };
        match statement.pointer_mut(whole).unwrap() {
            Value::Object(fields) => drop(fields.remove(name)),
            Value::Array(items) => drop(items.remove(name.parse().unwrap())),
            _ => {}
        }
    }

    fn extended(statement: &mut Value, part: &str) {
        match statement.pointer_mut(part).unwrap() {
            Value::Object(fields) => drop(fields.insert("owner".to_owned(), json!("0xA11CE"))),
            Value::Array(items) => items.push(json!("0x0")),
            _ => {}
        }
    }

    #[test]
    fn a_contracts_call_is_proven_on_type_4_and_changes_are_refused() {
        let folder = Folder::new();
        let source =
            "pragma solidity ^0.8.0; contract C { function f(uint64 x) external pure returns (uint64) { return x; } }";
        let (source, proof) = (folder.write("c.sol", source), folder.name("proof.json"));
        zkprism(&["prove", &source, "--call", "f(7)", "--type", "t4", "-o", &proof]).code(0).says("proven");
        refuses_what_is_changed(&folder, &proof);
    }

    /// A loop without end: JUMPDEST PUSH0 JUMP.
    #[test]
    fn running_out_of_gas_is_proven() {
        let folder = Folder::new();
        let (code, proof) = (folder.write("code", "5b5f56"), folder.name("proof.json"));
        let prove = ["prove", "--bytecode", &code, "--gas-limit", "21500", "--type", "t2", "-o", &proof];
        let statement = zkprism(&prove).code(0).says("proven").json();
        assert_eq!(
            (&statement["end"], &statement["gas_left"], &statement["gas_limit"]),
            (&json!("halt"), &json!(0), &json!(500))
        );
        zkprism(&["verify", &proof]).code(0);
    }

    /// SELFBALANCE, MSTORE, RETURN: the wei that the state file gives, and those that come with the call.
    #[test]
    fn a_balance_is_that_of_the_state_file_with_the_value() {
        let folder = Folder::new();
        let (code, proof) = (folder.write("code", "475f5260205ff3"), folder.name("proof.json"));
        let state = folder.write("s", "{\"balance\":\"0x100000000000000000000000000000005\"}");
        let prove = ["prove", "--bytecode", &code, "--state", &state, "--value", "3", "--type", "t2", "-o", &proof];
        let statement = zkprism(&prove).code(0).says("proven").json();
        assert_eq!(statement["environment"][14], json!("0x100000000000000000000000000000008"));
        zkprism(&["verify", &proof]).code(0);
    }

    /// One program that executes each opcode that is not refused, but three that end others.
    #[test]
    fn bytecode_with_every_opcode_of_one_frame_is_proven() {
        let folder = Folder::new();
        let straight = opcodes().filter(|opcode| !REFUSED.contains(&opcode.byte) && !FLOW.contains(&opcode.byte));
        let mut code: Vec<u8> = straight.flat_map(with_operands).collect();
        for jump in [&[0x56][..], &[0x60, 1, 0x90, 0x57]] {
            // over an invalid opcode to a JUMPDEST
            let target = u16::try_from(code.len() + 3 + jump.len() + 1).unwrap().to_be_bytes();
            code.extend([&[0x61], &target[..], jump, &[0xfe, 0x5b]].concat());
        }
        code.extend([0x60, 64, 0x60, 32, 0xf3]);
        for (code, end) in [
            (&code[..], "success"),
            (&[0x00], "success"),
            // PUSH32 with one byte of data
            (&[0x60, 0x05, 0x7f, 0x5b], "success"),
            (&[0x5f, 0x5f, 0xfd], "revert"),
            (&[0xfe], "halt"),
        ] {
            let (code, proof) = (folder.write("code", hex::encode(code)), folder.name("proof.json"));
            let statement = zkprism(&["prove", "--bytecode", &code, "--type", "t2", "-o", &proof]).code(0).json();
            assert_eq!(statement["end"], json!(end));
            zkprism(&["verify", &proof]).code(0);
        }
    }

    #[test]
    fn bytecode_of_solc_is_proven_on_type_2_and_changes_are_refused() {
        let folder = Folder::new();
        let fixture = fs::read(repository("vm-evm/tests/fixtures/fibonacci.json")).unwrap();
        let fixture: Value = serde_json::from_slice(&fixture).unwrap();
        let code = folder.write("code", fixture["runtime_code"].as_str().unwrap());
        let selector = fixture["selectors"]["unchecked64(uint64)"].as_str().unwrap();
        let (calldata, proof) = (format!("{selector}{:064x}", 9), folder.name("proof.json"));
        let prove = ["prove", "--bytecode", &code, "--calldata", &calldata, "--type", "t2", "-o", &proof];
        let statement = zkprism(&prove).code(0).says("proven").json();
        assert_eq!((&statement["output_length"], &statement["end"]), (&json!(32), &json!("success")));
        refuses_what_is_changed(&folder, &proof);
    }
}

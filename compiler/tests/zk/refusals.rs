//! What has no ZK program is refused by name and place.

use compiler::backend::zk::compile;
use compiler::ir::parse;
use expect_test::{Expect, expect};

use super::module;

fn check(functions: &str, expected: &Expect) {
    let refusals = compile(&module(functions)).unwrap_err();
    let lines: Vec<String> = refusals
        .iter()
        .map(|refusal| match refusal.span() {
            Some(span) => format!("{}-{}: {refusal}", span.start, span.end),
            None => refusal.to_string(),
        })
        .collect();
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn all_instructions_without_a_program_are_named() {
    check(
        "func @main() -> () {
b0:
  v0: uint64 = decode_call_args !0:1-2
  v2: uint256 = extend v0 !0:3-4
  v3: bytes32 = blockhash v2 !0:5-6
  v4: uint256 = gasleft !0:7-8
  v6: bytes32 = blobhash v4 !0:11-12
  v5: bool = eq v3, v6 !0:9-10
  v7: word = to_word v5
  v8: word = evm.calldataload v7 !0:15-16
  evm.mstore v8, v8 !0:17-18
  evm.invalid !0:19-20
}",
        &expect![[r#"
            5-6: @main: `blockhash` on uint256: the ZK machine has no block hashes
            7-8: @main: `gasleft` on uint256: the ZK machine has no gas and blobs
            11-12: @main: `blobhash` on uint256: the ZK machine has no gas and blobs
            0-0: @main: `to_word` on bool: the ZK machine has no inline assembly
            15-16: @main: `calldataload` on word: the ZK machine has no inline assembly
            17-18: @main: `mstore` on word, word: the ZK machine has no inline assembly
            19-20: @main: `evm.invalid` on nothing: the ZK machine has no inline assembly"#]],
    );
}

#[test]
fn an_unused_read_of_storage_is_not_executed() {
    let text = "module M\nstorage $x: uint256\nobject deploy = @main\nobject runtime in deploy = @main\n\
func @main() -> () {
b0:
  v0: place<uint256> = storage_place[$x]
  v1: uint256 = sload v0
  return_abi
}";
    let runtime = compile(&parse(text).unwrap()).unwrap().object.runtime;
    assert_eq!(runtime.instructions().len(), 1);
}

#[test]
fn a_frame_that_is_too_large_is_refused() {
    let mut text = "func @main() -> () {\nb0:\n  v0: uint256 = callvalue\n".to_owned();
    for i in 0..3000 {
        text.push_str(&format!("  v{}: uint256 = checked_add v{i}, v{i}\n", i + 1));
    }
    text.push_str("  return_abi v3000 \n}");
    check(&text, &expect!["0-0: @main: a frame of 3002 cells, the ZK machine has at most 2047"]);
}

#[test]
fn a_module_without_a_runtime_object_is_refused() {
    let text = "module M\nobject deploy = @main\nfunc @main() -> () {\nb0:\n  return_abi\n}";
    let refusals = compile(&parse(text).unwrap()).unwrap_err();
    expect!["module M: the ZK target compiles one deploy object with one runtime object, here are: deploy"]
        .assert_eq(&refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}

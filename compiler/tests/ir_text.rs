//! The text form of the IR: reading, writing, and what the verifier says.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use compiler::ir::{Phase, parse, verify};
use expect_test::{Expect, expect};

const COUNTER: &str = include_str!("ir/counter.ir");

#[test]
fn printing_what_was_read_gives_the_same_text() {
    let module = parse(COUNTER).unwrap();
    assert_eq!(module.to_string(), COUNTER);
    verify(&module, Phase::Abstract).unwrap();
}

/// One function `@f` with this signature and body, where `@g` takes a `uint8` and gives a `bool`.
fn function(signature: &str, body: &str) -> String {
    format!(
        "module M\nstorage $x: uint8\nfunc @g(uint8) -> (bool) {{\nb0(v0: uint8):\n  v1: bool = const[0]\n  return v1\n}}\n\
         func @f{signature} {{\n{body}\n}}\n"
    )
}

fn check_parse_error(text: &str, expected: &Expect) {
    expected.assert_eq(&parse(text).unwrap_err().to_string());
}

#[test]
fn parse_errors_say_where_and_what() {
    check_parse_error("module M\nstorage x: bool", &expect!["line 2, column 9: expected `$`, found `x`"]);
    check_parse_error("module M\nstorage $x: uint7", &expect!["line 2, column 13: expected a type, found `uint7`"]);
    check_parse_error("module M\nobject a = @f", &expect!["line 2, column 13: no function `@f`"]);
    check_parse_error(
        &function("() -> ()", "b0:\n  v0: uint8 = add"),
        &expect!["line 10, column 15: no instruction `add`"],
    );
    check_parse_error(
        &function("() -> ()", "b0:\n  v0: uint8 = const"),
        &expect!["line 10, column 15: `const` has another immediate, or none"],
    );
    check_parse_error(&function("() -> ()", "b0:\n  return v0"), &expect!["line 10, column 10: `v0` is never defined"]);
    check_parse_error(&function("() -> ()", "b0:\n  jump b1"), &expect!["line 10, column 8: no block `b1`"]);
    check_parse_error(
        &function("() -> ()", "b0:\n  v0: bool = not v0 §"),
        &expect!["line 10, column 21: `\\u{a7}` starts no token"],
    );
}

fn check_problem(signature: &str, body: &str, expected: &Expect) {
    let module = parse(&function(signature, body)).unwrap();
    let errors = verify(&module, Phase::Abstract).unwrap_err();
    expected.assert_eq(&errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_verifier_refuses_wrong_types() {
    check_problem(
        "(uint8, uint16) -> (uint8)",
        "b0(v0: uint8, v1: uint16):\n  v2: uint8 = checked_add v0, v1\n  return v2",
        &expect![
            "@f, b0: `checked_add` takes (T: Integer, T: Integer) and gives (T: Integer), here it takes (uint8, uint16) and gives (uint8)"
        ],
    );
    check_problem(
        "() -> ()",
        "b0:\n  v0: uint8 = const[256]\n  v1: bool = call[@g] v0\n  return",
        &expect!["@f, b0: 0x100 is no clean word of type uint8"],
    );
    check_problem(
        "(uint16) -> ()",
        "b0(v0: uint16):\n  v1: bool = call[@g] v0\n  return",
        &expect!["@f, b0: `call` takes (uint8) and gives (bool), here it takes (uint16) and gives (bool)"],
    );
    check_problem("(uint8) -> (bool)", "b0(v0: uint8):\n  return v0", &expect!["@f, b0: `return` on (uint8)"]);
}

#[test]
fn the_verifier_refuses_uses_that_are_not_dominated() {
    check_problem(
        "(bool) -> (bool)",
        "b0(v0: bool):\n  branch v0, b1, b2\nb1:\n  v1: bool = not v0\n  jump b2\nb2:\n  return v1",
        &expect!["@f, b2: v1 is used where its definition doesn't dominate"],
    );
}

#[test]
fn the_verifier_refuses_loops_with_two_entries() {
    check_problem(
        "(bool) -> ()",
        "b0(v0: bool):\n  branch v0, b1, b2\nb1:\n  jump b2\nb2:\n  jump b1",
        &expect!["@f: the edge b1 -> b2 enters a loop elsewhere than at its head"],
    );
}

#[test]
fn the_verifier_refuses_places_of_single_values_on_edges() {
    check_problem(
        "() -> ()",
        "b0:\n  v0: place<uint8> = storage_place[$x]\n  jump b1(v0)\nb1(v1: place<uint8>):\n  return",
        &expect!["@f, b0: v0, the place of a single value, is passed along"],
    );
}

#[test]
fn the_verifier_refuses_the_other_phase() {
    let module = parse(COUNTER).unwrap();
    let errors = verify(&module, Phase::Evm).unwrap_err();
    assert!(
        errors.iter().any(
            |error| error.to_string() == "@constructor, b0: v0 has type uint256, which doesn't exist in this phase"
        )
    );
}

/// A module with a variable of each kind, a deploy and a runtime object, and these bodies of their entries.
fn objects(deploy: &str, runtime: &str) -> String {
    format!(
        "module M\n\nstorage $x: uint8\ntransient $t: int16\ntransient $u: uint256\nimmutable $a: bool\n\n\
         object deploy = @deploy\nobject runtime in deploy = @main\n\n\
         func @deploy() -> () {{\nb0:\n{deploy}  return_code runtime\n}}\n\n\
         func @main() -> () {{\nb0:\n{runtime}  return_abi\n}}\n"
    )
}

#[test]
fn variables_of_all_kinds_are_printed_as_they_were_read() {
    let text = objects(
        "  v0: bool = const[1]\n  set_immutable[$a] v0\n",
        "  v0: int16 = tload[$t]\n  tstore[$t] v0\n  v1: bool = load_immutable[$a]\n",
    );
    let module = parse(&text).unwrap();
    assert_eq!(module.to_string(), text);
    verify(&module, Phase::Abstract).unwrap();
}

#[test]
fn only_values_are_transient_or_immutable() {
    for kind in ["transient", "immutable"] {
        let error = parse(&format!("module M\n{kind} $m: mapping(bool => bool)")).unwrap_err().to_string();
        assert_eq!(error, format!("line 2, column 15: a mapping can't be {kind}"));
    }
}

#[test]
fn the_verifier_refuses_variables_of_another_kind_or_type() {
    let text = objects(
        "  v0: place<int16> = storage_place[$t]\n  v1: word = load_immutable[$a]\n",
        "  v0: uint8 = tload[$x]\n  tstore[$u] v0\n",
    );
    let errors = verify(&parse(&text).unwrap(), Phase::Abstract).unwrap_err();
    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
    expect![[r#"
        @deploy, b0: `storage_place` takes () and gives (PlaceOfVar), here it takes () and gives (place<int16>)
        @deploy, b0: `load_immutable` isn't legal in this phase
        @main, b0: `tload` takes () and gives (T: ValueType), here it takes () and gives (uint8)
        @main, b0: `tstore` takes (T: ValueType) and gives (), here it takes (uint8) and gives ()"#]]
    .assert_eq(&errors.join("\n"));
}

#[test]
fn the_verifier_refuses_an_immutable_variable_written_after_the_creation() {
    let text = objects("", "  v0: bool = const[1]\n  set_immutable[$a] v0\n");
    let errors = verify(&parse(&text).unwrap(), Phase::Abstract).unwrap_err();
    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
    expect!["object runtime: `set_immutable` in @main belongs to the deploy object"].assert_eq(&errors.join("\n"));
}

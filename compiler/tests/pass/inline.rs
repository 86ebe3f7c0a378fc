use compiler::ir::{Phase, verify};
use compiler::pass::inline::inline_small;
use expect_test::{Expect, expect};

/// Inlines in a module with these functions, of which `@main` is the runtime's entry.
fn check(functions: &str, expected: &Expect) {
    let text = format!(
        "module M\nobject deploy = @deploy\nobject runtime in deploy = @main\n\
         func @deploy() -> () {{\nb0:\n  return_code runtime\n}}\n{functions}\n"
    );
    let mut module = super::module(&text);
    inline_small(&mut module);
    verify(&module, Phase::Abstract).unwrap_or_else(|errors| panic!("{errors:#?}\n{module}"));
    let text = module.to_string();
    let (_, functions) = text.split_once("func @main").unwrap();
    expected.assert_eq(functions);
}

#[test]
fn small_functions_and_those_called_once_are_part_of_their_callers() {
    check(
        "func @main() -> () {
b0:
  v0: uint256 = decode_call_args
  v1: uint256 = call[@twice] v0
  v2: uint256 = call[@twice] v1
  v3: uint256 = call[@once] v2
  return_abi v3
}
func @twice(uint256) -> (uint256) {
b0(v0: uint256):
  v1: uint256 = checked_add v0, v0
  return v1
}
func @once(uint256) -> (uint256) {
b0(v0: uint256):
  v1: uint256 = const[10]
  v2: bool = lt v0, v1
  branch v2, b1, b2
b1:
  return v1
b2:
  return v0
}",
        &expect![[r#"
            () -> () {
            b0:
              v0: uint256 = decode_call_args
              jump b2(v0)
            b1(v1: uint256):
              jump b4(v1)
            b2(v2: uint256):
              v3: uint256 = checked_add v2, v2
              jump b1(v3)
            b3(v4: uint256):
              jump b6(v4)
            b4(v5: uint256):
              v6: uint256 = checked_add v5, v5
              jump b3(v6)
            b5(v7: uint256):
              return_abi v7
            b6(v8: uint256):
              v9: uint256 = const[10]
              v10: bool = lt v8, v9
              branch v10, b7, b8
            b7:
              jump b5(v9)
            b8:
              jump b5(v8)
            }
        "#]],
    );
}

#[test]
fn a_function_that_calls_itself_is_called() {
    check(
        "func @main() -> () {
b0:
  v0: uint256 = decode_call_args
  v1: uint256 = call[@f] v0
  return_abi v1
}
func @f(uint256) -> (uint256) {
b0(v0: uint256):
  v1: uint256 = call[@g] v0
  return v1
}
func @g(uint256) -> (uint256) {
b0(v0: uint256):
  v1: uint256 = call[@f] v0
  return v1
}
func @unused() -> () {
b0:
  return
}",
        &expect![[r#"
            () -> () {
            b0:
              v0: uint256 = decode_call_args
              v1: uint256 = call[@f] v0
              return_abi v1
            }

            func @f(uint256) -> (uint256) {
            b0(v0: uint256):
              v1: uint256 = call[@g] v0
              return v1
            }

            func @g(uint256) -> (uint256) {
            b0(v0: uint256):
              v1: uint256 = call[@f] v0
              return v1
            }
        "#]],
    );
}

#[test]
fn a_loop_does_not_go_into_a_loop() {
    check(
        "func @main() -> () {
b0:
  v0: bool = decode_call_args
  jump b1
b1:
  branch v0, b2, b3
b2:
  call[@waits] v0
  jump b1
b3:
  return_abi
}
func @waits(bool) -> () {
b0(v0: bool):
  jump b1
b1:
  branch v0, b1, b2
b2:
  return
}",
        &expect![[r#"
            () -> () {
            b0:
              v0: bool = decode_call_args
              jump b1
            b1:
              branch v0, b2, b3
            b2:
              call[@waits] v0
              jump b1
            b3:
              return_abi
            }

            func @waits(bool) -> () {
            b0(v0: bool):
              jump b1
            b1:
              branch v0, b1, b2
            b2:
              return
            }
        "#]],
    );
}

#[test]
fn what_follows_a_call_that_never_returns_is_gone_with_it() {
    check(
        "func @main() -> () {
b0:
  v0: uint256 = decode_call_args
  call[@fails] v0
  v1: uint256 = call[@twice] v0
  return_abi v1
}
func @fails(uint256) -> () {
b0(v0: uint256):
  revert
}
func @twice(uint256) -> (uint256) {
b0(v0: uint256):
  v1: uint256 = checked_add v0, v0
  return v1
}",
        &expect![[r#"
            () -> () {
            b0:
              v0: uint256 = decode_call_args
              jump b1(v0)
            b1(v1: uint256):
              revert
            }
        "#]],
    );
}

use compiler::pass::numbering::number;
use compiler::pass::summarize;
use expect_test::{Expect, expect};

fn check(function: &str, expected: &Expect) {
    super::check(number, function, expected);
}

#[test]
fn what_was_calculated_on_every_path_is_not_calculated_again() {
    check(
        "(uint256, uint256) -> (uint256) {
b0(v0: uint256, v1: uint256):
  v2: uint256 = checked_add v0, v1
  v3: bool = lt v0, v1
  branch v3, b1, b2
b1:
  v4: uint256 = checked_add v1, v0
  v5: bool = gt v1, v0
  v6: uint256 = wrapping_mul v4, v2
  jump b3(v6)
b2:
  v7: uint256 = wrapping_mul v2, v2
  jump b3(v7)
b3(v8: uint256):
  v9: uint256 = wrapping_mul v2, v2
  v10: uint256 = wrapping_add v8, v9
  return v10
}",
        &expect![[r#"
            (uint256, uint256) -> (uint256) {
            b0(v0: uint256, v1: uint256):
              v2: uint256 = checked_add v0, v1
              v3: bool = lt v0, v1
              branch v3, b1, b2
            b1:
              v4: uint256 = wrapping_mul v2, v2
              jump b3(v4)
            b2:
              v5: uint256 = wrapping_mul v2, v2
              jump b3(v5)
            b3(v6: uint256):
              v7: uint256 = wrapping_mul v2, v2
              v8: uint256 = wrapping_add v6, v7
              return v8
            }
        "#]],
    );
}

#[test]
fn the_place_of_an_element_is_found_once() {
    check(
        "(address) -> () {
b0(v0: address):
  v1: place<mapping(address => mapping(address => uint256))> = storage_place[$nested]
  v2: address = caller
  v3: place<mapping(address => uint256)> = map_element v1, v2
  v4: place<uint256> = map_element v3, v0
  v5: uint256 = sload v4
  v6: place<mapping(address => mapping(address => uint256))> = storage_place[$nested]
  v7: address = caller
  v8: place<mapping(address => uint256)> = map_element v6, v7
  v9: place<uint256> = map_element v8, v0
  sstore v9, v5
  return
}",
        &expect![[r#"
            (address) -> () {
            b0(v0: address):
              v1: place<mapping(address => mapping(address => uint256))> = storage_place[$nested]
              v2: address = caller
              v3: place<mapping(address => uint256)> = map_element v1, v2
              v4: place<uint256> = map_element v3, v0
              v5: uint256 = sload v4
              sstore v4, v5
              return
            }
        "#]],
    );
}

#[test]
fn a_call_that_only_calculates_counts_as_a_calculation() {
    check(
        "(uint256) -> (uint256) {
b0(v0: uint256):
  v1: uint256 = call[@pure] v0
  v2: uint256 = call[@pure] v0
  v3: uint256 = call[@reads] v1
  v4: uint256 = call[@reads] v2
  v5: uint256 = wrapping_add v3, v4
  return v5
}",
        &expect![[r#"
            (uint256) -> (uint256) {
            b0(v0: uint256):
              v1: uint256 = call[@pure] v0
              v2: uint256 = call[@reads] v1
              v3: uint256 = call[@reads] v1
              v4: uint256 = wrapping_add v2, v3
              return v4
            }
        "#]],
    );
}

#[test]
fn identities_leave_one_operand_a_number_or_less_to_do() {
    check(
        "(int16, bool, bytes2) -> (int16, bool, bytes2, int16, int16) {
b0(v0: int16, v1: bool, v2: bytes2):
  v3: int16 = const[0]
  v4: int16 = const[1]
  v5: int16 = checked_add v3, v0
  v6: int16 = checked_mul v5, v4
  v7: int16 = checked_sub v6, v0
  v8: bool = const[0]
  v9: bool = eq v1, v8
  v10: bool = not v9
  v11: bytes8 = extend v2
  v12: bytes4 = truncate v11
  v13: bytes2 = truncate v12
  v14: uint16 = reinterpret v0
  v15: int16 = reinterpret v14
  return v7, v10, v13, v15, v6
}",
        &expect![[r#"
            (int16, bool, bytes2) -> (int16, bool, bytes2, int16, int16) {
            b0(v0: int16, v1: bool, v2: bytes2):
              v3: int16 = const[0]
              v4: int16 = const[1]
              v5: bool = const[0]
              v6: bool = not v1
              v7: bytes8 = extend v2
              v8: bytes4 = extend v2
              v9: uint16 = reinterpret v0
              return v3, v1, v2, v0, v0
            }
        "#]],
    );
}

#[test]
fn a_division_by_an_unknown_number_may_panic_and_is_no_identity() {
    check(
        "(uint256) -> (uint256) {
b0(v0: uint256):
  v1: uint256 = const[0]
  v2: uint256 = checked_div v1, v0
  v3: uint256 = mod v0, v0
  return v2
}",
        &expect![[r#"
            (uint256) -> (uint256) {
            b0(v0: uint256):
              v1: uint256 = const[0]
              v2: uint256 = checked_div v1, v0
              v3: uint256 = mod v0, v0
              return v2
            }
        "#]],
    );
}

#[test]
fn an_immutable_variable_is_read_once_if_nothing_writes_it_meanwhile() {
    check(
        "() -> (uint256, uint256, uint256) {
b0:
  v0: uint256 = load_immutable[$fixed]
  v1: uint256 = tload[$fleeting]
  tstore[$fleeting] v0
  v2: uint256 = tload[$fleeting]
  v3: uint256 = load_immutable[$fixed]
  v4: uint256 = checked_add v0, v3
  return v1, v2, v4
}",
        &expect![[r#"
            () -> (uint256, uint256, uint256) {
            b0:
              v0: uint256 = load_immutable[$fixed]
              v1: uint256 = tload[$fleeting]
              tstore[$fleeting] v0
              v2: uint256 = tload[$fleeting]
              v3: uint256 = checked_add v0, v0
              return v1, v2, v3
            }
        "#]],
    );
}

#[test]
fn an_immutable_variable_that_the_creation_reads_is_read_each_time() {
    let mut module = super::module(
        "module M
immutable $fixed: uint256
object deploy = @deploy
func @deploy() -> () {
b0:
  v0: uint256 = load_immutable[$fixed]
  v1: uint256 = checked_add v0, v0
  set_immutable[$fixed] v1
  v2: uint256 = load_immutable[$fixed]
  return_abi v2
}
",
    );
    let summary = summarize(&module);
    let (id, _) = module.functions().next().unwrap();
    let before = module.to_string();
    number(module.function_mut(id), &summary);
    assert_eq!(module.to_string(), before);
}

#[test]
fn the_gas_that_is_left_is_asked_for_again() {
    check(
        "(uint256) -> (uint256, uint256, bytes32) {
b0(v0: uint256):
  v1: uint256 = gasleft
  v2: bytes32 = blobhash v0
  v3: uint256 = gasleft
  v4: bytes32 = blobhash v0
  return v1, v3, v4
}",
        &expect![[r#"
            (uint256) -> (uint256, uint256, bytes32) {
            b0(v0: uint256):
              v1: uint256 = gasleft
              v2: bytes32 = blobhash v0
              v3: uint256 = gasleft
              return v1, v3, v2
            }
        "#]],
    );
}

use compiler::pass::constants::propagate;
use expect_test::{Expect, expect};

fn check(function: &str, expected: &Expect) {
    super::check(|function, _| propagate(function), function, expected);
}

#[test]
fn a_calculation_from_numbers_is_a_number() {
    check(
        "() -> (int8, bytes4) {
b0:
  v0: int8 = const[0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff80]
  v1: int8 = const[1]
  v2: int8 = wrapping_sub v0, v1
  v3: bytes4 = const[0x1234567800000000000000000000000000000000000000000000000000000000]
  v4: uint8 = const[12]
  v5: bytes4 = shr v3, v4
  return v2, v5
}",
        &expect![[r#"
            () -> (int8, bytes4) {
            b0:
              v0: int8 = const[0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff80]
              v1: int8 = const[1]
              v2: int8 = const[127]
              v3: bytes4 = const[0x1234567800000000000000000000000000000000000000000000000000000000]
              v4: uint8 = const[12]
              v5: bytes4 = const[0x1234500000000000000000000000000000000000000000000000000000000]
              return v2, v5
            }
        "#]],
    );
}

#[test]
fn a_check_that_always_fails_stays_as_its_panic() {
    check(
        "(uint8) -> (uint8) {
b0(v0: uint8):
  v1: uint8 = const[255]
  v2: uint8 = const[1]
  v3: place<uint256> = storage_place[$x]
  v4: uint256 = const[7]
  sstore v3, v4
  v5: uint8 = checked_add v1, v2
  v6: uint8 = checked_add v5, v0
  return v6
}",
        &expect![[r#"
            (uint8) -> (uint8) {
            b0(v0: uint8):
              v1: uint8 = const[255]
              v2: uint8 = const[1]
              v3: place<uint256> = storage_place[$x]
              v4: uint256 = const[7]
              sstore v3, v4
              panic[0x11]
            }
        "#]],
    );
    check(
        "(int256) -> (int256) {
b0(v0: int256):
  v1: int256 = const[0]
  v2: int256 = mod v1, v1
  return v2
}",
        &expect![[r#"
            (int256) -> (int256) {
            b0(v0: int256):
              v1: int256 = const[0]
              panic[0x12]
            }
        "#]],
    );
}

#[test]
fn ways_that_are_never_taken_go_and_what_they_would_change_is_known() {
    check(
        "(uint256) -> (uint256) {
b0(v0: uint256):
  v1: uint256 = const[3]
  v2: bool = const[1]
  jump b1(v1, v0)
b1(v3: uint256, v4: uint256):
  v5: bool = gt v4, v3
  branch v5, b2, b5
b2:
  branch v2, b4(v3), b3
b3:
  v6: uint256 = wrapping_add v3, v3
  jump b4(v6)
b4(v7: uint256):
  v8: uint256 = wrapping_sub v4, v7
  jump b1(v7, v8)
b5:
  return v3
}",
        &expect![[r#"
            (uint256) -> (uint256) {
            b0(v0: uint256):
              v1: uint256 = const[3]
              v2: bool = const[1]
              jump b1(v0)
            b1(v3: uint256):
              v4: uint256 = const[3]
              v5: bool = gt v3, v4
              branch v5, b2, b4
            b2:
              jump b3
            b3:
              v6: uint256 = const[3]
              v7: uint256 = wrapping_sub v3, v6
              jump b1(v7)
            b4:
              return v4
            }
        "#]],
    );
}

#[test]
fn a_switch_on_a_number_is_a_jump() {
    check(
        "() -> (bool) {
b0:
  v0: uint32 = const[2]
  v1: bool = const[0]
  v2: bool = const[1]
  switch v0 [1: b1(v1), 2: b1(v2)] else b2
b1(v3: bool):
  return v3
b2:
  panic[0x01]
}",
        &expect![[r#"
            () -> (bool) {
            b0:
              v0: uint32 = const[2]
              v1: bool = const[0]
              v2: bool = const[1]
              jump b1
            b1:
              v3: bool = const[1]
              return v3
            }
        "#]],
    );
}

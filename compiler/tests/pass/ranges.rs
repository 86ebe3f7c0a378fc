use compiler::pass::ranges::apply;
use expect_test::{Expect, expect};

fn check(function: &str, expected: &Expect) {
    super::check(|function, _| apply(function), function, expected);
}

#[test]
fn a_counter_below_a_bound_cannot_overflow() {
    check(
        "(uint256) -> (uint256) {
b0(v0: uint256):
  v1: uint256 = const[0]
  v2: uint256 = const[1]
  jump b1(v1, v1)
b1(v3: uint256, v4: uint256):
  v5: bool = lt v3, v0
  branch v5, b2, b3
b2:
  v6: uint256 = checked_add v4, v3
  v7: uint256 = checked_add v3, v2
  jump b1(v7, v6)
b3:
  return v4
}",
        &expect![[r#"
            (uint256) -> (uint256) {
            b0(v0: uint256):
              v1: uint256 = const[0]
              v2: uint256 = const[1]
              jump b1(v1, v1)
            b1(v3: uint256, v4: uint256):
              v5: bool = lt v3, v0
              branch v5, b2, b3
            b2:
              v6: uint256 = checked_add v4, v3
              v7: uint256 = wrapping_add v3, v2
              jump b1(v7, v6)
            b3:
              return v4
            }
        "#]],
    );
}

#[test]
fn a_counter_up_to_and_with_the_bound_may_overflow() {
    check(
        "(uint8) -> (uint8) {
b0(v0: uint8):
  v1: uint8 = const[0]
  v2: uint8 = const[1]
  jump b1(v1)
b1(v3: uint8):
  v4: bool = le v3, v0
  branch v4, b2, b3
b2:
  v5: uint8 = checked_add v3, v2
  jump b1(v5)
b3:
  return v3
}",
        &expect![[r#"
            (uint8) -> (uint8) {
            b0(v0: uint8):
              v1: uint8 = const[0]
              v2: uint8 = const[1]
              jump b1(v1)
            b1(v3: uint8):
              v4: bool = le v3, v0
              branch v4, b2, b3
            b2:
              v5: uint8 = checked_add v3, v2
              jump b1(v5)
            b3:
              return v3
            }
        "#]],
    );
}

#[test]
fn bounds_of_a_counter_with_a_constant_end_bound_what_is_made_of_it() {
    check(
        "() -> (int16, uint8) {
b0:
  v0: uint8 = const[0]
  v1: uint8 = const[1]
  v2: uint8 = const[10]
  v3: uint8 = const[25]
  jump b1(v0, v0)
b1(v4: uint8, v5: uint8):
  v6: bool = lt v4, v2
  branch v6, b2, b3
b2:
  v7: uint8 = checked_mul v4, v3
  v8: uint8 = checked_add v4, v1
  jump b1(v8, v7)
b3:
  v9: uint16 = extend v4
  v10: int16 = reinterpret v9
  v11: int16 = checked_mul v10, v10
  v12: int16 = checked_neg v11
  return v12, v5
}",
        &expect![[r#"
            () -> (int16, uint8) {
            b0:
              v0: uint8 = const[0]
              v1: uint8 = const[1]
              v2: uint8 = const[10]
              v3: uint8 = const[25]
              jump b1(v0, v0)
            b1(v4: uint8, v5: uint8):
              v6: bool = lt v4, v2
              branch v6, b2, b3
            b2:
              v7: uint8 = wrapping_mul v4, v3
              v8: uint8 = wrapping_add v4, v1
              jump b1(v8, v7)
            b3:
              v9: uint16 = const[10]
              v10: int16 = const[10]
              v11: int16 = wrapping_mul v10, v10
              v12: int16 = wrapping_neg v11
              return v12, v5
            }
        "#]],
    );
}

#[test]
fn a_difference_fits_if_a_comparison_says_so() {
    check(
        "(uint256, uint256) -> (uint256) {
b0(v0: uint256, v1: uint256):
  v2: bool = lt v0, v1
  branch v2, b1, b2
b1:
  v3: uint256 = checked_sub v0, v1
  return v3
b2:
  v4: uint256 = checked_sub v0, v1
  v5: bool = gt v1, v0
  branch v5, b3, b4
b3:
  panic[0x01]
b4:
  return v4
}",
        &expect![[r#"
            (uint256, uint256) -> (uint256) {
            b0(v0: uint256, v1: uint256):
              v2: bool = lt v0, v1
              branch v2, b1, b2
            b1:
              v3: uint256 = checked_sub v0, v1
              return v3
            b2:
              v4: uint256 = wrapping_sub v0, v1
              v5: bool = const[0]
              branch v5, b3, b4
            b3:
              panic[0x01]
            b4:
              return v4
            }
        "#]],
    );
}

#[test]
fn a_signed_difference_may_overflow_on_either_side() {
    check(
        "(int8, int8) -> (int8) {
b0(v0: int8, v1: int8):
  v2: bool = ge v0, v1
  branch v2, b1, b2
b1:
  v3: int8 = checked_sub v0, v1
  return v3
b2:
  v4: int8 = const[0]
  v5: bool = lt v1, v4
  branch v5, b3, b4
b3:
  v6: int8 = checked_sub v0, v1
  v7: int8 = checked_neg v1
  return v6
b4:
  return v1
}",
        &expect![[r#"
            (int8, int8) -> (int8) {
            b0(v0: int8, v1: int8):
              v2: bool = ge v0, v1
              branch v2, b1, b2
            b1:
              v3: int8 = checked_sub v0, v1
              return v3
            b2:
              v4: int8 = const[0]
              v5: bool = lt v1, v4
              branch v5, b3, b4
            b3:
              v6: int8 = checked_sub v0, v1
              v7: int8 = wrapping_neg v1
              return v6
            b4:
              return v1
            }
        "#]],
    );
}

#[test]
fn a_quotient_overflows_only_for_the_least_number_by_minus_one() {
    check(
        "(int64, int64) -> (int64) {
b0(v0: int64, v1: int64):
  v2: int64 = checked_div v0, v1
  v3: int64 = const[7]
  v4: int64 = checked_div v0, v3
  v5: int64 = wrapping_add v2, v4
  return v5
}",
        &expect![[r#"
            (int64, int64) -> (int64) {
            b0(v0: int64, v1: int64):
              v2: int64 = checked_div v0, v1
              v3: int64 = const[7]
              v4: int64 = wrapping_div v0, v3
              v5: int64 = wrapping_add v2, v4
              return v5
            }
        "#]],
    );
}

#[test]
fn comparisons_that_bounds_decide_are_numbers() {
    check(
        "(uint8, address) -> (bool, bool, bool) {
b0(v0: uint8, v1: address):
  v2: uint16 = extend v0
  v3: uint16 = const[256]
  v4: bool = lt v2, v3
  v5: uint8 = const[7]
  v6: uint8 = bit_and v0, v5
  v7: uint8 = const[8]
  v8: bool = eq v6, v7
  v9: uint8 = mod v0, v7
  v10: bool = gt v9, v5
  return v4, v8, v10
}",
        &expect![[r#"
            (uint8, address) -> (bool, bool, bool) {
            b0(v0: uint8, v1: address):
              v2: uint16 = extend v0
              v3: uint16 = const[256]
              v4: bool = const[1]
              v5: uint8 = const[7]
              v6: uint8 = bit_and v0, v5
              v7: uint8 = const[8]
              v8: bool = const[0]
              v9: uint8 = mod v0, v7
              v10: bool = const[0]
              return v4, v8, v10
            }
        "#]],
    );
}

#[test]
fn a_condition_is_decided_where_it_led_to() {
    check(
        "(bool, uint32) -> (uint32) {
b0(v0: bool, v1: uint32):
  v2: bool = not v0
  branch v2, b1, b2
b1:
  branch v0, b3, b4
b2:
  switch v1 [5: b5] else b4
b3:
  panic[0x01]
b4:
  return v1
b5:
  v3: uint32 = checked_add v1, v1
  return v3
}",
        &expect![[r#"
            (bool, uint32) -> (uint32) {
            b0(v0: bool, v1: uint32):
              v2: bool = not v0
              branch v2, b1, b2
            b1:
              v3: bool = const[0]
              branch v3, b3, b4
            b2:
              switch v1 [0x5: b5] else b4
            b3:
              panic[0x01]
            b4:
              return v1
            b5:
              v4: uint32 = wrapping_add v1, v1
              return v4
            }
        "#]],
    );
}

use compiler::pass::blocks::straighten;
use expect_test::{Expect, expect};

fn check(function: &str, expected: &Expect) {
    super::check(|function, _| straighten(function), function, expected);
}

#[test]
fn a_block_that_only_one_jumps_to_is_part_of_that_one() {
    check(
        "(uint256) -> (uint256) {
b0(v0: uint256):
  v1: uint256 = wrapping_add v0, v0
  jump b1(v1)
b1(v2: uint256):
  v3: uint256 = wrapping_add v2, v0
  jump b2(v3, v2)
b2(v4: uint256, v5: uint256):
  v6: uint256 = wrapping_sub v4, v5
  return v6
}",
        &expect![[r#"
            (uint256) -> (uint256) {
            b0(v0: uint256):
              v1: uint256 = wrapping_add v0, v0
              v2: uint256 = wrapping_add v1, v0
              v3: uint256 = wrapping_sub v2, v1
              return v3
            }
        "#]],
    );
}

#[test]
fn edges_lead_past_blocks_that_only_jump_on() {
    check(
        "(uint256, bool) -> (uint256) {
b0(v0: uint256, v1: bool):
  v2: bool = not v1
  branch v2, b1, b2
b1:
  jump b3
b2:
  v3: uint256 = wrapping_add v0, v0
  jump b4(v3)
b3:
  jump b5(v0)
b4(v4: uint256):
  jump b5(v4)
b5(v5: uint256):
  return v5
}",
        &expect![[r#"
            (uint256, bool) -> (uint256) {
            b0(v0: uint256, v1: bool):
              v2: bool = not v1
              branch v1, b1, b2
            b1:
              v3: uint256 = wrapping_add v0, v0
              jump b3(v3)
            b2:
              jump b3(v0)
            b3(v4: uint256):
              return v4
            }
        "#]],
    );
}

#[test]
fn a_branch_to_one_place_is_a_jump() {
    check(
        "(bool, uint256) -> (uint256) {
b0(v0: bool, v1: uint256):
  branch v0, b1, b2
b1:
  jump b3
b2:
  jump b3
b3:
  return v1
}",
        &expect![[r#"
            (bool, uint256) -> (uint256) {
            b0(v0: bool, v1: uint256):
              return v1
            }
        "#]],
    );
}

#[test]
fn a_circle_of_blocks_that_only_jump_on_stays_one() {
    check(
        "(bool) -> () {
b0(v0: bool):
  branch v0, b1, b3
b1:
  jump b2
b2:
  jump b1
b3:
  return
}",
        &expect![[r#"
            (bool) -> () {
            b0(v0: bool):
              branch v0, b1, b2
            b1:
              jump b1
            b2:
              return
            }
        "#]],
    );
}

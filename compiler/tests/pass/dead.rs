use compiler::pass::dead::remove;
use expect_test::expect;

#[test]
fn what_nothing_needs_goes_and_what_does_something_stays() {
    super::check(
        remove,
        "(uint256) -> (uint256) {
b0(v0: uint256):
  v1: place<uint256> = storage_place[$x]
  v2: uint256 = sload v1
  v3: uint256 = wrapping_add v2, v2
  v4: uint256 = call[@pure] v3
  v5: uint256 = checked_add v0, v0
  v6: uint256 = call[@reads] v0
  call[@writes] v0
  v7: uint256 = const[0]
  jump b1(v7, v7)
b1(v8: uint256, v9: uint256):
  v10: uint256 = wrapping_add v9, v0
  v11: bool = lt v8, v0
  branch v11, b2, b3
b2:
  v12: uint256 = wrapping_add v8, v0
  jump b1(v12, v10)
b3:
  return v8
}",
        &expect![[r#"
            (uint256) -> (uint256) {
            b0(v0: uint256):
              v1: uint256 = checked_add v0, v0
              v2: uint256 = call[@reads] v0
              call[@writes] v0
              v3: uint256 = const[0]
              jump b1(v3)
            b1(v4: uint256):
              v5: bool = lt v4, v0
              branch v5, b2, b3
            b2:
              v6: uint256 = wrapping_add v4, v0
              jump b1(v6)
            b3:
              return v4
            }
        "#]],
    );
}

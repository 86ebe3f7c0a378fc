use compiler::pass::storage::reuse;
use expect_test::{Expect, expect};

fn check(function: &str, expected: &Expect) {
    super::check(reuse, function, expected);
}

#[test]
fn a_load_after_a_load_or_a_store_is_known() {
    check(
        "(uint256) -> (uint256) {
b0(v0: uint256):
  v1: place<uint256> = storage_place[$x]
  v2: uint256 = sload v1
  v3: uint256 = sload v1
  v4: uint256 = wrapping_add v2, v3
  sstore v1, v4
  v5: uint256 = sload v1
  return v5
}",
        &expect![[r#"
            (uint256) -> (uint256) {
            b0(v0: uint256):
              v1: place<uint256> = storage_place[$x]
              v2: uint256 = sload v1
              v3: uint256 = wrapping_add v2, v2
              sstore v1, v3
              return v3
            }
        "#]],
    );
}

#[test]
fn a_store_to_another_variable_or_mapping_or_to_another_constant_key_leaves_it_known() {
    check(
        "(uint256, address) -> (uint256, uint256) {
b0(v0: uint256, v1: address):
  v2: place<uint256> = storage_place[$x]
  v3: place<uint256> = storage_place[$y]
  v4: place<mapping(address => uint256)> = storage_place[$map]
  v5: place<mapping(address => uint256)> = storage_place[$other]
  v6: address = const[1]
  v7: address = const[2]
  v8: place<uint256> = map_element v4, v6
  v9: place<uint256> = map_element v4, v7
  v10: place<uint256> = map_element v5, v1
  v11: uint256 = sload v2
  v12: uint256 = sload v8
  sstore v3, v0
  sstore v9, v0
  sstore v10, v0
  v13: uint256 = sload v2
  v14: uint256 = sload v8
  return v13, v14
}",
        &expect![[r#"
            (uint256, address) -> (uint256, uint256) {
            b0(v0: uint256, v1: address):
              v2: place<uint256> = storage_place[$x]
              v3: place<uint256> = storage_place[$y]
              v4: place<mapping(address => uint256)> = storage_place[$map]
              v5: place<mapping(address => uint256)> = storage_place[$other]
              v6: address = const[1]
              v7: address = const[2]
              v8: place<uint256> = map_element v4, v6
              v9: place<uint256> = map_element v4, v7
              v10: place<uint256> = map_element v5, v1
              v11: uint256 = sload v2
              v12: uint256 = sload v8
              sstore v3, v0
              sstore v9, v0
              sstore v10, v0
              return v11, v12
            }
        "#]],
    );
}

#[test]
fn a_store_to_a_key_that_may_be_the_same_makes_it_unknown() {
    check(
        "(uint256, address, address) -> (uint256) {
b0(v0: uint256, v1: address, v2: address):
  v3: place<mapping(address => uint256)> = storage_place[$map]
  v4: place<uint256> = map_element v3, v1
  v5: place<uint256> = map_element v3, v2
  v6: uint256 = sload v4
  sstore v5, v0
  v7: uint256 = sload v4
  v8: uint256 = wrapping_add v6, v7
  return v8
}",
        &expect![[r#"
            (uint256, address, address) -> (uint256) {
            b0(v0: uint256, v1: address, v2: address):
              v3: place<mapping(address => uint256)> = storage_place[$map]
              v4: place<uint256> = map_element v3, v1
              v5: place<uint256> = map_element v3, v2
              v6: uint256 = sload v4
              sstore v5, v0
              v7: uint256 = sload v4
              v8: uint256 = wrapping_add v6, v7
              return v8
            }
        "#]],
    );
}

#[test]
fn a_call_that_writes_makes_everything_unknown_and_one_that_reads_nothing() {
    check(
        "(uint256) -> (uint256) {
b0(v0: uint256):
  v1: place<uint256> = storage_place[$x]
  v2: uint256 = sload v1
  v3: uint256 = call[@reads] v2
  v4: uint256 = sload v1
  call[@writes] v3
  v5: uint256 = sload v1
  v6: uint256 = wrapping_add v4, v5
  return v6
}",
        &expect![[r#"
            (uint256) -> (uint256) {
            b0(v0: uint256):
              v1: place<uint256> = storage_place[$x]
              v2: uint256 = sload v1
              v3: uint256 = call[@reads] v2
              call[@writes] v3
              v4: uint256 = sload v1
              v5: uint256 = wrapping_add v2, v4
              return v5
            }
        "#]],
    );
}

#[test]
fn paths_must_agree_on_what_is_known() {
    check(
        "(uint256, bool) -> (uint256, uint256) {
b0(v0: uint256, v1: bool):
  v2: place<uint256> = storage_place[$x]
  v3: place<uint256> = storage_place[$y]
  v4: uint256 = sload v2
  v5: uint256 = sload v3
  branch v1, b1, b2
b1:
  sstore v2, v0
  jump b2
b2:
  v6: uint256 = sload v2
  v7: uint256 = sload v3
  return v6, v7
}",
        &expect![[r#"
            (uint256, bool) -> (uint256, uint256) {
            b0(v0: uint256, v1: bool):
              v2: place<uint256> = storage_place[$x]
              v3: place<uint256> = storage_place[$y]
              v4: uint256 = sload v2
              v5: uint256 = sload v3
              branch v1, b1, b2
            b1:
              sstore v2, v0
              jump b2
            b2:
              v6: uint256 = sload v2
              return v6, v5
            }
        "#]],
    );
}

#[test]
fn in_a_loop_what_an_iteration_stores_is_not_known_before_it() {
    check(
        "(uint256) -> (uint256) {
b0(v0: uint256):
  v1: place<uint256> = storage_place[$x]
  v2: place<uint256> = storage_place[$y]
  v3: uint256 = sload v1
  v4: uint256 = sload v2
  v5: uint256 = const[0]
  jump b1(v5)
b1(v6: uint256):
  v7: uint256 = sload v1
  v8: uint256 = sload v2
  v9: bool = lt v6, v8
  branch v9, b2, b3
b2:
  v10: uint256 = wrapping_add v7, v6
  sstore v1, v10
  v11: uint256 = sload v1
  jump b1(v11)
b3:
  return v7
}",
        &expect![[r#"
            (uint256) -> (uint256) {
            b0(v0: uint256):
              v1: place<uint256> = storage_place[$x]
              v2: place<uint256> = storage_place[$y]
              v3: uint256 = sload v1
              v4: uint256 = sload v2
              v5: uint256 = const[0]
              jump b1(v5)
            b1(v6: uint256):
              v7: uint256 = sload v1
              v8: bool = lt v6, v4
              branch v8, b2, b3
            b2:
              v9: uint256 = wrapping_add v7, v6
              sstore v1, v9
              jump b1(v9)
            b3:
              return v7
            }
        "#]],
    );
}

#[test]
fn of_hundreds_of_places_the_last_ones_are_known() {
    let mut text = format!("{}func @f() -> (uint256, uint256) {{\nb0:\n", super::AROUND);
    text += "  m: place<mapping(address => uint256)> = storage_place[$map]\n";
    for n in 0..300 {
        text += &format!("  k{n}: address = const[{n}]\n  p{n}: place<uint256> = map_element m, k{n}\n");
        text += &format!("  v{n}: uint256 = sload p{n}\n");
    }
    text += "  first: uint256 = sload p0\n  last: uint256 = sload p299\n  return first, last\n}\n";
    let mut module = super::module(&text);
    let summary = compiler::pass::summarize(&module);
    let (id, _) = module.functions().find(|(_, function)| function.name == "f").unwrap();
    reuse(module.function_mut(id), &summary);
    let loads = module.function(id).insts().filter(|(_, inst)| inst.op == compiler::ir::Op::Sload).count();
    assert_eq!(loads, 300 + 1, "the first place has been forgotten");
}

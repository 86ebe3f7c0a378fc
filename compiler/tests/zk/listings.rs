//! IR in, ZK assembly out.

use expect_test::{Expect, expect};
use ruint::aliases::U256;
use vm_zkfriendly::asm::disassemble;
use vm_zkfriendly::isa::Opcode;

use super::{calldata, compiled, module, zk_trace};

fn check(functions: &str, expected: &Expect) {
    let compiled = compiled(&module(functions));
    expected.assert_eq(&disassemble(&compiled.object.runtime));
}

/// `unchecked { for (i = 0; i < n; i++) (a, b) = (b, a + b); }`
const FIBONACCI: &str = "func @main() -> () {
b0:
  v0: uint64 = decode_call_args
  v1: uint64 = const[0]
  v2: uint64 = const[1]
  jump b1(v1, v1, v2)
b1(v3: uint64, v4: uint64, v5: uint64):
  v6: bool = lt v3, v0
  branch v6, b2, b3
b2:
  v7: uint64 = wrapping_add v4, v5
  v8: uint64 = wrapping_add v3, v2
  jump b1(v8, v5, v7)
b3:
  return_abi v4
}";

#[test]
fn a_fibonacci_iteration_is_four_rows() {
    check(
        FIBONACCI,
        &expect![[r#"
            entry main size 7:
                env r0, calldatasize
                sub.64 r1, r0, 36 else L8
                input r2, 1
                wadd r3, r2, 0xffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000 else L8
                trunc.64 r4, r2
                const r5, 0
                const r6, 1
                pass b9, 7, r5, r5, r6, r4
            L8:
                revert r0, 0
            block b9(u64, u64, u64, u64) outer() size 7:
                sub.64 r4, r0, r3 else L11
                jump L14
            L11:
                add.64 r5, r1, r2
                add.64 r6, r0, 1
                pass b9, 7, r6, r2, r5, r3
            L14:
                return r1, 1
        "#]],
    );
}

#[test]
fn a_fibonacci_iteration_takes_so_many_steps() {
    let compiled = compiled(&module(FIBONACCI));
    let steps = |n: u64| zk_trace(&compiled, &calldata(&[U256::from(n)])).outcome().steps;
    expect!["11 steps for 0, 251 for 60, 491 for 120"].assert_eq(&format!(
        "{} steps for 0, {} for 60, {} for 120",
        steps(0),
        steps(60),
        steps(120)
    ));
}

#[test]
fn a_checked_addition_is_one_row_and_traps_to_a_panic_at_the_end_of_its_frame() {
    check(
        "func @main() -> () {
b0:
  v0: uint64, v1: uint64 = decode_call_args
  v2: uint64 = checked_add v0, v1
  v3: uint64 = checked_mul v2, v0
  return_abi v3
}",
        &expect![[r#"
            entry main size 11:
                env r0, calldatasize
                sub.64 r1, r0, 68 else L13
                input r2, 1
                wadd r3, r2, 0xffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000 else L13
                trunc.64 r4, r2
                input r5, 2
                wadd r6, r5, 0xffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000 else L13
                trunc.64 r7, r5
                add.64 r8, r4, r7 else L11
                mul.64 r9, r8, r4 else L11
                return r9, 1
            L11:
                const r10, 17
                revert r10, 1, 0x4e487b71
            L13:
                revert r0, 0
        "#]],
    );
}

#[test]
fn a_bound_below_a_word_is_one_row_that_traps() {
    check(
        "func @main() -> () {
b0:
  v0: uint160, v1: uint128 = decode_call_args
  v2: uint160 = checked_add v0, v0
  v3: uint160 = wrapping_mul v2, v0
  v4: uint128 = checked_mul v1, v1
  return_abi v3, v4
}",
        &expect![[r#"
            entry main size 17:
                env r0, calldatasize
                sub.64 r1, r0, 68 else L18
                input r2, 1
                wadd r3, r2, 0xffffffffffffffffffffffff0000000000000000000000000000000000000000 else L18
                input r4, 2
                wadd r5, r4, 0xffffffffffffffffffffffffffffffff00000000000000000000000000000000 else L18
                trunc.128 r6, r4
                wadd r7, r2, r2
                wadd r8, r7, 0xffffffffffffffffffffffff0000000000000000000000000000000000000000 else L16
                wmul r9, r7, r2
                trunc.160 r10, r9
                wmul r11, r6, r6
                wadd r12, r11, 0xffffffffffffffffffffffffffffffff00000000000000000000000000000000 else L16
                trunc.128 r13, r11
                mov r14 <- r10, r15 <- r13
                return r14, 2
            L16:
                const r16, 17
                revert r16, 1, 0x4e487b71
            L18:
                revert r0, 0
        "#]],
    );
}

#[test]
fn a_negated_comparison_that_only_branches_costs_nothing() {
    check(
        "func @main() -> () {
b0:
  v0: uint64 = decode_call_args
  v1: uint64 = const[10]
  v2: bool = le v0, v1
  v3: bool = not v2
  branch v3, b1, b2
b1:
  return_abi v2
b2:
  v4: bool = gt v1, v0
  branch v4, b3, b4
b3:
  panic[0x01]
b4:
  return_abi
}",
        &expect![[r#"
            entry main size 8:
                env r0, calldatasize
                sub.64 r1, r0, 36 else L12
                input r2, 1
                wadd r3, r2, 0xffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000 else L12
                trunc.64 r4, r2
                lt.64 r5, r4, 11
                jnz r5, L8
                return r5, 1
            L8:
                sub.64 r6, r4, 10 else L10
                return r0, 0
            L10:
                const r7, 1
                revert r7, 1, 0x4e487b71
            L12:
                revert r0, 0
        "#]],
    );
}

#[test]
fn a_join_in_a_frame_moves_arguments_into_cells_that_both_paths_define() {
    check(
        "func @main() -> () {
b0:
  v0: uint64, v1: bool = decode_call_args
  v9: uint64 = const[5]
  branch v1, b1, b2(v0, v9)
b1:
  v2: uint64 = wrapping_add v0, v9
  jump b2(v2, v0)
b2(v3: uint64, v4: uint64):
  return_abi v3, v4
}",
        &expect![[r#"
            entry main size 11:
                env r0, calldatasize
                sub.64 r1, r0, 68 else L15
                input r2, 1
                wadd r3, r2, 0xffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000 else L15
                trunc.64 r4, r2
                input r5, 2
                wadd r6, r5, 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe else L15
                eq r7, r5, 1
                jnz r7, L12
                const r9, 5
                mov r8 <- r4
                jump L14
            L12:
                add.64 r10, r4, 5
                mov r8 <- r10, r9 <- r4
            L14:
                return r8, 2
            L15:
                revert r0, 0
        "#]],
    );
}

#[test]
fn a_call_passes_parameters_from_cell_two_on_and_reads_results_behind_the_frame() {
    check(
        "func @main() -> () {
b0:
  v0: uint64 = const[7]
  v1: uint256, v2: bool = call[@f] v0
  v3: uint64 = truncate v1
  v4: uint256, v5: bool = call[@f] v3
  return_abi v4, v2
}
func @f(uint64) -> (uint256, bool) {
b0(v0: uint64):
  v1: uint256 = extend v0
  v2: uint256 = checked_add v1, v1
  v3: bool = eq v1, v2
  return v2, v3
}",
        &expect![[r#"
            entry main size 7:
                const r0, 7
                arg a2 <- r0
                call f10, 6
                result r1 <- ap-2, r2 <- ap-1
                trunc.64 r3, r1
                arg a2 <- r3
                call f10, 6
                result r4 <- ap-2
                mov r5 <- r4, r6 <- r2
                return r5, 2
            function f10(u64) -> (word, bool) size 6:
                wadd r3, r2, r2 else L14
                eq r4, r2, r3
                arg a0 <- r3, a1 <- r4
                ret 2
            L14:
                const r5, 17
                revert r5, 1, 0x4e487b71
        "#]],
    );
}

#[test]
fn a_function_called_once_is_part_of_its_caller() {
    check(
        "func @main() -> () {
b0:
  v0: uint64 = const[7]
  v1: uint256, v2: bool = call[@f] v0
  return_abi v1, v2
}
func @f(uint64) -> (uint256, bool) {
b0(v0: uint64):
  v1: uint256 = extend v0
  v2: uint256 = checked_add v1, v1
  v3: bool = eq v1, v2
  return v2, v3
}",
        &expect![[r#"
            entry main size 6:
                const r1, 7
                wadd r0, r1, 7 else L5
                eq r2, r0, 7
                mov r3 <- r0, r4 <- r2
                return r3, 2
            L5:
                const r5, 17
                revert r5, 1, 0x4e487b71
        "#]],
    );
}

/// Its values would have to be carried through both loops.
#[test]
fn a_function_with_a_loop_stays_a_call_where_it_is_called_in_one() {
    let compiled = compiled(&module(
        "func @main() -> () {
b0:
  v0: uint64 = decode_call_args
  v1: uint64 = call[@outer] v0
  return_abi v1
}
func @outer(uint64) -> (uint64) {
b0(v0: uint64):
  jump b1(v0)
b1(v1: uint64):
  v2: uint64 = const[1]
  v3: bool = gt v1, v2
  branch v3, b2, b3
b2:
  v4: uint64 = call[@inner] v1
  jump b1(v4)
b3:
  return v1
}
func @inner(uint64) -> (uint64) {
b0(v0: uint64):
  jump b1(v0)
b1(v1: uint64):
  v2: uint64 = const[7]
  v3: bool = gt v1, v2
  branch v3, b2, b3
b2:
  v4: uint64 = const[9]
  v5: uint64 = checked_div v1, v4
  jump b1(v5)
b3:
  v6: uint64 = const[1]
  v7: uint64 = checked_sub v1, v6
  return v7
}",
    ));
    let calls =
        compiled.object.runtime.instructions().iter().filter(|instruction| instruction.opcode() == Opcode::Call);
    assert_eq!(calls.count(), 1);
    assert_eq!(zk_trace(&compiled, &calldata(&[U256::from(1000)])).outcome().output.words, [U256::ZERO]);
}

#[test]
fn what_was_calculated_before_is_not_calculated_again() {
    check(
        "func @main() -> () {
b0:
  v0: address = caller
  v1: bytes32 = keccak_words v0
  v2: address = caller
  v3: bytes32 = keccak_words v2
  v4: bool = eq v1, v3
  branch v4, b1, b2
b1:
  v5: address = caller
  v6: bytes32 = keccak_words v5
  return_abi v6
b2:
  revert
}",
        &expect![[r#"
            entry main size 3:
                env r0, caller
                keccak r1, r0, 1
                eq r2, r1, r1
                jz r2, L5
                return r1, 1
            L5:
                revert r0, 0
        "#]],
    );
}

#[test]
fn an_outer_value_is_carried_where_the_parameters_row_has_room() {
    check(
        "func @main() -> () {
b0:
  v0: uint64, v1: uint256 = decode_call_args
  v2: uint64 = const[0]
  v3: uint64 = const[1]
  jump b1(v2)
b1(v4: uint64):
  v5: bool = lt v4, v0
  branch v5, b2, b3
b2:
  v6: uint64 = checked_add v4, v3
  jump b1(v6)
b3:
  return_abi v1
}",
        &expect![[r#"
            entry main size 7:
                env r0, calldatasize
                sub.64 r1, r0, 68 else L8
                input r2, 1
                wadd r3, r2, 0xffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000 else L8
                trunc.64 r4, r2
                input r5, 2
                const r6, 0
                pass b9, 6, r6, r4, r5
            L8:
                revert r0, 0
            block b9(u64, u64, word) outer() size 6:
                sub.64 r3, r0, r1 else L11
                jump L13
            L11:
                add.64 r4, r0, 1 else L14
                pass b9, 6, r4, r1, r2
            L13:
                return r2, 1
            L14:
                const r5, 17
                revert r5, 1, 0x4e487b71
        "#]],
    );
}

/// `while (n > 0) { sum += n % 10; n /= 10; }`
#[test]
fn a_constant_in_a_register_is_carried_where_the_parameters_row_has_room() {
    check(
        "func @main() -> () {
b0:
  v0: uint256 = decode_call_args
  v1: uint256 = const[0]
  v2: uint256 = const[10]
  jump b1(v0, v1)
b1(v3: uint256, v4: uint256):
  v5: bool = gt v3, v1
  branch v5, b2, b3
b2:
  v6: uint256 = mod v3, v2
  v7: uint256 = checked_add v4, v6
  v8: uint256 = checked_div v3, v2
  jump b1(v8, v7)
b3:
  return_abi v4
}",
        &expect![[r#"
            entry main size 5:
                env r0, calldatasize
                sub.64 r1, r0, 36 else L6
                input r2, 1
                const r3, 0
                const r4, 10
                pass b7, 9, r2, r3, r4
            L6:
                revert r0, 0
            block b7(word, word, u4) outer() size 9:
                wsub r3, r0, 1 else L12
                wmod r4, r0, r2 else L15
                wadd r5, r1, r4 else L13
                wdiv r6, r0, r2 else L15
                pass b7, 9, r6, r5, r2
            L12:
                return r1, 1
            L13:
                const r7, 17
                revert r7, 1, 0x4e487b71
            L15:
                const r8, 18
                revert r8, 1, 0x4e487b71
        "#]],
    );
}

#[test]
fn many_cases_are_found_by_halving() {
    check(
        "func @main() -> () {
b0:
  v0: bool = has_selector
  branch v0, b1, b2
b1:
  v1: uint32 = selector
  switch v1 [0x50: b3, 0x10: b3, 0x40: b3, 0x20: b4, 0x30: b3, 0x60: b3, 0x70: b3, 0x80: b3, 0x90: b3] else b2
b2:
  revert
b3:
  return_abi
b4:
  v2: address = caller
  v3: uint256 = callvalue
  v4: uint256 = const[1]
  revert_error[0x12345678] v2, \"hi\", v3, v4
}",
        &expect![[r#"
            entry main size 21:
                env r0, calldatasize
                sub.64 r1, r0, 4 else L34
                input r2, 0
                lt.32 r3, r2, 80
                jz r3, L14
                eq r4, r2, 16
                jnz r4, L33
                eq r5, r2, 32
                jnz r5, L25
                eq r6, r2, 48
                jnz r6, L33
                eq r7, r2, 64
                jnz r7, L33
                revert r0, 0
            L14:
                eq r8, r2, 80
                jnz r8, L33
                eq r9, r2, 96
                jnz r9, L33
                eq r10, r2, 112
                jnz r10, L33
                eq r11, r2, 128
                jnz r11, L33
                eq r12, r2, 144
                jnz r12, L33
                revert r0, 0
            L25:
                env r13, caller
                env r14, callvalue
                const r16, 128
                const r18, 1
                const r19, 2
                const r20, 0x6869000000000000000000000000000000000000000000000000000000000000
                mov r15 <- r13, r17 <- r14
                revert r15, 6, 0x12345678
            L33:
                return r0, 0
            L34:
                revert r0, 0
        "#]],
    );
}

#[test]
fn every_instruction_remembers_its_source() {
    let compiled = compiled(&module(
        "func @main() -> () {
b0:
  v0: uint64 = decode_call_args !0:10-20
  v1: uint64 = checked_add v0, v0 !0:30-40
  return_abi v1 !0:50-60
}",
    ));
    let spans: Vec<String> = compiled.runtime_spans.iter().map(|span| format!("{}-{}", span.start, span.end)).collect();
    assert_eq!(compiled.runtime_spans.len(), compiled.object.runtime.instructions().len());
    expect!["10-20 10-20 10-20 10-20 10-20 30-40 50-60 50-60 50-60 50-60"].assert_eq(&spans.join(" "));
}

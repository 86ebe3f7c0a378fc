//! IR in, ZK assembly out.

use expect_test::{Expect, expect};
use ruint::aliases::U256;
use vm_zkfriendly::asm::disassemble;

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
fn a_fibonacci_iteration_is_seven_rows() {
    check(
        FIBONACCI,
        &expect![[r#"
        entry main size 7:
            env r0, calldatasize
            lt.64 r1, r0, 36
            jnz r1, L10
            input r2, 1
            wadd r3, r2, 0xffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000 else L10
            trunc.64 r4, r2
            const r5, 0
            const r6, 1
            arg a0 <- r5, a1 <- r5, a2 <- r6
            enter b11, 7
        L10:
            revert r0, 0
        block b11(u64, u64, u64) outer(r4: u64) size 7:
            outer r3 <- l4
            lt.64 r4, r0, r3
            jz r4, L18
            add.64 r5, r1, r2
            add.64 r6, r0, 1
            arg a0 <- r6, a1 <- r2, a2 <- r5
            enter b11, 7
        L18:
            return r1, 1
    "#]],
    );
}

#[test]
fn a_fibonacci_iteration_takes_so_many_steps() {
    let compiled = compiled(&module(FIBONACCI));
    let steps = |n: u64| zk_trace(&compiled, &calldata(&[U256::from(n)])).outcome().steps;
    expect!["14 steps for 0, 434 for 60, 854 for 120"].assert_eq(&format!(
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
                lt.64 r1, r0, 68
                jnz r1, L14
                input r2, 1
                wadd r3, r2, 0xffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000 else L14
                trunc.64 r4, r2
                input r5, 2
                wadd r6, r5, 0xffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000 else L14
                trunc.64 r7, r5
                add.64 r8, r4, r7 else L12
                mul.64 r9, r8, r4 else L12
                return r9, 1
            L12:
                const r10, 17
                revert r10, 1, 0x4e487b71
            L14:
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
                lt.64 r1, r0, 68
                jnz r1, L19
                input r2, 1
                wadd r3, r2, 0xffffffffffffffffffffffff0000000000000000000000000000000000000000 else L19
                input r4, 2
                wadd r5, r4, 0xffffffffffffffffffffffffffffffff00000000000000000000000000000000 else L19
                trunc.128 r6, r4
                wadd r7, r2, r2
                wadd r8, r7, 0xffffffffffffffffffffffff0000000000000000000000000000000000000000 else L17
                wmul r9, r7, r2
                trunc.160 r10, r9
                wmul r11, r6, r6
                wadd r12, r11, 0xffffffffffffffffffffffffffffffff00000000000000000000000000000000 else L17
                trunc.128 r13, r11
                mov r14 <- r10, r15 <- r13
                return r14, 2
            L17:
                const r16, 17
                revert r16, 1, 0x4e487b71
            L19:
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
                lt.64 r1, r0, 36
                jnz r1, L14
                input r2, 1
                wadd r3, r2, 0xffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000 else L14
                trunc.64 r4, r2
                lt.64 r5, r4, 11
                jnz r5, L9
                return r5, 1
            L9:
                lt.64 r6, r4, 10
                jnz r6, L12
                return r0, 0
            L12:
                const r7, 1
                revert r7, 1, 0x4e487b71
            L14:
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
                lt.64 r1, r0, 68
                jnz r1, L16
                input r2, 1
                wadd r3, r2, 0xffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000 else L16
                trunc.64 r4, r2
                input r5, 2
                wadd r6, r5, 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe else L16
                eq r7, r5, 1
                jnz r7, L13
                const r9, 5
                mov r8 <- r4
                jump L15
            L13:
                add.64 r10, r4, 5
                mov r8 <- r10, r9 <- r4
            L15:
                return r8, 2
            L16:
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
            entry main size 3:
                const r0, 7
                arg a2 <- r0
                call f5, 6
                result r1 <- ap-2, r2 <- ap-1
                return r1, 2
            function f5(u64) -> (word, bool) size 6:
                wadd r3, r2, r2 else L9
                eq r4, r2, r3
                arg a0 <- r3, a1 <- r4
                ret 2
            L9:
                const r5, 17
                revert r5, 1, 0x4e487b71
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
                lt.64 r1, r0, 68
                jnz r1, L10
                input r2, 1
                wadd r3, r2, 0xffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000 else L10
                trunc.64 r4, r2
                input r5, 2
                const r6, 0
                arg a0 <- r6, a1 <- r4, a2 <- r5
                enter b11, 6
            L10:
                revert r0, 0
            block b11(u64, u64, word) outer() size 6:
                lt.64 r3, r0, r1
                jz r3, L16
                add.64 r4, r0, 1 else L17
                arg a0 <- r4, a1 <- r1, a2 <- r2
                enter b11, 6
            L16:
                return r2, 1
            L17:
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
                lt.64 r1, r0, 36
                jnz r1, L8
                input r2, 1
                const r3, 0
                const r4, 10
                arg a0 <- r2, a1 <- r3, a2 <- r4
                enter b9, 9
            L8:
                revert r0, 0
            block b9(word, word, u4) outer() size 9:
                wlt r3, r0, 1
                jnz r3, L16
                wmod r4, r0, r2 else L19
                wadd r5, r1, r4 else L17
                wdiv r6, r0, r2 else L19
                arg a0 <- r6, a1 <- r5, a2 <- r2
                enter b9, 9
            L16:
                return r1, 1
            L17:
                const r7, 17
                revert r7, 1, 0x4e487b71
            L19:
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
  switch v1 [0x50: b3, 0x10: b3, 0x40: b3, 0x20: b4] else b2
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
            entry main size 16:
                env r0, calldatasize
                lt.64 r1, r0, 4
                jnz r1, L25
                input r2, 0
                lt.32 r3, r2, 64
                jz r3, L11
                eq r4, r2, 16
                jnz r4, L16
                eq r5, r2, 32
                jnz r5, L17
                revert r0, 0
            L11:
                eq r6, r2, 64
                jnz r6, L16
                eq r7, r2, 80
                jnz r7, L16
                revert r0, 0
            L16:
                return r0, 0
            L17:
                env r8, caller
                env r9, callvalue
                const r11, 128
                const r13, 1
                const r14, 2
                const r15, 0x6869000000000000000000000000000000000000000000000000000000000000
                mov r10 <- r8, r12 <- r9
                revert r10, 6, 0x12345678
            L25:
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
    expect!["10-20 10-20 10-20 10-20 10-20 10-20 30-40 50-60 50-60 50-60 50-60"].assert_eq(&spans.join(" "));
}

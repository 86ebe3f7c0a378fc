//! Every arithmetic instruction on every kind of type, at the edges of its range.

use compiler::ir::interpret::Outcome;
use compiler::ir::word::{clean, low_mask};
use compiler::ir::{Effects, EvmOp, Type};
use ruint::aliases::U256;

use crate::contract::{Contract, deploy, panic_data, words};

/// A contract that applies `op` to its arguments.
fn operation(op: &str, params: &[Type], result: Type) -> Contract {
    let list = |separator: &str, item: &dyn Fn(usize, &Type) -> String| {
        params.iter().enumerate().map(|(i, ty)| item(i, ty)).collect::<Vec<_>>().join(separator)
    };
    let (defined, used) = (list(", ", &|i, ty| format!("a{i}: {ty}")), list(", ", &|i, _| format!("a{i}")));
    contract(&format!("{defined} = decode_call_args\n  r: {result} = {op} {used}\n  return_abi r"))
}

/// A contract without dispatch.
fn contract(body: &str) -> Contract {
    let text = format!(
        "module M\nobject deploy = @deploy\nobject runtime in deploy = @main\n\
         func @deploy() -> () {{\nb0:\n  return_code runtime\n}}\nfunc @main() -> () {{\nb0:\n  {body}\n}}\n"
    );
    deploy(&text, &[]).unwrap()
}

fn types() -> Vec<Type> {
    let widths = [8, 16, 64, 120, 128, 136, 248, 256];
    widths.into_iter().flat_map(|bits| [Type::Uint(bits), Type::Int(bits)]).collect()
}

/// Numbers at which something changes, as clean words of the type.
fn edges(ty: Type) -> Vec<U256> {
    let bits = ty.bits();
    let half = U256::ONE << (bits / 2) as usize;
    let top = U256::ONE << (bits - 1) as usize;
    let one = U256::ONE;
    let mut numbers = vec![U256::ZERO, one, U256::from(2), U256::from(3), half, half - one, half + one];
    numbers.extend([top, top - one, top + one, low_mask(bits), low_mask(bits) - one, U256::from(10)]);
    let mut numbers: Vec<U256> = numbers.into_iter().map(|number| clean(ty, number)).collect();
    numbers.sort();
    numbers.dedup();
    numbers
}

fn check_binary(op: &str, types: &[Type], result: impl Fn(Type) -> Type) {
    for &ty in types {
        let mut contract = operation(op, &[ty, ty], result(ty));
        for a in edges(ty) {
            for b in edges(ty) {
                contract.call_function(0, &[a, b]);
            }
        }
    }
}

#[test]
fn checked_arithmetic_agrees_at_the_edges() {
    for op in ["checked_add", "checked_sub", "checked_mul", "checked_div", "mod"] {
        check_binary(op, &types(), |ty| ty);
    }
}

#[test]
fn wrapping_arithmetic_agrees_at_the_edges() {
    for op in ["wrapping_add", "wrapping_sub", "wrapping_mul", "wrapping_div"] {
        check_binary(op, &types(), |ty| ty);
    }
}

#[test]
fn comparisons_agree_at_the_edges() {
    let types = [types(), vec![Type::Address, Type::FixedBytes(4), Type::BYTES32]].concat();
    for op in ["eq", "ne", "lt", "gt", "le", "ge"] {
        check_binary(op, &types, |_| Type::Bool);
    }
}

#[test]
fn bit_operations_agree_at_the_edges() {
    let types = [types(), vec![Type::FixedBytes(4), Type::BYTES32]].concat();
    for op in ["bit_and", "bit_or", "bit_xor"] {
        check_binary(op, &types, |ty| ty);
    }
    for &ty in &types {
        let mut contract = operation("bit_not", &[ty], ty);
        for a in edges(ty) {
            contract.call_function(0, &[a]);
        }
        for op in ["shl", "shr"] {
            let mut contract = operation(op, &[ty, Type::UINT256], ty);
            for a in edges(ty) {
                for bits in [0, 1, 7, 8, 31, 128, 255, 256, 1u64 << 40] {
                    contract.call_function(0, &[a, U256::from(bits)]);
                }
                contract.call_function(0, &[a, U256::MAX]);
            }
        }
    }
}

#[test]
fn powers_agree_at_the_edges() {
    for op in ["checked_exp", "wrapping_exp"] {
        for ty in types() {
            let mut contract = operation(op, &[ty, Type::UINT256], ty);
            for a in edges(ty) {
                for b in [0, 1, 2, 3, 5, 7, 8, 15, 16, 31, 63, 64, 127, 128, 255, 256, 257] {
                    contract.call_function(0, &[a, U256::from(b)]);
                }
                contract.call_function(0, &[a, U256::MAX]);
                contract.call_function(0, &[a, U256::MAX - U256::ONE]);
            }
        }
    }
}

#[test]
fn negation_agrees_at_the_edges() {
    for op in ["checked_neg", "wrapping_neg"] {
        for ty in types().into_iter().filter(|ty| ty.is_signed()) {
            let mut contract = operation(op, &[ty], ty);
            for a in edges(ty) {
                contract.call_function(0, &[a]);
            }
        }
    }
}

#[test]
fn conversions_agree_at_the_edges() {
    let bytes = |n| Type::FixedBytes(n);
    let conversions = [
        ("extend", Type::Uint(8), Type::Uint(64)),
        ("extend", Type::Int(8), Type::Int(256)),
        ("extend", bytes(4), bytes(32)),
        ("truncate", Type::UINT256, Type::Uint(64)),
        ("truncate", Type::Int(256), Type::Int(16)),
        ("truncate", bytes(32), bytes(4)),
        ("reinterpret", Type::Uint(64), Type::Int(64)),
        ("reinterpret", Type::Int(64), Type::Uint(64)),
        ("reinterpret", Type::Uint(160), Type::Address),
        ("reinterpret", Type::Address, Type::Uint(160)),
        ("reinterpret", Type::Uint(32), bytes(4)),
        ("reinterpret", bytes(4), Type::Uint(32)),
        ("reinterpret", Type::UINT256, Type::BYTES32),
        ("reinterpret", Type::BYTES32, Type::UINT256),
        ("reinterpret", Type::Address, bytes(20)),
        ("reinterpret", bytes(20), Type::Address),
    ];
    for (op, from, to) in conversions {
        let mut contract = operation(op, &[from], to);
        for a in edges(from) {
            contract.call_function(0, &[a]);
        }
    }
}

#[test]
fn modular_arithmetic_agrees_at_the_edges() {
    for op in ["addmod", "mulmod"] {
        let mut contract = operation(op, &[Type::UINT256; 3], Type::UINT256);
        for a in edges(Type::UINT256) {
            for b in edges(Type::UINT256) {
                for m in [0, 1, 7] {
                    contract.call_function(0, &[a, b, U256::from(m)]);
                }
                contract.call_function(0, &[a, b, U256::MAX]);
            }
        }
    }
}

/// The interpreter itself, against numbers from Solidity's documentation.
#[test]
fn overflow_and_division_by_zero_panic() {
    let number = |n: u64| U256::from(n);
    let mut add = operation("checked_add", &[Type::Uint(8); 2], Type::Uint(8));
    assert_eq!(add.returned(0, &[number(200), number(55)]), [number(255)]);
    assert_eq!(add.reverted(0, &[number(200), number(56)]), panic_data(0x11));
    let mut divide = operation("wrapping_div", &[Type::Int(8); 2], Type::Int(8));
    let (least, minus_one) = (U256::MAX - number(127), U256::MAX);
    assert_eq!(divide.returned(0, &[least, minus_one]), [least]);
    assert_eq!(divide.reverted(0, &[least, U256::ZERO]), panic_data(0x12));
    let mut divide = operation("checked_div", &[Type::Int(8); 2], Type::Int(8));
    assert_eq!(divide.returned(0, &[U256::MAX - number(6), number(2)]), [U256::MAX - number(2)]);
    assert_eq!(divide.reverted(0, &[least, minus_one]), panic_data(0x11));
    let mut remainder = operation("mod", &[Type::Int(8); 2], Type::Int(8));
    assert_eq!(remainder.returned(0, &[U256::MAX - number(6), number(2)]), [minus_one]);
    let mut power = operation("checked_exp", &[Type::Int(8), Type::Uint(8)], Type::Int(8));
    assert_eq!(power.returned(0, &[U256::MAX - number(1), number(7)]), [least]);
    assert_eq!(power.reverted(0, &[number(2), number(7)]), panic_data(0x11));
}

#[test]
fn arguments_that_are_not_clean_revert_without_data() {
    let number = |n: u64| U256::from(n);
    for (ty, clean_words, dirty) in [
        (Type::Uint(8), vec![number(0), number(255)], vec![number(256), U256::MAX]),
        (Type::Int(8), vec![number(127), U256::MAX, U256::MAX - number(127)], vec![number(128), number(255)]),
        (Type::Bool, vec![number(0), number(1)], vec![number(2), U256::MAX]),
        (Type::Address, vec![low_mask(160)], vec![U256::ONE << 160]),
        (Type::FixedBytes(2), vec![number(0xabcd) << 240], vec![number(1), U256::ONE << 239]),
    ] {
        let mut contract = contract(&format!("a: {ty} = decode_call_args\n  return_abi a"));
        for word in clean_words {
            assert_eq!(contract.returned(0, &[word]), [word]);
        }
        for word in dirty {
            assert!(contract.reverted(0, &[word]).is_empty());
        }
        let short = words(&[U256::ZERO]);
        for length in 0..32 {
            let input = [&[0; 4][..], &short[..length]].concat();
            assert_eq!(contract.call(&input).outcome, Outcome::Reverted(Vec::new()));
        }
        assert_eq!(contract.call(&[0; 100]).outcome, Outcome::Returned(vec![0; 32]));
    }
}

/// Inline assembly's operations, through `to_word` and `from_word`.
#[test]
fn opcodes_agree_at_the_edges() {
    let pure = EvmOp::ALL.iter().filter(|op| op.effects() == Effects::PURE && **op != EvmOp::FreeBase);
    for op in pure {
        let names: Vec<String> = (0..op.operands()).map(|i| format!("a{i}")).collect();
        let decoded = names.iter().map(|name| format!("{name}: uint256")).collect::<Vec<_>>().join(", ");
        let cast: String = names.iter().map(|name| format!("  w{name}: word = to_word {name}\n")).collect();
        let used = names.iter().map(|name| format!("w{name}")).collect::<Vec<_>>().join(", ");
        let mut contract = contract(&format!(
            "{decoded} = decode_call_args\n{cast}  r: word = evm.{} {used}\n  s: uint256 = from_word r\n  return_abi s",
            op.mnemonic()
        ));
        for a in edges(Type::UINT256) {
            for b in edges(Type::UINT256) {
                contract.call_function(0, &[a, b, U256::from(7)][..op.operands()]);
                contract.call_function(0, &[b, a, U256::ZERO][..op.operands()]);
            }
        }
        for a in [5, 30, 31, 32, 255, 256] {
            contract.call_function(
                0,
                &[U256::from(a), U256::MAX - U256::from(a) * U256::from(a), U256::ONE][..op.operands()],
            );
        }
    }
}

#[test]
fn words_become_clean_values() {
    for ty in [Type::Bool, Type::Uint(8), Type::Int(8), Type::Address, Type::FixedBytes(3), Type::UINT256] {
        let body =
            format!("a: uint256 = decode_call_args\n  w: word = to_word a\n  r: {ty} = from_word w\n  return_abi r");
        let mut contract = contract(&body);
        for word in edges(Type::UINT256) {
            assert_eq!(contract.returned(0, &[word]), [clean(ty, word)]);
        }
    }
}

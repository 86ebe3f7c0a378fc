//! Small programs on both machines: the interpreter's outcome is the ZK machine's.

use compiler::ir::interpret::Outcome;
use compiler::ir::parse;
use ruint::aliases::U256;
use vm_zkfriendly::message::Message;
use vm_zkfriendly::trace::Status;

use super::{calldata, compiled, meaning, meaning_of, module, trace, zk_outcome};

/// Runs `@main` on each list of words, and on calldata that is one byte short.
fn agree(functions: &str, inputs: &[&[U256]]) {
    let module = module(functions);
    let compiled = compiled(&module);
    for words in inputs {
        let whole = calldata(words);
        for input in [&whole[..], &whole[..whole.len() - 1]] {
            assert_eq!(Some(zk_outcome(&compiled, input)), meaning(&module, input, 1 << 20), "on {words:x?}");
        }
    }
}

fn word(number: u128) -> U256 {
    U256::from(number)
}

/// `r = op a, b` on this type, for edges of its range.
fn agree_on_operation(op: &str, ty: &str, bits: usize) {
    let text = format!(
        "func @main() -> () {{\nb0:\n  v0: {ty}, v1: {ty} = decode_call_args\n  v2: {ty} = {op} v0, v1\n  return_abi v2\n}}"
    );
    let greatest = if bits == 256 { U256::MAX } else { (U256::ONE << bits) - U256::ONE };
    let half = U256::ONE << (bits / 2);
    let edges = [word(0), word(1), word(2), half - U256::ONE, half, half + U256::ONE, greatest - U256::ONE, greatest];
    let mut inputs: Vec<[U256; 2]> = edges.iter().flat_map(|&a| edges.map(|b| [a, b])).collect();
    if bits < 256 {
        // Not clean.
        inputs.extend([[greatest + U256::ONE, word(1)], [word(1), U256::MAX]]);
    }
    agree(&text, &inputs.iter().map(|words| &words[..]).collect::<Vec<_>>());
}

#[test]
fn arithmetic_is_right_at_the_edges_of_every_width() {
    let widths = [8, 32, 64, 72, 120, 128, 136, 160, 248, 256];
    let operations = [
        "checked_add",
        "checked_sub",
        "checked_mul",
        "checked_div",
        "wrapping_add",
        "wrapping_sub",
        "wrapping_mul",
        "wrapping_div",
        "mod",
        "checked_exp",
        "wrapping_exp",
    ];
    for bits in widths {
        for op in operations {
            agree_on_operation(op, &format!("uint{bits}"), bits);
        }
    }
}

/// The operation on signed numbers, for edges of their range; with the second operand known, too.
fn agree_on_signed_operation(op: &str, bits: usize, result: &str) {
    let ty = format!("int{bits}");
    let head = format!("func @main() -> () {{\nb0:\n  v0: {ty}, v1: {ty} = decode_call_args\n");
    let least = U256::ZERO.wrapping_sub(U256::ONE << (bits - 1));
    let root = U256::ONE << (bits / 2 - 1);
    let minus = |number: u64| U256::ZERO.wrapping_sub(word(number.into()));
    let mut edges = vec![word(0), word(1), word(2), minus(1), minus(2), minus(7), root, root.wrapping_neg()];
    edges.extend([least, least.wrapping_add(U256::ONE), !least, !least - U256::ONE]);
    let result = if result == "same" { ty.as_str() } else { result };
    let mut inputs: Vec<[U256; 2]> = edges.iter().flat_map(|&a| edges.iter().map(move |&b| [a, b])).collect();
    if bits < 256 {
        // Not clean.
        inputs.extend([[U256::ONE << (bits - 1), word(1)], [word(1), least - U256::ONE]]);
    }
    let inputs: Vec<&[U256]> = inputs.iter().map(|words| &words[..]).collect();
    agree(&format!("{head}  v2: {result} = {op} v0, v1\n  return_abi v2\n}}"), &inputs);
    for number in [minus(1), word(0), word(3), least, !least] {
        let constant = format!("  v2: {ty} = const[{number:#x}]\n");
        for operands in ["v0, v2", "v2, v0"] {
            let text = format!("{head}{constant}  v3: {result} = {op} {operands}\n  return_abi v3\n}}");
            agree(&text, &inputs[..edges.len() * edges.len()].iter().step_by(edges.len()).copied().collect::<Vec<_>>());
        }
    }
}

#[test]
fn signed_arithmetic_is_right_at_the_edges_of_every_width() {
    for bits in [8, 64, 128, 136, 248, 256] {
        for op in ["add", "sub", "mul", "div"] {
            agree_on_signed_operation(&format!("checked_{op}"), bits, "same");
            agree_on_signed_operation(&format!("wrapping_{op}"), bits, "same");
        }
        agree_on_signed_operation("mod", bits, "same");
        for op in ["lt", "gt", "le", "ge"] {
            agree_on_signed_operation(op, bits, "bool");
        }
        for op in ["bit_and", "bit_or", "bit_xor"] {
            agree_on_signed_operation(op, bits, "same");
        }
    }
}

#[test]
fn negatives_and_powers_of_signed_numbers_are_right() {
    let minus = |number: u64| U256::ZERO.wrapping_sub(word(number.into()));
    for bits in [8, 128, 136, 256] {
        let least = U256::ZERO.wrapping_sub(U256::ONE << (bits - 1));
        let bases = [word(0), word(1), minus(1), word(2), minus(2), minus(3), word(11), minus(12), least, !least];
        for op in ["checked_neg", "wrapping_neg", "bit_not"] {
            let text = format!(
                "func @main() -> () {{\nb0:\n  v0: int{bits} = decode_call_args\n  v1: int{bits} = {op} v0\n  return_abi v1\n}}"
            );
            agree(&text, &bases.each_ref().map(std::slice::from_ref));
        }
        for op in ["checked_exp", "wrapping_exp"] {
            let head = format!("func @main() -> () {{\nb0:\n  v0: int{bits}, v1: uint8 = decode_call_args\n");
            let text = format!("{head}  v2: int{bits} = {op} v0, v1\n  return_abi v2\n}}");
            let exponents = [0, 1, 2, 7, 8, 63, 64, 255].map(word);
            let inputs: Vec<[U256; 2]> = bases.iter().flat_map(|&base| exponents.map(|by| [base, by])).collect();
            agree(&text, &inputs.iter().map(|words| &words[..]).collect::<Vec<_>>());
            for exponent in [0, 1, 2, 3, 7, 8] {
                let constant = format!("  v2: uint8 = const[{exponent}]\n  v3: int{bits} = {op} v0, v2\n");
                let inputs = bases.map(|base| [base, word(0)]);
                agree(&format!("{head}{constant}  return_abi v3\n}}"), &inputs.each_ref().map(|words| &words[..]));
            }
        }
    }
}

#[test]
fn bits_are_those_of_the_words() {
    for (ty, bits) in [("uint8", 8), ("uint64", 64), ("uint128", 128), ("uint160", 160), ("uint256", 256)] {
        for op in ["bit_and", "bit_or", "bit_xor"] {
            agree_on_operation(op, ty, bits);
            for mask in
                [word(1), word(0xff), word(0xa5), U256::MAX >> (256 - bits), (U256::MAX >> (256 - bits)) - word(15)]
            {
                let text = format!(
                    "func @main() -> () {{\nb0:\n  v0: {ty} = decode_call_args\n  v1: {ty} = const[{mask:#x}]\n  \
                     v2: {ty} = {op} v1, v0\n  v3: {ty} = {op} v2, v1\n  return_abi v2, v3\n}}"
                );
                agree(&text, &[&[word(0)], &[word(0x5a)], &[U256::MAX >> (256 - bits)], &[mask]]);
            }
        }
    }
    let text = "func @main() -> () {\nb0:\n  v0: bytes4, v1: bytes4 = decode_call_args\n  v2: bytes4 = bit_and v0, v1\n  \
                v3: bytes4 = bit_or v0, v1\n  v4: bytes4 = bit_xor v0, v1\n  v5: bytes4 = bit_not v2\n  return_abi v2, v3, v4, v5\n}";
    agree(text, &[&[word(0x1234_5678) << 224, word(0xf0f0_f0f0) << 224], &[word(0), word(0xffff_ffff) << 224]]);
}

#[test]
fn shifts_by_any_amount_are_right() {
    let types = [
        ("uint8", 8),
        ("uint64", 64),
        ("uint128", 128),
        ("uint160", 160),
        ("uint256", 256),
        ("int8", 8),
        ("int128", 128),
        ("int256", 256),
        ("bytes4", 32),
        ("bytes32", 256),
    ];
    let amounts = [0, 1, 7, 8, 9, 31, 63, 64, 65, 127, 128, 159, 255, 256, 1000].map(word);
    for (ty, bits) in types {
        let greatest = if ty.starts_with("bytes") { U256::MAX << (256 - bits) } else { U256::MAX >> (256 - bits) };
        let values = match ty.strip_prefix("int") {
            Some(_) => [word(5), U256::MAX, U256::ZERO.wrapping_sub(word(77)), greatest >> 1],
            None => [word(0), greatest, greatest ^ (greatest >> 3), greatest.wrapping_sub(greatest >> 1)],
        };
        let values = if ty == "bytes4" { values.map(|value| value >> 224 << 224) } else { values };
        for op in ["shl", "shr"] {
            let text = format!(
                "func @main() -> () {{\nb0:\n  v0: {ty}, v1: uint256 = decode_call_args\n  v2: {ty} = {op} v0, v1\n  return_abi v2\n}}"
            );
            let far = [word(1) << 128, word(1) << 255, U256::MAX];
            let amounts_too: Vec<U256> = amounts.into_iter().chain(far).collect();
            let inputs: Vec<[U256; 2]> =
                values.iter().flat_map(|&value| amounts_too.iter().map(move |&by| [value, by])).collect();
            agree(&text, &inputs.iter().map(|words| &words[..]).collect::<Vec<_>>());
            for amount in amounts {
                let text = format!(
                    "func @main() -> () {{\nb0:\n  v0: {ty} = decode_call_args\n  v1: uint256 = const[{amount}]\n  v2: {ty} = {op} v0, v1\n  \
                     return_abi v2\n}}"
                );
                agree(&text, &values.each_ref().map(std::slice::from_ref));
            }
        }
    }
}

#[test]
fn signed_conversions_keep_what_solidity_keeps() {
    agree(
        "func @main() -> () {
b0:
  v0: int256, v1: uint64, v2: uint160, v3: int64 = decode_call_args
  v4: int64 = truncate v0
  v5: int136 = truncate v0
  v6: int64 = reinterpret v1
  v7: int160 = reinterpret v2
  v8: uint64 = reinterpret v3
  v9: int256 = extend v3
  v10: uint256 = reinterpret v0
  v11: int256 = reinterpret v10
  v12: int8 = truncate v3
  return_abi v4, v5, v6, v7, v8, v9, v10, v11, v12
}",
        &[
            &[U256::MAX, word(u64::MAX.into()), U256::MAX >> 96, U256::MAX],
            &[word(0x80), word(1 << 63), word(1) << 159, U256::ZERO.wrapping_sub(word(129))],
            &[word(1) << 255, word((1 << 63) - 1), (word(1) << 159) - word(1), word(127)],
            &[word(0), word(0), word(0), word(1 << 63)],
        ],
    );
}

#[test]
fn products_modulo_anything_don_t_overflow() {
    let text = "func @main() -> () {\nb0:\n  v0: uint256, v1: uint256, v2: uint256 = decode_call_args\n  \
                v3: uint256 = mulmod v0, v1, v2\n  v4: uint256 = const[0xfff1]\n  v5: uint256 = mulmod v3, v4, v0\n  \
                v6: uint256 = addmod v5, v0, v4\n  return_abi v3, v5, v6\n}";
    let edges = [U256::ZERO, U256::ONE, word(12), U256::MAX - U256::ONE, U256::MAX];
    let inputs: Vec<[U256; 3]> =
        edges.iter().flat_map(|&a| edges.iter().flat_map(move |&b| edges.map(|m| [a, b, m]))).collect();
    agree(text, &inputs.iter().map(|words| &words[..]).collect::<Vec<_>>());
}

#[test]
fn comparisons_are_right_with_constants_on_either_side() {
    for op in ["eq", "ne", "lt", "gt", "le", "ge"] {
        for (ty, bits) in [("uint8", 8), ("uint128", 128), ("uint160", 160), ("uint256", 256), ("bytes32", 256)] {
            let greatest = if bits == 256 { U256::MAX } else { (U256::ONE << bits) - U256::ONE };
            for number in [word(0), word(1), greatest - U256::ONE, greatest] {
                let text = format!(
                    "func @main() -> () {{\nb0:\n  v0: {ty} = decode_call_args\n  v1: {ty} = const[{number:#x}]\n  \
                     v2: bool = {op} v0, v1\n  v3: bool = {op} v1, v0\n  v4: bool = {op} v1, v1\n  v5: bool = not v3\n  \
                     v6: bool = {op} v1, v0\n  branch v6, b1, b2\nb1:\n  return_abi v2, v3, v4, v5\nb2:\n  revert_error[1] v2, v3, v4\n}}"
                );
                agree(&text, &[&[word(0)], &[word(1)], &[word(2)], &[greatest - U256::ONE], &[greatest]]);
            }
        }
    }
}

#[test]
fn conversions_keep_what_solidity_keeps() {
    agree(
        "func @main() -> () {
b0:
  v0: uint256, v1: bytes32, v2: bytes4, v3: address, v4: int256, v5: uint32 = decode_call_args
  v10: uint64 = truncate v0
  v11: uint160 = truncate v0
  v12: bytes32 = reinterpret v0
  v13: bytes4 = truncate v1
  v14: uint256 = reinterpret v1
  v15: bytes20 = extend v2
  v16: uint32 = reinterpret v2
  v17: bytes4 = reinterpret v5
  v18: uint160 = reinterpret v3
  v19: bytes20 = reinterpret v3
  v20: uint256 = reinterpret v4
  v21: address = reinterpret v11
  v22: uint160 = reinterpret v15
  v23: bytes4 = bit_not v2
  v24: uint64 = bit_not v10
  v25: uint160 = bit_not v11
  v26: uint8 = const[7]
  v27: uint64 = shl v10, v26
  v28: uint64 = shr v10, v26
  v29: bytes4 = shl v2, v26
  v30: bytes4 = shr v2, v26
  v31: uint256 = shl v0, v26
  v32: uint256 = shr v0, v26
  v33: uint160 = shl v11, v26
  v34: uint128 = truncate v0
  v35: uint128 = shl v34, v26
  v36: uint8 = const[255]
  v37: uint128 = shr v34, v36
  return_abi v10, v11, v12, v13, v14, v15, v16, v17, v18, v19, v20, v21, v22, v23, v24, v25, v27, v28, v29, v30, v31, v32, v33, v35, v37
}",
        &[
            &[U256::MAX, U256::MAX, word(0x1234_5678) << 224, word(0xabcdef), U256::MAX, word(0x8765_4321)],
            &[word(1 << 100), word(5), word(0), U256::MAX >> 96, word(3), word(u128::from(u32::MAX))],
            &[word(0), word(0), word(1), word(0), word(0), word(0)],
            &[word(0), word(0), word(0), word(0), word(0), word(1 << 32)],
            &[word(0), word(0), word(0), U256::MAX >> 95, word(0), word(0)],
        ],
    );
}

#[test]
fn booleans_are_decoded_strictly() {
    let text = "func @main() -> () {\nb0:\n  v0: bool, v1: bool = decode_call_args\n  v2: bool = eq v0, v1\n  return_abi v0, v2\n}";
    agree(
        text,
        &[&[word(0), word(1)], &[word(1), word(1)], &[word(2), word(1)], &[word(1), U256::MAX], &[word(1)], &[]],
    );
}

#[test]
fn powers_with_a_constant_exponent_are_products() {
    for exponent in [0, 1, 2, 3, 4, 5, 7, 10, 77, 255] {
        for op in ["checked_exp", "wrapping_exp"] {
            let text = format!(
                "func @main() -> () {{\nb0:\n  v0: uint64 = decode_call_args\n  v1: uint8 = const[{exponent}]\n  \
                 v2: uint64 = {op} v0, v1\n  return_abi v2\n}}"
            );
            agree(&text, &[&[word(0)], &[word(1)], &[word(2)], &[word(3)], &[word(84)], &[word(1 << 33)]]);
        }
    }
}

#[test]
fn sums_modulo_anything_don_t_overflow() {
    let text = "func @main() -> () {\nb0:\n  v0: uint256, v1: uint256, v2: uint256 = decode_call_args\n  \
                v3: uint256 = addmod v0, v1, v2\n  return_abi v3\n}";
    let edges = [U256::ZERO, U256::ONE, word(12), U256::MAX - U256::ONE, U256::MAX];
    let inputs: Vec<[U256; 3]> =
        edges.iter().flat_map(|&a| edges.iter().flat_map(move |&b| edges.map(|m| [a, b, m]))).collect();
    agree(text, &inputs.iter().map(|words| &words[..]).collect::<Vec<_>>());
}

#[test]
fn recursion_returns_several_results() {
    agree(
        "func @main() -> () {
b0:
  v0: uint64 = decode_call_args
  v1: uint256, v2: uint256 = call[@f] v0
  return_abi v1, v2
}
func @f(uint64) -> (uint256, uint256) {
b0(v0: uint64):
  v1: uint64 = const[0]
  v2: bool = eq v0, v1
  branch v2, b1, b2
b1:
  v3: uint256 = const[1]
  v4: uint256 = const[0]
  return v3, v4
b2:
  v5: uint64 = const[1]
  v6: uint64 = checked_sub v0, v5
  v7: uint256, v8: uint256 = call[@f] v6
  v9: uint256 = checked_add v7, v8
  return v9, v7
}",
        &[&[word(0)], &[word(1)], &[word(30)]],
    );
}

#[test]
fn loops_nest_and_values_reach_where_they_are_used() {
    agree(
        "func @main() -> () {
b0:
  v0: uint64, v1: uint256 = decode_call_args
  v2: uint64 = const[0]
  v3: uint256 = const[3]
  jump b1(v2, v3)
b1(v4: uint64, v5: uint256):
  v6: bool = lt v4, v0
  branch v6, b2, b8
b2:
  v7: uint256 = wrapping_mul v5, v1
  v8: uint64 = const[1]
  v9: uint64 = checked_add v4, v8
  jump b3(v2, v7)
b3(v10: uint64, v11: uint256):
  v12: bool = lt v10, v4
  branch v12, b4, b7
b4:
  v13: uint256 = wrapping_add v11, v7
  v14: uint64 = checked_add v10, v8
  v15: uint64 = const[5]
  v16: bool = eq v14, v15
  branch v16, b9(v13, v4), b6
b6:
  v17: uint256 = wrapping_add v13, v1
  jump b3(v14, v17)
b7:
  jump b1(v9, v11)
b8:
  jump b9(v5, v0)
b9(v18: uint256, v19: uint64):
  return_abi v18, v19, v1
}",
        &[&[word(0), word(1)], &[word(1), word(9)], &[word(4), word(77)], &[word(9), U256::MAX]],
    );
}

#[test]
fn a_carried_constant_serves_every_type_that_has_it() {
    agree(
        "func @main() -> () {
b0:
  v0: uint128 = decode_call_args
  v1: uint128 = const[1]
  v2: bool = const[1]
  jump b1(v0, v2)
b1(v3: uint128, v4: bool):
  v5: bool = gt v3, v1
  branch v5, b2, b3
b2:
  v6: uint128 = checked_mul v3, v1
  v7: bool = call[@f] v2
  v8: uint128 = checked_sub v6, v1
  jump b1(v8, v7)
b3:
  return_abi v3, v4
}
func @f(bool) -> (bool) {
b0(v0: bool):
  v1: bool = not v0
  return v1
}",
        &[&[word(0)], &[word(1)], &[word(5)]],
    );
}

#[test]
fn context_is_read() {
    agree(
        "func @main() -> () {
b0:
  v0: address = caller
  v1: uint256 = callvalue
  v2: uint256 = chainid
  v3: uint256 = calldata_size
  v4: bool = has_selector
  v5: uint32 = selector
  return_abi v0, v1, v2, v3, v4, v5
}",
        &[&[], &[word(5)]],
    );
}

#[test]
fn a_constructor_decodes_its_arguments_and_has_no_calldata() {
    let text = "module M\nobject deploy = @deploy\nobject runtime in deploy = @main\n\
func @deploy() -> () {
b0:
  v0: uint64, v1: bool = decode_constructor_args
  v2: uint256 = calldata_size
  v3: uint32 = selector
  v4: bool = has_selector
  branch v1, b1, b2
b1:
  revert_error[0x01020304] v0, v2, v3, v4
b2:
  return_code runtime
}
func @main() -> () {
b0:
  return_abi
}";
    let module = parse(text).unwrap();
    let deploy = compiled(&module).object.deploy;
    let inputs: [&[U256]; 5] =
        [&[word(9), word(0)], &[word(9), word(1)], &[word(9), word(2)], &[U256::MAX, word(0)], &[word(9)]];
    for words in inputs {
        let input: Vec<u8> = words.iter().flat_map(U256::to_be_bytes::<32>).collect();
        let outcome = trace(&deploy, &Message::words(&input)).outcome().clone();
        match meaning_of(&module, "deploy", &input, 100).unwrap() {
            Outcome::Created(_) => assert_eq!((outcome.status, outcome.output.length), (Status::Success, 0)),
            Outcome::Reverted(data) => {
                assert_eq!((outcome.status, outcome.output.to_bytes()), (Status::Revert, data), "on {words:x?}");
            }
            Outcome::Returned(_) | Outcome::Invalid => unreachable!("a constructor creates or reverts"),
        }
    }
}

#[test]
fn functions_that_never_return_are_inlined_beside_others() {
    agree(
        "func @main() -> () {
b0:
  v0: bool, v1: uint64 = decode_call_args
  branch v0, b1, b2
b1:
  v2: uint64 = call[@fails] v1
  v3: uint64 = call[@twice] v2
  return_abi v3
b2:
  v4: uint64 = call[@half] v1
  return_abi v4
}
func @fails(uint64) -> (uint64) {
b0(v0: uint64):
  revert_error[7] v0
}
func @twice(uint64) -> (uint64) {
b0(v0: uint64):
  v1: uint64 = checked_add v0, v0
  return v1
}
func @half(uint64) -> (uint64) {
b0(v0: uint64):
  v1: uint64 = const[0x2]
  v2: bool = lt v0, v1
  branch v2, b1(v0), b2
b1(v3: uint64):
  return v3
b2:
  v4: uint64 = checked_div v0, v1
  jump b1(v4)
}",
        &[&[word(0), word(1)], &[word(0), word(9)], &[word(1), word(9)]],
    );
}

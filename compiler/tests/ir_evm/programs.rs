//! Whole programs: storage, mappings, events, errors, calls, loops, recursion.

use alloy_primitives::keccak256;
use compiler::ir::interpret::{Log, Outcome};
use ruint::aliases::U256;

use crate::contract::{Contract, deploy, panic_data, words};

const TRANSFER: u32 = 0xa9059cbb;
const TOTAL: u32 = 0x6d4ce63c;

fn number(n: u64) -> U256 {
    U256::from(n)
}

fn counter() -> Contract {
    deploy(include_str!("../ir/counter.ir"), &[number(1_000), number(0xabc)]).unwrap()
}

/// A contract whose functions are given as text, with `main` as its entry.
fn contract(functions: &str) -> Contract {
    let text = format!(
        "module M\nobject deploy = @deploy\nobject runtime in deploy = @main\n\
         func @deploy() -> () {{\nb0:\n  return_code runtime\n}}\n{functions}"
    );
    deploy(&text, &[]).unwrap()
}

#[test]
fn a_constructor_takes_its_arguments_from_behind_the_code() {
    assert_eq!(counter().returned(TOTAL, &[]), [number(1_000)]);
}

#[test]
fn a_constructor_refuses_short_and_dirty_arguments() {
    let text = include_str!("../ir/counter.ir");
    assert!(deploy(text, &[number(1_000)]).is_none());
    assert!(deploy(text, &[number(1_000), U256::MAX]).is_none());
}

#[test]
fn dispatch_reverts_without_a_function_that_fits() {
    for input in [&[][..], &[0xa9, 0x05, 0x9c], &[1, 2, 3, 4], &[0; 64]] {
        assert_eq!(counter().call(input).outcome, Outcome::Reverted(Vec::new()));
    }
}

#[test]
fn a_transfer_moves_a_balance_and_logs() {
    let mut contract = counter();
    let error = contract.reverted(TRANSFER, &[number(5), number(9)]);
    assert_eq!(error, [&0xcf479181u32.to_be_bytes()[..], &words(&[number(0), number(9)])].concat());
    let caller = contract.context.caller;
    let execution = contract.call_function(TRANSFER, &[number(5), number(0)]);
    let topic = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef".parse().unwrap();
    assert_eq!(execution.logs, [Log { topics: vec![topic, caller, number(5)], data: words(&[number(0)]) }]);
    assert_eq!(execution.outcome, Outcome::Returned(words(&[number(1)])));
}

#[test]
fn narrow_variables_share_slots_as_solc_lays_them_out() {
    let mut contract = contract(
        "storage $a: uint8
storage $b: int16
storage $c: bytes4
storage $d: bool
storage $e: address
storage $f: uint64
storage $m: mapping(uint8 => mapping(bool => int8))
storage $g: bool
func @main() -> () {
b0:
  a: uint8, b: int16, c: bytes4, d: bool, e: address, f: uint64, h: int8 = decode_call_args
  pa: place<uint8> = storage_place[$a]
  pb: place<int16> = storage_place[$b]
  pc: place<bytes4> = storage_place[$c]
  pd: place<bool> = storage_place[$d]
  pe: place<address> = storage_place[$e]
  pf: place<uint64> = storage_place[$f]
  pg: place<bool> = storage_place[$g]
  m: place<mapping(uint8 => mapping(bool => int8))> = storage_place[$m]
  m1: place<mapping(bool => int8)> = map_element m, a
  ph: place<int8> = map_element m1, d
  sstore pa, a
  sstore pb, b
  sstore pc, c
  sstore pd, d
  sstore pe, e
  sstore pf, f
  sstore pg, d
  sstore ph, h
  ra: uint8 = sload pa
  rb: int16 = sload pb
  rc: bytes4 = sload pc
  rd: bool = sload pd
  re: address = sload pe
  rf: uint64 = sload pf
  rg: bool = sload pg
  rh: int8 = sload ph
  return_abi ra, rb, rc, rd, re, rf, rg, rh
}
",
    );
    let minus_two = U256::MAX - U256::ONE;
    let tag = number(0xdeadbeef) << 224;
    let args = [number(7), minus_two, tag, number(1), number(0x1234), number(99), minus_two];
    let results = [number(7), minus_two, tag, number(1), number(0x1234), number(99), number(1), minus_two];
    assert_eq!(contract.returned(0, &args), results);
    // A second write leaves the neighbours alone.
    let other = [number(255), number(1), U256::ZERO, U256::ZERO, U256::ZERO, number(u64::MAX), number(1)];
    contract.call_function(0, &other);
    let slot_0 = number(0x01ff);
    let storage = contract.storage();
    assert_eq!(storage[&U256::ZERO], slot_0);
    let outer = keccak256(words(&[number(7), number(2)]));
    let inner = keccak256([&words(&[number(1)])[..], outer.as_slice()].concat());
    assert_eq!(storage[&U256::from_be_bytes(inner.0)], number(0xfe));
}

#[test]
fn errors_carry_texts_and_values() {
    let mut contract = contract(
        "func @main() -> () {
b0:
  a: uint256 = decode_call_args
  one: uint256 = const[1]
  is_one: bool = eq a, one
  branch is_one, b1, b2
b1:
  panic[0x01]
b2:
  revert_error[0x12345678] a, \"a text of more than thirty-two bytes\\x00\", a, \"\", \"short\"
}
",
    );
    assert_eq!(contract.reverted(0, &[number(1)]), panic_data(0x01));
    let mut text = b"a text of more than thirty-two bytes\0".to_vec();
    let length = text.len();
    text.resize(64, 0);
    let mut short = b"short".to_vec();
    short.resize(32, 0);
    let head = words(&[5, 160, 5, 256, 288, length as u64].map(number));
    let expected = [&[0x12, 0x34, 0x56, 0x78][..], &head, &text, &words(&[number(0), number(5)]), &short].concat();
    assert_eq!(contract.reverted(0, &[number(5)]), expected);
}

#[test]
fn the_context_is_read() {
    let mut contract = contract(
        "func @main() -> () {
b0:
  a: address = caller
  b: uint256 = callvalue
  c: address = this_address
  d: address = origin
  e: uint256 = gasprice
  f: uint256 = basefee
  g: uint256 = blobbasefee
  h: uint256 = chainid
  i: address = coinbase
  j: uint256 = gaslimit
  k: uint256 = block_number
  l: uint256 = prevrandao
  m: uint256 = timestamp
  n: uint32 = selector
  o: uint256 = calldata_size
  p: bool = has_selector
  one: uint256 = const[1]
  before: uint256 = checked_sub k, one
  q: bytes32 = blockhash before
  old: uint256 = const[744]
  r: bytes32 = blockhash old
  older: uint256 = const[743]
  s: bytes32 = blockhash older
  t: bytes32 = blockhash k
  u: bytes32 = keccak_words
  v: bytes32 = keccak_words a, b
  w: bytes32 = keccak_words a, b, c, d, e
  return_abi a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w
}
",
    );
    contract.context.callvalue = number(12345);
    let results = contract.returned(0x01020304, &[]);
    assert_eq!(results[13..16], [number(0x01020304), number(4), number(1)]);
    assert_eq!(results[16..20], [number(0x1234), number(0x5678), number(0), number(0)]);
    assert_eq!(results[20], U256::from_be_bytes(keccak256([]).0));
    assert_eq!(results[22], U256::from_be_bytes(keccak256(words(&results[..5])).0));
}

#[test]
fn blobs_are_found_by_number_and_gas_gets_less() {
    let mut contract = contract(
        "func @main() -> () {
b0:
  i: uint256 = decode_call_args
  hash: bytes32 = blobhash i
  before: uint256 = gasleft
  after: uint256 = gasleft
  less: bool = lt after, before
  return_abi hash, less
}
",
    );
    let hashes = [1, 2].map(|end| (U256::ONE << 248) + number(end));
    contract.context.blob_hashes = hashes.into();
    for (index, hash) in
        [(number(0), hashes[0]), (number(1), hashes[1]), (number(2), number(0)), (U256::MAX, number(0))]
    {
        assert_eq!(contract.returned(0, &[index]), [hash, number(1)]);
    }
}

#[test]
fn logs_take_any_number_of_topics_and_words() {
    for topics in 0..=4 {
        let mut contract = contract(&format!(
            "func @main() -> () {{
b0:
  a: uint256, b: address, c: bool, d: bytes4, e: uint8 = decode_call_args
  log[{topics}] a, b, c, d, e
  log[{topics}] a, b, c, d
  return_abi
}}
"
        ));
        let args = [number(1), number(2), number(1), U256::ZERO, number(5)];
        let logs = contract.call_function(0, &args).logs;
        assert_eq!(logs[0], Log { topics: args[..topics].to_vec(), data: words(&args[topics..]) });
        assert_eq!(logs[1], Log { topics: args[..topics].to_vec(), data: words(&args[topics..4]) });
    }
}

#[test]
fn an_unchecked_uint64_loop_runs() {
    let mut contract = contract(
        "func @main() -> () {
b0:
  n: uint64 = decode_call_args
  zero: uint64 = const[0]
  one: uint64 = const[1]
  jump head(zero, one, zero)
head(a: uint64, b: uint64, i: uint64):
  more: bool = lt i, n
  branch more, body, done
body:
  c: uint64 = wrapping_add a, b
  next: uint64 = wrapping_add i, one
  jump head(b, c, next)
done:
  return_abi a
}
",
    );
    assert_eq!(contract.returned(0, &[number(50)]), [number(12_586_269_025)]);
    assert_eq!(contract.returned(0, &[number(100)]), [number(3736710778780434371)]);
}

#[test]
fn recursion_keeps_many_live_values() {
    // f(n) = n == 0 ? 0 : f(n - 1) + sum of 30 values computed before the call and used after it.
    let names: Vec<String> = (0..30).map(|i| format!("x{i}")).collect();
    let before: String = names
        .iter()
        .enumerate()
        .map(|(i, name)| format!("  c{i}: uint256 = const[{i}]\n  {name}: uint256 = wrapping_mul n, c{i}\n"))
        .collect();
    let mut sum = "rest".to_owned();
    let mut after = String::new();
    for name in &names {
        after += &format!("  s{name}: uint256 = checked_add {sum}, {name}\n");
        sum = format!("s{name}");
    }
    let mut contract = contract(&format!(
        "func @main() -> () {{
b0:
  n: uint256 = decode_call_args
  a: uint256, b: uint256 = call[@f] n, n
  return_abi a, b
}}
func @f(uint256, uint256) -> (uint256, uint256) {{
b0(n: uint256, kept: uint256):
  zero: uint256 = const[0]
  is_zero: bool = eq n, zero
  branch is_zero, b1, b2
b1:
  return zero, kept
b2:
{before}  one: uint256 = const[1]
  less: uint256 = checked_sub n, one
  rest: uint256, deep: uint256 = call[@f] less, kept
{after}  again: uint256 = checked_add deep, kept
  return {sum}, again
}}
"
    ));
    // 435 is 0 + 1 + … + 29.
    assert_eq!(contract.returned(0, &[number(6)]), [number(435 * 21), number(42)]);
}

#[test]
fn functions_take_and_give_forty_values() {
    let list = |item: &dyn Fn(usize) -> String| (0..40).map(item).collect::<Vec<_>>().join(", ");
    let types = list(&|_| "uint256".to_owned());
    let (a, b) = (list(&|i| format!("a{i}")), list(&|i| format!("b{i}")));
    let a_defined = list(&|i| format!("a{i}: uint256"));
    let b_defined = list(&|i| format!("b{i}: uint256"));
    let reversed = (0..40).rev().map(|i| format!("a{i}")).collect::<Vec<_>>().join(", ");
    let mut contract = contract(&format!(
        "func @main() -> () {{
b0:
  {a_defined} = decode_call_args
  {b_defined} = call[@reverse] {a}
  return_abi {b}
}}
func @reverse({types}) -> ({types}) {{
b0({a_defined}):
  return {reversed}
}}
"
    ));
    let args: Vec<U256> = (0..40).map(number).collect();
    let reversed: Vec<U256> = (0..40).rev().map(number).collect();
    assert_eq!(contract.returned(0, &args), reversed);
}

#[test]
fn block_arguments_are_passed_at_once() {
    let mut contract = contract(
        "func @main() -> () {
b0:
  n: uint256, a: uint256, b: uint256 = decode_call_args
  jump head(n, a, b)
head(i: uint256, x: uint256, y: uint256):
  one: uint256 = const[1]
  zero: uint256 = const[0]
  more: bool = gt i, zero
  less: uint256 = wrapping_sub i, one
  branch more, head(less, y, x), done(x, y, x)
done(p: uint256, q: uint256, r: uint256):
  return_abi p, q, r
}
",
    );
    assert_eq!(contract.returned(0, &[3, 7, 9].map(number)), [9, 7, 9].map(number));
}

#[test]
fn code_has_a_source_map() {
    let module = compiler::ir::parse(include_str!("../ir/counter.ir")).unwrap();
    let runtime = module.find_object("runtime").unwrap();
    let code = compiler::backend::evm::compile(&module, runtime);
    let spans: Vec<(u32, u32)> = code.source_map.iter().map(|entry| (entry.span.start, entry.span.end)).collect();
    for span in [(10, 20), (30, 40)] {
        assert!(spans.contains(&span), "{spans:?}");
    }
    let add = code.source_map.iter().position(|entry| entry.span.start == 30).unwrap();
    let range = code.source_map[add].offset as usize..code.source_map[add + 1].offset as usize;
    assert!(code.bytes[range].contains(&0x01), "the checked addition's code holds an ADD");
}

#[test]
fn memory_operations_of_inline_assembly_agree() {
    let mut contract = contract(
        "func @main() -> () {
b0:
  base: word = evm.free_base
  size: word = const[32]
  second: word = evm.add base, size
  third: word = evm.add second, size
  four: word = const[4]
  evm.calldatacopy base, four, size
  a: word = evm.mload base
  evm.mcopy second, base, size
  byte: word = const[0x1ff]
  evm.mstore8 second, byte
  hash: word = evm.keccak256 base, size
  evm.tstore hash, byte
  b: word = evm.tload hash
  slot: word = const[5]
  evm.sstore slot, hash
  c: word = evm.sload slot
  d: word = evm.add c, b
  evm.mstore third, d
  evm.log2 base, size, a, b
  all: word = const[96]
  evm.return base, all
}
",
    );
    let results = contract.returned(0, &[U256::MAX >> 8]);
    assert_eq!(results[..2], [U256::MAX >> 8, U256::MAX]);
    assert_eq!(contract.storage().len(), 1);
}

#[test]
fn functions_on_one_call_chain_share_no_cells() {
    // Each keeps 30 values in memory while the next runs.
    let function = |name: &str, body: &str, factor: u64| {
        let (mut text, mut sum) = (String::new(), "rest".to_owned());
        for i in 0..30u64 {
            text += &format!("  c{i}: uint256 = const[{}]\n  x{i}: uint256 = wrapping_mul n, c{i}\n", i * factor);
        }
        text += body;
        for i in 0..30 {
            text += &format!("  s{i}: uint256 = wrapping_add {sum}, x{i}\n");
            sum = format!("s{i}");
        }
        format!("func @{name}(uint256) -> (uint256) {{\nb0(n: uint256):\n{text}  return {sum}\n}}\n")
    };
    let mut contract = contract(
        &[
            "func @main() -> () {\nb0:\n  n: uint256 = decode_call_args\n  a: uint256 = call[@f] n\n  return_abi a\n}\n",
            &function("f", "  one: uint256 = call[@h] n\n  two: uint256 = call[@g] n\n  rest: uint256 = wrapping_add one, two\n", 1),
            &function("g", "  rest: uint256 = call[@h] n\n", 100),
            &function("h", "  rest: uint256 = const[0]\n", 10_000),
        ]
        .concat(),
    );
    assert_eq!(contract.returned(0, &[number(2)]), [number(2 * 435 * (1 + 100 + 20_000))]);
}

#[test]
fn a_constructor_has_no_call_data() {
    let text = "module M
storage $size: uint256
storage $selector: uint32
object deploy = @deploy
object runtime in deploy = @main
func @deploy() -> () {
b0:
  size: uint256 = calldata_size
  one: uint256 = const[1]
  more: uint256 = checked_add size, one
  selector: uint32 = selector
  a: place<uint256> = storage_place[$size]
  b: place<uint32> = storage_place[$selector]
  sstore a, more
  sstore b, selector
  return_code runtime
}
func @main() -> () {
b0:
  revert
}
";
    let contract = deploy(text, &[U256::MAX]).unwrap();
    assert_eq!(contract.storage().values().copied().collect::<Vec<_>>(), [number(1)]);
}

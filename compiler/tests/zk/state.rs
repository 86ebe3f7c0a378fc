//! Storage, mappings, events and hashes: contracts on every machine, and how their state looks on this one.

use alloy_primitives::keccak256;
use compiler::ir::interpret::Outcome;
use compiler::ir::{Phase, parse, verify};
use compiler::{Options, Source, compile};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use ruint::aliases::U256;
use vm_zkfriendly::asm::disassemble;
use vm_zkfriendly::felt::Felt;
use vm_zkfriendly::instruction::mapkey::mapkey;
use vm_zkfriendly::word::Word;

use super::compiled;
use super::contract::{Contract, context, deploy, deploy_module, words};
use super::register::Register;

fn number(n: u64) -> U256 {
    U256::from(n)
}

/// A deployed contract that each machine has.
fn deployed(source: &str, arguments: &[U256]) -> Contract {
    let source = format!("// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n{source}");
    let compilation = compile(&[Source::new("test.sol", source.into_bytes())], &Options::default()).unwrap();
    let module = compilation.contracts[0].module.clone();
    let contract = deploy_module(module, &words(arguments), context()).unwrap();
    assert!(contract.register.is_some(), "the ZK target refuses the contract");
    contract
}

fn selector(signature: &str) -> u32 {
    let hash = keccak256(signature);
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

fn call(contract: &mut Contract, signature: &str, arguments: &[U256]) -> Outcome {
    contract.call_function(selector(signature), arguments).outcome
}

fn returned(contract: &mut Contract, signature: &str, arguments: &[U256]) -> Vec<U256> {
    contract.returned(selector(signature), arguments)
}

fn stored(contract: &Contract) -> Vec<(Word, U256)> {
    contract.register.as_ref().unwrap().storage.iter().collect()
}

const PACKED: &str = "contract Packed {
    uint8 public a;
    uint16 public b;
    uint32 public c;
    bool public d;
    address public e;
    uint256 public f;
    uint128 public g;
    uint64 public h;
    uint8 public i;
    bool public j;
    function set(uint8 a_, uint32 c_, bool d_, address e_, uint256 f_, uint128 g_, uint64 h_) external {
        (a, b, c, d, e, f, g, h, i, j) = (a_, 0xfffe, c_, d_, e_, f_, g_, h_, 255, !d_);
    }
    function clear() external { delete a; delete b; delete c; delete d; delete e; delete f; delete g; delete h; delete i; delete j; }
    function bump() external returns (uint8, uint64) { unchecked { a += 200; } h++; j = !j; return (a, h); }
}";

#[test]
fn packed_variables_are_read_back_and_have_keys_of_their_own() {
    let mut contract = deployed(PACKED, &[]);
    let arguments =
        [number(7), number(0xdead_beef), number(1), number(0xca11), U256::MAX, U256::MAX >> 128, number(u64::MAX)];
    let set = "set(uint8,uint32,bool,address,uint256,uint128,uint64)";
    assert_eq!(call(&mut contract, set, &arguments), Outcome::Returned(vec![]));
    let expected = [
        number(7),
        number(0xfffe),
        arguments[1],
        number(1),
        number(0xca11),
        U256::MAX,
        U256::MAX >> 128,
        number(u64::MAX),
        number(255),
        number(0),
    ];
    for (name, expected) in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].iter().zip(expected) {
        assert_eq!(returned(&mut contract, &format!("{name}()"), &[]), [expected], "{name}");
    }
    // A clean word for each, at slot + 2^64·offset; `j` is false.
    let key = |slot: u128, offset: u128| Word::from(slot + (offset << 64));
    let places = [key(0, 0), key(0, 1), key(0, 3), key(0, 7), key(0, 8), key(1, 0), key(2, 0), key(2, 16), key(2, 24)];
    let mut kept: Vec<(Word, U256)> = places.into_iter().zip(expected).collect();
    kept.sort_by_key(|(key, _)| *key);
    assert_eq!(stored(&contract), kept);
    // The counter overflows, after `a` was written: nothing is kept.
    let before = stored(&contract);
    assert!(matches!(call(&mut contract, "bump()", &[]), Outcome::Reverted(_)));
    assert_eq!(stored(&contract), before);
    call(&mut contract, "clear()", &[]);
    assert_eq!(stored(&contract), []);
    assert_eq!(returned(&mut contract, "bump()", &[]), [number(200), number(1)]);
    assert_eq!(returned(&mut contract, "bump()", &[]), [number(144), number(2)]);
}

const LEDGER: &str = "contract Ledger {
    event Moved(address indexed from, address indexed to, uint64 value, bytes32 note);
    event Plain();
    error Short(uint64 has, uint64 needs);
    mapping(address => uint64) public balances;
    mapping(address => mapping(bool => mapping(uint8 => bytes32))) public notes;
    uint64 public moves;
    bytes32 public last;
    constructor(uint64 supply) { balances[msg.sender] = supply; emit Plain(); }
    function move(address to, uint64 value, bool odd, uint8 slot) external returns (bytes32 note) {
        moves++;
        note = keccak256(abi.encode(msg.sender, to, value, odd, slot, moves, last));
        notes[to][odd][slot] = note;
        last = note;
        emit Moved(msg.sender, to, value, note);
        if (balances[msg.sender] < value) revert Short(balances[msg.sender], value);
        balances[msg.sender] -= value;
        balances[to] += value;
        require(slot != 13);
        emit Plain();
    }
    function hash(uint8 a, bool b, address c, bytes32 d, uint96 e) external pure returns (bytes32, bytes32) {
        return (keccak256(abi.encode(a, b, c, d, e)), keccak256(abi.encode(a)));
    }
}";

#[test]
fn elements_of_mappings_lie_at_hashes_of_their_keys() {
    let mut contract = deployed(LEDGER, &[number(1000)]);
    let caller = contract.context.caller;
    let arguments = [number(0xb0b), number(30), number(1), number(4)];
    let note = returned(&mut contract, "move(address,uint64,bool,uint8)", &arguments)[0];
    let element = |key: U256, parent: Felt| mapkey(Word::from(key), parent).0;
    let notes = element(number(4), element(number(1), element(number(0xb0b), Felt::from(1))));
    let mut expected = vec![
        (Word::from_felt(element(caller, Felt::from(0))), number(970)),
        (Word::from_felt(element(number(0xb0b), Felt::from(0))), number(30)),
        (Word::from_felt(notes), note),
        (Word::from(2), number(1)),
        (Word::from(3), note),
    ];
    expected.sort_by_key(|(key, _)| *key);
    assert_eq!(stored(&contract), expected);
    assert_eq!(returned(&mut contract, "balances(address)", &[caller]), [number(970)]);
    let keys = [number(0xb0b), number(1), number(4)];
    assert_eq!(returned(&mut contract, "notes(address,bool,uint8)", &keys), [note]);
    assert_eq!(returned(&mut contract, "notes(address,bool,uint8)", &[keys[0], number(0), keys[2]]), [U256::ZERO]);
}

#[test]
fn a_revert_after_writes_and_events_restores_the_state() {
    let mut contract = deployed(LEDGER, &[number(1000)]);
    let before = stored(&contract);
    let short = [number(0xb0b), number(1001), number(1), number(4)];
    let error = contract.reverted(selector("move(address,uint64,bool,uint8)"), &short);
    assert_eq!(
        error,
        [&selector("Short(uint64,uint64)").to_be_bytes()[..], &words(&[number(1000), number(1001)])].concat()
    );
    let late = [number(0xb0b), number(1), number(1), number(13)];
    assert!(contract.reverted(selector("move(address,uint64,bool,uint8)"), &late).is_empty());
    assert_eq!(stored(&contract), before);
    assert_eq!(returned(&mut contract, "moves()", &[]), [number(0)]);
}

#[test]
fn hashes_are_of_the_encoded_values() {
    let mut contract = deployed(LEDGER, &[number(1000)]);
    let arguments = [number(7), number(1), number(0xca11), number(0xdead_beef)];
    let signature = "hash(uint8,bool,address,bytes32,uint96)";
    let last = number(96);
    let hashes = returned(&mut contract, signature, &[&arguments[..], &[last]].concat());
    let expected = [words(&[&arguments[..], &[last]].concat()), words(&arguments[..1])];
    assert_eq!(hashes, expected.map(|bytes| U256::from_be_bytes(keccak256(bytes).0)));
}

/// What the language has no types for yet: signed values lie extended in a word, `bytesN` left-aligned.
#[test]
fn signed_values_and_short_bytes_are_stored_as_their_clean_words() {
    let text = "module M
storage $a: int16
storage $b: bytes4
storage $c: int8
storage $m: mapping(bytes4 => int16)
object deploy = @deploy
object runtime in deploy = @main
func @deploy() -> () {
b0:
  return_code runtime
}
func @main() -> () {
b0:
  v0: bytes4 = decode_call_args
  v1: place<int16> = storage_place[$a]
  v2: place<bytes4> = storage_place[$b]
  v3: place<int8> = storage_place[$c]
  v4: place<mapping(bytes4 => int16)> = storage_place[$m]
  v5: place<int16> = map_element v4, v0
  v6: int16 = sload v1
  v7: bytes4 = sload v2
  v8: int8 = sload v3
  v9: int16 = sload v5
  v10: int16 = const[0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe]
  v11: int8 = const[0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff]
  sstore v1, v10
  sstore v2, v0
  sstore v3, v11
  sstore v5, v6
  return_abi v6, v7, v8, v9
}";
    let mut contract = deploy(text, &[]).unwrap();
    assert!(contract.register.is_some());
    let minus = |n: u64| U256::ZERO.wrapping_sub(number(n));
    let tag = number(0xdead_beef) << 224;
    assert_eq!(contract.returned(0, &[tag]), [number(0); 4]);
    assert_eq!(contract.returned(0, &[tag]), [minus(2), tag, minus(1), number(0)]);
    assert_eq!(contract.returned(0, &[tag]), [minus(2), tag, minus(1), minus(2)]);
}

#[test]
fn the_counter_runs_on_every_machine() {
    let contract = deploy(include_str!("../ir/counter.ir"), &[number(1_000), number(0xabc)]).unwrap();
    assert!(contract.register.is_some());
}

fn check(text: &str, expected: &Expect) {
    let module = parse(text).unwrap();
    verify(&module, Phase::Abstract).unwrap();
    expected.assert_eq(&disassemble(&compiled(&module).object.runtime));
}

#[test]
fn a_variable_s_key_is_an_immediate_and_an_element_s_is_carried_like_any_value() {
    check(
        "module M
storage $a: uint64
storage $b: bool
storage $c: int16
storage $m: mapping(uint64 => mapping(bool => uint64))
object deploy = @deploy
object runtime in deploy = @main
func @deploy() -> () {
b0:
  return_code runtime
}
func @main() -> () {
b0:
  v0: uint64 = decode_call_args
  v1: place<bool> = storage_place[$b]
  v2: place<mapping(uint64 => mapping(bool => uint64))> = storage_place[$m]
  v3: place<mapping(bool => uint64)> = map_element v2, v0
  v4: bool = sload v1
  v5: place<uint64> = map_element v3, v4
  jump b1(v0)
b1(v6: uint64):
  v7: uint64 = sload v5
  v8: uint64 = checked_add v7, v6
  sstore v5, v8
  v9: bool = lt v6, v8
  branch v9, b2, b1(v8)
b2:
  v10: place<int16> = storage_place[$c]
  v11: int16 = const[0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe]
  sstore v10, v11
  v12: int16 = sload v10
  return_abi v8, v12
}",
        &expect![[r#"
            entry main size 10:
                env r0, calldatasize
                sub.64 r1, r0, 36 else L11
                input r2, 1
                wadd r3, r2, 0xffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000 else L11
                trunc.64 r4, r2
                mapkey r5, r4, 1
                sload r6, 0x80000000000000000
                eq r7, r6, 1
                mapkey r8, r7, r5
                const r9, 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe
                pass b12, 11, r4, r8, r9
            L11:
                revert r0, 0
            block b12(u64, felt, word) outer() size 11:
                sload r3, r1
                trunc.64 r4, r3
                add.64 r5, r4, r0 else L22
                sstore r1, r5
                sub.64 r6, r0, r5 else L18
                pass b12, 11, r5, r1, r2
            L18:
                sstore 0x90000000000000000, r2
                sload r7, 0x90000000000000000
                mov r8 <- r5, r9 <- r7
                return r8, 2
            L22:
                const r10, 17
                revert r10, 1, 0x4e487b71
        "#]],
    );
}

#[test]
fn events_and_hashes_read_consecutive_registers() {
    check(
        "module M
object deploy = @deploy
object runtime in deploy = @main
func @deploy() -> () {
b0:
  return_code runtime
}
func @main() -> () {
b0:
  v0: uint256, v1: uint256 = decode_call_args
  v2: bytes32 = keccak_words v0, v1
  v3: bytes32 = const[0xddf252ad]
  v4: address = caller
  log[3] v3, v4, v2, v1
  log[0]
  return_abi v2
}",
        &expect![[r#"
            entry main size 10:
                env r0, calldatasize
                sub.64 r1, r0, 68 else L11
                input r2, 1
                input r3, 2
                keccak r4, r2, 2
                env r5, caller
                const r6, 0xddf252ad
                mov r7 <- r5, r8 <- r4, r9 <- r3
                log r6, 3, 1
                log r0, 0, 0
                return r4, 1
            L11:
                revert r0, 0
        "#]],
    );
}

#[test]
fn a_contract_that_is_not_deployed_has_an_empty_storage() {
    let module = parse(include_str!("../ir/counter.ir")).unwrap();
    let mut register = Register::new(&module).unwrap();
    let execution = register.deploy(&context(), &words(&[number(1)]));
    assert_eq!(execution.outcome, Outcome::Reverted(vec![]));
    assert!(register.storage.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, ..ProptestConfig::default() })]

    /// `Contract` compares interpreter, EVM and ZK machine after each call.
    #[test]
    fn ledgers_agree_on_every_machine(
        moves in prop::collection::vec((0_u64..4, 0_u64..600, 0_u64..3, 0_u64..20, any::<bool>()), 1..12),
    ) {
        let mut contract = deployed(LEDGER, &[number(1000)]);
        let owner = contract.context.caller;
        for (to, value, odd, slot, from_owner) in moves {
            contract.context.caller = if from_owner { owner } else { number(1) };
            call(&mut contract, "move(address,uint64,bool,uint8)", &[number(to), number(value), number(odd), number(slot)]);
            call(&mut contract, "notes(address,bool,uint8)", &[number(to), number(odd), number(slot)]);
        }
    }

    #[test]
    fn packed_variables_agree_on_every_machine(
        calls in prop::collection::vec(prop::option::of((any::<[u64; 4]>(), any::<u8>(), any::<bool>())), 1..8),
    ) {
        let mut contract = deployed(PACKED, &[]);
        for arguments in calls {
            if let Some((limbs, a, d)) = arguments {
                let word = U256::from_limbs(limbs);
                let arguments = [
                    U256::from(a), word >> 224, U256::from(d), word >> 96, word, word >> 128, U256::from(limbs[0]),
                ];
                call(&mut contract, "set(uint8,uint32,bool,address,uint256,uint128,uint64)", &arguments);
            }
            call(&mut contract, "bump()", &[]);
            for name in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] {
                call(&mut contract, &format!("{name}()"), &[]);
            }
        }
    }
}

#[test]
fn a_transient_variable_is_a_value_and_an_immutable_one_has_a_key_of_its_own() {
    let module = parse(
        "module M
storage $x: uint64
transient $t: uint64
immutable $a: uint64
immutable $b: uint64
object deploy = @deploy
object runtime in deploy = @main
func @deploy() -> () {
b0:
  v0: uint64 = const[7]
  set_immutable[$b] v0
  v1: uint64 = load_immutable[$a]
  v2: uint64 = load_immutable[$b]
  v3: uint64 = checked_add v1, v2
  set_immutable[$b] v3
  return_code runtime
}
func @main() -> () {
b0:
  v0: uint64 = load_immutable[$b]
  call[@add] v0
  call[@add] v0
  v1: uint64 = tload[$t]
  return_abi v1
}
func @add(uint64) -> () {
b0(v0: uint64):
  v1: uint64 = tload[$t]
  v2: uint64 = checked_add v0, v1
  tstore[$t] v2
  return
}",
    )
    .unwrap();
    verify(&module, Phase::Abstract).unwrap();
    let object = compiled(&module).object;
    let text = [object.deploy, object.runtime].map(|program| disassemble(&program)).join("\n");
    expect![[r#"
        entry main size 3:
            const r0, 7
            add.64 r1, r0, 0 else L4
            sstore 0x1000000000000000001, r1
            return r0, 0
        L4:
            const r2, 17
            revert r2, 1, 0x4e487b71

        entry main size 5:
            sload r0, 0x1000000000000000001
            trunc.64 r1, r0
            const r2, 0
            arg a2 <- r1, a3 <- r2
            call f10, 6
            result r3 <- ap-1
            arg a2 <- r1, a3 <- r3
            call f10, 6
            result r4 <- ap-1
            return r4, 1
        function f10(u64, u64) -> (u64) size 6:
            add.64 r4, r2, r3 else L13
            arg a0 <- r4
            ret 1
        L13:
            const r5, 17
            revert r5, 1, 0x4e487b71
    "#]]
    .assert_eq(&text);
    let mut contract = deploy_module(module, &[], context()).unwrap();
    assert_eq!(stored(&contract), [(Word::from(U256::from(1) | (U256::from(1) << 72)), number(7))]);
    assert_eq!(contract.call(&[]).outcome, Outcome::Returned(words(&[number(14)])));
}

//! Any bytecode gives a trace that follows from itself, whatever it does and wherever it runs out of gas.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests, too")]

mod common;

use std::collections::BTreeMap;

use alloy_primitives::{address, bytes};
use common::check_replays;
use proptest::prelude::*;
use vm_evm::{
    Account, Address, Bytes, Call, Create, DEFAULT_SENDER, Entry, EvmTrace, FrameEnd, HaltReason, MemoryAccessKind,
    NestedKind, Status, U256, World,
    asm::assemble,
    opcode::{self, Category, Opcode},
};

const CONTRACT: Address = address!("0x00000000000000000000000000000000000000c0");
const OTHER: Address = address!("0x00000000000000000000000000000000000000d0");

fn world(contract: Bytes, other: Bytes) -> World {
    let mut world = World::default();
    let mut account = Account::with_code(contract);
    account.set_balance(U256::from(5)).set_slot(U256::from(1), U256::from(7));
    *world.account_mut(CONTRACT) = account;
    *world.account_mut(OTHER) = Account::with_code(other);
    world
}

fn trace(text: &str) -> EvmTrace {
    let mut world = world(
        assemble(text).unwrap(),
        assemble("PUSH1 1 PUSH1 2 SSTORE PUSH1 9 PUSH0 MSTORE8 PUSH1 1 PUSH0 RETURN").unwrap(),
    );
    let trace = world.trace_call(Call { to: CONTRACT, ..Call::default() }).unwrap();
    check_replays(&trace);
    trace
}

/// Programs that get somewhere: most opcodes find the words they pop, small ones mostly.
fn program() -> impl Strategy<Value = Bytes> {
    let small = prop_oneof![
        6 => any::<u8>().prop_map(|word| vec![opcode::PUSH1, word % 70]),
        2 => prop::sample::select(vec![0xc0, 0xd0, 2, 4, 0xff, 0x80]).prop_map(|word| vec![opcode::PUSH1, word]),
        1 => any::<[u8; 2]>().prop_map(|word| [&[opcode::PUSH0 + 2][..], &word].concat()),
        1 => any::<[u8; 32]>().prop_map(|word| [&[opcode::PUSH32][..], &word].concat()),
    ];
    let fed = |opcodes: Vec<Opcode>| {
        let words = prop::collection::vec(small.clone(), 17);
        (prop::sample::select(opcodes), words).prop_map(|(opcode, words)| {
            let words = words.into_iter().take(usize::from(opcode.pops)).flatten();
            words.chain([opcode.byte]).collect::<Vec<u8>>()
        })
    };
    let of = |categories: &[Category]| {
        Opcode::all().filter(|opcode| categories.contains(&opcode.category)).collect::<Vec<_>>()
    };
    let ends = [opcode::STOP, opcode::RETURN, opcode::REVERT, opcode::SELFDESTRUCT, opcode::INVALID];
    let going_on = Opcode::all().filter(|opcode| !ends.contains(&opcode.byte) && opcode.byte != opcode::JUMP).collect();
    // Gas, address and small ranges, so that a frame starts.
    let call = prop::sample::select(of(&[Category::Call])).prop_flat_map(|opcode| {
        (0_u8..4, 0_u8..70, prop::sample::select(vec![0xc0, 0xd0, 2, 4, 0x99])).prop_map(
            move |(range, offset, address)| {
                let mut code: Vec<u8> =
                    [offset, range * 10, offset / 2, range].iter().flat_map(|&word| [0x60, word]).collect();
                code.extend([0x60, range / 3, 0x60, address, 0x61, 0x7f, 0xff, opcode.byte]);
                code
            },
        )
    });
    let jump = Just(assemble("PC PUSH1 5 ADD JUMP JUMPDEST").unwrap().to_vec());
    let piece = prop_oneof![
        8 => small.clone(),
        4 => (opcode::DUP1..=opcode::SWAP16).prop_map(|byte| vec![byte]),
        8 => fed(of(&[Category::Memory, Category::Storage, Category::Transient, Category::Hash, Category::Log])),
        8 => fed(going_on),
        3 => call,
        1 => jump,
        1 => fed(of(&[Category::Control])),
    ];
    let prelude = prop::collection::vec(small.clone(), 20);
    (prelude, prop::collection::vec(piece, 1..80))
        .prop_map(|(prelude, pieces)| [prelude, pieces].concat().concat().into())
}

fn any_bytes(max: usize) -> impl Strategy<Value = Bytes> {
    prop::collection::vec(any::<u8>(), 0..max).prop_map(Bytes::from)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn random_programs_replay(
        contract in program(), other in program(), data in any_bytes(80), gas_limit in 22_500_u64..300_000, value in 0_u64..3,
        listed in prop::collection::vec(0_u64..8, 0..3),
    ) {
        let mut world = world(contract, other);
        let slots: Vec<U256> = listed.into_iter().map(U256::from).collect();
        let access_list = if slots.is_empty() { BTreeMap::new() } else { BTreeMap::from([(CONTRACT, slots)]) };
        let gas_limit = gas_limit + 10_000;
        let call = Call { to: CONTRACT, data, value: U256::from(value), gas_limit, access_list, ..Call::default() };
        let mut untraced = world.clone();
        let receipt = untraced.call(call.clone()).unwrap();
        let trace = world.trace_call(call).unwrap();
        check_replays(&trace);
        prop_assert_eq!(&trace.receipt, &receipt);
        prop_assert_eq!(world, untraced);
    }

    #[test]
    fn random_bytes_replay(contract in any_bytes(200), data in any_bytes(80)) {
        let to_code = !contract.is_empty();
        let mut world = world(contract, Bytes::new());
        let data = if to_code { data } else { Bytes::new() };
        let trace = world.trace_call(Call { to: CONTRACT, data, gas_limit: 200_000, ..Call::default() }).unwrap();
        check_replays(&trace);
    }

    #[test]
    fn random_init_code_replays(code in program(), gas_limit in 150_000_u64..600_000) {
        let mut world = world(Bytes::new(), Bytes::new());
        let create = Create { code, gas_limit, ..Create::default() };
        let mut untraced = world.clone();
        let receipt = untraced.create(create.clone()).unwrap();
        let trace = world.trace_create(create).unwrap();
        check_replays(&trace);
        prop_assert_eq!(&trace.receipt, &receipt);
        prop_assert_eq!(world, untraced);
    }
}

#[test]
fn a_halted_step_loses_all_gas_and_does_nothing() {
    for (text, reason) in [
        ("ADD", HaltReason::StackUnderflow),
        ("DUP1", HaltReason::StackUnderflow),
        ("PUSH1 1 SWAP1", HaltReason::StackUnderflow),
        ("PUSH1 9 JUMP", HaltReason::InvalidJump),
        ("INVALID", HaltReason::InvalidOpcode),
        (".bytes 0x0c", HaltReason::InvalidOpcode),
        ("CLZ", HaltReason::InvalidOpcode),
        ("loop: PUSH1 1 PUSH1 @loop JUMP", HaltReason::StackOverflow),
        ("PUSH1 1 PUSH4 0xffffffff MSTORE", HaltReason::OutOfGas),
        ("PUSH32 0x8000000000000000000000000000000000000000000000000000000000000000 MLOAD", HaltReason::OutOfGas),
        ("PUSH1 1 PUSH0 PUSH0 RETURNDATACOPY", HaltReason::ReturnDataOutOfBounds),
    ] {
        let trace = trace(text);
        assert_eq!(trace.receipt.status, Status::Halt(reason), "{text}");
        assert_eq!(trace.steps.last().unwrap().end, Some(FrameEnd::Halt(reason)), "{text}");
        assert_eq!(trace.gas_left(), 0);
    }
}

#[test]
fn running_off_the_code_is_a_stop_past_its_end() {
    let trace = trace("PUSH1 1");
    let last = trace.steps.last().unwrap();
    assert_eq!((last.pc, last.opcode, last.end), (2, opcode::STOP, Some(FrameEnd::Stop)));
}

#[test]
fn an_overlapping_copy_is_recorded_as_it_was_read() {
    let trace = trace("PUSH1 0xaa PUSH0 MSTORE8 PUSH1 0xbb PUSH1 1 MSTORE8 PUSH1 2 PUSH0 PUSH1 1 MCOPY");
    let copy = trace.steps.iter().find(|step| step.opcode == opcode::MCOPY).unwrap();
    let accesses: Vec<_> =
        copy.memory.iter().map(|access| (access.kind, access.offset, access.bytes.clone())).collect();
    assert_eq!(accesses, [(MemoryAccessKind::Read, 0, bytes!("aabb")), (MemoryAccessKind::Write, 1, bytes!("aabb"))]);
}

/// Found by `random_programs_replay`: the answer overwrote the question before it was recorded.
#[test]
fn what_a_frame_is_given_is_recorded_before_its_answer_overwrites_it() {
    let trace = trace("PUSH1 2 PUSH0 PUSH1 1 PUSH0 PUSH0 PUSH1 2 PUSH2 0x7fff CALL");
    let call = trace.steps.iter().find(|step| step.opcode == opcode::CALL).unwrap();
    let accesses: Vec<_> = call.memory.iter().map(|access| (access.kind, access.bytes.clone())).collect();
    assert_eq!(accesses, [(MemoryAccessKind::Read, bytes!("00")), (MemoryAccessKind::Write, bytes!("6e34"))]);
}

#[test]
fn a_nested_frame_is_named_with_what_came_of_it() {
    let trace = trace("PUSH1 32 PUSH1 64 PUSH0 PUSH0 PUSH0 PUSH1 0xd0 PUSH3 0x0fffff CALL PUSH1 64 MLOAD");
    let (step, nested) = trace.nested_frames().next().unwrap();
    assert_eq!(step.opcode, opcode::CALL);
    assert_eq!((nested.kind, nested.code_address, nested.precompile), (NestedKind::Call, Some(OTHER), false));
    assert!(nested.success);
    assert_eq!(step.pushed, [U256::from(1)]);
    let written = step.memory.last().unwrap();
    assert_eq!((written.kind, written.offset, &written.bytes), (MemoryAccessKind::Write, 64, &bytes!("09")));
    assert!(trace.slots.iter().any(|slot| slot.address == OTHER && slot.key == U256::from(2)));
    // 2,600 cold account, 6 of memory, 7 instructions and a cold fresh slot in the frame: it keeps what it doesn't use.
    assert_eq!(step.gas_cost(), 2_600 + 3 * 3 + trace_of_other());
}

/// Gas that `OTHER` spends: PUSH1 PUSH1 SSTORE PUSH1 PUSH0 MSTORE8 PUSH1 PUSH0 RETURN, and a word of memory.
fn trace_of_other() -> u64 {
    3 + 3 + 22_100 + 3 + 2 + 3 + 3 + 2 + 3
}

#[test]
fn a_precompile_called_by_a_step_is_named() {
    let trace = trace("PUSH0 PUSH0 PUSH0 PUSH0 PUSH1 4 PUSH2 0xffff STATICCALL");
    let (_, nested) = trace.nested_frames().next().unwrap();
    assert!(nested.precompile && nested.success);
    assert_eq!(nested.kind, NestedKind::StaticCall);
}

#[test]
fn what_was_entered_is_told() {
    let mut world = world(assemble("STOP").unwrap(), Bytes::new());
    let entry =
        |world: &mut World, to, data| world.trace_call(Call { to, data, ..Call::default() }).unwrap().context.entry;
    assert_eq!(entry(&mut world, CONTRACT, bytes!("01")), Entry::Code);
    assert_eq!(entry(&mut world, OTHER, Bytes::new()), Entry::NoCode);
    assert_eq!(entry(&mut world, Address::with_last_byte(4), bytes!("01")), Entry::Precompile);
    let created = world.trace_create(Create { code: bytes!("00"), ..Create::default() }).unwrap();
    assert_eq!(created.context.entry, Entry::InitCode);
    assert_eq!(created.context.callee, created.receipt.created.unwrap());
    assert_eq!(created.context.origin, DEFAULT_SENDER);
}

/// The wei that came along and, where they are charged, without the fees that went: SELFBALANCE is asked each time.
#[test]
fn a_frame_starts_with_its_balance() {
    let (code, value) = (assemble("SELFBALANCE STOP").unwrap(), U256::from(3));
    let mut world = world(code.clone(), Bytes::new());
    world.account_mut(CONTRACT).set_balance(U256::from(10));
    let mut balance = |value| {
        let trace = world.trace_call(Call { to: CONTRACT, value, ..Call::default() }).unwrap();
        check_replays(&trace);
        assert_eq!(trace.steps[0].pushed, [trace.context.balance]);
        trace.context.balance
    };
    assert_eq!([balance(U256::ZERO), balance(value), balance(value)], [10, 13, 16].map(U256::from));
    let created = world.trace_create(Create { code, value, ..Create::default() }).unwrap();
    check_replays(&created);
    assert_eq!(created.context.balance, value);
    let nobody = world.trace_call(Call { to: OTHER, value, ..Call::default() }).unwrap();
    assert_eq!(nobody.context.balance, U256::ZERO, "no instruction could ask");
}

#[test]
fn a_trace_beyond_the_limit_is_an_error_and_changes_nothing() {
    let mut world = world(assemble("loop: PUSH1 @loop JUMP").unwrap(), Bytes::new());
    let before = world.clone();
    let error = world.trace_call(Call { to: CONTRACT, gas_limit: 30_000_000, ..Call::default() }).unwrap_err();
    assert_eq!(error.to_string(), "the transaction runs more than 1048576 steps, too many for a trace");
    assert_eq!(world, before);
}

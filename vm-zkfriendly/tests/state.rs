//! Storage, events and hashes: what a program leaves behind, what the trace says about it, what the check refuses.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use expect_test::expect;
use ruint::aliases::U256;
use vm_zkfriendly::{
    asm::assemble,
    check::check,
    environment::Environment,
    felt::Felt,
    instruction::mapkey::mapkey,
    isa::{EnvField, Instruction},
    message::Message,
    storage::{Access, Storage},
    trace::{Log, Status, ZkTrace},
    vm::{Limits, run},
    word::Word,
};

/// `balances[caller] -= value, balances[to] += value`, a count of transfers, an event and a receipt; reverts if the balance is too low.
const TRANSFER: &str = "entry main size 22:
    env r0, caller
    input r1, 1                     ; to
    input r2, 2                     ; value
    sload r3, 0x10000000000000000   ; how many transfers there were
    wadd r4, r3, 1
    sstore 0x10000000000000000, r4
    mapkey r5, r0, 2
    sload r6, r5
    wsub r7, r6, r2 else broke
    sstore r5, r7
    mapkey r8, r1, 2
    sload r9, r8
    wadd r10, r9, r2 else broke
    sstore r8, r10
    const r11, 0xddf252ad
    mov r12 <- r0, r13 <- r1, r14 <- r2
    log r11, 3, 1
    keccak r15, r12, 3
    return r15, 1
broke:
    revert r6, 1, 0xcf479181
";

const CALLER: u64 = 0xa11ce;

fn transfer(storage: &Storage, to: u64, value: u64) -> ZkTrace {
    let program = check(assemble(TRANSFER).unwrap()).unwrap();
    let mut calldata = vec![0xa9, 0x05, 0x9c, 0xbb];
    calldata.extend([to, value].iter().flat_map(|word| U256::from(*word).to_be_bytes::<32>()));
    let environment = Environment::default().with(EnvField::Caller, U256::from(CALLER)).unwrap();
    run(&program, &Message::call(&calldata), &environment, storage, Limits::default()).unwrap()
}

fn balance_key(of: u64) -> Word {
    Word::from_felt(mapkey(Word::from(U256::from(of)), Felt::from(2)).0)
}

fn count_key() -> Word {
    Word::from(1_u128 << 64)
}

fn rich() -> Storage {
    let mut storage = Storage::new();
    storage.set(balance_key(CALLER), U256::from(100));
    storage
}

#[test]
fn what_is_written_is_there_for_the_next_run() {
    let mut storage = rich();
    for (to, value) in [(0xb0b, 30), (0xcafe, 20), (0xb0b, 1)] {
        let trace = transfer(&storage, to, value);
        assert_eq!(trace.outcome().status, Status::Success);
        storage.apply(&trace.outcome().writes);
    }
    let words = [CALLER, 0xb0b, 0xcafe, 0xd00d].map(|of| storage.get(balance_key(of)).to::<u64>());
    assert_eq!(words, [49, 31, 20, 0]);
    assert_eq!(storage.get(count_key()), U256::from(3));
    assert_eq!(storage.iter().len(), 4);
}

#[test]
fn a_word_written_twice_is_one_write() {
    let trace = transfer(&rich(), CALLER, 30);
    let expected = [(balance_key(CALLER), U256::from(100)), (count_key(), U256::from(1))];
    let mut writes = trace.outcome().writes.clone();
    writes.sort_by_key(|(_, value)| std::cmp::Reverse(*value));
    assert_eq!(writes, expected);
    assert!(trace.outcome().writes.is_sorted());
}

#[test]
fn an_event_has_its_topics_and_data_in_order() {
    let trace = transfer(&rich(), 0xb0b, 30);
    let topics = [0xddf2_52ad, CALLER, 0xb0b].map(U256::from).to_vec();
    assert_eq!(trace.outcome().logs, [Log { topics, words: vec![U256::from(30)] }]);
}

#[test]
fn a_revert_keeps_neither_writes_nor_events() {
    let mut storage = rich();
    storage.set(count_key(), U256::from(9));
    let trace = transfer(&storage, 0xb0b, 101);
    let outcome = trace.outcome();
    assert_eq!((outcome.status, outcome.output.words.as_slice()), (Status::Revert, &[U256::from(100)][..]));
    assert!(outcome.writes.is_empty() && outcome.logs.is_empty());
    // The trace still has what was done before.
    let last = trace.accesses().iter().rfind(|access| access.key == count_key()).unwrap();
    assert_eq!((last.original, last.before, last.after), (U256::from(9), U256::from(9), U256::from(10)));
}

#[test]
fn an_access_belongs_to_its_step() {
    let trace = transfer(&rich(), CALLER, 30);
    let key = balance_key(CALLER);
    let number = |number: u64| U256::from(number);
    let access = |clock, before, after| Access {
        clock,
        key,
        original: number(100),
        before: number(before),
        after: number(after),
    };
    let expected = [access(7, 100, 100), access(9, 100, 70), access(11, 70, 70), access(13, 70, 100)];
    let found: Vec<Access> = trace.accesses().iter().copied().filter(|access| access.key == key).collect();
    assert_eq!(found, expected);
    for (step, instruction) in trace.steps().zip(check(assemble(TRANSFER).unwrap()).unwrap().program().instructions()) {
        let touches = matches!(instruction, Instruction::Sload { .. } | Instruction::Sstore { .. });
        assert_eq!(step.access.is_some(), touches);
        assert!(step.access.is_none_or(|access| access.clock == step.state.clock));
    }
}

#[test]
fn the_hash_is_of_the_registers_words() {
    let trace = transfer(&rich(), 0xb0b, 30);
    let words = [CALLER, 0xb0b, 30].map(U256::from);
    assert_eq!(trace.outcome().output.words, [vm_zkfriendly::instruction::keccak::keccak(&words)]);
}

#[test]
fn a_log_reads_every_register_once_and_an_empty_one_none() {
    let program = check(assemble("entry main size 1:\nlog r0, 0, 0\nkeccak r0, r0, 0\nreturn r0, 1").unwrap()).unwrap();
    let (calldata, environment) = (Message::call(&[]), Environment::default());
    let trace = run(&program, &calldata, &environment, &Storage::new(), Limits::default()).unwrap();
    assert_eq!(trace.outcome().logs, [Log { topics: vec![], words: vec![] }]);
    assert_eq!(trace.step(0).unwrap().reads, []);
    let trace = transfer(&rich(), 0xb0b, 30);
    assert_eq!(trace.step(16).unwrap().reads.len(), 4);
}

#[test]
fn kinds_are_checked() {
    let verdict = |body: &str| match check(assemble(&format!("entry main size 8:\n{body}\nreturn r0, 0")).unwrap()) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.to_string(),
    };
    let bodies = [
        "input r0, 1\nmapkey r1, r0, 5\nmapkey r2, r0, r1\nmapkey r3, r2, r1",
        "input r0, 1\nmapkey r1, r0, r0",
        "const r0, 1\nmapkey r1, r0, r0",
        "mapkey r1, r0, 5",
        "input r0, 1\nmapkey r1, r0, 5\nsload r2, r1\nsload r3, r0\nsload r4, 0xffffffffffffffffffffffffffffffff",
        "sload r2, r1",
        "sload r0, 7\ntrunc.64 r1, r0\nsload r2, 8\nadd.64 r3, r1, r2",
        "input r0, 1\nmapkey r1, r0, 5\nsstore 1, r1",
        "input r0, 1\nsstore r0, r0\nsstore 1, r1",
        "input r0, 1\nmapkey r1, r0, 5\nkeccak r2, r0, 2",
        "input r0, 1\ninput r1, 2\nkeccak r2, r0, 2\nlog r0, 2, 1\nlog r0, 0, 4",
        "input r0, 1\nlog r0, 4, 65535",
        "input r0, 1\nkeccak r0, r0, 1",
    ];
    let verdicts: Vec<String> = bodies.iter().map(|body| verdict(body)).collect();
    expect![[r#"
        accepted
        pc 1: r0 is word, the instruction reads felt
        accepted
        pc 0: r0 is not defined on every path to here
        accepted
        pc 0: r1 is not defined on every path to here
        pc 3: r2 is word, the instruction reads u64
        pc 2: r1 is felt, the instruction reads word
        pc 2: r1 is not defined on every path to here
        pc 2: r1 is felt, the instruction reads word
        pc 4: r3 is not defined on every path to here
        pc 1: r1 is not defined on every path to here
        pc 1: r0 is already defined on a path to here"#]]
    .assert_eq(&verdicts.join("\n"));
}

#[test]
fn text_with_impossible_operands_is_refused() {
    let refusal = |line: &str| assemble(&format!("entry main size 8:\n{line}")).unwrap_err().to_string();
    let lines = [
        "log r0, 5, 0",
        "log r0, 1",
        "sload r0, 0x100000000000000000000000000000000",
        "mapkey r0, 1, 2",
        "sstore r0, 1",
    ];
    expect![[r#"
        2:9: an event has at most 4 topics
        2:10: expected ,
        2:11: the number doesn't fit in 128 bits
        2:12: expected r
        2:12: expected r"#]]
    .assert_eq(&lines.map(refusal).join("\n"));
}

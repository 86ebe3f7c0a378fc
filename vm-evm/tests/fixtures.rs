//! Contracts that solc compiled, run and compared with what was recorded.
//!
//! What a call returns or reverts with is stated here; gas, output and logs of every transaction are kept in
//! `fixtures/<name>.results.json`. `UPDATE=1` writes these files anew.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests, too")]

mod common;

use std::{fs, path::PathBuf};

use alloy_primitives::{B256, address, hex, keccak256};
use common::check_replays;
use serde_json::{Value, json};
use vm_evm::{Address, Bytes, Call, Create, DEFAULT_SENDER, EvmTrace, Receipt, Status, U256, World};

const BOB: Address = address!("0x0000000000000000000000000000000000000b0b");

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn read(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(path(name)).unwrap()).unwrap()
}

fn encoded(arguments: &[U256]) -> Vec<u8> {
    arguments.iter().flat_map(U256::to_be_bytes::<32>).collect()
}

fn word(address: Address) -> U256 {
    address.into_word().into()
}

fn uint(value: u64) -> U256 {
    U256::from(value)
}

/// A fixture, deployed. Remembers its transactions as JSON.
struct Deployed {
    fixture: Value,
    world: World,
    address: Address,
    record: Vec<(String, Value)>,
}

impl Deployed {
    fn new(name: &str, arguments: &[U256]) -> Self {
        let fixture = read(&format!("{name}.json"));
        let mut code = hex::decode(fixture["init_code"].as_str().unwrap()).unwrap();
        code.extend(encoded(arguments));
        let mut world = World::default();
        world.account_mut(BOB).set_balance(uint(1));
        let trace = world.trace_create(Create { code: code.into(), ..Create::default() }).unwrap();
        check_replays(&trace);
        let address = trace.receipt.created.unwrap();
        let runtime: Bytes = fixture["runtime_code"].as_str().unwrap().parse().unwrap();
        assert_eq!(world.code(address), runtime);
        assert_eq!(trace.receipt.deposit_gas, 200 * runtime.len() as u64);
        let mut deployed = Self { fixture, world, address, record: Vec::new() };
        deployed.remember("constructor".to_owned(), &trace.receipt);
        deployed
    }

    fn call(&mut self, from: Address, signature: &str, arguments: &[U256]) -> EvmTrace {
        let selector = hex::decode(self.fixture["selectors"][signature].as_str().unwrap()).unwrap();
        assert_eq!(selector, keccak256(signature)[..4]);
        let data = [selector, encoded(arguments)].concat().into();
        let trace = self.world.trace_call(Call { to: self.address, from, data, ..Call::default() }).unwrap();
        check_replays(&trace);
        let shown: Vec<String> = arguments.iter().map(|argument| format!("{argument:#x}")).collect();
        self.remember(format!("{signature} {}", shown.join(" ")), &trace.receipt);
        trace
    }

    fn remember(&mut self, what: String, receipt: &Receipt) {
        let logs: Vec<Value> = receipt
            .logs
            .iter()
            .map(|log| {
                let topics: Vec<String> = log.topics().iter().map(B256::to_string).collect();
                json!({ "address": log.address.to_string(), "topics": topics, "data": log.data.data.to_string() })
            })
            .collect();
        let mut record = json!({
            "status": receipt.status.to_string(),
            "transaction_gas": receipt.transaction_gas,
            "intrinsic_gas": receipt.intrinsic_gas,
            "execution_gas": receipt.execution_gas,
            "deposit_gas": receipt.deposit_gas,
            "refund_gas": receipt.refund_gas,
            "steps": receipt.steps,
            "output": receipt.output.to_string(),
            "logs": logs,
        });
        // A constructor's output is the code, which stands in the fixture.
        if receipt.created.is_some() {
            record["output"] = json!("runtime_code");
        }
        self.record.push((what, record));
    }

    /// Compares with what was recorded, or records it.
    fn check_recorded(self, name: &str) {
        let transactions: Vec<Value> =
            self.record.into_iter().map(|(call, receipt)| json!({ "call": call, "receipt": receipt })).collect();
        let file = path(&format!("{name}.results.json"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, format!("{:#}\n", Value::Array(transactions.clone()))).unwrap();
        }
        let recorded = read(&format!("{name}.results.json"));
        for (now, recorded) in transactions.iter().zip(recorded.as_array().unwrap()) {
            assert_eq!(now, recorded);
        }
        assert_eq!(transactions.len(), recorded.as_array().unwrap().len());
    }
}

#[test]
fn fibonacci_counts_as_it_should() {
    let mut fibonacci = Deployed::new("fibonacci", &[]);
    for (n, expected) in [(0, 0), (1, 1), (10, 55), (90, 2_880_067_194_370_816_120)] {
        for signature in ["unchecked64(uint64)", "checked256(uint256)"] {
            let trace = fibonacci.call(DEFAULT_SENDER, signature, &[uint(n)]);
            assert_eq!(trace.receipt.output, Bytes::from(encoded(&[uint(expected)])), "{signature} {n}");
        }
    }
    // Fibonacci(100) mod 2^64.
    let trace = fibonacci.call(DEFAULT_SENDER, "unchecked64(uint64)", &[uint(100)]);
    assert_eq!(trace.receipt.output, Bytes::from(encoded(&[uint(3_736_710_778_780_434_371)])));
    // Fibonacci(371) is the first beyond 2^256; the sum that overflows is one ahead. Panic(0x11).
    let trace = fibonacci.call(DEFAULT_SENDER, "checked256(uint256)", &[uint(370)]);
    assert_eq!(trace.receipt.status, Status::Revert);
    assert_eq!(
        trace.receipt.output,
        Bytes::from([&keccak256("Panic(uint256)")[..4], &encoded(&[uint(0x11)])].concat())
    );
    fibonacci.check_recorded("fibonacci");
}

fn balance(token: &mut Deployed, of: Address) -> U256 {
    let trace = token.call(DEFAULT_SENDER, "balanceOf(address)", &[word(of)]);
    U256::from_be_slice(&trace.receipt.output)
}

#[test]
fn token_moves_balances_and_tells() {
    let mut token = Deployed::new("token", &[uint(1_000)]);
    let alice = DEFAULT_SENDER;
    let trace = token.call(alice, "transfer(address,uint256)", &[word(BOB), uint(30)]);
    assert_eq!(trace.receipt.output, Bytes::from(encoded(&[uint(1)])));
    let [log] = trace.receipt.logs.as_slice() else { panic!("one event") };
    let topics = [keccak256("Transfer(address,address,uint256)"), alice.into_word(), BOB.into_word()];
    assert_eq!((log.address, log.topics(), &log.data.data), (token.address, &topics[..], &encoded(&[uint(30)]).into()));
    assert_eq!((balance(&mut token, alice), balance(&mut token, BOB)), (uint(970), uint(30)));

    // Two slots change: one from non-zero (EIP-2929: 5,000 cold), one is fresh (22,100).
    let stores: Vec<u64> =
        trace.steps.iter().filter(|step| step.opcode == vm_evm::opcode::SSTORE).map(vm_evm::Step::gas_cost).collect();
    assert_eq!(stores, [2_900, 20_000], "both were warmed by an SLOAD");
    assert_eq!(trace.slots.len(), 2);

    // All back: the slot that becomes zero gives 4,800 (EIP-3529).
    let trace = token.call(BOB, "transfer(address,uint256)", &[word(alice), uint(30)]);
    assert_eq!((trace.receipt.refund_counter, trace.receipt.refund_gas), (4_800, 4_800));
    assert_eq!(balance(&mut token, BOB), U256::ZERO);
    token.check_recorded("token.transfer");
}

#[test]
fn token_reverts_with_a_custom_error_and_changes_nothing() {
    let mut token = Deployed::new("token", &[uint(1_000)]);
    let before = token.world.account(token.address).unwrap().clone();
    let trace = token.call(BOB, "transfer(address,uint256)", &[word(DEFAULT_SENDER), uint(1)]);
    assert_eq!(trace.receipt.status, Status::Revert);
    let selector = &keccak256("InsufficientBalance(address,uint256,uint256)")[..4];
    assert_eq!(trace.receipt.output, Bytes::from([selector, &encoded(&[word(BOB), uint(0), uint(1)])].concat()));
    assert!(trace.receipt.logs.is_empty());
    assert_eq!(token.world.account(token.address), Some(&before));
    token.check_recorded("token.revert");
}

#[test]
fn token_spends_an_allowance_and_no_more() {
    let mut token = Deployed::new("token", &[uint(1_000)]);
    let alice = DEFAULT_SENDER;
    let trace = token.call(alice, "approve(address,uint256)", &[word(BOB), uint(50)]);
    assert_eq!(trace.receipt.logs[0].topics()[0], keccak256("Approval(address,address,uint256)"));
    let trace = token.call(BOB, "transferFrom(address,address,uint256)", &[word(alice), word(BOB), uint(50)]);
    assert!(trace.receipt.status.is_success());
    assert_eq!(balance(&mut token, BOB), uint(50));
    let trace = token.call(BOB, "transferFrom(address,address,uint256)", &[word(alice), word(BOB), uint(1)]);
    assert_eq!(trace.receipt.status, Status::Revert);
    let text = "allowance exceeded";
    let mut message = [0; 32];
    message[..text.len()].copy_from_slice(text.as_bytes());
    let arguments = encoded(&[uint(32), uint(text.len() as u64), B256::from(message).into()]);
    assert_eq!(trace.receipt.output, Bytes::from([&keccak256("Error(string)")[..4], &arguments].concat()));
    token.check_recorded("token.allowance");
}

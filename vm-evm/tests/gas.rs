//! Amounts of gas that the EIPs name, met exactly.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests, too")]

use std::collections::BTreeMap;

use alloy_primitives::{address, bytes};
use vm_evm::{
    Account, Address, Bytes, Call, Create, DEFAULT_SENDER, ExecuteError, Fees, Fork, Genesis, HaltReason, Receipt,
    Status, U256, World, asm::assemble,
};

const CONTRACT: Address = address!("0x00000000000000000000000000000000000000c0");

/// A contract with 7 in slot 1 and nothing elsewhere.
fn world(text: &str) -> World {
    let mut world = World::default();
    *world.account_mut(CONTRACT) = Account::with_code(assemble(text).unwrap());
    world.account_mut(CONTRACT).set_slot(U256::from(1), U256::from(7));
    world
}

fn call(world: &mut World) -> Receipt {
    world.call(Call { to: CONTRACT, ..Call::default() }).unwrap()
}

fn execution_gas(text: &str) -> u64 {
    call(&mut world(text)).execution_gas
}

#[test]
fn a_transfer_costs_21000() {
    let mut world = World::default();
    let to = Address::with_last_byte(0x99);
    let receipt = world.call(Call { to, value: U256::from(3), ..Call::default() }).unwrap();
    assert_eq!((receipt.transaction_gas, receipt.execution_gas, receipt.steps), (21_000, 0, 0));
    assert_eq!(world.balance(to), U256::from(3));
    assert_eq!(world.account(DEFAULT_SENDER).unwrap().nonce(), 1);
}

#[test]
fn calldata_costs_4_a_zero_byte_and_16_another() {
    let data = bytes!("00ff00");
    let receipt = world("STOP").call(Call { to: CONTRACT, data, ..Call::default() }).unwrap();
    assert_eq!(receipt.intrinsic_gas, 21_000 + 4 + 16 + 4); // EIP-2028
}

#[test]
fn since_prague_calldata_has_a_floor() {
    let mut world = world("STOP");
    world.rules = Fork::Prague.rules();
    let receipt = world.call(Call { to: CONTRACT, data: Bytes::from([1; 100]), ..Call::default() }).unwrap();
    assert_eq!(receipt.intrinsic_gas, 21_000 + 1_600);
    assert_eq!((receipt.floor_gas, receipt.transaction_gas), (21_000 + 4_000, 25_000)); // EIP-7623: 40 a byte
    assert_eq!(receipt.execution_gas, 0);
}

#[test]
fn a_slot_is_cold_once() {
    assert_eq!(execution_gas("PUSH1 1 SLOAD"), 3 + 2_100); // EIP-2929
    assert_eq!(execution_gas("PUSH1 1 SLOAD PUSH1 1 SLOAD"), 3 + 2_100 + 3 + 100);
}

#[test]
fn an_access_list_warms_for_1900_a_slot() {
    let access_list = BTreeMap::from([(CONTRACT, vec![U256::from(1)])]);
    let receipt = world("PUSH1 1 SLOAD").call(Call { to: CONTRACT, access_list, ..Call::default() }).unwrap();
    assert_eq!(receipt.intrinsic_gas, 21_000 + 2_400 + 1_900); // EIP-2930
    assert_eq!(receipt.execution_gas, 3 + 100);
}

#[test]
fn the_next_transaction_finds_everything_cold() {
    let mut world = world("PUSH1 1 SLOAD PUSH1 9 TLOAD PUSH1 1 PUSH1 9 TSTORE PUSH0 MSTORE PUSH1 32 PUSH0 RETURN");
    let (first, second) = (call(&mut world), call(&mut world));
    assert_eq!(first.execution_gas, second.execution_gas);
    assert_eq!(second.output, Bytes::from([0; 32]), "transient storage is gone (EIP-1153)");
}

#[test]
fn a_fresh_slot_costs_22100_a_change_5000_and_the_same_value_2200() {
    assert_eq!(execution_gas("PUSH1 5 PUSH1 2 SSTORE"), 6 + 20_000 + 2_100); // EIP-2200 with EIP-2929
    assert_eq!(execution_gas("PUSH1 5 PUSH1 1 SSTORE"), 6 + 2_900 + 2_100);
    assert_eq!(execution_gas("PUSH1 7 PUSH1 1 SSTORE"), 6 + 100 + 2_100);
}

#[test]
fn clearing_a_slot_gives_4800_back() {
    let receipt = call(&mut world("PUSH0 PUSH1 1 SSTORE"));
    assert_eq!((receipt.refund_counter, receipt.refund_gas), (4_800, 4_800)); // EIP-3529
    assert_eq!(receipt.transaction_gas, 21_000 + 2 + 3 + 5_000 - 4_800);
}

#[test]
fn at_most_a_fifth_of_the_gas_comes_back() {
    let mut world = world("PUSH0 PUSH1 1 SSTORE PUSH0 PUSH1 2 SSTORE");
    world.account_mut(CONTRACT).set_slot(U256::from(2), U256::from(7));
    let receipt = call(&mut world);
    let spent = 21_000 + 2 * (2 + 3 + 5_000);
    assert_eq!((receipt.refund_counter, receipt.refund_gas), (9_600, spent / 5)); // EIP-3529
    assert_eq!(receipt.transaction_gas, spent - spent / 5);
}

#[test]
fn a_slot_changed_and_restored_gives_2800_back() {
    let receipt = call(&mut world("PUSH1 8 PUSH1 1 SSTORE PUSH1 7 PUSH1 1 SSTORE"));
    assert_eq!(receipt.execution_gas, 12 + 5_000 + 100);
    assert_eq!(receipt.refund_counter, 2_800); // EIP-3529: 5000 - 2100 - 100
}

#[test]
fn a_revert_keeps_no_refund_and_a_halt_no_gas() {
    let receipt = call(&mut world("PUSH0 PUSH1 1 SSTORE PUSH0 PUSH0 REVERT"));
    assert_eq!((receipt.status, receipt.refund_counter, receipt.refund_gas), (Status::Revert, 0, 0));
    let mut world = world("PUSH0 PUSH1 1 SSTORE INVALID");
    let receipt = world.call(Call { to: CONTRACT, gas_limit: 50_000, ..Call::default() }).unwrap();
    assert_eq!(receipt.status, Status::Halt(HaltReason::InvalidOpcode));
    assert_eq!((receipt.transaction_gas, receipt.execution_gas, receipt.refund_gas), (50_000, 29_000, 0));
    assert_eq!(world.slot(CONTRACT, U256::from(1)), U256::from(7));
}

#[test]
fn memory_costs_three_a_word_and_a_square() {
    assert_eq!(execution_gas("PUSH2 0x5a7f MLOAD"), 3 + 3 + 3 * 725 + 725 * 725 / 512); // YP H.1, C_mem
}

#[test]
fn a_create_pays_53000_its_init_code_and_200_a_byte() {
    // Three bytes of code: PUSH0 PUSH0 STOP.
    let code = assemble("PUSH3 0x5f5f00 PUSH0 MSTORE PUSH1 3 PUSH1 29 RETURN").unwrap();
    let calldata: u64 = code.iter().map(|&byte| if byte == 0 { 4 } else { 16 }).sum();
    let mut world = World::default();
    let receipt = world.create(Create { code, ..Create::default() }).unwrap();
    assert_eq!(receipt.intrinsic_gas, 53_000 + calldata + 2); // EIP-2, EIP-2028, EIP-3860: 2 a word
    assert_eq!(receipt.execution_gas, 3 + 2 + 3 + 3 + 3 + 3);
    assert_eq!(receipt.deposit_gas, 600);
    assert_eq!(receipt.transaction_gas, receipt.intrinsic_gas + receipt.execution_gas + receipt.deposit_gas);
    let created = receipt.created.unwrap();
    assert_eq!(created, DEFAULT_SENDER.create(0));
    assert_eq!((world.code(created), world.account(created).unwrap().nonce()), (bytes!("5f5f00"), 1));
}

#[test]
fn a_create_that_cannot_pay_its_deposit_is_out_of_gas() {
    let code = assemble("PUSH2 0x6000 PUSH0 RETURN").unwrap();
    let receipt = World::default().create(Create { code, gas_limit: 1_000_000, ..Create::default() }).unwrap();
    assert_eq!((receipt.status, receipt.created), (Status::Halt(HaltReason::OutOfGas), None));
    assert_eq!((receipt.transaction_gas, receipt.deposit_gas), (1_000_000, 0));
}

#[test]
fn fees_move_wei_only_where_they_are_charged() {
    let call = Call { to: CONTRACT, gas_price: 3, ..Call::default() };
    let before = U256::from(1) << 128;
    let mut free = world("GASPRICE PUSH0 MSTORE PUSH1 32 PUSH0 RETURN");
    free.block.base_fee = 2;
    let mut charged = free.clone();
    charged.fees = Fees::Charged;
    let coinbase = charged.block.coinbase;
    let receipt = free.call(call.clone()).unwrap();
    assert_eq!(U256::from_be_slice(&receipt.output), U256::from(3));
    assert_eq!((free.balance(DEFAULT_SENDER), free.balance(coinbase)), (before, U256::ZERO));
    let receipt = charged.call(call).unwrap();
    let gas = U256::from(receipt.transaction_gas);
    assert_eq!(charged.balance(DEFAULT_SENDER), before - gas * U256::from(3));
    assert_eq!(charged.balance(coinbase), gas, "the base fee is burnt (EIP-1559)");
}

fn check_refused(change: impl FnOnce(&mut World, &mut Call), error: &ExecuteError) {
    let mut world = world("STOP");
    let mut call = Call { to: CONTRACT, ..Call::default() };
    change(&mut world, &mut call);
    let before = world.clone();
    assert_eq!(&world.call(call).unwrap_err(), error);
    assert_eq!(world, before, "an error changes nothing");
}

#[test]
fn what_cannot_be_run_is_refused_with_its_numbers() {
    let from = DEFAULT_SENDER;
    let (balance, over) = (U256::from(1) << 128, (U256::from(1) << 128) + U256::from(1));
    check_refused(|_, call| call.value = over, &ExecuteError::InsufficientBalance { from, balance, needed: over });
    let (stranger, needed) = (Address::with_last_byte(0x77), U256::from(1));
    check_refused(
        |_, call| (call.from, call.value) = (stranger, needed),
        &ExecuteError::InsufficientBalance { from: stranger, balance: U256::ZERO, needed },
    );
    check_refused(|_, call| call.from = CONTRACT, &ExecuteError::SenderIsContract { from: CONTRACT, code_bytes: 1 });
    check_refused(
        |_, call| call.gas_limit = 20_999,
        &ExecuteError::GasLimitTooLow { gas_limit: 20_999, needed: 21_000 },
    );
    check_refused(
        |_, call| call.gas_limit = u64::MAX,
        &ExecuteError::GasLimitTooHigh { gas_limit: u64::MAX, max: 30_000_000 },
    );
    check_refused(
        |world, call| (world.block.gas_limit, call.gas_limit) = (u64::MAX, u64::MAX),
        &ExecuteError::GasLimitTooHigh { gas_limit: u64::MAX, max: 1 << 32 },
    );
    check_refused(
        |world, _| (world.fees, world.block.base_fee) = (Fees::Charged, 1),
        &ExecuteError::GasPriceBelowBaseFee { gas_price: 0, base_fee: 1 },
    );
    check_refused(
        |world, _| world.block.excess_blob_gas = u64::MAX,
        &ExecuteError::ExcessBlobGasTooHigh { excess_blob_gas: u64::MAX, max: 150_000_000 },
    );
    check_refused(|world, _| _ = world.account_mut(from).set_nonce(u64::MAX), &ExecuteError::NonceAtMaximum { from });
    let code = Bytes::from(vec![0; 49_153]);
    let error = World::default().create(Create { code, ..Create::default() }).unwrap_err();
    assert_eq!(error, ExecuteError::InitCodeTooLarge { bytes: 49_153, max: 49_152 });
}

#[test]
fn an_account_without_code_is_given_wei_and_answers_nothing() {
    let (mut world, to, value) = (World::default(), Address::with_last_byte(0x77), U256::from(5));
    let receipt = world.call(Call { to, value, data: bytes!("0102"), ..Call::default() }).unwrap();
    assert_eq!((receipt.status, receipt.output, receipt.steps), (Status::Success, Bytes::new(), 0));
    assert_eq!(world.balance(to), value);
}

#[test]
fn an_account_without_a_past_sends_what_costs_it_nothing() {
    let (mut world, from) = (world("CALLER PUSH0 MSTORE PUSH1 32 PUSH0 RETURN"), Address::with_last_byte(0x77));
    let receipt = world.call(Call { to: CONTRACT, from, ..Call::default() }).unwrap();
    assert_eq!(receipt.output[..], from.into_word()[..]);
    assert_eq!(world.account(from).unwrap().nonce(), 1);
}

#[test]
fn an_origin_that_is_not_the_sender_is_answered_and_pays_nothing() {
    let mut world = world("ORIGIN PUSH0 MSTORE CALLER PUSH1 32 MSTORE PUSH1 64 PUSH0 RETURN");
    let origin = Address::repeat_byte(0x92);
    let receipt = world.call(Call { to: CONTRACT, origin: Some(origin), ..Call::default() }).unwrap();
    assert_eq!(receipt.output[..], [origin, DEFAULT_SENDER].map(|address| address.into_word().0).concat());
    assert_eq!(world.account(DEFAULT_SENDER).unwrap().nonce(), 1);
    assert_eq!(world.account(origin), None);
}

#[test]
fn the_highest_excess_blob_gas_still_has_a_fee() {
    for fork in Fork::ALL {
        let mut world = world("BLOBBASEFEE");
        world.rules = fork.rules();
        world.block.excess_blob_gas = 150_000_000;
        assert_eq!(call(&mut world).status.is_success(), fork >= Fork::Cancun);
    }
}

#[test]
fn opcodes_arrive_with_their_fork() {
    for fork in Fork::ALL {
        let mut world = World::new(Genesis { rules: fork.rules(), ..Genesis::default() });
        *world.account_mut(CONTRACT) = Account::with_code(assemble("PUSH0").unwrap());
        assert_eq!(call(&mut world).status.is_success(), fork >= Fork::Shanghai);
    }
}

#[test]
fn code_that_looks_like_a_broken_delegation_is_just_code() {
    let mut world = World::default();
    *world.account_mut(CONTRACT) = Account::with_code(bytes!("ef0100"));
    assert_eq!(call(&mut world).status, Status::Halt(HaltReason::InvalidOpcode));
}

#[test]
fn a_contract_created_and_destroyed_in_one_transaction_is_gone() {
    let receipt =
        World::default().create(Create { code: assemble("CALLER SELFDESTRUCT").unwrap(), ..Create::default() });
    let mut world = World::default();
    let mut after = world.clone();
    after.create(Create { code: assemble("CALLER SELFDESTRUCT").unwrap(), ..Create::default() }).unwrap();
    world.account_mut(DEFAULT_SENDER).set_nonce(1);
    assert_eq!(after, world); // EIP-6780
    assert!(receipt.unwrap().status.is_success());
}

//! Other rules than Ethereum's: what they change, and that they change nothing else.

use alloy_primitives::{Address, U256, bytes};
use vm_evm::asm::assemble;
use vm_evm::{Account, Call, EvmTrace, Fork, HaltReason, Jumps, Rules, Status, World, opcode};

const CONTRACT: Address = Address::repeat_byte(0x11);

/// Traces a call of some code under Cancun's rules with a change.
fn trace(code: impl Into<alloy_primitives::Bytes>, change: impl FnOnce(&mut Rules)) -> EvmTrace {
    let mut rules = *Fork::Cancun.rules();
    change(&mut rules);
    let mut world = World::default();
    world.rules = Box::leak(Box::new(rules));
    *world.account_mut(CONTRACT) = Account::with_code(code.into());
    world.trace_call(Call { to: CONTRACT, ..Call::default() }).expect("the call is possible")
}

/// Gas of a text, and of the same under changed prices.
fn gas(text: &str, change: impl FnOnce(&mut Rules)) -> [u64; 2] {
    let code = assemble(text).expect("the text is assembly");
    let [plain, changed] = [trace(code.clone(), |_| {}), trace(code, change)];
    assert_eq!(plain.receipt.status, Status::Success);
    assert_eq!(changed.receipt.status, Status::Success);
    [plain, changed].map(|trace| trace.receipt.execution_gas)
}

#[test]
fn a_price_is_paid_as_often_as_its_opcode_runs() {
    let [plain, raised] = gas("PUSH0 PUSH0 ADD PUSH0 ADD", |rules| rules.gas.table[1] = 1003);
    assert_eq!(raised - plain, 2000);
}

#[test]
fn unit_prices_are_paid_by_what_operands_say() {
    let difference = |text: &str, change: fn(&mut Rules)| {
        let [plain, changed] = gas(text, change);
        changed - plain
    };
    let paid = [
        difference("PUSH1 65 PUSH0 KECCAK256", |rules| rules.gas.unit.hashed_word += 100),
        difference("PUSH1 65 PUSH0 KECCAK256", |rules| rules.gas.unit.memory_word += 100),
        difference("PUSH1 33 PUSH0 PUSH0 CODECOPY", |rules| rules.gas.unit.copied_word += 100),
        difference("PUSH1 33 PUSH0 PUSH0 MCOPY", |rules| rules.gas.unit.copied_word += 100),
        difference("PUSH0 PUSH0 PUSH1 5 PUSH0 LOG2", |rules| rules.gas.unit.logged_byte += 100),
        difference("PUSH0 PUSH0 PUSH1 5 PUSH0 LOG2", |rules| rules.gas.unit.topic += 100),
        difference("PUSH2 0x0100 PUSH1 2 EXP", |rules| rules.gas.unit.exponent_byte += 100),
        difference("PUSH0 SLOAD PUSH0 SLOAD", |rules| rules.gas.unit.cold_load += 100),
        difference("PUSH1 1 PUSH0 SSTORE PUSH0 SLOAD", |rules| rules.gas.unit.cold_store += 100),
        difference("PUSH1 1 PUSH0 SSTORE PUSH1 1 PUSH0 SSTORE", |rules| rules.gas.unit.store += 100),
        difference("PUSH1 1 PUSH0 SSTORE", |rules| rules.gas.unit.reset += 100),
        difference("PUSH1 1 PUSH0 SSTORE", |rules| rules.gas.unit.set += 100),
    ];
    assert_eq!(paid, [300, 300, 200, 200, 500, 200, 200, 100, 100, 200, 100, 100]);
    let refund = |trace: &EvmTrace| trace.receipt.refund_counter;
    let code = assemble("PUSH1 1 PUSH0 SSTORE PUSH0 PUSH0 SSTORE").unwrap();
    let [plain, changed] = [trace(code.clone(), |_| {}), trace(code, |rules| rules.gas.unit.set += 100)];
    assert_eq!(refund(&changed) - refund(&plain), 100);
}

#[test]
fn an_opcode_that_there_is_not_halts() {
    let code = assemble("PUSH0 TLOAD").unwrap();
    let halted = trace(code, |rules| rules.opcodes = rules.opcodes.without(&[opcode::TLOAD]));
    assert_eq!(halted.receipt.status, Status::Halt(HaltReason::InvalidOpcode));
}

#[test]
fn a_field_answers_the_same_in_every_block() {
    let code = assemble("PREVRANDAO PUSH0 MSTORE PUSH1 32 PUSH0 RETURN").unwrap();
    let answered =
        trace(code, |rules| rules.fields = const { &[(opcode::PREVRANDAO, U256::from_limbs([2500, 0, 0, 0]))] });
    assert_eq!(U256::from_be_slice(&answered.receipt.output), U256::from(2500));
    assert_eq!(U256::from_be_bytes(answered.context.block.prevrandao.0), U256::from(2500));
}

#[test]
fn a_jump_into_push_data_goes_where_rules_say() {
    // PUSH1 4, JUMP, PUSH1 0x5b: byte 4 is data
    let code = bytes!("600456605b00");
    assert_eq!(trace(code.clone(), |_| {}).receipt.status, Status::Halt(HaltReason::InvalidJump));
    let jumped = trace(code, |rules| rules.jumps = Jumps::ToBytes);
    assert_eq!(jumped.receipt.status, Status::Success);
    assert_eq!(jumped.steps.iter().map(|step| step.pc).collect::<Vec<_>>(), [0, 2, 4, 5]);
    let condition = |value: u8| {
        let code = vec![0x60, value, 0x60, 0x06, 0x57, 0x60, 0x5b, 0x00];
        trace(code, |rules| rules.jumps = Jumps::ToBytes)
    };
    assert_eq!(condition(1).steps.iter().map(|step| step.pc).collect::<Vec<_>>(), [0, 2, 4, 6, 7]);
    assert_eq!(condition(0).steps.iter().map(|step| step.pc).collect::<Vec<_>>(), [0, 2, 4, 5, 7]);
    let nowhere = trace(bytes!("60ff56"), |rules| rules.jumps = Jumps::ToBytes);
    assert_eq!(nowhere.receipt.status, Status::Halt(HaltReason::InvalidJump));
}

//! SELFBALANCE: what the frame starts with, the value included, whatever the statement would like.

use vm_evm::opcode::SELFBALANCE;

use super::super::opcodes::FIELDS;
use super::*;
use crate::circuit::check;
use crate::testing::assert_accepted;
use crate::word::{integer, word};

/// The place of a field in the statement.
fn place_of(opcode: u8) -> usize {
    FIELDS.iter().position(|field| *field == opcode).expect("it is a field")
}

fn run(value: u64) -> Run {
    let code = vm_evm::asm::assemble("SELFBALANCE CALLVALUE SELFBALANCE STOP").expect("the program assembles");
    let mut world = Run::world(code);
    let call = Call { to: CALLEE, value: U256::from(value), ..Call::default() };
    let tree = tree(&world, &Tree::default()).expect("the slots have different paths");
    Run { trace: world.trace_call(call).expect("the sender is rich"), tree }
}

#[test]
fn a_balance_includes_the_value_and_is_public() {
    let circuit = low_circuit();
    for value in [0, 7] {
        let run = run(value);
        let honest = run.facts().statement();
        let balance = honest.environment[place_of(SELFBALANCE)];
        assert_eq!(balance, BALANCE + U256::from(value));
        let timeline = run.timeline();
        let pushed = timeline.steps.iter().filter(|step| step.opcode == SELFBALANCE);
        assert!(pushed.map(|step| integer(step.pushed[0])).all(|word| word == balance));
        assert_accepted(&circuit, &run.witness(&circuit, &timeline));

        // another one, of the statement alone: of either limb, without the value, the value alone
        let others = [balance + U256::from(1), balance ^ (U256::from(1) << 128), BALANCE, U256::from(value)];
        for other in others.into_iter().filter(|other| *other != balance) {
            let mut statement = honest.clone();
            statement.environment[place_of(SELFBALANCE)] = other;
            let witness = run.witness_of(&circuit, &timeline, &statement).unwrap();
            assert_ne!(check(&circuit, &witness), vec![], "{other}");
        }
    }
}

/// A frame has one balance: the statement's, each time it is asked.
#[test]
fn a_balance_does_not_change_within_a_frame() {
    let circuit = low_circuit();
    let run = run(7);
    let mut lied = run.timeline();
    let last = lied.steps.iter().rposition(|step| step.opcode == SELFBALANCE).expect("it is asked");
    let other = word(BALANCE);
    assert_ne!((lied.steps[last].pushed[0], lied.left[2].1), (other, other));
    (lied.steps[last].pushed[0], lied.left[2].1) = (other, other);
    let statement = run.facts().statement();
    for balance in [BALANCE, BALANCE + U256::from(7)] {
        let mut statement = statement.clone();
        statement.environment[place_of(SELFBALANCE)] = balance;
        let witness = run.witness_of(&circuit, &lied, &statement).unwrap();
        assert_ne!(check(&circuit, &witness), vec![], "{balance}");
    }
}

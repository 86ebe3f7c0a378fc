//! Honest calls are accepted.

use expect_test::expect;

use super::*;
use crate::backend::mock_check;
use crate::testing::assert_accepted;

fn accepted(call: &Call) -> (Arc<Circuit>, Witness) {
    let (circuit, witness) = prove(call, 10);
    assert_accepted(&circuit, &witness);
    (circuit, witness)
}

#[test]
fn every_change_is_accepted() {
    let (circuit, witness) = accepted(&Call::sample());
    assert_eq!(mock_check(&circuit, &witness), Ok(()));
    assert!(circuit.degree() <= crate::circuit::MAX_DEGREE);
}

#[test]
fn one_slot_is_accepted() {
    for script in Call::sample().scripts {
        accepted(&Call::new(&[script]));
    }
}

#[test]
fn nothing_touched_keeps_the_root() {
    let (circuit, witness) = accepted(&Call::new(&[]));
    assert_eq!(mock_check(&circuit, &witness), Ok(()));
    assert_eq!(witness.public[2][0], witness.public[3][0]);
}

#[test]
fn failure_keeps_the_root() {
    let call = Call { success: false, ..Call::sample() };
    let (circuit, witness) = accepted(&call);
    assert_eq!(mock_check(&circuit, &witness), Ok(()));
    assert_eq!(witness.public[2][0], witness.public[3][0]);
    assert_eq!(witness.public[2][0], call.tree().root());
}

#[test]
fn an_empty_tree_takes_its_first_slot_and_loses_it() {
    let slot = word(u128::MAX, u128::MAX);
    let value = word(u128::MAX, u128::MAX);
    for (before, after) in [(word(0, 0), value), (value, word(0, 0)), (word(0, 1), word(1, 0))] {
        let touched = TouchedSlot { slot, original: before, value: after, warm: true, time: 3 };
        let mut tree = Tree::from_slots([(Felt::from(1), slot, before)]).unwrap();
        let mut witness = Witness::of_lanes(&lanes().in_order());
        lanes().accesses.fill(&mut witness, &TouchedSlot { value: before, warm: false, time: 0, ..touched }, &touched);
        let entry = Entry { address: Felt::from(1), slots: &[touched], success: true };
        let mut requests = vec![];
        let proven = lanes().state.fill(&mut witness, place::STATE, &entry, &mut tree, &mut requests).unwrap();
        assert_eq!(proven.roots[1], Tree::from_slots([(Felt::from(1), slot, after)]).unwrap().root());
        let compressions = proven.compressions;
        let (circuit, witness) = finish(Filled { witness, roots: proven.roots, requests, compressions }, true, 10);
        assert_accepted(&circuit, &witness);
    }
}

/// On the register machine a slot may be a field element.
#[test]
fn a_slot_may_be_any_element() {
    let script = Script { slot: [-Felt::from(1), Felt::from(0)], ..Script::new(0, 3, &[4]) };
    accepted(&Call::new(&[script]));
}

#[test]
fn what_the_tree_does_not_hold_is_refused_by_name() {
    let call = Call::sample();
    let mut touched = call.touched();
    touched[1].original = word(6, 0);
    let fill = |touched: &[TouchedSlot]| {
        let entry = Entry { address: call.address, slots: touched, success: true };
        let mut witness = Witness::of_lanes(&lanes().in_order());
        lanes().state.fill(&mut witness, place::STATE, &entry, &mut call.tree(), &mut vec![])
    };
    let slot = touched[1].slot;
    assert_eq!(fill(&touched), Err(StateError::OtherValue { slot }));
    let twice = [call.touched()[1], call.touched()[1]];
    assert_eq!(fill(&twice), Err(StateError::Twice { slot }));
}

fn cost(call: &Call) -> String {
    let (circuit, witness) = accepted(call);
    let cost = circuit.cost(&witness);
    let chips = cost.by_chip.iter().filter(|chip| ["state", "range 64", "range 128", "poseidon"].contains(&chip.lane));
    chips
        .map(|c| format!("{} {}: rows {}, cells {}, messages {}\n", c.lane, c.name, c.rows, c.cells, c.messages))
        .collect()
}

#[test]
fn a_read_costs() {
    expect![[r#"
        state touched slot: rows 161, cells 1288, messages 153
        range 64 range64: rows 3, cells 39, messages 21
        range 128 range128: rows 4, cells 88, messages 52
        poseidon compression: rows 1088, cells 20672, messages 136
    "#]]
    .assert_eq(&cost(&Call::new(&[Script::new(1, 5, &[5])])));
}

#[test]
fn a_write_costs() {
    expect![[r#"
        state touched slot: rows 161, cells 1288, messages 285
        range 64 range64: rows 3, cells 39, messages 21
        range 128 range128: rows 4, cells 88, messages 52
        poseidon compression: rows 2144, cells 40736, messages 268
    "#]]
    .assert_eq(&cost(&Call::new(&[Script::new(1, 5, &[6])])));
}

#[test]
fn the_lane_has() {
    let lane = &lanes().state.lane;
    let line = format!(
        "columns {}, helpers {}, messages {}, degree {}, reach {}, fixed {}",
        lane.width(),
        lane.helpers(),
        lane.slots().len(),
        lane.degree(),
        lane.rotations().len() - 1,
        lane.fixed.len()
    );
    expect!["columns 7, helpers 1, messages 3, degree 5, reach 7, fixed 24"].assert_eq(&line);
}

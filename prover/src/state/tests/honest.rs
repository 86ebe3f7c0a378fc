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
fn one_slot_is_accepted_in_every_case() {
    for case in Case::ALL {
        let call = Call::of_case(case);
        accepted(&call);
        accepted(&Call { success: false, ..call });
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
    let changes = [(word(0, 0), value), (value, word(0, 0)), (word(0, 1), word(1, 0)), (word(0, 0), word(0, 0))];
    // a tree of this slot alone, and one with another
    for ((before, after), other) in changes.into_iter().flat_map(|change| [(change, 0), (change, 9)]) {
        let touched = TouchedSlot { slot, original: before, value: after, warm: true, time: 3 };
        let of = |value| Tree::from_slots([(Felt::from(1), slot, value), (Felt::from(1), word(2, 2), word(other, 0))]);
        let mut tree = of(before).unwrap();
        let mut witness = Witness::of_lanes(&lanes().in_order());
        lanes().accesses.fill(&mut witness, &TouchedSlot { value: before, warm: false, time: 0, ..touched }, &touched);
        let entry = Entry { address: Felt::from(1), slots: &[touched], success: true };
        let mut requests = vec![];
        let proven = lanes().state.fill(&mut witness, place::STATE, &entry, &mut tree, &mut requests).unwrap();
        assert_eq!(proven.roots[1], of(after).unwrap().root());
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
        .map(|c| format!("  {} {}: rows {}, cells {}, messages {}\n", c.lane, c.name, c.rows, c.cells, c.messages))
        .collect()
}

#[test]
fn each_case_costs() {
    let lines: String =
        Case::ALL.into_iter().map(|case| format!("{case:?}:\n{}", cost(&Call::of_case(case)))).collect();
    expect![[r#"
        Inserted:
          state touched slot: rows 104, cells 936, messages 46
          range 64 range64: rows 5, cells 65, messages 35
          range 64 scaled64: rows 1, cells 13, messages 3
          range 128 range128: rows 4, cells 88, messages 52
          poseidon compression: rows 70, cells 3150, messages 28
        InsertedBesideLeaf:
          state touched slot: rows 104, cells 936, messages 55
          range 64 range64: rows 9, cells 117, messages 63
          range 64 scaled64: rows 2, cells 26, messages 6
          range 128 range128: rows 6, cells 132, messages 78
          poseidon compression: rows 80, cells 3600, messages 32
        Updated:
          state touched slot: rows 104, cells 936, messages 46
          range 64 range64: rows 5, cells 65, messages 35
          range 64 scaled64: rows 1, cells 13, messages 3
          range 128 range128: rows 4, cells 88, messages 52
          poseidon compression: rows 70, cells 3150, messages 28
        Deleted:
          state touched slot: rows 104, cells 936, messages 48
          range 64 range64: rows 5, cells 65, messages 35
          range 64 scaled64: rows 1, cells 13, messages 3
          range 128 range128: rows 4, cells 88, messages 52
          poseidon compression: rows 75, cells 3375, messages 30
        DeletedBesideLeaf:
          state touched slot: rows 104, cells 936, messages 55
          range 64 range64: rows 9, cells 117, messages 63
          range 64 scaled64: rows 2, cells 26, messages 6
          range 128 range128: rows 6, cells 132, messages 78
          poseidon compression: rows 80, cells 3600, messages 32
        Absent:
          state touched slot: rows 104, cells 936, messages 32
          range 64 range64: rows 5, cells 65, messages 35
          range 64 scaled64: rows 1, cells 13, messages 3
          range 128 range128: rows 4, cells 88, messages 52
          poseidon compression: rows 35, cells 1575, messages 14
        AbsentBesideLeaf:
          state touched slot: rows 104, cells 936, messages 35
          range 64 range64: rows 9, cells 117, messages 63
          range 64 scaled64: rows 2, cells 26, messages 6
          range 128 range128: rows 6, cells 132, messages 78
          poseidon compression: rows 30, cells 1350, messages 12
        Present:
          state touched slot: rows 104, cells 936, messages 34
          range 64 range64: rows 5, cells 65, messages 35
          range 64 scaled64: rows 1, cells 13, messages 3
          range 128 range128: rows 4, cells 88, messages 52
          poseidon compression: rows 40, cells 1800, messages 16
    "#]]
    .assert_eq(&lines);
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
    expect!["columns 8, helpers 1, messages 3, degree 5, reach 7, fixed 33"].assert_eq(&line);
}

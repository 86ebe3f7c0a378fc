//! The adapter on a small circuit of its own: real proofs, lies refused by the three judges, keys that know no witness.

use std::sync::Arc;

use ff::Field;

use super::*;
use crate::circuit::{Cell, ChipId, Circuit, Group, Kind, Lane, LaneBuilder, Shape, Witness, check};
use crate::testing::{Lie, assert_accepted, flips, ghosts, judge};

/// `square`: shows `y = x²` for public `(x, y)`; `x` is below 2^8. A public lane, a table, a chip in a lane with a sibling.
pub(super) struct Squares {
    pub(super) circuit: Arc<Circuit>,
    chips: [ChipId; 2],
    cells: [Cell; 3],
}

fn public_lane() -> Lane {
    let mut lane = LaneBuilder::new("public");
    let shown = lane.fixed("shown", |at| Felt::from(u64::from(at.row < 2)));
    let index = lane.fixed("index", |at| Felt::from(at.row as u64));
    let value = lane.public("value");
    let slot = lane.slot([index.into(), value.into()]);
    lane.send(slot, Kind::Env, shown);
    lane.finish()
}

fn range_lane() -> Lane {
    let mut lane = LaneBuilder::new("range");
    let inside = lane.fixed("inside", |at| Felt::from(u64::from(at.row < 256)));
    let value = lane.fixed("value", |at| Felt::from(if at.row < 256 { at.row as u64 } else { 0 }));
    let uses = lane.column("uses");
    let slot = lane.slot([inside * 8, value.into()]);
    lane.provide(slot, Kind::Range, inside, uses);
    lane.finish()
}

/// Each lane in columns of its own.
fn squares(k: u32) -> Squares {
    squares_in(|lanes| Shape::whole(k, lanes, &[1, 1, 2]))
}

/// The steps below the table, in its columns.
fn stacked_squares() -> Squares {
    let squares = squares_in(|lanes| Shape::of_rows(9, lanes, &[2, 256, 4]));
    let [_, table, steps] = squares.circuit.instances() else { panic!("each lane stands once") };
    assert!(steps.start >= table.rows && steps.advice.contains(&table.advice[0]), "{table:?} {steps:?}");
    squares
}

pub(super) fn squares_in(shape: impl FnOnce(&[Lane]) -> Shape) -> Squares {
    let mut lane = LaneBuilder::new("step");
    let square = lane.chip("square", Group::Execution);
    let cube = lane.chip("cube", Group::Execution);
    let [x, y] = lane.columns(["x", "y"]);
    let slots = [(0u64, x), (1, y)].map(|(index, cell)| lane.slot([index.into(), cell.into()]));
    let range = lane.slot([8u64.into(), x.into()]);
    let own = lane.declare(square, |chip| {
        slots.iter().for_each(|slot| chip.receive(*slot, Kind::Env));
        chip.receive(range, Kind::Range);
        let copy = chip.cell("x again");
        chip.constrain("x again = x", copy - x);
        chip.constrain("y = x²", y - x * copy);
        copy
    });
    lane.declare(cube, |chip| {
        slots.iter().for_each(|slot| chip.receive(*slot, Kind::Env));
        chip.receive(range, Kind::Range);
        chip.constrain("y = x³", y - x * x * x);
    });
    let lanes = vec![public_lane(), range_lane(), lane.finish()];
    let shape = shape(&lanes);
    let circuit = Circuit::new("squares", lanes, shape, 2);
    Squares { circuit: Arc::new(circuit), chips: [square, cube], cells: [x, y, own] }
}

impl Squares {
    pub(super) fn witness(&self, x: u64, y: u64) -> Witness {
        let mut witness = self.circuit.witness();
        witness.public = vec![vec![Felt::from(x), Felt::from(y)]];
        let mut row = witness.row(2, &self.circuit.lanes[2], self.chips[0]);
        for (cell, value) in self.cells.into_iter().zip([x, y, x]) {
            row.set(cell, value);
        }
        witness.complete(&self.circuit);
        witness
    }
}

#[test]
fn the_native_checker_and_the_mock_prover_agree() {
    judges_agree(&squares(9));
    judges_agree(&stacked_squares());
}

fn judges_agree(squares: &Squares) {
    let honest = squares.witness(7, 49);
    assert_eq!(check(&squares.circuit, &honest), vec![]);
    assert_eq!(mock_check(&squares.circuit, &honest), Ok(()));
    let mut lies = vec![squares.witness(7, 50), squares.witness(300, 90000)];
    for column in 0..squares.circuit.lanes[2].width() {
        let mut lie = honest.clone();
        lie.lanes[2].set(0, column, honest.lanes[2].get(0, column) + Felt::ONE);
        lies.push(lie);
    }
    let mut other_public = honest;
    other_public.public[0][0] += Felt::ONE;
    lies.push(other_public);
    for lie in lies {
        assert_ne!(check(&squares.circuit, &lie), vec![]);
        assert!(mock_check(&squares.circuit, &lie).is_err());
    }
}

#[test]
fn columns_of_equal_content_are_one_column() {
    let squares = squares(9);
    // the rows' selector; shown, index, inside, value: all different; the step lane's two instances have none
    assert_eq!(squares.circuit.fixed.len(), 5);
    let table = vec![range_lane()];
    let shape = Shape::whole(9, &table, &[3]);
    let twice = Circuit::new("tables", table, shape, 0);
    assert_eq!(twice.fixed.len(), 3);
}

#[test]
#[should_panic(expected = "range[3]: next is x")]
fn a_row_does_not_look_outside_its_instance() {
    let mut lane = LaneBuilder::new("range");
    let x = lane.column("x");
    lane.constrain("next is x", x.next() - x);
    Circuit::new("outside", vec![lane.finish()], Shape { k: 9, heights: vec![vec![4]] }, 0);
}

#[test]
fn flips_and_ghosts_are_refused() {
    // 1 = 1², and a value that is not its own square; lanes side by side, and in the same columns
    for ((x, y), stacked) in [((7, 49), false), ((1, 1), false), ((7, 49), true)] {
        let squares = if stacked { stacked_squares() } else { squares(9) };
        let honest = squares.witness(x, y);
        assert_accepted(&squares.circuit, &honest);
        let lies: Vec<Lie> = flips(&squares.circuit, &honest).chain(ghosts(&squares.circuit, &honest)).collect();
        let verdicts = judge(&squares.circuit, &honest, lies);
        let accepted: Vec<String> = verdicts.accepted.into_iter().collect();
        assert_eq!(accepted, Vec::<String>::new());
    }
}

mod proofs {
    use super::*;

    #[test]
    fn a_real_proof_verifies_and_any_change_of_it_is_refused() {
        changes_are_refused(&squares(9));
        changes_are_refused(&stacked_squares());
    }

    fn changes_are_refused(squares: &Squares) {
        let srs = Arc::new(Srs::insecure_dev(9));
        let verifier = VerifierKey::generate(Arc::clone(&squares.circuit), srs);
        let prover = ProverKey::generate(&verifier);
        let witness = Arc::new(squares.witness(7, 49));
        let proof = prover.prove(&witness).unwrap();
        verifier.verify(&witness.public, &proof).unwrap();

        for at in (0..proof.0.len()).step_by(97) {
            let mut changed = proof.clone();
            changed.0[at] ^= 1;
            assert!(verifier.verify(&witness.public, &changed).is_err(), "byte {at}");
        }
        for length in [0, 1, proof.0.len() / 2, proof.0.len() - 1] {
            assert!(verifier.verify(&witness.public, &Proof(proof.0[..length].to_vec())).is_err());
        }
        let longer = Proof([&proof.0[..], &[0]].concat());
        assert!(matches!(verifier.verify(&witness.public, &longer), Err(VerifyError::TrailingBytes(1))));
        for index in 0..2 {
            let mut public = witness.public.clone();
            public[0][index] += Felt::ONE;
            assert!(verifier.verify(&public, &proof).is_err());
        }
        assert!(matches!(verifier.verify(&[vec![Felt::ONE]], &proof), Err(VerifyError::Circuit(_))));

        let lie = Arc::new(squares.witness(7, 50));
        let forged = prover.prove(&lie).unwrap();
        assert!(verifier.verify(&lie.public, &forged).is_err());
    }

    #[test]
    fn a_verifying_key_depends_on_lanes_and_shape_alone() {
        let srs = Arc::new(Srs::insecure_dev(9));
        let digest = |circuit| VerifierKey::generate(circuit, Arc::clone(&srs)).digest();
        let first = squares(9).circuit;
        assert_eq!(digest(Arc::clone(&first)), digest(squares(9).circuit));
        let mut shape = first.shape.clone();
        shape.heights[2][1] -= 1;
        let other = Circuit::new("squares", first.lanes.clone(), shape, 2);
        assert_ne!(digest(first), digest(Arc::new(other)));
    }
}

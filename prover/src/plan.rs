//! From an execution to a circuit and its witness: the cheapest shape of a catalogue that fits.

use std::sync::Arc;

use crate::circuit::{Circuit, CircuitError, Cost, Lane, LaneRows, Shape, Witness};
use crate::public::Claim;

/// A circuit with its witness, and what is claimed.
#[derive(Clone, Debug)]
pub struct Prepared<S> {
    circuit: Arc<Circuit>,
    witness: Arc<Witness>,
    statement: S,
    shape: usize,
}

impl<S: Claim> Prepared<S> {
    /// Puts the public inputs into a filled witness and counts what its tables are asked.
    pub(crate) fn complete(circuit: Arc<Circuit>, mut witness: Witness, statement: S, shape: usize) -> Self {
        witness.public = statement.public().expect("a statement about facts is well-formed");
        witness.complete(&circuit);
        Self { circuit, witness: Arc::new(witness), statement, shape }
    }

    /// The circuit.
    pub fn circuit(&self) -> &Arc<Circuit> {
        &self.circuit
    }

    /// Its witness.
    pub fn witness(&self) -> &Arc<Witness> {
        &self.witness
    }

    /// What is claimed.
    pub fn statement(&self) -> &S {
        &self.statement
    }

    /// The shape's number in its catalogue.
    pub fn shape(&self) -> usize {
        self.shape
    }

    /// Counts.
    pub fn cost(&self) -> Cost {
        self.circuit.cost(&self.witness)
    }
}

/// The rows that a witness needs, by lane.
pub(crate) fn needed_rows(witness: &Witness) -> Vec<usize> {
    witness.lanes.iter().map(LaneRows::len).collect()
}

/// The cheapest shape that has the rows needed of each lane, and its number.
///
/// # Errors
/// If they fit none: what the largest lacks.
pub(crate) fn pick(lanes: &[Lane], needed: &[usize], shapes: &[Shape]) -> Result<(usize, Shape), CircuitError> {
    let lacks = |shape: &Shape| (0..lanes.len()).position(|lane| needed[lane] > shape.capacity(lane));
    let fitting = shapes.iter().enumerate().filter(|(_, shape)| lacks(shape).is_none());
    if let Some((index, shape)) = fitting.min_by_key(|(_, shape)| predicted_cost(lanes, shape)) {
        return Ok((index, shape.clone()));
    }
    let largest = shapes.iter().max_by_key(|shape| shape.k).expect("a catalogue is not empty");
    let lane = lacks(largest).expect("no shape fits, nor does the largest");
    let available = largest.capacity(lane);
    Err(CircuitError::OverCapacity { lane: lanes[lane].name, needed: needed[lane], available, k: largest.k })
}

/// Predicted proving time in relative units, for each row: what a column costs, and what it costs to evaluate the promises and
/// messages of a lane instance, which stand on all rows however few the instance has.
fn predicted_cost(lanes: &[Lane], shape: &Shape) -> u64 {
    const COLUMN: usize = 19;
    const MESSAGE: usize = 14;
    const PROMISE: usize = 2;
    let gates = |lane: &Lane| MESSAGE * lane.slots().len() + PROMISE * lane.constraints().len();
    let gates: usize = lanes.iter().zip(&shape.heights).map(|(lane, heights)| heights.len() * gates(lane)).sum();
    ((COLUMN * shape.columns(lanes) + gates) as u64) << shape.k
}

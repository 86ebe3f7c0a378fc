//! From an execution to a circuit and its witness: the smallest shape of the catalogue that fits.

use std::sync::Arc;

use vm_zkfriendly::environment::Environment;
use vm_zkfriendly::isa::Instruction;
use vm_zkfriendly::message::Message;
use vm_zkfriendly::program::Program;
use vm_zkfriendly::trace::ZkTrace;

use super::lanes::{ZkError, circuit, lanes, place};
use super::statement::{Facts, Statement};
use super::step::ZkStep;
use crate::circuit::{Circuit, CircuitError, Cost, Lane, LaneRows, Shape, UNUSABLE_ROWS, Witness};
use crate::range::table_instances;

/// An execution to be proven.
#[derive(Clone, Copy, Debug)]
pub struct Execution<'a> {
    /// The program, which passed the program check.
    pub program: &'a Program,
    /// What it was called with.
    pub calldata: &'a Message,
    /// The call and the block.
    pub environment: &'a Environment,
    /// What happened.
    pub trace: &'a ZkTrace,
}

impl Execution<'_> {
    /// The facts that the statement is about.
    pub fn facts(&self) -> Facts<'_> {
        let read = |instruction: &Instruction| match instruction {
            Instruction::Input { index, .. } => u64::from(*index) + 1,
            _ => 0,
        };
        let executed = self.program.instructions().iter().zip(self.trace.executed()).filter(|(_, times)| **times > 0);
        Facts {
            program: self.program,
            calldata: self.calldata,
            calldata_blocks: executed
                .map(|(instruction, _)| read(instruction))
                .max()
                .unwrap_or(0)
                .max(1 + self.calldata.words.len() as u64),
            environment: self.environment,
            status: self.trace.outcome().status,
            output: &self.trace.outcome().output,
            steps: self.trace.outcome().steps,
        }
    }
}

/// Instances of each lane of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instances {
    narrow: usize,
    moves: usize,
    wide: usize,
    range64: usize,
    range128: usize,
    poseidon: usize,
    product: usize,
    multiply: usize,
}

/// Small programs without 256-bit products.
const PLAIN: Instances =
    Instances { narrow: 1, moves: 1, wide: 1, range64: 1, range128: 1, poseidon: 1, product: 0, multiply: 0 };

/// The shapes, each with log2 of its rows; a verifying key belongs to each. Control, code and data lanes stand once, as does the
/// public lane, and the range table as often as its rows need.
pub const CATALOGUE: [(u32, Instances); 8] = [
    (9, Instances { poseidon: 8, ..PLAIN }),
    (10, Instances { poseidon: 6, ..PLAIN }),
    (11, Instances { narrow: 2, range64: 2, poseidon: 4, ..PLAIN }),
    (12, Instances { narrow: 2, range64: 2, poseidon: 2, ..PLAIN }),
    (13, Instances { narrow: 2, range64: 2, ..PLAIN }),
    (10, Instances { range64: 4, range128: 2, poseidon: 8, product: 1, multiply: 1, ..PLAIN }),
    (12, Instances { range64: 4, range128: 3, poseidon: 3, product: 1, multiply: 1, ..PLAIN }),
    (14, Instances { narrow: 2, range64: 4, range128: 3, poseidon: 2, product: 1, multiply: 1, ..PLAIN }),
];

/// A shape of the catalogue, with all its lanes.
pub(super) fn shape(k: u32, of: Instances) -> Shape {
    let mut instances = vec![1; place::COUNT];
    instances[place::NARROW] = of.narrow;
    instances[place::MOVES] = of.moves;
    instances[place::WIDE] = of.wide;
    instances[place::RANGES[0]] = of.range64;
    instances[place::RANGES[1]] = of.range128;
    instances[place::TABLE] = table_instances((1 << k) - UNUSABLE_ROWS);
    instances[place::POSEIDON] = of.poseidon;
    instances[place::PRODUCT] = of.product;
    instances[place::MULTIPLY] = of.multiply;
    Shape { k, instances }
}

/// A circuit with its witness.
#[derive(Clone, Debug)]
pub struct Prepared {
    circuit: Arc<Circuit>,
    witness: Arc<Witness>,
    statement: Statement,
    shape: usize,
}

impl Prepared {
    /// Picks the cheapest shape that fits and fills the witness.
    ///
    /// # Errors
    /// An instruction without a chip; an execution too large for every shape.
    pub fn new(execution: &Execution<'_>) -> Result<Self, ZkError> {
        let facts = execution.facts();
        let steps = ZkStep::all(execution.program, execution.trace);
        let all = lanes().in_order();
        // rows are numbered over all instances of a lane, so a witness can be filled before its shape is known
        let mut witness = Witness::of_lanes(&all);
        lanes().fill(&mut witness, &facts, &steps)?;
        let needed: Vec<usize> = witness.lanes.iter().map(LaneRows::len).collect();
        let mut over = None;
        let mut fitting = vec![];
        for (index, (k, instances)) in CATALOGUE.into_iter().enumerate() {
            let shape = shape(k, instances);
            let rows = shape.rows();
            match needed.iter().zip(&shape.instances).position(|(needed, instances)| *needed > instances * rows) {
                None => fitting.push((predicted_cost(&all, &shape), index, shape)),
                Some(lane) => over = Some((lane, shape)),
            }
        }
        let Some((_, index, shape)) = fitting.into_iter().min_by_key(|(cost, ..)| *cost) else {
            let (lane, shape) = over.expect("the catalogue is not empty");
            return Err(CircuitError::OverCapacity {
                lane: all[lane].name,
                needed: needed[lane],
                available: shape.instances[lane] * shape.rows(),
                k: shape.k,
            }
            .into());
        };
        let statement = facts.statement();
        let circuit = circuit(shape);
        witness.public = statement.public().expect("a statement about facts is well-formed");
        witness.complete(&circuit);
        Ok(Self { circuit, witness: Arc::new(witness), statement, shape: index })
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
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The shape's number in the [`CATALOGUE`].
    pub fn shape(&self) -> usize {
        self.shape
    }

    /// Counts.
    pub fn cost(&self) -> Cost {
        self.circuit.cost(&self.witness)
    }
}

/// Predicted proving time in relative units: 19 for each advice column and 28 for each message slot, times the rows
/// (measured on bus circuits of this back end).
fn predicted_cost(lanes: &[Lane], shape: &Shape) -> u64 {
    let per_lane = lanes.iter().zip(&shape.instances);
    let columns: usize = per_lane.map(|(lane, n)| n * (19 * lane.width() + 28 * lane.slots().len())).sum();
    (columns as u64) << shape.k
}

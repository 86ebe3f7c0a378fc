//! An execution with its circuit.

use std::sync::Arc;

use crate::circuit::{Circuit, Cost, Witness};
use crate::family::ShapeId;
use crate::public::Claim;

/// A circuit with its witness, and what is claimed.
#[derive(Clone, Debug)]
pub struct Prepared<S> {
    circuit: Arc<Circuit>,
    witness: Arc<Witness>,
    statement: S,
    shape: ShapeId,
}

impl<S: Claim> Prepared<S> {
    /// Puts the public inputs into a filled witness and counts what its tables are asked.
    pub(crate) fn complete(circuit: Arc<Circuit>, mut witness: Witness, statement: S, shape: ShapeId) -> Self {
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

    /// Which member of the machine's family the circuit is.
    pub fn shape(&self) -> &ShapeId {
        &self.shape
    }

    /// Counts.
    pub fn cost(&self) -> Cost {
        self.circuit.cost(&self.witness)
    }
}

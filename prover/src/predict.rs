//! What keys and proofs take, foretold from the lanes and the shape alone.
//!
//! The constants are those of the 178 proofs of the calls in `examples`, each made twice, of 1 to 14 processor seconds, on one machine of two cores, by
//! least squares of the relative error: 21 % at most, 11 % for nine in ten, where the two runs of a call differ by up to 34 %. On another
//! machine they are all wrong by about the same factor.

use crate::circuit::{Circuit, Lane, Shape};

/// What the proofs of a circuit consist of, whatever the witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// log2 of the rows.
    pub k: u32,
    /// Advice columns of both phases: committed to, transformed, opened.
    pub columns: usize,
    /// Fixed columns: they stand in the key and are opened.
    pub fixed: usize,
    /// Message slots of all lane instances: factors of promises about helper columns, which are evaluated on all rows.
    pub messages: usize,
}

/// Processor time and memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// For both keys, in nanoseconds.
    pub keygen_ns: u64,
    /// For a proof, in nanoseconds.
    pub proof_ns: u64,
    /// The most that is held at one time.
    pub memory_bytes: u64,
}

impl Work {
    /// Of a circuit.
    pub fn new(circuit: &Circuit) -> Self {
        Self::in_columns(&circuit.lanes, &circuit.shape, circuit.all_columns())
    }

    /// Of lanes in a shape.
    pub(crate) fn of(lanes: &[Lane], shape: &Shape) -> Self {
        Self::in_columns(lanes, shape, shape.columns(lanes))
    }

    fn in_columns(lanes: &[Lane], shape: &Shape, (columns, fixed): (usize, usize)) -> Self {
        let messages = lanes.iter().zip(&shape.heights).map(|(lane, heights)| heights.len() * lane.slots().len());
        Self { k: shape.k, columns, fixed, messages: messages.sum() }
    }

    /// What one proof and its keys take.
    pub fn predict(&self) -> Prediction {
        let rows = 1u64 << self.k;
        let [columns, fixed, messages] = [self.columns, self.fixed, self.messages].map(|count| count as u64);
        Prediction {
            keygen_ns: fixed * (rows * 2_360 + 1_210_000) + 27_000_000,
            proof_ns: (columns + fixed) * rows * 6_560 + messages * rows * 1_650 + columns * 2_570_000 + 120_000_000,
            // the multiples that columns are committed to with take 1,700 bytes a row
            memory_bytes: (columns + fixed) * rows * 245 + rows * 1_700 + (42 << 20),
        }
    }
}

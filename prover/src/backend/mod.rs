//! The only place that knows halo2, BN254, KZG and transcripts: replays a [`crate::circuit::Circuit`] into a halo2 circuit, makes
//! keys and proofs, verifies them.

mod fixed_points;
mod halo2;
mod keys;
mod scheme;
mod srs;
#[cfg(test)]
mod tests;

pub use halo2::{MockFailure, OWN_FIXED_COLUMNS, mock_check};
pub use keys::{Proof, ProveError, ProverKey, SCHEME, VerifierKey, VerifyError};
pub use srs::{INSECURE_DEV, Srs, SrsError};

/// An element of the circuit's field: the scalar field of BN254.
pub use halo2_proofs::halo2curves::bn256::Fr as Felt;

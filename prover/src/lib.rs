//! Row-local chips on one LogUp bus, their native checker, and the halo2 back end.
//!
//! A proof is about a [`circuit::Circuit`]: *lanes*, rectangles of columns and rows, each row of a lane used by at most one *chip*, and
//! every relation between rows a *message* on one bus. Chips are declared and filled with the builder in [`circuit`]; only
//! [`backend`] knows halo2, the curve and the transcript.

pub mod backend;
pub mod bitwise;
pub mod circuit;
pub mod evm;
pub mod family;
pub mod keccak;
pub mod plan;
pub mod poseidon;
pub mod predict;
pub mod profile;
pub mod public;
pub mod range;
pub mod state;
#[cfg(test)]
mod testing;
pub mod word;
pub mod zk;

pub use backend::Felt;
pub use family::{ShapeId, Shaping};
pub use plan::Prepared;
pub use profile::Profile;
pub use public::Claim;

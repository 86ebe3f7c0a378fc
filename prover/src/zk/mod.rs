//! The circuit of the ZK-friendly register machine (type 4).
//!
//! | lane | its rows |
//! |---|---|
//! | public | the statement |
//! | narrow, moves, wide, short product, product, control, pass | one executed instruction each |
//! | multiply | one 256-bit product each |
//! | bits, shift, signed, modular | one executed instruction each: what fewer programs need |
//! | bitwise 64, bitwise, nibbles | one conjunction of limbs each; their table |
//! | powers | one power of two each |
//! | state steps | storage accesses, mapping keys, events, keccak-256: one executed instruction each |
//! | state | 153 rows for each touched storage slot |
//! | code | one instruction of the program each |
//! | constants | two large constants of the program each |
//! | data | one word of calldata, output, an event or a hash's input each |
//! | range 64, range 128, range table | range checks |
//! | poseidon | five rows for each absorbed block of a digest |

mod binary;
pub mod bits;
pub mod code;
pub mod constants;
pub mod control;
pub mod data;
mod lanes;
pub mod modular;
pub mod moves;
pub mod narrow;
pub mod pass;
mod plan;
pub mod product;
pub mod shift;
pub mod short;
pub mod signed;
pub mod state;
pub mod statement;
mod step;
#[cfg(test)]
mod tests;
pub mod wide;

pub use lanes::{ZkError, ZkLanes, circuit, has_chip};
pub use plan::{Execution, Prepared, tree};
pub use statement::{Facts, Statement};
pub use step::{FrameCell, ZkStep};

use ff::PrimeField;

use crate::Felt;

/// Range checks that steps ask for: `(bits, value)`.
pub(crate) type Requests = Vec<(u32, Felt)>;

/// The machine's field element in the circuit: the same field, in the circuit's representation.
pub(crate) fn felt(value: vm_zkfriendly::felt::Felt) -> Felt {
    Option::from(Felt::from_repr(value.to_le_bytes())).expect("machine and circuit have the same field")
}

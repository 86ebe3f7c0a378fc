//! Keccak-256 of at most four 32-byte words, proven bit by bit.
//!
//! Statement: if the words `KeccakWord(id, 0, …) … KeccakWord(id, n − 1, …)` are on the bus, each sent once, then so is
//! `Keccak(id, n, digest)`, once, where the digest is keccak-256 of the n words, n ≤ 4. The padding is part of the proof.
//!
//! | lane | its rows |
//! |---|---|
//! | keccak | 384 rows for each hash |
//! | keccak halves | a table of 1,296 entries, three to a row, once for all |
//!
//! Inputs of another length than whole words, or longer than one block of 136 bytes, are refused by name: [`KeccakError`].

mod fill;
mod lane;
mod permutation;
mod place;
mod table;
#[cfg(test)]
mod tests;

use ff::PrimeField;

use self::fill::Claim;
pub use self::lane::MAX_WORDS;
use self::lane::PermutationLane;
pub use self::permutation::{RATE_BYTES, keccak256};
pub use self::place::BLOCK_ROWS;
use crate::Felt;
use crate::circuit::{Lane, Witness};

/// An input that cannot be hashed in the circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeccakError {
    /// The input does not fit into one block.
    #[error("keccak-256 of {words} words: a block has {MAX_WORDS} at most")]
    TooManyWords {
        /// Its words.
        words: usize,
    },
    /// A limb is no integer below 2^128.
    #[error("word {index} of a keccak-256 input has a limb of more than 128 bits")]
    WideLimb {
        /// The word.
        index: usize,
    },
}

/// The lanes of keccak-256.
#[derive(Clone, Debug)]
pub struct KeccakLanes {
    permutation: PermutationLane,
    table: Lane,
}

impl KeccakLanes {
    /// Declares both.
    pub fn declare() -> Self {
        Self { permutation: PermutationLane::declare(), table: table::table() }
    }

    /// The lanes in the order in which circuits have them: permutation, table.
    pub fn lanes(&self) -> [&Lane; 2] {
        [&self.permutation.lane, &self.table]
    }

    /// Rows of each lane that so many hashes need.
    pub const fn rows_of(hashes: usize) -> [usize; 2] {
        [hashes * BLOCK_ROWS, if hashes == 0 { 0 } else { table::ROWS }]
    }

    /// Fills the rows of one hash in the permutation's lane, which has the given index. Words are limbs, low first. Nothing else is needed of the caller: the table's counts are filled by [`Witness::complete`].
    ///
    /// # Errors
    /// If the circuit cannot hash the input; then nothing was filled.
    pub fn fill(&self, witness: &mut Witness, lane: usize, id: u64, words: &[[Felt; 2]]) -> Result<(), KeccakError> {
        let bytes = bytes(words)?;
        if words.len() > MAX_WORDS {
            return Err(KeccakError::TooManyWords { words: words.len() });
        }
        let start = witness.lanes[lane].len();
        let claim = Claim { id, words: words.len(), state: permutation::padded(&bytes) };
        self.permutation.fill(witness, lane, start, &claim);
        Ok(())
    }
}

/// Keccak-256 of words, as words: limbs, low first.
///
/// # Errors
/// If a limb is no integer below 2^128.
pub fn keccak256_words(words: &[[Felt; 2]]) -> Result<[Felt; 2], KeccakError> {
    let digest = keccak256(&bytes(words)?);
    let limb = |start: usize| Felt::from_u128(u128::from_be_bytes(std::array::from_fn(|i| digest[start + i])));
    Ok([limb(16), limb(0)])
}

/// Words as big-endian bytes.
fn bytes(words: &[[Felt; 2]]) -> Result<Vec<u8>, KeccakError> {
    let mut bytes = Vec::with_capacity(32 * words.len());
    for (index, [low, high]) in words.iter().enumerate() {
        for limb in [high, low] {
            let limb = limb.to_repr();
            if limb.as_ref()[16..].iter().any(|byte| *byte != 0) {
                return Err(KeccakError::WideLimb { index });
            }
            bytes.extend(limb.as_ref()[..16].iter().rev());
        }
    }
    Ok(bytes)
}

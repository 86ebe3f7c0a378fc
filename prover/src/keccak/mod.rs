//! Keccak-256 of any number of bytes, proven bit by bit.
//!
//! Statement: if the words `KeccakWord(id, 0, …) … KeccakWord(id, n − 1, …)` are on the bus, each sent once, then so is
//! `Keccak(id, b, digest)`, once, where the digest is keccak-256 of the first b bytes of the n words, `n = ⌈b/32⌉`, and the bytes after these
//! are zeros. Padding and length are part of the proof; so are those zeros, and that limbs are below 2^128. Trusted from the asker: that ids
//! are unique.
//!
//! | lane | its rows |
//! |---|---|
//! | keccak | 384 rows for each input of at most four whole words |
//! | keccak sponge | 416 rows for each block of another input; `⌊b/136⌋ + 1` blocks |
//! | keccak words | a row for each word of another input |
//! | keccak halves | a table of 1,296 entries, three to a row, once for all |
//!
//! One lane alone answers an id, as each digest is received once: the words of an input cannot be divided between them.

mod fill;
mod permutation;
mod place;
mod rounds;
mod short;
mod sponge;
mod table;
#[cfg(test)]
mod tests;
mod words;

use ff::PrimeField;

use self::fill::{Absorbed, Claim};
pub use self::permutation::keccak256;
use self::permutation::{RATE_BYTES, State};
use self::short::{MAX_WORDS, ShortLane};
use self::sponge::SpongeLane;
pub use self::words::WORD_BYTES;
use self::words::WordLane;
use crate::Felt;
use crate::circuit::{CircuitError, Lane, Witness};
use crate::family::{Room, check_room};

/// An input that cannot be hashed in the circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeccakError {
    /// A limb is no integer below 2^128.
    #[error("word {index} of a keccak-256 input has a limb of more than 128 bits")]
    WideLimb {
        /// The word.
        index: usize,
    },
    /// The words are not those of so many bytes.
    #[error("{words} words are not those of a keccak-256 input of {bytes} bytes")]
    Length {
        /// The words.
        words: usize,
        /// The bytes.
        bytes: usize,
    },
    /// There is something behind the input.
    #[error("the last word of a keccak-256 input of {bytes} bytes has other bytes than zeros behind them")]
    Behind {
        /// The bytes.
        bytes: usize,
    },
}

/// The lanes of keccak-256.
#[derive(Clone, Debug)]
pub struct KeccakLanes {
    short: ShortLane,
    sponge: SpongeLane,
    words: WordLane,
    table: Lane,
}

/// Rows of each lane, in the order of lanes.
pub type KeccakRows = [usize; KeccakLanes::COUNT];

impl KeccakLanes {
    /// How many they are.
    pub const COUNT: usize = 4;

    /// Which lane the table is, if the first of the lanes is this one, and its rows: it is there where one of the first two is.
    pub(crate) const fn table_room<const FIRST: usize>() -> (usize, Room) {
        (FIRST + Self::COUNT - 1, Room::With(const { &[FIRST, FIRST + 1] }, table::ROWS))
    }

    /// Declares them.
    pub fn declare() -> Self {
        Self {
            short: ShortLane::declare(),
            sponge: SpongeLane::declare(),
            words: WordLane::declare(),
            table: table::table(),
        }
    }

    /// The lanes in the order in which circuits have them, one after the other.
    pub fn lanes(&self) -> [&Lane; Self::COUNT] {
        [&self.short.lane, &self.sponge.lane, &self.words.lane, &self.table]
    }

    /// Rows of each lane that are needed for so many inputs of at most four whole words, and so many blocks of others.
    pub const fn rows_of(short: usize, blocks: usize) -> KeccakRows {
        let table = if short + blocks == 0 { 0 } else { table::ROWS };
        let words = blocks * RATE_BYTES.div_ceil(WORD_BYTES);
        [short * short::BLOCK_ROWS, blocks * sponge::BLOCK_ROWS, words, table]
    }

    /// Whether what has been filled fits any circuit.
    ///
    /// # Errors
    /// If it does not.
    pub(crate) fn check_room(&self, witness: &Witness, index: usize) -> Result<(), CircuitError> {
        self.lanes().into_iter().zip(&witness.lanes[index..]).try_for_each(|(lane, rows)| check_room(lane, rows.len()))
    }

    /// Fills the rows of one hash, of so many bytes. Words are limbs, low first. The lanes have the given index and the next ones. Nothing
    /// else is needed of the caller: the table's counts are filled by [`Witness::complete`].
    ///
    /// # Errors
    /// If the words are not those of so many bytes; then nothing was filled.
    pub fn fill(
        &self,
        witness: &mut Witness,
        first: usize,
        id: u64,
        words: &[[Felt; 2]],
        length: usize,
    ) -> Result<(), KeccakError> {
        let input = input(words, length)?;
        if words.len() <= MAX_WORDS && length == WORD_BYTES * words.len() {
            let start = witness.lanes[first].len();
            let claim = Claim { id, words: words.len(), state: permutation::padded(&input) };
            self.short.fill(witness, first, start, &claim);
        } else {
            self.fill_sponge(witness, first + 1, id, &input);
            self.fill_words(witness, first + 2, id, &input);
        }
        Ok(())
    }

    /// Fills the blocks of an input.
    fn fill_sponge(&self, witness: &mut Witness, index: usize, id: u64, input: &[u8]) {
        let mut before: State = [0; 25];
        for absorbed in blocks(id, input) {
            let start = witness.lanes[index].len();
            before = self.sponge.fill(witness, index, start, &Absorbed { before, ..absorbed });
        }
    }

    /// Fills the words of an input.
    fn fill_words(&self, witness: &mut Witness, index: usize, id: u64, input: &[u8]) {
        for (number, bytes) in input.chunks(WORD_BYTES).enumerate() {
            let mut word = [0; WORD_BYTES];
            word[..bytes.len()].copy_from_slice(bytes);
            self.words.fill(witness, index, id, number, &word, bytes.len());
        }
    }
}

/// The blocks of an input, each as if it started from zeros.
fn blocks(id: u64, input: &[u8]) -> Vec<Absorbed> {
    let whole = input.chunks_exact(RATE_BYTES);
    let end = (permutation::padded(whole.remainder()), whole.remainder().len());
    let all = whole.map(|block| (permutation::lanes(block), RATE_BYTES)).chain([end]);
    let absorbed = |(number, (message, bytes))| Absorbed { id, number, before: [0; 25], message, bytes };
    (0..).zip(all).map(absorbed).collect()
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

/// The bytes of an input given by words.
fn input(words: &[[Felt; 2]], length: usize) -> Result<Vec<u8>, KeccakError> {
    let mut input = bytes(words)?;
    if words.len() != length.div_ceil(WORD_BYTES) {
        return Err(KeccakError::Length { words: words.len(), bytes: length });
    }
    if input[length..].iter().any(|byte| *byte != 0) {
        return Err(KeccakError::Behind { bytes: length });
    }
    input.truncate(length);
    Ok(input)
}

/// Words as big-endian bytes.
fn bytes(words: &[[Felt; 2]]) -> Result<Vec<u8>, KeccakError> {
    let mut bytes = Vec::with_capacity(WORD_BYTES * words.len());
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

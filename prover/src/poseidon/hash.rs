//! Two elements into one: the permutation of `(0, x, y)`, first element. circomlib's `poseidon([x, y])`.

use ff::Field;

use super::permute;
use crate::Felt;

/// The compression. A tree's nodes and what its leaves hold are made of it.
pub fn compress(x: Felt, y: Felt) -> Felt {
    permute([Felt::ZERO, x, y])[0]
}

/// Who asks for a compression. Its number separates the ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Asker {
    /// The storage tree.
    State = 1,
    /// Storage keys of the register machine's mappings.
    Key = 2,
}

/// Ids between two of one asker: more than there are askers.
const ASKERS: u64 = 16;

/// The id of an asker's request: what asks and what answers have it in common. `index` is a number that the asker uses once: a row's
/// number, or a clock.
pub fn hash_id(asker: Asker, index: u64) -> u64 {
    u64::from(asker as u8) + ASKERS * index
}

/// A compression to be proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compression {
    /// [`hash_id`].
    pub id: u64,
    /// The two elements.
    pub input: [Felt; 2],
}

impl Compression {
    /// What the two become.
    pub fn output(&self) -> Felt {
        compress(self.input[0], self.input[1])
    }
}

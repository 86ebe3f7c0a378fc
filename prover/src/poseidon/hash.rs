//! Two elements into one: the permutation of `(domain, x, y)`, first element. In the plain domain, circomlib's `poseidon([x, y])`.

use ff::Field;

use super::{State, permute};
use crate::Felt;

/// What a compression is for: it starts from another capacity, so none of one domain is one of another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Domain {
    /// A tree's nodes, and whatever else is not a leaf.
    #[default]
    Plain = 0,
    /// A tree's leaves, which may stand at any height.
    Leaf = 1,
}

impl Domain {
    /// The capacity.
    pub fn capacity(self) -> Felt {
        Felt::from(self as u64)
    }
}

/// The compression in the plain domain.
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
    /// What it is for.
    pub domain: Domain,
    /// The two elements.
    pub input: [Felt; 2],
}

impl Compression {
    /// What is permuted.
    pub fn state(&self) -> State {
        [self.domain.capacity(), self.input[0], self.input[1]]
    }

    /// What the two become.
    pub fn output(&self) -> Felt {
        permute(self.state())[0]
    }
}

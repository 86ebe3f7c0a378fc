//! One sparse Merkle tree of depth 64 for the storage of all accounts.
//!
//! | what | how |
//! |---|---|
//! | account | `compress(STORAGE, address)` |
//! | key of a slot | `compress(account, compress(slot.lo, slot.hi))` |
//! | path | the low 64 bits of the key's representative in `0..p`; bit 0 chooses at the leaf's level, bit 63 at the root |
//! | leaf | `compress(compress(value.lo, value.hi), key)`, or 0 if both limbs of the value are 0 |
//! | node | `compress(left, right)` |
//!
//! `compress` is the Poseidon compression. A leaf holds the key, so the leaf of another slot at the same path proves neither a value nor
//! the absence of one. Such a slot cannot be touched: it is refused by name, which about 2^32 slots make likely and 2^64 compressions
//! can force. No leaf but the empty one is known to be 0, as no preimage of 0 is known.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use ff::{Field, PrimeField};

use crate::Felt;
use crate::poseidon::compress;

/// Depth of the tree.
pub const LEVELS: usize = 64;

/// Separates storage from whatever else may stand in the tree: the bytes `storage`.
const STORAGE: u64 = u64::from_be_bytes(*b"\0storage");

/// Two limbs, low one first: of an integer below 2^256, or a field element and 0.
type Word = [Felt; 2];

/// A slot whose state cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// The path of a slot is that of another one with a value.
    #[error("the tree's path {path:#018x} of slot {slot:?} is taken by another slot")]
    PathTaken {
        /// The path.
        path: u64,
        /// The slot that cannot be touched.
        slot: [Felt; 2],
    },
    /// The tree holds another value than the one claimed.
    #[error("slot {slot:?} holds another value than was claimed")]
    OtherValue {
        /// The slot.
        slot: [Felt; 2],
    },
    /// One slot was given twice.
    #[error("slot {slot:?} is listed twice")]
    Twice {
        /// The slot.
        slot: [Felt; 2],
    },
}

/// What stands for an account in the keys of its slots. A verifier computes it from the address.
pub fn account(address: Felt) -> Felt {
    compress(Felt::from(STORAGE), address)
}

/// The key of a slot.
pub fn key(account: Felt, slot: Word) -> Felt {
    compress(account, compress(slot[0], slot[1]))
}

/// The low 64 bits of a key's representative.
pub fn path(key: Felt) -> u64 {
    let bytes = key.to_repr();
    u64::from_le_bytes(bytes.as_ref()[..8].try_into().expect("eight bytes"))
}

/// What the tree holds for a slot's value.
pub fn leaf(key: Felt, value: Word) -> Felt {
    if value == [Felt::ZERO; 2] { Felt::ZERO } else { compress(compress(value[0], value[1]), key) }
}

/// Roots of empty subtrees, by height.
fn empty() -> &'static [Felt; LEVELS + 1] {
    static EMPTY: LazyLock<[Felt; LEVELS + 1]> = LazyLock::new(|| {
        let mut hashes = [Felt::ZERO; LEVELS + 1];
        for level in 0..LEVELS {
            hashes[level + 1] = compress(hashes[level], hashes[level]);
        }
        hashes
    });
    &EMPTY
}

/// The tree: nodes that are not those of empty subtrees.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// By level and index.
    nodes: HashMap<(usize, u64), Felt>,
    /// Key and value of each leaf that is not empty, by path.
    leaves: BTreeMap<u64, (Felt, Word)>,
}

/// One slot's way to the root, before and after its value changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The slot's key.
    pub key: Felt,
    /// Its path.
    pub path: u64,
    /// The value before.
    pub old: [Felt; 2],
    /// From the leaf's level up.
    pub siblings: [Felt; LEVELS],
    /// The nodes from leaf to root, before.
    pub before: [Felt; LEVELS + 1],
    /// The nodes from leaf to root, after.
    pub after: [Felt; LEVELS + 1],
}

impl Update {
    /// Whether the node at a level is a right child.
    pub fn is_right(&self, level: usize) -> bool {
        self.path >> level & 1 == 1
    }

    /// What is compressed at a level, given the path's node there.
    pub fn children(&self, level: usize, node: Felt) -> [Felt; 2] {
        let sibling = self.siblings[level];
        if self.is_right(level) { [sibling, node] } else { [node, sibling] }
    }
}

impl Tree {
    /// The tree of some slots: address, slot, value.
    ///
    /// # Errors
    /// Two slots with one path; a slot given twice.
    pub fn from_slots(slots: impl IntoIterator<Item = (Felt, [Felt; 2], [Felt; 2])>) -> Result<Self, StateError> {
        use rayon::prelude::*;
        let slots: Vec<_> = slots.into_iter().filter(|(.., value)| *value != [Felt::ZERO; 2]).collect();
        let hashed: Vec<(Felt, Felt)> = slots
            .par_iter()
            .map(|(address, slot, value)| {
                let key = key(account(*address), *slot);
                (key, leaf(key, *value))
            })
            .collect();
        let mut tree = Self::default();
        let mut level: BTreeMap<u64, Felt> = BTreeMap::new();
        for ((_, slot, value), (key, hash)) in slots.into_iter().zip(hashed) {
            let path = path(key);
            match tree.leaves.insert(path, (key, value)) {
                Some((other, _)) if other == key => return Err(StateError::Twice { slot }),
                Some(_) => return Err(StateError::PathTaken { path, slot }),
                None => level.insert(path, hash),
            };
        }
        for height in 0..=LEVELS {
            tree.nodes.extend(level.iter().map(|(index, hash)| ((height, *index), *hash)));
            if height == LEVELS {
                break;
            }
            let mut parents: Vec<u64> = level.keys().map(|index| index >> 1).collect();
            parents.dedup();
            let child = |index: u64| level.get(&index).copied().unwrap_or(empty()[height]);
            level = parents
                .into_par_iter()
                .map(|parent| (parent, compress(child(parent << 1), child(parent << 1 | 1))))
                .collect();
        }
        Ok(tree)
    }

    /// The root.
    pub fn root(&self) -> Felt {
        self.node(LEVELS, 0)
    }

    /// A slot's value.
    ///
    /// # Errors
    /// If its path is taken by another slot.
    pub fn get(&self, account: Felt, slot: [Felt; 2]) -> Result<[Felt; 2], StateError> {
        self.value_of(key(account, slot), slot)
    }

    /// A slot's way to the root, its value unchanged.
    ///
    /// # Errors
    /// If its path is taken by another slot.
    pub fn read(&self, account: Felt, slot: [Felt; 2]) -> Result<Update, StateError> {
        let key = key(account, slot);
        Ok(self.way(key, path(key), self.value_of(key, slot)?))
    }

    /// Changes a slot's value.
    ///
    /// # Errors
    /// If its path is taken by another slot; the tree is unchanged then.
    pub fn update(&mut self, account: Felt, slot: [Felt; 2], value: [Felt; 2]) -> Result<Update, StateError> {
        let key = key(account, slot);
        let old = self.value_of(key, slot)?;
        Ok(self.update_at(key, path(key), old, value))
    }

    /// The way from a path's leaf to the root.
    fn way(&self, key: Felt, path: u64, old: Word) -> Update {
        let before = std::array::from_fn(|level| self.node(level, above(path, level)));
        let siblings = std::array::from_fn(|level| self.node(level, path >> level ^ 1));
        Update { key, path, old, siblings, before, after: before }
    }

    /// Puts a value at a path, whatever the key.
    pub(super) fn update_at(&mut self, key: Felt, path: u64, old: [Felt; 2], value: [Felt; 2]) -> Update {
        let mut update = self.way(key, path, old);
        if value == old {
            return update;
        }
        if value == [Felt::ZERO; 2] {
            self.leaves.remove(&path);
        } else {
            self.leaves.insert(path, (key, value));
        }
        update.after[0] = leaf(key, value);
        for level in 0..LEVELS {
            let [left, right] = update.children(level, update.after[level]);
            update.after[level + 1] = compress(left, right);
        }
        for (level, node) in update.after.iter().enumerate() {
            let place = (level, above(path, level));
            if *node == empty()[level] {
                self.nodes.remove(&place);
            } else {
                self.nodes.insert(place, *node);
            }
        }
        update
    }

    fn value_of(&self, key: Felt, slot: Word) -> Result<Word, StateError> {
        let path = path(key);
        match self.leaves.get(&path) {
            None => Ok([Felt::ZERO; 2]),
            Some((own, value)) if *own == key => Ok(*value),
            Some(_) => Err(StateError::PathTaken { path, slot }),
        }
    }

    fn node(&self, level: usize, index: u64) -> Felt {
        self.nodes.get(&(level, index)).copied().unwrap_or(empty()[level])
    }
}

/// The index of a path's node at a level; 0 at the root's.
fn above(path: u64, level: usize) -> u64 {
    u32::try_from(level).ok().and_then(|level| path.checked_shr(level)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(lo: u64, hi: u64) -> Word {
        [lo, hi].map(Felt::from)
    }

    fn sample() -> Vec<(Felt, Word, Word)> {
        (0..20).map(|i| (Felt::from(i % 3), word(i / 3, 7), word(i * i, i))).collect()
    }

    /// The definition, read literally: the root of the subtree of the leaves below a prefix.
    fn root_by_definition(leaves: &[(u64, Felt)], height: usize) -> Felt {
        match (leaves, height) {
            ([], _) => empty()[height],
            ([(_, leaf)], 0) => *leaf,
            _ => {
                let (right, left): (Vec<_>, Vec<_>) =
                    leaves.iter().copied().partition(|(path, _)| path >> (height - 1) & 1 == 1);
                compress(root_by_definition(&left, height - 1), root_by_definition(&right, height - 1))
            }
        }
    }

    #[test]
    fn the_root_is_that_of_the_definition() {
        let leaves = sample().into_iter().filter(|(.., value)| *value != word(0, 0)).map(|(address, slot, value)| {
            let key = key(account(address), slot);
            (path(key), leaf(key, value))
        });
        let leaves: Vec<_> = leaves.collect();
        assert_eq!(Tree::from_slots(sample()).unwrap().root(), root_by_definition(&leaves, LEVELS));
        assert_eq!(Tree::default().root(), empty()[LEVELS]);
    }

    #[test]
    fn updates_lead_to_the_tree_of_the_slots() {
        let mut tree = Tree::default();
        for (address, slot, value) in sample() {
            let before = tree.root();
            let update = tree.update(account(address), slot, value).unwrap();
            assert_eq!((update.before[LEVELS], update.after[LEVELS]), (before, tree.root()));
        }
        assert_eq!(tree.root(), Tree::from_slots(sample()).unwrap().root());
        for (address, slot, value) in sample() {
            assert_eq!(tree.get(account(address), slot), Ok(value));
            tree.update(account(address), slot, word(0, 0)).unwrap();
        }
        assert_eq!(tree.root(), Tree::default().root());
        assert!(tree.nodes.is_empty() && tree.leaves.is_empty());
    }

    #[test]
    fn a_taken_path_is_refused() {
        let mut tree = Tree::default();
        let own = account(Felt::ONE);
        let update = tree.update(own, word(1, 0), word(5, 0)).unwrap();
        // no two slots with one path are known: the leaf's key is made another
        tree.leaves.get_mut(&update.path).unwrap().0 += Felt::ONE;
        let expected = StateError::PathTaken { path: update.path, slot: word(1, 0) };
        assert_eq!(tree.get(own, word(1, 0)), Err(expected));
        assert_eq!(tree.update(own, word(1, 0), word(0, 0)), Err(expected));
        let twice = Tree::from_slots([(Felt::ONE, word(1, 0), word(2, 0)); 2]);
        assert_eq!(twice.unwrap_err(), StateError::Twice { slot: word(1, 0) });
    }
}

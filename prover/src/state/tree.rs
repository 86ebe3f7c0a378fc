//! One sparse Merkle tree for the storage of all accounts.
//!
//! | what | how |
//! |---|---|
//! | account | `compress(STORAGE, address)` |
//! | key of a slot | `compress(account, compress(slot.lo, slot.hi))` |
//! | path | the low 64 bits of the key's representative in `0..p`, from the root on, bit 63 first |
//! | leaf | the leaf compression of `compress(value.lo, value.hi)` and the key |
//! | subtree | 0 without a value that is not 0; with one, its leaf; with more, `compress(left, right)` |
//!
//! `compress` is the Poseidon compression in the plain domain. A leaf stands as high up as it can, so a tree of n slots is about
//! `log₂ n` deep, not 64; as leaves have a domain of their own, no leaf is a node. The root is a function of the slots alone. A slot is absent if
//! its path ends at nothing or at another slot's leaf. No preimage of 0 is known.
//!
//! The tree has no bottom, but a proof looks at [`LEVELS`] levels only: a slot that shares so many bits of its path with another one
//! cannot be touched. About 2^16 slots make one such pair likely.

use std::collections::{BTreeMap, HashMap};

use ff::{Field, PrimeField};

use crate::Felt;
use crate::poseidon::{Compression, Domain, compress};

/// Levels of the tree that a proof can look at.
pub const LEVELS: usize = 32;

/// Bits of a path.
const PATH_BITS: usize = 64;

/// Bits of a path below the last level.
pub(super) const BELOW: u32 = 32;

/// Separates storage from whatever else may stand in the tree: the bytes `storage`.
const STORAGE: u64 = u64::from_be_bytes(*b"\0storage");

/// Two limbs, low one first: of an integer below 2^256, or a field element and 0.
type Word = [Felt; 2];

/// The value that a slot without a value has.
const NOTHING: Word = [Felt::ZERO; 2];

/// A slot whose state cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// The path of a slot is that of another one for too many levels.
    #[error(
        "slot {slot:?} shares the first {LEVELS} bits of its path in the state tree, {path:#018x}, with another slot"
    )]
    Crowded {
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

/// A slot's leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The slot's key.
    pub key: Felt,
    /// Its value, not 0.
    pub value: [Felt; 2],
}

impl Leaf {
    /// What of the value stands in the leaf.
    pub fn value_hash(&self) -> Felt {
        compress(self.value[0], self.value[1])
    }

    /// What stands in the tree.
    pub fn hash(&self) -> Felt {
        Compression { id: 0, domain: Domain::Leaf, input: [self.value_hash(), self.key] }.output()
    }
}

/// The tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Leaves and their hashes, by path.
    leaves: BTreeMap<u64, (Leaf, Felt)>,
    /// Roots of subtrees of two leaves and more, by height and index.
    nodes: HashMap<(usize, u64), Felt>,
}

/// What a path meets on its way down, level 0 being the last one that a proof can look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The first level whose node and sibling are compressed into another node; [`LEVELS`] if the root is a leaf or empty.
    pub from: usize,
    /// The nodes of the path: below [`Way::from`] what it ends at, at [`LEVELS`] the root.
    pub nodes: [Felt; LEVELS + 1],
    /// The other child at each level from [`Way::from`] on.
    pub siblings: [Felt; LEVELS],
    /// The leaf that the path ends at.
    pub leaf: Option<Leaf>,
}

/// What a touched slot is to the tree, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The slot's key.
    pub key: Felt,
    /// Its path.
    pub path: u64,
    /// Its value before.
    pub old: [Felt; 2],
    /// Its value after.
    pub new: [Felt; 2],
    /// Its way before.
    pub before: Way,
    /// Its way after.
    pub after: Way,
    /// The children of the first sibling, if it is a node.
    pub sibling_children: Option<[Felt; 2]>,
}

impl Tree {
    /// The tree of some slots: address, slot, value.
    ///
    /// # Errors
    /// Two slots with one path; a slot given twice.
    pub fn from_slots(slots: impl IntoIterator<Item = (Felt, [Felt; 2], [Felt; 2])>) -> Result<Self, StateError> {
        use rayon::prelude::*;
        let slots: Vec<_> = slots.into_iter().filter(|(.., value)| *value != NOTHING).collect();
        let hashed: Vec<(Leaf, Felt)> = slots
            .par_iter()
            .map(|(address, slot, value)| {
                let leaf = Leaf { key: key(account(*address), *slot), value: *value };
                (leaf, leaf.hash())
            })
            .collect();
        let mut tree = Self::default();
        for ((_, slot, _), (leaf, hash)) in slots.into_iter().zip(hashed) {
            let path = path(leaf.key);
            match tree.leaves.insert(path, (leaf, hash)) {
                Some((other, _)) if other.key == leaf.key => return Err(StateError::Twice { slot }),
                Some(_) => return Err(StateError::Crowded { path, slot }),
                None => {}
            }
        }
        let leaves: Vec<(u64, Felt)> = tree.leaves.iter().map(|(path, (_, hash))| (*path, *hash)).collect();
        tree.subtree(&leaves, PATH_BITS);
        Ok(tree)
    }

    /// This tree with some more slots, or other values of them.
    ///
    /// # Errors
    /// Slots that cannot be written.
    pub fn with(&self, slots: impl IntoIterator<Item = (Felt, [Felt; 2], [Felt; 2])>) -> Result<Self, StateError> {
        let mut tree = self.clone();
        for (address, slot, value) in slots {
            tree.update(account(address), slot, value)?;
        }
        Ok(tree)
    }

    /// Computes the nodes of a subtree, given its leaves in order.
    fn subtree(&mut self, leaves: &[(u64, Felt)], height: usize) -> Felt {
        match leaves {
            [] => Felt::ZERO,
            [(_, leaf)] => *leaf,
            [(path, _), ..] => {
                let middle = leaves.partition_point(|(path, _)| path >> (height - 1) & 1 == 0);
                let (left, right) = leaves.split_at(middle);
                let children = [left, right].map(|leaves| self.subtree(leaves, height - 1));
                let node = compress(children[0], children[1]);
                self.nodes.insert((height, prefix(*path, height)), node);
                node
            }
        }
    }

    /// The root.
    pub fn root(&self) -> Felt {
        self.node(PATH_BITS, 0)
    }

    /// A slot's value.
    pub fn get(&self, account: Felt, slot: [Felt; 2]) -> [Felt; 2] {
        self.value_of(key(account, slot))
    }

    /// A slot's way to the root, its value unchanged.
    ///
    /// # Errors
    /// If the slot has too much of its path in common with others.
    pub fn read(&self, account: Felt, slot: [Felt; 2]) -> Result<Update, StateError> {
        let key = key(account, slot);
        let old = self.value_of(key);
        let way = self.way(path(key)).ok_or(StateError::Crowded { path: path(key), slot })?;
        let (before, after) = (way.clone(), way);
        Ok(Update { key, path: path(key), old, new: old, before, after, sibling_children: None })
    }

    /// Changes a slot's value.
    ///
    /// # Errors
    /// If the slot has too much of its path in common with others; the tree is unchanged then.
    pub fn update(&mut self, account: Felt, slot: [Felt; 2], value: [Felt; 2]) -> Result<Update, StateError> {
        let mut update = self.read(account, slot)?;
        let Update { key, path, old, .. } = update;
        if value == old {
            return Ok(update);
        }
        if value != NOTHING && self.leaves.get(&path).is_some_and(|(leaf, _)| leaf.key != key) {
            return Err(StateError::Crowded { path, slot });
        }
        self.put(key, value);
        let Some(after) = self.way(path) else {
            self.put(key, old);
            return Err(StateError::Crowded { path, slot });
        };
        update.sibling_children = self.sibling_children(path, update.before.from);
        (update.new, update.after) = (value, after);
        Ok(update)
    }

    /// Gives a key a value, and computes the nodes above it.
    pub(super) fn put(&mut self, key: Felt, value: Word) {
        let path = path(key);
        if value == NOTHING {
            self.leaves.remove(&path);
        } else {
            let leaf = Leaf { key, value };
            self.leaves.insert(path, (leaf, leaf.hash()));
        }
        for height in 1..=PATH_BITS {
            let place = (height, prefix(path, height));
            if self.leaves.range(range(height, place.1)).nth(1).is_none() {
                self.nodes.remove(&place);
                continue;
            }
            let [left, right] = [0, 1].map(|side| self.node(height - 1, place.1 << 1 | side));
            self.nodes.insert(place, compress(left, right));
        }
    }

    /// The way of a path, unless it goes on below the last level.
    pub(super) fn way(&self, path: u64) -> Option<Way> {
        let place = |level: usize| (level + PATH_BITS - LEVELS, prefix(path, level + PATH_BITS - LEVELS));
        // a subtree of one leaf or none is no node
        let from = match (0..=LEVELS).find(|level| self.nodes.contains_key(&place(*level))) {
            Some(0) => return None,
            Some(level) => level - 1,
            None => LEVELS,
        };
        let nodes = std::array::from_fn(|level| {
            let (height, index) = place(level.max(from));
            self.node(height, index)
        });
        let siblings = std::array::from_fn(|level| {
            let (height, index) = place(level);
            if level < from { Felt::ZERO } else { self.node(height, index ^ 1) }
        });
        let (height, index) = place(from);
        let leaf = self.leaves.range(range(height, index)).next().map(|(_, (leaf, _))| *leaf);
        Some(Way { from, nodes, siblings, leaf })
    }

    /// The children of a path's sibling at a level, if it is a node.
    fn sibling_children(&self, path: u64, level: usize) -> Option<[Felt; 2]> {
        let height = level + PATH_BITS - LEVELS;
        let place = (height, prefix(path, height) ^ 1);
        self.nodes.get(&place)?;
        Some([0, 1].map(|side| self.node(height - 1, place.1 << 1 | side)))
    }

    fn value_of(&self, key: Felt) -> Word {
        self.leaves.get(&path(key)).filter(|(leaf, _)| leaf.key == key).map_or(NOTHING, |(leaf, _)| leaf.value)
    }

    /// The root of the subtree of a height with an index.
    fn node(&self, height: usize, index: u64) -> Felt {
        let alone = || self.leaves.range(range(height, index)).next().map_or(Felt::ZERO, |(_, (_, hash))| *hash);
        self.nodes.get(&(height, index)).copied().unwrap_or_else(alone)
    }
}

/// The index of a path's subtree of a height; 0 at the root's.
fn prefix(path: u64, height: usize) -> u64 {
    u32::try_from(height).ok().and_then(|height| path.checked_shr(height)).unwrap_or(0)
}

/// The paths in the subtree of a height with an index.
fn range(height: usize, index: u64) -> std::ops::RangeInclusive<u64> {
    let below = if height == PATH_BITS { u64::MAX } else { (1 << height) - 1 };
    let first = if height == PATH_BITS { 0 } else { index << height };
    first..=first | below
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn word(lo: u64, hi: u64) -> Word {
        [lo, hi].map(Felt::from)
    }

    fn sample() -> Vec<(Felt, Word, Word)> {
        (0..20).map(|i| (Felt::from(i % 3), word(i / 3, 7), word(i * i, i))).collect()
    }

    /// The definition, read literally.
    fn root_by_definition(leaves: &[Leaf], height: usize) -> Felt {
        match leaves {
            [] => Felt::ZERO,
            [leaf] => leaf.hash(),
            _ => {
                let (right, left): (Vec<_>, Vec<_>) =
                    leaves.iter().copied().partition(|leaf| path(leaf.key) >> (height - 1) & 1 == 1);
                compress(root_by_definition(&left, height - 1), root_by_definition(&right, height - 1))
            }
        }
    }

    #[test]
    fn the_root_is_that_of_the_definition() {
        let leaves = sample().into_iter().filter(|(.., value)| *value != word(0, 0));
        let leaves: Vec<_> =
            leaves.map(|(address, slot, value)| Leaf { key: key(account(address), slot), value }).collect();
        assert_eq!(Tree::from_slots(sample()).unwrap().root(), root_by_definition(&leaves, PATH_BITS));
        assert_eq!(Tree::default().root(), Felt::ZERO);
    }

    #[test]
    fn updates_lead_to_the_tree_of_the_slots() {
        let mut tree = Tree::default();
        for (address, slot, value) in sample() {
            let before = tree.root();
            let update = tree.update(account(address), slot, value).unwrap();
            assert_eq!((update.before.nodes[LEVELS], update.after.nodes[LEVELS]), (before, tree.root()));
        }
        assert_eq!(tree.root(), Tree::from_slots(sample()).unwrap().root());
        for (address, slot, value) in sample() {
            assert_eq!(tree.get(account(address), slot), value);
            tree.update(account(address), slot, word(0, 0)).unwrap();
        }
        assert_eq!(tree.root(), Felt::ZERO);
        assert!(tree.nodes.is_empty() && tree.leaves.is_empty());
    }

    proptest! {
        /// Whatever was written and deleted, the tree is that of the values left.
        #[test]
        fn the_tree_has_no_memory(writes in proptest::collection::vec((0_u64..12, 0_u64..3), 0..40)) {
            let mut tree = Tree::default();
            let mut values = BTreeMap::new();
            for (slot, value) in writes {
                tree.update(account(Felt::ONE), word(slot, 0), word(value, 0)).unwrap();
                values.insert(slot, value);
            }
            let slots = values.into_iter().map(|(slot, value)| (Felt::ONE, word(slot, 0), word(value, 0)));
            let fresh = Tree::from_slots(slots).unwrap();
            prop_assert_eq!(tree.root(), fresh.root());
            prop_assert_eq!(tree.nodes, fresh.nodes);
        }
    }

    /// A key that is not a slot's, for its path.
    fn key_with_path(path: u64) -> Felt {
        Felt::from(path) + Felt::from_u128(7 << 64)
    }

    #[test]
    fn what_shares_too_much_of_a_path_is_refused() {
        let own = account(Felt::ONE);
        let slot = word(1, 0);
        let taken = path(key(own, slot));
        let expected = StateError::Crowded { path: taken, slot };
        for other in [taken, taken ^ 1, taken ^ 1 << 31, taken ^ 1 << 32] {
            let mut tree = Tree::default();
            tree.put(key_with_path(other), word(5, 0));
            let root = tree.root();
            // absent: the other leaf stands there
            assert!(tree.read(own, slot).is_ok());
            let written = tree.update(own, slot, word(1, 0)).map(|_| ());
            let fits = other >> 32 != taken >> 32;
            assert_eq!(written, if fits { Ok(()) } else { Err(expected) });
            assert_eq!(tree.root() == root, !fits, "a refusal leaves the tree as it was");
        }
        let mut tree = Tree::default();
        tree.put(key_with_path(taken ^ 1), word(5, 0));
        tree.put(key_with_path(taken ^ 2), word(5, 0));
        assert_eq!(tree.read(own, slot), Err(expected));
        let twice = Tree::from_slots([(Felt::ONE, word(1, 0), word(2, 0)); 2]);
        assert_eq!(twice.unwrap_err(), StateError::Twice { slot: word(1, 0) });
    }
}

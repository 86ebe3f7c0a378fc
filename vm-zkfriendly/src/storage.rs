//! Storage: words by key.
//!
//! A key is a cell's content: of an integer its two limbs, of a field element `(f, 0)`, as [`Word`] has them. Keys of variables are
//! integers that the program names; keys of a mapping's elements are hashes, made by `mapkey`. A key without a word holds 0.

use std::collections::BTreeMap;

use ruint::aliases::U256;

use crate::word::Word;

/// A contract's storage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    /// No word is 0.
    words: BTreeMap<Word, U256>,
}

impl Storage {
    /// Storage in which every word is 0.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The word at a key.
    #[must_use]
    pub fn get(&self, key: Word) -> U256 {
        self.words.get(&key).copied().unwrap_or(U256::ZERO)
    }

    /// Puts a word at a key.
    pub fn set(&mut self, key: Word, value: U256) {
        if value.is_zero() {
            self.words.remove(&key);
        } else {
            self.words.insert(key, value);
        }
    }

    /// Puts words at keys, as an execution's outcome lists them.
    pub fn apply(&mut self, writes: &[(Word, U256)]) {
        for &(key, value) in writes {
            self.set(key, value);
        }
    }

    /// Whether every word is 0.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words that are not 0, by key.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Word, U256)> {
        self.words.iter().map(|(key, value)| (*key, *value))
    }
}

/// A step's access to storage, as the trace keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// When: the clock of the step.
    pub clock: u64,
    /// Where.
    pub key: Word,
    /// What was there when the execution began.
    pub original: U256,
    /// What was there before this step.
    pub before: U256,
    /// What is there after it; the same if the step reads.
    pub after: U256,
}

/// Storage as an execution sees it: what was there when it began, and what it has written since.
#[derive(Clone, Debug)]
pub(crate) struct Journal<'a> {
    original: &'a Storage,
    written: BTreeMap<Word, U256>,
}

impl<'a> Journal<'a> {
    pub(crate) fn new(original: &'a Storage) -> Self {
        Self { original, written: BTreeMap::new() }
    }

    /// The access that reads a key.
    pub(crate) fn read(&self, clock: u64, key: Word) -> Access {
        let original = self.original.get(key);
        let before = self.written.get(&key).copied().unwrap_or(original);
        Access { clock, key, original, before, after: before }
    }

    /// The access that writes a key.
    pub(crate) fn write(&mut self, clock: u64, key: Word, after: U256) -> Access {
        let access = Access { after, ..self.read(clock, key) };
        self.written.insert(key, after);
        access
    }

    /// The last word written to each key, by key.
    pub(crate) fn into_writes(self) -> Vec<(Word, U256)> {
        self.written.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::felt::Felt;

    #[test]
    fn a_key_is_two_limbs() {
        let mut storage = Storage::new();
        let (low, high) = (Word::from(U256::from(7)), Word::from(U256::from(7) << 128));
        let hash = Word::from_felt(Felt::power_of_two(128));
        storage.apply(&[(low, U256::from(1)), (high, U256::from(2)), (hash, U256::from(3))]);
        assert_eq!([low, high, hash].map(|key| storage.get(key)), [1, 2, 3].map(U256::from));
        assert_eq!(storage.iter().len(), 3);
        storage.apply(&[(low, U256::ZERO), (high, U256::ZERO), (hash, U256::ZERO)]);
        assert!(storage.is_empty());
    }

    #[test]
    fn an_access_knows_what_was_there_at_first_and_just_before() {
        let key = Word::from(U256::from(5));
        let mut storage = Storage::new();
        storage.set(key, U256::from(10));
        let mut journal = Journal::new(&storage);
        journal.write(3, key, U256::from(11));
        journal.write(4, key, U256::from(12));
        let expected =
            Access { clock: 6, key, original: U256::from(10), before: U256::from(12), after: U256::from(12) };
        assert_eq!(journal.read(6, key), expected);
        assert_eq!(journal.into_writes(), [(key, U256::from(12))]);
    }
}

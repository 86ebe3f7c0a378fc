//! Calldata and output as the machine sees them: a selector and words.

use ruint::aliases::U256;

/// The bytes of a selector.
pub const SELECTOR_BYTES: u64 = 4;

/// The bytes of a word.
pub const WORD_BYTES: u64 = 32;

/// A byte string cut at the ABI's seams: a selector, if any, then 32-byte words, both padded with zeros at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The length in bytes, before padding.
    pub length: u64,
    /// The first four bytes, read big-endian.
    pub selector: Option<u32>,
    /// What follows, each 32 bytes read big-endian.
    pub words: Vec<U256>,
}

impl Message {
    /// The calldata of a message call, which starts with a selector; none if there are no bytes at all.
    #[must_use]
    pub fn call(bytes: &[u8]) -> Self {
        let (head, tail) = bytes.split_at(bytes.len().min(4));
        let mut selector = [0; 4];
        selector[..head.len()].copy_from_slice(head);
        Self {
            length: bytes.len() as u64,
            selector: (!head.is_empty()).then(|| u32::from_be_bytes(selector)),
            words: words(tail),
        }
    }

    /// Words without a selector: a constructor's calldata.
    #[must_use]
    pub fn words(bytes: &[u8]) -> Self {
        Self { length: bytes.len() as u64, selector: None, words: words(bytes) }
    }

    /// What `return` and `revert` put out.
    #[must_use]
    pub fn output(selector: Option<u32>, words: Vec<U256>) -> Self {
        let length = WORD_BYTES * words.len() as u64 + if selector.is_some() { SELECTOR_BYTES } else { 0 };
        Self { length, selector, words }
    }

    /// What `input` with an index reads: the selector at 0, word i at `1 + i`, 0 where there is none.
    #[must_use]
    pub fn input(&self, index: u32) -> U256 {
        match index.checked_sub(1) {
            None => U256::from(self.selector.unwrap_or(0)),
            Some(word) => self.words.get(word as usize).copied().unwrap_or(U256::ZERO),
        }
    }

    /// The byte string.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Some(selector) = self.selector {
            bytes.extend(selector.to_be_bytes());
        }
        for word in &self.words {
            bytes.extend(word.to_be_bytes::<32>());
        }
        bytes.truncate(usize::try_from(self.length).unwrap_or(usize::MAX));
        bytes
    }
}

fn words(bytes: &[u8]) -> Vec<U256> {
    bytes
        .chunks(32)
        .map(|chunk| {
            let mut word = [0; 32];
            word[..chunk.len()].copy_from_slice(chunk);
            U256::from_be_bytes(word)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_short_message_is_padded_at_its_end() {
        let message = Message::call(&[0xab, 0xcd]);
        assert_eq!((message.length, message.selector, message.words.len()), (2, Some(0xabcd_0000), 0));
        let message = Message::call(&[1, 2, 3, 4, 5]);
        assert_eq!(message.input(0), U256::from(0x0102_0304));
        assert_eq!(message.input(1), U256::from(5) << 248);
        assert_eq!(message.input(2), U256::ZERO);
        assert_eq!(Message::call(&[]).selector, None);
    }

    proptest! {
        #[test]
        fn bytes_survive_the_message(bytes: Vec<u8>) {
            prop_assert_eq!(Message::call(&bytes).to_bytes(), bytes.clone());
            prop_assert_eq!(Message::words(&bytes).to_bytes(), bytes);
        }
    }
}

//! The words of ABI-encoded data, as far as they are known before running.

use ruint::aliases::U256;

use super::function::{Payload, ValueId};

/// Selector of `Panic(uint256)`.
pub const PANIC_SELECTOR: u32 = 0x4e48_7b71;

/// `Panic` code of a checked operation that overflows.
pub const PANIC_OVERFLOW: u8 = 0x11;
/// `Panic` code of a division by zero.
pub const PANIC_DIVISION: u8 = 0x12;

/// One word of encoded data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbiWord {
    /// The clean word of this value.
    Value(ValueId),
    /// Known now: an offset, a length, or bytes of a constant text.
    Constant(U256),
}

/// The words behind an error's selector: a head word for each argument, then the texts' tails.
pub fn encode_payload(payload: &[Payload]) -> Vec<AbiWord> {
    let mut head = Vec::new();
    let mut tail = Vec::new();
    for item in payload {
        match item {
            Payload::Value(value) => head.push(AbiWord::Value(*value)),
            Payload::Text(bytes) => {
                head.push(AbiWord::Constant(U256::from(32 * (payload.len() + tail.len()))));
                tail.push(AbiWord::Constant(U256::from(bytes.len())));
                tail.extend(bytes.chunks(32).map(|chunk| {
                    let mut word = [0; 32];
                    word[..chunk.len()].copy_from_slice(chunk);
                    AbiWord::Constant(U256::from_be_bytes(word))
                }));
            }
        }
    }
    head.extend(tail);
    head
}

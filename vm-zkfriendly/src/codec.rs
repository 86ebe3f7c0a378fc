//! The binary form of programs: little-endian, versioned; decoding refuses whatever encoding doesn't produce.

use crate::isa::Opcode;

/// The first bytes of every encoded object.
pub const MAGIC: [u8; 4] = *b"zkpr";

/// The version of the binary form and the instruction table.
pub const VERSION: u16 = 2;

/// Why bytes are no program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The bytes end inside a value.
    #[error("the bytes end at {at}, inside a value of {wanted} bytes")]
    Truncated {
        /// Where the value starts.
        at: usize,
        /// How long it is.
        wanted: usize,
    },
    /// Bytes follow the last value.
    #[error("{count} bytes follow the end")]
    TrailingBytes {
        /// How many.
        count: usize,
    },
    /// The bytes don't start as an object's.
    #[error("the bytes don't start with \"zkpr\"")]
    Magic,
    /// Another version.
    #[error("version {found} instead of {VERSION}")]
    Version {
        /// The version found.
        found: u16,
    },
    /// No such opcode.
    #[error("no instruction has opcode {number:#04x}")]
    UnknownOpcode {
        /// The number found.
        number: u8,
    },
    /// Modifier bits that the operands don't explain.
    #[error("`{opcode}` can't have modifier {modifier:#04x}")]
    Modifier {
        /// The opcode.
        opcode: Opcode,
        /// The modifier found.
        modifier: u8,
    },
    /// A move row without moves.
    #[error("a row of moves has none")]
    NoMoves,
    /// A width that the instruction doesn't have.
    #[error("{bits} bits is no width of this instruction")]
    Width {
        /// The width found.
        bits: u16,
    },
    /// An offset out of range.
    #[error("{prefix}{offset} is out of range")]
    Slot {
        /// The base.
        prefix: &'static str,
        /// The offset found.
        offset: u16,
    },
    /// More topics than an event has.
    #[error("an event can't have {count} topics")]
    Topics {
        /// The number found.
        count: u8,
    },
    /// No such environment field.
    #[error("no environment field has number {number}")]
    UnknownField {
        /// The number found.
        number: u8,
    },
    /// No such kind or role.
    #[error("{tag} is no {what}")]
    Tag {
        /// What should be there.
        what: &'static str,
        /// The number found.
        tag: u16,
    },
    /// More of something than a program may have.
    #[error("{count} {what} are more than {max}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many.
        count: usize,
        /// How many there may be.
        max: usize,
    },
    /// The parts are well formed, the whole isn't.
    #[error(transparent)]
    Program(#[from] crate::program::ProgramError),
}

/// Bytes not yet decoded.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (head, _) = self
            .bytes
            .get(self.at..)
            .and_then(<[u8]>::split_first_chunk::<N>)
            .ok_or(DecodeError::Truncated { at: self.at, wanted: N })?;
        self.at += N;
        Ok(*head)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, DecodeError> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, DecodeError> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, DecodeError> {
        self.array().map(u32::from_le_bytes)
    }

    /// A count of elements that follow, at most `max`.
    pub(crate) fn count(&mut self, what: &'static str, max: usize) -> Result<usize, DecodeError> {
        let count = usize::try_from(self.u32()?).unwrap_or(usize::MAX);
        if count > max { Err(DecodeError::TooMany { what, count, max }) } else { Ok(count) }
    }

    pub(crate) fn end(&self) -> Result<(), DecodeError> {
        match self.bytes.len() - self.at {
            0 => Ok(()),
            count => Err(DecodeError::TrailingBytes { count }),
        }
    }
}

//! The row of eight field elements in which the program ROM holds an instruction; the module above has the mapping.

use ff::{Field as _, PrimeField as _};

use super::Opcode;
use crate::{felt::Felt, isa::operand::Index};

/// Where an operand stands in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(usize)]
pub enum Place {
    /// First register read.
    A = 2,
    /// Second register read.
    B = 3,
    /// Register defined.
    C = 4,
    /// Immediate, low limb; target.
    X = 5,
    /// Immediate, high limb; size.
    Y = 6,
    /// Power of two of a width; trap of a wide instruction.
    W = 7,
}

/// `(pc, opcode + 256·modifier, a, b, c, x, y, w)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RomRow(pub [Felt; 8]);

/// Why a row is no instruction's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RomError {
    /// The second element isn't an opcode with modifier bits.
    #[error("no opcode has this number")]
    UnknownOpcode,
    /// An element is out of its operand's range.
    #[error("the element in place {0:?} is out of range")]
    OutOfRange(Place),
    /// An unused element isn't 0, or a modifier bit has no operand.
    #[error("an element the instruction doesn't use is not zero")]
    NotARow,
}

impl RomRow {
    pub(super) fn new(pc: u32, opcode: Opcode, modifier: u8) -> Self {
        let mut row = [Felt::ZERO; 8];
        row[0] = Felt::from(u64::from(pc));
        row[1] = Felt::from(u64::from(opcode as u8) + 256 * u64::from(modifier));
        Self(row)
    }

    pub(super) fn head(&self) -> Result<(u32, Opcode, u8), RomError> {
        let pc = self.0[0].to_u64().and_then(|pc| Index::try_from(pc).ok()).ok_or(RomError::NotARow)?;
        let code = self.0[1].to_u64().filter(|code| *code < 1 << 16).ok_or(RomError::UnknownOpcode)?;
        let [number, modifier, ..] = code.to_le_bytes();
        Ok((pc, Opcode::from_number(number).ok_or(RomError::UnknownOpcode)?, modifier))
    }

    /// The element in a place.
    #[must_use]
    pub fn at(&self, place: Place) -> Felt {
        self.0[place as usize]
    }

    pub(super) fn put(&mut self, place: Place, value: impl Into<u128>) {
        self.0[place as usize] = Felt::from_u128(value.into());
    }

    pub(super) fn take<T: TryFrom<u128>>(&self, place: Place) -> Result<T, RomError> {
        self.at(place).to_u128().and_then(|value| T::try_from(value).ok()).ok_or(RomError::OutOfRange(place))
    }
}

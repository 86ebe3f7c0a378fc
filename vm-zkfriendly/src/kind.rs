//! The static kind of a cell: what every execution of a checked program keeps in it.

use std::fmt;

use ruint::aliases::U256;

/// The widest integer a word holds.
pub const WORD_BITS: u16 = 256;

/// The widest integer a limb holds.
pub const LIMB_BITS: u16 = 128;

/// What is known about a cell before the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An integer below `2^n`, 1 ≤ n ≤ 256, as two limbs.
    Bits(u16),
    /// Any field element in the low limb, 0 in the high limb.
    Felt,
}

impl Kind {
    /// 0 or 1.
    pub const BOOL: Self = Self::Bits(1);
    /// Any 256-bit integer.
    pub const WORD: Self = Self::Bits(WORD_BITS);

    /// The integers below `2^bits`; none unless 1 ≤ `bits` ≤ 256.
    #[must_use]
    pub fn bits(bits: u16) -> Option<Self> {
        (1..=WORD_BITS).contains(&bits).then_some(Self::Bits(bits))
    }

    /// The narrowest kind of a constant.
    #[must_use]
    pub fn of(value: U256) -> Self {
        Self::Bits(Self::bits_of(value))
    }

    /// The bits of the narrowest kind of a constant.
    #[must_use]
    pub fn bits_of(value: U256) -> u16 {
        u16::try_from(value.bit_len()).unwrap_or(WORD_BITS).max(1)
    }

    /// Whether every cell of this kind is also one of the `other` kind.
    #[must_use]
    pub fn fits(self, other: Self) -> bool {
        match (self, other) {
            (Self::Bits(bits), Self::Bits(wider)) => bits <= wider,
            (Self::Bits(bits), Self::Felt) => bits <= LIMB_BITS,
            (Self::Felt, Self::Felt) => true,
            (Self::Felt, Self::Bits(_)) => false,
        }
    }

    /// The narrowest kind both fit, if there is one: a 256-bit integer and a field element have none.
    #[must_use]
    pub fn join(self, other: Self) -> Option<Self> {
        if self.fits(other) {
            Some(other)
        } else if other.fits(self) {
            Some(self)
        } else {
            None
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Bits(1) => out.write_str("bool"),
            Self::Bits(WORD_BITS) => out.write_str("word"),
            Self::Bits(bits) => write!(out, "u{bits}"),
            Self::Felt => out.write_str("felt"),
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "bool" => Ok(Self::BOOL),
            "word" => Ok(Self::WORD),
            "felt" => Ok(Self::Felt),
            _ => text.strip_prefix('u').and_then(|bits| bits.parse().ok()).and_then(Self::bits).ok_or(()),
        }
    }
}

//! The types of values, and the types of what lies in storage.

use std::fmt;

/// The type of an SSA value. There are no aggregates: what needs several words is several values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// `bool`
    Bool,
    /// `uintN`, N = 8, 16, …, 256
    Uint(u16),
    /// `intN`, N = 8, 16, …, 256
    Int(u16),
    /// `bytesN`, N = 1, …, 32
    FixedBytes(u8),
    /// `address` (payable or not); contract types are addresses too
    Address,
    /// Somewhere in storage; what lies there is the module's [`StorageType`] of this id. Opaque: only place instructions
    /// make and use it. Abstract phase.
    Place(StorageTypeId),
    /// An EVM word without a Solidity type: the only type of the evm phase; in the abstract phase, inline assembly's.
    Word,
}

impl Type {
    /// `uint256`
    pub const UINT256: Self = Self::Uint(256);
    /// `bytes32`
    pub const BYTES32: Self = Self::FixedBytes(32);

    /// Whether Solidity has a value type of this name (so: not a place, not a word, and a legal width).
    pub fn is_value(self) -> bool {
        match self {
            Self::Bool | Self::Address => true,
            Self::Uint(bits) | Self::Int(bits) => (8..=256).contains(&bits) && bits % 8 == 0,
            Self::FixedBytes(bytes) => (1..=32).contains(&bytes),
            Self::Place(_) | Self::Word => false,
        }
    }

    /// `uintN` or `intN`.
    pub fn is_integer(self) -> bool {
        self.is_value() && matches!(self, Self::Uint(_) | Self::Int(_))
    }

    /// `intN`.
    pub fn is_signed(self) -> bool {
        matches!(self, Self::Int(_))
    }

    /// Bits that carry information: the width of a value type, 256 for a word; a place has none.
    pub fn bits(self) -> u32 {
        match self {
            Self::Bool => 1,
            Self::Uint(bits) | Self::Int(bits) => u32::from(bits),
            Self::FixedBytes(bytes) => u32::from(bytes) * 8,
            Self::Address => 160,
            Self::Place(_) => 0,
            Self::Word => 256,
        }
    }

    /// Bytes the value takes in storage, where narrow neighbours share a slot. `None` for what storage cannot hold.
    pub fn storage_bytes(self) -> Option<u8> {
        let bytes = match self {
            Self::Bool => 1,
            Self::Uint(_) | Self::Int(_) | Self::FixedBytes(_) | Self::Address => self.bits() / 8,
            Self::Place(_) | Self::Word => return None,
        };
        u8::try_from(bytes).ok()
    }

    /// The value type of this name, as Solidity and the text form spell it.
    pub fn from_name(name: &str) -> Option<Self> {
        let number = |prefix: &str| {
            let digits = name.strip_prefix(prefix)?;
            let plain = !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
            if plain { digits.parse::<u16>().ok() } else { None }
        };
        let ty = match name {
            "bool" => Self::Bool,
            "address" => Self::Address,
            "word" => return Some(Self::Word),
            _ => match (number("uint"), number("int"), number("bytes")) {
                (Some(bits), _, _) => Self::Uint(bits),
                (_, Some(bits), _) => Self::Int(bits),
                (_, _, Some(bytes)) => Self::FixedBytes(u8::try_from(bytes).ok()?),
                (None, None, None) => return None,
            },
        };
        ty.is_value().then_some(ty)
    }
}

/// A place prints as `place<#id>`; [`crate::ir::Module::type_name`] spells out what lies there.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("bool"),
            Self::Uint(bits) => write!(f, "uint{bits}"),
            Self::Int(bits) => write!(f, "int{bits}"),
            Self::FixedBytes(bytes) => write!(f, "bytes{bytes}"),
            Self::Address => f.write_str("address"),
            Self::Place(id) => write!(f, "place<#{}>", id.0),
            Self::Word => f.write_str("word"),
        }
    }
}

/// Index of a [`StorageType`] in its module, which keeps each type once: equal ids are equal types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StorageTypeId(pub u32);

/// What lies at a place in storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StorageType {
    /// One value; narrow ones may share their slot.
    Value(Type),
    /// `mapping(key => value)`: one slot, which stays empty; elements lie at `keccak256(key ‖ slot)`.
    Mapping {
        /// A value type.
        key: Type,
        /// What each element is.
        value: StorageTypeId,
    },
}

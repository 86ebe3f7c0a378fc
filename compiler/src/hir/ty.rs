//! Types of values.

use std::fmt;
use std::sync::Arc;

use ruint::aliases::U256;

/// A type whose values fit one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// `bool`
    Bool,
    /// `uintN`, N in bits: a multiple of 8 up to 256.
    Uint(u16),
    /// `intN`, N in bits: a multiple of 8 up to 256.
    Int(u16),
    /// `address`, `address payable`
    Address {
        /// True for `address payable`.
        payable: bool,
    },
    /// `bytesN`, N from 1 to 32.
    FixedBytes(u8),
}

impl ValueType {
    /// `uint256`
    pub const UINT256: Self = Self::Uint(256);
    /// `bytes1`
    pub const BYTES1: Self = Self::FixedBytes(1);
    /// `bytes32`
    pub const BYTES32: Self = Self::FixedBytes(32);
    /// `address`
    pub const ADDRESS: Self = Self::Address { payable: false };
    /// `address payable`
    pub const ADDRESS_PAYABLE: Self = Self::Address { payable: true };

    /// Bytes it takes in storage.
    #[must_use]
    pub fn size_bytes(self) -> u8 {
        match self {
            Self::Bool => 1,
            Self::Uint(bits) | Self::Int(bits) => u8::try_from(bits / 8).expect("a width is at most 256 bits"),
            Self::Address { .. } => 20,
            Self::FixedBytes(bytes) => bytes,
        }
    }

    /// Its name in a signature and in an ABI.
    #[must_use]
    pub fn abi_name(self) -> String {
        match self {
            Self::Bool => "bool".to_owned(),
            Self::Uint(bits) => format!("uint{bits}"),
            Self::Int(bits) => format!("int{bits}"),
            Self::Address { .. } => "address".to_owned(),
            Self::FixedBytes(bytes) => format!("bytes{bytes}"),
        }
    }

    /// The least and the greatest value of an integer type, as clean words.
    #[must_use]
    pub fn bounds(self) -> Option<[U256; 2]> {
        match self {
            Self::Uint(bits) => Some([U256::ZERO, U256::MAX >> (256 - usize::from(bits))]),
            Self::Int(bits) => {
                let max = U256::MAX >> (257 - usize::from(bits));
                Some([!max, max])
            }
            Self::Bool | Self::Address { .. } | Self::FixedBytes(_) => None,
        }
    }
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address { payable: true } => f.write_str("address payable"),
            Self::Bool | Self::Uint(_) | Self::Int(_) | Self::Address { payable: false } | Self::FixedBytes(_) => {
                f.write_str(&self.abi_name())
            }
        }
    }
}

/// `mapping(K k => V v)`
#[derive(Clone, Debug)]
pub struct Mapping {
    /// `K`
    pub key: ValueType,
    /// `k`, empty when not written.
    pub key_name: String,
    /// `V`
    pub value: Type,
    /// `v`, empty when not written.
    pub value_name: String,
}

// The names of keys and values are for the ABI only: they don't make types different.
impl PartialEq for Mapping {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.value == other.value
    }
}
impl Eq for Mapping {}

/// The type of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A word.
    Value(ValueType),
    /// A place in storage that holds a mapping.
    Mapping(Arc<Mapping>),
    /// Several values or none: what a call may give and a tuple is.
    Tuple(Vec<Type>),
}

impl Type {
    /// The type of what gives no value.
    pub const UNIT: Self = Self::Tuple(Vec::new());

    /// The value type, if it is one.
    #[must_use]
    pub fn as_value(&self) -> Option<ValueType> {
        match self {
            Self::Value(ty) => Some(*ty),
            Self::Mapping(_) | Self::Tuple(_) => None,
        }
    }
}

impl From<ValueType> for Type {
    fn from(ty: ValueType) -> Self {
        Self::Value(ty)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(ty) => ty.fmt(f),
            Self::Mapping(mapping) => write!(f, "mapping({} => {})", mapping.key, mapping.value),
            Self::Tuple(types) => {
                f.write_str("tuple(")?;
                for (at, ty) in types.iter().enumerate() {
                    let comma = if at == 0 { "" } else { "," };
                    write!(f, "{comma}{ty}")?;
                }
                f.write_str(")")
            }
        }
    }
}

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
    /// `address`, `address payable`
    Address {
        /// True for `address payable`.
        payable: bool,
    },
    /// `bytes32`
    Bytes32,
}

impl ValueType {
    /// `uint256`
    pub const UINT256: Self = Self::Uint(256);
    /// `address`
    pub const ADDRESS: Self = Self::Address { payable: false };
    /// `address payable`
    pub const ADDRESS_PAYABLE: Self = Self::Address { payable: true };

    /// Bytes it takes in storage.
    #[must_use]
    pub fn size_bytes(self) -> u8 {
        match self {
            Self::Bool => 1,
            Self::Uint(bits) => u8::try_from(bits / 8).expect("a width is at most 256 bits"),
            Self::Address { .. } => 20,
            Self::Bytes32 => 32,
        }
    }

    /// Its name in a signature and in an ABI.
    #[must_use]
    pub fn abi_name(self) -> String {
        match self {
            Self::Bool => "bool".to_owned(),
            Self::Uint(bits) => format!("uint{bits}"),
            Self::Address { .. } => "address".to_owned(),
            Self::Bytes32 => "bytes32".to_owned(),
        }
    }

    /// The largest value, as a number.
    #[must_use]
    pub fn max(self) -> U256 {
        match self {
            Self::Bool => U256::ONE,
            Self::Uint(bits) => U256::MAX >> (256 - usize::from(bits)),
            Self::Address { .. } => U256::MAX >> 96,
            Self::Bytes32 => U256::MAX,
        }
    }
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address { payable: true } => f.write_str("address payable"),
            Self::Bool | Self::Uint(_) | Self::Address { payable: false } | Self::Bytes32 => {
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

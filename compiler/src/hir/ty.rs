//! Types of values.

use std::sync::Arc;

use ruint::aliases::U256;

use super::{ContractId, EnumId, Program, UserTypeId};

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
    /// An enum.
    Enum(EnumId),
    /// A contract, known by its address.
    Contract(ContractId),
    /// A user-defined value type.
    User(UserTypeId),
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

    /// The elementary type whose values stand for this one's: in storage, in the ABI and in the IR.
    #[must_use]
    pub fn representation(self, program: &Program) -> Self {
        match self {
            // At most 256 members.
            Self::Enum(_) => Self::Uint(8),
            Self::Contract(_) => Self::ADDRESS,
            Self::User(id) => program.user_types[id].underlying,
            Self::Bool | Self::Uint(_) | Self::Int(_) | Self::Address { .. } | Self::FixedBytes(_) => self,
        }
    }

    /// Bytes it takes in storage.
    #[must_use]
    pub fn size_bytes(self, program: &Program) -> u8 {
        match self.representation(program) {
            Self::Bool => 1,
            Self::Uint(bits) | Self::Int(bits) => u8::try_from(bits / 8).expect("a width is at most 256 bits"),
            Self::Address { .. } => 20,
            Self::FixedBytes(bytes) => bytes,
            Self::Enum(_) | Self::Contract(_) | Self::User(_) => unreachable!("a representation is elementary"),
        }
    }

    /// Its name in a signature and in an ABI.
    #[must_use]
    pub fn abi_name(self, program: &Program) -> String {
        match self.representation(program) {
            Self::Bool => "bool".to_owned(),
            Self::Uint(bits) => format!("uint{bits}"),
            Self::Int(bits) => format!("int{bits}"),
            Self::Address { .. } => "address".to_owned(),
            Self::FixedBytes(bytes) => format!("bytes{bytes}"),
            Self::Enum(_) | Self::Contract(_) | Self::User(_) => unreachable!("a representation is elementary"),
        }
    }

    /// Its name in Solidity, as solc spells it.
    #[must_use]
    pub fn text(self, program: &Program) -> String {
        match self {
            Self::Address { payable: true } => "address payable".to_owned(),
            Self::Enum(id) => format!("enum {}", program.enums[id].path),
            Self::Contract(id) => format!("contract {}", program.contracts[id].name),
            Self::User(id) => program.user_types[id].path.clone(),
            Self::Bool | Self::Uint(_) | Self::Int(_) | Self::Address { payable: false } | Self::FixedBytes(_) => {
                self.abi_name(program)
            }
        }
    }

    /// The least and the greatest value of an integer type or enum, as clean words.
    #[must_use]
    pub fn bounds(self, program: &Program) -> Option<[U256; 2]> {
        match self {
            Self::Enum(id) => Some([U256::ZERO, U256::from(program.enums[id].members.len() - 1)]),
            Self::Uint(bits) => Some([U256::ZERO, U256::MAX >> (256 - usize::from(bits))]),
            Self::Int(bits) => {
                let max = U256::MAX >> (257 - usize::from(bits));
                Some([!max, max])
            }
            Self::Bool | Self::Address { .. } | Self::FixedBytes(_) | Self::Contract(_) | Self::User(_) => None,
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

    /// Its name in Solidity, as solc spells it.
    #[must_use]
    pub fn text(&self, program: &Program) -> String {
        match self {
            Self::Value(ty) => ty.text(program),
            Self::Mapping(mapping) => {
                format!("mapping({} => {})", mapping.key.text(program), mapping.value.text(program))
            }
            Self::Tuple(types) => {
                let types: Vec<String> = types.iter().map(|ty| ty.text(program)).collect();
                format!("tuple({})", types.join(","))
            }
        }
    }
}

impl From<ValueType> for Type {
    fn from(ty: ValueType) -> Self {
        Self::Value(ty)
    }
}

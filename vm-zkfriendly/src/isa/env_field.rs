//! The fields of the call and the block that `env` reads.

use std::{fmt, str::FromStr};

use crate::kind::Kind;

/// A name that no field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no environment field has this name")]
pub struct UnknownField;

macro_rules! define_fields {
    ($( $(#[$doc:meta])* $name:ident = $variant:ident: $kind:expr, number $number:literal; )*) => {
        /// A field of the call or the block.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum EnvField { $( $(#[$doc])* $variant = $number, )* }

        impl EnvField {
            /// Every field, by number.
            pub const ALL: &[Self] = &[$( Self::$variant ),*];

            /// The text form.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $( Self::$variant => stringify!($name), )* }
            }

            /// The kind of its values.
            #[must_use]
            pub fn kind(self) -> Kind {
                match self { $( Self::$variant => $kind, )* }
            }

            /// The field with a number.
            #[must_use]
            pub fn from_number(number: u8) -> Option<Self> {
                match number { $( $number => Some(Self::$variant), )* _ => None }
            }
        }
    };
}

define_fields! {
    /// Length of the calldata in bytes, selector included.
    calldatasize = CalldataSize: Kind::Bits(64), number 0;
    /// `msg.sender`
    caller = Caller: Kind::Bits(160), number 1;
    /// `msg.value`, in wei
    callvalue = CallValue: Kind::WORD, number 2;
    /// `address(this)`
    address = Address: Kind::Bits(160), number 3;
    /// `tx.origin`
    origin = Origin: Kind::Bits(160), number 4;
    /// `tx.gasprice`, in wei
    gasprice = GasPrice: Kind::WORD, number 5;
    /// `block.chainid`
    chainid = ChainId: Kind::WORD, number 6;
    /// `block.timestamp`, in seconds
    timestamp = Timestamp: Kind::WORD, number 7;
    /// `block.number`
    number = Number: Kind::WORD, number 8;
    /// `block.coinbase`
    coinbase = Coinbase: Kind::Bits(160), number 9;
    /// `block.prevrandao`
    prevrandao = PrevRandao: Kind::WORD, number 10;
    /// `block.gaslimit`
    gaslimit = GasLimit: Kind::WORD, number 11;
    /// `block.basefee`, in wei
    basefee = BaseFee: Kind::WORD, number 12;
    /// `block.blobbasefee`, in wei
    blobbasefee = BlobBaseFee: Kind::WORD, number 13;
}

impl fmt::Display for EnvField {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl FromStr for EnvField {
    type Err = UnknownField;

    fn from_str(name: &str) -> Result<Self, UnknownField> {
        Self::ALL.iter().copied().find(|field| field.name() == name).ok_or(UnknownField)
    }
}

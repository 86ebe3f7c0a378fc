//! What a program may ask its surroundings.

use super::ValueType;

macro_rules! fields {
    ($($name:ident $object:literal $member:literal $ty:expr;)*) => {
        /// A word that the surroundings provide.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EnvField {
            $(#[doc = concat!("`", $object, ".", $member, "`")] $name,)*
        }
        impl EnvField {
            /// The field under this name.
            #[must_use]
            pub fn find(object: &str, member: &str) -> Option<Self> {
                match (object, member) {
                    $(($object, $member) => Some(Self::$name),)*
                    _ => None,
                }
            }
            /// Its type.
            #[must_use]
            pub fn ty(self) -> ValueType {
                match self { $(Self::$name => $ty,)* }
            }
            /// How it is written.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => concat!($object, ".", $member),)* }
            }
        }
    };
}

fields! {
    MsgSender "msg" "sender" ValueType::ADDRESS;
    MsgSig "msg" "sig" ValueType::FixedBytes(4);
    MsgValue "msg" "value" ValueType::UINT256;
    BlockBaseFee "block" "basefee" ValueType::UINT256;
    BlockBlobBaseFee "block" "blobbasefee" ValueType::UINT256;
    BlockChainId "block" "chainid" ValueType::UINT256;
    BlockCoinbase "block" "coinbase" ValueType::ADDRESS_PAYABLE;
    BlockDifficulty "block" "difficulty" ValueType::UINT256;
    BlockGasLimit "block" "gaslimit" ValueType::UINT256;
    BlockNumber "block" "number" ValueType::UINT256;
    BlockPrevRandao "block" "prevrandao" ValueType::UINT256;
    BlockTimestamp "block" "timestamp" ValueType::UINT256;
    TxGasPrice "tx" "gasprice" ValueType::UINT256;
    TxOrigin "tx" "origin" ValueType::ADDRESS;
    ThisAddress "address" "(this)" ValueType::ADDRESS;
}

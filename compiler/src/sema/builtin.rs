//! Functions and objects that the language itself declares.

use syntax::diagnostic::Code;

use crate::codes::{self, Feature};

macro_rules! table {
    ($(#[$doc:meta])* $enum:ident { $($name:ident $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $enum {
            $(#[doc = concat!("`", $text, "`")] $name,)*
        }
        impl $enum {
            /// The one under this name.
            pub(crate) fn find(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$name),)*
                    _ => None,
                }
            }
            /// Its name.
            pub(crate) fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

table! {
    /// A function of the language.
    Builtin {
        AbiEncode "abi.encode",
        AddMod "addmod",
        Assert "assert",
        BlobHash "blobhash",
        BlockHash "blockhash",
        GasLeft "gasleft",
        Keccak256 "keccak256",
        MulMod "mulmod",
        Require "require",
        Revert "revert",
        Type "type",
    }
}

table! {
    /// An object of the language.
    Magic {
        Abi "abi",
        Block "block",
        Msg "msg",
        Tx "tx",
    }
}

/// The feature behind a name that solc declares and that is not supported.
pub(crate) fn refused_name(name: &str) -> Option<Feature> {
    match name {
        "sha256" | "ripemd160" | "ecrecover" => Some(codes::HASH_FUNCTIONS),
        "selfdestruct" => Some(codes::SELF_DESTRUCT),
        "super" => Some(codes::INHERITANCE),
        "erc7201" => Some(codes::ERC7201),
        _ => None,
    }
}

/// A name that the language once had: its number, and what to write instead.
pub(crate) fn former_name(name: &str) -> Option<(Code, &'static str)> {
    match name {
        "now" => Some((codes::NOW, "block.timestamp")),
        "suicide" => Some((codes::SUICIDE, "selfdestruct")),
        "sha3" => Some((codes::SHA3, "keccak256")),
        _ => None,
    }
}

/// The same for a member of an object of the language.
pub(crate) fn former_member(magic: Magic, member: &str) -> Option<(Code, &'static str)> {
    match (magic, member) {
        (Magic::Msg, "gas") => Some((codes::MSG_GAS, "gasleft()")),
        (Magic::Block, "blockhash") => Some((codes::BLOCK_BLOCKHASH, "blockhash")),
        (Magic::Abi | Magic::Block | Magic::Msg | Magic::Tx, _) => None,
    }
}

/// The feature behind a member of an object of the language that is not supported.
pub(crate) fn refused_member(magic: Magic, member: &str) -> Option<Feature> {
    match (magic, member) {
        (Magic::Msg, "data") => Some(codes::MESSAGE_BYTES),
        (
            Magic::Abi,
            "encodePacked" | "encodeWithSelector" | "encodeWithSignature" | "encodeCall" | "decode" | "encodeError",
        ) => Some(codes::ABI_FUNCTIONS),
        (Magic::Abi | Magic::Block | Magic::Msg | Magic::Tx, _) => None,
    }
}

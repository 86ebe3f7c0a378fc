//! What zkEVMs treat differently, and where a program uses it.
//!
//! [`uses`] walks the syntax tree, so it looks at all of Solidity 0.8.37, what the analysis refuses by name too. It promises that
//! each use is found but for what is listed below, once, in the order of the files and of the text.
//!
//! A name that the program declares is not the language's: locals count from their declaration to the end of their block, members
//! of contracts and of their bases, definitions of files and of what they import, functions of assembly in their block. The tree
//! has no types, but declarations have: of `x.balance` and the like `x` is followed through variables, fields, mappings, arrays
//! and calls to a declared type, and the use counts unless that is another one than `address`. What can't be followed (results of
//! functions attached by `using` and of functions of the language, very long chains) counts as an address.
//!
//! Not found: storage set to zero otherwise than by `delete`, by `pop` or by the assignment of a literal; `hashed-slot` of a variable
//! whose type is a struct with such elements, and the slots of plain variables, which only somebody outside can see; accesses to
//! `transient` variables, whose declaration counts; a precompile that is called by its address, but for the call.

mod find;
mod names;
mod scope;

use syntax::span::{SourceMap, Span};

use crate::compile::{Refused, Source};
use crate::import::Remapping;
use crate::load::{Read, load};

/// A use of a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// What is used.
    pub feature: Feature,
    /// Where: the word that tells, not all of a long statement.
    pub span: Span,
    /// True within an assembly block.
    pub in_assembly: bool,
}

/// The uses of a program.
#[derive(Clone, Debug)]
pub struct Uses {
    /// The files, by which spans are read.
    pub sources: SourceMap,
    /// In the order of the files, and in each in the order of the text.
    pub uses: Vec<Use>,
}

/// Finds all uses. Imports are looked for among the sources.
///
/// # Errors
/// All that the parser finds wrong, and imports that are not among the sources.
pub fn uses(sources: &[Source], remappings: &[Remapping]) -> Result<Uses, Box<Refused>> {
    uses_with(sources, remappings, &mut |_| Err("it is not among the sources".to_owned()))
}

/// Finds all uses. What is imported and not among the sources is read.
///
/// # Errors
/// All that the parser finds wrong, and imports that can't be read.
pub fn uses_with(sources: &[Source], remappings: &[Remapping], read: &mut Read<'_>) -> Result<Uses, Box<Refused>> {
    let loaded = load(sources, remappings, read);
    if loaded.findings.has_errors() {
        return Err(Refused::sorted(loaded.sources, loaded.findings));
    }
    let mut uses = find::find(&loaded);
    uses.sort_by_key(|one| (one.span, one.feature));
    // An option may be written twice, which the analysis refuses.
    uses.dedup();
    Ok(Uses { sources: loaded.sources, uses })
}

macro_rules! features {
    ($($name:ident $id:literal $summary:literal [$($solidity:literal)*] [$($assembly:literal)*];)*) => {
        /// What zkEVMs treat differently.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Feature {
            $(#[doc = $summary] $name,)*
        }

        impl Feature {
            /// All of them, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name, which stays.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// What it is, in a line.
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self { $(Self::$name => $summary,)* }
            }

            /// The feature of this name.
            #[must_use]
            pub fn find(id: &str) -> Option<Self> {
                match id {
                    $($id => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// What a name of Solidity stands for: `f` a function, `a.b` a member of an object, `.b` a member of an address.
            fn of_solidity(text: &str) -> Option<Self> {
                match text {
                    $($($solidity => Some(Self::$name),)*)*
                    _ => None,
                }
            }

            /// What a builtin function of assembly stands for.
            #[must_use]
            pub fn of_assembly(name: &str) -> Option<Self> {
                match name {
                    $($($assembly => Some(Self::$name),)*)*
                    _ => None,
                }
            }
        }
    };
}

// variant, id, summary, names in Solidity, names in assembly; what has no name is a form, which the walk knows
features! {
    BlockCoinbase "block-coinbase" "who receives the fees of the block" ["block.coinbase"] ["coinbase"];
    BlockPrevrandao "block-prevrandao" "the block's randomness, once its difficulty" ["block.prevrandao" "block.difficulty"] ["prevrandao" "difficulty"];
    BlockGaslimit "block-gaslimit" "the gas limit of the block" ["block.gaslimit"] ["gaslimit"];
    BlockBasefee "block-basefee" "the base fee of the block" ["block.basefee"] ["basefee"];
    BlockBlobbasefee "block-blobbasefee" "the base fee of blobs in the block" ["block.blobbasefee"] ["blobbasefee"];
    BlockNumber "block-number" "the number of the block" ["block.number"] ["number"];
    BlockTimestamp "block-timestamp" "the time of the block" ["block.timestamp"] ["timestamp"];
    BlockChainid "block-chainid" "the id of the chain" ["block.chainid"] ["chainid"];
    Blockhash "blockhash" "the hash of an earlier block" ["blockhash"] ["blockhash"];
    Blobhash "blobhash" "the hash of a blob of the transaction" ["blobhash"] ["blobhash"];
    TxOrigin "tx-origin" "who signed the transaction" ["tx.origin"] ["origin"];
    TxGasprice "tx-gasprice" "the gas price of the transaction" ["tx.gasprice"] ["gasprice"];
    Gasleft "gasleft" "the gas that is left" ["gasleft"] ["gas"];
    CallGas "call-gas" "a call with a gas limit of its own" [] [];
    Selfdestruct "selfdestruct" "the end of a contract, or the sending of all it has" ["selfdestruct"] ["selfdestruct"];
    AddressBalance "address-balance" "the balance of an account" [".balance"] ["balance" "selfbalance"];
    AddressCodehash "address-codehash" "the hash of an account's code" [".codehash"] ["extcodehash"];
    AddressCode "address-code" "the code of an account" [".code"] ["extcodecopy"];
    AddressCodeLength "address-code-length" "the length of an account's code" [] ["extcodesize"];
    AddressTransfer "address-transfer" "ether sent with 2300 gas: `transfer` or `send`" [".transfer" ".send"] [];
    AddressCall "address-call" "a low-level call" [".call"] ["call"];
    AddressDelegatecall "address-delegatecall" "a low-level call that runs foreign code as one's own" [".delegatecall"] ["delegatecall"];
    AddressStaticcall "address-staticcall" "a low-level call that may change nothing" [".staticcall"] ["staticcall"];
    Callcode "callcode" "the call that DELEGATECALL replaced" [] ["callcode"];
    RuntimeCode "runtime-code" "the code of a contract as a constant" [] [];
    CreationCode "creation-code" "the code that creates a contract as a constant" [] [];
    Create "create" "the creation of a contract at an address made from a nonce" [] ["create"];
    Create2 "create2" "the creation of a contract at an address made from a salt" [] ["create2"];
    ConstructorReturn "constructor-return" "code that a constructor returns itself, its immutables unset" [] [];
    LinkedLibrary "linked-library" "a function of a library that is deployed on its own and linked" [] [];
    TryCatch "try-catch" "a call whose failure is caught" [] [];
    CustomError "custom-error" "an error with a name, defined or thrown" [] [];
    ReceiveFunction "receive-function" "what a contract does with ether that comes alone" [] [];
    FallbackFunction "fallback-function" "what a contract does with calls that it has no function for" [] [];
    IndexedEvent "indexed-event" "a parameter of an event that becomes a topic" [] [];
    Keccak256 "keccak256" "the hash keccak-256" ["keccak256"] ["keccak256"];
    Sha256 "sha256" "the hash SHA-256, a precompile" ["sha256"] [];
    Ripemd160 "ripemd160" "the hash RIPEMD-160, a precompile" ["ripemd160"] [];
    Ecrecover "ecrecover" "the signer of a hash, a precompile" ["ecrecover"] [];
    Loop "loop" "a loop, which a circuit has room for up to a limit" [] [];
    DynamicMemory "dynamic-memory" "memory of a size known at run time" [] [];
    StorageClear "storage-clear" "storage set to zero, which refunds gas" [] [];
    StorageSlot "storage-slot" "the slot of a variable, read or chosen" ["erc7201"] [];
    HashedSlot "hashed-slot" "a state variable with elements whose slots are hashes" [] [];
    TransientStorage "transient-storage" "storage that lasts for a transaction" [] ["tload" "tstore"];
    InlineAssembly "inline-assembly" "a block of assembly" [] [];
    Pc "pc" "the program counter" [] ["pc"];
    Msize "msize" "the size of memory" [] ["msize"];
    Codesize "codesize" "the size of the running code" [] ["codesize"];
    Codecopy "codecopy" "the running code" [] ["codecopy"];
    Mcopy "mcopy" "memory copied within memory" [] ["mcopy"];
    Sload "sload" "a slot of storage read by its number" [] ["sload"];
    Sstore "sstore" "a slot of storage written by its number" [] ["sstore"];
    Returndatacopy "returndatacopy" "what the last call returned" [] ["returndatacopy"];
    Clz "clz" "the number of leading zeros" [] ["clz"];
}

//! The table of opcodes: mnemonic, what they pop and push (YP appendix H.2).
//!
//! Names and arities come from revm's table; the category and the fork that introduced an opcode are ours. What it costs, rules say
//! ([`crate::Rules`]).

use std::fmt;

use revm::bytecode::opcode as revm_opcode;

use crate::Fork;

pub use revm_opcode::{
    BALANCE, BASEFEE, BLOBBASEFEE, BLOBHASH, BLOCKHASH, CALL, CALLCODE, CALLDATACOPY, CALLDATALOAD, CHAINID, CODECOPY,
    COINBASE, CREATE, CREATE2, DELEGATECALL, DIFFICULTY as PREVRANDAO, DUP1, DUP16, EXTCODECOPY, EXTCODEHASH,
    EXTCODESIZE, GASLIMIT, INVALID, JUMP, JUMPDEST, JUMPI, KECCAK256, LOG0, LOG1, LOG2, LOG3, LOG4, MCOPY, MLOAD,
    MSTORE, MSTORE8, NUMBER, PC, PUSH0, PUSH1, PUSH32, RETURN, RETURNDATACOPY, REVERT, SELFBALANCE, SELFDESTRUCT,
    SLOAD, SSTORE, STATICCALL, STOP, SWAP1, SWAP16, TIMESTAMP, TLOAD, TSTORE,
};

/// What an opcode is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// ADD to SIGNEXTEND.
    Arithmetic,
    /// LT to ISZERO.
    Comparison,
    /// AND to SAR, CLZ.
    Bitwise,
    /// KECCAK256.
    Hash,
    /// What the frame was given, and other accounts: ADDRESS to EXTCODEHASH, SELFBALANCE.
    Environment,
    /// BLOCKHASH to BLOBBASEFEE.
    Block,
    /// POP, PUSH, DUP, SWAP.
    Stack,
    /// MLOAD, MSTORE, MSTORE8, MSIZE, MCOPY.
    Memory,
    /// SLOAD, SSTORE.
    Storage,
    /// TLOAD, TSTORE.
    Transient,
    /// JUMP, JUMPI, JUMPDEST, PC, GAS, and the ends of a frame: STOP, RETURN, REVERT, INVALID, SELFDESTRUCT.
    Control,
    /// LOG0 to LOG4.
    Log,
    /// CALL and its kin, CREATE, CREATE2.
    Call,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opcode {
    /// The byte.
    pub byte: u8,
    /// Upper-case name, as in the EIPs.
    pub mnemonic: &'static str,
    /// Words taken from the stack. DUP1 takes 1 and gives 2, SWAP1 takes 2 and gives 2, and so on.
    pub pops: u8,
    /// Words put on the stack.
    pub pushes: u8,
    /// Bytes that follow it in the code.
    pub immediate_bytes: u8,
    /// What it is about.
    pub category: Category,
    /// The first fork that has it; Berlin stands for all before.
    pub since: Fork,
}

impl Opcode {
    /// The row of `byte`, if some fork knows it.
    pub fn of(byte: u8) -> Option<Self> {
        let info = revm_opcode::OPCODE_INFO[usize::from(byte)]?;
        let (category, since) = classify(byte)?;
        let mnemonic = match byte {
            0x44 => "PREVRANDAO", // EIP-4399; revm keeps the name it had before the merge
            _ => info.name(),
        };
        Some(Self {
            byte,
            mnemonic,
            pops: info.inputs(),
            pushes: info.outputs(),
            immediate_bytes: info.immediate_size(),
            category,
            since,
        })
    }

    /// The row with this mnemonic, in any case. DIFFICULTY and SHA3 are understood, too.
    pub fn by_mnemonic(mnemonic: &str) -> Option<Self> {
        let mnemonic = match mnemonic.to_ascii_uppercase().as_str() {
            "DIFFICULTY" => "PREVRANDAO".to_owned(),
            "SHA3" => "KECCAK256".to_owned(),
            other => other.to_owned(),
        };
        Self::all().find(|opcode| opcode.mnemonic == mnemonic)
    }

    /// Every row, by byte.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=u8::MAX).filter_map(Self::of)
    }
}

impl fmt::Display for Opcode {
    /// As in "opcode 0x5c TLOAD".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "opcode {:#04x} {}", self.byte, self.mnemonic)
    }
}

/// Names any byte: "opcode 0x5c TLOAD", "opcode 0x0c (unassigned)".
pub fn describe(byte: u8) -> String {
    Opcode::of(byte).map_or_else(|| format!("opcode {byte:#04x} (unassigned)"), |opcode| opcode.to_string())
}

/// What a byte is about, and the fork that introduced it. Bytes of forks after Osaka have no row.
pub(crate) const fn classify(byte: u8) -> Option<(Category, Fork)> {
    use Category::*;
    let category = match byte {
        0x00 | 0x56..=0x58 | 0x5a | 0x5b | 0xf3 | 0xfd..=0xff => Control,
        0x01..=0x0b => Arithmetic,
        0x10..=0x15 => Comparison,
        0x16..=0x1e => Bitwise,
        0x20 => Hash,
        0x30..=0x3f | 0x47 => Environment,
        0x40..=0x46 | 0x48..=0x4a => Block,
        0x50 | 0x5f..=0x9f => Stack,
        0x51..=0x53 | 0x59 | 0x5e => Memory,
        0x54 | 0x55 => Storage,
        0x5c | 0x5d => Transient,
        0xa0..=0xa4 => Log,
        0xf0..=0xf2 | 0xf4 | 0xf5 | 0xfa => Call,
        _ => return None,
    };
    let since = match byte {
        0x48 => Fork::London,                             // BASEFEE, EIP-3198
        0x5f => Fork::Shanghai,                           // PUSH0, EIP-3855
        0x49 | 0x4a | 0x5c | 0x5d | 0x5e => Fork::Cancun, // EIP-4844, 7516, 1153, 5656
        0x1e => Fork::Osaka,                              // CLZ, EIP-7939
        _ => Fork::Berlin,
    };
    Some((category, since))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opcode_prints_with_its_byte() {
        assert_eq!(describe(0x5c), "opcode 0x5c TLOAD");
        assert_eq!(describe(0x0c), "opcode 0x0c (unassigned)");
    }

    #[test]
    fn mnemonics_find_their_row() {
        for opcode in Opcode::all() {
            assert_eq!(Opcode::by_mnemonic(&opcode.mnemonic.to_lowercase()), Some(opcode));
        }
        assert_eq!(Opcode::by_mnemonic("DUPE"), None);
    }

    /// YP appendix H.2 and its successors, INVALID among them.
    #[test]
    fn cancun_has_149_opcodes() {
        assert_eq!(Opcode::all().filter(|opcode| opcode.since <= Fork::Cancun).count(), 149);
    }
}

//! The opcode table: what the circuit is told of each byte of code.
//!
//! A row is `(opcode, function, parameter, gas, immediate bytes)`. Opcodes that differ in a number share a *function*: the pushes, the
//! duplications, the swaps, the reads of the environment, the logs; the parameter is that number. A chip knows functions, so the
//! table's gas column can change without a chip changing: prices, and which opcodes there are, say the [`vm_evm::Rules`] of the type.
//! Arities are those of [`vm_evm::opcode`] (Yellow Paper, appendix H.2, and the EIPs after it).

use vm_evm::Rules;
use vm_evm::opcode::{self, Opcode};

/// A row of the table, but for the gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// What the opcode does: the first opcode of its family.
    pub function: u8,
    /// Which of the family: see [`row`].
    pub parameter: u8,
    /// Bytes of PUSH data that follow.
    pub immediate: u8,
}

/// The function of PUSH0 to PUSH32.
pub const PUSH: u8 = opcode::PUSH0;
/// The function of every opcode that pushes a field of the call or the block.
pub const ENVIRONMENT: u8 = 0x30;

/// The opcode that tells the size of memory.
pub const MSIZE: u8 = 0x59;

/// The number of the field that is the calldata's length.
pub const CALLDATASIZE: u8 = 0x36;
/// The number of the field that is the code's length.
pub const CODESIZE: u8 = 0x38;

/// The number of the field that is the length of what the last call gave back. No call is proven, so it is 0.
pub const RETURNDATASIZE: u8 = 0x3d;

/// Opcodes that push a field of the call or the block. The parameter of each is the opcode itself.
///
/// ADDRESS, ORIGIN, CALLER, CALLVALUE, CALLDATASIZE, CODESIZE, GASPRICE, RETURNDATASIZE, COINBASE, TIMESTAMP, NUMBER, PREVRANDAO, GASLIMIT, CHAINID,
/// SELFBALANCE, BASEFEE, BLOBBASEFEE. Within one frame nothing changes the callee's balance, so it is such a field, too.
pub const FIELDS: [u8; 17] =
    [0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x4a];

/// A byte's row where it is an opcode. The parameter is the number of words above the one that is copied (DUP1: 0), the distance of the words that change
/// places (SWAP1: 1), of the condition from the top (JUMPI: 1), the topics of a LOG, the opcode of a field; else 0.
pub fn row(byte: u8) -> Row {
    let (function, parameter) = match byte {
        opcode::PUSH0..=opcode::PUSH32 => (PUSH, 0),
        opcode::DUP1..=opcode::DUP16 => (opcode::DUP1, byte - opcode::DUP1),
        opcode::SWAP1..=opcode::SWAP16 => (opcode::SWAP1, byte - opcode::SWAP1 + 1),
        opcode::LOG0..=opcode::LOG4 => (opcode::LOG0, byte - opcode::LOG0),
        opcode::JUMPI => (byte, 1),
        _ if FIELDS.contains(&byte) => (ENVIRONMENT, byte),
        _ => (byte, 0),
    };
    Row { function, parameter, immediate: Opcode::of(byte).map_or(0, |opcode| opcode.immediate_bytes) }
}

/// A byte's row as the table of some rules has it. An opcode that they have not is another kind of INVALID, so that no chip can execute it.
pub fn row_by(rules: &Rules, byte: u8) -> Row {
    if rules.lacks(byte) { Row { function: opcode::INVALID, parameter: byte, ..row(byte) } } else { row(byte) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_told_apart_by_their_parameter() {
        for rules in crate::Profile::ALL.into_iter().filter_map(|profile| profile.machine.evm()) {
            let rows = (0..=u8::MAX).map(|byte| row_by(rules, byte));
            let rows: std::collections::BTreeSet<_> =
                rows.map(|row| (row.function, row.parameter, row.immediate)).collect();
            assert_eq!(rows.len(), 256);
        }
    }
}

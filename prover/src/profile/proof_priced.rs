//! The gas schedule of type 2.5, derived from our own circuits. Written by `zkprism gas --write`, compared by the tests; the rule stands in
//! `harness/src/gas/schedule.rs`.

use vm_evm::{Fork, GasSchedule, UnitPrices};

/// Opcodes that cost more than on Ethereum.
const RAISED: &[(u8, u16)] = &[
    (0x00, 11),   // STOP
    (0x02, 12),   // MUL
    (0x04, 14),   // DIV
    (0x05, 18),   // SDIV
    (0x06, 14),   // MOD
    (0x07, 18),   // SMOD
    (0x08, 14),   // ADDMOD
    (0x09, 37),   // MULMOD
    (0x12, 5),    // SLT
    (0x13, 5),    // SGT
    (0x16, 10),   // AND
    (0x17, 10),   // OR
    (0x18, 10),   // XOR
    (0x1a, 7),    // BYTE
    (0x1b, 12),   // SHL
    (0x1c, 14),   // SHR
    (0x1d, 17),   // SAR
    (0x20, 2030), // KECCAK256
    (0x35, 25),   // CALLDATALOAD
    (0x51, 21),   // MLOAD
    (0x52, 42),   // MSTORE
    (0x53, 10),   // MSTORE8
    (0x5b, 2),    // JUMPDEST
    (0xf3, 21),   // RETURN
    (0xfd, 21),   // REVERT
];

/// The schedule.
pub const SCHEDULE: GasSchedule = GasSchedule {
    name: "proof-priced",
    unit: UnitPrices {
        memory_word: 3,
        copied_word: 116,
        hashed_word: 534,
        logged_byte: 8,
        topic: 375,
        exponent_byte: 131,
        cold_load: 2000,
        store: 100,
        cold_store: 2100,
        reset: 2800,
        set: 17100,
        clear_refund: 4800,
    },
    ..GasSchedule::ethereum(Fork::Cancun).with(RAISED)
};

use vm_evm::{Fork, GasSchedule, Jumps, OpcodeSet, Rules, U256, UnitPrices, opcode};

use super::t3::POLYGON_KECCAKS;
use super::{Facts, Limits, Machine, Profile, Proof};

/// Polygon zkEVM, from Hermez.
pub static POLYGON_HERMEZ: Profile = Profile {
    name: "polygon-hermez",
    title: "Polygon zkEVM, from Hermez",
    date: "2023-24",
    machine: Machine::Evm(Rules {
        fork: Fork::Shanghai,
        opcodes: OpcodeSet::of_fork(Fork::Shanghai).without(&[opcode::BASEFEE]),
        gas: GasSchedule {
            name: "polygon-hermez",
            unit: UnitPrices { clear_refund: 15000, ..GasSchedule::ethereum(Fork::Shanghai).unit },
            ..GasSchedule::ethereum(Fork::Shanghai)
        },
        fields: &[(opcode::PREVRANDAO, U256::ZERO), (opcode::GASLIMIT, U256::from_limbs([1 << 50, 0, 0, 0]))],
        jumps: Jumps::ToBytes,
    }),
    proof: Proof::Validity,
    limits: Limits { keccak_permutations: Some(POLYGON_KECCAKS) },
    facts: Facts {
        state_tree: "sparse Merkle tree with Poseidon",
        code_commitment: "Poseidon",
        code_hash_seen: "keccak",
        precompiles: "RIPEMD-160, BLAKE2F, point evaluation missing",
        addresses: "Ethereum's",
        source: "Polygon zkEVM documentation, EVM differences; zkevm-rom, fork etrog",
    },
};

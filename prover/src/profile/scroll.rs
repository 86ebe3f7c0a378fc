use vm_evm::{Fork, OpcodeSet, Rules, U256, opcode};

use super::{Facts, Limits, Machine, Profile, Proof};

/// Scroll with its halo2 circuits.
pub static SCROLL: Profile = Profile {
    name: "scroll",
    title: "Scroll with halo2 circuits",
    date: "2023-25",
    machine: Machine::Evm(Rules {
        opcodes: OpcodeSet::of_fork(Fork::Cancun).without(&[
            opcode::SELFDESTRUCT,
            opcode::BLOBHASH,
            opcode::BLOBBASEFEE,
        ]),
        fields: &[(opcode::PREVRANDAO, U256::ZERO), (opcode::COINBASE, FEE_VAULT)],
        ..Rules::ethereum(Fork::Cancun)
    }),
    proof: Proof::Validity,
    limits: Limits { keccak_permutations: Some(3157) },
    facts: Facts {
        state_tree: "Poseidon zkTrie",
        code_commitment: "Poseidon, beside keccak",
        code_hash_seen: "keccak",
        precompiles: "RIPEMD-160, BLAKE2F, point evaluation missing; MODEXP up to 32 bytes; 4 pairings",
        addresses: "Ethereum's",
        source: "Scroll documentation, Ethereum & Scroll Differences",
    },
};

/// 0x5300000000000000000000000000000000000005, which collects all fees.
const FEE_VAULT: U256 = U256::from_limbs([5, 0, 0x5300_0000, 0]);

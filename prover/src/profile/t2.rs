use vm_evm::{Fork, Rules};

use super::{Facts, Limits, Machine, Profile, Proof};

/// Type 2: bytecode, opcodes and gas as on Ethereum; the state tree is made for circuits.
pub static T2: Profile = Profile {
    name: "t2",
    title: "EVM-equivalent: Ethereum's bytecode, opcodes and gas",
    date: "2022",
    machine: Machine::Evm(Rules::ethereum(Fork::Cancun)),
    proof: Proof::Validity,
    limits: Limits { keccak_permutations: None },
    facts: Facts {
        state_tree: "Poseidon",
        code_commitment: "Poseidon, beside keccak",
        code_hash_seen: "keccak",
        precompiles: "all",
        addresses: "Ethereum's",
        source: CLASSIFICATION,
    },
};

/// Where the types come from.
pub(super) const CLASSIFICATION: &str = "V. Buterin, The different types of ZK-EVMs, 2022-08-04";

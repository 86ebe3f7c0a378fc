use vm_zkfriendly::rules::Rules;

use super::{Facts, Limits, Machine, Profile, Proof};

/// Solidity on Starknet, translated to Cairo by Warp.
pub static STARKNET_WARP: Profile = Profile {
    name: "starknet-warp",
    title: "Solidity on Starknet, by Warp",
    date: "2022-23",
    machine: Machine::Register(Rules { fields: &[] }),
    proof: Proof::Validity,
    limits: Limits { keccak_permutations: None },
    facts: Facts {
        state_tree: "Patricia tree with Pedersen and Poseidon",
        code_commitment: "class hash",
        code_hash_seen: "none",
        precompiles: "a few, as Cairo functions",
        addresses: "other formulas",
        source: "Warp, list of unsupported features",
    },
};

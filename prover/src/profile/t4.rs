use vm_zkfriendly::rules::Rules;

use super::t2::CLASSIFICATION;
use super::{Facts, Limits, Machine, Profile, Proof};

/// Type 4: source is compiled for a machine made for circuits.
pub static T4: Profile = Profile {
    name: "t4",
    title: "compiled from source for a machine made for circuits",
    date: "2022",
    machine: Machine::Register(Rules { fields: &[] }),
    proof: Proof::Validity,
    limits: Limits { keccak_permutations: None },
    facts: Facts {
        state_tree: "Poseidon",
        code_commitment: "Poseidon",
        code_hash_seen: "none",
        precompiles: "a few, by library or instruction",
        addresses: "other formulas",
        source: CLASSIFICATION,
    },
};

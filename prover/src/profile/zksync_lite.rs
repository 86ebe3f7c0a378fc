use super::{Facts, Limits, Machine, Profile, Proof};

/// zkSync Lite (1.0): a circuit for transfers, swaps and NFTs.
pub static ZKSYNC_LITE: Profile = Profile {
    name: "zksync-lite",
    title: "zkSync Lite: an application circuit without contracts",
    date: "2020-23",
    machine: Machine::Ledger,
    proof: Proof::Validity,
    limits: Limits { keccak_permutations: None },
    facts: Facts {
        state_tree: "sparse Merkle tree with Rescue",
        code_commitment: "none",
        code_hash_seen: "none",
        precompiles: "none",
        addresses: "none",
        source: "zkSync protocol, version 1.0",
    },
};

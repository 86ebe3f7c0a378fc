use vm_evm::{Fork, Rules};

use super::{Facts, Machine, Profile, Proof, T2};

/// An optimistic rollup, the baseline: Ethereum's rules, and nothing is proven.
pub static OPTIMISTIC: Profile = Profile {
    name: "optimistic",
    title: "optimistic rollup: Ethereum's rules, challenged instead of proven",
    date: "2021-",
    machine: Machine::Evm(Rules::ethereum(Fork::Cancun)),
    proof: Proof::Challenge,
    facts: Facts {
        state_tree: "Merkle-Patricia with keccak",
        code_commitment: "keccak",
        source: "OP Stack specification; a challenge period of seven days",
        ..T2.facts
    },
    ..T2
};

use ruint::aliases::U256;
use vm_zkfriendly::isa::EnvField;
use vm_zkfriendly::rules::Rules;

use super::{Facts, Limits, Machine, Profile, Proof};

/// zkSync Era, without its EVM interpreter. Its machine is another than ours; what fields of the block answer is as there.
pub static ZKSYNC_ERA: Profile = Profile {
    name: "zksync-era",
    title: "zkSync Era without its EVM interpreter",
    date: "2023-25",
    machine: Machine::Register(Rules {
        fields: &[
            (EnvField::Coinbase, U256::from_limbs([BOOTLOADER, 0, 0, 0])),
            (EnvField::PrevRandao, U256::from_limbs([DIFFICULTY, 0, 0, 0])),
            (EnvField::GasLimit, U256::from_limbs([1 << 50, 0, 0, 0])),
        ],
    }),
    proof: Proof::Validity,
    limits: Limits { keccak_permutations: None },
    facts: Facts {
        state_tree: "sparse Merkle tree with Blake2s",
        code_commitment: "versioned hash",
        code_hash_seen: "versioned hash",
        precompiles: "some, as system contracts",
        addresses: "other formulas for CREATE and CREATE2",
        source: "zkSync documentation, EVM differences; era-contracts, SystemContext",
    },
};

/// The formal address of the bootloader.
const BOOTLOADER: u64 = 0x8001;
/// What `block.prevrandao` is.
const DIFFICULTY: u64 = 2_500_000_000_000_000;

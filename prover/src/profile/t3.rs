use vm_evm::{Fork, OpcodeSet, Rules, opcode};

use super::{Facts, Limits, Machine, Profile, T2};

/// Type 3: nearly the EVM. What Scroll's and Polygon's circuits had in common while they were of this type: opcodes that are dear to prove or ask for
/// what a rollup has not are missing, a block has no randomness, hashes are counted.
pub static T3: Profile = Profile {
    name: "t3",
    title: "almost EVM-equivalent: some opcodes are missing, hashes are counted",
    machine: Machine::Evm(Rules {
        opcodes: OpcodeSet::of_fork(Fork::Cancun).without(&[
            opcode::SELFDESTRUCT,
            opcode::BLOBHASH,
            opcode::BLOBBASEFEE,
        ]),
        fields: &[(opcode::PREVRANDAO, vm_evm::U256::ZERO)],
        ..Rules::ethereum(Fork::Cancun)
    }),
    limits: Limits { keccak_permutations: Some(POLYGON_KECCAKS) },
    facts: Facts { precompiles: "some are missing or limited", ..T2.facts },
    ..T2
};

/// The lesser of the two published limits for one batch of Polygon's and one block of Scroll's (3,157).
pub(super) const POLYGON_KECCAKS: u64 = 2258;

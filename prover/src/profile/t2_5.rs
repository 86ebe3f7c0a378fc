use vm_evm::{Fork, Rules};

use super::{Machine, Profile, T2, proof_priced};

/// Type 2.5: as type 2, but what is dear to prove costs more gas.
pub static T2_5: Profile = Profile {
    name: "t2.5",
    title: "EVM-equivalent but for gas: what is dear to prove costs more",
    machine: Machine::Evm(Rules { gas: proof_priced::SCHEDULE, ..Rules::ethereum(Fork::Cancun) }),
    ..T2
};

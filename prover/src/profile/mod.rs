//! zkEVM types as values. One file a type; [`Profile::ALL`] lists them.
//!
//! A profile has two parts. Its *rules* ([`Machine`], [`Limits`]) are followed: executions obey them, proofs are of them, and the name stands
//! in every statement. Its *facts* are what the real system does besides, in words: nothing here follows them, they are shown.

mod optimistic;
mod polygon_hermez;
pub mod proof_priced;
mod scroll;
mod starknet_warp;
mod t2;
mod t2_5;
mod t3;
mod t4;
mod zksync_era;
mod zksync_lite;

pub use optimistic::OPTIMISTIC;
pub use polygon_hermez::POLYGON_HERMEZ;
pub use scroll::SCROLL;
pub use starknet_warp::STARKNET_WARP;
pub use t2::T2;
pub use t2_5::T2_5;
pub use t3::T3;
pub use t4::T4;
pub use zksync_era::ZKSYNC_ERA;
pub use zksync_lite::ZKSYNC_LITE;

/// A zkEVM type.
#[derive(Debug)]
pub struct Profile {
    /// What it is called on the command line and in statements, at most 31 bytes.
    pub name: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// When the system was as described; types of the classification have the year of it.
    pub date: &'static str,
    /// What executes.
    pub machine: Machine,
    /// What it proves of an execution.
    pub proof: Proof,
    /// What it has no room for.
    pub limits: Limits,
    /// What else there is to say.
    pub facts: Facts,
}

/// What executes a type's contracts.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there are ten of them, all static")]
pub enum Machine {
    /// The EVM, by these rules.
    Evm(vm_evm::Rules),
    /// The register machine, by these rules.
    Register(vm_zkfriendly::rules::Rules),
    /// A ledger of transfers: there are no contracts.
    Ledger,
}

impl Machine {
    /// The rules of the EVM, if it is one.
    pub fn evm(&'static self) -> Option<&'static vm_evm::Rules> {
        if let Self::Evm(rules) = self { Some(rules) } else { None }
    }

    /// The rules of the register machine, if it is one.
    pub fn register(&'static self) -> Option<&'static vm_zkfriendly::rules::Rules> {
        if let Self::Register(rules) = self { Some(rules) } else { None }
    }
}

/// What a type proves of an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// That it happened by the rules.
    Validity,
    /// Nothing: whoever doubts it executes it again and says so in time.
    Challenge,
}

/// What a type has no room for besides what no circuit here has. A transaction beyond is over capacity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Permutations of keccak-f: one for each 136 bytes of an input begun, and at least one.
    pub keccak_permutations: Option<u64>,
}

/// What a system does that is not followed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What commits to state.
    pub state_tree: &'static str,
    /// What commits to code.
    pub code_commitment: &'static str,
    /// What EXTCODEHASH gives.
    pub code_hash_seen: &'static str,
    /// Precompiled contracts.
    pub precompiles: &'static str,
    /// Addresses of created contracts.
    pub addresses: &'static str,
    /// Where that is written.
    pub source: &'static str,
}

impl Profile {
    /// Every type: those of the classification, then systems.
    pub const ALL: [&'static Self; 10] =
        [&T2, &T2_5, &T3, &T4, &SCROLL, &POLYGON_HERMEZ, &ZKSYNC_ERA, &STARKNET_WARP, &ZKSYNC_LITE, &OPTIMISTIC];

    /// Whether an execution is what it is on Ethereum, as far as a machine of this kind can be asked.
    pub fn follows_ethereum(&self) -> bool {
        match &self.machine {
            Machine::Evm(rules) => rules == rules.fork.rules(),
            Machine::Register(rules) => rules.fields.is_empty(),
            Machine::Ledger => false,
        }
    }

    /// Whether there are proofs of it: it makes some, and its rules are those of a circuit. No statement is about another type.
    pub fn is_proven(&self) -> bool {
        let has_circuit = match &self.machine {
            Machine::Evm(rules) => rules.jumps == vm_evm::Jumps::ToOpcodes,
            Machine::Register(_) => true,
            Machine::Ledger => false,
        };
        self.proof == Proof::Validity && has_circuit
    }

    /// The type with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|profile| profile.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_and_fit_an_element() {
        for (place, profile) in Profile::ALL.into_iter().enumerate() {
            assert!(profile.name.len() <= 31 && profile.name.is_ascii(), "{}", profile.name);
            let first = Profile::ALL.iter().position(|other| other.name == profile.name);
            assert_eq!(first, Some(place));
        }
        assert_eq!(Profile::named("t2").map(|profile| profile.title), Some(T2.title));
        assert!(Profile::named("T2").is_none());
    }

    #[test]
    fn types_without_a_circuit_are_not_proven() {
        let unproven = Profile::ALL.into_iter().filter(|profile| !profile.is_proven()).map(|profile| profile.name);
        assert_eq!(unproven.collect::<Vec<_>>(), ["polygon-hermez", "zksync-lite", "optimistic"]);
    }

    /// For the bounds that `evm/halt.rs` relies on: a number below 2^40 times a price stays below 2^56.
    #[test]
    fn unit_prices_have_16_bits() {
        for rules in Profile::ALL.into_iter().filter_map(|profile| profile.machine.evm()) {
            let prices = rules.gas.unit.all();
            assert!(prices.into_iter().all(|(.., price)| price < 1 << 16), "{}", rules.gas.name);
        }
    }

    #[test]
    fn fixed_fields_fit() {
        for profile in Profile::ALL {
            if let Some(rules) = profile.machine.register() {
                let _ = rules.environment(vm_zkfriendly::environment::Environment::default());
            }
            for (field, value) in profile.machine.evm().map_or(&[][..], |rules| rules.fields) {
                assert!(crate::evm::opcodes::FIELDS.contains(field), "{field:#x}");
                let is_address = *field == vm_evm::opcode::COINBASE;
                let is_word = *field == vm_evm::opcode::PREVRANDAO;
                assert!(is_word || value.bit_len() <= if is_address { 160 } else { 64 }, "{field:#x} {value}");
            }
        }
    }
}

//! The hard fork whose rules a [`World`](crate::World) follows.
//!
//! Names are those of solc's `evmVersion`. Older forks than Berlin aren't offered: their gas schedule knows no warm set.

use std::{fmt, str::FromStr};

use alloy_primitives::Address;
use revm::precompile::{PrecompileSpecId, Precompiles};
use revm::primitives::hardfork::SpecId;

use crate::Rules;
use crate::nearest::nearest;

/// A hard fork of Ethereum's execution layer. Ordered by activation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fork {
    /// April 2021: warm and cold access (EIP-2929), access lists (EIP-2930).
    Berlin,
    /// August 2021: base fee (EIP-1559, EIP-3198), reduced refunds (EIP-3529), no code starting with 0xEF (EIP-3541).
    London,
    /// September 2022, the merge: PREVRANDAO (EIP-4399).
    Paris,
    /// April 2023: PUSH0 (EIP-3855), warm coinbase (EIP-3651), init code limit and price (EIP-3860).
    Shanghai,
    /// March 2024: TLOAD and TSTORE (EIP-1153), MCOPY (EIP-5656), blobs (EIP-4844, EIP-7516), weaker SELFDESTRUCT (EIP-6780).
    #[default]
    Cancun,
    /// May 2025: calldata floor price (EIP-7623), BLS precompiles (EIP-2537), delegated code (EIP-7702).
    Prague,
    /// December 2025: CLZ (EIP-7939), at most 2²⁴ gas a transaction (EIP-7825).
    Osaka,
}

impl Fork {
    /// Every fork, oldest first.
    pub const ALL: [Self; 7] =
        [Self::Berlin, Self::London, Self::Paris, Self::Shanghai, Self::Cancun, Self::Prague, Self::Osaka];

    /// The name, in lower case, as solc's `evmVersion` has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Berlin => "berlin",
            Self::London => "london",
            Self::Paris => "paris",
            Self::Shanghai => "shanghai",
            Self::Cancun => "cancun",
            Self::Prague => "prague",
            Self::Osaka => "osaka",
        }
    }

    /// Whether a precompiled contract answers at an address (YP appendix E).
    pub fn has_precompile(self, address: Address) -> bool {
        Precompiles::new(PrecompileSpecId::from_spec_id(self.spec())).contains(&address)
    }

    /// Ethereum's rules in this fork.
    pub fn rules(self) -> &'static Rules {
        static RULES: [Rules; Fork::ALL.len()] = {
            let mut rules = [Rules::ethereum(Fork::Berlin); Fork::ALL.len()];
            let mut i = 0;
            while i < rules.len() {
                rules[i] = Rules::ethereum(Fork::ALL[i]);
                i += 1;
            }
            rules
        };
        &RULES[self as usize]
    }

    pub(crate) const fn spec(self) -> SpecId {
        match self {
            Self::Berlin => SpecId::BERLIN,
            Self::London => SpecId::LONDON,
            Self::Paris => SpecId::MERGE,
            Self::Shanghai => SpecId::SHANGHAI,
            Self::Cancun => SpecId::CANCUN,
            Self::Prague => SpecId::PRAGUE,
            Self::Osaka => SpecId::OSAKA,
        }
    }
}

impl fmt::Display for Fork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// No [`Fork`] has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no fork is called `{name}`{}", match nearest { Some(fork) => format!("; the nearest is `{fork}`"), None => format!("; there are {}", list()) })]
pub struct UnknownFork {
    /// What was asked for.
    pub name: String,
    /// The fork whose name resembles it.
    pub nearest: Option<Fork>,
}

fn list() -> String {
    Fork::ALL.map(Fork::name).join(", ")
}

impl FromStr for Fork {
    type Err = UnknownFork;

    fn from_str(name: &str) -> Result<Self, UnknownFork> {
        let by_name = |name: &str| Self::ALL.into_iter().find(|fork| fork.name().eq_ignore_ascii_case(name));
        by_name(name).ok_or_else(|| UnknownFork {
            name: name.to_owned(),
            nearest: nearest(name, Self::ALL.map(Self::name)).and_then(by_name),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_parse_back() {
        for fork in Fork::ALL {
            assert_eq!(fork.rules().fork, fork);
            assert_eq!(fork.name().parse(), Ok(fork));
        }
    }

    #[test]
    fn a_mistyped_name_is_told_the_nearest() {
        let error = "cnacun".parse::<Fork>().unwrap_err();
        assert_eq!(error.to_string(), "no fork is called `cnacun`; the nearest is `cancun`");
        let error = "frontier".parse::<Fork>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "no fork is called `frontier`; there are berlin, london, paris, shanghai, cancun, prague, osaka"
        );
    }
}

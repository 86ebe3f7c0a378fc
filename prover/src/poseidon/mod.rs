//! Poseidon over the circuit's field: the permutation, the sponge of the statement's digests, the compression of trees, and the lane that
//! proves them.
//!
//! Grassi, Khovratovich, Rechberger, Roy, Schofnegger, "Poseidon: A New Hash Function for Zero-Knowledge Proof Systems" (ePrint
//! 2019/458): width 3, S-box x⁵, 8 full and 57 partial rounds, with the constants of circomlib. The permutation itself is the register
//! machine's (`vm_zkfriendly::poseidon`), over this field.

mod hash;
mod lane;
mod sponge;

use std::sync::LazyLock;

use vm_zkfriendly::poseidon::Poseidon;

use crate::Felt;

pub use hash::{Asker, Compression, Domain, compress, hash_id};
pub use lane::{BLOCK_ROWS, PoseidonLane, permutations};
pub use sponge::{Sponge, Stream, sponge_id};
pub use vm_zkfriendly::poseidon::{FULL_ROUNDS, PARTIAL_ROUNDS, WIDTH};

/// The state of the permutation.
pub type State = [Felt; WIDTH];

/// What the permutation is made of.
pub type Constants = Poseidon<Felt>;

/// The permutation over the circuit's field, its constants computed once.
pub fn constants() -> &'static Constants {
    static CONSTANTS: LazyLock<Constants> = LazyLock::new(Poseidon::generate);
    &CONSTANTS
}

/// Multiplies by the MDS matrix.
pub(crate) fn mix(state: &State) -> State {
    constants().mix(state)
}

/// The permutation.
pub fn permute(state: State) -> State {
    constants().permute(state)
}

#[cfg(test)]
mod tests {
    use ff::{Field, PrimeField};

    use super::*;

    /// circomlib's `poseidon([1, 2])`, quoted in its test suite.
    #[test]
    fn the_permutation_has_the_published_value() {
        let [hash, ..] = permute([Felt::ZERO, Felt::ONE, Felt::from(2)]);
        let expected =
            Felt::from_str_vartime("7853200120776062878684798364095072458815029376092732009249414926327459813530");
        assert_eq!(Some(hash), expected);
    }

    /// The register machine hashes storage keys over its own implementation of the field.
    #[test]
    fn both_implementations_of_the_field_hash_alike() {
        let mut inputs = [-Felt::ONE, Felt::from(3)];
        for _ in 0..20 {
            let [x, y] = inputs;
            let theirs = [x, y].map(|felt| {
                let element = vm_zkfriendly::felt::Felt::from_le_bytes(felt.to_repr());
                element.expect("an element is below the modulus")
            });
            let [hash, ..] = permute([Felt::ZERO, x, y]);
            assert_eq!(hash.to_repr(), vm_zkfriendly::poseidon::compress(theirs[0], theirs[1]).to_le_bytes());
            inputs = [hash, x];
        }
    }
}

//! Poseidon over the circuit's field: the permutation, the sponge of the statement's digests, and the lane that proves both.
//!
//! Grassi, Khovratovich, Rechberger, Roy, Schofnegger, "Poseidon: A New Hash Function for Zero-Knowledge Proof Systems" (ePrint
//! 2019/458): width 3, S-box x⁵, 8 full and 57 partial rounds; constants by the paper's Grain generator, which makes them those of
//! circomlib.

mod constants;
mod lane;
mod sponge;

use crate::Felt;

pub use constants::{Constants, constants};
pub use lane::{BLOCK_ROWS, PoseidonLane};
pub use sponge::{Sponge, Stream, sponge_id};

/// Elements of the state.
pub const WIDTH: usize = 3;
/// Full rounds, half of them at each end.
pub const FULL_ROUNDS: usize = 8;
/// Partial rounds, whose S-box acts on the first element alone.
pub const PARTIAL_ROUNDS: usize = 57;

/// The state of the permutation.
pub type State = [Felt; WIDTH];

/// Multiplies by the MDS matrix.
pub(crate) fn mix(state: &State) -> State {
    constants().mds.map(|row| row.iter().zip(state).map(|(m, s)| m * s).sum())
}

fn sbox(x: Felt) -> Felt {
    x.square().square() * x
}

/// Whether a round's S-box acts on every element.
pub(crate) fn is_full(round: usize) -> bool {
    !(FULL_ROUNDS / 2..FULL_ROUNDS / 2 + PARTIAL_ROUNDS).contains(&round)
}

/// One round: constants, S-boxes, matrix.
pub(crate) fn round(round: usize, state: &State) -> State {
    let mut state = std::array::from_fn(|i| state[i] + constants().rounds[round][i]);
    let touched = if is_full(round) { WIDTH } else { 1 };
    state.iter_mut().take(touched).for_each(|x: &mut Felt| *x = sbox(*x));
    mix(&state)
}

/// The permutation.
pub fn permute(state: State) -> State {
    (0..FULL_ROUNDS + PARTIAL_ROUNDS).fold(state, |state, r| round(r, &state))
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
}

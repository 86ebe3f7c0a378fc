//! Poseidon, the hash that makes storage keys: the permutation over a prime field, and what it compresses.
//!
//! Grassi, Khovratovich, Rechberger, Roy, Schofnegger, "Poseidon: A New Hash Function for Zero-Knowledge Proof Systems" (ePrint
//! 2019/458): width 3, S-box x⁵, 8 full and 57 partial rounds; constants by the paper's Grain generator, which over the scalar field of
//! BN254 makes them those of circomlib. The field is a parameter because a prover has its own implementation of it.

mod grain;

use std::sync::LazyLock;

use ff::{Field as _, PrimeField};

use crate::felt::Felt;

/// Elements of the state.
pub const WIDTH: usize = 3;
/// Full rounds, half of them at each end.
pub const FULL_ROUNDS: usize = 8;
/// Partial rounds, whose S-box acts on the first element alone.
pub const PARTIAL_ROUNDS: usize = 57;

/// The permutation over a field: what it is made of, and what it does.
#[derive(Clone, Debug)]
pub struct Poseidon<F> {
    /// Added at the start of each round.
    pub rounds: Vec<[F; WIDTH]>,
    /// Multiplied with at the end of each round, by row.
    pub mds: [[F; WIDTH]; WIDTH],
}

impl<F: PrimeField> Poseidon<F> {
    /// The permutation with the constants that the paper's generator gives for this field.
    ///
    /// # Panics
    /// For a field whose elements are not little-endian in their byte form.
    #[must_use]
    pub fn generate() -> Self {
        let one = F::ONE.to_repr();
        assert_eq!(one.as_ref().first(), Some(&1), "elements are little-endian");
        let mut grain = grain::Grain::new::<F>();
        let rounds = (0..FULL_ROUNDS + PARTIAL_ROUNDS).map(|_| std::array::from_fn(|_| grain.element())).collect();
        // a Cauchy matrix: 1 / (xᵢ + yⱼ)
        let points: [F; 2 * WIDTH] = std::array::from_fn(|_| grain.reduced_element());
        let (x, y) = points.split_at(WIDTH);
        let mds = std::array::from_fn(|i| {
            std::array::from_fn(|j| {
                Option::from((x[i] + y[j]).invert()).expect("the generator's points have no two opposite ones")
            })
        });
        Self { rounds, mds }
    }

    /// Multiplies by the matrix.
    #[must_use]
    pub fn mix(&self, state: &[F; WIDTH]) -> [F; WIDTH] {
        self.mds.map(|row| row.iter().zip(state).map(|(m, s)| *m * s).sum())
    }

    /// One round: constants, S-boxes, matrix.
    #[must_use]
    pub fn round(&self, round: usize, state: &[F; WIDTH]) -> [F; WIDTH] {
        let mut state = std::array::from_fn(|i| state[i] + self.rounds[round][i]);
        let touched = if is_full(round) { WIDTH } else { 1 };
        state.iter_mut().take(touched).for_each(|x: &mut F| *x *= x.square().square());
        self.mix(&state)
    }

    /// The permutation.
    #[must_use]
    pub fn permute(&self, state: [F; WIDTH]) -> [F; WIDTH] {
        (0..FULL_ROUNDS + PARTIAL_ROUNDS).fold(state, |state, round| self.round(round, &state))
    }
}

/// Whether a round's S-box acts on every element.
#[must_use]
pub fn is_full(round: usize) -> bool {
    !(FULL_ROUNDS / 2..FULL_ROUNDS / 2 + PARTIAL_ROUNDS).contains(&round)
}

/// Two elements made one: the first of `permute([0, x, y])`, circomlib's hash of two inputs.
#[must_use]
pub fn compress(x: Felt, y: Felt) -> Felt {
    static POSEIDON: LazyLock<Poseidon<Felt>> = LazyLock::new(Poseidon::generate);
    let [hash, ..] = POSEIDON.permute([Felt::ZERO, x, y]);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    /// circomlib's `poseidon([1, 2])`, quoted in its test suite.
    #[test]
    fn the_hash_of_one_and_two_is_the_published_one() {
        let published =
            Felt::from_str_vartime("7853200120776062878684798364095072458815029376092732009249414926327459813530");
        assert_eq!(Some(compress(Felt::ONE, Felt::from(2))), published);
    }

    #[test]
    fn the_order_of_inputs_matters() {
        assert_ne!(compress(Felt::ONE, Felt::from(2)), compress(Felt::from(2), Felt::ONE));
        assert_ne!(compress(Felt::ZERO, Felt::ONE), compress(Felt::ONE, Felt::ZERO));
    }
}

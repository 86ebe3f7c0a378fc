//! Keccak-f[1600] on integers, step by step, and the sponge of keccak-256 (FIPS 202, sections 3 and 5).
//!
//! A state is 25 lanes of 64 bits; lane (x, y) is element `x + 5·y`. Ethereum's keccak-256 is the Keccak of the competition: the padding is
//! `1 0* 1` without the domain bits `01` that FIPS 202 puts before it for SHA-3.

use std::sync::LazyLock;

/// Rounds of the permutation.
pub(super) const ROUNDS: usize = 24;
/// Bytes absorbed by one permutation.
pub(super) const RATE_BYTES: usize = 136;

/// The lanes of a state.
pub(super) type State = [u64; 25];

/// The constants of the round step ι, from the linear feedback shift register of FIPS 202, algorithm 5.
pub(super) static ROUND_CONSTANTS: LazyLock<[u64; ROUNDS]> = LazyLock::new(|| {
    std::array::from_fn(|round| (0..7).filter(|j| shift_register(j + 7 * round)).map(|j| 1 << ((1 << j) - 1)).sum())
});

/// Algorithm 5: bit `t` of the register's output.
fn shift_register(t: usize) -> bool {
    let mut register = 1u16;
    for _ in 0..t % 255 {
        register <<= 1;
        if register >> 8 & 1 == 1 {
            // bit 8 is added to bits 0, 4, 5, 6 and leaves
            register ^= 0b1_0111_0001;
        }
    }
    register & 1 == 1
}

/// How far ρ rotates each lane (algorithm 2).
pub(super) static ROTATIONS: LazyLock<[usize; 25]> = LazyLock::new(|| {
    let mut rotations = [0; 25];
    let (mut x, mut y) = (1, 0);
    for t in 0..24 {
        rotations[x + 5 * y] = (t + 1) * (t + 2) / 2 % 64;
        (x, y) = (y, (2 * x + 3 * y) % 5);
    }
    rotations
});

/// Where π takes the lane that it puts at (x, y) from.
pub(super) fn source(x: usize, y: usize) -> (usize, usize) {
    ((x + 3 * y) % 5, x)
}

/// What θ adds to every lane of sheet x: `D[x, z] = C[x − 1, z] ⊕ C[x + 1, z − 1]`, C the parities of the columns.
pub(super) fn theta_effect(state: &State) -> [u64; 5] {
    let parity: [u64; 5] = std::array::from_fn(|x| (0..5).fold(0, |sum, y| sum ^ state[x + 5 * y]));
    std::array::from_fn(|x| parity[(x + 4) % 5] ^ parity[(x + 1) % 5].rotate_left(1))
}

/// θ, given its effect.
pub(super) fn theta(state: &State, effect: &[u64; 5]) -> State {
    std::array::from_fn(|lane| state[lane] ^ effect[lane % 5])
}

/// ρ and π.
pub(super) fn rho_pi(state: &State) -> State {
    std::array::from_fn(|lane| {
        let (x, y) = source(lane % 5, lane / 5);
        state[x + 5 * y].rotate_left(u32::try_from(ROTATIONS[x + 5 * y]).expect("a rotation is below 64"))
    })
}

/// χ.
pub(super) fn chi(state: &State) -> State {
    std::array::from_fn(|lane| {
        let (x, row) = (lane % 5, lane - lane % 5);
        state[lane] ^ (!state[row + (x + 1) % 5] & state[row + (x + 2) % 5])
    })
}

/// The permutation.
pub(super) fn permute(mut state: State) -> State {
    for constant in *ROUND_CONSTANTS {
        state = chi(&rho_pi(&theta(&state, &theta_effect(&state))));
        state[0] ^= constant;
    }
    state
}

/// The last block of an input, padded; the input's end must be shorter than a block.
pub(super) fn padded(end: &[u8]) -> State {
    let mut block = [0u8; RATE_BYTES];
    block[..end.len()].copy_from_slice(end);
    block[end.len()] ^= 0x01;
    block[RATE_BYTES - 1] ^= 0x80;
    lanes(&block)
}

/// Bytes as lanes, each little-endian.
pub(super) fn lanes(block: &[u8]) -> State {
    let mut state = [0; 25];
    for (lane, bytes) in state.iter_mut().zip(block.chunks_exact(8)) {
        *lane = u64::from_le_bytes(std::array::from_fn(|i| bytes[i]));
    }
    state
}

/// The first 32 bytes of a state.
pub(super) fn digest(state: &State) -> [u8; 32] {
    std::array::from_fn(|i| state[i / 8].to_le_bytes()[i % 8])
}

/// Keccak-256 of bytes.
pub fn keccak256(input: &[u8]) -> [u8; 32] {
    let blocks = input.chunks_exact(RATE_BYTES);
    let end = padded(blocks.remainder());
    let mut state = [0; 25];
    for block in blocks.map(lanes).chain([end]) {
        state = permute(std::array::from_fn(|i| state[i] ^ block[i]));
    }
    digest(&state)
}

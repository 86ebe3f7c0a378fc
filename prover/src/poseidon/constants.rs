//! Round constants and matrix by the Grain LFSR of the Poseidon paper, appendix E.

use std::sync::LazyLock;

use ff::{Field, PrimeField};

use super::{FULL_ROUNDS, PARTIAL_ROUNDS, State, WIDTH};
use crate::Felt;

/// What the permutation is made of.
#[derive(Clone, Debug)]
pub struct Constants {
    /// Added at the start of each round.
    pub rounds: Vec<State>,
    /// Multiplied with at the end of each round, by row.
    pub mds: [State; WIDTH],
}

/// The constants for width 3, computed once.
pub fn constants() -> &'static Constants {
    static CONSTANTS: LazyLock<Constants> = LazyLock::new(generate);
    &CONSTANTS
}

fn generate() -> Constants {
    let mut grain = Grain::new();
    let rounds = (0..FULL_ROUNDS + PARTIAL_ROUNDS).map(|_| std::array::from_fn(|_| grain.element())).collect();
    // a Cauchy matrix: 1 / (xᵢ + yⱼ)
    let points: [Felt; 2 * WIDTH] = std::array::from_fn(|_| grain.reduced_element());
    let (x, y) = points.split_at(WIDTH);
    let mds = std::array::from_fn(|i| {
        std::array::from_fn(|j| {
            Option::from((x[i] + y[j]).invert()).expect("the generator's points have no two opposite ones")
        })
    });
    Constants { rounds, mds }
}

/// An 80-bit LFSR, shrunk by itself: of each two bits the second counts if the first is set.
struct Grain {
    bits: [bool; 80],
    at: usize,
}

impl Grain {
    fn new() -> Self {
        let parts = [
            (1u32, 2),
            (0, 4),
            (Felt::NUM_BITS, 12),
            (WIDTH as u32, 12),
            (FULL_ROUNDS as u32, 10),
            (PARTIAL_ROUNDS as u32, 10),
        ];
        let mut bits = [true; 80];
        let described = parts.iter().flat_map(|(value, width)| (0..*width).rev().map(move |i| value >> i & 1 == 1));
        for (bit, value) in bits.iter_mut().zip(described) {
            *bit = value;
        }
        let mut grain = Self { bits, at: 0 };
        for _ in 0..160 {
            grain.step();
        }
        grain
    }

    fn step(&mut self) -> bool {
        let tap = |i: usize| self.bits[(self.at + i) % 80];
        let new = tap(62) ^ tap(51) ^ tap(38) ^ tap(23) ^ tap(13) ^ tap(0);
        self.bits[self.at] = new;
        self.at = (self.at + 1) % 80;
        new
    }

    fn bit(&mut self) -> bool {
        loop {
            let (first, second) = (self.step(), self.step());
            if first {
                return second;
            }
        }
    }

    /// As many bits as the modulus has, most significant first, as little-endian bytes.
    fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for i in (0..Felt::NUM_BITS as usize).rev() {
            bytes[i / 8] |= u8::from(self.bit()) << (i % 8);
        }
        bytes
    }

    /// A uniform element: values above the modulus are drawn again.
    fn element(&mut self) -> Felt {
        loop {
            if let Some(element) = Option::from(Felt::from_repr(self.bytes())) {
                return element;
            }
        }
    }

    /// A value of as many bits as the modulus, reduced.
    fn reduced_element(&mut self) -> Felt {
        let byte = Felt::from(256);
        self.bytes().iter().rev().fold(Felt::ZERO, |sum, b| sum * byte + Felt::from(u64::from(*b)))
    }
}

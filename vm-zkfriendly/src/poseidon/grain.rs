//! The Grain LFSR of the Poseidon paper, appendix E: where round constants and matrix come from.

use ff::PrimeField;

use super::{FULL_ROUNDS, PARTIAL_ROUNDS, WIDTH};

/// An 80-bit LFSR, shrunk by itself: of each two bits the second counts if the first is set.
pub(super) struct Grain {
    bits: [bool; 80],
    at: usize,
}

impl Grain {
    /// In the initial state that describes the permutation over this field: a prime field, S-box x⁵, widths, rounds.
    pub(super) fn new<F: PrimeField>() -> Self {
        let parts = [
            (1u32, 2),
            (0, 4),
            (F::NUM_BITS, 12),
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
    fn repr<F: PrimeField>(&mut self) -> F::Repr {
        let mut repr = F::Repr::default();
        let bytes = repr.as_mut();
        for i in (0..F::NUM_BITS as usize).rev() {
            bytes[i / 8] |= u8::from(self.bit()) << (i % 8);
        }
        repr
    }

    /// A uniform element: values above the modulus are drawn again.
    pub(super) fn element<F: PrimeField>(&mut self) -> F {
        loop {
            if let Some(element) = Option::from(F::from_repr(self.repr::<F>())) {
                return element;
            }
        }
    }

    /// A value of as many bits as the modulus, reduced.
    pub(super) fn reduced_element<F: PrimeField>(&mut self) -> F {
        let byte = F::from(256);
        self.repr::<F>().as_ref().iter().rev().fold(F::ZERO, |sum, b| sum * byte + F::from(u64::from(*b)))
    }
}

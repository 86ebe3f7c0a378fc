//! Commitments to columns: sums of multiples of the reference string's fixed points.
//!
//! Many columns are committed to with the same points, so multiples of these are made once: `2^(c·w)·Gᵢ` for all windows w of c bits.
//! A scalar is written in signed digits of c bits; the digit of window w puts the multiple for w into the bucket of its absolute
//! value, and the buckets' weighted sum is the commitment (Pippenger's algorithm, in one pass for all windows: Brickell, Gordon, McCurley, Wilson,
//! EUROCRYPT '92). Digits that are zero cost nothing, so a column of bits costs an addition a bit. Points are added in affine
//! coordinates, all additions of a round with one inversion (Montgomery's trick).

use ff::{BatchInvert, Field, PrimeField};
use halo2_proofs::halo2curves::bn256::{Fq, G1, G1Affine};
use halo2_proofs::halo2curves::group::{Curve, Group, prime::PrimeCurveAffine};
use rayon::prelude::*;

use super::Felt;

/// Scalars whose digits are in buckets at one time: so many points stay in the cache.
const BLOCK: usize = 2_048;

/// Multiples of fixed points.
#[derive(Debug)]
pub(super) struct FixedPoints {
    /// Bits of a digit.
    digit_bits: u32,
    /// `[w][i] = 2^(c·w)·Gᵢ`
    multiples: Vec<Vec<G1Affine>>,
}

impl FixedPoints {
    /// Of these points, none of which is the identity.
    pub(super) fn new(points: &[G1Affine]) -> Self {
        let digit_bits = points.len().max(1).ilog2().saturating_sub(1).clamp(4, 13);
        // a digit may carry into one more bit
        let windows = (Felt::NUM_BITS + 1).div_ceil(digit_bits);
        let first = points.to_vec();
        let next = |points: &Vec<G1Affine>| {
            Some(points.par_chunks(256).flat_map(|chunk| doubled(chunk, digit_bits)).collect())
        };
        Self { digit_bits, multiples: std::iter::successors(Some(first), next).take(windows as usize).collect() }
    }

    /// `Σ scalarᵢ·Gᵢ`, on this thread alone: many columns are committed to at the same time.
    ///
    /// # Panics
    /// If there are more scalars than points.
    pub(super) fn commit(&self, scalars: &[Felt]) -> G1 {
        let mut buckets = Buckets::new(1 << (self.digit_bits - 1));
        for (block, scalars) in scalars.chunks(BLOCK).enumerate() {
            let mut terms = vec![];
            for (i, scalar) in scalars.iter().enumerate() {
                for (window, digit) in digits(scalar, self.digit_bits) {
                    terms.push(Term { window, point: BLOCK * block + i, digit });
                }
            }
            buckets.add(&terms, |term| self.multiples[term.window][term.point]);
        }
        buckets.weighted_sum()
    }
}

/// `2^c` times each point.
fn doubled(points: &[G1Affine], times: u32) -> Vec<G1Affine> {
    let multiples: Vec<G1> = points.iter().map(|point| (0..times).fold(point.to_curve(), |p, _| p.double())).collect();
    let mut affine = vec![G1Affine::identity(); points.len()];
    G1::batch_normalize(&multiples, &mut affine);
    affine
}

/// The digits of a scalar that are not zero, from -2^(c - 1) to 2^(c - 1), each with its window.
fn digits(scalar: &Felt, bits: u32) -> impl Iterator<Item = (usize, i32)> {
    let bytes = scalar.to_repr();
    let limbs: [u64; 4] = std::array::from_fn(|i| u64::from_le_bytes(std::array::from_fn(|j| bytes[8 * i + j])));
    // above the highest bit there is a carry at most
    let used = (0..4).rev().find(|i| limbs[*i] != 0).map_or(0, |i| 64 * i as u32 + limbs[i].ilog2() + 1);
    let windows = if used == 0 { 0 } else { used / bits + 1 };
    let mut carry = 0;
    (0..windows).filter_map(move |window| {
        let (limb, shift) = ((window * bits / 64) as usize, window * bits % 64);
        let low = limbs.get(limb).map_or(0, |limb| limb >> shift);
        let high = if shift + bits > 64 { limbs.get(limb + 1).map_or(0, |limb| limb << (64 - shift)) } else { 0 };
        let digit = ((low | high) & ((1 << bits) - 1)) as i32 + carry;
        carry = i32::from(digit > 1 << (bits - 1));
        let digit = digit - (carry << bits);
        (digit != 0).then_some((window as usize, digit))
    })
}

/// A multiple that is added or subtracted, as often as the digit says.
struct Term {
    window: usize,
    point: usize,
    digit: i32,
}

/// A point for each absolute value of a digit, from 1 on.
struct Buckets(Vec<G1Affine>);

impl Buckets {
    fn new(count: usize) -> Self {
        Self(vec![G1Affine::identity(); count])
    }

    /// Puts terms into their buckets.
    fn add(&mut self, terms: &[Term], multiple: impl Fn(&Term) -> G1Affine) {
        let bucket = |term: &Term| term.digit.unsigned_abs() as usize - 1;
        // each bucket's points stand together, what was in it first
        let mut lengths = vec![1; self.0.len()];
        terms.iter().for_each(|term| lengths[bucket(term)] += 1);
        let starts: Vec<usize> =
            lengths.iter().scan(0, |end, length| Some(std::mem::replace(end, *end + length))).collect();
        let mut points = vec![G1Affine::identity(); self.0.len() + terms.len()];
        let mut ends = starts.clone();
        let mut put = |bucket: usize, point| {
            points[ends[bucket]] = point;
            ends[bucket] += 1;
        };
        self.0.iter().enumerate().for_each(|(bucket, point)| put(bucket, *point));
        for term in terms {
            let point = multiple(term);
            put(bucket(term), if term.digit < 0 { -point } else { point });
        }
        add_up(&mut points, &starts, &mut lengths);
        self.0.iter_mut().zip(starts).for_each(|(bucket, start)| *bucket = points[start]);
    }

    /// `Σ d·B_d`, as the sum of all sums from some digit on.
    fn weighted_sum(&self) -> G1 {
        let mut from_here = G1::identity();
        let mut sum = G1::identity();
        for bucket in self.0.iter().rev() {
            from_here += bucket;
            sum += from_here;
        }
        sum
    }
}

/// Adds up the points of each range, to its first place: neighbours in pairs, until one is left.
fn add_up(points: &mut [G1Affine], starts: &[usize], lengths: &mut [usize]) {
    let mut slopes: Vec<Fq> = vec![];
    while lengths.iter().any(|length| *length > 1) {
        let pairs = |lengths: &[usize]| {
            let ranges = starts.iter().copied().zip(lengths.to_vec());
            ranges.flat_map(|(start, length)| (0..length / 2).map(move |pair| (start, pair)))
        };
        slopes.clear();
        slopes.extend(pairs(lengths).map(|(start, pair)| run(points[start + 2 * pair], points[start + 2 * pair + 1])));
        slopes.batch_invert();
        for ((start, pair), inverse) in pairs(lengths).zip(&slopes) {
            points[start + pair] = add(points[start + 2 * pair], points[start + 2 * pair + 1], *inverse);
        }
        for (start, length) in starts.iter().zip(lengths.iter_mut()) {
            if *length % 2 == 1 {
                points[start + *length / 2] = points[start + *length - 1];
            }
            *length = length.div_ceil(2);
        }
    }
}

/// The denominator of the slope of the line through two points; 0 if their sum needs none.
fn run(a: G1Affine, b: G1Affine) -> Fq {
    match is_identity(a) || is_identity(b) {
        true => Fq::ZERO,
        false if a.x != b.x => b.x - a.x,
        false if a.y == b.y => a.y.double(),
        false => Fq::ZERO,
    }
}

/// The sum of two points, given the inverse of [`run`].
fn add(a: G1Affine, b: G1Affine, inverse: Fq) -> G1Affine {
    if is_identity(a) {
        return b;
    }
    if is_identity(b) {
        return a;
    }
    let rise = match a.x == b.x {
        false => b.y - a.y,
        true if a.y == b.y => a.x.square() * Fq::from(3),
        true => return G1Affine::identity(),
    };
    let slope = rise * inverse;
    let x = slope.square() - a.x - b.x;
    G1Affine { x, y: slope * (a.x - x) - a.y }
}

/// halo2curves stands for the identity by (0, 0), which is not on the curve.
fn is_identity(point: G1Affine) -> bool {
    point.x == Fq::ZERO && point.y == Fq::ZERO
}

#[cfg(test)]
mod tests {
    use halo2_proofs::arithmetic::best_multiexp;
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    use super::*;

    fn random_points(count: usize) -> Vec<G1Affine> {
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        (0..count).map(|_| G1::random(&mut rng).to_affine()).collect()
    }

    #[test]
    fn a_commitment_is_the_sum_of_multiples() {
        let mut rng = ChaCha20Rng::seed_from_u64(8);
        let small = |i: usize| Felt::from((i % 3) as u64);
        for count in [0, 1, 2, 31, 512, 2 * BLOCK + 5] {
            let points = random_points(count);
            let fixed = FixedPoints::new(&points);
            let random: Vec<Felt> = (0..count).map(|_| Felt::random(&mut rng)).collect();
            let extremes = [Felt::ZERO, Felt::ONE, -Felt::ONE, Felt::from(1 << 15), Felt::from_raw([0, 0, 0, 1 << 60])];
            let columns = [
                random,
                (0..count).map(small).collect(),
                (0..count).map(|i| -small(i)).collect(),
                extremes.into_iter().cycle().take(count).collect(),
            ];
            for scalars in columns {
                assert_eq!(fixed.commit(&scalars), best_multiexp(&scalars, &points), "{count} points");
            }
        }
    }

    #[test]
    fn digits_make_up_the_scalar() {
        let mut rng = ChaCha20Rng::seed_from_u64(9);
        let extremes = [Felt::ZERO, Felt::ONE, -Felt::ONE, Felt::from(u64::MAX), Felt::from_raw([0, 0, 0, 1 << 61])];
        let scalars: Vec<Felt> = extremes.into_iter().chain((0..100).map(|_| Felt::random(&mut rng))).collect();
        for bits in 4..=13 {
            let windows = (Felt::NUM_BITS + 1).div_ceil(bits) as usize;
            for scalar in &scalars {
                let value = |(window, digit): (usize, i32)| {
                    assert!(window < windows && digit != 0 && digit.unsigned_abs() <= 1 << (bits - 1));
                    let magnitude = Felt::from(u64::from(digit.unsigned_abs()));
                    let signed = if digit < 0 { -magnitude } else { magnitude };
                    signed * Felt::from(2).pow_vartime([u64::from(bits) * window as u64])
                };
                assert_eq!(digits(scalar, bits).map(value).sum::<Felt>(), *scalar, "{bits} bits");
            }
        }
    }

    /// The cases of affine addition: other points, the same point, opposite points, the identity.
    #[test]
    fn equal_and_opposite_points_add_up() {
        let [a, b] = random_points(2)[..] else { unreachable!("two points") };
        let none = G1Affine::identity();
        for points in [[a, b], [a, a], [a, -a], [a, none], [none, a], [none, none]] {
            let sum = add(points[0], points[1], Option::from(run(points[0], points[1]).invert()).unwrap_or(Fq::ZERO));
            assert_eq!(sum, (points[0].to_curve() + points[1]).to_affine(), "{points:?}");
        }
        let fixed = FixedPoints::new(&[a, a, -a, b]);
        let scalars = [3, 4, 7, 1].map(Felt::from);
        assert_eq!(fixed.commit(&scalars), b.to_curve());
    }
}

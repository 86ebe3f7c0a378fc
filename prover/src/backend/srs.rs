//! The structured reference string of KZG on BN254.
//!
//! No ceremony's file can be shipped, so the default is a development SRS whose secret comes from a fixed public seed: the same on every
//! machine, which keeps proofs and keys portable. Whoever knows the secret can forge, and everybody knows it: it tests circuits and
//! secures nothing, and its name says so wherever it is shown.

use std::{fmt, io};

use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use ff::{BatchInvert, Field, PrimeField};
use halo2_proofs::halo2curves::bn256::{Bn256, G1, G1Affine, G2Affine};
use halo2_proofs::halo2curves::group::prime::PrimeCurveAffine;
use halo2_proofs::halo2curves::group::{Curve, Group, UncompressedEncoding};
use halo2_proofs::poly::commitment::ParamsProver;
use halo2_proofs::poly::kzg::commitment::ParamsKZG;
use halo2_proofs::{SerdeCurveAffine, SerdeFormat};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use rayon::prelude::*;

use super::Felt;
use super::scheme::ProvingParams;

/// Name of the development SRS.
pub const INSECURE_DEV: &str = "insecure-dev";

const CHECKSUM_BYTES: usize = 32;

/// Bytes of a point in RawBytes format: both coordinates.
const RAW_POINT_BYTES: usize = 64;

/// Seed of the development SRS's secret.
const DEV_SEED: [u8; 32] = *b"zkprism insecure development srs";

/// A reference string for circuits of 2^k rows.
#[derive(Clone)]
pub struct Srs {
    pub(super) params: ProvingParams,
    name: String,
    digest: [u8; 32],
}

impl fmt::Debug for Srs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Srs {{ name: {}, k: {} }}", self.name, self.k())
    }
}

/// A reference string that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SrsError {
    /// Truncated, not on the curve, or not a reference string at all.
    #[error("not a reference string: {0}")]
    Malformed(String),
    /// For other circuits.
    #[error("the reference string is for 2^{found} rows, 2^{wanted} are needed")]
    WrongSize {
        /// What it is for.
        found: u32,
        /// What is needed.
        wanted: u32,
    },
}

impl Srs {
    /// The development SRS for 2^k rows. Takes 0.1 s at k = 12 and doubles with each k.
    pub fn insecure_dev(k: u32) -> Self {
        let secret = Felt::random(ChaCha20Rng::from_seed(DEV_SEED));
        let n = 1usize << k;
        let multiples = FixedBase::new();

        let powers = std::iter::successors(Some(Felt::ONE), |p| Some(*p * secret)).take(n).collect::<Vec<_>>();
        let g = multiples.times(&powers);
        let g_lagrange = multiples.times(&lagrange_at(secret, k));
        let g2 = G2Affine::generator();
        let secret_g2 = (g2 * secret).to_affine();
        // `from_parts` is a method of an existing value; the smallest one will do
        let any = ParamsKZG::<Bn256>::setup(1, ChaCha20Rng::from_seed(DEV_SEED));
        let params = any.from_parts(k, g, Some(g_lagrange.clone()), g2, secret_g2);
        Self::new(params, g_lagrange, INSECURE_DEV)
    }

    fn new(params: ParamsKZG<Bn256>, lagrange: Vec<G1Affine>, name: &str) -> Self {
        let [g1, g2, secret_g2] =
            [params.get_g()[0].to_uncompressed().as_ref().to_vec(), g2_bytes(params.g2()), g2_bytes(params.s_g2())];
        let digest = blake2b(&[&g1, &g2, &secret_g2]);
        Self { params: ProvingParams::new(params, lagrange), name: name.to_owned(), digest }
    }

    /// log2 of the rows.
    pub fn k(&self) -> u32 {
        halo2_proofs::poly::commitment::Params::k(&self.params)
    }

    /// `insecure-dev`, or where the user's own comes from.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Identifies the secret: equal for all k of one set-up.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Bytes for the cache: points in RawBytes format, then a checksum.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![];
        self.params.halo2().write_custom(&mut bytes, SerdeFormat::RawBytes).expect("a vector takes all bytes");
        bytes.extend(blake2b(&[&bytes]));
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote. halo2curves-axiom does not check that raw points lie on the curve, so a damaged file is
    /// recognised by its checksum.
    ///
    /// # Errors
    /// Bytes that are no reference string for 2^k rows.
    pub fn from_bytes(bytes: &[u8], k: u32, name: &str) -> Result<Self, SrsError> {
        let header = bytes.first_chunk().ok_or_else(|| SrsError::Malformed("it is empty".to_owned()))?;
        let found = u32::from_le_bytes(*header);
        if found != k {
            return Err(SrsError::WrongSize { found, wanted: k });
        }
        let (bytes, checksum) = bytes
            .split_last_chunk::<CHECKSUM_BYTES>()
            .ok_or_else(|| SrsError::Malformed("it is truncated".to_owned()))?;
        if blake2b(&[bytes]) != *checksum {
            return Err(SrsError::Malformed("its checksum is wrong".to_owned()));
        }
        let malformed = |error: io::Error| SrsError::Malformed(error.to_string());
        let mut rest = bytes;
        let params = ParamsKZG::<Bn256>::read_custom(&mut rest, SerdeFormat::RawBytes).map_err(malformed)?;
        if !rest.is_empty() {
            return Err(SrsError::Malformed(format!("{} bytes too many", rest.len())));
        }
        // halo2 keeps the Lagrange basis, which stands behind as many powers, to itself
        let n = 1usize << k;
        let mut points = bytes.get(header.len() + n * RAW_POINT_BYTES..).unwrap_or_default();
        let lagrange =
            (0..n).map(|_| SerdeCurveAffine::read(&mut points, SerdeFormat::RawBytes)).collect::<io::Result<_>>();
        Ok(Self::new(params, lagrange.map_err(malformed)?, name))
    }
}

fn g2_bytes(point: G2Affine) -> Vec<u8> {
    point.to_uncompressed().as_ref().to_vec()
}

fn blake2b(parts: &[&[u8]]) -> [u8; CHECKSUM_BYTES] {
    let mut hasher = Blake2b::<U32>::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

/// `L_i(s) = ωⁱ (sⁿ − 1) / (n (s − ωⁱ))`, the Lagrange basis of the n-th roots of unity at s.
fn lagrange_at(s: Felt, k: u32) -> Vec<Felt> {
    let n = 1usize << k;
    let root = (k..Felt::S).fold(Felt::ROOT_OF_UNITY, |root, _| root.square());
    let roots: Vec<Felt> = std::iter::successors(Some(Felt::ONE), |r| Some(*r * root)).take(n).collect();
    let mut inverses: Vec<Felt> = roots.iter().map(|r| (s - r) * Felt::from(n as u64)).collect();
    inverses.iter_mut().batch_invert();
    let numerator = s.pow_vartime([n as u64]) - Felt::ONE;
    roots.iter().zip(inverses).map(|(root, inverse)| numerator * root * inverse).collect()
}

/// Multiples of the generator, for multiplication by windows of one byte.
struct FixedBase(Vec<Vec<G1Affine>>);

impl FixedBase {
    /// `table[w][j] = (j + 1)·2^(8w)·G`
    fn new() -> Self {
        let mut base = G1::generator();
        let windows = (0..Felt::NUM_BITS.div_ceil(8)).map(|_| {
            let multiples: Vec<G1> = std::iter::successors(Some(base), |m| Some(m + base)).take(255).collect();
            base += multiples[254];
            normalize(&multiples)
        });
        Self(windows.collect())
    }

    fn times(&self, scalars: &[Felt]) -> Vec<G1Affine> {
        let chunks = scalars.par_chunks(1024).map(|scalars| {
            let points: Vec<G1> = scalars.iter().map(|scalar| self.times_one(scalar)).collect();
            normalize(&points)
        });
        chunks.flatten().collect()
    }

    fn times_one(&self, scalar: &Felt) -> G1 {
        let digits = scalar.to_repr();
        let windows = self.0.iter().zip(digits.as_ref()).filter(|(_, digit)| **digit > 0);
        windows.fold(G1::identity(), |sum, (window, digit)| sum + window[usize::from(*digit) - 1])
    }
}

fn normalize(points: &[G1]) -> Vec<G1Affine> {
    let mut affine = vec![G1Affine::identity(); points.len()];
    G1::batch_normalize(points, &mut affine);
    affine
}

#[cfg(test)]
mod tests {
    use halo2_proofs::poly::EvaluationDomain;
    use halo2_proofs::poly::commitment::{Blind, Params};

    use super::*;

    #[test]
    fn the_two_bases_of_the_development_srs_belong_together() {
        let srs = Srs::insecure_dev(5);
        let domain = EvaluationDomain::<Felt>::new(2, 5);
        // the polynomial x^i, by its values at the roots of unity
        for i in 0..4 {
            let values = (0..32).map(|j| domain.get_omega().pow_vartime([i * j])).collect();
            let committed = srs.params.commit_lagrange(&domain.lagrange_from_vec(values), Blind::default());
            assert_eq!(committed.to_affine(), srs.params.get_g()[usize::try_from(i).unwrap()]);
        }
    }

    #[test]
    fn bytes_round_trip_and_are_checked() {
        let srs = Srs::insecure_dev(4);
        let bytes = srs.to_bytes();
        assert_eq!(Srs::from_bytes(&bytes, 4, "copy").unwrap().digest(), srs.digest());
        assert!(matches!(Srs::from_bytes(&bytes, 5, ""), Err(SrsError::WrongSize { found: 4, wanted: 5 })));
        assert!(Srs::from_bytes(&bytes[..bytes.len() - 1], 4, "").is_err());
        assert!(Srs::from_bytes(&[&bytes[..], &[0]].concat(), 4, "").is_err());
        let mut off_curve = bytes;
        off_curve[100] ^= 1;
        assert!(Srs::from_bytes(&off_curve, 4, "").is_err());
    }
}

//! KZG as halo2 has it, but for one thing: columns are committed to with multiples of the reference string's points that are made once.
//! Commitments are the same, and so are keys and proofs; verifiers use halo2's own scheme.

use std::io;
use std::sync::{Arc, OnceLock};

use halo2_proofs::halo2curves::bn256::{Bn256, G1, G1Affine};
use halo2_proofs::poly::commitment::{Blind, CommitmentScheme, Params, ParamsProver, Prover};
use halo2_proofs::poly::kzg::commitment::{KZGCommitmentScheme, ParamsKZG, ParamsVerifierKZG};
use halo2_proofs::poly::kzg::msm::MSMKZG;
use halo2_proofs::poly::kzg::multiopen::ProverSHPLONK;
use halo2_proofs::poly::{Coeff, LagrangeCoeff, Polynomial, ProverQuery};
use halo2_proofs::transcript::{EncodedChallenge, TranscriptWrite};
use rand_core::RngCore;

use super::Felt;
use super::fixed_points::FixedPoints;

/// What keys and proofs are made with.
#[derive(Clone, Debug)]
pub(super) struct ProvingParams {
    halo2: ParamsKZG<Bn256>,
    lagrange: Lagrange,
}

/// The Lagrange basis.
#[derive(Clone, Debug)]
struct Lagrange {
    points: Arc<Vec<G1Affine>>,
    /// Made when a column is first committed to.
    multiples: Arc<OnceLock<FixedPoints>>,
}

impl Lagrange {
    fn new(points: Vec<G1Affine>) -> Self {
        Self { points: Arc::new(points), multiples: Arc::default() }
    }
}

impl ProvingParams {
    /// The parameters and their Lagrange basis, which halo2 does not show.
    pub(super) fn new(halo2: ParamsKZG<Bn256>, lagrange: Vec<G1Affine>) -> Self {
        assert_eq!(lagrange.len() as u64, halo2.n(), "the basis is that of the parameters");
        Self { halo2, lagrange: Lagrange::new(lagrange) }
    }

    /// halo2's own.
    pub(super) fn halo2(&self) -> &ParamsKZG<Bn256> {
        &self.halo2
    }
}

impl Params<'_, G1Affine> for ProvingParams {
    type MSM = MSMKZG<Bn256>;

    fn k(&self) -> u32 {
        self.halo2.k()
    }

    fn n(&self) -> u64 {
        self.halo2.n()
    }

    fn downsize(&mut self, _: u32) {
        unreachable!("a reference string is made or read for each k")
    }

    fn empty_msm(&self) -> Self::MSM {
        self.halo2.empty_msm()
    }

    fn commit_lagrange(&self, column: &Polynomial<Felt, LagrangeCoeff>, _: Blind<Felt>) -> G1 {
        self.lagrange.multiples.get_or_init(|| FixedPoints::new(&self.lagrange.points)).commit(column)
    }

    fn write<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        self.halo2.write(writer)
    }

    fn read<R: io::Read>(_: &mut R) -> io::Result<Self> {
        unreachable!("reference strings are read by `Srs::from_bytes`")
    }
}

impl ParamsProver<'_, G1Affine> for ProvingParams {
    type ParamsVerifier = ParamsVerifierKZG<Bn256>;

    fn new(_: u32) -> Self {
        unreachable!("reference strings are made by `Srs`")
    }

    fn commit(&self, polynomial: &Polynomial<Felt, Coeff>, blind: Blind<Felt>) -> G1 {
        self.halo2.commit(polynomial, blind)
    }

    fn get_g(&self) -> &[G1Affine] {
        self.halo2.get_g()
    }

    fn verifier_params(&self) -> &Self::ParamsVerifier {
        &self.halo2
    }
}

/// The scheme that provers use.
#[derive(Debug)]
pub(super) struct Scheme;

impl CommitmentScheme for Scheme {
    type Scalar = Felt;
    type Curve = G1Affine;
    type ParamsProver = ProvingParams;
    type ParamsVerifier = ParamsVerifierKZG<Bn256>;

    fn new_params(k: u32) -> ProvingParams {
        ParamsProver::new(k)
    }

    fn read_params<R: io::Read>(reader: &mut R) -> io::Result<ProvingParams> {
        Params::read(reader)
    }
}

/// halo2's opening argument.
#[derive(Debug)]
pub(super) struct Shplonk<'params>(ProverSHPLONK<'params, Bn256>);

impl<'params> Prover<'params, Scheme> for Shplonk<'params> {
    const QUERY_INSTANCE: bool =
        <ProverSHPLONK<'params, Bn256> as Prover<'params, KZGCommitmentScheme<Bn256>>>::QUERY_INSTANCE;

    fn new(params: &'params ProvingParams) -> Self {
        Self(ProverSHPLONK::new(params.halo2()))
    }

    fn create_proof<'com, E, T, R, I>(&self, rng: R, transcript: &mut T, queries: I) -> io::Result<()>
    where
        E: EncodedChallenge<G1Affine>,
        T: TranscriptWrite<G1Affine, E>,
        R: RngCore,
        I: IntoIterator<Item = ProverQuery<'com, G1Affine>> + Clone,
    {
        Prover::<KZGCommitmentScheme<Bn256>>::create_proof(&self.0, rng, transcript, queries)
    }
}

//! Keys and proofs.

use std::fmt;
use std::sync::Arc;

use halo2_proofs::halo2curves::bn256::{Bn256, G1Affine};
use halo2_proofs::plonk::{ProvingKey, VerifyingKey, create_proof, keygen_pk, keygen_vk, verify_proof};
use halo2_proofs::poly::kzg::commitment::KZGCommitmentScheme;
use halo2_proofs::poly::kzg::multiopen::VerifierSHPLONK;
use halo2_proofs::poly::kzg::strategy::SingleStrategy;
use halo2_proofs::transcript::{Blake2bRead, Blake2bWrite, Challenge255, TranscriptReadBuffer, TranscriptWriterBuffer};
use rand_core::OsRng;

use super::Felt;
use super::halo2::{Assignment, assert_blinding_fits};
use super::scheme::{Scheme, Shplonk};
use super::srs::Srs;
use crate::circuit::{Circuit, CircuitError, Witness};

/// What a proof is made with, as printed in reports.
pub const SCHEME: &str = "halo2 KZG/SHPLONK on BN254";

/// A proof's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof(pub Vec<u8>);

/// A proof that cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProveError {
    /// The witness does not fit the circuit.
    #[error(transparent)]
    Circuit(#[from] CircuitError),
    /// halo2 refused.
    #[error("halo2 made no proof: {0}")]
    Halo2(String),
}

/// A proof that is not accepted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The number of public inputs is part of the circuit.
    #[error(transparent)]
    Circuit(#[from] CircuitError),
    /// Not a proof of this statement.
    #[error("the proof does not verify: {0}")]
    Refused(String),
    /// More bytes than a proof has.
    #[error("{0} bytes follow the proof")]
    TrailingBytes(usize),
}

/// The verifying key of a circuit, with what it was made of.
#[derive(Clone)]
pub struct VerifierKey {
    circuit: Arc<Circuit>,
    srs: Arc<Srs>,
    key: VerifyingKey<G1Affine>,
}

/// The proving key of a circuit.
#[derive(Clone)]
pub struct ProverKey {
    circuit: Arc<Circuit>,
    srs: Arc<Srs>,
    key: ProvingKey<G1Affine>,
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({}, {:?})", self.circuit.name, self.circuit.shape)
    }
}

impl fmt::Debug for ProverKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProverKey({}, {:?})", self.circuit.name, self.circuit.shape)
    }
}

impl VerifierKey {
    /// The key of a circuit: a function of its lanes, its shape and the SRS, never of a witness.
    ///
    /// # Panics
    /// If the SRS is for another k: the caller picks it by the shape.
    pub fn generate(circuit: Arc<Circuit>, srs: Arc<Srs>) -> Self {
        assert_eq!(srs.k(), circuit.shape.k, "the reference string is chosen by the shape");
        let key = keygen_vk(&srs.params, &Assignment::keys_only(Arc::clone(&circuit)))
            .expect("key generation assigns fixed cells within the usable rows");
        assert_blinding_fits(key.cs());
        assert_eq!(key.cs().degree(), circuit.degree(), "the degree is ours, not an environment variable's");
        Self { circuit, srs, key }
    }

    /// The circuit.
    pub fn circuit(&self) -> &Arc<Circuit> {
        &self.circuit
    }

    /// Identifies the key: the bytes of its commitments and its constraint system's hash.
    pub fn digest(&self) -> [u8; 32] {
        use ff::PrimeField;
        self.key.transcript_repr().to_repr()
    }

    /// Checks a proof of a statement.
    ///
    /// # Errors
    /// Any reason to refuse it.
    pub fn verify(&self, public: &[Vec<Felt>], proof: &Proof) -> Result<(), VerifyError> {
        self.circuit.check_public(public)?;
        let mut bytes = &proof.0[..];
        let mut transcript = Blake2bRead::<_, G1Affine, Challenge255<_>>::init(&mut bytes);
        let columns: Vec<&[Felt]> = public.iter().map(Vec::as_slice).collect();
        let strategy = SingleStrategy::new(self.srs.params.halo2());
        verify_proof::<KZGCommitmentScheme<Bn256>, VerifierSHPLONK<'_, Bn256>, _, _, _>(
            self.srs.params.halo2(),
            &self.key,
            strategy,
            &[&columns],
            &mut transcript,
        )
        .map_err(|error| VerifyError::Refused(error.to_string()))?;
        if !bytes.is_empty() {
            return Err(VerifyError::TrailingBytes(bytes.len()));
        }
        Ok(())
    }
}

impl ProverKey {
    /// The proving key that belongs to a verifying key.
    pub fn generate(verifier: &VerifierKey) -> Self {
        let circuit = Arc::clone(&verifier.circuit);
        let key = keygen_pk(&verifier.srs.params, verifier.key.clone(), &Assignment::keys_only(Arc::clone(&circuit)))
            .expect("key generation assigns fixed cells within the usable rows");
        Self { circuit, srs: Arc::clone(&verifier.srs), key }
    }

    /// Proves that a witness satisfies the circuit. A witness that does not gives bytes that no verifier accepts.
    ///
    /// # Errors
    /// A witness that does not fit the circuit.
    pub fn prove(&self, witness: &Arc<Witness>) -> Result<Proof, ProveError> {
        witness.fits(&self.circuit)?;
        let mut transcript = Blake2bWrite::<_, G1Affine, Challenge255<_>>::init(vec![]);
        let columns: Vec<&[Felt]> = witness.public.iter().map(Vec::as_slice).collect();
        let assignment = Assignment::new(Arc::clone(&self.circuit), Arc::clone(witness));
        create_proof::<Scheme, Shplonk<'_>, _, _, _, _>(
            &self.srs.params,
            &self.key,
            &[assignment],
            &[&columns],
            OsRng,
            &mut transcript,
        )
        .map_err(|error| ProveError::Halo2(error.to_string()))?;
        Ok(Proof(transcript.finalize()))
    }
}

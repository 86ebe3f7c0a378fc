//! Where an execution meets the prover, whatever the type: witness, keys, proof, verification, each on its clock.

use std::sync::Arc;

use prover::backend::{INSECURE_DEV, ProverKey, SCHEME, Srs, VerifierKey};
use prover::circuit::{Circuit, CircuitError};
use prover::evm::EvmError;
use prover::predict::Work;
use prover::profile::{self, Profile, Proof as ProofOf};
use prover::zk::ZkError;
use prover::{Claim, Prepared, ShapeId};

use super::{CircuitCost, Prediction, Progress, Proof, Proving, Type, Verdict};
use crate::cache::Cache;
use crate::measure::{self, Elapsed, Phase, Times, human_bytes};

/// Keys of the shapes that came up, the latest last.
#[derive(Debug, Default)]
pub(super) struct Prover {
    keys: Vec<(ShapeId, VerifierKey, ProverKey)>,
}

/// What became of an attempt.
pub(super) struct Attempt {
    pub(super) circuit: Option<CircuitCost>,
    pub(super) verdict: Verdict,
    pub(super) proof: Option<Proof>,
    pub(super) prediction: Option<Prediction>,
    pub(super) times: Times,
}

impl Prover {
    /// Counts, and proves if that is asked for. `opcode` names the instruction at a pc.
    pub(super) fn prove<S: Claim, E: Into<Verdict>>(
        &mut self,
        profile: &Profile,
        prepare: impl FnOnce() -> Result<Prepared<S>, E>,
        opcode: impl Fn(u64) -> String,
        proving: Proving,
        progress: &mut dyn FnMut(Progress),
    ) -> Attempt {
        if profile.proof == ProofOf::Challenge {
            let verdict = Verdict::Unsupported(format!("{} proves nothing: it is {}", profile.name, profile.title));
            return Attempt { circuit: None, verdict, proof: None, prediction: None, times: Times::default() };
        }
        progress(Progress::Phase(Phase::Witness));
        let (prepared, witness) = measure::timed(prepare);
        let mut times = Times { witness: Some(witness), ..Times::default() };
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(error) => {
                return Attempt { circuit: None, verdict: error.into(), proof: None, prediction: None, times };
            }
        };
        let cost = prepared.cost();
        let prediction = predict(prepared.circuit());
        let circuit = CircuitCost::of(&cost, opcode);
        let attempt = |verdict, times| Attempt {
            circuit: Some(circuit.clone()),
            verdict,
            proof: None,
            prediction: Some(prediction),
            times,
        };
        if proving.estimate {
            return attempt(Verdict::Estimated, times);
        }
        progress(Progress::Prediction(prediction));
        if let Some(free) = measure::free_memory_bytes().filter(|free| prediction.memory_bytes > *free)
            && !proving.force
        {
            let (needed, free) = (human_bytes(prediction.memory_bytes), human_bytes(free));
            let reason = format!("the proof is predicted to need {needed} and {free} are free; --force tries it");
            return attempt(Verdict::OverCapacity(reason), times);
        }

        progress(Progress::Phase(Phase::Keygen));
        let (verifier, key) = match self.keys.iter().position(|(shape, ..)| shape == prepared.shape()) {
            Some(known) => (&self.keys[known].1, &self.keys[known].2),
            None => {
                let (keys, keygen) = measure::timed(|| keys(prepared.circuit()));
                times.keygen = Some(keygen);
                self.keys.push((prepared.shape().clone(), keys.0, keys.1));
                let (_, verifier, key) = self.keys.last().expect("a key was just pushed");
                (verifier, key)
            }
        };
        progress(Progress::Phase(Phase::Prove));
        let (proof, prove) = measure::timed(|| key.prove(prepared.witness()));
        times.prove = Some(prove);
        let proof = match proof {
            Ok(proof) => proof,
            Err(error) => return attempt(Verdict::Refused(format!("no proof was made: {error}")), times),
        };
        progress(Progress::Phase(Phase::Verify));
        // what the verifier is given is the statement, not what the prover thinks its public inputs are
        let (verified, verify): (Result<(), String>, Elapsed) = measure::timed(|| {
            let public = prepared.statement().public().map_err(|error| error.to_string())?;
            verifier.verify(&public, &proof).map_err(|error| error.to_string())
        });
        times.verify = Some(verify);
        if let Err(reason) = verified {
            return attempt(Verdict::Refused(reason), times);
        }
        let bytes = proof.0.len() as u64;
        let verdict = Verdict::Proven { scheme: SCHEME.to_owned(), srs: INSECURE_DEV.to_owned(), bytes };
        let statement = serde_json::to_value(prepared.statement()).expect("a statement is data");
        let proof = Proof { shape: prepared.shape().clone(), statement, proof: proof.0 };
        Attempt { proof: Some(proof), ..attempt(verdict, times) }
    }
}

fn keys(circuit: &Arc<Circuit>) -> (VerifierKey, ProverKey) {
    let verifier = VerifierKey::generate(Arc::clone(circuit), Arc::new(reference_string(circuit.shape.k)));
    let prover = ProverKey::generate(&verifier);
    (verifier, prover)
}

/// Checks proofs. The keys of the shapes that came up are made once.
#[derive(Debug, Default)]
pub struct Verifier {
    keys: Vec<((Type, ShapeId), VerifierKey)>,
}

impl Verifier {
    /// One without keys.
    #[must_use]
    pub const fn new() -> Self {
        Self { keys: Vec::new() }
    }

    /// Checks a proof of a type; the reason, if it is refused.
    pub fn verify(&mut self, ty: Type, proof: &Proof) -> Result<(), String> {
        match ty.profile() {
            Profile { proof: ProofOf::Challenge, .. } | Profile { machine: profile::Machine::Ledger, .. } => {
                Err(format!("there are no proofs of type {ty}"))
            }
            Profile { machine: profile::Machine::Evm(_), .. } => self.verify_claim::<prover::evm::Statement>(ty, proof),
            Profile { machine: profile::Machine::Register(_), .. } => {
                self.verify_claim::<prover::zk::Statement>(ty, proof)
            }
        }
    }

    /// Rebuilds the key of the shape, and the public inputs from the statement.
    fn verify_claim<S: Claim>(&mut self, ty: Type, proof: &Proof) -> Result<(), String> {
        let statement: S = serde_json::from_value(proof.statement.clone())
            .map_err(|error| format!("the statement can't be read: {error}"))?;
        // what else stands in it is shown and compared with what is expected, but nothing proves it
        if serde_json::to_value(&statement).expect("a statement is data") != proof.statement {
            return Err(
                "the statement has more fields than are proven, or is not written as this build does".to_owned()
            );
        }
        if statement.profile() != ty.name() {
            return Err(format!("the file says type {ty}, its statement `{}`", statement.profile()));
        }
        let public = statement.public().map_err(|error| error.to_string())?;
        let circuit = statement.circuit(&proof.shape).map_err(|error| error.to_string())?;
        let wanted = (ty, proof.shape.clone());
        let known = self.keys.iter().position(|(of, _)| *of == wanted).unwrap_or_else(|| {
            let srs = Arc::new(reference_string(circuit.shape.k));
            self.keys.push((wanted, VerifierKey::generate(circuit, srs)));
            self.keys.len() - 1
        });
        let bytes = prover::backend::Proof(proof.proof.clone());
        self.keys[known].1.verify(&public, &bytes).map_err(|error| error.to_string())
    }
}

/// From the cache, or made anew. A cache that fails costs time, not the proof.
fn reference_string(k: u32) -> Srs {
    let name = format!("srs-{INSECURE_DEV}-{k}");
    let cache = Cache::of_user().ok();
    let cached = cache
        .as_ref()
        .and_then(|cache| cache.load(&name, |bytes| Srs::from_bytes(bytes, k, INSECURE_DEV).ok()).ok().flatten());
    cached.unwrap_or_else(|| {
        let srs = Srs::insecure_dev(k);
        if let Some(cache) = cache {
            let _ = cache.store(&name, &srs.to_bytes());
        }
        srs
    })
}

impl From<ZkError> for Verdict {
    fn from(error: ZkError) -> Self {
        match error {
            ZkError::Unsupported { .. } | ZkError::Keccak(_) | ZkError::State(_) => {
                Self::Unsupported(error.to_string())
            }
            ZkError::Circuit(CircuitError::OverCapacity { .. }) => Self::OverCapacity(error.to_string()),
            _ => Self::Refused(error.to_string()),
        }
    }
}

impl From<EvmError> for Verdict {
    fn from(error: EvmError) -> Self {
        match error {
            EvmError::Circuit(CircuitError::OverCapacity { .. }) => Self::OverCapacity(error.to_string()),
            EvmError::Circuit(_) => Self::Refused(error.to_string()),
            _ => Self::Unsupported(error.to_string()),
        }
    }
}

/// What a proof will take on this machine: a guess to plan by, never a measurement.
fn predict(circuit: &Circuit) -> Prediction {
    /// More cores than that were never seen to help.
    const CORES_MAX: usize = 8;
    let predicted = Work::new(circuit).predict();
    let cores = measure::cores().clamp(1, CORES_MAX) as u64;
    Prediction {
        // measured on two cores: three fifths are done by one alone
        keys_ns: predicted.keygen_ns * 3 / 5 + predicted.keygen_ns * 2 / 5 / cores,
        // a sixteenth of the time they wait for each other
        proof_ns: predicted.proof_ns * 16 / 15 / cores,
        memory_bytes: predicted.memory_bytes,
    }
}

//! A proof in a file: what is claimed, under which key, and the proof.
//!
//! The file is JSON, `zkprism.proof/1`. It names the type and the shape; the verifying key is rebuilt from the shape that is named,
//! never read from the file. Space and the order of keys are free; everything else is as this build writes it, or the file is refused: a
//! changed byte is a changed claim.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::exit::{Exit, Failure};
use crate::types::{Proof, Type, Verifier};
use crate::{files, json};

/// The schema's name.
pub const SCHEMA: &str = "zkprism.proof/1";

/// Longest file that is read: proofs take tens of kilobytes.
const BYTES_MAX: u64 = 4 << 20;

/// The file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofFile {
    /// [`SCHEMA`].
    pub schema: String,
    /// The type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// The proof system.
    pub scheme: String,
    /// The reference string.
    pub srs: String,
    /// Shape, statement, proof.
    #[serde(flatten)]
    pub proof: Proof,
}

impl ProofFile {
    /// A proof of this build.
    #[must_use]
    pub fn new(ty: Type, proof: Proof) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            ty,
            scheme: prover::backend::SCHEME.to_owned(),
            srs: prover::backend::INSECURE_DEV.to_owned(),
            proof,
        }
    }

    /// Writes it, whole or not at all.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        files::write(path, &self.to_bytes())
    }

    /// The file's content.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self).expect("a proof is data");
        text.push(b'\n');
        text
    }

    /// Reads one. A file that is there and holds no proof is a proof refused.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = files::read(path, BYTES_MAX).map_err(|failure| match failure.exit {
            Exit::OverCapacity => Failure::failed(failure.message),
            _ => failure,
        })?;
        Self::parse(&bytes).map_err(|what| Failure::failed(format!("{}: {what}", path.display())))
    }

    /// Reads a file's content.
    ///
    /// # Errors
    /// What it is instead of a proof that this build verifies, as the rest of a sentence.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let none = |error: serde_json::Error| format!("it holds no proof of zkprism: {error}");
        let found = json::read(bytes).map_err(none)?;
        let file = Self::deserialize(&found).map_err(none)?;
        if file.schema != SCHEMA {
            return Err(format!("its schema is `{}`; this build reads `{SCHEMA}`", file.schema));
        }
        let ours = Self::new(file.ty, file.proof.clone());
        for (what, found, own) in [("scheme", &file.scheme, &ours.scheme), ("srs", &file.srs, &ours.srs)] {
            if found != own {
                return Err(format!("its {what} is `{found}`; this build verifies `{own}`"));
            }
        }
        let own = serde_json::to_value(&file).expect("a proof is data");
        let fields = found.as_object().into_iter().flatten();
        match fields.into_iter().find(|(name, value)| own.get(name) != Some(value)).map(|(name, _)| name) {
            Some(name) if own.get(name).is_some() => Err(format!("its {name} is not written as this build writes it")),
            Some(name) => Err(format!("it has the unknown field `{name}`")),
            None => Ok(file),
        }
    }

    /// Checks the proof.
    pub fn verify(&self) -> Result<(), Failure> {
        self.verify_with(&mut Verifier::new())
    }

    /// The same, with the keys of proofs that were checked before.
    pub fn verify_with(&self, verifier: &mut Verifier) -> Result<(), Failure> {
        verifier
            .verify(self.ty, &self.proof)
            .map_err(|reason| Failure::failed(format!("the proof is refused: {reason}")))
    }
}

//! `zkprism verify`: a proof from a file, checked against a key of this build.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::exit::{Exit, Failure};
use crate::proof_file::ProofFile;
use crate::{files, json, output};

/// The schema of the answer.
pub const SCHEMA: &str = "zkprism.verify/1";

/// Longest file of expectations.
const BYTES_MAX: u64 = 1 << 20;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The proof.
    pub file: PathBuf,
    /// Fields that the statement must have.
    pub expect: Option<PathBuf>,
    /// JSON instead of text.
    pub json: bool,
}

/// Checks and prints.
pub fn verify(request: &Request) -> Result<Exit, Failure> {
    let (file, verdict) = match read(request) {
        Ok((file, expected)) => {
            let verdict = file.verify().and_then(|()| compare(&file.proof.statement, &expected));
            (Some(file), verdict)
        }
        Err(failure) => (None, Err(failure)),
    };
    if request.json {
        output::data(&pretty(&document(file.as_ref(), verdict.as_ref().err())))?;
        return verdict.map(|()| Exit::Ok).map_err(Failure::answered);
    }
    verdict?;
    if let Some(ProofFile { ty, scheme, srs, proof, .. }) = file {
        output::data(&format!("accepted: {scheme} with the {srs} SRS, type {ty}"))?;
        output::data(&pretty(&proof.statement))?;
    }
    Ok(Exit::Ok)
}

/// The proof, and the fields that its statement must have.
fn read(request: &Request) -> Result<(ProofFile, Map<String, Value>), Failure> {
    let expected = request.expect.as_deref().map(expectations).transpose()?;
    Ok((ProofFile::read(&request.file)?, expected.unwrap_or_default()))
}

fn expectations(path: &Path) -> Result<Map<String, Value>, Failure> {
    let bytes = files::read(path, BYTES_MAX)?;
    let wanted = json::read(&bytes)
        .map_err(|error| Failure::usage(format!("{}: it is no JSON of a statement: {error}", path.display())))?;
    match wanted {
        Value::Object(fields) => Ok(fields),
        _ => Err(Failure::usage(format!("{}: it is no JSON object of a statement's fields", path.display()))),
    }
}

/// Whether a statement that is proven has these fields. A field that no statement of its type has is a mistake of whoever asks.
fn compare(statement: &Value, expected: &Map<String, Value>) -> Result<(), Failure> {
    let known = statement.as_object().expect("a statement that is proven is an object");
    if let Some(unknown) = expected.keys().find(|name| !known.contains_key(*name)) {
        let likeness = |name: &&String| strsim::jaro_winkler(unknown, name);
        let nearest = known.keys().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).expect("a statement has fields");
        return Err(Failure::usage(format!(
            "--expect: a statement has no field `{unknown}`; the nearest is `{nearest}`"
        )));
    }
    match expected.iter().find(|(name, wanted)| known.get(*name) != Some(wanted)) {
        Some((name, wanted)) => Err(Failure::failed(format!(
            "the proof is about something else: `{name}` is {}, expected {wanted}",
            statement[name]
        ))),
        None => Ok(()),
    }
}

/// The answer. Whatever isn't known is null; `error` is there if something else than the proof is wrong.
pub(crate) fn document(file: Option<&ProofFile>, failure: Option<&Failure>) -> Value {
    let mut answer = json!({
        "schema": SCHEMA,
        "accepted": failure.is_none(),
        "reason": failure.map(|failure| &failure.message),
        "type": file.map(|file| file.ty),
        "shape": file.map(|file| &file.proof.shape),
        "scheme": file.map(|file| &file.scheme),
        "srs": file.map(|file| &file.srs),
        "statement": file.map(|file| &file.proof.statement),
    });
    if let Some(failure) = failure.filter(|failure| failure.exit != Exit::Failed) {
        answer["error"] = failure.record();
    }
    answer
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("a document is data")
}

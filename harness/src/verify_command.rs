//! `zkprism verify`: a proof from a file, checked against a key of this build.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::exit::{Exit, Failure};
use crate::proof_file::ProofFile;
use crate::{files, output};

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
    let file = ProofFile::read(&request.file)?;
    let statement = &file.proof.statement;
    let expected = request.expect.as_ref().map(|path| -> Result<(), Failure> {
        let bytes = files::read(path, BYTES_MAX)?;
        let wanted: Value = serde_json::from_slice(&bytes)
            .map_err(|error| Failure::usage(format!("{}: it is no JSON: {error}", path.display())))?;
        let Value::Object(fields) = wanted else {
            return Err(Failure::usage(format!("{}: it is no JSON object of a statement's fields", path.display())));
        };
        for (name, wanted) in &fields {
            let found = statement.get(name).unwrap_or(&Value::Null);
            if found != wanted {
                return Err(Failure::failed(format!(
                    "the proof is about something else: `{name}` is {found}, expected {wanted}"
                )));
            }
        }
        Ok(())
    });
    let verdict = match expected {
        Some(Err(failure)) if failure.exit != Exit::Failed => return Err(failure),
        Some(Err(failure)) => Err(failure),
        Some(Ok(())) | None => file.verify(),
    };
    if request.json {
        let reason = verdict.as_ref().err().map(|failure| &failure.message);
        let answer = json!({
            "schema": SCHEMA,
            "accepted": verdict.is_ok(),
            "reason": reason,
            "type": file.ty,
            "shape": file.proof.shape,
            "scheme": file.scheme,
            "srs": file.srs,
            "statement": statement,
        });
        output::data(&pretty(&answer))?;
        return verdict.map(|()| Exit::Ok);
    }
    verdict?;
    output::data(&format!("accepted: {} with the {} SRS, type {}", file.scheme, file.srs, file.ty))?;
    output::data(&pretty(statement))?;
    Ok(Exit::Ok)
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("a document is data")
}

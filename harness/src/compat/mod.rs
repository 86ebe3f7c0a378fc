//! `zkprism compat`: what a contract sees of each zkEVM type that it would not see on Ethereum.
//!
//! The oracle is revm with Ethereum's rules. A verdict is what was executed or compiled by the type's rules; where the real system's rule can't be
//! run here it is declared, with its source, and shown as such.

pub mod row;
pub mod run;

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use self::row::{Row, read_all};
use self::run::{Basis, Found, find, oracle};
use crate::exit::{Exit, Failure};
use crate::opcodes::Format;
use crate::output;
use crate::table::{markdown_row, new_table};
use crate::types::{Receipt, Type};

/// The schema's name.
pub const SCHEMA: &str = "zkprism.compat/1";

/// Where the rows stand, from the project's folder.
pub const DEFAULT_FOLDER: &str = "examples/compat";

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The folder of the rows.
    pub folder: PathBuf,
    /// The types; all, if none is named.
    pub types: Vec<Type>,
    /// How it is printed.
    pub format: Format,
}

/// A row with its verdicts.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The row.
    pub row: Row,
    /// What Ethereum does.
    pub oracle: Receipt,
    /// What each type does.
    pub found: Vec<(Type, Found)>,
}

/// Runs and prints.
pub fn compat(request: &Request) -> Result<Exit, Failure> {
    let types = if request.types.is_empty() { Type::ALL.as_slice() } else { &request.types };
    let judged = judge(read_all(&request.folder)?, types)?;
    output::data(&render(&judged, types, request.format))?;
    Ok(Exit::Ok)
}

/// Runs rows under types.
///
/// # Errors
/// A row that can't be run at all.
pub fn judge(rows: Vec<Row>, types: &[Type]) -> Result<Vec<Judged>, Failure> {
    let of_row = |row: Row| {
        let oracle = oracle(&row)?;
        let found = types.iter().map(|ty| Ok((*ty, find(&row, *ty, &oracle)?)));
        let found = found.collect::<Result<_, Failure>>()?;
        Ok(Judged { row, oracle, found })
    };
    rows.into_iter().map(of_row).collect()
}

/// The suite in a format.
#[must_use]
pub fn render(judged: &[Judged], types: &[Type], format: Format) -> String {
    match format {
        Format::Json => serde_json::to_string_pretty(&document(judged)).expect("a document is data"),
        Format::Table => {
            let mut table = new_table(head(types));
            table.add_rows(judged.iter().map(cells));
            format!("{table}\n{}", legend(judged))
        }
        Format::Markdown => {
            let head = head(types);
            let rule = format!("|{}", "---|".repeat(head.len()));
            let rows = judged.iter().map(|judged| markdown_row(&cells(judged)));
            let table: Vec<String> = [markdown_row(&head), rule].into_iter().chain(rows).collect();
            format!("{}\n\n{}", table.join("\n"), legend(judged))
        }
    }
}

fn head(types: &[Type]) -> Vec<String> {
    let names = types.iter().map(|ty| ty.name().to_owned());
    ["#".to_owned(), "feature".to_owned()].into_iter().chain(names).collect()
}

fn cells(judged: &Judged) -> Vec<String> {
    let verdicts = judged.found.iter().map(|(_, found)| mark(found));
    [judged.row.id.to_string(), judged.row.feature.clone()].into_iter().chain(verdicts).collect()
}

/// A verdict, with what it rests on where that isn't an execution.
fn mark(found: &Found) -> String {
    let mark = match found.basis {
        Basis::Executed => "",
        Basis::Compiled => " ᶜ",
        Basis::Declared => " ᵈ",
    };
    format!("{}{mark}", found.verdict.name())
}

fn legend(judged: &[Judged]) -> String {
    let all = || judged.iter().flat_map(|judged| &judged.found);
    let count = |basis| all().filter(|(_, found)| found.basis == basis).count();
    let [executed, compiled, declared] = [Basis::Executed, Basis::Compiled, Basis::Declared].map(count);
    format!(
        "{} verdicts: {executed} executed, {compiled} compiled (ᶜ: refused before anything ran), {declared} declared (ᵈ: written in a source, not run here). \
         Compared with revm by Ethereum's rules.",
        all().count()
    )
}

/// The document, see `schema/compat-1.json`.
#[must_use]
pub fn document(judged: &[Judged]) -> Value {
    let record = |judged: &Judged| {
        let Judged { row, oracle, found } = judged;
        let verdict = |(ty, found): &(Type, Found)| {
            let Found { verdict, observed, basis, source } = found;
            let record = json!({ "verdict": verdict, "observed": observed, "basis": basis, "source": source });
            (ty.name().to_owned(), record)
        };
        let verdicts: Map<String, Value> = found.iter().map(verdict).collect();
        json!({
            "id": row.id,
            "feature": row.feature,
            "why": row.why,
            "uses": row.uses,
            "oracle": { "status": oracle.status, "output": oracle.output },
            "verdicts": verdicts,
        })
    };
    json!({ "schema": SCHEMA, "rows": judged.iter().map(record).collect::<Vec<_>>() })
}

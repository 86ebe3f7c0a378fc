//! `zkprism check FILE`: which lines of a source behave differently under which type, and why.
//!
//! The source is read, not compiled: what is found are the features that the rows of the compatibility suite are about (see [`crate::compat`]), and
//! the verdicts are those of the suite, as recorded in `examples/compat/verdicts.json` and compared with a run of it by the tests.

use std::collections::BTreeMap;
use std::path::Path;

use compiler::features::Use;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::compat::row::Verdict;
use crate::compat::run::Basis;
use crate::exit::{Exit, Failure};
use crate::import_files::ImportFiles;
use crate::types::Type;
use crate::{front, output};

/// The schema's name.
pub const SCHEMA: &str = "zkprism.check/1";

/// What the suite said.
const RECORDED: &str = include_str!("../../examples/compat/verdicts.json");

#[derive(Debug, Deserialize)]
struct Suite {
    rows: Vec<Row>,
}

#[derive(Debug, Deserialize)]
struct Row {
    id: u32,
    feature: String,
    why: String,
    uses: Vec<String>,
    verdicts: BTreeMap<String, Told>,
}

#[derive(Debug, Deserialize)]
struct Told {
    verdict: Verdict,
    basis: Basis,
    source: String,
}

/// A use of a feature, with a row that is about it.
struct Hit<'s> {
    place: String,
    feature: &'static str,
    text: String,
    row: &'s Row,
    /// Types that do otherwise than Ethereum.
    deviations: Vec<(Type, &'s Told)>,
}

/// Checks and prints.
pub fn check(file: &Path, types: &[Type], as_json: bool) -> Result<Exit, Failure> {
    let types = if types.is_empty() { Type::ALL.as_slice() } else { types };
    let mut imports = ImportFiles::new(None, &[], &[])?;
    let source = imports.root(file)?;
    let found = front::features(&[source], &mut |name| imports.read(name))?;
    let suite: Suite = serde_json::from_str(RECORDED).expect("the suite's record is of this build");
    let place = |one: &Use| {
        let file = found.sources.file(one.span.file);
        let (line, column) = file.line_column(one.span.start);
        (format!("{}:{line}:{column}", file.path()), file.line(line).trim().to_owned())
    };
    let hits = found.uses.iter().flat_map(|one| {
        let rows = suite.rows.iter().filter(|row| row.uses.iter().any(|id| id == one.feature.id()));
        let (place, text) = place(one);
        rows.map(move |row| {
            let deviations = types.iter().filter_map(|ty| Some((*ty, row.verdicts.get(ty.name())?)));
            let deviations = deviations.filter(|(_, told)| told.verdict.deviates()).collect();
            Hit { place: place.clone(), feature: one.feature.id(), text: text.clone(), row, deviations }
        })
    });
    let hits: Vec<Hit<'_>> = hits.filter(|hit| !hit.deviations.is_empty()).collect();
    output::data(&if as_json { document(&hits, types) } else { page(&hits, file, types) })?;
    Ok(Exit::Ok)
}

fn page(hits: &[Hit<'_>], file: &Path, types: &[Type]) -> String {
    if hits.is_empty() {
        let names: Vec<&str> = types.iter().map(|ty| ty.name()).collect();
        return format!("{}: nothing that the suite knows to differ on {}", file.display(), names.join(", "));
    }
    let block = |hit: &Hit<'_>| {
        let mut by_verdict: BTreeMap<(Verdict, bool), Vec<&str>> = BTreeMap::new();
        for (ty, told) in &hit.deviations {
            by_verdict.entry((told.verdict, told.basis == Basis::Declared)).or_default().push(ty.name());
        }
        let verdicts = by_verdict.into_iter().map(|((verdict, is_declared), types)| {
            let declared = if is_declared { ", as declared" } else { "" };
            format!("    {}{declared}: {}", verdict.name(), types.join(", "))
        });
        let head = format!("{}: {} (row {}): {}", hit.place, hit.row.feature, hit.row.id, hit.row.why);
        [head, format!("    | {}", hit.text)].into_iter().chain(verdicts).collect::<Vec<_>>().join("\n")
    };
    hits.iter().map(block).collect::<Vec<_>>().join("\n\n")
}

fn document(hits: &[Hit<'_>], types: &[Type]) -> String {
    let record = |hit: &Hit<'_>| {
        let verdict = |(ty, told): &(Type, &Told)| {
            let record = json!({ "verdict": told.verdict, "basis": told.basis, "source": told.source });
            (ty.name().to_owned(), record)
        };
        let verdicts: serde_json::Map<String, Value> = hit.deviations.iter().map(verdict).collect();
        json!({
            "place": hit.place,
            "uses": hit.feature,
            "row": hit.row.id,
            "feature": hit.row.feature,
            "why": hit.row.why,
            "verdicts": verdicts,
        })
    };
    let uses: Vec<Value> = hits.iter().map(record).collect();
    serde_json::to_string_pretty(&json!({ "schema": SCHEMA, "types": types, "uses": uses }))
        .expect("a document is data")
}

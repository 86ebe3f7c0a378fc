//! Diagnostics: each program of `ui/` says on its lines which codes it gets (`//~ 7576 Z0320`), has its rendered
//! diagnostics beside it (`.stderr`, blessed by `UPDATE=1`), and agrees with solc's recorded verdict:
//! each error of solc is one of ours, and what solc accepts we accept or refuse by name.

#[allow(dead_code, reason = "a module of several tests")]
mod support;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use compiler::{Options, compile};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use syntax::diagnostic::{Code, Diagnostics, Severity};
use syntax::render::{Color, render};
use syntax::span::SourceMap;

/// A code and the line it stands on.
type Finding = (usize, String);

fn main() {
    let arguments = Arguments::from_args();
    let verdicts = support::recorded("verdicts.json");
    let mut names: BTreeSet<String> = verdicts.as_object().expect("a table of files").keys().cloned().collect();
    names.extend(support::programs("ui"));
    let trials = names.into_iter().map(|name| {
        let verdict = verdicts[&name].clone();
        Trial::test(name.clone(), move || check(&name, &verdict))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

fn check(name: &str, verdict: &Value) -> Result<(), Failed> {
    let path = support::folder("ui").join(name);
    let bytes = fs::read(&path)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let above: HashMap<String, usize> =
        support::parts(name, &bytes).into_iter().map(|part| (part.source.path, part.above)).collect();
    let (sources, diagnostics) = match compile(&support::sources(name, &bytes), &Options::default()) {
        Ok(compilation) => (compilation.sources, compilation.diagnostics),
        Err(refused) => (refused.sources, refused.diagnostics),
    };
    let found = findings(&sources, &above, &diagnostics);
    let marked = marks(&text);
    let mut complaints = Vec::new();
    if found != marked {
        complaints.push(format!("marked {marked:?}\nfound  {found:?}"));
    }
    complaints.extend(disagreement(verdict, &found));
    complaints.extend(snapshot(&path, &render(&diagnostics, &sources, Color::Never))?);
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n").into()) }
}

/// The findings, with their lines in the program.
fn findings(sources: &SourceMap, above: &HashMap<String, usize>, diagnostics: &Diagnostics) -> BTreeSet<Finding> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors
        .map(|error| {
            let file = sources.file(error.span().file);
            let (line, _) = file.line_column(error.span().start);
            (above[file.path()] + line as usize, error.code.to_string())
        })
        .collect()
}

fn marks(text: &str) -> BTreeSet<Finding> {
    let lines = text.lines().enumerate();
    let marked = lines.filter_map(|(at, line)| Some((at + 1, line.split_once("//~")?.1)));
    marked.flat_map(|(line, codes)| codes.split_whitespace().map(move |code| (line, code.to_owned()))).collect()
}

/// How we and solc disagree.
fn disagreement(verdict: &Value, found: &BTreeSet<Finding>) -> Option<String> {
    let Some(verdict) = verdict.as_array() else {
        return Some("no verdict of solc is recorded: run `cargo xtask solc --record`".to_owned());
    };
    let solc: BTreeSet<Finding> = verdict
        .iter()
        .map(|error| {
            let line = error[1].as_u64().expect("a line is a number");
            (usize::try_from(line).expect("a line fits"), error[0].as_str().expect("a code is text").to_owned())
        })
        .collect();
    let missed: Vec<&Finding> = solc.difference(found).collect();
    if !missed.is_empty() {
        return Some(format!("solc also says {missed:?}"));
    }
    let ours = |code: &str| code.starts_with(&Code::Ours(0).to_string()[..1]);
    let excess: Vec<&Finding> = found.iter().filter(|(_, code)| !ours(code)).collect();
    (solc.is_empty() && !excess.is_empty()).then(|| format!("solc accepts this, and we say {excess:?}"))
}

fn snapshot(program: &Path, rendered: &str) -> Result<Option<String>, Failed> {
    let path: PathBuf = program.with_extension("stderr");
    let known = fs::read_to_string(&path).unwrap_or_default();
    if known == rendered {
        return Ok(None);
    }
    if std::env::var_os("UPDATE").is_none() {
        return Ok(Some(format!("the diagnostics have changed (`UPDATE=1` blesses them):\n{rendered}")));
    }
    if rendered.is_empty() {
        fs::remove_file(&path)?;
    } else {
        fs::write(&path, rendered)?;
    }
    Ok(None)
}

//! The corpus: one program, one test. Each verdict is compared with solc's, which `oracle.mjs` asks for and `oracle.tsv` has;
//! what we say about a refused program is in the `.stderr` beside it. `UPDATE=1` writes those anew.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use syntax::ast::Ast;
use syntax::diagnostic::{Diagnostics, Severity};
use syntax::render::{Color, render};
use syntax::span::SourceMap;

/// What solc says about a program.
#[derive(Clone)]
enum Verdict {
    Accepted,
    /// Number and line of the first error.
    Refused(String, String),
}

fn main() {
    let args = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let oracle = fs::read_to_string(root.join("oracle.tsv")).expect("oracle.tsv is recorded");
    let mut verdicts: HashMap<String, Verdict> = HashMap::new();
    for line in oracle.lines() {
        let fields: Vec<&str> = line.split('\t').filter(|field| *field != "analysis").collect();
        let verdict = match fields.as_slice() {
            [_, "ok"] => Verdict::Accepted,
            [_, number, line] => Verdict::Refused((*number).into(), (*line).into()),
            _ => panic!("unreadable line in oracle.tsv: {line}"),
        };
        verdicts.insert(fields[0].into(), verdict);
    }
    let mut trials = Vec::new();
    for folder in ["accept", "reject"] {
        let mut paths: Vec<PathBuf> = fs::read_dir(root.join(folder))
            .expect("folder of programs")
            .map(|entry| entry.expect("entry").path())
            .collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "sol"));
        paths.sort();
        for path in paths {
            let name = format!("{folder}/{}", path.file_name().expect("file name").to_string_lossy());
            let verdict = verdicts.get(&name).cloned();
            trials.push(Trial::test(name.clone(), move || check(&path, &name, verdict)));
        }
    }
    libtest_mimic::run(&args, trials).exit();
}

fn check(path: &Path, name: &str, verdict: Option<Verdict>) -> Result<(), Failed> {
    let verdict = verdict.ok_or("solc's verdict is not recorded: run `cargo xtask solc --record`")?;
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let mut sources = SourceMap::new();
    let file = sources.add(name, &bytes);
    let (mut ast, mut diagnostics) = (Ast::new(), Diagnostics::new());
    syntax::parse(sources.file(file), &mut ast, &mut diagnostics);
    let first = diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
    let text = render(&diagnostics, &sources, Color::Never);
    match (&verdict, first) {
        (Verdict::Accepted, None) => Ok(()),
        (Verdict::Accepted, Some(_)) => Err(format!("solc accepts this:\n{text}").into()),
        (Verdict::Refused(number, line), None) => Err(format!("solc refuses this: {number} in line {line}").into()),
        (Verdict::Refused(number, line), Some(first)) => {
            let ours = first.code.to_string();
            let (our_line, _) = sources.file(file).line_column(first.span().start);
            if ours != *number || our_line.to_string() != *line {
                return Err(format!("solc says {number} in line {line}; we say\n{text}").into());
            }
            golden(&path.with_extension("stderr"), &text)
        }
    }
}

fn golden(path: &Path, text: &str) -> Result<(), Failed> {
    if std::env::var_os("UPDATE").is_some() {
        return fs::write(path, text).map_err(|error| error.to_string().into());
    }
    let wanted = fs::read_to_string(path).unwrap_or_default();
    if wanted == text { Ok(()) } else { Err(format!("--- recorded\n{wanted}\n+++ now\n{text}").into()) }
}

//! `docs/types.md`: every example under every type of the classification, the compatibility table, the gas table. `zkprism types --doc` prints it.
//!
//! Counts are the same in each run, so `zkprism types --check` compares them with what the file says; processor time and memory are those of the run
//! that wrote it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::compat::{self, row::read_all};
use crate::exit::Failure;
use crate::gas::Gas;
use crate::judge::JudgedType;
use crate::measure::human_count;
use crate::opcodes::Format;
use crate::progress::Spinner;
use crate::record::Meta;
use crate::scenario::{self, Scenario, Target};
use crate::snapshot_command::{DEFAULT_TARGET, workloads_below};
use crate::table::{markdown_row, ratio, subject};
use crate::types::{Measurement, Proving, Type};
use crate::{files, output, run};

/// Measured figures of a line, which no test compares.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Measured {
    cpu: String,
    memory: String,
}

/// One example under one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The counts, as cells of the table.
    counts: Vec<String>,
    measured: Measured,
}

/// Where it stands, from the project's folder.
pub const FILE: &str = "docs/types.md";

/// The longest document that is read, in bytes.
const BYTES_MAX: u64 = 1 << 22;

/// What a line's counts are.
const COUNTS: [&str; 9] = ["example", "type", "outcome", "gas", "steps", "k", "cells", "/ t4", "most cells"];

/// Runs every example of a folder under every type of the classification.
///
/// # Errors
/// An example that can't be run.
pub fn lines(folder: &Path, proving: Proving) -> Result<Vec<Line>, Failure> {
    let spinner = Spinner::start();
    let mut lines = Vec::new();
    for path in workloads_below(folder)? {
        let scenario = scenario::resolve(&Target { path, ..Target::default() })?.main_alone();
        spinner.about(format!("{}, ", scenario.name));
        let types = run::run(&scenario, &Type::CLASSES, proving, &spinner)?;
        lines.extend(types.iter().map(|ty| line(&scenario, ty, &types)));
    }
    spinner.finish();
    Ok(lines)
}

fn line(scenario: &Scenario, ty: &JudgedType, all: &[JudgedType]) -> Line {
    let own = subject(scenario, ty);
    let cells = |ty: &JudgedType| subject(scenario, ty).measurement.and_then(|m| Some(m.circuit.as_ref()?.cells));
    let base = all.iter().find(|ty| ty.ty == Type::T4).and_then(cells);
    let counts = vec![
        scenario.name.clone(),
        ty.ty.to_string(),
        own.text("outcome"),
        own.text("gas of the transaction"),
        own.text("steps"),
        own.text("k"),
        own.text("cells used"),
        ratio(cells(ty), base),
        own.measurement.map(dearest).unwrap_or_default(),
    ];
    Line { counts, measured: Measured { cpu: own.text("CPU time"), memory: own.text("peak memory") } }
}

/// The three lanes with most cells.
fn dearest(measurement: &Measurement) -> String {
    let mut chips: BTreeMap<&str, u64> = BTreeMap::new();
    for chip in measurement.circuit.iter().flat_map(|circuit| &circuit.by_chip) {
        *chips.entry(&chip.lane).or_default() += chip.used.cells;
    }
    let mut chips: Vec<(&str, u64)> = chips.into_iter().collect();
    chips.sort_by_key(|(name, cells)| (std::cmp::Reverse(*cells), *name));
    let text = |(name, cells): &(&str, u64)| format!("{name} {}", human_count(*cells));
    chips.iter().take(3).map(text).collect::<Vec<_>>().join(", ")
}

/// What no run changes: the compatibility table of a folder's rows, and the gas table.
///
/// # Errors
/// A row or a kernel that can't be run.
pub fn sections(folder: &Path) -> Result<[String; 2], Failure> {
    let judged = compat::judge(read_all(folder)?, &Type::ALL)?;
    let gas = Gas::measure()?;
    Ok([compat::render(&judged, &Type::ALL, Format::Markdown), gas.render(Format::Markdown)])
}

/// Measures everything and prints the document.
///
/// # Errors
/// As of the parts.
pub fn print() -> Result<(), Failure> {
    let lines = lines(Path::new(DEFAULT_TARGET), Proving::default())?;
    output::data(&document(&lines, &sections(Path::new(compat::DEFAULT_FOLDER))?))
}

/// The document.
#[must_use]
pub fn document(lines: &[Line], [compat, gas]: &[String; 2]) -> String {
    let Meta { cpu, cores, .. } = Meta::here();
    let head: Vec<String> = COUNTS.iter().chain(&["CPU", "memory"]).map(|name| (*name).to_owned()).collect();
    let rule = format!("|{}", "---|".repeat(head.len()));
    let of_line = |line: &Line| {
        markdown_row(&[line.counts.clone(), vec![line.measured.cpu.clone(), line.measured.memory.clone()]].concat())
    };
    let table: Vec<String> = [markdown_row(&head), rule].into_iter().chain(lines.iter().map(of_line)).collect();
    format!(
        "# zkEVM types, measured\n\nWritten by `zkprism types --doc > docs/types.md`; `zkprism types --check` compares all but CPU and memory.\n\n\
         ## Examples\n\nThe main call of each example, really proven. Processor time of all phases and peak memory as measured on {cpu}, {cores} processors.\n\n{}\n\n\
         ## What a contract sees\n\n{compat}\n\n## Gas\n\n{gas}",
        table.join("\n")
    )
}

/// Counts everything and compares with the document.
///
/// # Errors
/// As of the parts, and if anything but measured times differs.
pub fn check() -> Result<(), Failure> {
    let document = String::from_utf8_lossy(&files::read(Path::new(FILE), BYTES_MAX)?).into_owned();
    let lines = lines(Path::new(DEFAULT_TARGET), Proving { estimate: true, ..Proving::default() })?;
    let mut stale: Vec<String> = lines.iter().map(|line| markdown_row(&line.counts)).collect();
    stale.retain(|counts| !document.lines().any(|text| text.starts_with(counts.trim_end_matches('|'))));
    let [compat, gas] = sections(Path::new(compat::DEFAULT_FOLDER))?;
    for (name, section) in [("the compatibility table", compat), ("the gas table", gas)] {
        if !document.contains(&section) {
            stale.push(format!("{name} is another"));
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(Failure::failed(format!(
        "{FILE} is stale, `zkprism types --doc` prints it anew; not in it:\n{}",
        stale.join("\n")
    )))
}

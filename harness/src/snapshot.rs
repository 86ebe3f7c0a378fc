//! What calls cost, as text that git compares well: what a change makes dearer or cheaper shows in its diff.
//!
//! ```text
//! token: transfer(0xBEEF, 5)
//!   t2 success: gas 50799, steps 140, k 11, rows 1501, cells 206338, …
//!   t2 cells: calldata 211, code 15966, …
//! ```
//! A line that is not indented names a workload and a call, so git shows it above each difference. Below it each type has its
//! status and counts, then the cells of each group of chips; a type that can't do the call has its outcome alone. Everything
//! here is counted, nothing is timed or foretold.

use std::collections::BTreeMap;
use std::fmt;

use crate::judge::{JudgedCall, JudgedType, Outcome};
use crate::scenario::Scenario;
use crate::types::Measurement;

/// The first line of every snapshot.
pub const HEAD: &str = "zkprism.snapshot/1: `zkprism snapshot` writes it anew, `zkprism snapshot --check` compares";

/// What calls cost, in the order of the workloads' names and of their calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The calls.
    pub calls: Vec<Call>,
}

/// A call of a workload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The workload's name.
    pub workload: String,
    /// The call as people write it; from its second time in a workload on with its number.
    pub call: String,
    /// What it costs on each type.
    pub types: Vec<OfType>,
}

/// A call on one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfType {
    /// The type's name.
    pub ty: String,
    /// The status of the call, or the outcome if there is none.
    pub ending: String,
    /// Its counts.
    pub counts: Counts,
    /// The cells of each group of chips.
    pub cells: Counts,
}

/// Numbers with names.
pub type Counts = Vec<(String, u64)>;

/// The word that stands before the cells of each group, where a status stands otherwise.
const CELLS: &str = "cells";

/// Why a text is no snapshot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The first line is another one.
    #[error("line 1: a snapshot starts with `zkprism.snapshot/1`")]
    Head,
    /// A line that can't be read.
    #[error("line {line}: expected {expected}, found `{found}`")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// A call or a type of it that stands there twice.
    #[error("line {line}: `{what}` is there a second time")]
    Twice {
        /// The line of the second one.
        line: usize,
        /// What it is.
        what: String,
    },
}

impl Snapshot {
    /// Adds the calls of a workload that ran.
    pub fn add(&mut self, workload: &str, scenario: &Scenario, types: &[JudgedType]) {
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, planned) in scenario.plan.calls.iter().enumerate() {
            let time = times.entry(&planned.label).and_modify(|time| *time += 1).or_insert(1);
            let label = one_line(&planned.label);
            let call = if *time == 1 { label } else { format!("{label} #{time}") };
            let types = types.iter().map(|ty| of_type(ty, ty.calls.get(index))).collect();
            self.calls.push(Call { workload: workload.to_owned(), call, types });
        }
    }

    /// Takes over what another one says about workloads of these names, and all else that this one says.
    #[must_use]
    pub fn with(self, part: Self, names: &[String]) -> Self {
        let others = self.calls.into_iter().filter(|call| !names.contains(&call.workload));
        let mut calls: Vec<Call> = others.chain(part.calls).collect();
        calls.sort_by(|a, b| a.workload.cmp(&b.workload)); // a stable sort: calls keep their order
        Self { calls }
    }

    /// The part about workloads of these names.
    #[must_use]
    pub fn part(mut self, names: &[String]) -> Self {
        self.calls.retain(|call| names.contains(&call.workload));
        self
    }

    /// Reads a snapshot.
    pub fn parse(text: &str) -> Result<Self, SnapshotError> {
        let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
        match lines.next() {
            Some((_, head)) if head.starts_with("zkprism.snapshot/1:") => {}
            _ => return Err(SnapshotError::Head),
        }
        let mut snapshot = Self::default();
        for (line, text) in lines.filter(|(_, text)| !text.trim().is_empty()) {
            let wrong = |expected| SnapshotError::Line { line, expected, found: text.trim().to_owned() };
            match text.strip_prefix("  ") {
                None => {
                    let (workload, call) = text.split_once(": ").ok_or_else(|| wrong("`WORKLOAD: CALL`"))?;
                    if snapshot.find(workload, call).is_some() {
                        return Err(SnapshotError::Twice { line, what: text.to_owned() });
                    }
                    let (workload, call) = (workload.to_owned(), call.to_owned());
                    snapshot.calls.push(Call { workload, call, types: Vec::new() });
                }
                Some(of_type) => {
                    let call = snapshot.calls.last_mut().ok_or_else(|| wrong("a call above its types"))?;
                    let (ty, ending, counts) =
                        parse_type(of_type).ok_or_else(|| wrong("`TYPE STATUS: NAME COUNT, …`"))?;
                    match call.types.iter_mut().find(|known| known.ty == ty) {
                        Some(known) if ending == CELLS && known.cells.is_empty() => known.cells = counts,
                        None if ending != CELLS => {
                            let (ty, ending) = (ty.to_owned(), ending.to_owned());
                            call.types.push(OfType { ty, ending, counts, cells: Vec::new() });
                        }
                        None => return Err(wrong("a status above the cells")),
                        Some(_) => return Err(SnapshotError::Twice { line, what: format!("{ty} {ending}") }),
                    }
                }
            }
        }
        Ok(snapshot)
    }

    fn find(&self, workload: &str, call: &str) -> Option<&Call> {
        self.calls.iter().find(|known| known.workload == workload && known.call == call)
    }

    /// How another snapshot differs from this one: each call that does, and below it old, new and percent.
    #[must_use]
    pub fn differences(&self, now: &Self) -> Vec<String> {
        let mut lines = Vec::new();
        for call in &now.calls {
            match self.find(&call.workload, &call.call) {
                Some(known) => {
                    let changes = changes(known, call);
                    if !changes.is_empty() {
                        lines.push(call.to_string());
                        lines.extend(changes.into_iter().map(|change| format!("  {change}")));
                    }
                }
                None => lines.push(format!("{call}: is not recorded")),
            }
        }
        let gone = self.calls.iter().filter(|call| now.find(&call.workload, &call.call).is_none());
        lines.extend(gone.map(|call| format!("{call}: is recorded and not there any more")));
        lines
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.workload, self.call)
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}")?;
        let mut workload = None;
        for call in &self.calls {
            if workload != Some(&call.workload) {
                writeln!(f)?;
            }
            workload = Some(&call.workload);
            writeln!(f, "{call}")?;
            for OfType { ty, ending, counts, cells } in &call.types {
                write_counts(f, ty, ending, counts)?;
                if !cells.is_empty() {
                    write_counts(f, ty, CELLS, cells)?;
                }
            }
        }
        Ok(())
    }
}

fn write_counts(f: &mut fmt::Formatter<'_>, ty: &str, what: &str, counts: &Counts) -> fmt::Result {
    let counts: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    let colon = if counts.is_empty() { "" } else { ": " };
    writeln!(f, "  {ty} {what}{colon}{}", counts.join(", "))
}

/// `t2 success: gas 1, steps 2`, or `t2 unsupported`.
fn parse_type(text: &str) -> Option<(&str, &str, Counts)> {
    let (ty, rest) = text.split_once(' ')?;
    let (ending, counts) = rest.split_once(": ").unwrap_or((rest, ""));
    if ty.is_empty() || ending.is_empty() || ending.contains(' ') {
        return None;
    }
    let count = |text: &str| {
        let (name, count) = text.rsplit_once(' ')?;
        Some((name.to_owned(), count.parse().ok()?))
    };
    let counts = counts.split(", ").filter(|text| !text.is_empty()).map(count).collect::<Option<_>>()?;
    Some((ty, ending, counts))
}

fn of_type(ty: &JudgedType, call: Option<&JudgedCall>) -> OfType {
    let judgement = call.map_or(&ty.judgement, |call| &call.judgement);
    let measured = call.and_then(|call| call.measurement.as_deref());
    let name = ty.ty.name().to_owned();
    match measured {
        Some(measured) if judgement.outcome == Outcome::Success => OfType {
            ty: name,
            ending: measured.receipt.status.clone(),
            counts: counts(measured),
            cells: cells(measured),
        },
        _ => OfType { ty: name, ending: judgement.outcome.name().to_owned(), counts: Vec::new(), cells: Vec::new() },
    }
}

fn counts(measured: &Measurement) -> Counts {
    let gas = measured.receipt.gas.map(|gas| ("gas", gas.transaction));
    let mut counts: Vec<(&str, u64)> = gas.into_iter().collect();
    counts.push(("steps", measured.receipt.steps));
    if let Some(circuit) = &measured.circuit {
        counts.extend([
            ("k", u64::from(circuit.k)),
            ("rows", circuit.rows_used),
            ("cells", circuit.cells),
            ("messages", circuit.messages),
            ("advice", circuit.advice_columns),
            ("fixed", circuit.fixed_columns),
            ("degree", circuit.max_degree),
        ]);
    }
    counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
}

fn cells(measured: &Measurement) -> Counts {
    let mut groups: BTreeMap<&str, u64> = BTreeMap::new();
    for chip in measured.circuit.iter().flat_map(|circuit| &circuit.by_chip) {
        *groups.entry(&chip.group).or_default() += chip.used.cells;
    }
    groups.into_iter().map(|(group, cells)| (group.to_owned(), cells)).collect()
}

/// What the types of a call changed.
fn changes(recorded: &Call, now: &Call) -> Vec<String> {
    let find = |call: &Call, ty: &str| call.types.iter().find(|known| known.ty == ty).cloned();
    let mut lines = Vec::new();
    for new in &now.types {
        let ty = &new.ty;
        match find(recorded, ty) {
            Some(old) => {
                if old.ending != new.ending {
                    lines.push(format!("{ty}: {} → {}", old.ending, new.ending));
                }
                count_changes(&mut lines, ty, &old.counts, &new.counts);
                count_changes(&mut lines, &format!("{ty} {CELLS} of"), &old.cells, &new.cells);
            }
            None => lines.push(format!("{ty} is not recorded")),
        }
    }
    let gone = recorded.types.iter().filter(|old| find(now, &old.ty).is_none());
    lines.extend(gone.map(|old| format!("{} is recorded and was not measured", old.ty)));
    lines
}

fn count_changes(lines: &mut Vec<String>, what: &str, old: &Counts, new: &Counts) {
    let of = |counts: &Counts, name: &str| counts.iter().find(|(known, _)| known == name).map(|(_, count)| *count);
    for (name, count) in new {
        match of(old, name) {
            Some(known) if known == *count => {}
            Some(known) => lines.push(format!("{what} {name}: {known} → {count}{}", percent(known, *count))),
            None => lines.push(format!("{what} {name}: — → {count}")),
        }
    }
    let gone = old.iter().filter(|(name, _)| of(new, name).is_none());
    lines.extend(gone.map(|(name, count)| format!("{what} {name}: {count} → —")));
}

fn percent(old: u64, new: u64) -> String {
    if old == 0 {
        return String::new();
    }
    #[allow(clippy::cast_precision_loss, reason = "two digits are shown")]
    let percent = (new as f64 - old as f64) * 100.0 / old as f64;
    format!(" ({percent:+.2} %)")
}

/// Text that stays on its line.
fn one_line(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> String {
        let calls = "a: f(1)\n  t2 success: gas 100, steps 7, k 9\n  t2 cells: code 50, hash 60\n  t4 unsupported\n\
                     a: f(1) #2\n  t2 halt:stack: gas 5, steps 1\n\nb: g(\"x: y\")\n  t4 revert: steps 1\n";
        format!("{HEAD}\n\n{calls}")
    }

    fn snapshot(text: &str) -> Snapshot {
        Snapshot::parse(text).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let read = snapshot(&text());
        assert_eq!(read.calls[0].types[0].cells, [("code".to_owned(), 50), ("hash".to_owned(), 60)]);
        assert_eq!(
            (read.calls[1].types[0].ending.as_str(), read.calls[2].call.as_str()),
            ("halt:stack", "g(\"x: y\")")
        );
        assert_eq!(read.to_string(), text());
        assert_eq!(snapshot(HEAD).to_string(), format!("{HEAD}\n"));
    }

    #[test]
    fn a_text_that_is_no_snapshot_is_refused_with_its_line() {
        let refused = |tail: &str| Snapshot::parse(&format!("{HEAD}\n{tail}")).unwrap_err().to_string();
        assert_eq!(Snapshot::parse(""), Err(SnapshotError::Head));
        assert_eq!(Snapshot::parse("zkprism.snapshot/10: x"), Err(SnapshotError::Head));
        assert_eq!(refused("a"), "line 2: expected `WORKLOAD: CALL`, found `a`");
        assert_eq!(refused("  t2 success: k 9"), "line 2: expected a call above its types, found `t2 success: k 9`");
        assert_eq!(refused("a: f()\n  t2"), "line 3: expected `TYPE STATUS: NAME COUNT, …`, found `t2`");
        assert_eq!(
            refused("a: f()\n  t2 ok: k x"),
            "line 3: expected `TYPE STATUS: NAME COUNT, …`, found `t2 ok: k x`"
        );
        assert_eq!(refused("a: f()\n<<<<<<< HEAD"), "line 3: expected `WORKLOAD: CALL`, found `<<<<<<< HEAD`");
        assert_eq!(
            refused("a: f()\n  t2 cells: k 9"),
            "line 3: expected a status above the cells, found `t2 cells: k 9`"
        );
        assert_eq!(refused("a: f()\na: f()"), "line 3: `a: f()` is there a second time");
        assert_eq!(refused("a: f()\n  t2 ok\n  t2 ok"), "line 4: `t2 ok` is there a second time");
    }

    #[test]
    fn a_difference_has_old_new_and_percent() {
        let old = snapshot(&text());
        assert_eq!(old.differences(&old), Vec::<String>::new());
        let new = text()
            .replace("k 9", "k 10")
            .replace("hash 60", "hash 45, state 1")
            .replace("t4 unsupported", "t4 success: k 9");
        assert_eq!(
            old.differences(&snapshot(&new)),
            [
                "a: f(1)",
                "  t2 k: 9 → 10 (+11.11 %)",
                "  t2 cells of hash: 60 → 45 (-25.00 %)",
                "  t2 cells of state: — → 1",
                "  t4: unsupported → success",
                "  t4 k: — → 9",
            ]
        );
        let fewer = snapshot(&text().replace("f(1) #2", "h()").replace("  t4 unsupported\n", ""));
        assert_eq!(
            old.differences(&fewer),
            [
                "a: f(1)",
                "  t4 is recorded and was not measured",
                "a: h(): is not recorded",
                "a: f(1) #2: is recorded and not there any more",
            ]
        );
    }

    #[test]
    fn a_part_replaces_its_own_workloads_alone() {
        let names = ["a".to_owned()];
        let part = snapshot(&format!("{HEAD}\na: h()\n  t2 success: k 9\n"));
        let whole = snapshot(&text()).with(part.clone(), &names);
        assert_eq!(whole.calls.iter().map(ToString::to_string).collect::<Vec<_>>(), ["a: h()", "b: g(\"x: y\")"]);
        assert_eq!(whole.part(&names), part);
    }

    #[test]
    fn text_of_a_call_stays_on_its_line() {
        assert_eq!(one_line("f(\"a\nb — c\")"), "f(\"a\\nb — c\")");
    }
}

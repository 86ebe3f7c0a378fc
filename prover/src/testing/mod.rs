//! Lies, and whether the constraint system notices them.
//!
//! - **flip**: one first-phase cell of one row is changed; helper columns and the bus sum follow from it, so nothing but the chip's own
//!   promises can refuse it.
//! - **tamper**: a step is recorded with one field changed and filled as if it were true, while everything it talks to stays honest.
//! - **fork**: same inputs, another output, with every auxiliary cell solved for.
//! - **ghost**: a padding row is switched on; a row is said twice; a row is left out.
//! - **repaired**: a flip, and then more cells changed until a single promise refuses it (`repair.rs`).
//!
//! Tables answer whatever is asked (their multiplicities are free), so a lie is judged after the tables have been counted again.
//! [`Verdicts::never_alone`] tests the tests: a constraint that was never the only one to refuse a lie could be deleted unnoticed.

mod chips;
mod lies;
mod readers;
mod repair;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::Arc;

pub(crate) use chips::{chips_of, lies_about_each_chip, refused_by_the_mock_prover, refused_by_the_verifier};
use ff::Field;
pub(crate) use lies::{Judge, Lie, flips, flips_where, ghosts};
pub(crate) use readers::Readers;
pub(crate) use repair::Repairs;

use crate::circuit::{Circuit, Violation, Witness, check};

/// What a collection of lies came to.
#[derive(Debug, Default)]
pub(crate) struct Verdicts {
    /// Lies tried.
    pub(crate) tried: usize,
    /// Lies that were accepted, by what was changed: each is a hole or a cell that may be free.
    pub(crate) accepted: BTreeSet<String>,
    /// For each constraint `lane: name`, how many lies it alone refused.
    pub(crate) refused_by: BTreeMap<String, usize>,
}

impl Verdicts {
    /// Takes in what is wrong with a lie.
    pub(crate) fn record(&mut self, what: &str, violations: &[Violation]) {
        self.tried += 1;
        if violations.is_empty() {
            self.accepted.insert(what.to_owned());
        }
        let mut by: BTreeSet<String> = BTreeSet::new();
        for violation in violations {
            by.insert(match violation {
                Violation::Constraint { lane, name, .. } => format!("{lane}: {name}"),
                Violation::Unbalanced { .. } => "the bus".to_owned(),
            });
        }
        if by.len() == 1 {
            *self.refused_by.entry(by.pop_first().expect("one reason")).or_default() += 1;
        }
    }

    /// Takes in what other lies came to.
    pub(crate) fn extend(&mut self, others: Self) {
        self.tried += others.tried;
        self.accepted.extend(others.accepted);
        for (constraint, count) in others.refused_by {
            *self.refused_by.entry(constraint).or_default() += count;
        }
    }

    /// Constraints of some lanes that were never the only ones to refuse a lie, nor to refuse a repaired one about these witnesses:
    /// `lane: name`, a line each.
    pub(crate) fn never_alone(
        &self,
        circuit: &Circuit,
        witnesses: &[(Arc<Circuit>, Arc<Witness>)],
        is_wanted: impl Fn(&str) -> bool,
    ) -> String {
        let mut names: BTreeMap<String, (usize, &str)> = BTreeMap::new();
        for (index, lane) in circuit.lanes.iter().enumerate().filter(|(_, lane)| is_wanted(lane.name)) {
            names
                .extend(lane.constraints().iter().map(|c| (format!("{}: {}\n", lane.name, c.name), (index, &*c.name))));
        }
        names.retain(|name, _| !self.refused_by.contains_key(name.trim_end()));
        for (circuit, witness) in witnesses {
            let mut repairs = Repairs::new(circuit, witness);
            names.retain(|_, (lane, name)| !repairs.is_needed(*lane, name));
        }
        names.into_keys().collect()
    }
}

/// Judges lies with the native checker.
pub(crate) fn judge(circuit: &Circuit, honest: &Witness, lies: impl IntoIterator<Item = Lie>) -> Verdicts {
    let mut verdicts = Verdicts::default();
    let mut judge = Judge::new(circuit, honest);
    for lie in lies {
        verdicts.record(&lie.what, &judge.violations(&lie.rows));
    }
    tally(verdicts.tried);
    verdicts
}

/// The file to which tests append how many lies they told, if this variable names one: `cargo xtask` adds them up.
const TALLY: &str = "ZKPRISM_LIES";

fn tally(lies: usize) {
    let Some(path) = std::env::var_os(TALLY) else { return };
    let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
    // one write of one line: tests run side by side
    file.and_then(|mut file| file.write_all(format!("{lies}\n").as_bytes())).expect("the tally can be written");
}

/// Asserts that a witness is accepted.
#[track_caller]
pub(crate) fn assert_accepted(circuit: &Circuit, witness: &Witness) {
    let violations = check(circuit, witness);
    let shown: Vec<String> = violations.iter().take(8).map(ToString::to_string).collect();
    assert!(violations.is_empty(), "{} violations of an honest witness:\n{}", violations.len(), shown.join("\n"));
}

/// Whether a field element is zero.
pub(crate) fn is_zero(value: crate::Felt) -> bool {
    bool::from(value.is_zero())
}

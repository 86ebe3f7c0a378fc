//! Lies, and whether the constraint system notices them.
//!
//! - **flip**: one first-phase cell of one row is changed; helper columns and the bus sum follow from it, so nothing but the chip's own
//!   promises can refuse it.
//! - **tamper**: a step is recorded with one field changed and filled as if it were true, while everything it talks to stays honest.
//! - **fork**: same inputs, another output, with every auxiliary cell solved for.
//! - **ghost**: a padding row is switched on; a row is said twice; a row is left out.
//!
//! Tables answer whatever is asked (their multiplicities are free), so a lie is judged after the tables have been counted again.
//! [`Verdicts::refused_by`] tests the tests: a constraint that was never the only one to refuse a lie could be deleted unnoticed.

mod chips;
mod lies;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use chips::{chips_of, lies_about_each_chip, refused_by_the_mock_prover, refused_by_the_verifier, smallest};
use ff::Field;
pub(crate) use lies::{Judge, Lie, flips, flips_where, ghosts, is_idle};

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

/// Judges lies with the native checker.
pub(crate) fn judge(circuit: &Circuit, honest: &Witness, lies: impl IntoIterator<Item = Lie>) -> Verdicts {
    let mut verdicts = Verdicts::default();
    let mut judge = Judge::new(circuit, honest);
    for lie in lies {
        verdicts.tried += 1;
        let violations = judge.violations(&lie.rows);
        if violations.is_empty() {
            verdicts.accepted.insert(lie.what.clone());
        }
        let mut by: BTreeSet<String> = BTreeSet::new();
        for violation in &violations {
            by.insert(match violation {
                Violation::Constraint { lane, name, .. } => format!("{lane}: {name}"),
                Violation::Unbalanced { .. } => "the bus".to_owned(),
            });
        }
        if by.len() == 1 {
            *verdicts.refused_by.entry(by.pop_first().expect("one reason")).or_default() += 1;
        }
    }
    verdicts
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

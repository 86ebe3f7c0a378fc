//! What a circuit costs, whole and in parts. Every breakdown adds up to the whole: its parts are rows, each counted once.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use prover::circuit::{Cost, Owner};
use serde::{Deserialize, Serialize};

use crate::front::{SourceLine, SourceLines};

/// Counts of a circuit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CircuitCost {
    /// log2 of the rows.
    pub k: u32,
    /// Rows used in the fullest lane.
    pub rows_used: u64,
    /// Rows a lane may use.
    pub rows_available: u64,
    /// Advice cells of used rows.
    pub cells: u64,
    /// Advice columns × 2^k.
    pub allocated_cells: u64,
    /// Advice columns of both phases.
    pub advice_columns: u64,
    /// Fixed columns.
    pub fixed_columns: u64,
    /// Columns of public inputs.
    pub instance_columns: u64,
    /// Messages on the bus.
    pub messages: u64,
    /// Largest degree of a constraint.
    pub max_degree: u64,
    /// What each chip used.
    pub by_chip: Vec<ChipCost>,
    /// What each instruction of the code used, with the rows that answer what it asks; and what belongs to none.
    pub by_pc: Vec<PcCost>,
}

/// What rows use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    /// Rows.
    pub rows: u64,
    /// Advice cells.
    pub cells: u64,
    /// Messages.
    pub messages: u64,
}

impl Used {
    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.cells += other.cells;
        self.messages += other.messages;
    }
}

/// What one chip used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChipCost {
    /// Its lane.
    pub lane: String,
    /// Its name.
    pub name: String,
    /// `execution`, `memory`, …
    pub group: String,
    /// What it used.
    pub used: Used,
}

/// What all executions of one instruction of the code used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PcCost {
    /// Where it stands; nowhere, if these are rows that no instruction asked for.
    pub pc: Option<u64>,
    /// Its opcode; in brackets the lane of rows that no instruction asked for.
    pub name: String,
    /// What it used.
    pub used: Used,
}

/// A part of a breakdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// An opcode, or a line as `PATH:LINE`; in brackets what is neither.
    pub name: String,
    /// The line's text.
    pub text: String,
    /// What it used.
    pub used: Used,
}

impl CircuitCost {
    /// Takes over what the prover counted. `opcode` names the instruction at a pc.
    pub(super) fn of(cost: &Cost, opcode: impl Fn(u64) -> String) -> Self {
        let used = |rows: usize, cells: usize, messages: usize| Used {
            rows: rows as u64,
            cells: cells as u64,
            messages: messages as u64,
        };
        let chips = cost.by_chip.iter().map(|chip| ChipCost {
            lane: chip.lane.to_owned(),
            name: chip.name.to_owned(),
            group: chip.group.to_owned(),
            used: used(chip.rows, chip.cells, chip.messages),
        });
        let owners = cost.by_owner.iter().map(|part| {
            let (pc, name) = match part.owner {
                Owner::Instruction(pc) => (Some(pc), opcode(pc)),
                Owner::Lane(lane) => (None, format!("({lane})")),
            };
            PcCost { pc, name, used: used(part.rows, part.cells, part.messages) }
        });
        Self {
            k: cost.k,
            rows_used: cost.rows_used as u64,
            rows_available: cost.rows_available as u64,
            cells: cost.cells as u64,
            allocated_cells: cost.allocated_cells as u64,
            advice_columns: cost.advice_columns as u64,
            fixed_columns: cost.fixed_columns as u64,
            instance_columns: cost.instance_columns as u64,
            messages: cost.messages as u64,
            max_degree: cost.max_degree as u64,
            by_chip: chips.collect(),
            by_pc: owners.collect(),
        }
    }

    /// By opcode or instruction, the dearest first; then what belongs to none.
    #[must_use]
    pub fn by_opcode(&self) -> Vec<Part> {
        let mut parts: BTreeMap<(bool, &str), Used> = BTreeMap::new();
        for PcCost { pc, name, used } in &self.by_pc {
            parts.entry((pc.is_none(), name)).or_default().add(*used);
        }
        let mut parts: Vec<_> = parts.into_iter().collect();
        parts.sort_by_key(|((is_of_none, _), used)| (*is_of_none, Reverse(used.cells)));
        let part = |((_, name), used): ((bool, &str), Used)| Part { name: name.to_owned(), text: String::new(), used };
        parts.into_iter().map(part).collect()
    }

    /// By line of the source, in its order; then code that comes from no line; then what belongs to no instruction.
    #[must_use]
    pub fn by_line(&self, lines: &SourceLines) -> Vec<Part> {
        let mut of_lines: BTreeMap<&SourceLine, Used> = BTreeMap::new();
        let mut others: BTreeMap<(bool, &str), Used> = BTreeMap::new();
        for PcCost { pc, name, used } in &self.by_pc {
            let part = match (pc, pc.and_then(|pc| lines.at(pc))) {
                (_, Some(line)) => of_lines.entry(line).or_default(),
                (Some(_), None) => others.entry((false, "(no line)")).or_default(),
                (None, None) => others.entry((true, name)).or_default(),
            };
            part.add(*used);
        }
        let line = |(line, used): (&SourceLine, Used)| Part { name: line.to_string(), text: line.text.clone(), used };
        let other = |((_, name), used): ((bool, &str), Used)| Part { name: name.to_owned(), text: String::new(), used };
        of_lines.into_iter().map(line).chain(others.into_iter().map(other)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(parts: &[(Option<u64>, &str, u64)]) -> CircuitCost {
        let by_pc = parts.iter().map(|(pc, name, cells)| {
            let used = Used { rows: 1, cells: *cells, messages: 2 };
            PcCost { pc: *pc, name: (*name).to_owned(), used }
        });
        CircuitCost {
            k: 9,
            rows_used: 0,
            rows_available: 0,
            cells: 0,
            allocated_cells: 0,
            advice_columns: 0,
            fixed_columns: 0,
            instance_columns: 0,
            messages: 0,
            max_degree: 0,
            by_chip: Vec::new(),
            by_pc: by_pc.collect(),
        }
    }

    fn shown(parts: &[Part]) -> Vec<(&str, u64, u64)> {
        parts.iter().map(|part| (part.name.as_str(), part.used.rows, part.used.cells)).collect()
    }

    #[test]
    fn instructions_are_gathered_by_opcode_and_by_line() {
        let parts = [
            (Some(0), "ADD", 5),
            (Some(1), "MUL", 8),
            (Some(9), "ADD", 7),
            (Some(12), "STOP", 1),
            (None, "(state)", 99),
        ];
        let cost = cost(&parts);
        let expected = [("ADD", 2, 12), ("MUL", 1, 8), ("STOP", 1, 1), ("(state)", 1, 99)];
        assert_eq!(shown(&cost.by_opcode()), expected);

        let line = |line| SourceLine { path: "a.sol".to_owned(), line, text: format!("line {line}") };
        let lines = SourceLines(vec![(0, Some(line(10))), (9, Some(line(2))), (10, None)]);
        let by_line = cost.by_line(&lines);
        let expected = [("a.sol:2", 1, 7), ("a.sol:10", 2, 13), ("(no line)", 1, 1), ("(state)", 1, 99)];
        assert_eq!(shown(&by_line), expected);
        assert_eq!(by_line[0].text, "line 2");
        assert_eq!(shown(&cost.by_line(&SourceLines::default()))[0], ("(no line)", 4, 21));
    }
}

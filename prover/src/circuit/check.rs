//! The native checker: every constraint of every row, and the exact balance of the bus. It needs no challenges and no field inversions,
//! so a changed cell is judged in microseconds, and it says in words what failed.

use std::fmt;

use ff::Field;

use super::bus::{Balance, Message};
use super::expr::{Cell, Column, Expr};
use super::lane::{ChipId, Constraint, Slot};
use super::{Circuit, FixedTable, Witness};
use crate::Felt;

/// A promise that a witness breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Violation {
    /// A constraint's polynomial is not zero.
    Constraint {
        /// The lane.
        lane: &'static str,
        /// The row, over all instances.
        row: usize,
        /// The chip whose promise it is; none: the lane's.
        chip: Option<&'static str>,
        /// The sentence.
        name: String,
    },
    /// A message was sent more or less often than received.
    Unbalanced {
        /// The message.
        message: Message,
        /// Times sent minus times received.
        excess: Felt,
    },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constraint { lane, row, chip, name } => {
                write!(f, "{lane}[{row}] {}: not true that {name}", chip.unwrap_or("every row"))
            }
            Self::Unbalanced { message, excess } => write!(f, "{message:?} is sent {excess:?} times too often"),
        }
    }
}

/// One row of a lane, as expressions see it.
pub(crate) struct RowView<'a> {
    witness: &'a Witness,
    fixed: &'a FixedTable,
    at: super::LaneInstance,
    row: usize,
    row_in_instance: usize,
    rows: usize,
}

impl<'a> RowView<'a> {
    pub(crate) fn new(circuit: &'a Circuit, witness: &'a Witness, lane: usize, row: usize) -> Self {
        let rows = circuit.rows();
        let at = circuit.instance(lane, row / rows);
        Self { witness, fixed: &circuit.fixed, at, row, row_in_instance: row % rows, rows }
    }

    pub(crate) fn cell(&self, cell: Cell) -> Felt {
        // the row after an instance's last is not the next instance's first
        let row = self.row_in_instance.checked_add_signed(cell.rotation).filter(|row| *row < self.rows);
        let Some(row) = row else { return Felt::ZERO };
        match cell.column {
            Column::Advice(column) => {
                self.witness.lanes[self.at.lane].get(self.row - self.row_in_instance + row, column)
            }
            Column::Fixed(column) => {
                let content = &self.fixed.columns[self.fixed.place(&self.at, column)];
                content.get(row).copied().unwrap_or(Felt::ZERO)
            }
            Column::Instance(column) => {
                let content = self.witness.public.get(column);
                content.and_then(|c| c.get(row)).copied().unwrap_or(Felt::ZERO)
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn advice(&self, column: usize) -> Felt {
        self.cell(Cell { column: Column::Advice(column), rotation: 0 })
    }

    /// Whether a constraint is about this row.
    pub(crate) fn is_selected(&self, constraint: &Constraint) -> bool {
        constraint
            .rows
            .is_none_or(|column| !bool::from(self.cell(Cell { column: Column::Fixed(column), rotation: 0 }).is_zero()))
    }

    pub(crate) fn evaluate(&self, expr: &Expr) -> Felt {
        expr.evaluate(&|cell| self.cell(cell))
    }

    pub(crate) fn message(&self, slot: &Slot) -> Message {
        Message::new(self.evaluate(&slot.tag), slot.values.iter().map(|v| self.evaluate(v)).collect())
    }
}

/// The constraints that one row of a lane breaks.
pub fn check_row(circuit: &Circuit, witness: &Witness, lane: usize, row: usize, found: &mut Vec<Violation>) {
    let view = RowView::new(circuit, witness, lane, row);
    let lane = &circuit.lanes[lane];
    for constraint in lane.constraints() {
        if view.is_selected(constraint) && !bool::from(view.evaluate(&constraint.expr).is_zero()) {
            let chip = constraint.chip.map(|ChipId(id)| lane.chips[id].name);
            found.push(Violation::Constraint { lane: lane.name, row, chip, name: constraint.name.clone() });
        }
    }
}

/// The messages of one row with their multiplicities.
pub(crate) fn messages_of_row<'a>(
    circuit: &'a Circuit,
    witness: &'a Witness,
    lane: usize,
    row: usize,
) -> impl Iterator<Item = (Message, Felt)> + 'a {
    let view = RowView::new(circuit, witness, lane, row);
    circuit.lanes[lane].slots().iter().filter_map(move |slot| {
        let multiplicity = view.evaluate(&slot.multiplicity);
        (!bool::from(multiplicity.is_zero())).then(|| (view.message(slot), multiplicity))
    })
}

/// All violations of a witness; none means that the constraint system is satisfied.
pub fn check(circuit: &Circuit, witness: &Witness) -> Vec<Violation> {
    let mut found = vec![];
    let mut balance = Balance::default();
    for (lane, instances) in circuit.shape.instances.iter().enumerate() {
        // without fixed or public cells one padding row is like another
        let uniform = circuit.lanes[lane].fixed.is_empty() && circuit.lanes[lane].public.is_empty();
        let rows = if uniform { witness.lanes[lane].len() + 1 } else { usize::MAX };
        for row in 0..rows.min(instances * circuit.rows()) {
            check_row(circuit, witness, lane, row, &mut found);
            for (message, multiplicity) in messages_of_row(circuit, witness, lane, row) {
                balance.add(message, multiplicity);
            }
        }
    }
    let unbalanced = balance.unbalanced().map(|(message, excess)| (message.clone(), excess));
    found.extend(unbalanced.map(|(message, excess)| Violation::Unbalanced { message, excess }));
    found
}

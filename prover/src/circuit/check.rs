//! The native checker: every constraint of every row, and the exact balance of the bus. It needs no challenges and no field inversions,
//! so a changed cell is judged in microseconds, and it says in words what failed.

use std::fmt;

use ff::Field;

use super::bus::{Balance, Message};
use super::expr::{Cell, Column, Expr};
use super::lane::{ChipId, Constraint, Slot};
use super::{Circuit, LaneInstance, Witness};
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
    circuit: &'a Circuit,
    witness: &'a Witness,
    at: &'a LaneInstance,
    /// The row of the instance.
    row: usize,
}

impl<'a> RowView<'a> {
    pub(crate) fn new(circuit: &'a Circuit, witness: &'a Witness, lane: usize, row: usize) -> Self {
        let at = circuit.instance(lane, row);
        Self { circuit, witness, at, row: row - at.before }
    }

    pub(crate) fn cell(&self, cell: Cell) -> Felt {
        // what stands above and below an instance is another lane's, and nothing that counts
        let row = self.row.checked_add_signed(cell.rotation).filter(|row| *row < self.at.rows);
        let Some(row) = row else { return Felt::ZERO };
        match cell.column {
            Column::Advice(column) => self.witness.lanes[self.at.lane].get(self.at.before + row, column),
            Column::Fixed(column) => self.circuit.fixed[self.at.fixed[column]][self.at.start + row],
            Column::Instance(column) => {
                let content = self.witness.public.get(column);
                content.and_then(|c| c.get(self.at.start + row)).copied().unwrap_or(Felt::ZERO)
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
            .is_none_or(|column| self.cell(Cell { column: Column::Fixed(column), rotation: 0 }) != Felt::ZERO)
    }

    pub(crate) fn evaluate(&self, expr: &Expr) -> Felt {
        expr.evaluate(&|cell| self.cell(cell))
    }

    /// Whether an expression depends on a cell: a product with a fixed zero depends on nothing.
    pub(crate) fn mentions(&self, expr: &Expr, wanted: &impl Fn(Cell) -> bool) -> bool {
        let is_dead = |factor: &Expr| {
            let mut fixed = true;
            factor.for_each_cell(&mut |cell| fixed &= !matches!(cell.column, Column::Advice(_)));
            fixed && self.evaluate(factor) == Felt::ZERO
        };
        match expr {
            Expr::Constant(_) => false,
            Expr::Cell(cell) => wanted(*cell),
            Expr::Sum(a, b) => self.mentions(a, wanted) || self.mentions(b, wanted),
            Expr::Product(a, b) => self.mentions(a, wanted) && !is_dead(b) || self.mentions(b, wanted) && !is_dead(a),
            Expr::Scaled(a, _) => self.mentions(a, wanted),
        }
    }

    pub(crate) fn message(&self, slot: &Slot) -> Message {
        Message::new(self.evaluate(&slot.tag), slot.values.iter().map(|v| self.evaluate(v)).collect())
    }
}

/// The constraints that one row of a lane breaks.
pub fn check_row(circuit: &Circuit, witness: &Witness, lane: usize, row: usize, found: &mut Vec<Violation>) {
    check_constraints(circuit, witness, lane, row, 0..circuit.lanes[lane].constraints().len(), found);
}

/// Those of some constraints, by number, that one row of a lane breaks.
pub(crate) fn check_constraints(
    circuit: &Circuit,
    witness: &Witness,
    lane: usize,
    row: usize,
    numbers: impl IntoIterator<Item = usize>,
    found: &mut Vec<Violation>,
) {
    let view = RowView::new(circuit, witness, lane, row);
    let lane = &circuit.lanes[lane];
    for constraint in numbers.into_iter().map(|number| &lane.constraints()[number]) {
        if view.is_selected(constraint) && view.evaluate(&constraint.expr) != Felt::ZERO {
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
    messages(circuit, witness, lane, row, 0..circuit.lanes[lane].slots().len())
}

/// The messages of some slots of a row, by number, with their multiplicities.
pub(crate) fn messages<'a>(
    circuit: &'a Circuit,
    witness: &'a Witness,
    lane: usize,
    row: usize,
    slots: impl Iterator<Item = usize> + 'a,
) -> impl Iterator<Item = (Message, Felt)> + 'a {
    let view = RowView::new(circuit, witness, lane, row);
    slots.map(move |number| &circuit.lanes[lane].slots()[number]).filter_map(move |slot| {
        let multiplicity = view.evaluate(&slot.multiplicity);
        (multiplicity != Felt::ZERO).then(|| (view.message(slot), multiplicity))
    })
}

/// The promises and messages of an instance's rows that depend on cells above or below it. There a prover may write what it
/// likes, so there must be none, unless a fixed zero takes them out.
pub(super) fn reads_outside(circuit: &Circuit, at: &LaneInstance) -> Vec<String> {
    let lane = &circuit.lanes[at.lane];
    let reach = lane.rotations();
    let (up, down) = (reach.first().copied().unwrap_or(0), reach.last().copied().unwrap_or(0));
    let witness = circuit.witness();
    let edges =
        (0..at.rows).filter(|row| row.checked_add_signed(up).is_none() || row.saturating_add_signed(down) >= at.rows);
    let mut found = vec![];
    for row in edges {
        let view = RowView { circuit, witness: &witness, at, row };
        let leaves = |cell: Cell| row.checked_add_signed(cell.rotation).is_none_or(|row| row >= at.rows);
        let promised = lane
            .constraints()
            .iter()
            .filter(|promise| view.is_selected(promise) && view.mentions(&promise.expr, &leaves));
        found.extend(promised.map(|promise| format!("{}[{row}]: {}", lane.name, promise.name)));
        // what may be other than zero
        let lives = |expr: &Expr| {
            let advice = |cell: Cell| matches!(cell.column, Column::Advice(_));
            view.mentions(expr, &advice) || !bool::from(view.evaluate(expr).is_zero())
        };
        for (number, slot) in lane.slots().iter().enumerate() {
            let says = lives(&slot.tag) && lives(&slot.multiplicity);
            let mut said = slot.values.iter().chain([&slot.tag, &slot.multiplicity]);
            if says && said.any(|expr| view.mentions(expr, &leaves)) {
                found.push(format!("{}[{row}]: message {number}", lane.name));
            }
        }
    }
    found
}

/// Whether rows of a lane that are all zero, in an instance that is, keep every promise and say nothing.
pub(super) fn rests(circuit: &Circuit, lane: usize) -> bool {
    let (empty, capacity) = (circuit.witness(), circuit.shape.capacity(lane));
    // without fixed cells one row is like another; public ones are known only with a statement
    let (fixed, public) = (&circuit.lanes[lane].fixed, &circuit.lanes[lane].public);
    let rows = if fixed.is_empty() { capacity.min(1) } else { capacity };
    let mut found = vec![];
    public.is_empty()
        && (0..rows).all(|row| {
            check_row(circuit, &empty, lane, row, &mut found);
            found.is_empty() && messages_of_row(circuit, &empty, lane, row).next().is_none()
        })
}

/// All violations of a witness; none means that the constraint system is satisfied.
pub fn check(circuit: &Circuit, witness: &Witness) -> Vec<Violation> {
    let mut found = vec![];
    let mut balance = Balance::default();
    for lane in 0..circuit.lanes.len() {
        let capacity = circuit.shape.capacity(lane);
        let rows = if circuit.rests(lane) {
            let seen_from = circuit.lanes[lane].rotations().into_iter().map(isize::unsigned_abs).max().unwrap_or(0);
            capacity.min(witness.lanes[lane].len() + seen_from)
        } else {
            capacity
        };
        for row in 0..rows {
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

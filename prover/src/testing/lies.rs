//! Changed rows, and what the checker says of them without checking the rows that did not change.

use std::rc::Rc;

use ff::Field;

use super::is_zero;
use super::readers::Readers;
use crate::Felt;
use crate::circuit::{
    Balance, Circuit, Column, Message, RowView, Slot, Violation, Witness, check_constraints, messages, messages_of_row,
};

/// A row of a lane, changed: lane, row, and the row's new cells.
pub(crate) type ChangedRow = (usize, usize, Vec<Felt>);

/// Some rows of an accepted witness, changed.
#[derive(Clone, Debug)]
pub(crate) struct Lie {
    /// What was changed: lane, chip, cell.
    pub(crate) what: String,
    /// The rows, each once.
    pub(crate) rows: Vec<ChangedRow>,
}

impl Lie {
    /// The witness with the lie in it, its tables not yet counted again.
    pub(crate) fn apply(&self, honest: &Witness) -> Witness {
        let mut witness = honest.clone();
        overwrite(&mut witness, &self.rows);
        witness
    }

    /// The witness with the lie in it, its tables counted again: a dishonest prover would do that, too.
    pub(crate) fn forge(&self, circuit: &Circuit, honest: &Witness) -> Witness {
        let mut witness = self.apply(honest);
        let mut balance = Balance::default();
        for lane in 0..circuit.lanes.len() {
            for row in 0..circuit.speaking_rows(lane, &witness) {
                for (message, multiplicity) in messages_of_row(circuit, &witness, lane, row) {
                    balance.add(message, multiplicity);
                }
            }
        }
        for (lane, row, count, message) in tables(circuit, &honest.public) {
            let excess = balance.of(&message);
            if !is_zero(excess) {
                let counted = witness.lanes[lane].get(row, count);
                witness.lanes[lane].set(row, count, counted - excess);
                balance.add(message, -excess);
            }
        }
        witness
    }
}

fn overwrite(witness: &mut Witness, rows: &[ChangedRow]) {
    for (lane, row, cells) in rows {
        for (column, value) in cells.iter().enumerate() {
            witness.lanes[*lane].set(*row, column, *value);
        }
    }
}

/// Judges lies about one accepted witness.
pub(crate) struct Judge<'a> {
    pub(crate) circuit: &'a Circuit,
    pub(crate) honest: &'a Witness,
    /// The honest witness, but while a lie is judged.
    scratch: Witness,
    /// All messages that some table can say: their counts are the prover's to choose.
    provided: Balance,
    readers: Readers<'a>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(circuit: &'a Circuit, honest: &'a Witness) -> Self {
        let mut provided = Balance::default();
        for (.., message) in tables(circuit, &honest.public) {
            provided.add(message, Felt::ONE);
        }
        Self { circuit, honest, scratch: honest.clone(), provided, readers: Readers::new(circuit) }
    }

    /// What is wrong with changed rows, given that all was right before. Only promises and messages that mention a changed cell can be broken
    /// or say something else; a message that some table row could have provided is balanced by counting that row again.
    pub(crate) fn violations(&mut self, changed: &[ChangedRow]) -> Vec<Violation> {
        let mut found = vec![];
        let mut balance = Balance::default();
        let circuit = self.circuit;
        let concerned = self.readers.concerned(self.honest, changed);
        for ((lane, row), read) in &concerned {
            for (message, multiplicity) in messages(circuit, self.honest, *lane, *row, read.slots.iter().copied()) {
                balance.add(message, -multiplicity);
            }
        }
        overwrite(&mut self.scratch, changed);
        for ((lane, row), read) in &concerned {
            check_constraints(circuit, &self.scratch, *lane, *row, read.promises.iter().copied(), &mut found);
            for (message, multiplicity) in messages(circuit, &self.scratch, *lane, *row, read.slots.iter().copied()) {
                balance.add(message, multiplicity);
            }
        }
        for (lane, row, cells) in changed {
            for column in 0..cells.len() {
                self.scratch.lanes[*lane].set(*row, column, self.honest.lanes[*lane].get(*row, column));
            }
        }
        for (message, excess) in balance.unbalanced() {
            if is_zero(self.provided.of(message)) {
                found.push(Violation::Unbalanced { message: message.clone(), excess });
            }
        }
        found
    }
}

/// All messages that fixed and public cells alone can say, however often: lane, row, column of the count, message.
fn tables<'a>(
    circuit: &'a Circuit,
    public: &[Vec<Felt>],
) -> impl Iterator<Item = (usize, usize, usize, Message)> + use<'a> {
    let mut empty = circuit.witness();
    empty.public = public.to_vec();
    circuit.lanes.iter().enumerate().flat_map(move |(index, lane)| {
        let mut found = vec![];
        for slot in lane.slots().iter().filter(|slot| is_fixed_table(slot)) {
            for row in 0..circuit.shape.capacity(index) {
                let view = RowView::new(circuit, &empty, index, row);
                let message = view.message(slot);
                // a public row that is said once has no count
                if message.tag != Felt::ZERO && is_zero(view.evaluate(&slot.multiplicity)) {
                    found.push((index, row, slot.counted.expect("a table counts"), message));
                }
            }
        }
        found
    })
}

/// Whether a slot says fixed things as often as asked.
fn is_fixed_table(slot: &Slot) -> bool {
    let mut fixed = slot.counted.is_some();
    for expr in slot.values.iter().chain([&slot.tag]) {
        expr.for_each_cell(&mut |cell| fixed &= !matches!(cell.column, Column::Advice(_)));
    }
    fixed
}

/// Changes every cell of every used row in turn, to its successor, to zero or one, and to another row's value of the column.
/// The counts of fixed tables are left out: they are free, since what such a table says is true however often.
pub(crate) fn flips<'a>(circuit: &'a Circuit, honest: &'a Witness) -> impl Iterator<Item = Lie> + 'a {
    flips_where(circuit, honest, |_, _| true)
}

/// The flips of some rows, chosen by lane and row.
pub(crate) fn flips_where<'a>(
    circuit: &'a Circuit,
    honest: &'a Witness,
    chosen: impl Fn(usize, usize) -> bool + Copy + 'a,
) -> impl Iterator<Item = Lie> + 'a {
    let readers = Rc::new(Readers::new(circuit));
    circuit.lanes.iter().enumerate().flat_map(move |(index, lane)| {
        let (rows, readers) = (&honest.lanes[index], Rc::clone(&readers));
        let free: Vec<usize> =
            lane.slots().iter().filter(|slot| is_fixed_table(slot)).filter_map(|s| s.counted).collect();
        let pinned: Vec<usize> = (0..lane.width()).filter(|column| !free.contains(column)).collect();
        (0..rows.len()).filter(move |row| chosen(index, *row)).flat_map(move |row| {
            let cells: Vec<Felt> = (0..lane.width()).map(|column| rows.get(row, column)).collect();
            let chip = lane.chips().find(|(chip, ..)| cells[lane.flag(*chip)] == Felt::ONE);
            let readers = Rc::clone(&readers);
            let own = pinned.clone().into_iter().filter(move |column| {
                lane.is_own(chip.map(|(id, ..)| id), *column) && !readers.is_idle(honest, index, row, *column)
            });
            own.flat_map(move |column| {
                let what = format!(
                    "{}[{row}] {}: {}",
                    lane.name,
                    chip.map_or("padding", |(_, name, _)| name),
                    lane.column_name(chip.map(|(id, ..)| id), column)
                );
                let value = cells[column];
                let other = rows.get((row + 1) % rows.len(), column);
                let mut lies = vec![value + Felt::ONE];
                for candidate in [Felt::ZERO, Felt::ONE, other] {
                    if candidate != value && !lies.contains(&candidate) {
                        lies.push(candidate);
                    }
                }
                let cells = cells.clone();
                lies.into_iter().map(move |value| {
                    let mut cells = cells.clone();
                    cells[column] = value;
                    Lie { what: what.clone(), rows: vec![(index, row, cells)] }
                })
            })
        })
    })
}

/// Switches each chip on in a padding row and says each row twice, if the lane has a row to spare; leaves each row out.
pub(crate) fn ghosts<'a>(circuit: &'a Circuit, honest: &'a Witness) -> impl Iterator<Item = Lie> + 'a {
    let exists = |index: usize| circuit.shape.capacity(index) > 0;
    circuit.lanes.iter().enumerate().filter(move |(i, lane)| exists(*i) && lane.chips().next().is_some()).flat_map(
        move |(index, lane)| {
            let rows = &honest.lanes[index];
            let end = rows.len();
            let zeros = vec![Felt::ZERO; lane.width()];
            let on = lane.chips().map({
                let zeros = zeros.clone();
                move |(chip, name, _)| {
                    let mut cells = zeros.clone();
                    cells[lane.flag(chip)] = Felt::ONE;
                    Lie {
                        what: format!("{} {name}: a padding row switched on", lane.name),
                        rows: vec![(index, end, cells)],
                    }
                }
            });
            let repeated = (0..end).map(move |row| {
                let cells = (0..lane.width()).map(|column| rows.get(row, column)).collect();
                Lie { what: format!("{}: row said twice", lane.name), rows: vec![(index, end, cells)] }
            });
            let dropped = (0..end).map(move |row| Lie {
                what: format!("{}: row left out", lane.name),
                rows: vec![(index, row, zeros.clone())],
            });
            let room = end < circuit.shape.capacity(index);
            on.chain(repeated).filter(move |_| room).chain(dropped)
        },
    )
}

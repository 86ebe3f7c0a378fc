//! The self-test of the tests: would deleting a constraint be noticed?
//!
//! A changed cell is mostly refused by several promises at once, which says nothing about any of them. A *repaired* lie goes on: while
//! a promise other than the one under test is broken, it is solved for a cell that has not been touched yet, and a message that nobody
//! hears any more is changed at its other end. If in the end the promise under test is the only broken one, the lie would pass
//! without it. That no such lie is found says little: it may need more cells than are tried.

use std::collections::{BTreeSet, HashMap};

use ff::Field;

use super::lies::ChangedRow;
use super::{Judge, is_zero};
use crate::Felt;
use crate::circuit::{Cell, Circuit, Column, Constraint, Expr, Message, RowView, Slot, Violation, Witness};

/// Cells that a lie changes at most.
const CELLS: usize = 8;
/// Attempts for one first change, if there is a choice of repairs.
const WALKS: usize = 6;

/// Lane, row, column.
type Place = (usize, usize, usize);
/// Places and their new values.
type Changes = Vec<(Place, Felt)>;

/// Repairs lies about one accepted witness.
pub(crate) struct Repairs<'a> {
    circuit: &'a Circuit,
    judge: Judge<'a>,
    /// The witness with the lie in it.
    lied: Witness,
    changed: BTreeSet<Place>,
    /// Who says what while all are honest: lane, row, slot.
    sayers: HashMap<Message, Vec<Place>>,
    /// Chooses between repairs, the same in each run.
    dice: usize,
}

impl<'a> Repairs<'a> {
    pub(crate) fn new(circuit: &'a Circuit, honest: &'a Witness) -> Self {
        let mut sayers: HashMap<Message, Vec<Place>> = HashMap::new();
        for (index, lane) in circuit.lanes.iter().enumerate() {
            for row in 0..circuit.speaking_rows(index, honest) {
                let view = RowView::new(circuit, honest, index, row);
                for (number, slot) in lane.slots().iter().enumerate() {
                    if !is_zero(view.evaluate(&slot.multiplicity)) {
                        sayers.entry(view.message(slot)).or_default().push((index, row, number));
                    }
                }
            }
        }
        let (lied, judge) = (honest.clone(), Judge::new(circuit, honest));
        Self { circuit, judge, lied, changed: BTreeSet::new(), sayers, dice: 1 }
    }

    /// Whether a lie was found that the constraints of this name alone refuse. A lane that the witness does not use is left to those that do.
    pub(crate) fn is_needed(&mut self, lane: usize, name: &str) -> bool {
        let circuit = self.circuit;
        if self.judge.honest.lanes[lane].is_empty() {
            return false;
        }
        // the choices for one name do not depend on which others there are
        self.dice = 1;
        let named: Vec<&Constraint> = circuit.lanes[lane].constraints().iter().filter(|c| c.name == name).collect();
        for constraint in named {
            for first in self.first_changes(lane, constraint) {
                for _ in 0..WALKS {
                    self.change(&first);
                    let (found, chose) = self.repair(lane, name);
                    for (lane, row, column) in std::mem::take(&mut self.changed) {
                        self.lied.lanes[lane].set(row, column, self.judge.honest.lanes[lane].get(row, column));
                    }
                    if found {
                        return true;
                    }
                    if !chose {
                        break;
                    }
                }
            }
        }
        false
    }

    /// Cells that the constraint mentions, or that have to do with them, changed: in a few rows of each chip, and in a row that no chip
    /// uses.
    fn first_changes(&self, index: usize, constraint: &Constraint) -> Vec<Changes> {
        let (circuit, lane) = (self.circuit, &self.circuit.lanes[index]);
        let rows = &self.judge.honest.lanes[index];
        let mut chosen = BTreeSet::new();
        for (chip, ..) in lane.chips().filter(|(chip, ..)| constraint.chip.is_none_or(|own| own == *chip)) {
            let on: Vec<usize> = (0..rows.len())
                .filter(|row| rows.get(*row, lane.flag(chip)) == Felt::ONE)
                .filter(|row| RowView::new(circuit, self.judge.honest, index, *row).is_selected(constraint))
                .collect();
            // a promise of the lane is looked at with every chip
            chosen.extend(on.first().filter(|_| constraint.chip.is_some()).into_iter().chain(on.last()));
        }
        let spare = (rows.len() < circuit.shape.capacity(index)).then_some(rows.len());
        chosen.extend(spare);
        let flags: Vec<Column> = lane.chips().map(|(chip, ..)| Column::Advice(lane.flag(chip))).collect();
        let mut first = vec![];
        for row in chosen {
            let view = RowView::new(circuit, self.judge.honest, index, row);
            for (cell, place) in self.advice(index, row, &constraint.expr) {
                let value = view.cell(cell);
                let mut others = vec![value];
                for other in [value + Felt::ONE, value - Felt::ONE, Felt::ZERO, Felt::ONE, Felt::from(2)] {
                    if !others.contains(&other) {
                        others.push(other);
                    }
                }
                first.extend(others.into_iter().skip(1).map(|other| vec![(place, other)]));
            }
            // or what else the row promises about these cells
            let own: Vec<Cell> = self.advice(index, row, &constraint.expr).map(|(cell, _)| cell).collect();
            let own: Vec<Cell> = own.into_iter().filter(|cell| !flags.contains(&cell.column)).collect();
            let is_on = |other: &&Constraint| other.chip.is_none_or(|chip| view.advice(lane.flag(chip)) == Felt::ONE);
            let others = lane.constraints().iter().filter(|other| view.is_selected(other)).filter(is_on);
            let others = others.filter(|other| view.mentions(&other.expr, &|cell| own.contains(&cell)));
            let places: BTreeSet<Place> =
                others.flat_map(|other| self.advice(index, row, &other.expr).map(|(_, place)| place)).collect();
            let value = |(lane, row, column): &Place| self.lied.lanes[*lane].get(*row, *column);
            first.extend(places.into_iter().map(|place| vec![(place, value(&place) + Felt::ONE)]));
        }
        // two chips use a row, or one takes back what the other says
        let Some(row) = spare.filter(|_| constraint.chip.is_none()) else { return first };
        for (_, a) in self.advice(index, row, &constraint.expr).filter(|(cell, _)| flags.contains(&cell.column)) {
            for (chip, ..) in lane.chips().filter(|(chip, ..)| lane.flag(*chip) != a.2) {
                let b = (index, row, lane.flag(chip));
                first.extend([-Felt::ONE, Felt::ONE].map(|value| vec![(a, value), (b, Felt::ONE)]));
            }
        }
        first
    }

    /// The advice cells of an expression at a row.
    fn advice(&self, lane: usize, row: usize, expr: &Expr) -> impl Iterator<Item = (Cell, Place)> + use<> {
        let rows = self.circuit.instance(lane, row).lane_rows();
        let mut found: Vec<(Cell, Place)> = vec![];
        expr.for_each_cell(&mut |cell| {
            let Column::Advice(column) = cell.column else { return };
            let at = row.checked_add_signed(cell.rotation).filter(|row| rows.contains(row));
            found.extend(at.map(|row| (cell, (lane, row, column))).filter(|new| !found.contains(new)));
        });
        found.into_iter()
    }

    /// Repairs one violation after the other; whether that led to a lie that is refused for the name alone, and whether there was a
    /// choice.
    fn repair(&mut self, lane: usize, name: &str) -> (bool, bool) {
        let lane_name = self.circuit.lanes[lane].name;
        let is_own = |violation: &Violation| match violation {
            Violation::Constraint { lane, name: broken, .. } => *lane == lane_name && broken == name,
            Violation::Unbalanced { .. } => false,
        };
        let mut chose = false;
        loop {
            let (own, others): (Vec<_>, Vec<_>) = self.judge.violations(&self.rows()).into_iter().partition(is_own);
            if others.is_empty() || self.changed.len() >= CELLS {
                return (!own.is_empty() && others.is_empty(), chose);
            }
            let mut ways = self.ways(&others);
            ways.sort_unstable();
            ways.dedup();
            if ways.is_empty() {
                return (false, chose);
            }
            chose |= ways.len() > 1;
            // the full-period generator of Numerical Recipes, 7.1
            self.dice = (self.dice * 1_664_525 + 1_013_904_223) % (1 << 32);
            self.change(&[ways[(self.dice >> 16) % ways.len()]]);
        }
    }

    /// The rows that differ from the honest ones.
    fn rows(&self) -> Vec<ChangedRow> {
        let rows: BTreeSet<(usize, usize)> = self.changed.iter().map(|(lane, row, _)| (*lane, *row)).collect();
        let cells = |lane: usize, row| {
            let width = self.circuit.lanes[lane].width();
            (0..width).map(|column| self.lied.lanes[lane].get(row, column)).collect()
        };
        rows.into_iter().map(|(lane, row)| (lane, row, cells(lane, row))).collect()
    }

    /// Changes of one cell that repair something: the broken promise with the fewest, else a message.
    fn ways(&self, broken: &[Violation]) -> Changes {
        let promises = broken.iter().filter_map(|violation| match violation {
            Violation::Constraint { lane, row, name, .. } => Some(self.ways_to_keep(lane, *row, name)),
            Violation::Unbalanced { .. } => None,
        });
        promises.min_by_key(Vec::len).unwrap_or_else(|| self.ways_to_balance(broken))
    }

    fn ways_to_keep(&self, lane: &str, row: usize, name: &str) -> Changes {
        let index = self.circuit.lanes.iter().position(|l| l.name == lane).expect("a violation names a lane");
        let view = RowView::new(self.circuit, &self.lied, index, row);
        let broken = self.circuit.lanes[index].constraints().iter().filter(|c| c.name == name && view.is_selected(c));
        let broken = broken.filter(|constraint| !is_zero(view.evaluate(&constraint.expr)));
        broken.flat_map(|constraint| self.solutions(index, row, &constraint.expr, Felt::ZERO)).collect()
    }

    /// A message that nobody says any more is exchanged for one that nobody hears; or what is said often enough is counted again.
    fn ways_to_balance(&self, broken: &[Violation]) -> Changes {
        let messages = broken.iter().filter_map(|violation| match violation {
            Violation::Unbalanced { message, excess } => Some((message, *excess)),
            Violation::Constraint { .. } => None,
        });
        let messages: Vec<(&Message, Felt)> = messages.collect();
        let mut ways = vec![];
        for (message, excess) in &messages {
            for (lane, row, slot) in self.sayers.get(*message).into_iter().flatten() {
                let view = RowView::new(self.circuit, &self.lied, *lane, *row);
                let slot: &Slot = &self.circuit.lanes[*lane].slots()[*slot];
                if view.message(slot) != **message {
                    continue;
                }
                if let Some(count) = slot.counted {
                    let fewer = view.evaluate(&slot.multiplicity) - excess;
                    let fewer = self.solutions(*lane, *row, &slot.multiplicity, fewer);
                    ways.extend(fewer.into_iter().filter(|((_, r, column), _)| (r, *column) == (row, count)));
                }
                let wanted = messages.iter().filter(|(other, lack)| other.tag == message.tag && *lack == -*excess);
                for (other, _) in wanted {
                    let differs = |value: &(usize, &Expr)| view.evaluate(value.1) != value_of(other, value.0);
                    if let Some((i, value)) = slot.values.iter().enumerate().find(differs) {
                        ways.extend(self.solutions(*lane, *row, value, value_of(other, i)));
                    }
                }
            }
        }
        ways
    }

    /// Values of single cells, not touched yet, that make an expression what it should be, where it is linear in them.
    fn solutions(&self, lane: usize, row: usize, expr: &Expr, wanted: Felt) -> Changes {
        let view = RowView::new(self.circuit, &self.lied, lane, row);
        let mut found = vec![];
        for (cell, place) in self.advice(lane, row, expr).filter(|(_, place)| !self.changed.contains(place)) {
            let at = |value: Felt| expr.evaluate(&|other| if other == cell { value } else { view.cell(other) });
            let (base, slope) = (at(Felt::ZERO), at(Felt::ONE) - at(Felt::ZERO));
            // most slopes are 1 or −1; inverting takes a third of the time that repairs take
            let quotient = if slope == Felt::ONE || slope == -Felt::ONE {
                Some((wanted - base) * slope)
            } else {
                Option::<Felt>::from(slope.invert()).map(|inverse| (wanted - base) * inverse)
            };
            let Some(value) = quotient else { continue };
            if at(value) == wanted && value != view.cell(cell) {
                found.push((place, value));
            }
        }
        found
    }

    fn change(&mut self, changes: &[(Place, Felt)]) {
        for (place @ (lane, row, column), value) in changes {
            self.lied.lanes[*lane].set(*row, *column, *value);
            self.changed.insert(*place);
        }
    }
}

/// A value of a message, which has no zeros at its end.
fn value_of(message: &Message, index: usize) -> Felt {
    message.values.get(index).copied().unwrap_or(Felt::ZERO)
}

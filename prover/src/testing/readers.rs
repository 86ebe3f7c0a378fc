//! Which promises and messages of a lane mention a cell: a change of the cell breaks no others.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ff::Field;

use super::is_zero;
use super::lies::ChangedRow;
use crate::Felt;
use crate::circuit::{Cell, Circuit, Column, Expr, RowView, Slot, Witness};

/// Promises and message slots of a row, by their numbers in the lane.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sentences {
    pub(crate) promises: BTreeSet<usize>,
    pub(crate) slots: BTreeSet<usize>,
}

/// The sentences of all lanes of a circuit, by what they mention.
#[derive(Debug)]
pub(crate) struct Readers<'a> {
    circuit: &'a Circuit,
    /// By lane; by column and rotation, seen from the row that mentions it.
    mentioned: Vec<HashMap<(usize, isize), Sentences>>,
    /// By lane, the rotations that occur.
    rotations: Vec<Vec<isize>>,
}

impl<'a> Readers<'a> {
    pub(crate) fn new(circuit: &'a Circuit) -> Self {
        let mentioned = circuit.lanes.iter().map(|lane| {
            let mut by_cell: HashMap<(usize, isize), Sentences> = HashMap::new();
            let mut note = |expr: &Expr, add: &dyn Fn(&mut Sentences)| {
                expr.for_each_cell(&mut |cell| {
                    if let Column::Advice(column) = cell.column {
                        add(by_cell.entry((column, cell.rotation)).or_default());
                    }
                });
            };
            for (number, promise) in lane.constraints().iter().enumerate() {
                note(&promise.expr, &|read| read.promises.extend([number]));
            }
            for (number, slot) in lane.slots().iter().enumerate() {
                for expr in slot.values.iter().chain([&slot.tag, &slot.multiplicity]) {
                    note(expr, &|read| read.slots.extend([number]));
                }
            }
            by_cell
        });
        let rotations = circuit.lanes.iter().map(|lane| lane.rotations().into_iter().collect());
        Self { circuit, mentioned: mentioned.collect(), rotations: rotations.collect() }
    }

    /// Who mentions a cell: rows of its instance, with their sentences that do.
    fn of(&self, lane: usize, row: usize, column: usize) -> impl Iterator<Item = (usize, isize, &Sentences)> {
        let rows = self.circuit.instance(lane, row).lane_rows();
        self.rotations[lane].iter().filter_map(move |rotation| {
            let rotation = *rotation;
            let from = row.checked_add_signed(-rotation).filter(|other| rows.contains(other))?;
            Some((from, rotation, self.mentioned[lane].get(&(column, rotation))?))
        })
    }

    /// What may be other than before once rows have changed: by lane and row.
    pub(crate) fn concerned(&self, honest: &Witness, changed: &[ChangedRow]) -> BTreeMap<(usize, usize), Sentences> {
        let mut concerned: BTreeMap<(usize, usize), Sentences> = BTreeMap::new();
        for (lane, row, cells) in changed {
            for (column, value) in cells.iter().enumerate() {
                if honest.lanes[*lane].get(*row, column) == *value {
                    continue;
                }
                for (from, _, read) in self.of(*lane, *row, column) {
                    let all = concerned.entry((*lane, from)).or_default();
                    all.promises.extend(&read.promises);
                    all.slots.extend(&read.slots);
                }
            }
        }
        concerned
    }

    /// Whether no promise and no message mentions a cell: then no value of it means anything. A message that its row does not say, because
    /// its multiplicity is zero and not a count, mentions nothing. A chip's own cells are never idle: what a chip declares it has to pin.
    pub(crate) fn is_idle(&self, witness: &Witness, lane_index: usize, row: usize, column: usize) -> bool {
        let lane = &self.circuit.lanes[lane_index];
        !lane.is_in_pool(column)
            && self.of(lane_index, row, column).all(|(from, rotation, read)| {
                let view = RowView::new(self.circuit, witness, lane_index, from);
                let chips = lane.chips().map(|(chip, ..)| chip);
                let chip = chips.into_iter().find(|chip| view.advice(lane.flag(*chip)) == Felt::ONE);
                let wanted = Cell { column: Column::Advice(column), rotation };
                let mentions = |expr: &Expr| view.mentions(expr, &|cell| cell == wanted);
                let promised = read.promises.iter().any(|number| {
                    let promise = &lane.constraints()[*number];
                    let here = promise.chip.is_none_or(|own| Some(own) == chip);
                    here && view.is_selected(promise) && mentions(&promise.expr)
                });
                let says = |slot: &Slot| {
                    let counted = slot.counted.is_some() || !is_zero(view.evaluate(&slot.multiplicity));
                    counted && !is_zero(view.evaluate(&slot.tag))
                };
                let said = read
                    .slots
                    .iter()
                    .map(|number| &lane.slots()[*number])
                    .any(|slot| says(slot) && slot.values.iter().any(mentions) || mentions(&slot.multiplicity));
                !promised && !said
            })
    }
}

//! The first-phase cells that a prover fills.

use ff::Field;
use rustc_hash::{FxHashMap, FxHashSet};

use super::bus::Message;
use super::check::RowView;
use super::expr::{Cell, Column};
use super::lane::ChipId;
use super::{Circuit, CircuitError, Lane};
use crate::Felt;

/// The used rows of a lane, all its instances one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneRows {
    width: usize,
    cells: Vec<Felt>,
}

impl LaneRows {
    /// Rows in use.
    pub fn len(&self) -> usize {
        self.cells.len().checked_div(self.width).unwrap_or(0)
    }

    /// Whether no row is in use.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// A row's cells; padding rows are zero.
    pub fn get(&self, row: usize, column: usize) -> Felt {
        self.cells.get(row * self.width + column).copied().unwrap_or(Felt::ZERO)
    }

    /// Overwrites one cell, adding padding rows if need be.
    pub fn set(&mut self, row: usize, column: usize, value: Felt) {
        let end = (row + 1) * self.width;
        if self.cells.len() < end {
            self.cells.resize(end, Felt::ZERO);
        }
        self.cells[row * self.width + column] = value;
    }
}

/// All first-phase cells of a circuit, and its public inputs.
#[derive(Clone, Debug)]
pub struct Witness {
    /// By lane.
    pub lanes: Vec<LaneRows>,
    /// Public inputs, by column.
    pub public: Vec<Vec<Felt>>,
}

impl Witness {
    /// A witness of padding rows.
    pub fn new(circuit: &Circuit) -> Self {
        Self::of_lanes(&circuit.lanes)
    }

    /// Padding rows for lanes that have no shape yet: what a planner fills to count rows.
    pub fn of_lanes(lanes: &[Lane]) -> Self {
        let lanes = lanes.iter().map(|lane| LaneRows { width: lane.width(), cells: vec![] }).collect();
        Self { lanes, public: vec![] }
    }

    /// Starts a new row of a lane, used by a chip.
    pub fn row(&mut self, lane_index: usize, lane: &Lane, chip: ChipId) -> RowMut<'_> {
        let rows = &mut self.lanes[lane_index];
        let row = rows.len();
        rows.set(row, lane.flag(chip), Felt::ONE);
        RowMut { rows, row }
    }

    /// Fills every counted slot's multiplicity with the number of receivers. Call it when all rows are there, and again when they have changed.
    pub fn complete(&mut self, circuit: &Circuit) {
        for (lane, rows) in circuit.lanes.iter().zip(&mut self.lanes) {
            for column in lane.slots.iter().filter_map(|slot| slot.counted) {
                (0..rows.len()).for_each(|row| rows.set(row, column, Felt::ZERO));
            }
        }
        let mut demand = self.demand(circuit);
        for (index, lane) in circuit.lanes.iter().enumerate() {
            let rows = circuit.speaking_rows(index, self);
            for slot in &lane.slots {
                let Some(count) = slot.counted else { continue };
                for row in 0..rows {
                    let message = RowView::new(circuit, self, index, row).message(slot);
                    if let Some(wanted) = demand.remove(&message) {
                        self.lanes[index].set(row, count, wanted);
                    }
                }
            }
        }
    }

    /// How often each message that some slot counts is received, if it is: multiplicities are summed while all counts are still zero.
    fn demand(&self, circuit: &Circuit) -> FxHashMap<Message, Felt> {
        let views =
            |lane: usize| (0..circuit.speaking_rows(lane, self)).map(move |row| RowView::new(circuit, self, lane, row));
        let mut demand = FxHashMap::default();
        for (index, lane) in circuit.lanes.iter().enumerate() {
            for slot in lane.slots.iter().filter(|slot| slot.counted.is_some()) {
                demand.extend(views(index).map(|view| (view.message(slot), Felt::ZERO)));
            }
        }
        // most messages are of kinds that nobody counts
        let tags: FxHashSet<Felt> = demand.keys().map(|message| message.tag).collect();
        for (index, lane) in circuit.lanes.iter().enumerate() {
            for view in views(index) {
                for slot in lane.slots.iter().filter(|slot| tags.contains(&view.evaluate(&slot.tag))) {
                    let multiplicity = view.evaluate(&slot.multiplicity);
                    if !bool::from(multiplicity.is_zero())
                        && let Some(wanted) = demand.get_mut(&view.message(slot))
                    {
                        *wanted -= multiplicity;
                    }
                }
            }
        }
        demand.retain(|_, wanted| !bool::from(wanted.is_zero()));
        demand
    }

    /// Whether the circuit has the rows this witness needs.
    ///
    /// # Errors
    /// The first lane that overflows, or a wrong number of public inputs.
    pub fn fits(&self, circuit: &Circuit) -> Result<(), CircuitError> {
        circuit.check_public(&self.public)?;
        for (index, (lane, rows)) in circuit.lanes.iter().zip(&self.lanes).enumerate() {
            let available = circuit.shape.capacity(index);
            if rows.len() > available {
                let k = circuit.shape.k;
                return Err(CircuitError::OverCapacity { lane: lane.name, needed: rows.len(), available, k });
            }
        }
        Ok(())
    }
}

/// A row being filled.
#[derive(Debug)]
pub struct RowMut<'a> {
    rows: &'a mut LaneRows,
    row: usize,
}

impl RowMut<'_> {
    /// Fills a cell.
    pub fn set(&mut self, cell: impl Into<Cell>, value: impl Into<Felt>) {
        let cell = cell.into();
        let Column::Advice(column) = cell.column else { panic!("only advice cells are the prover's to fill") };
        let row = self.row.checked_add_signed(cell.rotation).expect("a block's rows lie within the lane");
        self.rows.set(row, column, value.into());
    }

    /// The row's number in its lane.
    pub fn index(&self) -> usize {
        self.row
    }
}

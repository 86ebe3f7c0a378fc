//! Counts taken from the circuit and the witness themselves. No estimate enters here.

use std::collections::BTreeMap;

use ff::Field;
use serde::Serialize;

use super::owners::{Owner, Owners};
use super::{Circuit, Group, Witness};
use crate::Felt;

/// What one chip used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChipCost {
    /// The lane it stands in.
    pub lane: &'static str,
    /// Its name.
    pub name: &'static str,
    /// [`Group::name`].
    pub group: &'static str,
    /// Rows in use.
    pub rows: usize,
    /// Advice cells of those rows, both phases: the lane's whole width, helper columns included.
    pub cells: usize,
    /// Messages said on those rows: slots whose multiplicity is not zero.
    pub messages: usize,
}

/// What one owner's rows used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct OwnerCost {
    /// Whom they are for.
    pub owner: Owner,
    /// Rows in use.
    pub rows: usize,
    /// Advice cells of those rows.
    pub cells: usize,
    /// Messages said on those rows.
    pub messages: usize,
}

/// What a witness used, and what the circuit allocates for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// log2 of the rows.
    pub k: u32,
    /// Rows up to the last one that a lane uses.
    pub rows_used: usize,
    /// Rows that lanes may use.
    pub rows_available: usize,
    /// Sum of the chips' cells.
    pub cells: usize,
    /// Sum of the chips' messages.
    pub messages: usize,
    /// Advice columns × 2^k, both phases.
    pub allocated_cells: usize,
    /// Advice columns of both phases.
    pub advice_columns: usize,
    /// Distinct fixed columns, selectors included.
    pub fixed_columns: usize,
    /// Columns of public inputs.
    pub instance_columns: usize,
    /// Largest degree of a constraint.
    pub max_degree: usize,
    /// Used cells of each chip, in order of declaration; chips with no row are left out.
    pub by_chip: Vec<ChipCost>,
    /// The same cells by whom the rows are for, in the order of owners.
    pub by_owner: Vec<OwnerCost>,
}

/// The lane under which the bus itself is counted.
const BUS: &str = "bus";

impl Cost {
    /// Counts.
    pub(crate) fn of(circuit: &Circuit, witness: &Witness) -> Self {
        let mut by_chip = vec![];
        let mut owners = Owners::new();
        let mut used = vec![]; // block, cells, messages of each row
        for (index, lane) in circuit.lanes.iter().enumerate() {
            let rows = &witness.lanes[index];
            let cells_per_row = lane.width() + lane.helpers();
            let chips: Vec<_> = lane.chips().collect();
            let none = |name, group: Group| ChipCost {
                lane: lane.name,
                name,
                group: group.name(),
                rows: 0,
                cells: 0,
                messages: 0,
            };
            let mut costs: Vec<ChipCost> = chips.iter().map(|(_, name, group)| none(*name, *group)).collect();
            if chips.is_empty() {
                costs.push(none(lane.name, Group::Table));
            }
            for row in 0..circuit.speaking_rows(index, witness) {
                let chip = chips.iter().position(|(chip, ..)| rows.get(row, lane.flag(*chip)) == Felt::ONE);
                if chip.is_none() && !chips.is_empty() {
                    continue;
                }
                let said: Vec<_> = super::check::messages_of_row(circuit, witness, index, row).collect();
                // a lane without chips is a table: the rows in use are those that say something
                if chips.is_empty() && said.is_empty() {
                    continue;
                }
                let cost = &mut costs[chip.unwrap_or(0)];
                cost.rows += 1;
                cost.cells += cells_per_row;
                cost.messages += said.len();
                let block = (index, row / lane.block);
                used.push((block, cells_per_row, said.len()));
                owners.add(block, lane.name, said);
            }
            by_chip.extend(costs);
        }
        let rows_used = circuit.rows_used(witness);
        // the running sum has one cell on every row up to the last one in use
        let (group, sum) = (Group::Table.name(), "running sum");
        by_chip.push(ChipCost { lane: BUS, name: sum, group, rows: rows_used, cells: rows_used, messages: 0 });
        by_chip.retain(|chip| chip.rows > 0);
        let owners = owners.resolve();
        let mut by_owner: BTreeMap<Owner, OwnerCost> = BTreeMap::new();
        for (block, cells, messages) in used {
            let owner = owners[&block];
            let none = OwnerCost { owner, rows: 0, cells: 0, messages: 0 };
            let cost = by_owner.entry(owner).or_insert(none);
            cost.rows += 1;
            cost.cells += cells;
            cost.messages += messages;
        }
        let owner = Owner::Lane(BUS);
        by_owner.insert(owner, OwnerCost { owner, rows: rows_used, cells: rows_used, messages: 0 });
        let (advice_columns, fixed_columns) = circuit.all_columns();
        Self {
            k: circuit.shape.k,
            rows_used,
            rows_available: circuit.rows(),
            cells: by_chip.iter().map(|chip| chip.cells).sum(),
            messages: by_chip.iter().map(|chip| chip.messages).sum(),
            allocated_cells: advice_columns << circuit.shape.k,
            advice_columns,
            fixed_columns,
            instance_columns: circuit.public_columns(),
            max_degree: circuit.degree(),
            by_chip,
            by_owner: by_owner.into_values().collect(),
        }
    }
}

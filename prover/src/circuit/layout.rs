//! Lanes put side by side: the shape, and where each column of each lane stands.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::lane::{Lane, Position};
use super::{Cost, Witness};
use crate::Felt;

/// Rows at the end of every column that no lane uses: blinding, and the last value of the running sum. A multiple of 16, so
/// that blocks of 16 rows fill the usable rows exactly.
pub const UNUSABLE_ROWS: usize = 16;

/// How tall a circuit is and how many instances of each lane it has. A verifying key depends on the lanes and the shape alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// log2 of the rows.
    pub k: u32,
    /// Instances of each lane, in the order of the circuit's lanes. Zero: what the lane provides cannot be had, which is sound.
    pub instances: Vec<usize>,
}

impl Shape {
    /// Rows a lane may use.
    pub fn rows(&self) -> usize {
        (1 << self.k) - UNUSABLE_ROWS
    }
}

/// A trace does not fit a circuit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CircuitError {
    /// Too many rows for the shape.
    #[error("lane `{lane}` needs {needed} rows, the shape k = {k} has {available}")]
    OverCapacity {
        /// The lane.
        lane: &'static str,
        /// Rows the trace needs.
        needed: usize,
        /// Rows the shape has, all instances together.
        available: usize,
        /// log2 of the rows of one instance.
        k: u32,
    },
    /// The number of public inputs is part of the circuit.
    #[error("public inputs come in {columns} columns of {rows} rows")]
    PublicInputs {
        /// Columns of the circuit.
        columns: usize,
        /// Rows of each.
        rows: usize,
    },
}

/// One instance of a lane, and where its columns stand in the circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneInstance {
    /// Index of the lane.
    pub lane: usize,
    /// Number of the instance, from 0.
    pub instance: usize,
    /// Its first advice column.
    pub advice: usize,
    /// Its first helper column.
    pub helper: usize,
    /// Index of its first entry in [`FixedTable`]'s numbering.
    fixed: usize,
}

/// The distinct fixed columns of a circuit. Columns of equal content, in whatever lane, are one column.
#[derive(Clone, Debug)]
pub struct FixedTable {
    /// Content, by column and usable row.
    pub columns: Vec<Vec<Felt>>,
    places: Vec<usize>,
}

impl FixedTable {
    /// The circuit's column that holds fixed column `column` of a lane instance.
    pub fn place(&self, at: &LaneInstance, column: usize) -> usize {
        self.places[at.fixed + column]
    }
}

/// A circuit: lanes, shape, number of public inputs.
#[derive(Clone, Debug)]
pub struct Circuit {
    /// Names the circuit in reports and proof files.
    pub name: &'static str,
    /// The kinds of lanes.
    pub lanes: Vec<Lane>,
    /// How many of each, and how tall.
    pub shape: Shape,
    /// Rows of public inputs, in the columns that a lane declares for them.
    pub public_rows: usize,
    /// The content of its fixed columns.
    pub fixed: FixedTable,
}

impl Circuit {
    /// Puts lanes side by side.
    ///
    /// # Panics
    /// If the shape names another number of lanes, or public inputs have no lane or too many instances of it.
    pub fn new(name: &'static str, lanes: Vec<Lane>, shape: Shape, public_rows: usize) -> Self {
        assert_eq!(lanes.len(), shape.instances.len(), "a shape counts the instances of every lane");
        let carriers = lanes.iter().zip(&shape.instances).filter(|(lane, _)| !lane.public.is_empty());
        let carriers: usize = carriers.map(|(_, instances)| instances).sum();
        assert_eq!(carriers, usize::from(public_rows > 0), "public inputs stand in exactly one lane instance");
        assert!(public_rows <= shape.rows(), "public inputs fit into the usable rows");
        let mut circuit =
            Self { name, lanes, shape, public_rows, fixed: FixedTable { columns: vec![], places: vec![] } };
        circuit.fixed = circuit.fill_fixed();
        circuit
    }

    /// Usable rows.
    pub fn rows(&self) -> usize {
        self.shape.rows()
    }

    /// Lane instances from left to right.
    pub fn instances(&self) -> Vec<LaneInstance> {
        let counts = self.shape.instances.iter().enumerate();
        counts.flat_map(|(lane, count)| (0..*count).map(move |instance| self.instance(lane, instance))).collect()
    }

    /// One instance of a lane.
    ///
    /// # Panics
    /// If the shape has no such instance.
    pub fn instance(&self, lane: usize, instance: usize) -> LaneInstance {
        assert!(instance < self.shape.instances[lane], "lane {} has no instance {instance}", self.lanes[lane].name);
        let before = |per_lane: fn(&Lane) -> usize| -> usize {
            let left = self
                .lanes
                .iter()
                .zip(&self.shape.instances)
                .take(lane)
                .map(|(lane, n)| per_lane(lane) * n)
                .sum::<usize>();
            left + instance * per_lane(&self.lanes[lane])
        };
        LaneInstance {
            lane,
            instance,
            advice: before(Lane::width),
            helper: before(Lane::helpers),
            fixed: before(|lane| lane.fixed.len()),
        }
    }

    /// Rows of a lane, over all instances, that may say something: those filled, or all of a lane without chips, which is made of
    /// fixed and public cells.
    pub fn speaking_rows(&self, lane: usize, witness: &Witness) -> usize {
        let capacity = self.shape.instances[lane] * self.rows();
        if self.lanes[lane].chips.is_empty() { capacity } else { witness.lanes[lane].len().min(capacity) }
    }

    /// Rows used in the fullest lane instance.
    pub fn rows_used(&self, witness: &Witness) -> usize {
        let rows = self.rows();
        witness.lanes.iter().map(|lane| lane.len().min(rows)).max().unwrap_or(0)
    }

    /// Columns of public inputs.
    pub fn public_columns(&self) -> usize {
        self.lanes.iter().map(|lane| lane.public.len()).max().unwrap_or(0)
    }

    /// Whether a statement has the circuit's number of public inputs.
    ///
    /// # Errors
    /// If it has not.
    pub fn check_public(&self, public: &[Vec<Felt>]) -> Result<(), CircuitError> {
        let (columns, rows) = (self.public_columns(), self.public_rows);
        if public.len() != columns || public.iter().any(|column| column.len() != rows) {
            return Err(CircuitError::PublicInputs { columns, rows });
        }
        Ok(())
    }

    /// First-phase advice columns.
    pub fn advice_columns(&self) -> usize {
        self.lanes.iter().zip(&self.shape.instances).map(|(lane, n)| lane.width() * n).sum()
    }

    /// Second-phase helper columns; the running sum is one more.
    pub fn helper_columns(&self) -> usize {
        self.lanes.iter().zip(&self.shape.instances).map(|(lane, n)| lane.helpers() * n).sum()
    }

    fn fill_fixed(&self) -> FixedTable {
        let rows = self.rows();
        let mut table = FixedTable { columns: vec![], places: vec![] };
        let mut by_hash: HashMap<u64, Vec<usize>> = HashMap::new();
        for at in self.instances() {
            for (_, fill) in &self.lanes[at.lane].fixed {
                let content: Vec<Felt> =
                    (0..rows).map(|row| (fill.0)(Position { row, rows, instance: at.instance })).collect();
                let mut hasher = DefaultHasher::new();
                content.hash(&mut hasher);
                let candidates = by_hash.entry(hasher.finish()).or_default();
                let place = candidates.iter().copied().find(|place| table.columns[*place] == content);
                table.places.push(place.unwrap_or_else(|| {
                    candidates.push(table.columns.len());
                    table.columns.push(content);
                    table.columns.len() - 1
                }));
            }
        }
        table
    }

    /// The largest degree of any constraint, row selector and bus included.
    pub fn degree(&self) -> usize {
        self.lanes.iter().map(Lane::degree).max().unwrap_or(0).max(3)
    }

    /// An empty witness.
    pub fn witness(&self) -> Witness {
        Witness::new(self)
    }

    /// What a witness uses and what the circuit allocates.
    pub fn cost(&self, witness: &Witness) -> Cost {
        Cost::of(self, witness)
    }
}

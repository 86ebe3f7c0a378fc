//! Lanes put together: the shape, and what stands in the fixed columns.

use std::sync::OnceLock;

use super::floor_plan::{self, LaneInstance};
use super::lane::Lane;
use super::{Cost, Witness, fixed};
use crate::Felt;
use crate::backend::OWN_FIXED_COLUMNS;

/// Rows at the end of every column that no lane uses: blinding, and the last value of the running sum.
pub const UNUSABLE_ROWS: usize = 16;

/// The fixed column that is 1 on every usable row.
pub(crate) const EVERYWHERE: usize = 0;

/// How tall a circuit is, and how many rows each lane has. A verifying key depends on the lanes and the shape alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// log2 of the rows.
    pub k: u32,
    /// Rows of each instance of each lane, in the order of the circuit's lanes. None: what the lane provides cannot be had, which is
    /// sound.
    pub heights: Vec<Vec<usize>>,
}

impl Shape {
    /// Rows of the tallest instance of a lane: whole blocks.
    ///
    /// # Panics
    /// If a block of the lane is taller than the circuit.
    pub fn tallest(k: u32, lane: &Lane) -> usize {
        let usable = (1 << k) - UNUSABLE_ROWS;
        let tall = usable / lane.block * lane.block;
        assert!(tall > 0, "{}: a block of {} rows is taller than {usable}", lane.name, lane.block);
        tall
    }

    /// So many instances of each lane, all as tall as can be.
    ///
    /// # Panics
    /// If a block of a lane is taller than the circuit.
    pub fn whole(k: u32, lanes: &[Lane], instances: &[usize]) -> Self {
        let heights = lanes.iter().zip(instances).map(|(lane, count)| vec![Self::tallest(k, lane); *count]);
        Self { k, heights: heights.collect() }
    }

    /// So many rows of each lane: as many instances as tall as whole blocks of the lane allow, and one for the rest.
    ///
    /// # Panics
    /// If a block of a lane is taller than the circuit.
    pub fn of_rows(k: u32, lanes: &[Lane], rows: &[usize]) -> Self {
        let heights = |(lane, rows): (&Lane, &usize)| {
            let tall = Self::tallest(k, lane);
            let rest = rows % tall;
            std::iter::repeat_n(tall, rows / tall).chain((rest > 0).then_some(rest)).collect()
        };
        Self { k, heights: lanes.iter().zip(rows).map(heights).collect() }
    }

    /// Rows of the circuit that lanes may use.
    pub fn rows(&self) -> usize {
        (1 << self.k) - UNUSABLE_ROWS
    }

    /// Advice columns of both phases that these lanes take, and fixed columns.
    pub(crate) fn columns(&self, lanes: &[Lane]) -> (usize, usize) {
        let mut instances = floor_plan::place(lanes, self);
        let fixed = fixed::place(lanes, self, &mut instances);
        all_columns(floor_plan::columns(&instances), &fixed)
    }

    /// Rows of a lane, all instances together.
    pub fn capacity(&self, lane: usize) -> usize {
        self.heights[lane].iter().sum()
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

/// A circuit: lanes, shape, number of public inputs.
#[derive(Clone, Debug)]
pub struct Circuit {
    /// Names the circuit in reports and proof files.
    pub name: &'static str,
    /// The kinds of lanes.
    pub lanes: Vec<Lane>,
    /// How tall it is, and how many rows each lane has.
    pub shape: Shape,
    /// Rows of public inputs, in the columns that a lane declares for them.
    pub public_rows: usize,
    /// The content of its fixed columns, by usable row. The first is 1 everywhere.
    pub fixed: Vec<Vec<Felt>>,
    /// Lane by lane.
    instances: Vec<LaneInstance>,
    /// Advice and helper columns.
    columns: (usize, usize),
    /// By lane, see [`Circuit::rests`].
    resting: OnceLock<Vec<bool>>,
}

impl Circuit {
    /// Places lanes.
    ///
    /// # Panics
    /// If the shape names another number of lanes or has parts of blocks, public inputs have no lane or too many instances of it, or a row of a lane looks
    /// outside its instance.
    pub fn new(name: &'static str, lanes: Vec<Lane>, shape: Shape, public_rows: usize) -> Self {
        assert_eq!(lanes.len(), shape.heights.len(), "a shape has the heights of every lane");
        let whole = |(lane, heights): (&Lane, &Vec<usize>)| heights.iter().all(|rows| rows.is_multiple_of(lane.block));
        assert!(lanes.iter().zip(&shape.heights).all(whole), "{name}: instances hold whole blocks");
        let carriers = lanes.iter().zip(&shape.heights).filter(|(lane, _)| !lane.public.is_empty());
        let carriers: Vec<usize> = carriers.flat_map(|(_, heights)| heights).copied().collect();
        assert_eq!(carriers.len(), usize::from(public_rows > 0), "public inputs stand in exactly one lane instance");
        assert!(carriers.iter().all(|rows| public_rows <= *rows), "public inputs fit into their lane");
        let mut instances = floor_plan::place(&lanes, &shape);
        let fixed = fixed::place(&lanes, &shape, &mut instances);
        let columns = floor_plan::columns(&instances);
        let circuit = Self { name, lanes, shape, public_rows, fixed, instances, columns, resting: OnceLock::new() };
        for at in &circuit.instances {
            // public cells are known only with a statement, so a row that sees another one must not have any
            let lane = &circuit.lanes[at.lane];
            assert!(lane.public.is_empty() || lane.rotations().len() == 1, "{name}: {} looks at other rows", lane.name);
            let outside = super::check::reads_outside(&circuit, at);
            assert!(outside.is_empty(), "{name}: rows look outside their instance:\n{}", outside.join("\n"));
        }
        circuit
    }

    /// Usable rows.
    pub fn rows(&self) -> usize {
        self.shape.rows()
    }

    /// Lane instances, lane by lane.
    pub fn instances(&self) -> &[LaneInstance] {
        &self.instances
    }

    /// The instances of a lane.
    pub fn instances_of(&self, lane: usize) -> &[LaneInstance] {
        let start = self.instances.partition_point(|at| at.lane < lane);
        &self.instances[start..start + self.shape.heights[lane].len()]
    }

    /// The instance that holds a row of a lane.
    ///
    /// # Panics
    /// If the shape has no such row.
    pub fn instance(&self, lane: usize, row: usize) -> &LaneInstance {
        let found = self.instances_of(lane).iter().find(|at| at.lane_rows().contains(&row));
        found.unwrap_or_else(|| panic!("lane {} has no row {row}", self.lanes[lane].name))
    }

    /// Rows of a lane, over all instances, that may say something: those filled, or all of a lane without chips, which is made of
    /// fixed and public cells.
    pub fn speaking_rows(&self, lane: usize, witness: &Witness) -> usize {
        let capacity = self.shape.capacity(lane);
        if self.lanes[lane].chips.is_empty() { capacity } else { witness.lanes[lane].len().min(capacity) }
    }

    /// Whether rows of a lane that are all zero keep every promise and say nothing. Found out once, for all lanes.
    pub(super) fn rests(&self, lane: usize) -> bool {
        self.resting.get_or_init(|| (0..self.lanes.len()).map(|lane| super::check::rests(self, lane)).collect())[lane]
    }

    /// Rows of the circuit up to the last one that a lane uses.
    pub fn rows_used(&self, witness: &Witness) -> usize {
        let used = |at: &LaneInstance| witness.lanes[at.lane].len().saturating_sub(at.before).min(at.rows);
        self.instances.iter().filter(|at| used(at) > 0).map(|at| at.start + used(at)).max().unwrap_or(0)
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
        self.columns.0
    }

    /// Second-phase helper columns; the running sum is one more.
    pub fn helper_columns(&self) -> usize {
        self.columns.1
    }

    /// Advice columns of both phases, the running sum among them, and fixed columns, selectors and the back end's own among them.
    pub(crate) fn all_columns(&self) -> (usize, usize) {
        all_columns(self.columns, &self.fixed)
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

/// See [`Circuit::all_columns`].
fn all_columns((advice, helpers): (usize, usize), fixed: &[Vec<Felt>]) -> (usize, usize) {
    (advice + helpers + 1, fixed.len() + OWN_FIXED_COLUMNS)
}

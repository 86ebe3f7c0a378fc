//! Where lane instances stand: rectangles of columns and rows, several of which may share their columns.
//!
//! halo2 charges for columns, used or not. A lane of which an execution needs few rows therefore stands in columns that another one
//! uses further down. Nothing else changes: an instance's promises and messages are selected by the rows it stands on, and no
//! row looks outside its instance ([`super::Circuit::new`] checks that).

use std::cmp::Reverse;
use std::ops::Range;

use super::{Lane, Shape};

/// One instance of a lane, and where it stands in the circuit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaneInstance {
    /// Index of the lane.
    pub lane: usize,
    /// Its first row in the circuit.
    pub start: usize,
    /// Its rows.
    pub rows: usize,
    /// The lane's rows in the instances before it.
    pub before: usize,
    /// The circuit's advice columns that hold the lane's.
    pub advice: Vec<usize>,
    /// The circuit's helper columns that hold the lane's.
    pub helpers: Vec<usize>,
    /// The circuit's fixed columns that hold the lane's on these rows.
    pub fixed: Vec<usize>,
    /// The fixed column that is 1 on its rows and 0 elsewhere.
    pub selector: usize,
}

impl LaneInstance {
    /// Its rows in the circuit.
    pub fn rows_of_circuit(&self) -> Range<usize> {
        self.start..self.start + self.rows
    }

    /// Its rows in the lane's numbering.
    pub fn lane_rows(&self) -> Range<usize> {
        self.before..self.before + self.rows
    }
}

/// The rows of each column that are taken.
#[derive(Default)]
struct Columns(Vec<Vec<Range<usize>>>);

/// Whether no row of these is taken.
pub(super) fn is_free(taken: &[Range<usize>], rows: &Range<usize>) -> bool {
    taken.iter().all(|taken| rows.end <= taken.start || taken.end <= rows.start)
}

impl Columns {
    /// The first columns that are free on these rows.
    fn free(&self, rows: &Range<usize>, count: usize) -> Vec<usize> {
        let free = self.0.iter().enumerate().filter(|(_, taken)| is_free(taken, rows)).map(|(column, _)| column);
        free.take(count).collect()
    }

    /// Columns that are free on these rows, new ones where there are too few.
    fn take(&mut self, rows: &Range<usize>, count: usize) -> Vec<usize> {
        let mut columns = self.free(rows, count);
        let missing = count - columns.len();
        columns.extend(self.0.len()..self.0.len() + missing);
        self.0.resize(self.0.len() + missing, vec![]);
        columns.iter().for_each(|column| self.0[*column].push(rows.clone()));
        columns
    }
}

/// Advice and helper columns that instances use.
pub(super) fn columns(instances: &[LaneInstance]) -> (usize, usize) {
    let used = |columns: fn(&LaneInstance) -> &[usize]| {
        instances.iter().flat_map(columns).map(|column| column + 1).max().unwrap_or(0)
    };
    (used(|at| &at.advice), used(|at| &at.helpers))
}

/// Places the instances of a shape, lane by lane, in that one of some orders that needs the fewest columns: the tallest first, the widest,
/// the largest, and one in between.
pub(super) fn place(lanes: &[Lane], shape: &Shape) -> Vec<LaneInstance> {
    let mut instances: Vec<LaneInstance> = vec![];
    for (lane, heights) in shape.heights.iter().enumerate() {
        let mut before = 0;
        for rows in heights.iter().copied() {
            instances.push(LaneInstance { lane, rows, before, ..LaneInstance::default() });
            before += rows;
        }
    }
    let sizes: [fn(usize, usize) -> usize; 4] =
        [|rows, _| rows, |_, width| width, |rows, width| rows * width, |rows, width| rows * width * width];
    let placed = sizes.map(|size| place_by(size, lanes, shape, instances.clone()));
    let columns = |instances: &Vec<LaneInstance>| {
        let (advice, helpers) = columns(instances);
        advice + helpers
    };
    placed.into_iter().min_by_key(columns).expect("there are orders")
}

/// Places instances, the one of the largest size first, each where it needs the fewest new columns, as high up as it can. A lane with public
/// columns stands at the top, because public inputs do.
fn place_by(
    size: fn(usize, usize) -> usize,
    lanes: &[Lane],
    shape: &Shape,
    mut instances: Vec<LaneInstance>,
) -> Vec<LaneInstance> {
    let mut order: Vec<usize> = (0..instances.len()).collect();
    order.sort_by_key(|index| {
        let LaneInstance { lane, rows, .. } = instances[*index];
        let width = lanes[lane].width();
        (lanes[lane].public.is_empty(), Reverse((size(rows, width), rows, width)), *index)
    });
    let (mut advice, mut helpers) = (Columns::default(), Columns::default());
    let mut starts = vec![0];
    for index in order {
        let instance = &mut instances[index];
        let lane = &lanes[instance.lane];
        let rows_at = |start: usize| start..start + instance.rows;
        let new_columns = |start: usize| {
            let found = |columns: &Columns, count: usize| columns.free(&rows_at(start), count).len();
            (lane.width() - found(&advice, lane.width())) + (lane.helpers() - found(&helpers, lane.helpers()))
        };
        let allowed = starts.iter().copied().filter(|start| start + instance.rows <= shape.rows());
        let allowed = allowed.filter(|start| lane.public.is_empty() || *start == 0);
        let start = allowed.min_by_key(|start| (new_columns(*start), *start)).expect("an instance fits at row 0");
        instance.start = start;
        let rows = instance.rows_of_circuit();
        instance.advice = advice.take(&rows, lane.width());
        instance.helpers = helpers.take(&rows, lane.helpers());
        starts.push(instance.start + instance.rows);
    }
    instances
}

//! The circuits that a machine's executions are proven in: a family, of which each execution takes the member that it is predicted to be
//! proven fastest in.
//!
//! The lanes are the machine's, always. What varies is how many rows each has, in steps of an eighth to a quarter, and in how many rows
//! of the circuit they are laid out. A verifying key belongs to each [`ShapeId`], whatever was executed.

use serde::{Deserialize, Serialize};

use crate::circuit::{CircuitError, Lane, LaneRows, Shape, UNUSABLE_ROWS, Witness};
use crate::predict::Work;

/// How high the circuit of an execution shall be. The lanes have the same rows, laid out in more or fewer columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shaping {
    /// What is predicted to be proven fastest.
    #[default]
    Auto,
    /// Four times the rows: few columns, short proofs.
    Tall,
    /// As few rows as the family allows: many columns, small keys.
    Wide,
}

/// Which member of a machine's family a circuit is. With the machine it determines the verifying key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ShapeId {
    /// log2 of the circuit's rows.
    pub k: u32,
    /// The rows of each lane, in the order of the machine's lanes.
    pub rows: Vec<usize>,
}

/// How many rows a lane has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Room {
    /// So many, in every circuit: public rows, tables that all others ask.
    Always(usize),
    /// So many where one of these lanes is, else none: a table that no other lane asks.
    With(&'static [usize], usize),
    /// As many as an execution fills: some rows, and whole blocks of so many. None where another lane is that says the same.
    Blocks {
        /// Rows that belong to no block.
        head: usize,
        /// Rows of a block.
        block: usize,
        /// The other lane.
        without: Option<usize>,
    },
}

/// log2 of the fewest rows of any circuit: every table stands in them.
const K_MIN: u32 = 9;
/// log2 of the most rows that a circuit is given unless a tall one is wanted.
const K_MAX: u32 = 15;
/// What is added to log2 of the rows to make a circuit tall.
const TALLER: u32 = 2;
/// The most instances of a lane.
const INSTANCES_MAX: usize = 4;
/// The fewest rows of a lane that has any, and no blocks.
const ROWS_MIN: usize = 16;

/// The family of a machine.
#[derive(Debug)]
pub(crate) struct Family {
    lanes: Vec<Lane>,
    /// By lane; none: as many rows as an execution fills, in whole blocks of the lane.
    rooms: Vec<Option<Room>>,
}

impl Family {
    /// The circuits of these lanes. Rooms are given by lane.
    pub(crate) fn new(lanes: Vec<Lane>, rooms: &[(usize, Room)]) -> Self {
        let room = |lane| rooms.iter().find(|(of, _)| *of == lane).map(|(_, room)| *room);
        Self { rooms: (0..lanes.len()).map(room).collect(), lanes }
    }

    /// A witness without rows. Rows are numbered over all instances of a lane, so it can be filled before its shape is known.
    pub(crate) fn witness(&self) -> Witness {
        Witness::of_lanes(&self.lanes)
    }

    /// A member; none if the family has no such.
    pub(crate) fn shape(&self, id: &ShapeId) -> Option<Shape> {
        let is_member = id.rows.len() == self.lanes.len()
            && (K_MIN..=K_MAX + TALLER).contains(&id.k)
            && self.lays_out(id.k.min(K_MAX), &id.rows)
            && id.rows == self.rows(&id.rows);
        is_member.then(|| Shape::of_rows(id.k, &self.lanes, &id.rows))
    }

    /// The member for a witness. What else an execution needs of a lane is given beside it.
    ///
    /// # Errors
    /// If a lane needs more rows than it can have.
    pub(crate) fn pick(
        &self,
        witness: &Witness,
        more: &[(usize, usize)],
        shaping: Shaping,
    ) -> Result<(ShapeId, Shape), CircuitError> {
        let mut needed: Vec<usize> = witness.lanes.iter().map(LaneRows::len).collect();
        for (lane, rows) in more {
            needed[*lane] = *rows;
        }
        let rows = self.rows(&needed);
        let Some(lowest) = (K_MIN..=K_MAX).find(|k| self.lays_out(*k, &rows)) else {
            let available = self.lanes.iter().map(|lane| capacity(K_MAX, lane));
            let (lane, available) =
                available.enumerate().find(|(lane, most)| rows[*lane] > *most).expect("a lane is too long");
            let (name, needed) = (self.lanes[lane].name, needed[lane]);
            return Err(CircuitError::OverCapacity { lane: name, needed, available, k: K_MAX });
        };
        let shape = |k| Shape::of_rows(k, &self.lanes, &rows);
        let k = match shaping {
            Shaping::Auto => self.fastest(lowest, shape),
            Shaping::Tall => self.fastest(lowest, shape) + TALLER,
            Shaping::Wide => lowest,
        };
        Ok((ShapeId { k, rows: rows.clone() }, shape(k)))
    }

    /// log2 of the rows of the circuit that is proven fastest, if so many are the fewest: twice the rows take fewer columns at first, and then
    /// as many.
    fn fastest(&self, lowest: u32, shape: impl Fn(u32) -> Shape) -> u32 {
        let time = |k| Work::of(&self.lanes, &shape(k)).predict().proof_ns;
        let mut best = (time(lowest), lowest);
        for k in lowest + 1..=K_MAX {
            let next = (time(k), k);
            if next > best {
                break;
            }
            best = next;
        }
        best.1
    }

    /// The rows that lanes have if executions need so many.
    fn rows(&self, needed: &[usize]) -> Vec<usize> {
        let rows = |(lane, room): (usize, &Option<Room>)| match room {
            Some(Room::Always(rows)) => *rows,
            Some(Room::With(lanes, rows)) if lanes.iter().any(|lane| needed[*lane] > 0) => *rows,
            Some(Room::With(..)) => 0,
            Some(Room::Blocks { without: Some(other), .. }) if needed[*other] > 0 => 0,
            _ if needed[lane] == 0 => 0,
            Some(Room::Blocks { head, block, .. }) => filled(&self.lanes[lane], needed[lane], *head, *block),
            None => {
                let block = self.lanes[lane].block;
                let least = if block == 1 { ROWS_MIN } else { block };
                filled(&self.lanes[lane], needed[lane].max(least), 0, block)
            }
        };
        self.rooms.iter().enumerate().map(rows).collect()
    }

    /// Whether a circuit with so many rows can have lanes with so many.
    fn lays_out(&self, k: u32, rows: &[usize]) -> bool {
        self.lanes.iter().zip(rows).all(|(lane, rows)| *rows <= capacity(k, lane))
    }
}

/// The most rows of a lane in circuits of 2^k rows.
fn capacity(k: u32, lane: &Lane) -> usize {
    height(k, lane) * instances(lane)
}

/// Whether any circuit has room for so many rows of a lane: asked while rows are filled, where an execution may want far more.
///
/// # Errors
/// If none has.
pub(crate) fn check_room(lane: &Lane, rows: usize) -> Result<(), CircuitError> {
    let available = capacity(K_MAX, lane);
    if rows <= available {
        return Ok(());
    }
    Err(CircuitError::OverCapacity { lane: lane.name, needed: rows, available, k: K_MAX })
}

/// The most rows of one instance of a lane in circuits of 2^k rows.
fn height(k: u32, lane: &Lane) -> usize {
    ((1 << k) - UNUSABLE_ROWS) / lane.block * lane.block
}

fn instances(lane: &Lane) -> usize {
    if lane.is_in_one_piece() { 1 } else { INSTANCES_MAX }
}

/// The rows of a lane of which an execution needs so many: some, and whole blocks. Up to eight blocks are as many as needed. More are rounded up to three
/// significant bits, or less far, to what fills instances in a circuit of some height: one more row would be a higher circuit, or another instance.
fn filled(lane: &Lane, needed: usize, head: usize, block: usize) -> usize {
    let blocks = needed.saturating_sub(head).div_ceil(block);
    let rounded = blocks.next_multiple_of(1 << blocks.max(1).ilog2().saturating_sub(2));
    let heights = (K_MIN..=K_MAX).map(|k| height(k, lane));
    let full = heights.flat_map(|height| (1..=instances(lane)).map(move |count| (count * height - head) / block));
    head + block * full.filter(|full| *full >= blocks).min().unwrap_or(rounded).min(rounded)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;

    use super::{Family, K_MAX, K_MIN, ShapeId, TALLER};
    use ff::Field;

    use crate::Felt;
    use crate::circuit::{Circuit, LaneInstance, Position, Shape};

    impl ShapeId {
        /// A member that holds what two hold.
        pub(crate) fn with(&self, other: &Self) -> Self {
            let rows = self.rows.iter().zip(&other.rows).map(|(own, other)| *own.max(other));
            Self { k: self.k.max(other.k), rows: rows.collect() }
        }
    }

    impl Family {
        /// Members whose lanes all have about so many rows, in circuits of all heights.
        fn members(&self, rows: usize) -> impl Iterator<Item = Shape> {
            let rows = self.rows(&vec![rows; self.lanes.len()]);
            (K_MIN..=K_MAX + TALLER).filter_map(move |k| self.shape(&ShapeId { k, rows: rows.clone() }))
        }
    }

    /// Asserts of members of all sizes that no cell has two lanes, and that what is no member is none.
    pub(crate) fn check(family: &Family, circuit: fn(Shape) -> Arc<Circuit>) {
        let mut seen = 0;
        for rows in [0, 1, 100, 1_000] {
            // tall circuits hold the same in less of their height
            for shape in family.members(rows).take(3) {
                let circuit = circuit(shape);
                lanes_stand_apart(&circuit);
                fixed_cells_are_those_declared(&circuit);
                seen += 1;
            }
        }
        assert!(seen >= 8, "{seen} circuits");
        let rows = family.rows(&vec![100; family.lanes.len()]);
        let is_member = |k, rows: &[usize]| family.shape(&ShapeId { k, rows: rows.to_vec() }).is_some();
        assert!(is_member(K_MAX, &rows));
        for k in [0, K_MIN - 1, K_MAX + TALLER + 1, u32::MAX] {
            assert!(!is_member(k, &rows), "{k}");
        }
        assert!(!is_member(K_MAX, &rows[1..]) && !is_member(K_MAX, &[]));
        for lane in 0..rows.len() {
            for wrong in [rows[lane] + 1, usize::MAX] {
                let mut rows = rows.clone();
                rows[lane] = wrong;
                assert!(!is_member(K_MAX, &rows), "{wrong} rows of {}", family.lanes[lane].name);
            }
        }
    }

    fn lanes_stand_apart(circuit: &Circuit) {
        let rows_meet =
            |a: &LaneInstance, b: &LaneInstance| a.start < b.rows_of_circuit().end && b.start < a.rows_of_circuit().end;
        let share = |a: &[usize], b: &[usize]| a.iter().any(|column| b.contains(column));
        for (number, a) in circuit.instances().iter().enumerate() {
            let lane = &circuit.lanes[a.lane];
            assert!(a.rows_of_circuit().end <= circuit.rows(), "{} {}", circuit.name, lane.name);
            assert_eq!((a.advice.len(), a.helpers.len()), (lane.width(), lane.helpers()));
            assert!(lane.public.is_empty() || a.start == 0);
            for b in circuit.instances()[number + 1..].iter().filter(|b| rows_meet(a, b)) {
                assert!(!share(&a.advice, &b.advice) && !share(&a.helpers, &b.helpers), "{a:?} {b:?}");
            }
        }
    }

    /// Fixed columns are shared, so each has to have what every instance declares; one that selects rows is zero on all others.
    fn fixed_cells_are_those_declared(circuit: &Circuit) {
        for at in circuit.instances() {
            let (lane, name) = (&circuit.lanes[at.lane], circuit.lanes[at.lane].name);
            let is_own = |row: usize| at.rows_of_circuit().contains(&row);
            let selector = &circuit.fixed[at.selector];
            assert!((0..circuit.rows()).all(|row| selector[row] == Felt::from(is_own(row))), "selector of {name}");
            for (number, (column, fill)) in lane.fixed.iter().enumerate() {
                let content = &circuit.fixed[at.fixed[number]];
                for row in 0..at.rows {
                    let declared = fill.0(Position { row, rows: at.rows, before: at.before });
                    assert_eq!(content[at.start + row], declared, "{name}[{row}] {column}");
                }
                if lane.selecting_columns()[number] {
                    assert!(
                        (0..circuit.rows()).all(|row| is_own(row) || content[row] == Felt::ZERO),
                        "{name} {column}"
                    );
                }
            }
        }
    }
}

//! The lane in a small circuit: storage, hashes, range checks, and a lane that plays the steps' accesses.

mod honest;
mod lies;
mod proofs;
mod tree_lies;

use std::sync::{Arc, LazyLock};

use super::*;
use crate::Felt;
use crate::circuit::{Cell, ChipId, Circuit, Expr, Group, Kind, Lane, LaneBuilder, Shape, Witness};
use crate::poseidon::{Compression, PoseidonLane};
use crate::range::{RangeLanes, TABLE_ROWS, table};

const PUBLIC_ROWS: usize = 2;

/// The lanes' places.
mod place {
    pub(super) const ACCESSES: usize = 1;
    pub(super) const STATE: usize = 2;
    pub(super) const RANGES: [usize; 2] = [3, 4];
    pub(super) const TABLE: usize = 5;
    pub(super) const POSEIDON: usize = 6;
    pub(super) const COUNT: usize = 7;
}

/// One access: receives a slot's record and sends the next one.
struct AccessLane {
    lane: Lane,
    chip: ChipId,
    slot: [Cell; 2],
    original: [Cell; 2],
    values: [[Cell; 2]; 2],
    times: [Cell; 2],
    warm: Cell,
}

impl AccessLane {
    fn declare() -> Self {
        let mut b = LaneBuilder::new("accesses");
        let chip = b.chip("access", Group::State);
        let [slot, original, before, after] = ["slot", "original", "value before", "value after"]
            .map(|name| ["lo", "hi"].map(|limb| b.column(format!("{name}.{limb}"))));
        let times = b.columns(["time before", "time"]);
        let warm = b.column("warm before");
        let record = |time: Cell, value: [Cell; 2], warm: Expr| {
            [time.into()]
                .into_iter()
                .chain([slot, original, value].into_iter().flatten().map(Expr::from))
                .chain([warm])
                .collect::<Vec<_>>()
        };
        let on = b.on();
        let read = b.slot(record(times[0], before, warm.into()));
        b.receive(read, Kind::Storage, on.clone());
        let written = b.slot(record(times[1], after, on.clone()));
        b.send(written, Kind::Storage, on);
        Self { lane: b.finish(), chip, slot, original, values: [before, after], times, warm }
    }

    fn fill(&self, witness: &mut Witness, before: &TouchedSlot, after: &TouchedSlot) {
        let mut row = witness.row(place::ACCESSES, &self.lane, self.chip);
        let words = [(self.slot, before.slot), (self.original, before.original)];
        let values = [(self.values[0], before.value), (self.values[1], after.value)];
        for (cells, word) in words.into_iter().chain(values) {
            cells.into_iter().zip(word).for_each(|(cell, value)| row.set(cell, value));
        }
        row.set(self.times[0], Felt::from(before.time));
        row.set(self.times[1], Felt::from(after.time));
        row.set(self.warm, Felt::from(u64::from(before.warm)));
    }
}

/// The lanes, declared once.
struct Lanes {
    accesses: AccessLane,
    state: StateLane,
    ranges: RangeLanes,
    poseidon: PoseidonLane,
}

fn lanes() -> &'static Lanes {
    static LANES: LazyLock<Lanes> = LazyLock::new(|| Lanes {
        accesses: AccessLane::declare(),
        state: StateLane::declare(),
        ranges: RangeLanes::declare(),
        poseidon: PoseidonLane::declare(),
    });
    &LANES
}

impl Lanes {
    fn in_order(&self) -> Vec<Lane> {
        let mut b = LaneBuilder::new("public");
        let [kind, multiplicity] = ["kind", "multiplicity"].map(|name| b.public(name));
        let values: [Cell; 3] = std::array::from_fn(|i| b.public(&format!("value {i}")));
        let uses = b.column("times asked");
        b.constrain("only a table's row is said as often as asked", multiplicity * uses);
        let slot = b.slot(values.map(Expr::from));
        b.say(slot, kind.into(), multiplicity + uses);
        b.counted(slot, uses);
        let lanes = vec![
            b.finish(),
            self.accesses.lane.clone(),
            self.state.lane.clone(),
            self.ranges.narrow.lane.clone(),
            self.ranges.wide.lane.clone(),
            table(),
            self.poseidon.lane.clone(),
        ];
        assert_eq!(lanes.len(), place::COUNT);
        lanes
    }
}

/// The public inputs: what the statement says of the state.
fn public(roots: [Felt; 3], success: bool) -> Vec<Vec<Felt>> {
    let zero = Felt::from(0);
    let one = Felt::from(1);
    let rows = [
        [Felt::from(Kind::StateRoots.tag()), one, roots[0], roots[1], roots[2]],
        [Felt::from(Kind::Outcome.tag()), zero, Felt::from(u64::from(success)), zero, zero],
    ];
    (0..5).map(|column| rows.iter().map(|row| row[column]).collect()).collect()
}

fn word(lo: u128, hi: u128) -> [Felt; 2] {
    use ff::PrimeField;
    [lo, hi].map(Felt::from_u128)
}

/// A slot, its value before the call, and its values after each access.
#[derive(Clone, Debug)]
struct Script {
    slot: [Felt; 2],
    original: [Felt; 2],
    accesses: Vec<[Felt; 2]>,
}

impl Script {
    fn new(slot: u128, original: u128, accesses: &[u128]) -> Self {
        let accesses = accesses.iter().map(|value| word(*value, 0)).collect();
        Self { slot: word(slot, 1), original: word(original, 0), accesses }
    }

    /// The records, first to last.
    fn records(&self, first_time: u64) -> Vec<TouchedSlot> {
        let first =
            TouchedSlot { slot: self.slot, original: self.original, value: self.original, warm: false, time: 0 };
        let later = self.accesses.iter().zip(first_time..);
        let later = later.map(|(value, time)| TouchedSlot { value: *value, warm: true, time, ..first });
        std::iter::once(first).chain(later).collect()
    }
}

/// A call's accesses, and what it is told to.
#[derive(Clone, Debug)]
struct Call {
    address: Felt,
    scripts: Vec<Script>,
    success: bool,
}

impl Call {
    fn new(scripts: &[Script]) -> Self {
        Self { address: Felt::from(0xcafe), scripts: scripts.to_vec(), success: true }
    }

    /// Every kind of change to a slot that is new, changed, gone, absent or present.
    fn sample() -> Self {
        Self::new(&[
            Script::new(1, 0, &[0, 5]),
            Script::new(2, 7, &[7, 8, 9]),
            Script::new(3, 11, &[0]),
            Script::new(4, 0, &[0]),
            Script::new(5, 13, &[13]),
        ])
    }

    /// A call that touches one slot, such that the tree changes in the way wanted.
    fn of_case(case: Case) -> Self {
        let (original, value) = case.values();
        let calls = (1..).map(|slot| Self::new(&[Script::new(slot, original, &[value])]));
        calls.into_iter().find(|call| case.fits(&call.updates().0[0].1)).expect("slots are many")
    }

    /// The tree before the call, with neighbours of the touched slots.
    fn tree(&self) -> Tree {
        let own = self.scripts.iter().map(|script| (self.address, script.slot, script.original));
        let others = (0..20).map(|i| (self.address, word(1000 + i, 0), word(i + 1, i)));
        let foreign = self.scripts.iter().map(|script| (Felt::from(0xbeef), script.slot, word(99, 0)));
        Tree::from_slots(own.chain(others).chain(foreign)).expect("no two paths are equal")
    }

    /// The last records.
    fn touched(&self) -> Vec<TouchedSlot> {
        let last = |(i, script): (usize, &Script)| *script.records(10 * i as u64 + 1).last().expect("a first record");
        self.scripts.iter().enumerate().map(last).collect()
    }

    /// The ways of the slots, sorted by path, and the public roots.
    fn updates(&self) -> (Vec<(TouchedSlot, Update)>, [Felt; 3]) {
        let (mut tree, account) = (self.tree(), account(self.address));
        let before = tree.root();
        let mut touched = self.touched();
        touched.sort_by_key(|slot| path(key(account, slot.slot)));
        let updates: Vec<_> = touched
            .into_iter()
            .map(|slot| {
                let value = if self.success { slot.value } else { slot.original };
                (slot, tree.update(account, slot.slot, value).unwrap())
            })
            .collect();
        (updates, [before, tree.root(), account])
    }

    /// The rows of the accesses.
    fn fill_accesses(&self, witness: &mut Witness) {
        for (i, script) in self.scripts.iter().enumerate() {
            for pair in script.records(10 * i as u64 + 1).windows(2) {
                lanes().accesses.fill(witness, &pair[0], &pair[1]);
            }
        }
    }
}

/// What a touched slot may be to the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    /// New, where nothing was.
    Inserted,
    /// New, beside a leaf that goes down some levels.
    InsertedBesideLeaf,
    Updated,
    /// Gone, from beside a node.
    Deleted,
    /// Gone, from beside a leaf that rises some levels.
    DeletedBesideLeaf,
    /// Nothing is there.
    Absent,
    /// Another leaf is there.
    AbsentBesideLeaf,
    Present,
}

impl Case {
    const ALL: [Self; 8] = [
        Self::Inserted,
        Self::InsertedBesideLeaf,
        Self::Updated,
        Self::Deleted,
        Self::DeletedBesideLeaf,
        Self::Absent,
        Self::AbsentBesideLeaf,
        Self::Present,
    ];

    /// The value before and after.
    fn values(self) -> (u128, u128) {
        match self {
            Self::Inserted | Self::InsertedBesideLeaf => (0, 5),
            Self::Updated => (7, 8),
            Self::Deleted | Self::DeletedBesideLeaf => (11, 0),
            Self::Absent | Self::AbsentBesideLeaf => (0, 0),
            Self::Present => (13, 13),
        }
    }

    /// Whether an update with such values is of the case; a leaf goes down or rises at least two levels.
    fn fits(self, update: &Update) -> bool {
        let [shallow, deep] = update.ways();
        match self {
            Self::InsertedBesideLeaf | Self::DeletedBesideLeaf => {
                update.splits() && deep.from + 2 <= shallow.from && shallow.from < LEVELS
            }
            Self::AbsentBesideLeaf => update.other().is_some(),
            Self::Deleted => update.sibling_children.is_some(),
            _ => update.other().is_none(),
        }
    }
}

/// A witness in the making.
struct Filled {
    witness: Witness,
    roots: [Felt; 3],
    requests: Vec<(u32, Felt)>,
    compressions: Vec<Compression>,
}

/// Fills the accesses and the state lane.
fn fill(call: &Call) -> Result<Filled, StateError> {
    let mut witness = Witness::of_lanes(&lanes().in_order());
    call.fill_accesses(&mut witness);
    let touched = call.touched();
    let entry = Entry { address: call.address, slots: &touched, success: call.success };
    let mut requests = vec![];
    let proven = lanes().state.fill(&mut witness, place::STATE, &entry, &mut call.tree(), &mut requests)?;
    Ok(Filled { witness, roots: proven.roots, requests, compressions: proven.compressions })
}

/// Answers what was asked, and builds a circuit high enough for the blocks.
fn finish(filled: Filled, success: bool, k: u32) -> (Arc<Circuit>, Witness) {
    let Filled { mut witness, roots, requests, compressions } = filled;
    lanes().ranges.fill(&mut witness, place::RANGES, &requests);
    for request in &compressions {
        lanes().poseidon.fill_compression(&mut witness, place::POSEIDON, request);
    }
    let all = lanes().in_order();
    // room for a ghost in each lane
    let needed = witness.lanes.iter().map(|lane| lane.len() + 1).zip(&all);
    let mut instances: Vec<usize> = needed.map(|(rows, lane)| rows.div_ceil(Shape::tallest(k, lane))).collect();
    instances[0] = 1;
    instances[place::TABLE] = TABLE_ROWS.div_ceil(Shape::tallest(k, &all[place::TABLE]));
    let circuit = Circuit::new("state", all.clone(), Shape::whole(k, &all, &instances), PUBLIC_ROWS);
    witness.public = public(roots, success);
    witness.complete(&circuit);
    (Arc::new(circuit), witness)
}

fn prove(call: &Call, k: u32) -> (Arc<Circuit>, Witness) {
    finish(fill(call).expect("the tree has the slots"), call.success, k)
}

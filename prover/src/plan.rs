//! From an execution to a circuit and its witness: the cheapest shape of a catalogue that fits.

use std::sync::{Arc, OnceLock};

use crate::circuit::{Circuit, CircuitError, Cost, Lane, LaneRows, Shape, Witness};
use crate::keccak::KeccakLanes;
use crate::public::Claim;
use crate::state;

/// A circuit with its witness, and what is claimed.
#[derive(Clone, Debug)]
pub struct Prepared<S> {
    circuit: Arc<Circuit>,
    witness: Arc<Witness>,
    statement: S,
    shape: usize,
}

impl<S: Claim> Prepared<S> {
    /// Puts the public inputs into a filled witness and counts what its tables are asked.
    pub(crate) fn complete(circuit: Arc<Circuit>, mut witness: Witness, statement: S, shape: usize) -> Self {
        witness.public = statement.public().expect("a statement about facts is well-formed");
        witness.complete(&circuit);
        Self { circuit, witness: Arc::new(witness), statement, shape }
    }

    /// The circuit.
    pub fn circuit(&self) -> &Arc<Circuit> {
        &self.circuit
    }

    /// Its witness.
    pub fn witness(&self) -> &Arc<Witness> {
        &self.witness
    }

    /// What is claimed.
    pub fn statement(&self) -> &S {
        &self.statement
    }

    /// The shape's number in its catalogue.
    pub fn shape(&self) -> usize {
        self.shape
    }

    /// Counts.
    pub fn cost(&self) -> Cost {
        self.circuit.cost(&self.witness)
    }
}

/// The rows that a witness needs, by lane.
pub(crate) fn needed_rows(witness: &Witness) -> Vec<usize> {
    witness.lanes.iter().map(LaneRows::len).collect()
}

/// The rows of some lanes, each by its place. Of a lane that is listed twice the later number counts.
pub(crate) type Rows = &'static [(usize, usize)];

/// What keccak-256 is to hash.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hashes {
    /// Inputs of at most four whole words.
    pub(crate) short: usize,
    /// Blocks of other inputs: `⌊bytes/136⌋ + 1` each.
    pub(crate) blocks: usize,
}

/// Rows for so many touched slots and hashes, in the lane of state and in those of keccak, of which the first is given.
pub(crate) const fn state_and_hashes(state: usize, keccak: usize, slots: usize, hashes: Hashes) -> [(usize, usize); 5] {
    let [short, sponge, words, table] = KeccakLanes::rows_of(hashes.short, hashes.blocks);
    [(state, state::rows_of(slots)), (keccak, short), (keccak + 1, sponge), (keccak + 2, words), (keccak + 3, table)]
}

/// How high the circuit of an execution shall be. The lanes have the same rows, laid out in more or fewer columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shaping {
    /// As the catalogue has it: what is predicted to be proven fastest.
    #[default]
    Auto,
    /// Four times the rows: few columns, short proofs.
    Tall,
    /// As few rows as the lanes allow that stand in one piece: many columns, small keys.
    Wide,
}

/// By their numbers.
const SHAPINGS: [Shaping; 3] = [Shaping::Auto, Shaping::Tall, Shaping::Wide];
/// What is added to log2 of a shape's rows to make it tall.
const TALLER: u32 = 2;
/// The fewest rows of any circuit, as log2: every table stands in them.
const LOWEST: u32 = 9;

/// Shapes that traces are proven in. Those with a number below that of the entries are the entries; then come the same, tall, and
/// the same, wide. A verifying key belongs to each number.
#[derive(Debug)]
pub(crate) struct Catalogue {
    lanes: Vec<Lane>,
    /// Each with its predicted cost.
    shapes: Vec<(Shape, u64)>,
    build: fn(Shape) -> Arc<Circuit>,
    /// By number. Laying one out and proving that its lanes rest takes longer than to fill it or to check what fills it.
    circuits: Vec<OnceLock<Arc<Circuit>>>,
}

impl Catalogue {
    /// Shapes, each by log2 of its rows and the rows of its lanes; a lane that is not listed has none. And how a circuit is made of one.
    pub(crate) fn new(lanes: Vec<Lane>, shapes: &[(u32, &[Rows])], build: fn(Shape) -> Arc<Circuit>) -> Self {
        let shapes: Vec<_> = shapes
            .iter()
            .map(|(k, of)| {
                let shape = shape(*k, &lanes, of);
                let cost = predicted_cost(&lanes, &shape);
                (shape, cost)
            })
            .collect();
        let circuits = (0..shapes.len() * SHAPINGS.len()).map(|_| OnceLock::new()).collect();
        Self { lanes, shapes, build, circuits }
    }

    /// A witness without rows. Rows are numbered over all instances of a lane, so it can be filled before its shape is known.
    pub(crate) fn witness(&self) -> Witness {
        Witness::of_lanes(&self.lanes)
    }

    /// The circuit of a shape, made when it is first asked for; none if no shape has this number.
    pub(crate) fn circuit(&self, number: usize) -> Option<Arc<Circuit>> {
        let circuit = self.circuits.get(number)?;
        let shaping = SHAPINGS[number / self.shapes.len()];
        let (entry, _) = &self.shapes[number % self.shapes.len()];
        Some(Arc::clone(circuit.get_or_init(|| (self.build)(self.shaped(entry, shaping)))))
    }

    /// An entry's lanes in a circuit of another height.
    fn shaped(&self, entry: &Shape, shaping: Shaping) -> Shape {
        let rows: Vec<usize> = (0..self.lanes.len()).map(|lane| entry.capacity(lane)).collect();
        let k = match shaping {
            Shaping::Auto => return entry.clone(),
            Shaping::Tall => entry.k + TALLER,
            Shaping::Wide => Shape::lowest(LOWEST, &self.lanes, &rows),
        };
        Shape::of_rows(k, &self.lanes, &rows)
    }

    /// The number of the cheapest entry that has the rows needed of each lane, as high as wished, and its circuit.
    ///
    /// # Errors
    /// If they fit none: what the largest lacks.
    pub(crate) fn pick(&self, needed: &[usize], shaping: Shaping) -> Result<(usize, Arc<Circuit>), CircuitError> {
        let lacks = |shape: &Shape| (0..self.lanes.len()).position(|lane| needed[lane] > shape.capacity(lane));
        let fitting = self.shapes.iter().enumerate().filter(|(_, (shape, _))| lacks(shape).is_none());
        if let Some((index, _)) = fitting.min_by_key(|(_, (_, cost))| *cost) {
            let number = index + self.shapes.len() * shaping as usize;
            return Ok((number, self.circuit(number).expect("every entry is there in every shaping")));
        }
        let (largest, _) = self.shapes.iter().max_by_key(|(shape, _)| shape.k).expect("a catalogue is not empty");
        let lane = lacks(largest).expect("no shape fits, nor does the largest");
        let (name, available) = (self.lanes[lane].name, largest.capacity(lane));
        Err(CircuitError::OverCapacity { lane: name, needed: needed[lane], available, k: largest.k })
    }
}

/// A shape whose lanes have the rows listed.
pub(crate) fn shape(k: u32, lanes: &[Lane], of: &[Rows]) -> Shape {
    let mut rows = vec![0; lanes.len()];
    for (lane, count) in of.iter().copied().flatten() {
        rows[*lane] = *count;
    }
    Shape::of_rows(k, lanes, &rows)
}

/// Predicted proving time in relative units: what a column costs, and what it costs to evaluate the promises and messages of a lane
/// instance, which stand on all rows however few the instance has. The weights are those of four proofs of one token transfer in
/// different shapes, of 162 to 366 columns.
fn predicted_cost(lanes: &[Lane], shape: &Shape) -> u64 {
    const COLUMN: usize = 38;
    const MESSAGE: usize = 6;
    const PROMISE: usize = 1;
    let gates = |lane: &Lane| MESSAGE * lane.slots().len() + PROMISE * lane.constraints().len();
    let gates: usize = lanes.iter().zip(&shape.heights).map(|(lane, heights)| heights.len() * gates(lane)).sum();
    ((COLUMN * shape.columns(lanes) + gates) as u64) << shape.k
}

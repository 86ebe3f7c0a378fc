//! From an execution to a circuit and its witness: the smallest shape of the catalogue that fits.

use ruint::aliases::U256;
use vm_zkfriendly::environment::Environment;
use vm_zkfriendly::isa::{EnvField, Instruction};
use vm_zkfriendly::message::Message;
use vm_zkfriendly::program::Program;
use vm_zkfriendly::storage::Storage;
use vm_zkfriendly::trace::{Status, ZkTrace};

use super::code::Code;
use super::felt;
use super::lanes::{ZkError, circuit, lanes, place};
use super::statement::{Facts, PUBLIC_ROWS, Statement};
use super::step::{ZkStep, touched_slots};
use crate::circuit::{Shape, Witness};
use crate::keccak::KeccakLanes;
use crate::public::{StateChange, address_element};
use crate::range::TABLE_ROWS;
use crate::state::{self, StateError, Tree};
use crate::word::word;
use crate::{plan, poseidon};

/// An execution to be proven.
#[derive(Clone, Copy, Debug)]
pub struct Execution<'a> {
    /// The program, which passed the program check.
    pub program: &'a Program,
    /// What it was called with.
    pub calldata: &'a Message,
    /// The call and the block.
    pub environment: &'a Environment,
    /// What happened.
    pub trace: &'a ZkTrace,
    /// Storage before, of all accounts.
    pub tree: &'a Tree,
}

impl Execution<'_> {
    /// The facts that the statement is about.
    ///
    /// # Errors
    /// If the tree is not that of the storage the execution saw.
    pub fn facts(&self) -> Result<Facts<'_>, StateError> {
        let read = |instruction: &Instruction| match instruction {
            Instruction::Input { index, .. } => u64::from(*index) + 1,
            _ => 0,
        };
        let executed = self.program.instructions().iter().zip(self.trace.executed()).filter(|(_, times)| **times > 0);
        let outcome = self.trace.outcome();
        let touched = touched_slots(self.trace);
        let callee = address_element(self.environment.get(EnvField::Address));
        let state = StateChange::of(self.tree, callee, &touched, outcome.status == Status::Success)?;
        Ok(Facts {
            program: self.program,
            code: Code::new(self.program),
            calldata: self.calldata,
            calldata_blocks: executed
                .map(|(instruction, _)| read(instruction))
                .max()
                .unwrap_or(0)
                .max(1 + self.calldata.words.len() as u64),
            environment: self.environment,
            outcome,
            tree: self.tree,
            touched,
            state,
        })
    }
}

/// The storage tree of some accounts: each address with what it stores.
///
/// # Errors
/// Two slots that the tree cannot hold together.
pub fn tree<'a>(accounts: impl IntoIterator<Item = (U256, &'a Storage)>) -> Result<Tree, StateError> {
    Tree::from_slots(accounts.into_iter().flat_map(|(address, storage)| {
        let address = address_element(address);
        storage.iter().map(move |(key, value)| (address, [felt(key.lo), felt(key.hi)], word(value)))
    }))
}

/// The rows of each lane of a shape. Public rows and the range table are the same in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    narrow: usize,
    moves: usize,
    wide: usize,
    control: usize,
    code: usize,
    /// Rows of the pool: two constants each.
    constants: usize,
    data: usize,
    range64: usize,
    range128: usize,
    permutations: usize,
    product: usize,
    multiply: usize,
    /// Steps that use storage, keys, events or hashes.
    state_steps: usize,
    slots: usize,
    hashes: usize,
}

/// A call of a small program without loops, products and storage.
const CALM: Room = Room {
    narrow: 96,
    moves: 32,
    wide: 96,
    control: 32,
    code: 192,
    constants: 32,
    data: 32,
    range64: 64,
    range128: 64,
    permutations: 62,
    product: 0,
    multiply: 0,
    state_steps: 0,
    slots: 0,
    hashes: 0,
};

/// The shapes, each with log2 of its rows; a verifying key belongs to each.
pub const CATALOGUE: [(u32, Room); 8] = [
    (9, CALM),
    // storage, mappings, events
    (10, Room { permutations: 378, state_steps: 32, slots: 3, ..CALM }),
    (11, Room { permutations: 508, state_steps: 64, slots: 6, ..CALM }),
    // loops of some hundred iterations over words
    (
        10,
        Room {
            moves: 256,
            wide: 448,
            control: 128,
            range64: 1200,
            range128: 720,
            permutations: 126,
            product: 128,
            multiply: 128,
            ..CALM
        },
    ),
    // loops of a thousand iterations over narrow numbers
    (11, Room { narrow: 3008, moves: 2032, control: 1056, range64: 3072, permutations: 127, ..CALM }),
    // the same over words
    (11, Room { moves: 800, wide: 1232, control: 400, range128: 2352, permutations: 127, ..CALM }),
    (
        12,
        Room {
            narrow: 4080,
            moves: 2048,
            wide: 2032,
            control: 1024,
            code: 1024,
            constants: 256,
            data: 256,
            range64: 8160,
            range128: 8160,
            permutations: 1020,
            product: 512,
            multiply: 1024,
            state_steps: 256,
            slots: 10,
            hashes: 4,
        },
    ),
    (
        14,
        Room {
            narrow: 32_736,
            moves: 16_368,
            wide: 16_368,
            control: 8192,
            code: 2048,
            constants: 1024,
            data: 2048,
            range64: 49_104,
            range128: 32_736,
            permutations: 3069,
            product: 4096,
            multiply: 8192,
            state_steps: 2048,
            slots: 32,
            hashes: 21,
        },
    ),
];

/// A shape of the catalogue.
pub(super) fn shape(k: u32, room: &Room) -> Shape {
    let mut rows = vec![0; place::COUNT];
    rows[place::PUBLIC] = PUBLIC_ROWS;
    rows[place::NARROW] = room.narrow;
    rows[place::MOVES] = room.moves;
    rows[place::WIDE] = room.wide;
    rows[place::CONTROL] = room.control;
    rows[place::CODE] = room.code;
    rows[place::CONSTANTS] = room.constants;
    rows[place::DATA] = room.data;
    rows[place::RANGES[0]] = room.range64;
    rows[place::RANGES[1]] = room.range128;
    rows[place::TABLE] = TABLE_ROWS;
    rows[place::POSEIDON] = room.permutations * poseidon::BLOCK_ROWS;
    rows[place::PRODUCT] = room.product;
    rows[place::MULTIPLY] = room.multiply;
    rows[place::STATE_STEPS] = room.state_steps;
    rows[place::STATE] = state::rows_of(room.slots);
    [rows[place::KECCAK], rows[place::KECCAK_TABLE]] = KeccakLanes::rows_of(room.hashes);
    Shape::of_rows(k, &lanes().in_order(), &rows)
}

/// A shape for tests of hashes: the catalogue's own is large.
#[cfg(test)]
pub(super) fn hashing_shape() -> Shape {
    shape(10, &Room { permutations: 252, state_steps: 32, slots: 1, hashes: 2, ..CALM })
}

/// A shape by its number; none if the catalogue has no such shape.
pub(super) fn of_catalogue(index: usize) -> Option<Shape> {
    CATALOGUE.get(index).map(|(k, room)| shape(*k, room))
}

/// An execution's circuit, witness and statement.
pub type Prepared = plan::Prepared<Statement>;

impl Prepared {
    /// Picks the cheapest shape that fits and fills the witness.
    ///
    /// # Errors
    /// An instruction without a chip; an execution too large for every shape.
    pub fn new(execution: &Execution<'_>) -> Result<Self, ZkError> {
        let facts = execution.facts()?;
        let steps = ZkStep::all(execution.program, execution.trace);
        let all = lanes().in_order();
        // rows are numbered over all instances of a lane, so a witness can be filled before its shape is known
        let mut witness = Witness::of_lanes(&all);
        lanes().fill(&mut witness, &facts, &steps)?;
        let shapes: Vec<Shape> = (0..).map_while(of_catalogue).collect();
        let (index, shape) = plan::pick(&all, &plan::needed_rows(&witness), &shapes)?;
        let statement = facts.statement();
        Ok(plan::Prepared::complete(circuit(shape), witness, statement, index))
    }
}

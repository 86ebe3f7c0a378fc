//! From an execution to a circuit and its witness: the smallest shape of the catalogue that fits.

use ruint::aliases::U256;
use vm_zkfriendly::environment::Environment;
use vm_zkfriendly::isa::{EnvField, Instruction};
use vm_zkfriendly::message::Message;
use vm_zkfriendly::program::Program;
use vm_zkfriendly::storage::Storage;
use vm_zkfriendly::trace::{Status, ZkTrace};

use super::felt;
use super::lanes::{ZkError, circuit, lanes, place};
use super::statement::{Facts, Statement};
use super::step::{ZkStep, touched_slots};
use crate::circuit::{Shape, UNUSABLE_ROWS, Witness};
use crate::keccak::table_instances as keccak_tables;
use crate::plan;
use crate::public::{StateChange, address_element};
use crate::range::table_instances;
use crate::state::{StateError, Tree};
use crate::word::word;

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

/// Instances of each lane of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instances {
    narrow: usize,
    moves: usize,
    wide: usize,
    range64: usize,
    range128: usize,
    poseidon: usize,
    product: usize,
    multiply: usize,
    state: usize,
    keccak: usize,
}

/// Small programs without 256-bit products and storage.
const PLAIN: Instances = Instances {
    narrow: 1,
    moves: 1,
    wide: 1,
    range64: 1,
    range128: 1,
    poseidon: 1,
    product: 0,
    multiply: 0,
    state: 0,
    keccak: 0,
};

/// The shapes, each with log2 of its rows; a verifying key belongs to each. Control, code and data lanes stand once, as does the
/// public lane, and the range table as often as its rows need.
pub const CATALOGUE: [(u32, Instances); 8] = [
    (9, Instances { poseidon: 8, ..PLAIN }),
    (10, Instances { poseidon: 6, ..PLAIN }),
    (11, Instances { narrow: 2, range64: 2, poseidon: 4, ..PLAIN }),
    (12, Instances { narrow: 2, range64: 2, poseidon: 2, ..PLAIN }),
    (11, Instances { range128: 2, poseidon: 7, state: 1, ..PLAIN }),
    (10, Instances { range64: 4, range128: 2, poseidon: 8, product: 1, multiply: 1, ..PLAIN }),
    (12, Instances { range64: 4, range128: 3, poseidon: 3, product: 1, multiply: 1, ..PLAIN }),
    (
        14,
        Instances {
            narrow: 2,
            range64: 4,
            range128: 3,
            poseidon: 2,
            product: 1,
            multiply: 1,
            state: 1,
            keccak: 1,
            ..PLAIN
        },
    ),
];

/// A shape of the catalogue, with all its lanes.
pub(super) fn shape(k: u32, of: Instances) -> Shape {
    let mut instances = vec![1; place::COUNT];
    instances[place::NARROW] = of.narrow;
    instances[place::MOVES] = of.moves;
    instances[place::WIDE] = of.wide;
    instances[place::RANGES[0]] = of.range64;
    instances[place::RANGES[1]] = of.range128;
    instances[place::TABLE] = table_instances((1 << k) - UNUSABLE_ROWS);
    instances[place::POSEIDON] = of.poseidon;
    instances[place::PRODUCT] = of.product;
    instances[place::MULTIPLY] = of.multiply;
    instances[place::STATE_STEPS] = of.state;
    instances[place::STATE] = of.state;
    instances[place::KECCAK] = of.keccak;
    instances[place::KECCAK_TABLE] = if of.keccak == 0 { 0 } else { keccak_tables((1 << k) - UNUSABLE_ROWS) };
    Shape { k, instances }
}

/// A shape for tests of hashes: the catalogue's own is large.
#[cfg(test)]
pub(super) fn hashing_shape() -> Shape {
    shape(10, Instances { state: 1, keccak: 1, ..PLAIN })
}

/// A shape by its number; none if the catalogue has no such shape.
pub(super) fn of_catalogue(index: usize) -> Option<Shape> {
    CATALOGUE.get(index).map(|(k, instances)| shape(*k, *instances))
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

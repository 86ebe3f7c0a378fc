//! From a trace to a circuit and its witness: the cheapest shape of the catalogue that fits.

use ruint::aliases::U256;
use vm_evm::{EvmTrace, World};

use super::EvmError;
use super::code::WORD_BYTES;
use super::lanes::{circuit, lanes, place};
use super::statement::{Facts, Statement};
use super::timeline::Timeline;
use crate::circuit::{Shape, UNUSABLE_ROWS, Witness};
use crate::plan;
use crate::public::address_element;
use crate::range::table_instances;
use crate::state::{StateError, Tree};
use crate::word::word;

/// A trace's circuit, witness and statement.
pub type Prepared = plan::Prepared<Statement>;

/// Lanes that a shape has more than once, or not at all.
type Instances = &'static [(usize, usize)];

/// No signed division, no BYTE, no AND, OR, XOR but with masks: what compilers rarely emit.
const PLAIN: [(usize, usize); 4] = [(place::SIGNED, 0), (place::BYTE, 0), (place::BITWISE, 0), (place::STORAGE, 0)];

/// No storage, no hashes.
const PURE: [(usize, usize); 5] =
    [(place::STORAGE, 0), (place::STATE, 0), (place::KECCAK, 0), (place::KECCAK_TABLE, 0), (place::BYTE, 0)];

/// The shapes, each with log2 of its rows; a verifying key belongs to each. A lane stands once unless it is listed, the range
/// table as often as its rows need.
pub(super) const CATALOGUE: [(u32, &[Instances]); 6] = [
    // small calls without storage
    (10, &[&PURE, &PLAIN, &[(place::RANGES[0], 2), (place::POSEIDON, 1)]]),
    // loops of some hundred, some thousand iterations
    (12, &[&PURE, &PLAIN, &[(place::RANGES[0], 2), (place::RANGES[1], 2)]]),
    (14, &[&PURE, &PLAIN, &[(place::STACK, 2), (place::RANGES[0], 2), (place::RANGES[1], 2)]]),
    // storage and mappings
    (11, &[&[(place::SIGNED, 0), (place::BYTE, 0), (place::BITWISE, 0), (place::POSEIDON, 3)]]),
    (12, &[&[(place::SIGNED, 0), (place::BYTE, 0), (place::RANGES[0], 2), (place::POSEIDON, 3)]]),
    // everything
    (14, &[&[(place::STACK, 2), (place::RANGES[0], 3), (place::RANGES[1], 2), (place::POSEIDON, 2)]]),
];

/// A shape of the catalogue, with all its lanes.
pub(super) fn shape(k: u32, of: &[Instances]) -> Shape {
    let mut instances = vec![1; place::COUNT];
    instances[place::RANGE_TABLE] = table_instances((1 << k) - UNUSABLE_ROWS);
    for (lane, count) in of.iter().copied().flatten() {
        instances[*lane] = *count;
    }
    Shape { k, instances }
}

/// A shape by its number; none if the catalogue has no such shape.
pub(super) fn of_catalogue(index: usize) -> Option<Shape> {
    CATALOGUE.get(index).map(|(k, instances)| shape(*k, instances))
}

/// The storage tree of a world.
///
/// # Errors
/// Two slots that the tree cannot hold together.
pub fn tree(world: &World) -> Result<Tree, StateError> {
    Tree::from_slots(world.accounts().flat_map(|(address, account)| {
        let address = address_element(U256::from_be_slice(address.as_slice()));
        account.storage().iter().map(move |(slot, value)| (address, word(*slot), word(*value)))
    }))
}

impl Prepared {
    /// Picks the cheapest shape that fits and fills the witness. The tree is that of all storage before the call.
    ///
    /// # Errors
    /// What is not proven yet, by name; an execution too large for every shape.
    pub fn of_trace(trace: &EvmTrace, tree: &Tree) -> Result<Self, EvmError> {
        let timeline = Timeline::new(trace)?;
        let facts = Facts::new(trace, &timeline, tree)?;
        let all = lanes().in_order();
        let mut witness = Witness::of_lanes(&all);
        lanes().fill(&mut witness, &facts, &timeline)?;
        let shapes: Vec<Shape> = (0..).map_while(of_catalogue).collect();
        let mut needed = plan::needed_rows(&witness);
        // code stands in whole words, of which the last may end before the usable rows do
        needed[place::CODE] = needed[place::CODE].next_multiple_of(WORD_BYTES);
        let (index, shape) = plan::pick(&all, &needed, &shapes)?;
        let statement = facts.statement();
        Ok(Self::complete(circuit(shape), witness, statement, index))
    }
}

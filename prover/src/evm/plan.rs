//! From a trace to a circuit and its witness: the one that it is predicted to be proven fastest in.

use std::sync::LazyLock;

use ruint::aliases::U256;
use vm_evm::{EvmTrace, World};

use super::EvmError;
use super::code::WORD_BYTES;
use super::halt_tables;
use super::lanes::{circuit, lanes, place};
use super::statement::{Facts, PUBLIC_ROWS, Statement};
use super::tables;
use super::timeline::Timeline;
use crate::family::{Family, Room, Shaping};
use crate::keccak::KeccakLanes;
use crate::plan;
use crate::public::address_element;
use crate::range::TABLE_ROWS;
use crate::state::{self, StateError, Tree};
use crate::word::word;

/// A trace's circuit, witness and statement.
pub type Prepared = plan::Prepared<Statement>;

/// The circuits that traces are proven in.
pub(super) static FAMILY: LazyLock<Family> = LazyLock::new(|| {
    let rooms = [
        (place::PUBLIC, Room::Always(PUBLIC_ROWS)),
        (place::TABLES, Room::Always(tables::ROWS)),
        (place::RANGE_TABLE, Room::Always(TABLE_ROWS)),
        (place::CODE, Room::Blocks { head: 1, block: WORD_BYTES, without: Some(place::COPIED_CODE) }),
        (place::COPIED_CODE, Room::Blocks { head: 1, block: WORD_BYTES, without: None }),
        (place::STATE, state::ROOM),
        (place::HALT_TABLE, Room::With(&[place::HALT], halt_tables::ROWS)),
        KeccakLanes::table_room::<{ place::KECCAK }>(),
    ];
    Family::new(lanes().in_order(), &rooms)
});

/// Rows for so many bytes of code: in whole words, and one more that they can look at.
const fn code_rows(bytes: usize) -> usize {
    if bytes == 0 { 0 } else { bytes.next_multiple_of(WORD_BYTES) + 1 }
}

/// The storage tree of a world, and of accounts outside it.
///
/// # Errors
/// Two slots that the tree cannot hold together.
pub fn tree(world: &World, others: &Tree) -> Result<Tree, StateError> {
    others.with(world.accounts().flat_map(|(address, account)| {
        let address = address_element(U256::from_be_slice(address.as_slice()));
        account.storage().iter().map(move |(slot, value)| (address, word(*slot), word(*value)))
    }))
}

impl Prepared {
    /// Fills the witness and picks the circuit. The tree is that of all storage before the call.
    ///
    /// # Errors
    /// What is not proven yet, by name; an execution too large for every shape.
    pub fn of_trace(trace: &EvmTrace, tree: &Tree) -> Result<Self, EvmError> {
        Self::of_trace_shaped(trace, tree, Shaping::Auto)
    }

    /// The same, in a circuit that is as high as wished.
    ///
    /// # Errors
    /// As [`Self::of_trace`].
    pub fn of_trace_shaped(trace: &EvmTrace, tree: &Tree, shaping: Shaping) -> Result<Self, EvmError> {
        let timeline = Timeline::new(trace)?;
        let facts = Facts::new(trace, &timeline, tree)?;
        let mut witness = FAMILY.witness();
        lanes().fill(&mut witness, &facts, &timeline)?;
        let code = [place::CODE, place::COPIED_CODE].map(|lane| (lane, code_rows(witness.lanes[lane].len())));
        let (id, shape) = FAMILY.pick(&witness, &code, shaping)?;
        Ok(Self::complete(circuit(shape), witness, facts.statement(), id))
    }
}

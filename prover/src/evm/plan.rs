//! From a trace to a circuit and its witness: the one that it is predicted to be proven fastest in.

use std::sync::{Arc, Mutex, PoisonError};

use ruint::aliases::U256;
use vm_evm::{EvmTrace, Rules, World};

use super::EvmError;
use super::code::WORD_BYTES;
use super::halt_tables;
use super::lanes::{EvmLanes, place};
use super::statement::{Facts, PUBLIC_ROWS, Statement};
use super::tables;
use super::timeline::Timeline;
use crate::circuit::{Circuit, Shape};
use crate::family::{Family, Room, Shaping};
use crate::keccak::KeccakLanes;
use crate::plan;
use crate::profile::Profile;
use crate::public::address_element;
use crate::range::TABLE_ROWS;
use crate::state::{self, StateError, Tree};
use crate::word::word;

/// A trace's circuit, witness and statement.
pub type Prepared = plan::Prepared<Statement>;

/// The circuits in which executions under some rules are proven. They differ by what the tables of opcodes say and by the unit prices, which
/// are constants of constraints: never by a lane, a column or a message (see `docs/decisions/0013-types.md`).
#[derive(Debug)]
pub(super) struct Circuits {
    pub(super) lanes: EvmLanes,
    pub(super) family: Family,
}

impl Circuits {
    /// Those of some rules, declared once. As many stay as there are rules.
    pub(super) fn of(rules: &'static Rules) -> &'static Self {
        static KNOWN: Mutex<Vec<(&Rules, &Circuits)>> = Mutex::new(Vec::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let are_same =
            |of: &Rules| (of.opcodes, of.gas.table, of.gas.unit) == (rules.opcodes, rules.gas.table, rules.gas.unit);
        if let Some((_, circuits)) = known.iter().find(|(of, _)| are_same(of)) {
            return circuits;
        }
        let lanes = EvmLanes::declare(rules);
        let family = family(&lanes);
        let circuits = Box::leak(Box::new(Self { lanes, family }));
        known.push((rules, circuits));
        circuits
    }

    /// The circuit of a shape.
    pub(super) fn circuit(&self, shape: Shape) -> Arc<Circuit> {
        Arc::new(Circuit::new("evm", self.lanes.in_order(), shape, PUBLIC_ROWS))
    }
}

fn family(lanes: &EvmLanes) -> Family {
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
    Family::new(lanes.in_order(), &rooms)
}

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
    /// Fills the witness and picks the circuit. The trace is of a run under the profile's rules, the tree that of all storage before the call.
    ///
    /// # Errors
    /// What is not proven yet, by name; an execution too large for every shape.
    pub fn of_trace(profile: &'static Profile, trace: &EvmTrace, tree: &Tree) -> Result<Self, EvmError> {
        Self::of_trace_shaped(profile, trace, tree, Shaping::Auto)
    }

    /// The same, in a circuit that is as high as wished.
    ///
    /// # Errors
    /// As [`Self::of_trace`].
    pub fn of_trace_shaped(
        profile: &'static Profile,
        trace: &EvmTrace,
        tree: &Tree,
        shaping: Shaping,
    ) -> Result<Self, EvmError> {
        let timeline = Timeline::new(trace)?;
        let facts = Facts::new(profile, trace, &timeline, tree)?;
        let circuits = Circuits::of(trace.context.rules);
        let mut witness = circuits.family.witness();
        circuits.lanes.fill(&mut witness, &facts, &timeline)?;
        let code = [place::CODE, place::COPIED_CODE].map(|lane| (lane, code_rows(witness.lanes[lane].len())));
        let (id, shape) = circuits.family.pick(&witness, &code, shaping)?;
        Ok(Self::complete(circuits.circuit(shape), witness, facts.statement(), id))
    }
}

//! From an execution to a circuit and its witness: the one that it is predicted to be proven fastest in.

use std::sync::LazyLock;

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
use crate::bitwise;
use crate::circuit::table_rows;
use crate::family::{Family, Room, Shaping};
use crate::keccak::KeccakLanes;
use crate::plan;
use crate::profile::Profile;
use crate::public::{StateChange, address_element};
use crate::range::{POWER_ROWS, TABLE_ROWS};
use crate::state::{self, StateError, Tree};
use crate::word::word;

/// An execution to be proven.
#[derive(Clone, Copy, Debug)]
pub struct Execution<'a> {
    /// The type, by whose rules it ran.
    pub profile: &'static Profile,
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
            profile: self.profile,
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

/// The storage tree of some accounts, each address with what it stores, and of others.
///
/// # Errors
/// Two slots that the tree cannot hold together.
pub fn tree<'a>(accounts: impl IntoIterator<Item = (U256, &'a Storage)>, others: &Tree) -> Result<Tree, StateError> {
    others.with(accounts.into_iter().flat_map(|(address, storage)| {
        let address = address_element(address);
        storage.iter().map(move |(key, value)| (address, [felt(key.lo), felt(key.hi)], word(value)))
    }))
}

/// The circuits that executions are proven in.
pub(super) static FAMILY: LazyLock<Family> = LazyLock::new(|| {
    let rooms = [
        (place::PUBLIC, Room::Always(PUBLIC_ROWS)),
        (place::TABLE, Room::Always(TABLE_ROWS)),
        (place::STATE, state::ROOM),
        (place::NIBBLES, Room::With(&place::BITWISE, table_rows(bitwise::TABLE_ENTRIES))),
        (place::POWERS, Room::With(&[place::SHIFT, place::SIGNED], POWER_ROWS)),
        KeccakLanes::table_room::<{ place::KECCAK }>(),
    ];
    Family::new(lanes().in_order(), &rooms)
});

/// An execution's circuit, witness and statement.
pub type Prepared = plan::Prepared<Statement>;

impl Prepared {
    /// Fills the witness and picks the circuit.
    ///
    /// # Errors
    /// An instruction without a chip; an execution too large for every shape.
    pub fn new(execution: &Execution<'_>) -> Result<Self, ZkError> {
        Self::shaped(execution, Shaping::Auto)
    }

    /// The same, in a circuit that is as high as wished.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn shaped(execution: &Execution<'_>, shaping: Shaping) -> Result<Self, ZkError> {
        let facts = execution.facts()?;
        let steps = ZkStep::all(execution.program, execution.trace);
        let mut witness = FAMILY.witness();
        lanes().fill(&mut witness, &facts, &steps)?;
        let (id, shape) = FAMILY.pick(&witness, &[], shaping)?;
        Ok(Self::complete(circuit(shape), witness, facts.statement(), id))
    }
}

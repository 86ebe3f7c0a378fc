//! From an execution to a circuit and its witness: the smallest shape of the catalogue that fits.

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
#[cfg(test)]
use crate::circuit::Shape;
use crate::circuit::table_rows;
use crate::plan::{self, Catalogue, Hashes, Rows, Shaping};
use crate::poseidon::permutations;
use crate::public::{StateChange, address_element};
use crate::range::{POWER_ROWS, TABLE_ROWS};
use crate::state::{self, StateError, Tree};
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

/// What all shapes have, and a call of a small program without loops, products and storage needs.
const CALM: Rows = &[
    (place::PUBLIC, PUBLIC_ROWS),
    (place::TABLE, TABLE_ROWS),
    (place::NARROW, 96),
    (place::MOVES, 32),
    (place::WIDE, 96),
    (place::CONTROL, 32),
    (place::CODE, 192),
    (place::CONSTANTS, 32),
    (place::DATA, 32),
    (place::RANGES[0], 64),
    (place::RANGES[1], 64),
];

/// The tables of bits, shifts and signed words.
const WORD_TABLES: Rows = &[(place::NIBBLES, table_rows(bitwise::TABLE_ENTRIES)), (place::POWERS, POWER_ROWS)];

/// Bits, shifts, signed and modular arithmetic, all of it in a program without long loops.
const WORDS: Rows = &[
    (place::BITS, 64),
    (place::BITWISE[0], 64),
    (place::BITWISE[1], 64),
    (place::SHIFT, 64),
    (place::SIGNED, 64),
    (place::MODULAR, 64),
    (place::PRODUCT, 64),
    (place::MULTIPLY, 192),
    (place::MOVES, 128),
    (place::PASS, 64),
    (place::WIDE, 192),
    (place::RANGES[0], 2112),
    (place::RANGES[1], 1056),
];

/// The shapes, each with log2 of its rows.
const SHAPES: [(u32, &[Rows]); 11] = [
    (9, &[CALM, &[(place::POSEIDON, permutations(66)), (place::PASS, 32)]]),
    // storage, mappings, events
    (9, &[CALM, &[(place::POSEIDON, permutations(99)), (place::STATE_STEPS, 32), (place::STATE, state::rows_of(3))]]),
    (
        10,
        &[
            CALM,
            &[
                (place::POSEIDON, permutations(134)),
                (place::STATE_STEPS, 64),
                (place::STATE, state::rows_of(4)),
                (place::PASS, 32),
            ],
        ],
    ),
    (
        11,
        &[
            CALM,
            &[
                (place::POSEIDON, permutations(405)),
                (place::STATE_STEPS, 128),
                (place::STATE, state::rows_of(12)),
                (place::PASS, 64),
            ],
        ],
    ),
    // loops of some hundred iterations over words
    (
        10,
        &[
            CALM,
            &[
                (place::MOVES, 128),
                (place::WIDE, 448),
                (place::PASS, 128),
                (place::RANGES[0], 1200),
                (place::RANGES[1], 720),
                (place::POSEIDON, permutations(67)),
                (place::PRODUCT, 128),
                (place::MULTIPLY, 128),
            ],
        ],
    ),
    // loops of a thousand iterations over narrow numbers
    (
        11,
        &[
            CALM,
            &[
                (place::NARROW, 3008),
                (place::PASS, 1056),
                (place::RANGES[0], 3072),
                (place::POSEIDON, permutations(135)),
            ],
        ],
    ),
    // the same with more values than a row passes
    (
        11,
        &[
            CALM,
            &[
                (place::NARROW, 3008),
                (place::MOVES, 2032),
                (place::CONTROL, 128),
                (place::PASS, 1056),
                (place::RANGES[0], 3072),
                (place::POSEIDON, permutations(135)),
            ],
        ],
    ),
    // the same over words
    (
        11,
        &[
            CALM,
            &[(place::WIDE, 1232), (place::PASS, 400), (place::RANGES[1], 2352), (place::POSEIDON, permutations(135))],
        ],
    ),
    // operations on words that fewer programs need
    (
        11,
        &[
            CALM,
            WORD_TABLES,
            WORDS,
            &[(place::POSEIDON, permutations(405)), (place::STATE_STEPS, 64), (place::STATE, state::rows_of(6))],
        ],
    ),
    // everything
    (
        12,
        &[
            CALM,
            WORD_TABLES,
            &[
                (place::BITS, 512),
                (place::BITWISE[0], 512),
                (place::BITWISE[1], 512),
                (place::SHIFT, 256),
                (place::SIGNED, 512),
                (place::MODULAR, 256),
            ],
            &[
                (place::NARROW, 4080),
                (place::MOVES, 2048),
                (place::WIDE, 2032),
                (place::CONTROL, 1024),
                (place::PASS, 1024),
                (place::CODE, 1024),
                (place::CONSTANTS, 256),
                (place::DATA, 256),
                (place::RANGES[0], 8160),
                (place::RANGES[1], 8160),
                (place::POSEIDON, permutations(816)),
                (place::PRODUCT, 512),
                (place::MULTIPLY, 1024),
                (place::STATE_STEPS, 256),
            ],
            &state_and_hashes(24, 4, 6),
        ],
    ),
    (
        14,
        &[
            CALM,
            WORD_TABLES,
            &[
                (place::BITS, 8192),
                (place::BITWISE[0], 8192),
                (place::BITWISE[1], 8192),
                (place::SHIFT, 4096),
                (place::SIGNED, 4096),
                (place::MODULAR, 2048),
            ],
            &[
                (place::NARROW, 32_736),
                (place::MOVES, 16_368),
                (place::WIDE, 16_368),
                (place::CONTROL, 8192),
                (place::PASS, 8192),
                (place::CODE, 2048),
                (place::CONSTANTS, 1024),
                (place::DATA, 2048),
                (place::RANGES[0], 49_104),
                (place::RANGES[1], 32_736),
                (place::POSEIDON, permutations(3273)),
                (place::PRODUCT, 4096),
                (place::MULTIPLY, 8192),
                (place::STATE_STEPS, 2048),
            ],
            &state_and_hashes(96, 21, 19),
        ],
    ),
];

/// Rows for so many touched slots, so many keccak hashes of at most four whole words, and so many keccak blocks of other inputs.
const fn state_and_hashes(slots: usize, short: usize, blocks: usize) -> [(usize, usize); 5] {
    plan::state_and_hashes(place::STATE, place::KECCAK, slots, Hashes { short, blocks })
}

/// The shapes that executions are proven in.
pub(super) static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::new(lanes().in_order(), &SHAPES, circuit));

/// A shape for tests of hashes: the catalogue's own is large.
#[cfg(test)]
pub(super) fn hashing_shape() -> Shape {
    const MORE: Rows = &[(place::POSEIDON, permutations(134)), (place::STATE_STEPS, 32)];
    const HASHES: Rows = &state_and_hashes(1, 2, 2);
    plan::shape(10, &lanes().in_order(), &[CALM, MORE, HASHES])
}

/// An execution's circuit, witness and statement.
pub type Prepared = plan::Prepared<Statement>;

impl Prepared {
    /// Picks the cheapest shape that fits and fills the witness.
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
        let mut witness = CATALOGUE.witness();
        lanes().fill(&mut witness, &facts, &steps)?;
        let (index, circuit) = CATALOGUE.pick(&plan::needed_rows(&witness), shaping)?;
        let statement = facts.statement();
        Ok(plan::Prepared::complete(circuit, witness, statement, index))
    }
}

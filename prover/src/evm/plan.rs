//! From a trace to a circuit and its witness: the cheapest shape of the catalogue that fits.

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
use crate::circuit::UNUSABLE_ROWS;
use crate::plan::{self, Catalogue, Hashes, Rows, Shaping};
use crate::poseidon::permutations;
use crate::public::address_element;
use crate::range::TABLE_ROWS;
use crate::state::{StateError, Tree};
use crate::word::word;

/// A trace's circuit, witness and statement.
pub type Prepared = plan::Prepared<Statement>;

/// What all shapes have, and a call without loops needs: lanes of a few steps, among them all that dispatch and the ABI need.
const CALM: Rows = &[
    (place::PUBLIC, PUBLIC_ROWS),
    (place::TABLES, tables::ROWS),
    (place::RANGE_TABLE, TABLE_ROWS),
    (place::STACK, 256),
    (place::UPKEEP, 64),
    (place::MEMORY_WORDS, 32),
    (place::DATA, 32),
    (place::RANGES[0], 256),
    (place::RANGES[1], 128),
    (place::MULTIPLY, 32),
    (place::MEMORY, 64),
    (place::BULK, 32),
    (place::COPY, 64),
    (place::ALIGN, 32),
    (place::ALU, 96),
    (place::BITS, 32),
    (place::PRODUCT, 16),
    (place::SHORT, 16),
];

/// What compilers rarely emit: signed division, BYTE, AND, OR and XOR but with masks.
const RARE: Rows = &[(place::SIGNED, 16), (place::BYTE, 16), (place::BITWISE, 16)];

/// An exceptional halt.
const HALT: Rows = &[(place::HALT, 1), (place::HALT_TABLE, halt_tables::ROWS)];

/// Storage, for a few slots.
const SMALL_STORAGE: Rows =
    &[(place::CODE, code_rows(1984)), (place::POSEIDON, permutations(135)), (place::STORAGE, 32)];

/// A loop of a few hundred iterations.
const LOOP: Rows = &[
    (place::STACK, 4080),
    (place::CODE, code_rows(1984)),
    (place::RANGES[0], 512),
    (place::RANGES[1], 2032),
    (place::POSEIDON, permutations(135)),
    (place::ALU, 1024),
    (place::BITS, 512),
    (place::SHORT, 512),
];

/// A long call that does some of everything.
const GENERAL: Rows = &[
    (place::STACK, 1024),
    (place::CODE, code_rows(4032)),
    (place::RANGES[0], 1024),
    (place::RANGES[1], 1024),
    (place::POSEIDON, permutations(272)),
    (place::MEMORY, 256),
    (place::MEMORY_BYTE, 32),
    (place::MULTIPLY, 512),
    (place::TRANSFER, 32),
    (place::STREAM, 128),
    (place::BULK_BYTES, 32),
    (place::COPY, 256),
    (place::ALIGN, 128),
    (place::ALU, 256),
    (place::STORAGE, 64),
];

/// What few contracts have: ADDMOD and MULMOD, EXP, transient storage.
const SELDOM: Rows = &[
    (place::MODULAR, 64),
    (place::EXP, 16),
    (place::EXP_BITS, 64),
    (place::TRANSIENT, 32),
    (place::TRANSIENT_SLOTS, 16),
];

/// Lanes as tall as the circuit allows, where a loop may use all of them.
const TALL: usize = (1 << 14) - UNUSABLE_ROWS;

/// The shapes, each with log2 of its rows.
pub(super) const SHAPES: [(u32, &[Rows]); 18] = [
    // small calls without storage
    (10, &[CALM, &[(place::CODE, code_rows(480)), (place::POSEIDON, permutations(67))]]),
    (11, &[CALM, &[(place::CODE, code_rows(1984)), (place::POSEIDON, permutations(135))]]),
    // storage, mappings, events
    (
        11,
        &[
            CALM,
            &[(place::CODE, code_rows(992)), (place::POSEIDON, permutations(135)), (place::STORAGE, 32)],
            &state_and_hashes(3, 3, 0),
        ],
    ),
    (11, &[CALM, SMALL_STORAGE, &state_and_hashes(3, 5, 0)]),
    (
        11,
        &[
            CALM,
            &[(place::CODE, code_rows(1984)), (place::POSEIDON, permutations(270)), (place::STORAGE, 32)],
            &state_and_hashes(6, 10, 0),
        ],
    ),
    // loops
    (
        11,
        &[
            CALM,
            RARE,
            &[
                (place::STACK, 2016),
                (place::CODE, code_rows(1984)),
                (place::RANGES[1], 800),
                (place::POSEIDON, permutations(135)),
                (place::ALU, 480),
                (place::BITWISE, 64),
                (place::SHORT, 160),
            ],
        ],
    ),
    (12, &[CALM, LOOP]),
    (12, &[CALM, RARE, HALT, GENERAL, &state_and_hashes(16, 10, 0)]),
    (
        14,
        &[
            CALM,
            &[
                (place::STACK, 2 * TALL),
                (place::CODE, code_rows(4032)),
                (place::RANGES[0], 4096),
                (place::RANGES[1], TALL),
                (place::POSEIDON, permutations(272)),
                (place::MEMORY, 1024),
                (place::ALU, 8192),
                (place::BITS, 8192),
                (place::SHORT, 4096),
            ],
        ],
    ),
    // everything
    (
        14,
        &[
            CALM,
            HALT,
            &[
                (place::STACK, 2 * TALL),
                (place::UPKEEP, 8192),
                (place::MEMORY_WORDS, 4096),
                (place::CODE, code_rows(TALL - 32)),
                (place::DATA, 4096),
                (place::RANGES[0], 3 * TALL),
                (place::RANGES[1], 2 * TALL),
                (place::MULTIPLY, 8192),
                (place::POSEIDON, permutations(2182)),
                (place::MEMORY, 8192),
                (place::MEMORY_BYTE, 1024),
                (place::TRANSFER, 1024),
                (place::STREAM, 4096),
                (place::BULK_BYTES, 256),
                (place::BULK, 1024),
                (place::COPY, 4096),
                (place::ALIGN, 4096),
                (place::ALU, 8192),
                (place::BITS, 4096),
                (place::BITWISE, 4096),
                (place::PRODUCT, 4096),
                (place::SHORT, 4096),
                (place::SIGNED, 2048),
                (place::BYTE, 2048),
                (place::STORAGE, 1024),
                (place::MODULAR, 1024),
                (place::EXP, 512),
                (place::EXP_BITS, 4096),
                (place::TRANSIENT, 1024),
                (place::TRANSIENT_SLOTS, 256),
            ],
            &state_and_hashes(64, 42, 39),
        ],
    ),
    // exceptional halts of small calls and of loops
    (11, &[CALM, SMALL_STORAGE, HALT, &state_and_hashes(3, 5, 0)]),
    (12, &[CALM, RARE, LOOP, HALT, &[(place::UPKEEP, 1024)]]),
    // copies of code
    (
        12,
        &[
            CALM,
            RARE,
            GENERAL,
            &[
                (place::CODE, 0),
                (place::COPIED_CODE, code_rows(4032)),
                (place::RANGES[0], 2048),
                (place::RANGES[1], 4064),
                (place::MULTIPLY, 1024),
                (place::ALIGN, 256),
            ],
            &state_and_hashes(16, 10, 0),
        ],
    ),
    // arithmetic modulo a word, powers, transient storage
    (11, &[CALM, SMALL_STORAGE, SELDOM, &state_and_hashes(3, 5, 0)]),
    (
        12,
        &[
            CALM,
            RARE,
            HALT,
            GENERAL,
            SELDOM,
            &[
                (place::STACK, 2032),
                (place::RANGES[0], 3072),
                (place::RANGES[1], 4064),
                (place::MULTIPLY, 2032),
                (place::BITS, 256),
                (place::PRODUCT, 256),
                (place::SHORT, 256),
                (place::MODULAR, 512),
                (place::EXP, 64),
                (place::EXP_BITS, 1024),
            ],
            &state_and_hashes(16, 10, 0),
        ],
    ),
    // hashes of inputs that are long or not whole words
    (11, &[CALM, SMALL_STORAGE, &state_and_hashes(3, 0, 4)]),
    (12, &[CALM, RARE, HALT, GENERAL, &state_and_hashes(16, 3, 7)]),
    // packed slots
    (11, &[CALM, RARE, SMALL_STORAGE, &state_and_hashes(3, 5, 0)]),
];

/// Rows for so many bytes of code, in whole words, and one more that they can look at.
const fn code_rows(bytes: usize) -> usize {
    bytes.next_multiple_of(WORD_BYTES) + 1
}

/// Rows for so many touched slots, so many keccak hashes of at most four whole words, and so many keccak blocks of other inputs.
const fn state_and_hashes(slots: usize, short: usize, blocks: usize) -> [(usize, usize); 5] {
    plan::state_and_hashes(place::STATE, place::KECCAK, slots, Hashes { short, blocks })
}

/// The shapes that traces are proven in.
pub(super) static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::new(lanes().in_order(), &SHAPES, circuit));

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
    /// Picks the cheapest shape that fits and fills the witness. The tree is that of all storage before the call.
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
        let mut witness = CATALOGUE.witness();
        lanes().fill(&mut witness, &facts, &timeline)?;
        let mut needed = plan::needed_rows(&witness);
        for code in [place::CODE, place::COPIED_CODE] {
            if needed[code] > 0 {
                needed[code] = code_rows(needed[code]);
            }
        }
        let (index, circuit) = CATALOGUE.pick(&needed, shaping)?;
        let statement = facts.statement();
        Ok(Self::complete(circuit, witness, statement, index))
    }
}

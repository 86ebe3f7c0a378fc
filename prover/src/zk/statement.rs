//! What a proof says about an execution of the register machine, and how a verifier writes it down as public inputs.
//!
//! Every boundary of the bus is a public row: the first state, the halt, the start and the end of each digest's sponge, the fields of
//! the call and the block. The verifier computes all of them from the statement; nothing in them is the prover's.

use ff::PrimeField;
use ruint::aliases::U256;
use serde::{Deserialize, Serialize};
use vm_zkfriendly::environment::Environment;
use vm_zkfriendly::isa::EnvField;
use vm_zkfriendly::message::Message;
use vm_zkfriendly::program::Program;
use vm_zkfriendly::trace::Status;
use vm_zkfriendly::word::limbs;

use super::code;
use crate::Felt;
use crate::circuit::{Cell, Expr, Kind, Lane, LaneBuilder};
use crate::poseidon::{Sponge, Stream};

/// Values of a public row: as many as the longest boundary message has.
const VALUES: usize = 5;

/// Rows of public inputs: first state, halt, start and end of three sponges, the fields.
pub const PUBLIC_ROWS: usize = 2 + 2 * 3 + EnvField::ALL.len();

/// The end of a sponge: how many blocks it absorbed, and its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Absorbed blocks.
    pub blocks: u64,
    /// The state after the last one, as little-endian bytes.
    pub state: [[u8; 32]; 3],
}

impl Digest {
    fn of(sponge: &Sponge) -> Self {
        Self { blocks: sponge.position, state: sponge.state.map(|s| s.to_repr()) }
    }
}

/// What is proven: this program, called so, answered so.
///
/// The program is *checked*: a verifier who computes the digest from a program has to run the program check on it (see
/// `docs/decisions/0001-zk-machine.md`). Not part of the statement, for any type: the transaction's signature and encoding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Instructions of the program.
    pub program_length: u32,
    /// Cells of the frame in which execution starts.
    pub entry_frame: u16,
    /// The program's digest.
    pub program: Digest,
    /// Bytes of the calldata.
    pub calldata_length: u64,
    /// Whether the calldata starts with a selector.
    pub calldata_selector: bool,
    /// The calldata's digest: the selector, then 32-byte words, padded with zeros to as many words as the execution read.
    pub calldata: Digest,
    /// Fields of the call and the block, by number; little-endian limbs of 128 bits.
    pub environment: Vec<[u128; 2]>,
    /// `true`: success; `false`: revert.
    pub success: bool,
    /// Words of the output, the selector not counted.
    pub output_words: u64,
    /// The output's digest: whether there is a selector, the selector, the words.
    pub output: Digest,
    /// Executed instructions.
    pub steps: u64,
}

/// What a statement is made of.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The program, which passed the program check.
    pub program: &'a Program,
    /// The calldata.
    pub calldata: &'a Message,
    /// Blocks of the calldata to absorb: the selector, and words up to the last one read.
    pub calldata_blocks: u64,
    /// The call and the block.
    pub environment: &'a Environment,
    /// How it ended.
    pub status: Status,
    /// Return or revert data.
    pub output: &'a Message,
    /// Executed instructions.
    pub steps: u64,
}

/// A word's limbs in the field.
pub(super) fn word(value: U256) -> [Felt; 2] {
    let (lo, hi) = limbs(value);
    [Felt::from_u128(lo), Felt::from_u128(hi)]
}

/// The sponges of a statement, block by block.
#[derive(Clone, Debug)]
pub struct Absorbed {
    /// The empty sponge.
    pub start: Sponge,
    /// Its blocks.
    pub blocks: Vec<[Felt; 2]>,
}

impl Absorbed {
    fn end(&self) -> Sponge {
        let mut sponge = self.start;
        self.blocks.iter().for_each(|block| sponge.absorb(*block));
        sponge
    }
}

fn program_sponge(length: u32, entry_frame: u16) -> Sponge {
    Sponge::new(Stream::Program, u128::from(length) + (u128::from(entry_frame) << 32))
}

fn input_sponge(length: u64, selector: bool) -> Sponge {
    Sponge::new(Stream::Input, u128::from(length) + (u128::from(selector) << 64))
}

fn output_sponge() -> Sponge {
    Sponge::new(Stream::Output, 0)
}

impl Facts<'_> {
    /// What the program's, the calldata's and the output's sponges absorb.
    pub fn absorbed(&self) -> [Absorbed; 3] {
        let program = code::rows(self.program).flat_map(code::blocks).collect();
        let input = (0..self.calldata_blocks)
            .map(|i| word(self.calldata.input(u32::try_from(i).expect("an input's index has 16 bits"))));
        let selector = self.output.selector;
        let head = [u64::from(selector.is_some()), u64::from(selector.unwrap_or(0))].map(Felt::from);
        let output = std::iter::once(head).chain(self.output.words.iter().map(|w| word(*w)));
        [
            Absorbed { start: program_sponge(self.program.len(), self.program.entry_size()), blocks: program },
            Absorbed {
                start: input_sponge(self.calldata.length, self.calldata.selector.is_some()),
                blocks: input.collect(),
            },
            Absorbed { start: output_sponge(), blocks: output.collect() },
        ]
    }

    /// The statement.
    pub fn statement(&self) -> Statement {
        let [program, input, output] = self.absorbed().map(|absorbed| Digest::of(&absorbed.end()));
        let environment = EnvField::ALL.iter().map(|field| {
            let value = match field {
                EnvField::CalldataSize => U256::from(self.calldata.length),
                field => self.environment.get(*field),
            };
            let (lo, hi) = limbs(value);
            [lo, hi]
        });
        Statement {
            program_length: self.program.len(),
            entry_frame: self.program.entry_size(),
            program,
            calldata_length: self.calldata.length,
            calldata_selector: self.calldata.selector.is_some(),
            calldata: input,
            environment: environment.collect(),
            success: self.status == Status::Success,
            output_words: self.output.words.len() as u64,
            output,
            steps: self.steps,
        }
    }
}

/// A statement that was not written by us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// Bytes that are no field element.
    #[error("a digest holds bytes that are no field element")]
    NotAnElement,
    /// The fields of the call and the block are a fixed list.
    #[error("{found} fields of the call and the block instead of {}", EnvField::ALL.len())]
    Environment {
        /// How many there are.
        found: usize,
    },
}

impl Statement {
    /// The public inputs, by column: kind, multiplicity, values.
    ///
    /// # Errors
    /// A statement read from a file may hold what no execution can give.
    pub fn public(&self) -> Result<Vec<Vec<Felt>>, StatementError> {
        let mut rows: Vec<(Kind, Felt, Vec<Felt>)> = vec![];
        let one = Felt::from(1);
        let small = |values: &[u64]| values.iter().map(|v| Felt::from(*v)).collect::<Vec<_>>();
        rows.push((Kind::ZkState, one, small(&[0, 0, 0, 0, u64::from(self.entry_frame)])));
        rows.push((Kind::ZkHalt, -one, small(&[u64::from(self.success), self.steps, self.output_words])));
        let sponges = [
            (program_sponge(self.program_length, self.entry_frame), &self.program),
            (input_sponge(self.calldata_length, self.calldata_selector), &self.calldata),
            (output_sponge(), &self.output),
        ];
        for (start, end) in sponges {
            let message = |id: u64, state: &[Felt]| [&[Felt::from(id)], state].concat();
            rows.push((Kind::Sponge, one, message(start.id(), &start.state)));
            let state = end.state.map(|bytes| Option::<Felt>::from(Felt::from_repr(bytes)));
            let state: Option<Vec<Felt>> = state.into_iter().collect();
            let id = crate::poseidon::sponge_id(start.stream, end.blocks);
            rows.push((Kind::Sponge, -one, message(id, &state.ok_or(StatementError::NotAnElement)?)));
        }
        if self.environment.len() != EnvField::ALL.len() {
            return Err(StatementError::Environment { found: self.environment.len() });
        }
        for (field, [lo, hi]) in self.environment.iter().enumerate() {
            let values = vec![Felt::from(field as u64), Felt::from_u128(*lo), Felt::from_u128(*hi)];
            rows.push((Kind::ZkEnv, Felt::from(0), values));
        }
        let value = |row: &Vec<Felt>, i: usize| row.get(i).copied().unwrap_or(Felt::from(0));
        let mut columns = vec![
            rows.iter().map(|(kind, ..)| Felt::from(kind.tag())).collect(),
            rows.iter().map(|(_, multiplicity, _)| *multiplicity).collect(),
        ];
        columns.extend((0..VALUES).map(|i| rows.iter().map(|(.., row)| value(row, i)).collect::<Vec<_>>()));
        Ok(columns)
    }
}

/// The lane of public rows. A row with multiplicity ±1 is said exactly so often; one with multiplicity 0 is a table's, said as often
/// as asked. Below the public rows everything is zero: a count there belongs to the message of tag zero, which nobody receives.
pub fn public_lane() -> Lane {
    let mut b = LaneBuilder::new("public");
    let [kind, multiplicity] = ["kind", "multiplicity"].map(|name| b.public(name));
    let values: [Cell; VALUES] = std::array::from_fn(|i| b.public(&format!("value {i}")));
    let uses = b.column("times asked");
    b.constrain("only a table's row is said as often as asked", multiplicity * uses);
    let slot = b.slot(values.map(Expr::from));
    b.say(slot, kind.into(), multiplicity + uses);
    b.counted(slot, uses);
    b.finish()
}

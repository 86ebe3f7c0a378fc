//! What a proof says about an execution of the register machine, and how a verifier writes it down as public inputs.
//!
//! Every boundary of the bus is a public row: the first state, the halt, the start and the end of each digest's sponge, the fields of
//! the call and the block. The verifier computes all of them from the statement; nothing in them is the prover's.

use std::sync::Arc;

use ruint::aliases::U256;
use serde::{Deserialize, Serialize};
use vm_zkfriendly::environment::Environment;
use vm_zkfriendly::isa::EnvField;
use vm_zkfriendly::message::Message;
use vm_zkfriendly::program::Program;
use vm_zkfriendly::rules::Rules;
use vm_zkfriendly::trace::{Outcome, Status};

use super::code::Code;
use super::{constants, plan};
use crate::Felt;
use crate::circuit::{Circuit, Kind};
use crate::family::ShapeId;
use crate::poseidon::{Sponge, Stream};
use crate::profile::Profile;
use crate::public::{
    Absorbed, Claim, Digest, Frame, PublicRows, StateChange, StatementError, check_fields, event_head, hex_words,
    input_sponge, log_sponge, output_sponge,
};
use crate::state::{TouchedSlot, Tree};
use crate::word::word;

/// Values of a public row: as many as the longest boundary message has.
pub(super) const VALUES: usize = 5;

/// Rows of public inputs: the profile, first state, halt, outcome, start and end of the log, roots, start and end of five sponges, the fields.
pub const PUBLIC_ROWS: usize = 7 + 2 * 5 + EnvField::ALL.len();

/// What is proven: this program, called so, answered so.
///
/// The program is *checked*: a verifier who computes the digest from a program has to run the program check on it (see
/// `docs/decisions/0001-zk-machine.md`). Not part of the statement, for any type: the transaction's signature and encoding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The type's name, see [`crate::profile`].
    pub profile: String,
    /// Instructions of the program.
    pub program_length: u32,
    /// Cells of the frame in which execution starts.
    pub entry_frame: u16,
    /// The digest of the program's instructions, packed (see [`super::code`]).
    pub program: Digest,
    /// The digest of its constants, which the instructions name by place.
    pub constants: Digest,
    /// Bytes of the calldata.
    pub calldata_length: u64,
    /// Whether the calldata starts with a selector.
    pub calldata_selector: bool,
    /// The calldata's digest: the selector, then 32-byte words, padded with zeros to as many words as the execution read.
    pub calldata: Digest,
    /// Fields of the call and the block, by number.
    #[serde(with = "hex_words")]
    pub environment: Vec<U256>,
    /// What has only one value so far.
    pub frame: Frame,
    /// `true`: success; `false`: revert.
    pub success: bool,
    /// Words of the output, the selector not counted.
    pub output_words: u64,
    /// The output's digest: whether there is a selector, the selector, the words.
    pub output: Digest,
    /// The events' digest: for each, address and topics + 8 · bytes of data, its topics, its data; nothing unless successful.
    pub logs: Digest,
    /// What became of storage.
    pub state: StateChange,
    /// Executed instructions.
    pub steps: u64,
}

/// What a statement is made of.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The type.
    pub profile: &'static Profile,
    /// The program, which passed the program check.
    pub program: &'a Program,
    /// As its digests read it.
    pub code: Code,
    /// The calldata.
    pub calldata: &'a Message,
    /// Blocks of the calldata to absorb: the selector, and words up to the last one read.
    pub calldata_blocks: u64,
    /// The call and the block.
    pub environment: &'a Environment,
    /// How it ended.
    pub outcome: &'a Outcome,
    /// Storage before, of all accounts.
    pub tree: &'a Tree,
    /// The callee's slots that were touched.
    pub touched: Vec<TouchedSlot>,
    /// What became of storage.
    pub state: StateChange,
}

fn program_sponge(length: u32, entry_frame: u16) -> Sponge {
    Sponge::new(Stream::Program, u128::from(length) + (u128::from(entry_frame) << 32))
}

fn constants_sponge() -> Sponge {
    Sponge::new(Stream::Constants, 0)
}

impl Facts<'_> {
    /// Whether the transaction succeeds.
    pub fn success(&self) -> bool {
        self.outcome.status == Status::Success
    }

    /// The callee.
    pub fn address(&self) -> U256 {
        self.environment.get(EnvField::Address)
    }

    /// What the sponges of program, constants, calldata, output and events absorb.
    pub fn absorbed(&self) -> [Absorbed; 5] {
        let input = (0..self.calldata_blocks)
            .map(|i| word(self.calldata.input(u32::try_from(i).expect("an input's index has 16 bits"))));
        let selector = self.outcome.output.selector;
        let head = [u64::from(selector.is_some()), u64::from(selector.unwrap_or(0))].map(Felt::from);
        let output = std::iter::once(head).chain(self.outcome.output.words.iter().map(|w| word(*w)));
        let logs = self.outcome.logs.iter().flat_map(|log| {
            let words = log.topics.iter().chain(&log.words).map(|value| word(*value));
            let head = event_head(self.address(), log.topics.len(), 32 * log.words.len());
            std::iter::once(head).chain(words).collect::<Vec<_>>()
        });
        [
            Absorbed {
                start: program_sponge(self.program.len(), self.program.entry_size()),
                blocks: self.code.blocks(),
            },
            Absorbed { start: constants_sponge(), blocks: constants::blocks(self.code.constants()) },
            Absorbed {
                start: input_sponge(self.calldata.length, self.calldata.selector.is_some()),
                blocks: input.collect(),
            },
            Absorbed { start: output_sponge(), blocks: output.collect() },
            Absorbed { start: log_sponge(), blocks: logs.collect() },
        ]
    }

    /// The statement.
    pub fn statement(&self) -> Statement {
        let [program, constants, input, output, logs] = self.absorbed().map(|absorbed| absorbed.digest());
        let environment = EnvField::ALL.iter().map(|field| match field {
            EnvField::CalldataSize => U256::from(self.calldata.length),
            field => self.environment.get(*field),
        });
        Statement {
            profile: self.profile.name.to_owned(),
            program_length: self.program.len(),
            entry_frame: self.program.entry_size(),
            program,
            constants,
            calldata_length: self.calldata.length,
            calldata_selector: self.calldata.selector.is_some(),
            calldata: input,
            environment: environment.collect(),
            frame: Frame::default(),
            success: self.success(),
            output_words: self.outcome.output.words.len() as u64,
            output,
            logs,
            state: self.state.clone(),
            steps: self.outcome.steps,
        }
    }
}

impl Statement {
    /// The rules of the profile that is named.
    fn rules(&self) -> Result<&'static Rules, StatementError> {
        let profile = Profile::named(&self.profile).filter(|profile| profile.is_proven());
        let rules = profile.and_then(|profile| profile.machine.register());
        rules.ok_or_else(|| StatementError::Profile { found: self.profile.clone() })
    }
}

impl Claim for Statement {
    fn profile(&self) -> &str {
        &self.profile
    }

    fn circuit(&self, shape: &ShapeId) -> Result<Arc<Circuit>, StatementError> {
        self.rules()?;
        plan::FAMILY.shape(shape).map(super::circuit).ok_or(StatementError::Shape)
    }

    fn public(&self) -> Result<Vec<Vec<Felt>>, StatementError> {
        self.frame.check()?;
        let rules = self.rules()?;
        let mut rows = PublicRows::default();
        rows.profile(&self.profile);
        let small = |values: &[u64]| values.iter().map(|v| Felt::from(*v)).collect::<Vec<_>>();
        rows.send(Kind::ZkState, &small(&[0, 0, 0, 0, u64::from(self.entry_frame)]));
        rows.receive(Kind::ZkHalt, &small(&[u64::from(self.success), self.steps, self.output_words]));
        rows.sponge(&program_sponge(self.program_length, self.entry_frame), &self.program)?;
        rows.sponge(&constants_sponge(), &self.constants)?;
        rows.sponge(&input_sponge(self.calldata_length, self.calldata_selector), &self.calldata)?;
        rows.sponge(&output_sponge(), &self.output)?;
        rows.sponge(&log_sponge(), &self.logs)?;
        rows.send(Kind::ZkLogPosition, &small(&[0, 0]));
        rows.receive(Kind::ZkLogEnd, &small(&[self.logs.blocks]));
        rows.provide(Kind::Outcome, &small(&[u64::from(self.success)]));
        let names: Vec<_> = EnvField::ALL.iter().map(|field| field.name()).collect();
        check_fields(&self.environment, &names, |place| match EnvField::ALL[place] {
            EnvField::CalldataSize => Some(U256::from(self.calldata_length)),
            field => rules.field(field),
        })?;
        self.state.say(&mut rows, self.environment[EnvField::Address as usize])?;
        for (field, value) in EnvField::ALL.iter().zip(&self.environment) {
            let [lo, hi] = word(*value);
            rows.provide(Kind::Env, &[Felt::from(*field as u64), lo, hi]);
        }
        Ok(rows.columns(VALUES))
    }
}

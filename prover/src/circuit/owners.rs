//! Whom the rows of a witness are for: the instruction that a row carries out, or that asked for it, directly or through other rows.
//!
//! The row that receives the machine's state carries out the instruction at its pc. A row that answers a request, such as a range
//! check, a product or a hash, is for whoever made it: a request is a message, and each is answered by one row or one block of
//! rows. Of several equal requests and as many rows that answer them any pairing is right, as the rows are alike. What nobody asked for,
//! such as the bytes of the code or the touched slots of the state, belongs to its lane, with all that it asks for itself. So do
//! tables: a row of a table answers many.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use ff::PrimeField;

use super::bus::{Kind, Message};
use crate::Felt;

/// Whom a row is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub enum Owner {
    /// The instruction at this pc.
    Instruction(u64),
    /// No instruction; the lane it stands in, or that asked for it.
    Lane(&'static str),
}

/// The machines' states before a step. Both have the pc behind the clock.
const STATES: [Kind; 2] = [Kind::ZkState, Kind::EvmState];

/// Requests that are answered by whoever sends the message.
const ANSWERED_BY_SENDER: [Kind; 8] = [
    Kind::RangeWide,
    Kind::WideMulAdd,
    Kind::And,
    Kind::EvmWindow,
    Kind::EvmOutside,
    Kind::EvmJoin,
    Kind::EvmExpansion,
    Kind::Keccak,
];

/// Requests that are answered by whoever receives the message.
const ANSWERED_BY_RECEIVER: [Kind; 12] = [
    Kind::HashIn,
    Kind::HashLeaf,
    Kind::Absorb,
    Kind::KeccakWord,
    Kind::KeccakLane,
    Kind::EvmRead,
    Kind::EvmStream,
    Kind::EvmExhausted,
    Kind::EvmExp,
    Kind::ZkOutput,
    Kind::ZkLogged,
    Kind::ZkHashed,
];

/// What a message has to do with ownership.
#[derive(Clone, Copy)]
enum Role {
    State,
    Request { sender_answers: bool },
}

/// A block of rows of a lane; a row, where the lane has no blocks.
pub(super) type Block = (usize, usize);

/// Finds owners: is told what each row says, then who is whose.
pub(super) struct Owners {
    roles: HashMap<Felt, Role>,
    lanes: BTreeMap<Block, &'static str>,
    owned: BTreeMap<Block, Owner>,
    requests: HashMap<Message, Request>,
}

/// Who makes a request and who answers it, in the order of their rows.
#[derive(Default)]
struct Request {
    askers: Vec<Block>,
    answerers: Vec<Block>,
}

impl Owners {
    pub(super) fn new() -> Self {
        let states = STATES.map(|kind| (kind, Role::State));
        let by_sender = ANSWERED_BY_SENDER.map(|kind| (kind, Role::Request { sender_answers: true }));
        let by_receiver = ANSWERED_BY_RECEIVER.map(|kind| (kind, Role::Request { sender_answers: false }));
        let roles = states.into_iter().chain(by_sender).chain(by_receiver);
        let roles = roles.map(|(kind, role)| (Felt::from(kind.tag()), role)).collect();
        Self { roles, lanes: BTreeMap::new(), owned: BTreeMap::new(), requests: HashMap::new() }
    }

    /// A row of a block, and its messages with their multiplicities.
    pub(super) fn add(&mut self, block: Block, lane: &'static str, said: Vec<(Message, Felt)>) {
        self.lanes.insert(block, lane);
        for (message, multiplicity) in said {
            let sent = multiplicity == Felt::from(1);
            match self.roles.get(&message.tag) {
                Some(Role::State) if !sent => {
                    self.owned.insert(block, Owner::Instruction(pc(&message)));
                }
                Some(Role::Request { sender_answers }) => {
                    let request = self.requests.entry(message).or_default();
                    let side = if sent == *sender_answers { &mut request.answerers } else { &mut request.askers };
                    side.push(block);
                }
                Some(Role::State) | None => {}
            }
        }
    }

    /// The owner of every block.
    pub(super) fn resolve(self) -> BTreeMap<Block, Owner> {
        let Self { lanes, mut owned, requests, .. } = self;
        let mut answers: BTreeMap<Block, Vec<Block>> = BTreeMap::new();
        let mut asked = BTreeSet::new();
        for Request { askers, answerers } in requests.values() {
            for (asker, answerer) in askers.iter().zip(answerers) {
                answers.entry(*asker).or_default().push(*answerer);
                asked.insert(*answerer);
            }
        }
        // requests come in no order; whoever is asked twice has the first asker's owner
        answers.values_mut().for_each(|blocks| blocks.sort_unstable());
        // what nobody asked for is its lane's
        for (block, lane) in &lanes {
            if !asked.contains(block) {
                owned.entry(*block).or_insert(Owner::Lane(lane));
            }
        }
        let mut pending: VecDeque<Block> = owned.keys().copied().collect();
        while let Some(asker) = pending.pop_front() {
            let owner = owned[&asker];
            for answerer in answers.remove(&asker).unwrap_or_default() {
                owned.entry(answerer).or_insert_with(|| {
                    pending.push_back(answerer);
                    owner
                });
            }
        }
        // rows that only ask each other
        for (block, lane) in lanes {
            owned.entry(block).or_insert(Owner::Lane(lane));
        }
        owned
    }
}

fn pc(state: &Message) -> u64 {
    // trailing zeros are not kept
    let bytes = state.values.get(1).map(PrimeField::to_repr).unwrap_or_default();
    u64::from_le_bytes(std::array::from_fn(|i| bytes.as_ref()[i]))
}

#[cfg(test)]
mod tests {
    use ff::Field;

    use super::*;

    fn message(kind: Kind, values: &[u64]) -> Message {
        Message::new(Felt::from(kind.tag()), values.iter().copied().map(Felt::from).collect())
    }

    /// A message, and whether it is sent.
    type Said<'a> = (Kind, &'a [u64], bool);

    fn owners(rows: &[(Block, &'static str, &[Said<'_>])]) -> BTreeMap<Block, Owner> {
        let mut owners = Owners::new();
        for (block, lane, said) in rows {
            let one = |sent| if sent { Felt::ONE } else { -Felt::ONE };
            let said = said.iter().map(|(kind, values, sent)| (message(*kind, values), one(*sent))).collect();
            owners.add(*block, lane, said);
        }
        owners.resolve()
    }

    #[test]
    fn a_request_passes_its_owner_on() {
        let state: Said<'_> = (Kind::EvmState, &[3, 7, 0, 99], false);
        let product: &[u64] = &[2, 3];
        let owners = owners(&[
            ((0, 0), "step", &[state, (Kind::WideMulAdd, product, false)]),
            ((1, 0), "multiply", &[(Kind::WideMulAdd, product, true), (Kind::RangeWide, &[64, 5], false)]),
            ((2, 0), "range", &[(Kind::RangeWide, &[64, 5], true)]),
            ((2, 1), "range", &[(Kind::RangeWide, &[64, 6], true)]),
            ((3, 0), "state", &[(Kind::RangeWide, &[64, 6], false)]),
        ]);
        let expected = [
            ((0, 0), Owner::Instruction(7)),
            ((1, 0), Owner::Instruction(7)),
            ((2, 0), Owner::Instruction(7)),
            ((2, 1), Owner::Lane("state")),
            ((3, 0), Owner::Lane("state")),
        ];
        assert_eq!(owners, expected.into());
    }

    #[test]
    fn equal_requests_of_two_instructions_are_answered_by_a_row_each() {
        let owners = owners(&[
            ((0, 0), "step", &[(Kind::ZkState, &[0, 0, 5], false), (Kind::RangeWide, &[64, 5], false)]),
            ((0, 1), "step", &[(Kind::ZkState, &[1, 4, 5], false), (Kind::RangeWide, &[64, 5], false)]),
            ((1, 0), "range", &[(Kind::RangeWide, &[64, 5], true)]),
            ((1, 1), "range", &[(Kind::RangeWide, &[64, 5], true)]),
        ]);
        assert_eq!([owners[&(1, 0)], owners[&(1, 1)]], [0, 4].map(Owner::Instruction));
    }

    #[test]
    fn rows_that_only_ask_each_other_belong_to_their_lane() {
        let owners = owners(&[((4, 0), "copy", &[(Kind::EvmRead, &[1], false), (Kind::EvmRead, &[1], true)])]);
        assert_eq!(owners, [((4, 0), Owner::Lane("copy"))].into());
    }
}

//! The boundary of the bus: rows that a verifier computes from a statement.
//!
//! A row is a kind, a multiplicity, a message. With multiplicity ±1 it is said exactly so often; with 0 it is a table's, said as often
//! as asked. First state, halt, start and end of each digest, fields of the call: nothing in them is the prover's.

use std::sync::Arc;

use ff::{Field, PrimeField};
use ruint::aliases::U256;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Felt;
use crate::circuit::{Circuit, Expr, Kind, Lane, LaneBuilder};
use crate::family::ShapeId;
use crate::poseidon::{Sponge, Stream, sponge_id};
use crate::range::power_of_two;
use crate::state::{self, StateError, TouchedSlot, Tree};
use crate::word::word;

/// A statement that was not written by us.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// Bytes that are no field element.
    #[error("a digest holds bytes that are no field element")]
    NotAnElement,
    /// Nothing touched storage, so nothing changed it.
    #[error("the state roots differ, though no slot was touched")]
    RootsDiffer,
    /// There is no such type, it is another machine's, or nothing is proven of it.
    #[error("no type that is proven on this machine is called `{found}`")]
    Profile {
        /// What the statement says.
        found: String,
    },
    /// Rules that are not the type's.
    #[error("the statement names the {what} `{found}`; that of its type is `{expected}`")]
    Rules {
        /// Which rules.
        what: &'static str,
        /// What the statement says.
        found: String,
        /// What it has to be.
        expected: &'static str,
    },
    /// The type has no such circuit.
    #[error("no circuit of this type has the shape that the file names")]
    Shape,
    /// What has only one value so far has another one.
    #[error("the statement is not about the first frame of a transaction without access list, block hashes and blobs")]
    Frame,
    /// The fields of the call and the block are a fixed list.
    #[error("{found} fields of the call and the block instead of {expected}")]
    Environment {
        /// How many there are.
        found: usize,
        /// How many there have to be.
        expected: usize,
    },
    /// A field that follows from the rest of the statement.
    #[error("the field {field}, `environment[{place}]`, is {found:#x}; the rest of the statement says {expected:#x}")]
    Field {
        /// Its name.
        field: &'static str,
        /// Its place among the fields.
        place: usize,
        /// What the statement says it is.
        found: U256,
        /// What it has to be.
        expected: U256,
    },
}

/// What of a call has only one value as long as a proof is about the first frame of a transaction without blobs, whose circuits have no rows for
/// anything else: no step looks up a block's hash, there is no blob's, and each slot's first record is cold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// Frames around it: 0.
    pub depth: u64,
    /// Whether it may not write: it may.
    pub is_static: bool,
    /// Slots of the callee that are warm from the start (EIP-2930): none.
    #[serde(with = "hex_words")]
    pub warm_slots: Vec<U256>,
    /// Hashes of blocks that were looked up: none.
    #[serde(with = "hex_words")]
    pub block_hashes: Vec<U256>,
    /// The transaction's blob hashes: none, so that BLOBHASH gives 0 at any index.
    #[serde(with = "hex_words")]
    pub blob_hashes: Vec<U256>,
}

impl Frame {
    /// Refuses every other value.
    ///
    /// # Errors
    /// If there is one.
    pub(crate) fn check(&self) -> Result<(), StatementError> {
        if *self == Self::default() { Ok(()) } else { Err(StatementError::Frame) }
    }
}

/// What a proof claims: a statement of one of the circuits.
pub trait Claim: Serialize + DeserializeOwned {
    /// The public inputs, by column.
    ///
    /// # Errors
    /// A statement read from a file may hold what no execution can give.
    fn public(&self) -> Result<Vec<Vec<Felt>>, StatementError>;

    /// The name of the type that it is about.
    fn profile(&self) -> &str;

    /// A member of the type's family of circuits.
    ///
    /// # Errors
    /// If there is no such type, or no such member.
    fn circuit(&self, shape: &ShapeId) -> Result<Arc<Circuit>, StatementError>;
}

/// The fields of the call and the block have one value each, and those that follow from the rest of the statement have that one. Whoever reads a
/// statement reads nothing that isn't proven.
///
/// # Errors
/// If there are more or fewer, or a field says something else.
pub(crate) fn check_fields(
    found: &[U256],
    names: &[&'static str],
    follows: impl Fn(usize) -> Option<U256>,
) -> Result<(), StatementError> {
    if found.len() != names.len() {
        return Err(StatementError::Environment { found: found.len(), expected: names.len() });
    }
    for (place, (&found, &field)) in found.iter().zip(names).enumerate() {
        match follows(place) {
            Some(expected) if expected != found => {
                return Err(StatementError::Field { field, place, found, expected });
            }
            _ => {}
        }
    }
    Ok(())
}

/// What became of storage: the root of the tree before and after, and whether any slot of the callee was touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateChange {
    /// The root before, as little-endian bytes; hexadecimal in files.
    #[serde(with = "hex_element")]
    pub root_before: [u8; 32],
    /// The root after.
    #[serde(with = "hex_element")]
    pub root_after: [u8; 32],
    /// Whether a slot was read or written. If none was, the roots are equal.
    pub touched: bool,
}

impl StateChange {
    /// What touching slots of an account does to a tree.
    ///
    /// # Errors
    /// If a slot cannot be in the tree.
    pub fn of(tree: &Tree, callee: Felt, touched: &[TouchedSlot], success: bool) -> Result<Self, StateError> {
        let mut after = tree.clone();
        if success {
            for slot in touched {
                after.update(state::account(callee), slot.slot, slot.value)?;
            }
        }
        let [root_before, root_after] = [tree, &after].map(|tree| tree.root().to_repr());
        Ok(Self { root_before, root_after, touched: !touched.is_empty() })
    }

    /// The public row of the roots; without a touched slot it says nothing, and the verifier compares them itself.
    ///
    /// # Errors
    /// If the roots are no field elements, or differ though nothing was touched.
    pub fn say(&self, rows: &mut PublicRows, callee: U256) -> Result<(), StatementError> {
        let element =
            |bytes: [u8; 32]| Option::<Felt>::from(Felt::from_repr(bytes)).ok_or(StatementError::NotAnElement);
        let [before, after] = [element(self.root_before)?, element(self.root_after)?];
        if self.touched {
            rows.send(Kind::StateRoots, &[before, after, state::account(address_element(callee))]);
        } else if before == after {
            rows.skip();
        } else {
            return Err(StatementError::RootsDiffer);
        }
        Ok(())
    }
}

/// An address as one element: 160 bits fit.
pub fn address_element(address: U256) -> Felt {
    let [lo, hi] = word(address);
    lo + hi * power_of_two(128)
}

/// An event's first block: whose it is, how many topics and bytes of data it has.
pub fn event_head(address: U256, topics: usize, bytes: usize) -> [Felt; 2] {
    [address_element(address), Felt::from(topics as u64 + 8 * bytes as u64)]
}

/// The end of a sponge: how many blocks it absorbed, and its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Absorbed blocks.
    pub blocks: u64,
    /// The state after the last one, as little-endian bytes; hexadecimal in files.
    #[serde(with = "hex_elements")]
    pub state: [[u8; 32]; 3],
}

/// What a sponge absorbs, block by block.
#[derive(Clone, Debug)]
pub struct Absorbed {
    /// The empty sponge.
    pub start: Sponge,
    /// Its blocks.
    pub blocks: Vec<[Felt; 2]>,
}

impl Absorbed {
    /// The sponge's end.
    pub fn digest(&self) -> Digest {
        let mut sponge = self.start;
        self.blocks.iter().for_each(|block| sponge.absorb(*block));
        Digest { blocks: sponge.position, state: sponge.state.map(|s| s.to_repr()) }
    }
}

/// The empty sponge of the calldata: its length in bytes, and whether it starts with a selector. The same for every type, as are the
/// next two.
pub(crate) fn input_sponge(length: u64, selector: bool) -> Sponge {
    Sponge::new(Stream::Input, u128::from(length) + (u128::from(selector) << 64))
}

/// The empty sponge of the output.
pub(crate) fn output_sponge() -> Sponge {
    Sponge::new(Stream::Output, 0)
}

/// The empty sponge of the events.
pub(crate) fn log_sponge() -> Sponge {
    Sponge::new(Stream::Log, 0)
}

/// Public rows, in the order they were said.
#[derive(Clone, Debug, Default)]
pub struct PublicRows(Vec<(Kind, Felt, Vec<Felt>)>);

impl PublicRows {
    /// A message sent once.
    pub fn send(&mut self, kind: Kind, values: &[Felt]) {
        self.0.push((kind, Felt::ONE, values.to_vec()));
    }

    /// A message received once.
    pub fn receive(&mut self, kind: Kind, values: &[Felt]) {
        self.0.push((kind, -Felt::ONE, values.to_vec()));
    }

    /// A message said as often as asked.
    pub fn provide(&mut self, kind: Kind, values: &[Felt]) {
        self.0.push((kind, Felt::ZERO, values.to_vec()));
    }

    /// Which type a statement is about. Nothing asks for the row: it stands among the public inputs, so that a proof of one type is none of
    /// another that has the same circuit. 31 bytes of a name fit.
    pub fn profile(&mut self, name: &str) {
        let mut bytes = [0; 32];
        name.bytes().zip(&mut bytes[..31]).for_each(|(from, to)| *to = from);
        let element = Felt::from_repr(bytes).expect("an element has more than 31 bytes");
        self.provide(Kind::Profile, &[element]);
    }

    /// A row that says nothing, so that all statements of a circuit have the same rows.
    pub fn skip(&mut self) {
        self.0.push((Kind::Range, Felt::ZERO, vec![]));
    }

    /// Start and end of a sponge.
    ///
    /// # Errors
    /// If the digest holds no field elements.
    pub fn sponge(&mut self, start: &Sponge, end: &Digest) -> Result<(), StatementError> {
        let state: Option<Vec<Felt>> = end.state.iter().map(|bytes| Felt::from_repr(*bytes).into()).collect();
        let state = state.ok_or(StatementError::NotAnElement)?;
        self.send(Kind::Sponge, &[&[Felt::from(start.id())], &start.state[..]].concat());
        let step = sponge_id(start.stream, 1) - sponge_id(start.stream, 0);
        // a file may claim any number of blocks, so this is reckoned in the field
        let id = Felt::from(sponge_id(start.stream, 0)) + Felt::from(step) * Felt::from(end.blocks);
        self.receive(Kind::Sponge, &[&[id], &state[..]].concat());
        Ok(())
    }

    /// The public inputs, by column: kind, multiplicity, so many values.
    ///
    /// # Panics
    /// If a message is longer.
    pub fn columns(&self, values: usize) -> Vec<Vec<Felt>> {
        assert!(self.0.iter().all(|(.., row)| row.len() <= values), "a public row has {values} values at most");
        let value = |row: &Vec<Felt>, i: usize| row.get(i).copied().unwrap_or(Felt::ZERO);
        let mut columns = vec![
            self.0.iter().map(|(kind, ..)| Felt::from(kind.tag())).collect(),
            self.0.iter().map(|(_, multiplicity, _)| *multiplicity).collect(),
        ];
        columns.extend((0..values).map(|i| self.0.iter().map(|(.., row)| value(row, i)).collect::<Vec<_>>()));
        columns
    }
}

/// The lane of public rows, with so many values each. Below the public rows everything is zero: a count there belongs to the message of
/// tag zero, which nobody receives.
pub fn public_lane(values: usize) -> Lane {
    let mut b = LaneBuilder::new("public");
    let [kind, multiplicity] = ["kind", "multiplicity"].map(|name| b.public(name));
    let values: Vec<Expr> = (0..values).map(|i| b.public(&format!("value {i}")).into()).collect();
    let uses = b.column("times asked");
    b.constrain("only a table's row is said as often as asked", multiplicity * uses);
    let slot = b.slot(values);
    b.say(slot, kind.into(), multiplicity + uses);
    b.counted(slot, uses);
    b.finish()
}

/// Bytes of elements as people read numbers: hexadecimal, the highest byte first.
mod hex_elements {
    use ruint::aliases::U256;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(state: &[[u8; 32]; 3], to: S) -> Result<S::Ok, S::Error> {
        state.map(|bytes| format!("{:#066x}", U256::from_le_bytes(bytes))).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[[u8; 32]; 3], D::Error> {
        let texts = <[String; 3]>::deserialize(from)?;
        let mut state = [[0; 32]; 3];
        for (bytes, text) in state.iter_mut().zip(texts) {
            *bytes = super::parse_word(&text).map_err(D::Error::custom)?.to_le_bytes();
        }
        Ok(state)
    }
}

/// One element, likewise.
mod hex_element {
    use ruint::aliases::U256;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8; 32], to: S) -> Result<S::Ok, S::Error> {
        format!("{:#066x}", U256::from_le_bytes(*bytes)).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(from)?;
        super::parse_word(&text).map(|word| word.to_le_bytes()).map_err(D::Error::custom)
    }
}

/// Words as people read numbers.
pub(crate) mod hex_words {
    use ruint::aliases::U256;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(words: &[U256], to: S) -> Result<S::Ok, S::Error> {
        words.iter().map(|word| format!("{word:#x}")).collect::<Vec<_>>().serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<U256>, D::Error> {
        let texts = <Vec<String>>::deserialize(from)?;
        texts.iter().map(|text| super::parse_word(text).map_err(D::Error::custom)).collect()
    }
}

fn parse_word(text: &str) -> Result<U256, String> {
    let digits = text.strip_prefix("0x").ok_or_else(|| format!("`{text}` does not start with 0x"))?;
    U256::from_str_radix(digits, 16).map_err(|_| format!("`{text}` is no word in hexadecimal"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_one_value() {
        assert_eq!(Frame::default().check(), Ok(()));
        let word = || vec![U256::ZERO];
        for other in [
            Frame { depth: 1, ..Frame::default() },
            Frame { is_static: true, ..Frame::default() },
            Frame { warm_slots: word(), ..Frame::default() },
            Frame { block_hashes: word(), ..Frame::default() },
            Frame { blob_hashes: word(), ..Frame::default() },
        ] {
            assert_eq!(other.check(), Err(StatementError::Frame));
        }
    }

    #[test]
    fn a_digest_survives_its_text_and_others_are_refused() {
        let digest = Digest { blocks: 3, state: [[1; 32], [2; 32], [0xff; 32]] };
        let text = serde_json::to_string(&digest).unwrap();
        assert_eq!(serde_json::from_str::<Digest>(&text).unwrap(), digest);
        for text in ["{\"blocks\":1,\"state\":[\"0x0\",\"0x1\"]}", "{\"blocks\":1,\"state\":[\"1\",\"0x1\",\"0x2\"]}"] {
            assert!(serde_json::from_str::<Digest>(text).is_err());
        }
        // bytes above the modulus are no element
        let mut rows = PublicRows::default();
        let refused = rows.sponge(&Sponge::new(Stream::Output, 0), &digest);
        assert_eq!(refused, Err(StatementError::NotAnElement));
    }
}

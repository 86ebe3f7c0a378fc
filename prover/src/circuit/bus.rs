//! The bus: what rows tell each other.
//!
//! A message is a kind and a tuple of field elements. A row sends it with a positive multiplicity or receives it with a negative one; a
//! witness is accepted only if the multiplicities of every distinct message sum to zero. The proof system checks that by one
//! logarithmic-derivative sum (Haböck, "Multivariate lookups based on logarithmic derivatives", ePrint 2022/1530); the native
//! checker counts exactly.

use std::collections::HashMap;

use ff::Field;

use crate::Felt;

/// What a message says. The tuple of each kind is given here and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[non_exhaustive]
pub enum Kind {
    /// `(bits, value)`: `value < 2^bits`, `bits` ≤ 11. Table.
    Range = 1,
    /// `(2^bits, value)`: `value < 2^bits`, `bits` a multiple of 8 up to 128.
    RangeWide = 2,
    /// `(id, s0, s1, s2)`: the state of a Poseidon sponge before the block `id` (see [`crate::poseidon::sponge_id`]).
    Sponge = 3,
    /// `(id, x, y)`: the two elements absorbed by the block `id` of a sponge.
    Absorb = 4,
    /// `(clock, pc, fp, lp, ap)`: the register machine's state before a step.
    ZkState = 5,
    /// `(pc, opcode, a, b, c, x, y, w)`: the instruction at `pc`, as the program ROM's row has it. Said once per execution.
    ZkCode = 6,
    /// `(address, lo, hi)`: the word of a frame cell. Sent by its definition, once per use; received by each use.
    ZkFrame = 7,
    /// `(index, lo, hi)`: the selector (index 0) or word `index - 1` of the calldata. Said once per use.
    ZkInput = 8,
    /// `(field, lo, hi)`: a field of the call or the block. Said once per use.
    ZkEnv = 9,
    /// `(status, steps, words)`: the program halted, after how many steps, with how many words of output.
    ZkHalt = 10,
    /// `(index, address)`: word `index` of the output is the frame cell at `address`.
    ZkOutput = 11,
    /// `(x.lo, x.hi, y.lo, y.hi, z.lo, z.hi, r.lo, r.hi, q.lo, q.hi)`: `x·y + z = r + 2²⁵⁶·q`, all limbs below 2^128.
    WideMulAdd = 12,
}

impl Kind {
    /// The constant that distinguishes the kind in a message's fingerprint. Never zero: zero is a slot that says nothing.
    pub fn tag(self) -> u64 {
        self as u64
    }
}

/// A message as it was sent: tag and tuple, without trailing zeros.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    /// [`Kind::tag`], or whatever a dishonest row computes for it.
    pub tag: Felt,
    /// The tuple.
    pub values: Vec<Felt>,
}

impl Message {
    /// A message; `(1, 0)` and `(1)` are the same, as they have the same fingerprint.
    pub fn new(tag: Felt, mut values: Vec<Felt>) -> Self {
        while values.last().is_some_and(|v| bool::from(v.is_zero())) {
            values.pop();
        }
        Self { tag, values }
    }
}

/// Multiplicities of messages, summed.
#[derive(Clone, Debug, Default)]
pub struct Balance(HashMap<Message, Felt>);

impl Balance {
    /// Adds a message with its multiplicity.
    pub fn add(&mut self, message: Message, multiplicity: Felt) {
        if bool::from(multiplicity.is_zero()) {
            return;
        }
        *self.0.entry(message).or_insert(Felt::ZERO) += multiplicity;
    }

    /// The sum of a message's multiplicities.
    pub fn of(&self, message: &Message) -> Felt {
        self.0.get(message).copied().unwrap_or(Felt::ZERO)
    }

    /// Messages whose multiplicities do not sum to zero.
    pub fn unbalanced(&self) -> impl Iterator<Item = (&Message, Felt)> {
        self.0.iter().filter(|(_, m)| !bool::from(m.is_zero())).map(|(message, m)| (message, *m))
    }
}

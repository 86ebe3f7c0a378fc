//! The sponge of the statement's digests: capacity 1, rate 2, the length in the initial state.

use ff::Field;

use super::{State, permute};
use crate::Felt;

/// What is absorbed. Its number separates the domains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Stream {
    /// The program.
    Program = 1,
    /// The calldata.
    Input = 2,
    /// Return or revert data.
    Output = 3,
    /// The events: for each, a block (address, topics + 8 · bytes of data), its topics, its data.
    Log = 4,
    /// The program's large constants, two a block.
    Constants = 5,
}

/// Positions between the blocks of one stream in a sponge's id: more than there are streams.
const STREAMS: u64 = 16;

/// The id that a stream's block has in the messages of the bus.
pub fn sponge_id(stream: Stream, position: u64) -> u64 {
    u64::from(stream as u8) + STREAMS * position
}

/// A sponge between blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sponge {
    /// The stream.
    pub stream: Stream,
    /// Blocks absorbed.
    pub position: u64,
    /// The state.
    pub state: State,
}

impl Sponge {
    /// An empty sponge. `header` is what the blocks do not say: lengths, packed below 2^128.
    pub fn new(stream: Stream, header: u128) -> Self {
        use ff::PrimeField;
        let shift = Felt::from(u64::from(stream as u8)) * Felt::from_u128(1 << 127).double();
        Self { stream, position: 0, state: [shift + Felt::from_u128(header), Felt::ZERO, Felt::ZERO] }
    }

    /// Absorbs one block.
    pub fn absorb(&mut self, [x, y]: [Felt; 2]) {
        let [capacity, first, second] = self.state;
        self.state = permute([capacity, first + x, second + y]);
        self.position += 1;
    }

    /// [`sponge_id`] of the next block.
    pub fn id(&self) -> u64 {
        sponge_id(self.stream, self.position)
    }
}

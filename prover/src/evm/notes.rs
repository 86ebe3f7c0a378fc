//! What steps ask of other lanes: noted while steps are filled, filled afterwards.

use super::align::{Join, Store, Window};
use super::copy::Read;
use super::exp_bits::ExpBit;
use super::growth::Expansion;
use crate::Felt;
use crate::range::Product;
use crate::word::Word;

/// Rows that are wanted in other lanes.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    /// Range checks: bits, value.
    pub(super) ranges: Vec<(u32, Felt)>,
    /// Bits of the exponents of EXP.
    pub(super) exp_bits: Vec<ExpBit>,
    /// 256-bit products.
    pub(super) products: Vec<Product>,
    /// 32 bytes across two words, read.
    pub(super) windows: Vec<Window>,
    /// 32 bytes across two words, written.
    pub(super) stores: Vec<Store>,
    /// Words put together of two.
    pub(super) joins: Vec<Join>,
    /// Growths of memory.
    pub(super) expansions: Vec<Expansion>,
    /// Words of memory read in bulk.
    pub(super) reads: Vec<Read>,
    /// Conjunctions of limbs: a, b, a & b.
    pub(super) ands: Vec<[Felt; 3]>,
    /// Inputs of keccak-256.
    pub(super) hashes: Vec<Hash>,
    /// The price of the last step, which is more than its gas.
    pub(super) exhausted: Option<Felt>,
}

/// An input of keccak-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hash {
    /// The clock of the step that asks.
    pub(super) id: u64,
    /// The words, the last one with zeros behind its bytes.
    pub(super) words: Vec<Word>,
    /// How many bytes they are.
    pub(super) bytes: usize,
}

//! What a kind of EVM may do otherwise than Ethereum: the opcodes it has, what they cost, what fields of the block answer, where a jump may go.
//!
//! Rules are values. Those of Ethereum's forks are [`Fork::rules`]; whoever makes other ones starts from them.

use std::fmt;

use alloy_primitives::{Address, B256, U256};
use revm::context_interface::cfg::gas_params::{GasId, GasParams};
use revm::interpreter::instructions::gas_table_spec;

use crate::opcode::{self, Opcode};
use crate::{Block, Fork};

/// Rules that a [`World`](crate::World) follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Ethereum's rules that hold where the rest says nothing.
    pub fork: Fork,
    /// The opcodes that there are. Every other byte halts.
    pub opcodes: OpcodeSet,
    /// What they cost.
    pub gas: GasSchedule,
    /// Fields of the block that answer the same in every block: the opcode that reads one, and the answer.
    pub fields: &'static [(u8, U256)],
    /// Where a jump may go.
    pub jumps: Jumps,
}

impl Rules {
    /// Ethereum's in a fork.
    pub const fn ethereum(fork: Fork) -> Self {
        Self {
            fork,
            opcodes: OpcodeSet::of_fork(fork),
            gas: GasSchedule::ethereum(fork),
            fields: &[],
            jumps: Jumps::ToOpcodes,
        }
    }

    /// Gas of a byte whatever its operands; 0 if it is no opcode.
    pub const fn static_gas(&self, byte: u8) -> u64 {
        if self.opcodes.contains(byte) { self.gas.table[byte as usize] as u64 } else { 0 }
    }

    /// Whether a byte is an opcode of Ethereum that there is not. INVALID is none.
    pub fn lacks(&self, byte: u8) -> bool {
        Opcode::of(byte).is_some() && byte != opcode::INVALID && !self.opcodes.contains(byte)
    }

    /// The answer that an opcode gives in every block, if it is one.
    pub fn field(&self, opcode: u8) -> Option<U256> {
        self.fields.iter().find(|(field, _)| *field == opcode).map(|(_, value)| *value)
    }

    /// A block whose fields answer as the rules say. A value that doesn't fit its field is its low part.
    pub fn block(&self, block: &Block) -> Block {
        let mut block = block.clone();
        for (field, value) in self.fields {
            let [number, ..] = *value.as_limbs();
            match *field {
                opcode::COINBASE => block.coinbase = Address::from_word(B256::from(*value)),
                opcode::TIMESTAMP => block.timestamp = number,
                opcode::NUMBER => block.number = number,
                opcode::PREVRANDAO => block.prevrandao = B256::from(*value),
                opcode::GASLIMIT => block.gas_limit = number,
                opcode::CHAINID => block.chain_id = number,
                opcode::BASEFEE => block.base_fee = number,
                _ => {}
            }
        }
        block
    }
}

/// Some opcodes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OpcodeSet([u64; 4]);

impl OpcodeSet {
    /// Those of a fork, INVALID not among them: it halts as every byte does that is no opcode (EIP-141).
    pub const fn of_fork(fork: Fork) -> Self {
        let mut set = Self([0; 4]);
        let mut byte = 0;
        while byte < 256 {
            if let Some((_, since)) = opcode::classify(byte as u8)
                && since as u8 <= fork as u8
                && byte as u8 != opcode::INVALID
            {
                set.0[byte / 64] |= 1 << (byte % 64);
            }
            byte += 1;
        }
        set
    }

    /// The same without some.
    #[must_use]
    pub const fn without(mut self, opcodes: &[u8]) -> Self {
        let mut i = 0;
        while i < opcodes.len() {
            self.0[opcodes[i] as usize / 64] &= !(1 << (opcodes[i] % 64));
            i += 1;
        }
        self
    }

    /// Whether a byte is one of them.
    pub const fn contains(&self, byte: u8) -> bool {
        self.0[byte as usize / 64] >> (byte % 64) & 1 == 1
    }

    /// All of them, by byte.
    pub fn iter(self) -> impl Iterator<Item = Opcode> {
        Opcode::all().filter(move |opcode| self.contains(opcode.byte))
    }

    /// Those that another set has and this one has not.
    pub fn lacks(self, other: Self) -> impl Iterator<Item = Opcode> {
        other.iter().filter(move |opcode| !self.contains(opcode.byte))
    }
}

impl fmt::Debug for OpcodeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(|opcode| opcode.mnemonic)).finish()
    }
}

/// Where a jump may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jumps {
    /// To a JUMPDEST (YP 9.4.3).
    ToOpcodes,
    /// To any byte 0x5b, in PUSH data as well.
    ToBytes,
}

/// What opcodes cost, in gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GasSchedule {
    /// What it is called.
    pub name: &'static str,
    /// By byte: the price whatever the operands. That of SSTORE is all in [`GasSchedule::unit`].
    pub table: [u16; 256],
    /// Prices that are multiplied by what the operands say.
    pub unit: UnitPrices,
}

/// Prices for a word, a byte, an access. YP appendix G and the EIPs after it have the names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitPrices {
    /// `G_memory`: a word of memory more. The square's price is not among them: `⌊words² / 512⌋` always.
    pub memory_word: u64,
    /// `G_copy`: a word that is copied.
    pub copied_word: u64,
    /// `G_keccak256word`: a word that is hashed.
    pub hashed_word: u64,
    /// `G_logdata`: a byte of an event.
    pub logged_byte: u64,
    /// `G_logtopic`: a topic of an event.
    pub topic: u64,
    /// `G_expbyte`: a byte of an exponent.
    pub exponent_byte: u64,
    /// A cold SLOAD beyond a warm one (EIP-2929).
    pub cold_load: u64,
    /// An SSTORE, whatever it does (EIP-2929: a warm access).
    pub store: u64,
    /// A cold SSTORE beyond a warm one.
    pub cold_store: u64,
    /// Changing a slot that the transaction found to be other than zero; given back when the old value is (EIP-2200).
    pub reset: u64,
    /// Changing a slot that the transaction found to be zero beyond `reset`; likewise.
    pub set: u64,
    /// Given back for a slot that becomes zero (EIP-3529).
    pub clear_refund: u64,
}

impl UnitPrices {
    /// All of them: the field, what is paid for, the price. First those for work and for cold access, then those for changing state.
    pub const fn all(&self) -> [(&'static str, &'static str, u64); 12] {
        let Self {
            memory_word,
            copied_word,
            hashed_word,
            logged_byte,
            topic,
            exponent_byte,
            cold_load,
            store,
            cold_store,
            reset,
            set,
            clear_refund,
        } = *self;
        [
            ("memory_word", "a word of memory", memory_word),
            ("copied_word", "a word copied", copied_word),
            ("hashed_word", "a word hashed", hashed_word),
            ("logged_byte", "a byte logged", logged_byte),
            ("topic", "a topic", topic),
            ("exponent_byte", "a byte of an exponent", exponent_byte),
            ("cold_load", "a cold SLOAD beyond a warm one", cold_load),
            ("cold_store", "a cold SSTORE beyond a warm one", cold_store),
            ("store", "SSTORE", store),
            ("reset", "changing a slot", reset),
            ("set", "filling a slot beyond changing it", set),
            ("clear_refund", "clearing a slot, given back", clear_refund),
        ]
    }
}

impl GasSchedule {
    /// Ethereum's in a fork.
    pub const fn ethereum(fork: Fork) -> Self {
        let unit = UnitPrices {
            memory_word: 3,
            copied_word: 3,
            hashed_word: 6,
            logged_byte: 8,
            topic: 375,
            exponent_byte: 50,
            cold_load: 2000,
            store: 100,
            cold_store: 2100,
            reset: 2800,
            set: 17100,
            clear_refund: if fork as u8 >= Fork::London as u8 { 4800 } else { 15000 },
        };
        Self { name: "ethereum", table: gas_table_spec(fork.spec()), unit }
    }

    /// The same with other prices for some bytes.
    #[must_use]
    pub const fn with(mut self, prices: &[(u8, u16)]) -> Self {
        let mut i = 0;
        while i < prices.len() {
            self.table[prices[i].0 as usize] = prices[i].1;
            i += 1;
        }
        self
    }

    /// The prices as revm wants them.
    pub(crate) fn params(&self, fork: Fork) -> GasParams {
        let unit = &self.unit;
        let mut params = GasParams::new_spec(fork.spec());
        params.override_gas([
            (GasId::memory_linear_cost(), unit.memory_word),
            (GasId::copy_per_word(), unit.copied_word),
            (GasId::mcopy_per_word(), unit.copied_word),
            (GasId::extcodecopy_per_word(), unit.copied_word),
            (GasId::keccak256_per_word(), unit.hashed_word),
            (GasId::logdata(), unit.logged_byte),
            (GasId::logtopic(), unit.topic),
            (GasId::exp_byte_gas(), unit.exponent_byte),
            (GasId::cold_storage_additional_cost(), unit.cold_load),
            (GasId::sstore_static(), unit.store),
            (GasId::cold_storage_cost(), unit.cold_store),
            (GasId::sstore_reset_without_cold_load_cost(), unit.reset),
            (GasId::sstore_reset_refund(), unit.reset),
            (GasId::sstore_set_without_load_cost(), unit.reset + unit.set),
            (GasId::sstore_set_refund(), unit.reset + unit.set),
            (GasId::sstore_clearing_slot_refund(), unit.clear_refund),
        ]);
        params
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_of_ethereum_are_those_of_revm() {
        for fork in Fork::ALL {
            let ours = GasSchedule::ethereum(fork).params(fork);
            assert_eq!(ours.table(), GasParams::new_spec(fork.spec()).table(), "{fork}");
        }
    }

    #[test]
    fn a_set_has_what_its_fork_has() {
        for fork in Fork::ALL {
            let set = OpcodeSet::of_fork(fork);
            for byte in 0..=u8::MAX {
                let known = Opcode::of(byte).is_some_and(|opcode| opcode.since <= fork && byte != opcode::INVALID);
                assert_eq!(set.contains(byte), known, "{fork} {byte:#04x}");
            }
        }
        let cancun = OpcodeSet::of_fork(Fork::Cancun);
        let fewer = cancun.without(&[opcode::TLOAD, opcode::SELFDESTRUCT]);
        let lacking: Vec<_> = fewer.lacks(cancun).map(|opcode| opcode.mnemonic).collect();
        assert_eq!(lacking, ["TLOAD", "SELFDESTRUCT"]);
        assert_eq!(fewer.iter().count() + 2, cancun.iter().count());
    }

    #[test]
    fn a_field_answers_as_the_rules_say() {
        let seven = U256::from(7);
        let fields: &'static [_] = Box::leak(Box::new(
            [
                opcode::COINBASE,
                opcode::TIMESTAMP,
                opcode::NUMBER,
                opcode::PREVRANDAO,
                opcode::GASLIMIT,
                opcode::CHAINID,
                opcode::BASEFEE,
            ]
            .map(|field| (field, seven)),
        ));
        let rules = Rules { fields, ..Rules::ethereum(Fork::Cancun) };
        let expected = Block {
            chain_id: 7,
            number: 7,
            timestamp: 7,
            coinbase: Address::with_last_byte(7),
            gas_limit: 7,
            base_fee: 7,
            prevrandao: B256::with_last_byte(7),
            ..Block::default()
        };
        assert_eq!(rules.block(&Block::default()), expected);
        assert_eq!(rules.field(opcode::NUMBER), Some(seven));
        assert_eq!(rules.field(opcode::BLOBBASEFEE), None);
    }
}

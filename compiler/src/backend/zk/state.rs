//! Storage, mappings, events, hashes.
//!
//! Each state variable has a storage key of its own, packed or not: `slot + 2^64·offset`, slot and offset (bytes to the right) those
//! of solc's layout. An immutable variable has `2^72 + number`, which no slot and offset make: offsets are below 32. An element of
//! a mapping lies at `mapkey element's key, mapping's key`.
//!
//! A variable's word is its value's clean word, as in a register: signed values are extended, `bytesN` left-aligned. Nothing but
//! this contract's own stores writes it, so what is loaded is clean, and wide types need no code. Narrow ones and `bool` are cut
//! all the same, because the machine knows nothing about a loaded word.

use ruint::aliases::U256;
use vm_zkfriendly::isa::{Instruction, Operand, Topics};

use super::lower::Lowering;
use super::values::Shape;
use crate::ir::abi::AbiWord;
use crate::ir::{Inst, StateVar, ValueId, VarKind};

/// The key of a state variable.
pub(super) fn variable_key(variable: &StateVar) -> U256 {
    let slot = u64::try_from(variable.slot).expect("slots count variables from 0");
    let key = U256::from(slot) | (U256::from(variable.offset) << 64);
    match variable.kind {
        VarKind::Storage => key,
        VarKind::Immutable => key | (U256::ONE << 72),
        VarKind::Transient => unreachable!("a transient variable is a value, and has no place"),
    }
}

impl Lowering<'_> {
    pub(super) fn map_element(&mut self, inst: &Inst) {
        let (parent, key) = (self.narrow(inst.args[0]), self.reg(inst.args[1]));
        let rd = self.define(inst.results[0]);
        self.emit(Instruction::Mapkey { rd, key, parent });
    }

    pub(super) fn load(&mut self, inst: &Inst) {
        let (key, result) = (self.narrow(inst.args[0]), inst.results[0]);
        match Shape::of(self.function.ty(result)) {
            Shape::Bool => {
                let word = self.fresh();
                self.emit(Instruction::Sload { rd: word, key });
                let rd = self.define(result);
                self.emit(Instruction::Eq { rd, rs1: word, rs2: Operand::Immediate(U256::ONE) });
            }
            Shape::Narrow(bits) => {
                let word = self.fresh();
                self.emit(Instruction::Sload { rd: word, key });
                let rd = self.define(result);
                self.cut(rd, word, bits);
            }
            Shape::Wide(_) | Shape::Bytes(_) | Shape::Signed(_) => {
                let rd = self.define(result);
                self.emit(Instruction::Sload { rd, key });
            }
            Shape::Place | Shape::Opaque => unreachable!("verified: storage holds values"),
        }
    }

    pub(super) fn store(&mut self, inst: &Inst) {
        let (key, value) = (self.narrow(inst.args[0]), self.reg(inst.args[1]));
        self.emit(Instruction::Sstore { key, value });
    }

    pub(super) fn log(&mut self, topics: u8, inst: &Inst) {
        let topics = Topics::new(topics).expect("verified: a log has at most four topics");
        let (rs, count) = self.output(&words(&inst.args));
        self.emit(Instruction::Log { rs, topics, n: count.saturating_sub(u16::from(topics.count())) });
    }

    pub(super) fn keccak(&mut self, inst: &Inst) {
        let (rs, n) = self.output(&words(&inst.args));
        let rd = self.define(inst.results[0]);
        self.emit(Instruction::Keccak { rd, rs, n });
    }
}

fn words(values: &[ValueId]) -> Vec<AbiWord> {
    values.iter().copied().map(AbiWord::Value).collect()
}

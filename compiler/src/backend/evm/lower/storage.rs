//! Places, loads and stores, with solc's storage layout.

use super::{FunctionLowering, Lowered};
use crate::ir::{EvmOp, Type, ValueId, VarId, word};

impl FunctionLowering<'_> {
    /// The place of a state variable.
    pub(super) fn place_of(&mut self, var: VarId) -> Lowered {
        let var = self.module.var(var);
        Lowered { word: self.number(var.slot), offset: var.offset }
    }

    /// `keccak256(key ‖ slot)`, through scratch space.
    pub(super) fn map_element(&mut self, slot: ValueId, key: ValueId) -> ValueId {
        let (first, second) = (self.small(0), self.small(0x20));
        self.effect(EvmOp::Mstore, &[first, key]);
        self.effect(EvmOp::Mstore, &[second, slot]);
        let (start, size) = (self.small(0), self.small(0x40));
        self.op(EvmOp::Keccak256, &[start, size])
    }

    /// What lies at a place, read by `SLOAD` or `TLOAD`.
    pub(super) fn load(&mut self, read: EvmOp, place: Lowered, ty: Type) -> ValueId {
        let mut word = self.op(read, &[place.word]);
        let stored_bits = stored_bits(ty);
        if stored_bits == 256 {
            return word;
        }
        if place.offset > 0 {
            let shift = self.small(u64::from(place.offset) * 8);
            word = self.op(EvmOp::Shr, &[shift, word]);
        }
        match ty {
            Type::FixedBytes(_) => {
                let shift = self.small(u64::from(256 - stored_bits));
                self.op(EvmOp::Shl, &[shift, word])
            }
            Type::Bool => {
                let byte = self.clean(Type::Uint(8), word);
                self.clean(Type::Bool, byte)
            }
            Type::Uint(_) | Type::Int(_) | Type::Address | Type::Place(_) | Type::Word => self.clean(ty, word),
        }
    }

    /// Writes to a place, by `SLOAD` and `SSTORE` or by their transient twins.
    pub(super) fn store(&mut self, [read, write]: [EvmOp; 2], place: Lowered, ty: Type, value: ValueId) {
        let stored_bits = stored_bits(ty);
        if stored_bits == 256 {
            self.effect(write, &[place.word, value]);
            return;
        }
        let shift = u32::from(place.offset) * 8;
        let mut bits = match ty {
            Type::FixedBytes(_) => {
                let shift = self.small(u64::from(256 - stored_bits));
                self.op(EvmOp::Shr, &[shift, value])
            }
            Type::Int(_) => {
                let mask = self.number(word::low_mask(stored_bits));
                self.op(EvmOp::And, &[mask, value])
            }
            Type::Bool | Type::Uint(_) | Type::Address | Type::Place(_) | Type::Word => value,
        };
        if shift > 0 {
            let shift = self.small(u64::from(shift));
            bits = self.op(EvmOp::Shl, &[shift, bits]);
        }
        let others = self.number(!(word::low_mask(stored_bits) << shift as usize));
        let old = self.op(read, &[place.word]);
        let kept = self.op(EvmOp::And, &[others, old]);
        let new = self.op(EvmOp::Or, &[kept, bits]);
        self.effect(write, &[place.word, new]);
    }
}

fn stored_bits(ty: Type) -> u32 {
    u32::from(ty.storage_bytes().expect("verified: what is stored has a size in storage")) * 8
}

//! `mapkey rd, key, parent`: the storage key of a mapping's element.
//!
//! `rd = H(H(key.lo, key.hi), parent)` with [`compress`] for H. The parent is the mapping's own key: of a state variable the
//! integer that names it, of an element of an outer mapping that element's key.
//!
//! Two elements with one key would be a collision of H: their keys have the same limbs only if they are the same cell, and the
//! same parent only if they lie in the same mapping. An element's key is that of a variable only if a hash is one of the few
//! integers that name variables, all below 2^128, which takes about 2^126 trials to find; so both kinds share one storage. The
//! mapping of the key comes before the parent, so elements of one key in several mappings share the first hash.

use crate::{
    check::{Refusal, Scope},
    felt::Felt,
    isa::{Operand, Reg},
    kind::Kind,
    poseidon::compress,
    vm::{Cpu, ExecutionError},
    word::Word,
};

/// `(rd, H(key.lo, key.hi))`.
#[must_use]
pub fn mapkey(key: Word, parent: Felt) -> (Felt, Felt) {
    let inner = compress(key.lo, key.hi);
    (compress(inner, parent), inner)
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, key: Reg, parent: Operand<u128>) -> Result<(), Refusal> {
    scope.read(key)?;
    scope.operand_felt(parent)?;
    scope.define(rd, Kind::Felt)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, key: Reg, parent: Operand<u128>) -> Result<(), ExecutionError> {
    let key = cpu.read(key)?;
    let parent = cpu.operand(parent)?.lo;
    cpu.define(rd, Word::from_felt(mapkey(key, parent).0))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ruint::aliases::U256;

    use super::*;

    #[test]
    fn keys_differ_in_either_limb_the_variable_and_the_depth() {
        let (one, high) = (Word::from(U256::from(1)), Word::from(U256::from(1) << 128));
        let [slot_1, slot_2] = [1, 2].map(Felt::from);
        let outer = mapkey(one, slot_1).0;
        let keys = [
            mapkey(one, slot_1),
            mapkey(high, slot_1),
            mapkey(Word::ZERO, slot_1),
            mapkey(one, slot_2),
            mapkey(one, outer),
            mapkey(high, outer),
            mapkey(Word::from_felt(outer), slot_1),
        ];
        assert_eq!(keys.iter().map(|(key, _)| *key).collect::<BTreeSet<_>>().len(), keys.len());
    }

    #[test]
    fn the_inner_hash_is_of_the_key_alone() {
        let key = Word::from(U256::MAX);
        let (rd, inner) = mapkey(key, Felt::from(3));
        assert_eq!(inner, compress(key.lo, key.hi));
        assert_eq!(rd, compress(inner, Felt::from(3)));
    }
}

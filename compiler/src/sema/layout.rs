//! Storage layout: solc's, from slot 0, in the order of declaration.
//! <https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html>

use super::Analyzer;
use crate::hir::{SlotRange, Type, VariableKind};

/// Bytes in a slot.
const SLOT_BYTES: u8 = 32;

impl Analyzer<'_> {
    pub(crate) fn lay_out_storage(&mut self) {
        let mut locations = Vec::new();
        for (_, contract) in self.program.contracts.iter() {
            let mut storage = (0u64, 0u8);
            let mut transient = (0u64, 0u8);
            for id in &contract.variables {
                let next = match self.program.variables[*id].kind {
                    VariableKind::Storage => &mut storage,
                    VariableKind::Transient => &mut transient,
                    VariableKind::Immutable => continue,
                };
                let size_bytes = match &self.program.variables[*id].ty {
                    Type::Value(ty) => ty.size_bytes(&self.program),
                    Type::Mapping(_) => SLOT_BYTES,
                    Type::Tuple(_) => unreachable!("no state variable is a tuple"),
                };
                // A value that doesn't fit the rest of a slot starts the next one.
                if next.1 + size_bytes > SLOT_BYTES {
                    *next = (next.0 + 1, 0);
                }
                locations.push((*id, SlotRange { slot: next.0, offset: next.1, size_bytes }));
                next.1 += size_bytes;
            }
        }
        for (id, location) in locations {
            self.program.variables[id].location = location;
        }
    }
}

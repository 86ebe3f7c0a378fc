//! Fixed tables for exceptional halts: what each byte does to the stack, and what opcodes touch of memory.

use ff::Field;
use vm_evm::Rules;
use vm_evm::opcode::Opcode;

use super::exception::{TOUCHES, touches};
use super::opcodes;
use crate::Felt;
use crate::circuit::{Kind, Lane, LaneBuilder};

/// The row of a byte in the table of arities: function, parameter, words popped, growth of the stack, 1 for an opcode of the rules. INVALID is none.
pub(super) fn arity(rules: &Rules, byte: u8) -> [Felt; 5] {
    let row = opcodes::row_by(rules, byte);
    let known = Opcode::of(byte).filter(|_| rules.opcodes.contains(byte));
    let [pops, pushes] = known.map_or([0; 2], |opcode| [opcode.pops, opcode.pushes]).map(|n| Felt::from(u64::from(n)));
    let [function, parameter] = [row.function, row.parameter].map(|n| Felt::from(u64::from(n)));
    [function, parameter, pops, pushes - pops, Felt::from(u64::from(known.is_some()))]
}

/// Rows of the tables.
pub(super) const ROWS: usize = 256;

/// Declares the tables of arities and of what opcodes touch: row i has byte i of the one and entry i of the other.
pub(super) fn halt_tables(rules: &'static Rules) -> Lane {
    let mut b = LaneBuilder::new("halt tables");
    let byte = |row: usize| u8::try_from(row).ok();
    let tag = |kind: Kind| move |is: bool| Felt::from(if is { kind.tag() } else { 0 });
    let is_byte = tag(Kind::EvmArity);
    let values = std::array::from_fn::<_, 5, _>(|i| {
        let name = ["function", "parameter", "words popped", "growth of the stack", "is an opcode"][i];
        b.fixed(name, move |at| byte(at.index()).map_or(Felt::ZERO, |byte| arity(rules, byte)[i]))
    });
    let said = b.fixed("tag of arities", move |at| is_byte(byte(at.index()).is_some()));
    b.entry("uses of arities", said, values);
    let is_touch = tag(Kind::EvmTouch);
    let values = std::array::from_fn::<_, 7, _>(|i| {
        let names = ["function", "offset", "length", "length is popped", "bytes", "gas for a word", "gas for a byte"];
        b.fixed(&format!("touch: {}", names[i]), move |at| {
            touches(&rules.gas.unit).get(at.index()).map_or(Felt::ZERO, |touch| Felt::from(touch.values()[i]))
        })
    });
    let said = b.fixed("tag of touches", move |at| is_touch(at.index() < TOUCHES));
    b.entry("uses of touches", said, values);
    b.finish()
}

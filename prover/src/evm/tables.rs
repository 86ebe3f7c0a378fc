//! Fixed tables: the opcodes, the powers of two, the conjunction of nibbles.
//!
//! Row `i` says the row of opcode i, the word `2^i`, and `(a, b, a & b)` for the nibbles `i = 16·a + b`, each as often as asked. The first
//! 256 rows of the first instance speak, which every k from 9 on has.

use ruint::aliases::U256;

use vm_evm::Rules;

use super::opcodes;
use crate::Felt;
use crate::circuit::{Cell, Kind, Lane, LaneBuilder};
use crate::word::word;

/// Rows that speak.
pub(super) const ROWS: usize = 256;

/// Declares the lane.
pub(super) fn tables(rules: &'static Rules) -> Lane {
    let mut b = LaneBuilder::new("tables");
    let byte = |i: u64| u8::try_from(i).expect("a table has 256 rows");
    let opcode = move |i: u64| opcodes::row_by(rules, byte(i));
    let [function, parameter, immediate]: [fn(opcodes::Row) -> u8; 3] =
        [|row| row.function, |row| row.parameter, |row| row.immediate];
    let values = [
        column(&mut b, "opcode", Felt::from),
        column(&mut b, "function", move |i| Felt::from(u64::from(function(opcode(i))))),
        column(&mut b, "parameter", move |i| Felt::from(u64::from(parameter(opcode(i))))),
        column(&mut b, "gas", move |i| Felt::from(rules.static_gas(byte(i)))),
        column(&mut b, "immediate bytes", move |i| Felt::from(u64::from(immediate(opcode(i))))),
    ];
    said(&mut b, Kind::EvmOpcode, &values);
    let power = |i: u64| word(U256::from(1) << i);
    let values = [
        column(&mut b, "exponent", Felt::from),
        column(&mut b, "power of two, low limb", move |i| power(i)[0]),
        column(&mut b, "power of two, high limb", move |i| power(i)[1]),
    ];
    said(&mut b, Kind::Power, &values);
    let values = [
        column(&mut b, "nibble a", |i| Felt::from(i >> 4)),
        column(&mut b, "nibble b", |i| Felt::from(i & 15)),
        column(&mut b, "a & b", |i| Felt::from((i >> 4) & i & 15)),
    ];
    said(&mut b, Kind::AndNibble, &values);
    b.finish()
}

/// A fixed column whose row i holds `value(i)`, zero below the tables.
fn column(b: &mut LaneBuilder, name: &str, value: impl Fn(u64) -> Felt + Send + Sync + 'static) -> Cell {
    b.fixed(name, move |at| if at.index() < ROWS { value(at.index() as u64) } else { Felt::from(0) })
}

/// Says a table's rows as often as asked.
fn said(b: &mut LaneBuilder, kind: Kind, values: &[Cell]) {
    let tag = column(b, &format!("tag of {kind:?}"), move |_| Felt::from(kind.tag()));
    b.entry(format!("uses of {kind:?}"), tag, values.iter().copied());
}

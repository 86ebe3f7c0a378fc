//! The bytecode: one row a byte, which serves the steps that execute it and is absorbed into the code's digest.
//!
//! Row `i` is byte i. `left` counts the PUSH data still to come, this byte included: 0 for an opcode. The value of PUSH data is summed from
//! its last byte to its first, each byte weighted by a power of two from the table, and stands in the opcode's row; a 32-byte word
//! of the digest is summed likewise, its weights fixed by the row's number. Past the end all is zero, so PUSH data that the end cuts
//! off and the digest's last word are padded with zeros on the right (Yellow Paper 9.4.1). What comes next is then a STOP behind all of these data, so
//! the last row says how many of them are cut off: 0 to 32.
//!
//! | row | looks up | says |
//! |---|---|---|
//! | opcode | `(opcode, function, parameter, gas, immediate bytes)` | `EvmCode`, as often as executed; `EvmJumpdest`, if it is one, as often as jumped to |
//! | PUSH data | `(8·left − 8, 2^(8·left − 8))` | `EvmPushData`, if jumped to |
//! | row 32·m | | absorbs word m; in the lane for code that is copied, `EvmCodeWord`, as often as copied |
//! | the last | `EvmCodeEnd (length, PUSH data cut off)` | |
//!
//! Rows are tied to the next by rotation, in one instance; only whole words fit, so blinding rows are never read. A byte that is a JUMPDEST
//! may decline to say so, which only makes jumps there unprovable. Degree 5, seven messages at most.

use ruint::aliases::U256;
use vm_evm::{Rules, opcode};

use super::opcodes;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Column, Expr, Group, Kind, Lane, LaneBuilder, Position, Witness};
use crate::poseidon::{Stream, sponge_id};
use crate::word::word;

/// Bytes of a word of the digest.
pub const WORD_BYTES: usize = 32;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct CodeLane {
    /// The lane.
    pub lane: Lane,
    chip: ChipId,
    byte: Cell,
    is_data: Bit,
    left: Cell,
    entry: [Cell; 5],
    value: [Cell; 2],
    sum: [Cell; 2],
    jumpdest: Bit,
}

/// How many PUSH data are still to come behind a byte, if at the byte there are so many, itself included.
fn to_come(left: usize, byte: u8) -> usize {
    left.checked_sub(1).unwrap_or(opcodes::row(byte).immediate.into())
}

/// PUSH data that the end of a code cuts off, in bytes: 0 to 32.
pub(super) fn cut_off(code: &[u8]) -> u64 {
    code.iter().fold(0, |left, byte| to_come(left, *byte)) as u64
}

/// Whether a row belongs to a word all of which is usable.
fn is_whole(at: Position) -> bool {
    at.before == 0 && at.row < (at.rows - 1) / WORD_BYTES * WORD_BYTES
}

impl CodeLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        Self::declare_as("bytecode", "byte", false)
    }

    /// Declares the lane for code that is copied: it says its words, too.
    pub fn declare_copied() -> Self {
        Self::declare_as("copied bytecode", "copied byte", true)
    }

    fn declare_as(name: &'static str, chip: &'static str, is_copied: bool) -> Self {
        let mut b = LaneBuilder::new(name);
        let chip = b.chip(chip, Group::Code);
        let index = b.fixed("index", |at| Felt::from(at.index() as u64));
        let one = |wanted: fn(Position) -> bool| move |at: Position| Felt::from(u64::from(wanted(at)));
        let usable = b.fixed("whole words", one(is_whole));
        let first = b.fixed("first row", one(|at| at.index() == 0));
        let starts = b.fixed("first byte of a word", one(|at| is_whole(at) && at.row % WORD_BYTES == 0));
        let word_id = b.fixed("the word's block", |at| {
            let starts = is_whole(at) && at.row % WORD_BYTES == 0;
            Felt::from(if starts { sponge_id(Stream::Program, (at.row / WORD_BYTES) as u64) } else { 0 })
        });
        let weight = [0, 1].map(|limb| {
            b.fixed(["weight, low limb", "weight, high limb"][limb], move |at| {
                word(U256::from(1) << (8 * (WORD_BYTES - 1 - at.row % WORD_BYTES)))[limb]
            })
        });
        let goes_on = b.fixed("not the last byte of a word", one(|at| at.row % WORD_BYTES != WORD_BYTES - 1));

        let byte = b.column("byte");
        let is_data = b.bit("is PUSH data");
        let left = b.column("PUSH data left");
        // what the table is asked with, and what it answers: an opcode's row, or a power of two
        let entry @ [key, x, y, gas, immediate] =
            b.columns(["key", "function or low limb", "parameter or high limb", "gas", "immediate bytes"]);
        let value = b.columns(["PUSH data.lo", "PUSH data.hi"]);
        let sum = b.columns(["word.lo", "word.hi"]);
        let jumpdest = b.bit("is JUMPDEST");
        let [uses, jumps] = b.columns(["times executed", "times jumped to"]);

        let Expr::Cell(flag) = b.flag(chip) else { unreachable!("one chip's flag is a cell") };
        let (on, next_on) = (Expr::from(flag), flag.next());
        let data = is_data.cell();
        b.constrain("a byte stands in a whole word", on.clone() * (Expr::from(1) - usable));
        b.constrain_where(usable, "bytes follow each other", (Expr::from(1) - on.clone()) * next_on);
        let outside = Expr::from(1) - on.clone();
        for (cell, name) in [
            (data, "no PUSH data"),
            (value[0], "no PUSH data.lo"),
            (value[1], "no PUSH data.hi"),
            (sum[0], "no word.lo"),
            (sum[1], "no word.hi"),
            (jumpdest.cell(), "no JUMPDEST"),
        ] {
            b.constrain(format!("there is {name} past the end"), outside.clone() * cell);
        }
        b.constrain_where(first, "the first byte is an opcode", left.into());
        let opcode_row = is_data.complement();
        b.constrain("an opcode has no data left", opcode_row.clone() * left);
        b.constrain("an opcode is looked up by its byte", on.clone() * opcode_row.clone() * (key - byte));
        b.constrain("data are weighted by what is left of them", data * (left * 8 - 8 - key));
        // an opcode has none left, and the table of powers answers PUSH data with no immediate bytes
        let to_come = immediate + left - data;
        b.constrain_where(usable, "what is left falls", next_on * (to_come.clone() - left.next()));
        for (limb, (value, weight)) in value.into_iter().zip([x, y]).enumerate() {
            let rest = data.next() * value.next();
            let sum = data * byte * weight + rest - value;
            b.constrain_where(usable, format!("PUSH data are the sum of their bytes, limb {limb}"), sum);
        }
        for (limb, (sum, weight)) in sum.into_iter().zip(weight).enumerate() {
            let total = byte * weight + goes_on * sum.next() - sum;
            let name = format!("a word is the sum of its bytes, limb {limb}");
            b.constrain_where(usable, name, on.clone() * total);
        }
        b.constrain("a JUMPDEST is an opcode", jumpdest.expr() * data);
        b.constrain("a JUMPDEST has its byte", jumpdest.expr() * (byte - u64::from(opcode::JUMPDEST)));

        let range = b.slot([8.into(), byte.into()]);
        b.declare(chip, |chip| chip.receive(range, Kind::Range));
        let asked = b.slot(entry.map(Expr::from));
        let tag = on.clone() * Kind::EvmOpcode.tag() + data * (Kind::Power.tag()) - data * Kind::EvmOpcode.tag();
        b.say(asked, tag, -on.clone());
        let served = b.slot([
            index.into(),
            x.into(),
            y.into(),
            gas.into(),
            value[0].into(),
            value[1].into(),
            index + 1 + immediate,
        ]);
        b.provide(served, Kind::EvmCode, on.clone() - data, uses);
        let target = b.slot([index.into()]);
        b.provide(target, Kind::EvmJumpdest, jumpdest.expr(), jumps);
        b.provide(target, Kind::EvmPushData, data, jumps);
        let absorbed = b.slot([word_id.into(), sum[0].into(), sum[1].into()]);
        b.say(absorbed, starts * Kind::Absorb.tag(), on.clone() * starts);
        if is_copied {
            // past the end a word is zero, as the bytes are
            let copies = b.column("times copied");
            let copied = b.slot([word_id.into(), sum[0].into(), sum[1].into()]);
            b.provide(copied, Kind::EvmCodeWord, starts, copies);
        }
        let end = b.slot([index + 1, to_come]);
        // `next_on` is 0 where `on` is
        let last = usable * (on.clone() - next_on);
        b.say(end, on * Kind::EvmCodeEnd.tag(), -last);
        Self { lane: b.finish(), chip, byte, is_data, left, entry, value, sum, jumpdest }
    }

    /// Fills the code, priced by the rules.
    pub fn fill(&self, witness: &mut Witness, index: usize, rules: &Rules, code: &[u8]) {
        let left = code.iter().scan(0, |left, byte| Some(std::mem::replace(left, to_come(*left, *byte))));
        let left: Vec<usize> = left.collect();
        let first = witness.lanes[index].len();
        for _ in code {
            witness.row(index, &self.lane, self.chip);
        }
        let (mut value, mut sum) = ([Felt::from(0); 2], [Felt::from(0); 2]);
        for (at, byte) in code.iter().copied().enumerate().rev() {
            let element = Felt::from(u64::from(byte));
            let mut put = |cell: Cell, value: Felt| {
                let Column::Advice(column) = cell.column else { unreachable!("the lane's cells are advice") };
                witness.lanes[index].set(first + at, column, value);
            };
            let next_is_data = left.get(at + 1).is_some_and(|left| *left > 0);
            if !next_is_data {
                value = [Felt::from(0); 2];
            }
            put(self.byte, element);
            put(self.left, Felt::from(left[at] as u64));
            let entry = if left[at] > 0 {
                let exponent = 8 * (left[at] - 1);
                let weight = word(U256::from(1) << exponent);
                value = [0, 1].map(|limb| value[limb] + element * weight[limb]);
                put(self.is_data.cell(), Felt::from(1));
                [Felt::from(exponent as u64), weight[0], weight[1], Felt::from(0), Felt::from(0)]
            } else {
                put(self.jumpdest.cell(), Felt::from(u64::from(byte == opcode::JUMPDEST)));
                let row = opcodes::row_by(rules, byte);
                [byte.into(), row.function.into(), row.parameter.into(), rules.static_gas(byte), row.immediate.into()]
                    .map(Felt::from)
            };
            self.entry.iter().zip(entry).for_each(|(cell, value)| put(*cell, value));
            self.value.iter().zip(value).for_each(|(cell, value)| put(*cell, value));
            if at % WORD_BYTES == WORD_BYTES - 1 {
                sum = [Felt::from(0); 2];
            }
            let weight = word(U256::from(1) << (8 * (WORD_BYTES - 1 - at % WORD_BYTES)));
            sum = [0, 1].map(|limb| sum[limb] + element * weight[limb]);
            self.sum.iter().zip(sum).for_each(|(cell, value)| put(*cell, value));
        }
    }
}

//! The program: one row an instruction, which serves every step that executes it and is absorbed into the program's digest, four rows
//! a block.
//!
//! Row `pc` says `(pc, opcode, a, b, c, x, y, w)` as often as asked. For the digest it is packed into 114 bits:
//!
//! | bits | |
//! |---|---|
//! | 0 … 10 | opcode |
//! | 11 … 13 | whether x, y, w are constants of the pool |
//! | 14 … 46 | registers a, b, c, 11 bits each |
//! | 47 … 112 | x, y, w, 22 bits each: the value itself, or its place in the pool |
//! | 113 | 1: there is an instruction |
//!
//! Every part is range-checked, so a packed row has one reading; what is larger than 22 bits stands in the pool of constants (`constants.rs`),
//! each once. The pc is the row's number, so no instruction can stand twice. A block is `(p₀ + 2^114·p₁, p₂ + 2^114·p₃)` of four rows
//! in a row, said by the first of them; rows past the program's end are packed as zeros, and the program's length is in the sponge's
//! initial state. Degree 4, fifteen messages.

use std::collections::HashMap;
use std::ops::{Add, Mul};

use ff::PrimeField;
use vm_zkfriendly::program::Program;

use super::felt;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::poseidon::{Stream, sponge_id};
use crate::range::{LIMB_BITS, power_of_two};

/// Instructions of a block.
pub const BLOCK_ROWS: usize = 4;

/// Bits that x, y or w have in a packed row: two range-checked limbs.
const FIELD_BITS: u32 = 2 * LIMB_BITS;
/// Where the registers start in a packed row: behind the opcode and three bits.
const REGISTERS: u32 = LIMB_BITS + 3;
/// Where x, y and w start.
const FIELDS: u32 = REGISTERS + 3 * LIMB_BITS;
/// The bit that tells an instruction from a row past the end.
const PRESENT: u32 = FIELDS + 3 * FIELD_BITS;
/// Bits of a packed row.
const PACKED_BITS: u32 = PRESENT + 1;

/// An instruction's elements, and how they are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    /// `(opcode, a, b, c, x, y, w)`
    elements: [Felt; 7],
    /// Of x, y, w: whether it stands in the pool, and its place there or its value.
    fields: [(bool, u64); 3],
}

/// A program as its digest reads it.
#[derive(Clone, Debug)]
pub struct Code {
    rows: Vec<Row>,
    constants: Vec<Felt>,
}

impl Code {
    /// Packs a program. Large constants get their places in the order in which they first occur.
    pub fn new(program: &Program) -> Self {
        let mut constants = vec![];
        let mut places = HashMap::new();
        let rows = program.instructions().iter().zip(0..).map(|(instruction, pc)| {
            let row = instruction.rom_row(pc).0;
            let elements: [Felt; 7] = std::array::from_fn(|i| felt(row[i + 1]));
            let fields = [4, 5, 6].map(|i| match small(elements[i]) {
                Some(value) => (false, value),
                None => {
                    let place = *places.entry(elements[i].to_repr()).or_insert_with(|| {
                        constants.push(elements[i]);
                        constants.len() as u64 - 1
                    });
                    (true, place)
                }
            });
            Row { elements, fields }
        });
        let rows = rows.collect();
        Self { rows, constants }
    }

    /// The pool.
    pub fn constants(&self) -> &[Felt] {
        &self.constants
    }

    /// What the program's sponge absorbs.
    pub fn blocks(&self) -> Vec<[Felt; 2]> {
        let packed: Vec<Felt> = self.rows.iter().map(Row::packed).collect();
        let pair = |rows: &[Felt], i: usize| {
            let part = |i: usize| rows.get(i).copied().unwrap_or(Felt::from(0));
            part(i) + part(i + 1) * power_of_two(PACKED_BITS)
        };
        packed.chunks(BLOCK_ROWS).map(|rows| [pair(rows, 0), pair(rows, 2)]).collect()
    }
}

/// A value that a packed row has room for.
fn small(value: Felt) -> Option<u64> {
    let bytes = value.to_repr();
    let (low, high) = bytes.as_ref().split_at(8);
    let low = u64::from_le_bytes(low.try_into().expect("eight bytes"));
    (high.iter().all(|byte| *byte == 0) && low >> FIELD_BITS == 0).then_some(low)
}

impl Row {
    fn packed(&self) -> Felt {
        let [opcode, a, b, c, ..] = self.elements;
        let pooled = self.fields.map(|(pooled, _)| Felt::from(u64::from(pooled)));
        packed([opcode, a, b, c], pooled, self.fields.map(|(_, field)| Felt::from(field)))
    }
}

/// A packed row of its parts, as numbers or as expressions.
fn packed<T>([opcode, a, b, c]: [T; 4], pooled: [T; 3], fields: [T; 3]) -> T
where
    T: From<Felt> + Add<Output = T> + Mul<Felt, Output = T>,
{
    let parts = |first: u32, bits: u32, parts: [T; 3]| {
        let shifted = parts.into_iter().zip(0..).map(|(part, i)| part * power_of_two(first + i * bits));
        shifted.reduce(|sum, part| sum + part).expect("three parts")
    };
    let present = T::from(power_of_two(PRESENT));
    opcode
        + present
        + parts(LIMB_BITS, 1, pooled)
        + parts(REGISTERS, LIMB_BITS, [a, b, c])
        + parts(FIELDS, FIELD_BITS, fields)
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct CodeLane {
    /// The lane.
    pub lane: Lane,
    chip: ChipId,
    elements: [Cell; 7],
    pooled: [Bit; 3],
    limbs: [[Cell; 2]; 3],
    packed: Cell,
}

impl CodeLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("code");
        b.blocks(BLOCK_ROWS);
        let chip = b.chip("instruction", Group::Code);
        let pc = b.fixed("pc", |at| Felt::from(at.index() as u64));
        let starts = b.fixed("first of a block", |at| Felt::from(u64::from(at.row % BLOCK_ROWS == 0)));
        let goes_on =
            b.fixed("not the last of a block", |at| Felt::from(u64::from(at.row % BLOCK_ROWS != BLOCK_ROWS - 1)));
        let block =
            b.fixed("the block's id", |at| Felt::from(sponge_id(Stream::Program, (at.index() / BLOCK_ROWS) as u64)));
        let elements @ [opcode, ra, rb, rc, x, y, w] =
            b.columns(["opcode", "a's register", "b's register", "c's register", "x", "y", "w"]);
        let uses = b.column("times executed");
        let pooled = ["x is a constant", "y is a constant", "w is a constant"].map(|name| b.bit(name));
        let limbs = ["x", "y", "w"].map(|of| ["low", "high"].map(|half| b.column(format!("{of}'s {half} limb"))));
        let whole = b.column("packed");

        let row = b.slot([pc, opcode, ra, rb, rc, x, y, w].map(Expr::from));
        b.declare(chip, |chip| chip.provide(row, Kind::ZkCode, uses));
        for checked in [opcode, ra, rb, rc].into_iter().chain(limbs.into_iter().flatten()) {
            let range = b.slot([u64::from(LIMB_BITS).into(), checked.into()]);
            b.declare(chip, |chip| chip.receive(range, Kind::Range));
        }
        let fields = limbs.map(|[low, high]| low + high * power_of_two(LIMB_BITS));
        let on = b.flag(chip);
        for (((name, value), pooled), field) in ["x", "y", "w"].into_iter().zip([x, y, w]).zip(pooled).zip(&fields) {
            let constant = b.slot([field.clone(), value.into()]);
            b.say(constant, pooled.expr() * Kind::ZkConstant.tag(), -(on.clone() * pooled.cell()));
            b.declare(chip, |chip| {
                chip.constrain(format!("{name} is small or a constant"), pooled.complement() * (field.clone() - value));
            });
        }
        let sum = packed([opcode, ra, rb, rc].map(Expr::from), pooled.map(Bit::expr), fields);
        b.declare(chip, |chip| chip.constrain("the row is packed", sum - whole));
        let Expr::Cell(flag) = on.clone() else { unreachable!("one chip's flag is a cell") };
        b.constrain("past the end are zeros", (Expr::from(1) - on.clone()) * whole);
        b.constrain_where(goes_on, "a block is used from its first row on", (Expr::from(1) - on.clone()) * flag.next());
        let pair = |i: isize| whole.at(i) + whole.at(i + 1) * power_of_two(PACKED_BITS);
        let absorbed = b.slot([block.into(), pair(0), pair(2)]);
        b.say(absorbed, starts * Kind::Absorb.tag(), on * starts);
        Self { lane: b.finish(), chip, elements, pooled, limbs, packed: whole }
    }

    /// Fills the program.
    pub fn fill(&self, witness: &mut Witness, index: usize, code: &Code) {
        for row in &code.rows {
            let mut cells = witness.row(index, &self.lane, self.chip);
            self.elements.iter().zip(row.elements).for_each(|(cell, value)| cells.set(*cell, value));
            for ((bit, limbs), (pooled, field)) in self.pooled.iter().zip(self.limbs).zip(row.fields) {
                cells.set(bit.cell(), u64::from(pooled));
                let mask = (1 << LIMB_BITS) - 1;
                limbs.iter().zip([field & mask, field >> LIMB_BITS]).for_each(|(cell, limb)| cells.set(*cell, limb));
            }
            cells.set(self.packed, row.packed());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use vm_zkfriendly::asm::assemble;

    use super::*;

    fn code(lines: &[&str]) -> Code {
        let source = format!("entry main size 8:\n{}\nreturn r0, 1\n", lines.join("\n"));
        Code::new(&assemble(&source).expect("the program assembles"))
    }

    #[test]
    fn large_constants_stand_in_the_pool_once() {
        // of the last, both limbs are 2^128 - 1
        let all = format!("const r3, {}", ruint::aliases::U256::MAX);
        let code = code(&["const r0, 4194303", "const r1, 4194304", "const r2, 4194304", &all]);
        assert_eq!(code.constants(), [Felt::from(1 << FIELD_BITS), power_of_two(128) - Felt::from(1)]);
        let fields: Vec<_> = code.rows.iter().map(|row| row.fields[0]).collect();
        assert_eq!(fields[..4], [(false, 4_194_303), (true, 0), (true, 0), (true, 1)]);
    }

    #[test]
    fn programs_that_differ_are_packed_differently() {
        let lines = [
            "const r1, 0",
            "const r2, 0",
            "const r1, 1",
            "const r1, 2048",
            "const r1, 4194303",
            "const r1, 4194304",
            "const r1, 4194305",
            "const r1, 0x100000000000000000000000000000000",
            "mov r1 <- r0",
            "mov r0 <- r1",
            "mov r1 <- r0, r2 <- r0",
            "input r1, 0",
            "env r1, caller",
        ];
        let programs = lines.iter().map(|line| vec![*line]).chain([vec![], vec![lines[0]; 4], vec![lines[0]; 5]]);
        let digests: BTreeSet<Vec<[u8; 32]>> = programs
            .map(|lines| {
                let code = code(&lines);
                let blocks = code.blocks().into_iter().flatten().chain(code.constants().iter().copied());
                blocks.map(|felt| felt.to_repr()).collect()
            })
            .collect();
        assert_eq!(digests.len(), lines.len() + 3);
    }
}

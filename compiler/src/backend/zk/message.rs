//! Calldata, context and output.

use ruint::aliases::U256;
use vm_zkfriendly::isa::{EnvField, Instruction, Operand, Reg, Width};
use vm_zkfriendly::message::{SELECTOR_BYTES, WORD_BYTES};

use super::FRAME_CELLS_MAX;
use super::lower::{Exit, Lowering};
use super::refusal::Missing;
use super::values::Shape;
use crate::ir::abi::AbiWord;
use crate::ir::{Inst, ValueId};

impl Lowering<'_> {
    pub(super) fn has_selector(&mut self, inst: &Inst) {
        let size = self.calldata_size();
        self.set(inst.results[0], true, |rd| size_below(rd, size, SELECTOR_BYTES));
    }

    fn calldata_size(&mut self) -> Reg {
        let rd = self.fresh();
        self.emit(Instruction::Env { rd, field: EnvField::CalldataSize });
        rd
    }

    /// Words behind `start` bytes of calldata, refused without data if they are missing or not clean.
    pub(super) fn decode(&mut self, start: u64, results: &[ValueId]) -> Result<(), Missing> {
        let narrow_signed = |&result: &ValueId| match Shape::of(self.function.ty(result)) {
            Shape::Signed(bits) => bits < 256,
            Shape::Bool | Shape::Narrow(_) | Shape::Wide(_) | Shape::Bytes(_) | Shape::Opaque => false,
        };
        if results.iter().any(narrow_signed) {
            return Err(Missing::Signed);
        }
        let least = start + WORD_BYTES * results.len() as u64;
        if least > 0 {
            let size = self.calldata_size();
            let is_short = self.fresh();
            self.emit(size_below(is_short, size, least));
            let target = self.exit_label(Exit::RevertEmpty);
            self.emit(Instruction::Jnz { rs: is_short, target });
        }
        for (index, &result) in (1u32..).zip(results) {
            self.decode_word(index, result);
        }
        Ok(())
    }

    fn decode_word(&mut self, index: u32, result: ValueId) {
        let shape = Shape::of(self.function.ty(result));
        let is_needed = self.values.is_needed(result);
        match shape {
            Shape::Bool => {
                let word = self.input(index);
                self.bound(word, 1, Exit::RevertEmpty);
                if is_needed {
                    let rd = self.define(result);
                    self.emit(Instruction::Eq { rd, rs1: word, rs2: Operand::Immediate(U256::ONE) });
                }
            }
            Shape::Narrow(bits) => {
                let word = self.input(index);
                self.bound(word, bits, Exit::RevertEmpty);
                if is_needed {
                    let rd = self.define(result);
                    self.cut(rd, word, bits);
                }
            }
            Shape::Wide(256) | Shape::Bytes(32) | Shape::Signed(_) | Shape::Opaque => {
                if is_needed {
                    let rd = self.define(result);
                    self.emit(Instruction::Input { rd, index });
                }
            }
            Shape::Wide(bits) => {
                let rd = self.define(result);
                self.emit(Instruction::Input { rd, index });
                self.bound(rd, bits, Exit::RevertEmpty);
            }
            Shape::Bytes(bytes) => {
                let rd = self.define(result);
                self.emit(Instruction::Input { rd, index });
                let (low, is_clean) = (self.fresh(), self.fresh());
                self.cut(low, rd, 256 - 8 * u16::from(bytes));
                self.emit(Instruction::Eq { rd: is_clean, rs1: low, rs2: Operand::Immediate(U256::ZERO) });
                let target = self.exit_label(Exit::RevertEmpty);
                self.emit(Instruction::Jz { rs: is_clean, target });
            }
        }
    }

    fn input(&mut self, index: u32) -> Reg {
        let rd = self.fresh();
        self.emit(Instruction::Input { rd, index });
        rd
    }

    /// Puts words into consecutive registers; the first one, and how many there are.
    pub(super) fn output(&mut self, words: &[AbiWord]) -> (Reg, u16) {
        let words: Vec<AbiWord> = words
            .iter()
            .map(|&word| match word {
                AbiWord::Value(value) => self.values.constant(value).map_or(word, AbiWord::Constant),
                AbiWord::Constant(_) => word,
            })
            .collect();
        let count = u16::try_from(words.len()).unwrap_or(u16::MAX);
        let known: Option<Vec<Reg>> = words
            .iter()
            .map(|&word| match word {
                AbiWord::Value(value) => Some(self.reg(value)),
                AbiWord::Constant(number) => self.known_constant(number),
            })
            .collect();
        if let Some(known) = known {
            let Some(&first) = known.first() else { return (Reg::at(0), 0) };
            if known.is_sorted_by(|a, b| follows(*a, *b)) {
                return (first, count);
            }
        }
        let first = self.fresh_run(words.len());
        if words.len() > usize::from(FRAME_CELLS_MAX) {
            return (first, 0);
        }
        let mut moves = Vec::new();
        for (position, word) in (0u16..).zip(words) {
            let rd = successor(first, position);
            match word {
                AbiWord::Value(value) => moves.push((rd, self.reg(value))),
                AbiWord::Constant(value) => self.emit(Instruction::Const { rd, value }),
            }
        }
        self.moves(&moves, |moves| Instruction::Mov { moves });
        (first, count)
    }
}

/// `rd = 1` iff the calldata has fewer bytes.
fn size_below(rd: Reg, size: Reg, bytes: u64) -> Instruction {
    let width = Width::new(64).expect("64 bits is a width");
    Instruction::Lt { width, rd, rs1: size, rs2: Operand::Immediate(u128::from(bytes)) }
}

fn successor(reg: Reg, distance: u16) -> Reg {
    Reg::new(reg.offset() + distance).unwrap_or(reg)
}

fn follows(a: Reg, b: Reg) -> bool {
    successor(a, 1) == b
}

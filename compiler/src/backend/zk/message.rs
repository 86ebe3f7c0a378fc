//! Calldata, context and output.

use ruint::aliases::U256;
use vm_zkfriendly::isa::{Instruction, Operand, Reg};
use vm_zkfriendly::message::{SELECTOR_BYTES, WORD_BYTES};

use super::FRAME_CELLS_MAX;
use super::arithmetic::Compared;
use super::lower::{Exit, Lowering};
use super::values::Shape;
use crate::ir::abi::AbiWord;
use crate::ir::{Inst, ValueId};

/// The width of the length of the calldata.
const SIZE_BITS: u16 = 64;

impl Lowering<'_> {
    pub(super) fn has_selector(&mut self, inst: &Inst) {
        let size = self.calldata_size();
        let compared =
            Compared { shape: Shape::Narrow(SIZE_BITS), rs1: size, rs2: least(SELECTOR_BYTES), negate: true };
        self.decide(inst.results[0], compared);
    }

    /// Words behind `start` bytes of calldata, refused without data if they are missing or not clean.
    pub(super) fn decode(&mut self, start: u64, results: &[ValueId]) {
        let bytes = start + WORD_BYTES * results.len() as u64;
        if bytes > 0 {
            let size = self.calldata_size();
            let exit = self.exit_label(Exit::RevertEmpty);
            let compared = Compared { shape: Shape::Narrow(SIZE_BITS), rs1: size, rs2: least(bytes), negate: false };
            self.jump_if_less(compared, exit);
        }
        for (index, &result) in (1u32..).zip(results) {
            self.decode_word(index, result);
        }
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
            Shape::Wide(256) | Shape::Bytes(32) | Shape::Signed(256) | Shape::Place | Shape::Opaque => {
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
            Shape::Signed(bits) => {
                let rd = self.define(result);
                self.emit(Instruction::Input { rd, index });
                self.signed_bound(rd, bits, Exit::RevertEmpty);
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

/// So many bytes, to compare the length of the calldata with.
fn least(bytes: u64) -> Operand<U256> {
    Operand::Immediate(U256::from(bytes))
}

fn successor(reg: Reg, distance: u16) -> Reg {
    Reg::new(reg.offset() + distance).unwrap_or(reg)
}

fn follows(a: Reg, b: Reg) -> bool {
    successor(a, 1) == b
}

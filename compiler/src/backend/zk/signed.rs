//! Signed arithmetic, on words in two's complement.
//!
//! | | fewer than 256 bits | 256 bits |
//! |---|---|---|
//! | `+`, `-` checked, wrapping | 3, 4 | 1, 1 |
//! | `*` checked up to 128 bits, wrapping | 3, 4 | -, 1 |
//! | `/` checked, wrapping | 5, 4 | 3, 1 |
//! | `%`, `<`, `>>` | 1 | 1 |
//! | a narrower type | 3 | |
//!
//! rows. A word is one of N bits iff `word + 2^(N-1)` is below `2^N`: a sum, and one that traps. The lowest N bits of a word with their sign
//! are `((word + 2^(N-1)) mod 2^N) - 2^(N-1)`. Checked products of more than 128 bits are written out by `expand`. A quotient overflows
//! only if the least number is divided by -1.

use ruint::aliases::U256;
use vm_zkfriendly::isa::{Else, Instruction, Operand, Reg};

use super::arithmetic::Operation;
use super::lower::{Exit, Lowering};
use crate::ir::ValueId;
use crate::ir::abi::{PANIC_DIVISION, PANIC_OVERFLOW};

/// The widest numbers whose product is a signed word.
pub(super) const PRODUCT_BITS_MAX: u16 = 128;

impl Lowering<'_> {
    pub(super) fn signed_arithmetic(
        &mut self,
        operation: Operation,
        is_checked: bool,
        bits: u16,
        [a, b]: [ValueId; 2],
        result: ValueId,
    ) {
        if matches!(operation, Operation::Div | Operation::Mod) {
            return self.signed_division(operation, is_checked, bits, [a, b], result);
        }
        let is_word = bits == 256;
        let rs1 = self.reg(a);
        let rs2 = if operation == Operation::Mul { Operand::Reg(self.reg(b)) } else { self.wide(b) };
        let rd = if is_word || is_checked { self.define(result) } else { self.fresh() };
        let trap = is_checked && is_word;
        match (operation, rs2) {
            (Operation::Add, _) if trap => {
                let trap = Else(self.exit_label(Exit::Panic(PANIC_OVERFLOW)));
                self.emit(Instruction::Sadd { rd, rs1, rs2, trap });
            }
            (Operation::Sub, _) if trap => {
                let trap = Else(self.exit_label(Exit::Panic(PANIC_OVERFLOW)));
                self.emit(Instruction::Ssub { rd, rs1, rs2, trap });
            }
            (Operation::Add, _) => self.emit(Instruction::Wadd { rd, rs1, rs2, trap: None }),
            (Operation::Sub, _) => self.emit(Instruction::Wsub { rd, rs1, rs2, trap: None }),
            (_, Operand::Reg(rs2)) => self.emit(Instruction::Wmul { rd, rs1, rs2, trap: None }),
            (_, Operand::Immediate(_)) => unreachable!("a factor is in a register"),
        }
        if is_word {
            return;
        }
        if is_checked {
            self.signed_bound(rd, bits, Exit::Panic(PANIC_OVERFLOW));
        } else {
            let clean = self.define(result);
            self.extend_sign(clean, rd, bits);
        }
    }

    fn signed_division(
        &mut self,
        operation: Operation,
        is_checked: bool,
        bits: u16,
        [a, b]: [ValueId; 2],
        result: ValueId,
    ) {
        let (rs1, rs2) = (self.reg(a), self.wide(b));
        let trap = Else(self.exit_label(Exit::Panic(PANIC_DIVISION)));
        let may_overflow = operation == Operation::Div && self.values.constant(b).is_none_or(|by| by == U256::MAX);
        let rd = if may_overflow && !is_checked && bits < 256 { self.fresh() } else { self.define(result) };
        self.emit(if operation == Operation::Mod {
            Instruction::Smod { rd, rs1, rs2, trap }
        } else {
            Instruction::Sdiv { rd, rs1, rs2, trap }
        });
        if !may_overflow {
            return;
        }
        match (is_checked, bits) {
            (true, 256) => self.least_over_minus_one(rs1, rs2),
            (true, _) => self.signed_bound(rd, bits, Exit::Panic(PANIC_OVERFLOW)),
            (false, 256) => {}
            (false, _) => {
                let clean = self.define(result);
                self.extend_sign(clean, rd, bits);
            }
        }
    }

    /// Panics if the least word is divided by -1.
    fn least_over_minus_one(&mut self, rs1: Reg, rs2: Operand<U256>) {
        let least = U256::ONE << 255;
        let after = self.new_label();
        if let Operand::Reg(rs1) = rs2 {
            let is_minus_one = self.fresh();
            self.emit(Instruction::Eq { rd: is_minus_one, rs1, rs2: Operand::Immediate(U256::MAX) });
            self.emit(Instruction::Jz { rs: is_minus_one, target: after });
        }
        let is_least = self.fresh();
        self.emit(Instruction::Eq { rd: is_least, rs1, rs2: Operand::Immediate(least) });
        let target = self.exit_label(Exit::Panic(PANIC_OVERFLOW));
        self.emit(Instruction::Jnz { rs: is_least, target });
        self.bind(after);
    }

    /// Leaves unless the register's content is a signed number of so many bits, fewer than 256.
    pub(super) fn signed_bound(&mut self, rs1: Reg, bits: u16, exit: Exit) {
        let shifted = self.fresh();
        let rs2 = Operand::Immediate(U256::ONE << usize::from(bits - 1));
        self.emit(Instruction::Wadd { rd: shifted, rs1, rs2, trap: None });
        self.bound(shifted, bits, exit);
    }

    /// The lowest so many bits, fewer than 256, as a signed number.
    pub(super) fn extend_sign(&mut self, rd: Reg, rs: Reg, bits: u16) {
        let rs2 = Operand::Immediate(U256::ONE << usize::from(bits - 1));
        let (shifted, low) = (self.fresh(), self.fresh());
        self.emit(Instruction::Wadd { rd: shifted, rs1: rs, rs2, trap: None });
        self.cut(low, shifted, bits);
        self.emit(Instruction::Wsub { rd, rs1: low, rs2, trap: None });
    }
}

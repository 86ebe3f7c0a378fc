//! Arithmetic, comparisons, conversions.
//!
//! | | at most 64 bits | at most 128 bits | at most 248 bits | 256 bits |
//! |---|---|---|---|---|
//! | `+` checked, wrapping | 1, 1 | 1, 1 | 2, 2 | 1, 1 |
//! | `-` checked, wrapping | 1, 1 | 1, 1 | 1, 2 | 1, 1 |
//! | `*` checked, wrapping | 1, 1 | 3, 2 | 2, 2 | 1, 1 |
//! | `/`, `%` | 2 | 2 | 1 | 1 |
//! | `&`, `\|`, `^` | 1 | 1 | 1 | 1 |
//! | `<<` by a constant, a variable | 1, 2 | 2, 2 | 2, 2 | 1, 1 |
//! | `>>` | 1 | 1 | 1 | 1 |
//!
//! rows, plus one for a constant where the machine wants a register. A word `s` is below `2^N` iff `s + (2^256 - 2^N)`
//! doesn't overflow: one row that traps. `a < b` is one row, and none where it only decides a branch: there `a - b` traps, or for
//! `a ≥ number` the sum `a + (2^N - number)`, in the place of the jump. Signed numbers have `signed`.

use ruint::aliases::U256;
use vm_zkfriendly::isa::{Else, Instruction, Label, Operand, Reg, TruncWidth, Width};

use super::lower::{Exit, Lowering};
use super::values::Shape;
use crate::ir::abi::{PANIC_DIVISION, PANIC_OVERFLOW};
use crate::ir::word::low_mask;
use crate::ir::{Inst, Op, ValueId};

/// What arithmetic calculates, apart from overflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
}

/// `(rs1 < rs2) ≠ negate`, both unsigned and of this shape.
#[derive(Clone, Copy, Debug)]
pub(super) struct Compared {
    pub(super) shape: Shape,
    pub(super) rs1: Reg,
    pub(super) rs2: Operand<U256>,
    pub(super) negate: bool,
}

/// The direction of a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Left,
    Right,
}

impl Lowering<'_> {
    pub(super) fn arithmetic(&mut self, operation: Operation, is_checked: bool, inst: &Inst) {
        let shape = Shape::of(self.function.ty(inst.results[0]));
        let (mut a, mut b) = (inst.args[0], inst.args[1]);
        let commutes = matches!(operation, Operation::Add | Operation::Mul);
        if commutes && self.values.constant(a).is_some() {
            (a, b) = (b, a);
        }
        match shape {
            Shape::Narrow(bits) => self.narrow_arithmetic(operation, is_checked, bits, a, b, inst.results[0]),
            Shape::Wide(bits) => self.wide_arithmetic(operation, is_checked, bits, a, b, inst.results[0]),
            Shape::Signed(bits) => self.signed_arithmetic(operation, is_checked, bits, [a, b], inst.results[0]),
            Shape::Bool | Shape::Bytes(_) | Shape::Place | Shape::Opaque => {
                unreachable!("verified: arithmetic is on integers")
            }
        }
    }

    fn narrow_arithmetic(
        &mut self,
        op: Operation,
        is_checked: bool,
        bits: u16,
        a: ValueId,
        b: ValueId,
        result: ValueId,
    ) {
        let narrow = width::<128>(bits);
        match (op, Width::<64>::new(bits)) {
            (Operation::Add, _) => {
                let (rs1, rs2, trap) = (self.reg(a), self.narrow(b), self.overflow(is_checked));
                let rd = self.define(result);
                self.emit(Instruction::Add { width: narrow, rd, rs1, rs2, trap });
            }
            (Operation::Sub, _) => {
                let (rs1, rs2, trap) = (self.reg(a), self.narrow(b), self.overflow(is_checked));
                let rd = self.define(result);
                self.emit(Instruction::Sub { width: narrow, rd, rs1, rs2, trap });
            }
            (Operation::Mul, Some(width)) => {
                let (rs1, rs2, trap) = (self.reg(a), self.narrow(b), self.overflow(is_checked));
                let rd = self.define(result);
                self.emit(Instruction::Mul { width, rd, rs1, rs2, trap });
            }
            (Operation::Mul, None) => {
                let product = self.fresh();
                let (rs1, rs2) = (self.reg(a), self.reg(b));
                self.emit(Instruction::Wmul { rd: product, rs1, rs2, trap: None });
                if is_checked {
                    self.bound(product, bits, Exit::Panic(PANIC_OVERFLOW));
                }
                let rd = self.define(result);
                self.cut(rd, product, bits);
            }
            (Operation::Div | Operation::Mod, _) => {
                let whole = self.fresh();
                self.divide(op, whole, a, b);
                let rd = self.define(result);
                self.cut(rd, whole, bits);
            }
        }
    }

    fn wide_arithmetic(&mut self, op: Operation, is_checked: bool, bits: u16, a: ValueId, b: ValueId, result: ValueId) {
        let is_word = bits == 256;
        let rd = if is_word || matches!(op, Operation::Div | Operation::Mod) || is_checked {
            self.define(result)
        } else {
            self.fresh()
        };
        match op {
            Operation::Add => {
                let (rs1, rs2, trap) = (self.reg(a), self.wide(b), self.overflow(is_checked && is_word));
                self.emit(Instruction::Wadd { rd, rs1, rs2, trap });
            }
            Operation::Sub => {
                let (rs1, rs2, trap) = (self.reg(a), self.wide(b), self.overflow(is_checked));
                self.emit(Instruction::Wsub { rd, rs1, rs2, trap });
                if is_checked {
                    return;
                }
            }
            Operation::Mul => {
                let (rs1, rs2, trap) = (self.reg(a), self.reg(b), self.overflow(is_checked));
                self.emit(Instruction::Wmul { rd, rs1, rs2, trap });
            }
            Operation::Div | Operation::Mod => return self.divide(op, rd, a, b),
        }
        match (is_word, is_checked) {
            (true, _) => {}
            (false, true) => self.bound(rd, bits, Exit::Panic(PANIC_OVERFLOW)),
            (false, false) => {
                let cut = self.define(result);
                self.cut(cut, rd, bits);
            }
        }
    }

    fn divide(&mut self, op: Operation, rd: Reg, a: ValueId, b: ValueId) {
        let (rs1, rs2) = (self.reg(a), self.reg(b));
        let trap = Else(self.exit_label(Exit::Panic(PANIC_DIVISION)));
        self.emit(if op == Operation::Mod {
            Instruction::Wmod { rd, rs1, rs2, trap }
        } else {
            Instruction::Wdiv { rd, rs1, rs2, trap }
        });
    }

    fn overflow(&mut self, is_checked: bool) -> Option<Label> {
        is_checked.then(|| self.exit_label(Exit::Panic(PANIC_OVERFLOW)))
    }

    /// Leaves unless the register's content is below `2^bits`, `bits` < 256.
    pub(super) fn bound(&mut self, rs1: Reg, bits: u16, exit: Exit) {
        let trap = Some(self.exit_label(exit));
        let rd = self.fresh();
        let rs2 = Operand::Immediate(!low_mask(u32::from(bits)));
        self.emit(Instruction::Wadd { rd, rs1, rs2, trap });
    }

    /// `rd = rs mod 2^bits`, `bits` < 256, with that kind.
    pub(super) fn cut(&mut self, rd: Reg, rs: Reg, bits: u16) {
        let width = TruncWidth::new(bits).expect("types below 256 bits have the widths of `trunc`");
        self.emit(Instruction::Trunc { width, rd, rs });
    }

    /// `result = (a = b) ≠ negate`
    pub(super) fn equal(&mut self, inst: &Inst, negate: bool) {
        let (a, b) = (inst.args[0], inst.args[1]);
        let (a, b) = if self.values.constant(a).is_some() { (b, a) } else { (a, b) };
        let (rs1, rs2) = (self.reg(a), self.wide(b));
        let shape = Shape::of(self.function.ty(a));
        let is_zero = Compared { shape, rs1, rs2: Operand::Immediate(U256::ONE), negate };
        if rs2 == Operand::Immediate(U256::ZERO) && shape != Shape::Bool && self.defer(inst.results[0], is_zero) {
            return;
        }
        self.set(inst.results[0], negate, |rd| Instruction::Eq { rd, rs1, rs2 });
    }

    pub(super) fn not(&mut self, inst: &Inst) {
        let result = inst.results[0];
        let (rs1, is_negated) = self.condition(inst.args[0]);
        if self.plan.only_branched_on.contains(&result) {
            self.define_as(result, rs1, !is_negated);
        } else {
            let rd = self.define(result);
            self.emit(Instruction::Eq { rd, rs1, rs2: Operand::Immediate(U256::from(is_negated)) });
        }
    }

    /// `result = (a < b) ≠ negate`. Where only `a` is constant, `a < b` is the negation of `b < a + 1`.
    pub(super) fn less(&mut self, result: ValueId, a: ValueId, b: ValueId, negate: bool) {
        let shape = Shape::of(self.function.ty(a));
        let greatest = match shape {
            Shape::Narrow(bits) => low_mask(u32::from(bits)),
            Shape::Wide(_) | Shape::Bytes(_) => U256::MAX,
            Shape::Signed(bits) => low_mask(u32::from(bits) - 1),
            Shape::Bool | Shape::Place | Shape::Opaque => unreachable!("verified: `<` is on ordered types"),
        };
        let (rs1, rs2, negate) = match (self.values.constant(a), self.values.constant(b)) {
            (Some(number), None) if number == greatest => {
                let rd = self.define(result);
                self.emit(Instruction::Const { rd, value: U256::from(negate) });
                return;
            }
            (Some(number), None) => (self.reg(b), Operand::Immediate(number.wrapping_add(U256::ONE)), !negate),
            (Some(_), Some(_)) | (None, _) => (self.reg(a), self.wide(b), negate),
        };
        match shape {
            // The difference of signed words has no trap that decides.
            Shape::Signed(_) => self.set(result, negate, |rd| Instruction::Slt { rd, rs1, rs2 }),
            _ => self.decide(result, Compared { shape, rs1, rs2, negate }),
        }
    }

    /// Makes a comparison, unless the branches that it decides do.
    pub(super) fn decide(&mut self, result: ValueId, compared: Compared) {
        if !self.defer(result, compared) {
            let Compared { shape, rs1, rs2, negate } = compared;
            self.set(result, negate, |rd| less_than(shape, rd, rs1, rs2));
        }
    }

    /// Goes to a label iff `rs1 < rs2`: a difference that traps. One row where a comparison and a jump are two.
    pub(super) fn jump_if_less(&mut self, compared: Compared, target: Label) {
        let Compared { shape, rs1, rs2, .. } = compared;
        let (rd, trap) = (self.fresh(), Some(target));
        self.emit(match shape {
            Shape::Narrow(bits) => Instruction::Sub { width: width(bits), rd, rs1, rs2: narrow_operand(rs2), trap },
            Shape::Bool | Shape::Wide(_) | Shape::Bytes(_) | Shape::Signed(_) | Shape::Place | Shape::Opaque => {
                Instruction::Wsub { rd, rs1, rs2, trap }
            }
        });
    }

    /// Goes to a label iff `rs1 ≥ number`, which isn't 0: a sum that traps.
    pub(super) fn jump_unless_less(&mut self, shape: Shape, rs1: Reg, number: U256, target: Label) {
        let (rd, trap) = (self.fresh(), Some(target));
        let rs2 = U256::ZERO.wrapping_sub(number);
        self.emit(match shape {
            Shape::Narrow(bits) => {
                let rs2 = narrow_operand(Operand::Immediate(rs2 & low_mask(u32::from(bits))));
                Instruction::Add { width: width(bits), rd, rs1, rs2, trap }
            }
            Shape::Bool | Shape::Wide(_) | Shape::Bytes(_) | Shape::Signed(_) | Shape::Place | Shape::Opaque => {
                Instruction::Wadd { rd, rs1, rs2: Operand::Immediate(rs2), trap }
            }
        });
    }

    /// Defines a boolean, or what a register says negated: for free where it only decides branches.
    pub(super) fn set(&mut self, result: ValueId, negate: bool, row: impl FnOnce(Reg) -> Instruction) {
        if !negate {
            let rd = self.define(result);
            self.emit(row(rd));
        } else if let Some(rd) = self.define_negated(result) {
            self.emit(row(rd));
        } else {
            let opposite = self.fresh();
            self.emit(row(opposite));
            let rd = self.define(result);
            self.emit(Instruction::Eq { rd, rs1: opposite, rs2: Operand::Immediate(U256::ZERO) });
        }
    }

    /// `~a` is `a ^ -1`; where the type is narrower than a word, `-1 - a`, which needs no lookups.
    pub(super) fn bit_not(&mut self, inst: &Inst) {
        let (value, result) = (inst.args[0], inst.results[0]);
        let shape = Shape::of(self.function.ty(value));
        let ones = match shape {
            Shape::Narrow(bits) | Shape::Wide(bits) => low_mask(u32::from(bits)),
            Shape::Bytes(bytes) => !low_mask(256 - 8 * u32::from(bytes)),
            Shape::Signed(_) => U256::MAX,
            Shape::Bool | Shape::Place | Shape::Opaque => unreachable!("verified: `~` is on integers and bytes"),
        };
        if ones == U256::MAX {
            let rs1 = self.reg(value);
            let rd = self.define(result);
            return self.emit(Instruction::Xor { rd, rs1, rs2: Operand::Immediate(ones) });
        }
        let rs1 = self.constant_reg(ones);
        if let Shape::Narrow(bits) = shape {
            let rs2 = self.narrow(value);
            let rd = self.define(result);
            self.emit(Instruction::Sub { width: width(bits), rd, rs1, rs2, trap: None });
        } else {
            let rs2 = self.wide(value);
            let rd = self.define(result);
            self.emit(Instruction::Wsub { rd, rs1, rs2, trap: None });
        }
    }

    /// `&`, `|`, `^`. Both operands are clean words of one type, so the result is.
    pub(super) fn bitwise(&mut self, inst: &Inst) {
        let (a, b) = (inst.args[0], inst.args[1]);
        let (a, b) = if self.values.constant(a).is_some() { (b, a) } else { (a, b) };
        let (rs1, rs2) = (self.reg(a), self.wide(b));
        let rd = self.define(inst.results[0]);
        if let (Op::BitAnd, Operand::Immediate(mask)) = (inst.op, rs2)
            && let Some(width) = cut_of(mask)
        {
            return self.emit(Instruction::Trunc { width, rd, rs: rs1 });
        }
        self.emit(match inst.op {
            Op::BitAnd => Instruction::And { rd, rs1, rs2 },
            Op::BitOr => Instruction::Or { rd, rs1, rs2 },
            _ => Instruction::Xor { rd, rs1, rs2 },
        });
    }

    /// A shift by any amount. What leaves the type is cut; the bits that come in from the left are the sign's for signed numbers.
    pub(super) fn shift(&mut self, direction: Direction, inst: &Inst) {
        let (value, amount, result) = (inst.args[0], inst.args[1], inst.results[0]);
        let ty = self.function.ty(value);
        let shape = Shape::of(ty);
        let known = self.values.constant(amount);
        let is_signed = matches!(shape, Shape::Signed(_));
        if known.is_some_and(|amount| amount >= U256::from(ty.bits())) && !(is_signed && direction == Direction::Right)
        {
            let rd = self.define(result);
            return self.emit(Instruction::Const { rd, value: U256::ZERO });
        }
        // A short number times a power of two is shorter still.
        if let (Direction::Left, Shape::Narrow(bits), Some(amount)) = (direction, shape, known)
            && let Some(width) = Width::<64>::new(bits)
        {
            let (rs1, rs2) = (self.reg(value), Operand::Immediate(1 << amount.to::<u32>()));
            let rd = self.define(result);
            return self.emit(Instruction::Mul { width, rd, rs1, rs2, trap: None });
        }
        let (rs1, rs2) = (self.reg(value), self.wide(amount));
        let is_whole = match shape {
            Shape::Wide(bits) | Shape::Signed(bits) => bits == 256,
            Shape::Bytes(bytes) => bytes == 32,
            Shape::Narrow(_) => false,
            Shape::Bool | Shape::Place | Shape::Opaque => unreachable!("verified: shifts are of integers and bytes"),
        };
        let stays = match direction {
            Direction::Left => is_whole || matches!(shape, Shape::Bytes(_)),
            Direction::Right => is_whole || !matches!(shape, Shape::Bytes(_)),
        };
        let rd = if stays { self.define(result) } else { self.fresh() };
        self.emit(match direction {
            Direction::Left => Instruction::Shl { rd, rs1, rs2 },
            Direction::Right if is_signed => Instruction::Sar { rd, rs1, rs2 },
            Direction::Right => Instruction::Shr { rd, rs1, rs2 },
        });
        if stays {
            return;
        }
        let clean = self.define(result);
        match shape {
            Shape::Signed(bits) => self.extend_sign(clean, rd, bits),
            Shape::Bytes(bytes) => self.clear_low(clean, rd, bytes),
            _ => self.cut(clean, rd, bits_of(shape)),
        }
    }

    /// `(a + b) % m`, `(a * b) % m`, in one row.
    pub(super) fn modular(&mut self, inst: &Inst) {
        let [rs1, rs2, rs3] = [inst.args[0], inst.args[1], inst.args[2]].map(|value| self.reg(value));
        let trap = Else(self.exit_label(Exit::Panic(PANIC_DIVISION)));
        let rd = self.define(inst.results[0]);
        self.emit(if inst.op == Op::AddMod {
            Instruction::Addmod { rd, rs1, rs2, rs3, trap }
        } else {
            Instruction::Mulmod { rd, rs1, rs2, rs3, trap }
        });
    }

    pub(super) fn truncate(&mut self, inst: &Inst) {
        let rs = self.reg(inst.args[0]);
        let rd = self.define(inst.results[0]);
        match Shape::of(self.function.ty(inst.results[0])) {
            Shape::Narrow(bits) | Shape::Wide(bits) => self.cut(rd, rs, bits),
            Shape::Bytes(bytes) => self.clear_low(rd, rs, bytes),
            Shape::Signed(bits) => self.extend_sign(rd, rs, bits),
            Shape::Bool | Shape::Place | Shape::Opaque => {
                unreachable!("verified: only integers and bytes are truncated")
            }
        }
    }

    /// Numbers are right-aligned, bytes left-aligned; what is aligned alike needs no code, but for the sign.
    pub(super) fn reinterpret(&mut self, inst: &Inst) {
        let (value, result) = (inst.args[0], inst.results[0]);
        let shapes = [value, result].map(|value| Shape::of(self.function.ty(value)));
        let rs1 = self.reg(value);
        let rd = self.define(result);
        // Between the ends of a word.
        let rs2 = Operand::Immediate(U256::from(256 - self.function.ty(value).bits()));
        match shapes {
            [Shape::Bytes(_), Shape::Narrow(bits)] => {
                let whole = self.fresh();
                self.emit(Instruction::Shr { rd: whole, rs1, rs2 });
                self.cut(rd, whole, bits);
            }
            [Shape::Bytes(_), Shape::Signed(_)] => self.emit(Instruction::Sar { rd, rs1, rs2 }),
            [Shape::Bytes(_), _] => self.emit(Instruction::Shr { rd, rs1, rs2 }),
            [_, Shape::Bytes(_)] => self.emit(Instruction::Shl { rd, rs1, rs2 }),
            [_, Shape::Signed(bits)] => self.extend_sign(rd, rs1, bits),
            [_, shape] => self.cut(rd, rs1, bits_of(shape)),
        }
    }

    /// Keeps the first so many bytes, fewer than 32.
    fn clear_low(&mut self, rd: Reg, rs1: Reg, bytes: u8) {
        let low = self.fresh();
        self.cut(low, rs1, 256 - 8 * u16::from(bytes));
        self.emit(Instruction::Wsub { rd, rs1, rs2: Operand::Reg(low), trap: None });
    }
}

/// `rd = 1` iff `rs1 < rs2`, both of an unsigned shape.
pub(super) fn less_than(shape: Shape, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Instruction {
    match shape {
        Shape::Narrow(bits) => Instruction::Lt { width: width(bits), rd, rs1, rs2: narrow_operand(rs2) },
        Shape::Bool | Shape::Wide(_) | Shape::Bytes(_) | Shape::Signed(_) | Shape::Place | Shape::Opaque => {
            Instruction::Wlt { rd, rs1, rs2 }
        }
    }
}

/// The width to which a mask cuts, if it is one of `trunc`.
fn cut_of(mask: U256) -> Option<TruncWidth> {
    let bits = mask.trailing_ones();
    let is_low = mask == low_mask(u32::try_from(bits).ok()?);
    TruncWidth::new(u16::try_from(bits).ok()?).filter(|_| is_low)
}

fn narrow_operand(operand: Operand<U256>) -> Operand<u128> {
    match operand {
        Operand::Reg(reg) => Operand::Reg(reg),
        Operand::Immediate(number) => Operand::Immediate(number.to::<u128>()),
    }
}

fn width<const MAX: u16>(bits: u16) -> Width<MAX> {
    Width::new(bits).expect("integer types have the widths of the machine")
}

/// The width of an unsigned integer.
fn bits_of(shape: Shape) -> u16 {
    match shape {
        Shape::Narrow(bits) | Shape::Wide(bits) => bits,
        Shape::Bool | Shape::Bytes(_) | Shape::Signed(_) | Shape::Place | Shape::Opaque => {
            unreachable!("only unsigned integers are cut")
        }
    }
}

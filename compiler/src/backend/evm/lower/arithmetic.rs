//! Arithmetic of narrow and signed types with 256-bit opcodes.
//!
//! Operands are clean. A result of at most 255 bits that is out of range shows in its own word, which differs from its
//! clean one; only what can leave 256 bits needs a test of another kind. `N` is the type's width.

use ruint::aliases::U256;

use super::FunctionLowering;
use crate::ir::{EvmOp, Target, Terminator, Type, ValueId, abi, word};

impl FunctionLowering<'_> {
    pub(super) fn less(&mut self, ty: Type, a: ValueId, b: ValueId) -> ValueId {
        self.op(if ty.is_signed() { EvmOp::Slt } else { EvmOp::Lt }, &[a, b])
    }

    /// Whether a word isn't clean: 0 or 1, or for `N` = 256 nothing to ask.
    pub(super) fn is_dirty(&mut self, ty: Type, word: ValueId) -> Option<ValueId> {
        match ty {
            Type::Uint(256) | Type::Int(256) | Type::FixedBytes(32) | Type::Word | Type::Place(_) => None,
            Type::Bool | Type::Uint(_) | Type::Address => {
                let mask = self.number(word::low_mask(ty.bits()));
                Some(self.op(EvmOp::Gt, &[word, mask]))
            }
            Type::Int(_) | Type::FixedBytes(_) => {
                let clean = self.clean(ty, word);
                Some(self.negated(EvmOp::Eq, &[word, clean]))
            }
        }
    }

    pub(super) fn checked_add(&mut self, ty: Type, a: ValueId, b: ValueId) -> ValueId {
        let sum = self.op(EvmOp::Add, &[a, b]);
        let overflow = match self.is_dirty(ty, sum) {
            Some(dirty) => dirty,
            None if ty.is_signed() => {
                // The sum is less than `a` exactly if `b` is negative.
                let zero = self.small(0);
                let (negative, less) = (self.op(EvmOp::Slt, &[b, zero]), self.op(EvmOp::Slt, &[sum, a]));
                self.op(EvmOp::Xor, &[negative, less])
            }
            // It is then less than either; a constant need not be kept for this.
            None if self.out.constant(b).is_some() => self.op(EvmOp::Lt, &[sum, b]),
            None => self.op(EvmOp::Lt, &[sum, a]),
        };
        self.panic_if(overflow, abi::PANIC_OVERFLOW);
        sum
    }

    pub(super) fn checked_sub(&mut self, ty: Type, a: ValueId, b: ValueId) -> ValueId {
        let difference = self.op(EvmOp::Sub, &[a, b]);
        let overflow = if !ty.is_signed() {
            self.op(EvmOp::Lt, &[a, b])
        } else if let Some(dirty) = self.is_dirty(ty, difference) {
            dirty
        } else {
            // The difference is less than `a` exactly if `b` is positive.
            let zero = self.small(0);
            let (positive, less) = (self.op(EvmOp::Sgt, &[b, zero]), self.op(EvmOp::Slt, &[difference, a]));
            self.op(EvmOp::Xor, &[positive, less])
        };
        self.panic_if(overflow, abi::PANIC_OVERFLOW);
        difference
    }

    pub(super) fn checked_mul(&mut self, ty: Type, a: ValueId, b: ValueId) -> ValueId {
        let product = self.op(EvmOp::Mul, &[a, b]);
        // Products of up to 128 bits each stay within 256.
        if ty.bits() > 128 {
            let divide = if ty.is_signed() { EvmOp::Sdiv } else { EvmOp::Div };
            let back = self.op(divide, &[product, a]);
            let same = self.op(EvmOp::Eq, &[back, b]);
            let a_is_zero = self.op(EvmOp::Iszero, &[a]);
            let exact = self.op(EvmOp::Or, &[a_is_zero, same]);
            self.panic_unless(exact, abi::PANIC_OVERFLOW);
            if ty == Type::Int(256) {
                // -1 * MIN wraps to MIN, and MIN / -1 wraps back.
                let wraps = self.is_minus_one_and_least(ty, a, b);
                self.panic_if(wraps, abi::PANIC_OVERFLOW);
            }
        }
        if let Some(dirty) = self.is_dirty(ty, product) {
            self.panic_if(dirty, abi::PANIC_OVERFLOW);
        }
        product
    }

    /// `a / b`; checked, or wrapping in the one case where that makes a difference.
    pub(super) fn division(&mut self, ty: Type, a: ValueId, b: ValueId, checked: bool) -> ValueId {
        self.panic_unless(b, abi::PANIC_DIVISION);
        if !ty.is_signed() {
            return self.op(EvmOp::Div, &[a, b]);
        }
        if !checked {
            return self.then_clean(ty, EvmOp::Sdiv, &[a, b]);
        }
        let overflow = self.is_minus_one_and_least(ty, b, a);
        self.panic_if(overflow, abi::PANIC_OVERFLOW);
        self.op(EvmOp::Sdiv, &[a, b])
    }

    pub(super) fn checked_neg(&mut self, ty: Type, a: ValueId) -> ValueId {
        let least = self.number(least(ty));
        let overflow = self.op(EvmOp::Eq, &[a, least]);
        self.panic_if(overflow, abi::PANIC_OVERFLOW);
        let zero = self.small(0);
        self.op(EvmOp::Sub, &[zero, a])
    }

    /// Square and multiply. The base is squared only if that square enters the result, so an overflow on the way is one of
    /// the result: its absolute value is at least the square's, and 2^(N-1) is no square as N-1 is odd.
    pub(super) fn checked_exp(&mut self, ty: Type, base: ValueId, exponent: ValueId) -> ValueId {
        let one = self.small(1);
        let head = self.out.add_block();
        let [power, square, rest] = [(); 3].map(|()| self.out.add_block_param(head, Type::Word));
        let multiply = self.out.add_block();
        let after = self.out.add_block();
        let next_power = self.out.add_block_param(after, Type::Word);
        let again = self.out.add_block();
        let done = self.out.add_block();
        let result = self.out.add_block_param(done, Type::Word);

        self.terminate(Terminator::Jump(Target { block: head, args: vec![one, base, exponent] }));
        self.block = head;
        let odd = self.op(EvmOp::And, &[rest, one]);
        self.terminate(Terminator::Branch {
            condition: odd,
            then: Target { block: multiply, args: Vec::new() },
            otherwise: Target { block: after, args: vec![power] },
        });
        self.block = multiply;
        let product = self.checked_mul(ty, power, square);
        self.terminate(Terminator::Jump(Target { block: after, args: vec![product] }));
        self.block = after;
        let half = self.op(EvmOp::Shr, &[one, rest]);
        self.terminate(Terminator::Branch {
            condition: half,
            then: Target { block: again, args: Vec::new() },
            otherwise: Target { block: done, args: vec![next_power] },
        });
        self.block = again;
        let squared = self.checked_mul(ty, square, square);
        self.terminate(Terminator::Jump(Target { block: head, args: vec![next_power, squared, half] }));
        self.block = done;
        result
    }

    pub(super) fn reinterpret(&mut self, from: Type, to: Type, word: ValueId) -> ValueId {
        let is_bytes = |ty: Type| matches!(ty, Type::FixedBytes(_));
        let unused = u64::from(256 - from.bits());
        match (is_bytes(from), is_bytes(to)) {
            _ if from == to => word,
            (true, true) => word,
            (false, true) if unused == 0 => word,
            (true, false) if unused == 0 => word,
            (false, true) => {
                let shift = self.small(unused);
                self.op(EvmOp::Shl, &[shift, word])
            }
            (true, false) => {
                let shift = self.small(unused);
                self.op(if to.is_signed() { EvmOp::Sar } else { EvmOp::Shr }, &[shift, word])
            }
            (false, false) => self.clean(to, word),
        }
    }

    fn is_minus_one_and_least(&mut self, ty: Type, minus_one: ValueId, other: ValueId) -> ValueId {
        let least = self.number(least(ty));
        let is_least = self.op(EvmOp::Eq, &[other, least]);
        let is_minus_one = self.negated_not(minus_one);
        self.op(EvmOp::And, &[is_least, is_minus_one])
    }

    /// Whether a word has all bits set.
    fn negated_not(&mut self, word: ValueId) -> ValueId {
        let zeros = self.op(EvmOp::Not, &[word]);
        self.op(EvmOp::Iszero, &[zeros])
    }
}

/// The least value of a signed type, as its clean word.
fn least(ty: Type) -> U256 {
    U256::MAX << (ty.bits() - 1) as usize
}

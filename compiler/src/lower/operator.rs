//! Operators.

use super::body::BodyLowering;
use crate::hir::BinaryOp;
use crate::ir::{Op, ValueId};

impl BodyLowering<'_, '_, '_> {
    /// `lhs op rhs`, both of one type but for shifts and powers.
    pub(super) fn binary(&mut self, op: BinaryOp, checked: bool, lhs: ValueId, rhs: ValueId) -> ValueId {
        let op = match (op, checked) {
            (BinaryOp::Add, true) => Op::CheckedAdd,
            (BinaryOp::Add, false) => Op::WrappingAdd,
            (BinaryOp::Sub, true) => Op::CheckedSub,
            (BinaryOp::Sub, false) => Op::WrappingSub,
            (BinaryOp::Mul, true) => Op::CheckedMul,
            (BinaryOp::Mul, false) => Op::WrappingMul,
            (BinaryOp::Div, true) => Op::CheckedDiv,
            (BinaryOp::Div, false) => Op::WrappingDiv,
            (BinaryOp::Pow, true) => Op::CheckedExp,
            (BinaryOp::Pow, false) => Op::WrappingExp,
            (BinaryOp::Rem, _) => Op::Mod,
            (BinaryOp::BitAnd, _) => Op::BitAnd,
            (BinaryOp::BitOr, _) => Op::BitOr,
            (BinaryOp::BitXor, _) => Op::BitXor,
            (BinaryOp::Shl, _) => Op::Shl,
            (BinaryOp::Shr, _) => Op::Shr,
            (BinaryOp::Eq, _) => Op::Eq,
            (BinaryOp::Ne, _) => Op::Ne,
            (BinaryOp::Lt, _) => Op::Lt,
            (BinaryOp::Gt, _) => Op::Gt,
            (BinaryOp::Le, _) => Op::Le,
            (BinaryOp::Ge, _) => Op::Ge,
        };
        self.builder.ins(op, &[lhs, rhs])
    }
}

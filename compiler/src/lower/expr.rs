//! Expressions. Each gives as many values as its type has.

use ruint::aliases::U256;

use super::body::{BodyLowering, value_count};
use super::value_type;
use crate::hir::{Args, EnvField, ExprId, ExprKind, Program, Type, UnaryOp, ValueType};
use crate::ir::{self, BlockId, Op, Terminator, ValueId};

impl BodyLowering<'_, '_, '_> {
    /// The value of an expression that has one.
    pub(super) fn value(&mut self, id: ExprId) -> ValueId {
        let values = self.expr(id);
        assert_eq!(values.len(), 1, "an expression of a value type has one value");
        values[0]
    }

    /// The values of an expression. The first operands of operators and conversions nest as deep as the text is long, so
    /// they are walked in a loop.
    pub(super) fn expr(&mut self, id: ExprId) -> Vec<ValueId> {
        let mut links = Vec::new();
        let mut first = id;
        while let ExprKind::Binary { lhs: inner, .. }
        | ExprKind::And(inner, _)
        | ExprKind::Or(inner, _)
        | ExprKind::Convert(inner) = &self.body.exprs[first].kind
        {
            links.push(first);
            first = *inner;
        }
        let mut values = self.leaf(first);
        for id in links.into_iter().rev() {
            values = self.operate(id, &values);
        }
        values
    }

    /// An operator or conversion whose first operand has these values.
    fn operate(&mut self, id: ExprId, first: &[ValueId]) -> Vec<ValueId> {
        let body = self.body;
        let expr = &body.exprs[id];
        match &expr.kind {
            ExprKind::Convert(inner) => {
                self.builder.set_span(expr.span);
                let from = &body.exprs[*inner].ty;
                let mut values = first.iter().copied();
                let mut converted = Vec::new();
                self.convert(from, &expr.ty, &mut values, &mut converted);
                converted
            }
            ExprKind::And(_, rhs) => vec![self.lazy(first[0], *rhs, false)],
            ExprKind::Or(_, rhs) => vec![self.lazy(first[0], *rhs, true)],
            ExprKind::Binary { op, checked, rhs, .. } => {
                let rhs = self.value(*rhs);
                self.builder.set_span(expr.span);
                vec![self.binary(*op, *checked, first[0], rhs)]
            }
            _ => unreachable!("only operators and conversions are links"),
        }
    }

    /// Any other expression.
    fn leaf(&mut self, id: ExprId) -> Vec<ValueId> {
        let body = self.body;
        let expr = &body.exprs[id];
        let at = expr.span;
        self.builder.set_span(at);
        match &expr.kind {
            ExprKind::Literal(word) => {
                let ty = expr.ty.as_value().expect("a literal is a value");
                vec![self.builder.constant(value_type(self.cx.program, ty), *word)]
            }
            ExprKind::Local(local) => {
                let variable = self.variable(*local);
                vec![self.builder.read(variable)]
            }
            ExprKind::Load(place) => {
                let lowered = self.place(place);
                self.builder.set_span(at);
                vec![self.load(lowered, &place.ty)]
            }
            ExprKind::Constant(id) => {
                let declared = self.declared_constant(*id);
                self.builder.call(declared, &[])
            }
            ExprKind::Env(field) => vec![self.env(*field)],
            ExprKind::BlockHash(number) => vec![self.all(Op::Blockhash, &[*number], at)],
            ExprKind::BlobHash(index) => vec![self.all(Op::Blobhash, &[*index], at)],
            ExprKind::GasLeft => vec![self.builder.ins(Op::Gasleft, &[])],
            ExprKind::ByteAt { bytes, index } => vec![self.byte_at(*bytes, *index, at)],
            ExprKind::LengthOf(bytes) => {
                let value = self.value(*bytes);
                let length = self.length_of(value);
                vec![self.builder.constant(ir::Type::Uint(8), length)]
            }
            ExprKind::Unary(op, operand) => {
                let operand = self.value(*operand);
                self.builder.set_span(at);
                let op = match op {
                    UnaryOp::Not => Op::Not,
                    UnaryOp::BitNot => Op::BitNot,
                    UnaryOp::Neg { checked: true } => Op::CheckedNeg,
                    UnaryOp::Neg { checked: false } => Op::WrappingNeg,
                };
                vec![self.builder.ins(op, &[operand])]
            }
            ExprKind::IncDec { op, checked, place } => vec![self.inc_dec(*op, *checked, place, at)],
            ExprKind::Assign { places, value } => self.assign(places, *value, at),
            ExprKind::AssignOp { op, checked, place, value } => {
                vec![self.assign_op(*op, *checked, place, *value, at)]
            }
            ExprKind::Delete(place) => {
                self.delete(place, at);
                Vec::new()
            }
            ExprKind::Conditional { condition, then, otherwise } => {
                self.conditional(*condition, *then, *otherwise, &expr.ty)
            }
            ExprKind::Tuple(parts) => parts.iter().flat_map(|part| self.expr(*part)).collect(),
            ExprKind::Call { function, args } => {
                let args = self.args(args);
                self.builder.set_span(at);
                let declared = self.declared_function(*function);
                self.builder.call(declared, &args)
            }
            ExprKind::AddMod(operands) => vec![self.all(Op::AddMod, operands, at)],
            ExprKind::MulMod(operands) => vec![self.all(Op::MulMod, operands, at)],
            ExprKind::HashEncoded(operands) => vec![self.all(Op::KeccakWords, operands, at)],
            ExprKind::Assert(condition) => {
                let condition = self.value(*condition);
                self.builder.set_span(at);
                self.check(condition, Terminator::Panic(PANIC_ASSERT));
                Vec::new()
            }
            ExprKind::Require { condition, reason } => {
                let condition = self.value(*condition);
                let otherwise = self.reason(reason);
                self.builder.set_span(at);
                self.check(condition, otherwise);
                Vec::new()
            }
            ExprKind::RevertCall(reason) => {
                let terminator = self.reason(reason);
                self.builder.set_span(at);
                self.leave(terminator);
                Vec::new()
            }
            ExprKind::Binary { .. } | ExprKind::And(..) | ExprKind::Or(..) | ExprKind::Convert(_) => {
                unreachable!("links are not leaves")
            }
        }
    }

    /// Evaluates operands, then one instruction.
    fn all(&mut self, op: Op, operands: &[ExprId], at: ir::Span) -> ValueId {
        let operands: Vec<ValueId> = operands.iter().map(|operand| self.value(*operand)).collect();
        self.builder.set_span(at);
        self.builder.ins(op, &operands)
    }

    /// Arguments in the order of the parameters, evaluated in the order of the text.
    pub(super) fn args(&mut self, args: &Args) -> Vec<ValueId> {
        let mut values = vec![None; args.values.len()];
        for at in &args.evaluation {
            values[*at] = Some(self.value(args.values[*at]));
        }
        values.into_iter().collect::<Option<_>>().expect("every argument is evaluated")
    }

    /// `&&` ends with `false` on the left, `||` with `true`.
    fn lazy(&mut self, lhs: ValueId, rhs: ExprId, ends_with: bool) -> ValueId {
        let right = self.builder.create_block(&[]);
        let join = self.builder.create_block(&[ir::Type::Bool]);
        let edge = |block: BlockId, args: Vec<ValueId>| ir::Target { block, args };
        let (then, otherwise) = if ends_with {
            (edge(join, vec![lhs]), edge(right, Vec::new()))
        } else {
            (edge(right, Vec::new()), edge(join, vec![lhs]))
        };
        self.builder.terminate(Terminator::Branch { condition: lhs, then, otherwise });
        self.builder.seal(right);
        self.builder.switch_to(right);
        let rhs = self.value(rhs);
        self.builder.jump(join, &[rhs]);
        self.builder.seal(join);
        self.builder.switch_to(join);
        self.builder.block_params(join)[0]
    }

    fn conditional(&mut self, condition: ExprId, then: ExprId, otherwise: ExprId, ty: &Type) -> Vec<ValueId> {
        let condition = self.value(condition);
        let mut types = Vec::new();
        flatten(self.cx.program, ty, &mut types);
        let [yes, no] = [(); 2].map(|()| self.builder.create_block(&[]));
        let join = self.builder.create_block(&types);
        let params = self.builder.block_params(join);
        self.builder.branch(condition, yes, no);
        for (block, side) in [(yes, then), (no, otherwise)] {
            self.builder.seal(block);
            self.builder.switch_to(block);
            let values = self.expr(side);
            self.builder.jump(join, &values);
        }
        self.builder.seal(join);
        self.builder.switch_to(join);
        params
    }

    fn convert(
        &mut self,
        from: &Type,
        to: &Type,
        values: &mut impl Iterator<Item = ValueId>,
        converted: &mut Vec<ValueId>,
    ) {
        match (from, to) {
            (Type::Tuple(from), Type::Tuple(to)) => {
                for (from, to) in from.iter().zip(to) {
                    self.convert(from, to, values, converted);
                }
            }
            (Type::Value(from), Type::Value(to)) => {
                let value = values.next().expect("a value type has a value");
                let target = value_type(self.cx.program, *to);
                let value = match to {
                    ValueType::Enum(_) if from != to => self.member(value, *to),
                    _ => value,
                };
                converted.push(self.convert_value(value, target));
            }
            _ => {
                assert_eq!(value_count(from), value_count(to), "conversions keep the number of values");
                converted.extend(values.take(value_count(from)));
            }
        }
    }

    fn convert_value(&mut self, value: ValueId, target: ir::Type) -> ValueId {
        let source = self.builder.function().ty(value);
        if source == target {
            return value;
        }
        let op = match (source, target) {
            (ir::Type::Uint(_), ir::Type::Uint(_))
            | (ir::Type::Int(_), ir::Type::Int(_))
            | (ir::Type::FixedBytes(_), ir::Type::FixedBytes(_)) => {
                if source.bits() < target.bits() {
                    Op::Extend
                } else {
                    Op::Truncate
                }
            }
            _ => Op::Reinterpret,
        };
        self.builder.ins_typed(op, &[value], target)
    }

    /// An integer as an unsigned one, if it is a member of the enum.
    fn member(&mut self, value: ValueId, ty: ValueType) -> ValueId {
        self.check_member(value, ty, Terminator::Panic(PANIC_ENUM));
        match self.builder.function().ty(value) {
            ir::Type::Int(bits) => self.convert_value(value, ir::Type::Uint(bits)),
            _ => value,
        }
    }

    /// Goes on if a number, of any integer type, is a member of the enum.
    pub(super) fn check_member(&mut self, value: ValueId, ty: ValueType, otherwise: Terminator) {
        let [_, last] = ty.bounds(self.cx.program).expect("an enum has bounds");
        let source = self.builder.function().ty(value);
        if source.is_signed() {
            let zero = self.builder.constant(source, U256::ZERO);
            let is_counted = self.builder.ins(Op::Ge, &[value, zero]);
            self.check(is_counted, otherwise.clone());
        }
        if ir::word::clean(source, last) == last {
            let last = self.builder.constant(source, last);
            let is_member = self.builder.ins(Op::Le, &[value, last]);
            self.check(is_member, otherwise);
        }
    }

    /// `bytes[index]`: solc's IR pipeline evaluates the two in this order, then checks the index.
    fn byte_at(&mut self, bytes: ExprId, index: ExprId, at: ir::Span) -> ValueId {
        let (bytes, index) = (self.value(bytes), self.value(index));
        self.builder.set_span(at);
        let length = self.length_of(bytes);
        let [length, eight] = [length, U256::from(8)].map(|number| self.builder.constant(ir::Type::UINT256, number));
        let is_inside = self.builder.ins(Op::Lt, &[index, length]);
        self.check(is_inside, Terminator::Panic(PANIC_INDEX));
        // Below 256, because the index is below 32.
        let bits = self.builder.ins(Op::WrappingMul, &[index, eight]);
        let shifted = self.builder.ins(Op::Shl, &[bytes, bits]);
        self.convert_value(shifted, ir::Type::FixedBytes(1))
    }

    fn length_of(&self, bytes: ValueId) -> U256 {
        match self.builder.function().ty(bytes) {
            ir::Type::FixedBytes(length) => U256::from(length),
            ty => unreachable!("analysis asks for the length of `bytesN` only, not of `{ty}`"),
        }
    }

    fn env(&mut self, field: EnvField) -> ValueId {
        let op = match field {
            EnvField::MsgSender => Op::Caller,
            // The machine has it as a number.
            EnvField::MsgSig => {
                let number = self.builder.ins(Op::Selector, &[]);
                return self.convert_value(number, ir::Type::FixedBytes(4));
            }
            EnvField::MsgValue => Op::Callvalue,
            EnvField::BlockBaseFee => Op::Basefee,
            EnvField::BlockBlobBaseFee => Op::Blobbasefee,
            EnvField::BlockChainId => Op::Chainid,
            EnvField::BlockCoinbase => Op::Coinbase,
            // One opcode since the merge.
            EnvField::BlockDifficulty | EnvField::BlockPrevRandao => Op::Prevrandao,
            EnvField::BlockGasLimit => Op::Gaslimit,
            EnvField::BlockNumber => Op::BlockNumber,
            EnvField::BlockTimestamp => Op::Timestamp,
            EnvField::TxGasPrice => Op::Gasprice,
            EnvField::TxOrigin => Op::Origin,
            EnvField::ThisAddress => Op::ThisAddress,
        };
        self.builder.ins(op, &[])
    }
}

/// A number without a member in its enum, from the same table as [`PANIC_ASSERT`].
const PANIC_ENUM: u8 = 0x21;
/// An index out of bounds, from the same table as [`PANIC_ASSERT`].
const PANIC_INDEX: u8 = 0x32;
/// `assert`: <https://docs.soliditylang.org/en/latest/control-structures.html#panic-via-assert-and-error-via-require>
const PANIC_ASSERT: u8 = 0x01;

/// The types of a value's parts.
fn flatten(program: &Program, ty: &Type, types: &mut Vec<ir::Type>) {
    match ty {
        Type::Value(ty) => types.push(value_type(program, *ty)),
        Type::Mapping(_) => unreachable!("mappings are not chosen at run time"),
        Type::Tuple(parts) => parts.iter().for_each(|part| flatten(program, part, types)),
    }
}

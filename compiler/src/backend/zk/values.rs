//! What is known about a function's values before code is made: which of them are one and the same, which are needed.

use std::collections::HashMap;

use ruint::aliases::U256;

use crate::ir::cfg::Cfg;
use crate::ir::{BlockId, Def, Effects, Function, Inst, InstId, Op, Target, Type, ValueId};
use vm_zkfriendly::kind::Kind;

/// The widest integers whose product is one instruction with an operand form.
const MUL_BITS_MAX: u16 = 64;

/// How a type lies in a register: always as its clean word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `bool`
    Bool,
    /// `uintN` of at most 128 bits: one limb, with instructions of its own.
    Narrow(u16),
    /// `uintN` and `address` of so many bits, more than 128.
    Wide(u16),
    /// `bytesN`: left-aligned, so wide whatever N is.
    Bytes(u8),
    /// `intN`: sign-extended, so wide whatever N is.
    Signed(u16),
    /// A place in storage: its key, an integer below 2^128 or a hash.
    Place,
    /// Words of inline assembly.
    Opaque,
}

impl Shape {
    pub(super) fn of(ty: Type) -> Self {
        match ty {
            Type::Bool => Self::Bool,
            Type::Uint(bits) if bits <= 128 => Self::Narrow(bits),
            Type::Uint(bits) => Self::Wide(bits),
            Type::Int(bits) => Self::Signed(bits),
            Type::FixedBytes(bytes) => Self::Bytes(bytes),
            Type::Address => Self::Wide(160),
            Type::Place(_) => Self::Place,
            Type::Word => Self::Opaque,
        }
    }

    /// The static kind of its registers. Nothing reads a wide one narrower than 256 bits, so all wide ones are words.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Bool => Kind::BOOL,
            Self::Narrow(bits) => Kind::Bits(bits),
            Self::Place => Kind::Felt,
            Self::Wide(_) | Self::Bytes(_) | Self::Signed(_) | Self::Opaque => Kind::WORD,
        }
    }
}

/// The static kind of a type's registers.
pub(super) fn kind(ty: Type) -> Kind {
    Shape::of(ty).kind()
}

/// The values of one function.
#[derive(Debug)]
pub(super) struct Values<'f> {
    function: &'f Function,
    /// By value, another one with the same content, or itself.
    same: Vec<ValueId>,
    needed: Vec<bool>,
    home: Vec<Option<BlockId>>,
}

impl<'f> Values<'f> {
    /// Finds conversions that change nothing, parameters that can only have one value, calculations made before, and what nothing
    /// needs.
    pub(super) fn new(function: &'f Function, cfg: &Cfg) -> Self {
        let count = function.value_count();
        let same = (0u32..).map(ValueId).take(count).collect();
        let mut values = Self { function, same, needed: vec![false; count], home: vec![None; count] };
        let order = cfg.reverse_postorder();
        for &block in order {
            for &param in &function.block(block).params {
                values.home[param.index()] = Some(block);
            }
            for inst in values.insts(block) {
                for &result in &inst.results {
                    values.home[result.index()] = Some(block);
                }
                if changes_nothing(function, inst) {
                    values.same[inst.results[0].index()] = inst.args[0];
                }
            }
        }
        let incoming = incoming(function, order);
        while values.merge_parameters(order, &incoming) {}
        values.merge_repeated(order, cfg);
        values.mark_needed(order, &incoming);
        values
    }

    /// The value that stands for this one: of all with the same content, the first to be defined.
    pub(super) fn find(&self, mut value: ValueId) -> ValueId {
        while self.same[value.index()] != value {
            value = self.same[value.index()];
        }
        value
    }

    /// Whether code relies on this value.
    pub(super) fn is_needed(&self, value: ValueId) -> bool {
        self.needed[value.index()]
    }

    /// Whether an instruction is to be executed.
    pub(super) fn is_live(&self, inst: &Inst) -> bool {
        let calculates = Effects::PURE | Effects::READS_CONTEXT | Effects::READS_STORAGE;
        if changes_nothing(self.function, inst) || matches!(inst.op, Op::Const(_)) {
            return false;
        }
        !calculates.contains(inst.op.effects()) || inst.results.iter().any(|&result| self.is_needed(result))
    }

    /// The number a value always is, if that is known.
    pub(super) fn constant(&self, value: ValueId) -> Option<U256> {
        self.function.constant(self.find(value))
    }

    /// The block in which a value is defined.
    pub(super) fn home(&self, value: ValueId) -> BlockId {
        self.home[value.index()].expect("a value of a verified function has a definition in a reachable block")
    }

    /// A block's instructions.
    pub(super) fn insts(&self, block: BlockId) -> impl Iterator<Item = &'f Inst> + use<'f> {
        let function = self.function;
        function.block(block).insts.iter().map(|&inst: &InstId| function.inst(inst))
    }

    /// What an edge has to supply: parameters that are needed and not known to be some other value, with their arguments.
    pub(super) fn supplies<'t>(
        &self,
        target: &'t Target,
    ) -> impl Iterator<Item = (ValueId, ValueId)> + use<'_, 't, 'f> {
        let params = self.function.block(target.block).params.iter().copied();
        let pairs = params.zip(target.args.iter().copied());
        pairs.filter(|&(param, _)| self.is_own(param)).map(|(param, arg)| (param, self.find(arg)))
    }

    /// Whether a parameter is needed and nothing but itself.
    pub(super) fn is_own(&self, param: ValueId) -> bool {
        self.is_needed(param) && self.same[param.index()] == param
    }

    /// Every value that code in this block reads from a register or as an immediate, edges included.
    pub(super) fn uses(&self, block: BlockId) -> Vec<ValueId> {
        let mut uses = Vec::new();
        for inst in self.insts(block).filter(|inst| self.is_live(inst)) {
            uses.extend(inst.args.iter().map(|&arg| self.find(arg)));
        }
        let terminator = self.function.terminator(block);
        uses.extend(terminator.operands().into_iter().map(|value| self.find(value)));
        for target in terminator.targets() {
            uses.extend(self.supplies(target).map(|(_, arg)| arg));
        }
        uses
    }

    /// Constants that instructions of this block read from a register, because the machine has no operand form for them.
    pub(super) fn constants_in_registers(&self, block: BlockId) -> Vec<ValueId> {
        let mut found = Vec::new();
        for inst in self.insts(block).filter(|inst| self.is_live(inst)) {
            let is_short = inst.results.first().is_some_and(
                |&result| matches!(Shape::of(self.function.ty(result)), Shape::Narrow(bits) if bits <= MUL_BITS_MAX),
            );
            let is_product = matches!(inst.op, Op::CheckedMul | Op::WrappingMul) && !is_short;
            let is_quotient = matches!(inst.op, Op::CheckedDiv | Op::WrappingDiv | Op::Mod);
            let is_signed = inst
                .results
                .first()
                .is_some_and(|&result| matches!(Shape::of(self.function.ty(result)), Shape::Signed(_)));
            let is_difference = matches!(inst.op, Op::CheckedSub | Op::WrappingSub | Op::Shl | Op::Shr);
            let is_modular = matches!(inst.op, Op::AddMod | Op::MulMod | Op::Call(_));
            if is_product || is_quotient && !is_signed || is_modular {
                found.extend(inst.args.iter().copied());
            } else if is_difference || is_quotient {
                found.extend(inst.args.first().copied());
            } else if matches!(inst.op, Op::MapElement | Op::Sstore) {
                found.extend(inst.args.get(1).copied());
            }
        }
        found.into_iter().map(|value| self.find(value)).filter(|&value| self.constant(value).is_some()).collect()
    }

    fn merge_parameters(&mut self, order: &[BlockId], incoming: &[Vec<ValueId>]) -> bool {
        let mut changed = false;
        for &block in order.iter().filter(|&&block| block != Function::ENTRY) {
            for &param in &self.function.block(block).params {
                if self.same[param.index()] != param {
                    continue;
                }
                let mut others = incoming[param.index()].iter().map(|&arg| self.find(arg)).filter(|&arg| arg != param);
                let Some(first) = others.next() else { continue };
                let equal = |arg: ValueId| {
                    arg == first || self.constant(arg).is_some_and(|number| self.constant(first) == Some(number))
                };
                if others.all(equal) {
                    self.same[param.index()] = first;
                    changed = true;
                }
            }
        }
        changed
    }

    /// What is calculated again is what was calculated before, on every path to here.
    fn merge_repeated(&mut self, order: &[BlockId], cfg: &Cfg) {
        let repeatable = Effects::PURE | Effects::READS_CONTEXT;
        let mut known: HashMap<Calculation, Vec<(BlockId, ValueId)>> = HashMap::new();
        for &block in order {
            for inst in self.insts(block) {
                let &[result] = &inst.results[..] else { continue };
                let is_executed = !changes_nothing(self.function, inst) && !matches!(inst.op, Op::Const(_));
                if !is_executed || !repeatable.contains(inst.op.effects()) {
                    continue;
                }
                let operand = |&arg: &ValueId| {
                    let arg = self.find(arg);
                    self.constant(arg).map_or(Operand::Value(arg), Operand::Constant)
                };
                let calculation = Calculation {
                    op: inst.op,
                    operands: inst.args.iter().map(operand).collect(),
                    types: inst.args.iter().chain([&result]).map(|&value| self.function.ty(value)).collect(),
                };
                let before = known.entry(calculation).or_default();
                match before.iter().find(|(at, _)| cfg.dominates(*at, block)) {
                    Some(&(_, first)) => self.same[result.index()] = first,
                    None => before.push((block, result)),
                }
            }
        }
    }

    fn mark_needed(&mut self, order: &[BlockId], incoming: &[Vec<ValueId>]) {
        let mut reached = Vec::new();
        for &block in order {
            for inst in self.insts(block) {
                if self.is_live(inst) {
                    reached.extend_from_slice(&inst.args);
                }
            }
            reached.extend(self.function.terminator(block).operands());
        }
        while let Some(value) = reached.pop() {
            let value = self.find(value);
            if std::mem::replace(&mut self.needed[value.index()], true) {
                continue;
            }
            match self.function.value(value).def {
                Def::Param(..) => reached.extend_from_slice(&incoming[value.index()]),
                Def::Result(inst, _) => reached.extend_from_slice(&self.function.inst(inst).args),
            }
        }
    }
}

/// What an instruction calculates; two with equal ones have equal results.
#[derive(PartialEq, Eq, Hash)]
struct Calculation {
    op: Op,
    operands: Vec<Operand>,
    types: Vec<Type>,
}

#[derive(PartialEq, Eq, Hash)]
enum Operand {
    Value(ValueId),
    Constant(U256),
}

/// By parameter, the arguments of all edges.
fn incoming(function: &Function, order: &[BlockId]) -> Vec<Vec<ValueId>> {
    let mut incoming = vec![Vec::new(); function.value_count()];
    for &block in order {
        for target in function.terminator(block).targets() {
            for (param, &arg) in function.block(target.block).params.iter().zip(&target.args) {
                incoming[param.index()].push(arg);
            }
        }
    }
    incoming
}

/// Whether an instruction is a conversion between types that lie in a register alike.
fn changes_nothing(function: &Function, inst: &Inst) -> bool {
    match (inst.op, &inst.args[..], &inst.results[..]) {
        (Op::Extend, _, _) => true,
        (Op::Reinterpret, &[from], &[to]) => {
            let is_same = |a: Shape, b: Shape| match (a, b) {
                (Shape::Narrow(_), Shape::Narrow(_))
                | (Shape::Wide(_), Shape::Wide(_))
                | (Shape::Bytes(_), Shape::Bytes(_))
                | (Shape::Signed(_), Shape::Signed(_)) => true,
                (a, b) => {
                    [a, b].iter().all(|shape| matches!(shape, Shape::Wide(256) | Shape::Bytes(32) | Shape::Signed(256)))
                }
            };
            is_same(Shape::of(function.ty(from)), Shape::of(function.ty(to)))
        }
        _ => false,
    }
}

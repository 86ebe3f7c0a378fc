//! Functions: an arena of values, instructions and blocks.

use std::fmt;

use ruint::aliases::U256;
pub use syntax::span::Span;

use super::instruction::Op;
use super::module::{FuncId, ObjectId};
use super::types::Type;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// Position in its function's arena.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
    )* };
}

id! {
    /// An SSA value of one function.
    ValueId = "v";
    /// An instruction of one function.
    InstId = "i";
    /// A block of one function.
    BlockId = "b";
}

/// What defines a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Def {
    /// The n-th parameter of a block (the entry block's parameters are the function's).
    Param(BlockId, u32),
    /// The n-th result of an instruction.
    Result(InstId, u32),
}

/// A value: its type and its definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ValueData {
    /// Its type.
    pub ty: Type,
    /// Where it is defined.
    pub def: Def,
}

/// An instruction: a row of the table with its operands and results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inst {
    /// Which instruction, with its immediate.
    pub op: Op,
    /// Operands.
    pub args: Vec<ValueId>,
    /// Values it defines.
    pub results: Vec<ValueId>,
    /// Source.
    pub span: Span,
}

/// A straight run of instructions.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Block {
    /// Values that each edge into this block supplies.
    pub params: Vec<ValueId>,
    /// In order of execution.
    pub insts: Vec<InstId>,
    /// How it ends; `None` only while it is being built.
    pub terminator: Option<Terminator>,
    /// Source of the terminator.
    pub terminator_span: Span,
}

/// An edge: the block and its arguments.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// Where to.
    pub block: BlockId,
    /// One value for each parameter.
    pub args: Vec<ValueId>,
}

/// One case of a switch.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SwitchCase {
    /// Clean word of the scrutinee's type.
    pub value: U256,
    /// Where to.
    pub target: Target,
}

/// One argument of an error.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Payload {
    /// A value type: one word in the head.
    Value(ValueId),
    /// A constant `string` or `bytes`: an offset in the head, length and padded bytes in the tail.
    Text(Vec<u8>),
}

/// How a block ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Terminator {
    /// `jump b(args)`: both phases.
    Jump(Target),
    /// `branch c, b(args), b(args)`: the first if `c` (a `bool`; in the evm phase a `word`, taken if not 0).
    Branch {
        /// Condition.
        condition: ValueId,
        /// If true.
        then: Target,
        /// If false.
        otherwise: Target,
    },
    /// `switch v [1: b(args), 2: b(args)] else b(args)`: by an integer's value. Abstract phase.
    Switch {
        /// The value compared.
        scrutinee: ValueId,
        /// Distinct values.
        cases: Vec<SwitchCase>,
        /// If no case fits.
        default: Target,
    },
    /// `return values`: back to the caller of this function. Both phases.
    Return(Vec<ValueId>),
    /// `return_abi values`: ends the message call with success; output is one word a value (none: empty). Abstract phase.
    ReturnAbi(Vec<ValueId>),
    /// `return_code object`: ends the creation with success; output is that object's code. Both phases, deploy only.
    ReturnCode(ObjectId),
    /// `revert`: ends the call, undoing it, without data. Abstract phase.
    RevertEmpty,
    /// `revert_error[0x08c379a0] v1, "text"`: the same with ABI-encoded data: a custom error or `Error(string)`. Abstract phase.
    RevertError {
        /// First four bytes of the data.
        selector: u32,
        /// Its arguments.
        payload: Vec<Payload>,
    },
    /// `panic[0x01]`: reverts with `Panic(uint256)`. Abstract phase.
    Panic(u8),
    /// `evm.stop`: success without output. evm phase (and inline assembly).
    EvmStop,
    /// `evm.return offset, size`: success with output from memory. evm phase (and inline assembly).
    EvmReturn(ValueId, ValueId),
    /// `evm.revert offset, size`: undoes the call, with data from memory. evm phase (and inline assembly).
    EvmRevert(ValueId, ValueId),
    /// `evm.invalid`: undoes the call and takes all gas. evm phase (and inline assembly).
    EvmInvalid,
}

impl Terminator {
    /// Edges to other blocks, in order.
    pub fn targets(&self) -> Vec<&Target> {
        match self {
            Self::Jump(target) => vec![target],
            Self::Branch { then, otherwise, .. } => vec![then, otherwise],
            Self::Switch { cases, default, .. } => {
                cases.iter().map(|case| &case.target).chain(std::iter::once(default)).collect()
            }
            Self::Return(_)
            | Self::ReturnAbi(_)
            | Self::ReturnCode(_)
            | Self::RevertEmpty
            | Self::RevertError { .. }
            | Self::Panic(_)
            | Self::EvmStop
            | Self::EvmReturn(..)
            | Self::EvmRevert(..)
            | Self::EvmInvalid => Vec::new(),
        }
    }

    /// Edges to other blocks, in order, to change.
    pub fn targets_mut(&mut self) -> Vec<&mut Target> {
        match self {
            Self::Jump(target) => vec![target],
            Self::Branch { then, otherwise, .. } => vec![then, otherwise],
            Self::Switch { cases, default, .. } => {
                cases.iter_mut().map(|case| &mut case.target).chain(std::iter::once(default)).collect()
            }
            Self::Return(_)
            | Self::ReturnAbi(_)
            | Self::ReturnCode(_)
            | Self::RevertEmpty
            | Self::RevertError { .. }
            | Self::Panic(_)
            | Self::EvmStop
            | Self::EvmReturn(..)
            | Self::EvmRevert(..)
            | Self::EvmInvalid => Vec::new(),
        }
    }

    /// Replaces every value it reads, edges' arguments included.
    pub fn map_uses(&mut self, mut map: impl FnMut(ValueId) -> ValueId) {
        match self {
            Self::Jump(_)
            | Self::ReturnCode(_)
            | Self::RevertEmpty
            | Self::Panic(_)
            | Self::EvmStop
            | Self::EvmInvalid => {}
            Self::Branch { condition, .. } => *condition = map(*condition),
            Self::Switch { scrutinee, .. } => *scrutinee = map(*scrutinee),
            Self::Return(values) | Self::ReturnAbi(values) => {
                for value in values {
                    *value = map(*value);
                }
            }
            Self::RevertError { payload, .. } => {
                for item in payload {
                    match item {
                        Payload::Value(value) => *value = map(*value),
                        Payload::Text(_) => {}
                    }
                }
            }
            Self::EvmReturn(offset, size) | Self::EvmRevert(offset, size) => {
                *offset = map(*offset);
                *size = map(*size);
            }
        }
        for target in self.targets_mut() {
            for arg in &mut target.args {
                *arg = map(*arg);
            }
        }
    }

    /// Values it reads apart from the edges' arguments.
    pub fn operands(&self) -> Vec<ValueId> {
        match self {
            Self::Jump(_)
            | Self::ReturnCode(_)
            | Self::RevertEmpty
            | Self::Panic(_)
            | Self::EvmStop
            | Self::EvmInvalid => Vec::new(),
            Self::Branch { condition, .. } => vec![*condition],
            Self::Switch { scrutinee, .. } => vec![*scrutinee],
            Self::Return(values) | Self::ReturnAbi(values) => values.clone(),
            Self::RevertError { payload, .. } => payload
                .iter()
                .filter_map(|item| match item {
                    Payload::Value(value) => Some(*value),
                    Payload::Text(_) => None,
                })
                .collect(),
            Self::EvmReturn(offset, size) | Self::EvmRevert(offset, size) => vec![*offset, *size],
        }
    }

    /// All values it reads.
    pub fn uses(&self) -> Vec<ValueId> {
        let mut uses = self.operands();
        for target in self.targets() {
            uses.extend_from_slice(&target.args);
        }
        uses
    }
}

/// A function: parameters come in through its entry block, block 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Unique in the module.
    pub name: String,
    /// Types of the parameters.
    pub params: Vec<Type>,
    /// Types of the results.
    pub results: Vec<Type>,
    /// Source of the whole function.
    pub span: Span,
    pub(super) blocks: Vec<Block>,
    pub(super) insts: Vec<Inst>,
    pub(super) values: Vec<ValueData>,
}

impl Function {
    /// The block that is entered first.
    pub const ENTRY: BlockId = BlockId(0);

    /// A function without blocks: declared, not yet defined.
    pub fn declare(name: String, params: Vec<Type>, results: Vec<Type>, span: Span) -> Self {
        Self { name, params, results, span, blocks: Vec::new(), insts: Vec::new(), values: Vec::new() }
    }

    /// Whether it has a body.
    pub fn is_defined(&self) -> bool {
        !self.blocks.is_empty()
    }

    /// All blocks, in layout order.
    pub fn block_ids(&self) -> impl Iterator<Item = BlockId> + use<> {
        (0..u32::try_from(self.blocks.len()).expect("fewer than 2^32 blocks")).map(BlockId)
    }

    /// The block of this id.
    pub fn block(&self, block: BlockId) -> &Block {
        &self.blocks[block.index()]
    }

    /// The block of this id, to change.
    pub fn block_mut(&mut self, block: BlockId) -> &mut Block {
        &mut self.blocks[block.index()]
    }

    /// The terminator of a finished block.
    pub fn terminator(&self, block: BlockId) -> &Terminator {
        self.block(block).terminator.as_ref().expect("a finished block has a terminator")
    }

    /// The instruction of this id.
    pub fn inst(&self, inst: InstId) -> &Inst {
        &self.insts[inst.index()]
    }

    /// The instruction of this id, to change.
    pub fn inst_mut(&mut self, inst: InstId) -> &mut Inst {
        &mut self.insts[inst.index()]
    }

    /// Number of values ever made: one past the largest id.
    pub fn value_count(&self) -> usize {
        self.values.len()
    }

    /// Type and definition of a value.
    pub fn value(&self, value: ValueId) -> ValueData {
        self.values[value.index()]
    }

    /// Type of a value.
    pub fn ty(&self, value: ValueId) -> Type {
        self.values[value.index()].ty
    }

    /// The number a `const` instruction gives this value, if one does.
    pub fn constant(&self, value: ValueId) -> Option<U256> {
        let Def::Result(inst, _) = self.value(value).def else { return None };
        let Op::Const(number) = self.inst(inst).op else { return None };
        Some(number)
    }

    /// The instruction that defines this value as its only result, with its operands, if one does.
    pub fn definition(&self, value: ValueId) -> Option<(Op, &[ValueId])> {
        let Def::Result(inst, _) = self.value(value).def else { return None };
        let inst = self.inst(inst);
        (inst.results.len() == 1).then_some((inst.op, &inst.args[..]))
    }

    /// The instructions of all blocks, in order.
    pub fn insts(&self) -> impl Iterator<Item = (InstId, &Inst)> {
        self.blocks.iter().flat_map(|block| &block.insts).map(|&inst| (inst, self.inst(inst)))
    }

    /// The calls that are made here, in order, each with the function called.
    pub fn calls(&self) -> impl Iterator<Item = (InstId, FuncId)> {
        self.insts().filter_map(|(id, inst)| if let Op::Call(callee) = inst.op { Some((id, callee)) } else { None })
    }

    /// The functions called from here, in order, with repetitions.
    pub fn callees(&self) -> impl Iterator<Item = FuncId> {
        self.calls().map(|(_, callee)| callee)
    }

    /// Adds an empty block at the end of the layout.
    pub fn add_block(&mut self) -> BlockId {
        let id = BlockId(u32::try_from(self.blocks.len()).expect("fewer than 2^32 blocks"));
        self.blocks.push(Block::default());
        id
    }

    /// Adds a parameter to a block; every edge to it must then supply one more argument.
    pub fn add_block_param(&mut self, block: BlockId, ty: Type) -> ValueId {
        let position = u32::try_from(self.block(block).params.len()).expect("fewer than 2^32 parameters");
        let value = self.add_value(ty, Def::Param(block, position));
        self.block_mut(block).params.push(value);
        value
    }

    /// Appends an instruction with fresh results of the given types to a block.
    pub fn append(&mut self, block: BlockId, op: Op, args: Vec<ValueId>, results: &[Type], span: Span) -> InstId {
        let id = InstId(u32::try_from(self.insts.len()).expect("fewer than 2^32 instructions"));
        self.insts.push(Inst { op, args, results: Vec::new(), span });
        let results = (0u32..).zip(results).map(|(i, &ty)| self.add_value(ty, Def::Result(id, i))).collect();
        self.inst_mut(id).results = results;
        self.block_mut(block).insts.push(id);
        id
    }

    /// Ends a block.
    pub fn terminate(&mut self, block: BlockId, terminator: Terminator, span: Span) {
        let block = self.block_mut(block);
        block.terminator = Some(terminator);
        block.terminator_span = span;
    }

    pub(super) fn add_value(&mut self, ty: Type, def: Def) -> ValueId {
        let id = ValueId(u32::try_from(self.values.len()).expect("fewer than 2^32 values"));
        self.values.push(ValueData { ty, def });
        id
    }
}

impl Function {
    /// Keeps only these blocks, in this order, and renumbers them; no kept block may have an edge to a dropped one.
    /// Values that a dropped block defines stay numbered, but nothing refers to them.
    pub(crate) fn keep_blocks(&mut self, kept: &[BlockId]) {
        let mut new_id = vec![None; self.blocks.len()];
        for (i, block) in (0u32..).zip(kept) {
            new_id[block.index()] = Some(BlockId(i));
        }
        let mut old: Vec<Option<Block>> = std::mem::take(&mut self.blocks).into_iter().map(Some).collect();
        for (id, block) in (0u32..).map(BlockId).zip(kept) {
            let mut data = old[block.index()].take().expect("each block is kept once");
            let terminator = data.terminator.as_mut().expect("a finished block has a terminator");
            for target in terminator.targets_mut() {
                target.block = new_id[target.block.index()].expect("no edge to a dropped block");
            }
            for (position, param) in (0u32..).zip(&data.params) {
                self.values[param.index()].def = Def::Param(id, position);
            }
            self.blocks.push(data);
        }
    }
}

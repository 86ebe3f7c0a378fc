//! One function's frames, one after the other: registers, constants, traps.

use std::collections::{BTreeMap, BTreeSet};

use ruint::aliases::U256;
use vm_zkfriendly::isa::{Arg, Back, EnvField, Instruction, Label, MOVES_MAX, Moves, Operand, Outer, Reg, Slot};
use vm_zkfriendly::kind::Kind;
use vm_zkfriendly::message::SELECTOR_BYTES;

use super::FRAME_CELLS_MAX;
use super::arithmetic::{Compared, Direction, Operation};
use super::code::{FrameCode, Item, ObjectCode, Role};
use super::frames::{FramePlan, Frames};
use super::refusal::{Missing, Refusal};
use super::values::{Values, kind};
use crate::ir::cfg::Cfg;
use crate::ir::{BlockId, FuncId, Function, Inst, Module, ObjectId, Op, Span, Type, ValueId};

/// The way out of a frame that several instructions share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// `Panic(code)`
    Panic(u8),
    /// Without data.
    RevertEmpty,
}

/// The code of an object: its entry first, then what it calls.
pub(super) fn object(module: &Module, id: ObjectId) -> Result<ObjectCode, Vec<Refusal>> {
    let mut code = ObjectCode::default();
    let reachable = module.reachable(id);
    let functions = reachable.iter().map(|&func| (func, code.new_label())).collect();
    let context = Context { functions, is_deploy: module.object(id).parent.is_none() };
    let mut refusals = Vec::new();
    for &func in &reachable {
        let function = module.function(func);
        let role = if func == module.object(id).entry {
            Role::Entry
        } else {
            Role::Function(function.results.iter().map(|&ty| kind(ty)).collect())
        };
        lower_function(&context, function, context.functions[&func], &role, &mut code, &mut refusals);
    }
    if refusals.is_empty() { Ok(code) } else { Err(refusals) }
}

/// What all functions of an object share.
struct Context {
    functions: BTreeMap<FuncId, Label>,
    /// Whether this is a constructor's code.
    is_deploy: bool,
}

fn lower_function(
    context: &Context,
    function: &Function,
    label: Label,
    role: &Role,
    code: &mut ObjectCode,
    refusals: &mut Vec<Refusal>,
) {
    let cfg = Cfg::new(function);
    let values = Values::new(function, &cfg);
    let frames = Frames::new(function, &cfg, &values);
    let mut frame_labels = vec![label];
    frame_labels.extend(frames.plans.iter().skip(1).map(|_| code.new_label()));
    let mut own = BTreeMap::new();
    for (index, plan) in frames.plans.iter().enumerate() {
        let role = if index == 0 { role.clone() } else { Role::Block(Vec::new()) };
        let first_cell = match role {
            Role::Entry | Role::Block(_) => 0,
            Role::Function(_) => usize::from(vm_zkfriendly::program::LINK_CELLS),
        };
        let blocks = plan.blocks.iter().map(|&block| (block, code.new_label())).collect();
        let mut frame = Lowering {
            function,
            cfg: &cfg,
            values: &values,
            frames: &frames,
            plan,
            context,
            frame_labels: &frame_labels,
            blocks,
            own: &own,
            object: code,
            cells: first_cell,
            registers: BTreeMap::new(),
            negated: BTreeSet::new(),
            constants: Vec::new(),
            compared: BTreeMap::new(),
            sizes: Vec::new(),
            exits: BTreeMap::new(),
            items: Vec::new(),
            block: plan.head,
            span: function.span,
            refusals,
        };
        frame.frame();
        let Lowering { cells, registers, items, .. } = frame;
        if cells > usize::from(FRAME_CELLS_MAX) {
            let function_name = function.name.clone();
            let limit = FRAME_CELLS_MAX;
            refusals.push(Refusal::FrameTooLarge { function: function_name, cells, limit, span: function.span });
        }
        // A constant serves every type that has it.
        let kind_of = |value: ValueId| values.constant(value).map_or_else(|| kind(function.ty(value)), Kind::of);
        let role = match role {
            Role::Entry | Role::Function(_) => role,
            Role::Block(_) => {
                let mut outer: Vec<_> = plan.outer.iter().map(|&value| (own[&value], kind_of(value))).collect();
                outer.sort_by_key(|&(reg, _)| reg);
                Role::Block(outer)
            }
        };
        if index == 0 {
            own = registers;
        }
        let params = plan.params.iter().map(|&value| kind_of(value)).collect();
        let size = u16::try_from(cells).unwrap_or(u16::MAX);
        code.push(FrameCode { label: frame_labels[index], role, params, size, items });
    }
}

/// A frame that is being written.
pub(super) struct Lowering<'a> {
    pub(super) function: &'a Function,
    pub(super) cfg: &'a Cfg,
    pub(super) values: &'a Values<'a>,
    pub(super) frames: &'a Frames,
    pub(super) plan: &'a FramePlan,
    context: &'a Context,
    pub(super) frame_labels: &'a [Label],
    pub(super) blocks: BTreeMap<BlockId, Label>,
    /// Registers of the function's own frame.
    own: &'a BTreeMap<ValueId, Reg>,
    object: &'a mut ObjectCode,
    /// Cells given out so far; may exceed what there is, which is found in the end.
    cells: usize,
    registers: BTreeMap<ValueId, Reg>,
    /// Booleans whose register holds their negation.
    negated: BTreeSet<ValueId>,
    /// Constants in registers, with the block that defines them.
    constants: Vec<(U256, BlockId, Reg)>,
    /// Comparisons that only decide branches: made there.
    compared: BTreeMap<ValueId, Compared>,
    /// Registers that hold the length of the calldata, with the block that defines them.
    sizes: Vec<(BlockId, Reg)>,
    exits: BTreeMap<Exit, Label>,
    items: Vec<Item>,
    pub(super) block: BlockId,
    pub(super) span: Span,
    refusals: &'a mut Vec<Refusal>,
}

impl Lowering<'_> {
    fn frame(&mut self) {
        for &param in &self.plan.params {
            let reg = self.fresh();
            self.registers.insert(param, reg);
            if let Some(number) = self.values.constant(param) {
                self.constants.push((number, self.plan.head, reg));
            }
        }
        let blocks: Vec<BlockId> =
            self.plan.blocks.iter().copied().filter(|&block| !self.is_bare_exit(block)).collect();
        for (position, &block) in blocks.iter().enumerate() {
            self.block = block;
            self.bind(self.blocks[&block]);
            self.read_outer(block);
            for inst in self.values.insts(block).filter(|inst| self.values.is_live(inst)) {
                self.span = inst.span;
                if let Err(missing) = self.instruction(inst) {
                    self.refuse(inst, missing);
                }
            }
            self.span = self.function.block(block).terminator_span;
            self.terminator(self.function.terminator(block), blocks.get(position + 1).copied());
        }
        let targets = self.targets();
        for (exit, label) in std::mem::take(&mut self.exits) {
            if targets.contains(&label) {
                self.bind(label);
                self.exit(exit);
            }
        }
    }

    /// The labels that the code so far names.
    fn targets(&self) -> BTreeSet<Label> {
        let mut targets = BTreeSet::new();
        for item in &self.items {
            if let Item::Instruction(instruction, _) = item {
                let _same = instruction.map_labels(&mut |label| {
                    targets.insert(label);
                    label
                });
            }
        }
        targets
    }

    fn read_outer(&mut self, block: BlockId) {
        let Some((_, reads)) = self.plan.reads.iter().find(|(at, _)| *at == block) else { return };
        self.span = self.function.block(block).insts.first().map_or(self.span, |&inst| self.function.inst(inst).span);
        let moves: Vec<(Reg, Outer)> =
            reads.iter().map(|value| (self.define(*value), Outer::at(self.own[value].offset()))).collect();
        self.moves(&moves, |moves| Instruction::Outer { moves });
    }

    /// Refuses an instruction and goes on, to find the next one.
    fn refuse(&mut self, inst: &Inst, missing: Missing) {
        let types = |values: &[ValueId]| values.iter().map(|&value| self.function.ty(value)).collect::<Vec<Type>>();
        self.refusals.push(Refusal::Instruction {
            function: self.function.name.clone(),
            mnemonic: inst.op.mnemonic(),
            types: types(if inst.args.is_empty() { &inst.results } else { &inst.args }),
            missing,
            span: inst.span,
        });
        for &result in &inst.results {
            let rd = self.define(result);
            self.emit(Instruction::Const { rd, value: U256::ZERO });
        }
    }

    /// Remembers what has no program.
    pub(super) fn push_refusal(&mut self, refusal: Refusal) {
        self.refusals.push(refusal);
    }

    /// Adds an instruction.
    pub(super) fn emit(&mut self, instruction: Instruction) {
        self.items.push(Item::Instruction(instruction, self.span));
    }

    /// Lets a label stand for what follows.
    pub(super) fn bind(&mut self, label: Label) {
        self.items.push(Item::Bind(label));
    }

    /// A label to be bound in this frame.
    pub(super) fn new_label(&mut self) -> Label {
        self.object.new_label()
    }

    /// The label of a way out of this frame.
    pub(super) fn exit_label(&mut self, exit: Exit) -> Label {
        if let Some(&label) = self.exits.get(&exit) {
            return label;
        }
        let label = self.new_label();
        self.exits.insert(exit, label);
        label
    }

    /// A cell that nothing has defined.
    pub(super) fn fresh(&mut self) -> Reg {
        self.fresh_run(1)
    }

    /// The first of so many consecutive cells that nothing has defined.
    pub(super) fn fresh_run(&mut self, count: usize) -> Reg {
        let first = self.cells;
        self.cells += count;
        // Beyond the limit any register will do: the function is refused for its size.
        let offset = if self.cells <= usize::from(FRAME_CELLS_MAX) { first } else { 0 };
        Reg::at(u16::try_from(offset).expect("a cell within the limit has a 16-bit offset"))
    }

    /// The register that defines a value.
    pub(super) fn define(&mut self, value: ValueId) -> Reg {
        if let Some(&reg) = self.registers.get(&value) {
            return reg;
        }
        let reg = self.fresh();
        self.registers.insert(value, reg);
        reg
    }

    /// A defined register holds a boolean's negation: possible where the boolean only decides branches.
    pub(super) fn define_negated(&mut self, value: ValueId) -> Option<Reg> {
        if !self.plan.only_branched_on.contains(&value) {
            return None;
        }
        self.negated.insert(value);
        Some(self.define(value))
    }

    /// The register that holds a value, and whether it holds its negation instead.
    pub(super) fn condition(&mut self, value: ValueId) -> (Reg, bool) {
        let value = self.values.find(value);
        (self.reg(value), self.negated.contains(&value))
    }

    /// Leaves a comparison to the branches that it decides; whether it decides nothing else.
    pub(super) fn defer(&mut self, value: ValueId, compared: Compared) -> bool {
        let only_decides = self.plan.only_branched_on.contains(&value);
        if only_decides {
            self.compared.insert(value, compared);
        }
        only_decides
    }

    /// The comparison that was left to the branches on this value.
    pub(super) fn deferred(&self, value: ValueId) -> Option<Compared> {
        self.compared.get(&self.values.find(value)).copied()
    }

    /// A register that holds the length of the calldata.
    pub(super) fn calldata_size(&mut self) -> Reg {
        let is_here = |&&(block, _): &&(BlockId, Reg)| self.cfg.dominates(block, self.block);
        if let Some(&(_, reg)) = self.sizes.iter().find(is_here) {
            return reg;
        }
        let rd = self.fresh();
        self.emit(Instruction::Env { rd, field: EnvField::CalldataSize });
        self.sizes.push((self.block, rd));
        rd
    }

    /// Lets a boolean be what another one's register says, negated or not.
    pub(super) fn define_as(&mut self, value: ValueId, reg: Reg, negated: bool) {
        self.registers.insert(value, reg);
        if negated {
            self.negated.insert(value);
        }
    }

    /// The register that holds a value; a constant is put into one.
    pub(super) fn reg(&mut self, value: ValueId) -> Reg {
        let value = self.values.find(value);
        match self.values.constant(value) {
            Some(number) => self.constant_reg(number),
            None => {
                *self.registers.get(&value).expect("a use is dominated by its definition, in each frame it is used in")
            }
        }
    }

    /// The register that holds a constant, if there is one here.
    pub(super) fn known_constant(&self, number: U256) -> Option<Reg> {
        let is_here =
            |&&(known, block, _): &&(U256, BlockId, Reg)| known == number && self.cfg.dominates(block, self.block);
        self.constants.iter().find(is_here).map(|&(_, _, reg)| reg)
    }

    /// A register that holds a constant.
    pub(super) fn constant_reg(&mut self, number: U256) -> Reg {
        if let Some(reg) = self.known_constant(number) {
            return reg;
        }
        let rd = self.fresh();
        self.emit(Instruction::Const { rd, value: number });
        self.constants.push((number, self.block, rd));
        rd
    }

    /// Writes code that only one edge of the current block executes: constants it defines are unknown elsewhere.
    pub(super) fn on_edge(&mut self, write: impl FnOnce(&mut Self)) {
        let known = self.constants.len();
        write(self);
        self.constants.truncate(known);
    }

    /// A value of at most 128 bits, or a key, as an operand.
    pub(super) fn narrow(&mut self, value: ValueId) -> Operand<u128> {
        match self.values.constant(value) {
            Some(number) => Operand::Immediate(u128::try_from(number).expect("a narrow constant has at most 128 bits")),
            None => Operand::Reg(self.reg(value)),
        }
    }

    /// A value as an operand.
    pub(super) fn wide(&mut self, value: ValueId) -> Operand<U256> {
        match self.values.constant(value) {
            Some(number) => Operand::Immediate(number),
            None => Operand::Reg(self.reg(value)),
        }
    }

    /// Moves, three to a row.
    pub(super) fn moves<D: Slot, S: Slot>(&mut self, moves: &[(D, S)], row: impl Fn(Moves<D, S>) -> Instruction) {
        for chunk in moves.chunks(MOVES_MAX) {
            self.emit(row(Moves::new(chunk).expect("a chunk has one to three moves")));
        }
    }

    /// Defines cells of the next frame, or results.
    pub(super) fn pass(&mut self, first: u16, values: &[ValueId]) {
        let sources: Vec<Reg> = values.iter().map(|&value| self.reg(value)).collect();
        let moves: Vec<(Arg, Reg)> = (usize::from(first)..)
            .zip(sources)
            .map(|(offset, source)| (Arg::at(within_frame(offset)), source))
            .collect();
        self.moves(&moves, |moves| Instruction::Arg { moves });
    }

    fn call(&mut self, inst: &Inst, callee: FuncId) {
        self.pass(vm_zkfriendly::program::LINK_CELLS, &inst.args);
        self.emit(Instruction::Call { target: self.context.functions[&callee], size: 0 });
        let count = inst.results.len();
        let mut moves = Vec::new();
        for (position, &result) in inst.results.iter().enumerate() {
            if self.values.is_needed(result) {
                moves.push((self.define(result), Back::at(within_frame(count - position).max(1))));
            }
        }
        self.moves(&moves, |moves| Instruction::Result { moves });
    }

    fn env(&mut self, inst: &Inst, field: EnvField) {
        let rd = self.define(inst.results[0]);
        self.emit(Instruction::Env { rd, field });
    }

    fn instruction(&mut self, inst: &Inst) -> Result<(), Missing> {
        match inst.op {
            Op::Const(_) | Op::Extend => unreachable!("constants and free conversions are not executed"),
            Op::CheckedAdd => self.arithmetic(Operation::Add, true, inst),
            Op::CheckedSub => self.arithmetic(Operation::Sub, true, inst),
            Op::CheckedMul => self.arithmetic(Operation::Mul, true, inst),
            Op::WrappingAdd => self.arithmetic(Operation::Add, false, inst),
            Op::WrappingSub => self.arithmetic(Operation::Sub, false, inst),
            Op::WrappingMul => self.arithmetic(Operation::Mul, false, inst),
            Op::CheckedDiv => self.arithmetic(Operation::Div, true, inst),
            Op::WrappingDiv => self.arithmetic(Operation::Div, false, inst),
            Op::Mod => self.arithmetic(Operation::Mod, false, inst),
            Op::CheckedExp | Op::WrappingExp | Op::CheckedNeg | Op::WrappingNeg => {
                unreachable!("powers and negatives have been written out")
            }
            Op::AddMod | Op::MulMod => self.modular(inst),
            Op::Eq | Op::Ne => self.equal(inst, inst.op == Op::Ne),
            Op::Lt => self.less(inst.results[0], inst.args[0], inst.args[1], false),
            Op::Gt => self.less(inst.results[0], inst.args[1], inst.args[0], false),
            Op::Le => self.less(inst.results[0], inst.args[1], inst.args[0], true),
            Op::Ge => self.less(inst.results[0], inst.args[0], inst.args[1], true),
            Op::Not => self.not(inst),
            Op::BitAnd | Op::BitOr | Op::BitXor => self.bitwise(inst),
            Op::BitNot => self.bit_not(inst),
            Op::Shl => self.shift(Direction::Left, inst),
            Op::Shr => self.shift(Direction::Right, inst),
            Op::Truncate => self.truncate(inst),
            Op::Reinterpret => self.reinterpret(inst),
            Op::ToWord | Op::FromWord | Op::Evm(_) => return Err(Missing::InlineAssembly),
            Op::StoragePlace(_) => unreachable!("the places of variables have been made constants"),
            Op::MapElement => self.map_element(inst),
            Op::Sload => self.load(inst),
            Op::Sstore => self.store(inst),
            // The machine hands a constructor its arguments as calldata; in Solidity it has none.
            Op::HasSelector | Op::Selector | Op::CalldataSize if self.context.is_deploy => {
                let rd = self.define(inst.results[0]);
                self.emit(Instruction::Const { rd, value: U256::ZERO });
            }
            Op::HasSelector => self.has_selector(inst),
            Op::Selector => {
                let rd = self.define(inst.results[0]);
                self.emit(Instruction::Input { rd, index: 0 });
            }
            Op::DecodeCallArgs => self.decode(SELECTOR_BYTES, &inst.results),
            Op::DecodeConstructorArgs => self.decode(0, &inst.results),
            Op::CalldataSize => self.env(inst, EnvField::CalldataSize),
            Op::Caller => self.env(inst, EnvField::Caller),
            Op::Callvalue => self.env(inst, EnvField::CallValue),
            Op::ThisAddress => self.env(inst, EnvField::Address),
            Op::Origin => self.env(inst, EnvField::Origin),
            Op::Gasprice => self.env(inst, EnvField::GasPrice),
            Op::Basefee => self.env(inst, EnvField::BaseFee),
            Op::Blobbasefee => self.env(inst, EnvField::BlobBaseFee),
            Op::Chainid => self.env(inst, EnvField::ChainId),
            Op::Coinbase => self.env(inst, EnvField::Coinbase),
            Op::Gaslimit => self.env(inst, EnvField::GasLimit),
            Op::BlockNumber => self.env(inst, EnvField::Number),
            Op::Prevrandao => self.env(inst, EnvField::PrevRandao),
            Op::Timestamp => self.env(inst, EnvField::Timestamp),
            Op::Blockhash => return Err(Missing::BlockHash),
            Op::Blobhash | Op::Gasleft => return Err(Missing::GasAndBlobs),
            Op::Tload(_) | Op::Tstore(_) | Op::LoadImmutable(_) | Op::SetImmutable(_) => {
                unreachable!("passed on as values: `{}`", inst.op.mnemonic())
            }
            Op::KeccakWords => self.keccak(inst),
            Op::Log(topics) => self.log(topics, inst),
            Op::Call(callee) => self.call(inst, callee),
        }
        Ok(())
    }
}

/// An offset as the machine has it; beyond the limit any will do, for the function is refused for its size.
fn within_frame(offset: usize) -> u16 {
    u16::try_from(offset).unwrap_or(u16::MAX).min(FRAME_CELLS_MAX - 1)
}

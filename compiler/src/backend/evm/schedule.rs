//! Stack scheduling: a function of the evm phase to symbolic code.
//!
//! *Convention.* On entry the stack holds the return address and, above it, the arguments, the last on top; on return the
//! results stand in their place, the last on top. An object's entry has neither.
//!
//! *Blocks.* Each block has one entry layout: what was on the stack along the first edge written to it, then its parameters.
//! Later edges shuffle to it. Blocks that only end the call keep whatever lies below what they need.
//!
//! *Pushed values.* Numbers, and what is fixed throughout a call and one opcode away, are never on the stack for later: they are
//! pushed where they are used.
//!
//! *Memory.* The function is scheduled with all values on the stack; when `DUP16` or `SWAP16` doesn't reach one, that value
//! gets a cell of memory, and scheduling goes on only to find more of them, then starts again. A value with a cell is stored at
//! its definition and loaded at each use. With every value in a cell all operands are pushed in order, so this ends, and no stack
//! is too deep.
//!
//! *Immutable variables.* While the contract is created each has a word of memory behind all cells; the code that is returned has
//! them in the place of the zeros that stand for them.
//!
//! *Recursion.* A call that may come back to this function first pushes the cells of values live across it, and restores
//! them after; its results go to cells of their own, as they come to lie on top of what is to be restored.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::asm::{Code, ImmutablePlace, Label, Symbol, opcode};
use super::call_graph::CallGraph;
use super::liveness::{BlockLiveness, Liveness, Pushed, RETURN_ADDRESS, pushed};
use super::shuffle::{Item, Step, shuffle};
use crate::ir::cfg::Cfg;
use crate::ir::{
    BlockId, EvmOp, FuncId, Function, Inst, Module, ObjectId, Op, Span, Target, Terminator, ValueId, VarId,
};

/// A scheduled function.
#[derive(Debug)]
pub(super) struct Scheduled {
    /// Its code, beginning with its label.
    pub(super) code: Vec<(Code, Span)>,
    /// How many memory cells it uses.
    pub(super) cells: u32,
}

/// What all functions of an object share.
pub(super) struct ObjectContext<'m> {
    pub(super) module: &'m Module,
    pub(super) calls: &'m CallGraph<'m>,
    pub(super) entry: FuncId,
    /// Where each function's code begins.
    pub(super) labels: HashMap<FuncId, Label>,
    /// Labels given out so far.
    pub(super) next_label: u32,
    /// True for the object that creates the contract.
    pub(super) is_deploy: bool,
    /// Where the children's code holds immutable variables.
    pub(super) immutables: HashMap<ObjectId, Vec<ImmutablePlace>>,
}

impl ObjectContext<'_> {
    fn label(&mut self) -> Label {
        self.next_label += 1;
        Label(self.next_label - 1)
    }
}

/// Values that live in memory, with the number of their cells.
type Cells = BTreeMap<ValueId, u32>;

/// Schedules one function.
pub(super) fn schedule(context: &mut ObjectContext<'_>, id: FuncId) -> Scheduled {
    let module = context.module;
    let function = module.function(id);
    let cfg = Cfg::new(function);
    let liveness = Liveness::new(function, &cfg);
    let mut cells = Cells::new();
    loop {
        let labels_before = context.next_label;
        let known = cells.len();
        let mut scheduler = Scheduler::new(context, id, &liveness, cells);
        scheduler.run();
        cells = scheduler.cells;
        if cells.len() == known {
            return Scheduled { code: scheduler.code, cells: u32::try_from(known).expect("fewer than 2^32 cells") };
        }
        context.next_label = labels_before;
    }
}

/// Puts a value into memory; and those that come to the stack with it and above it, so that it is on top when stored.
fn give_cell(function: &Function, cells: &mut Cells, value: ValueId) {
    let mut add = |value: ValueId| {
        let next = u32::try_from(cells.len()).expect("fewer than 2^32 cells");
        cells.entry(value).or_insert(next);
    };
    add(value);
    let groups: Vec<&[ValueId]> = function
        .block_ids()
        .flat_map(|block| {
            let data = function.block(block);
            let results = data.insts.iter().map(|&inst| &function.inst(inst).results[..]);
            std::iter::once(&data.params[..]).chain(results)
        })
        .collect();
    for group in groups {
        if let Some(position) = group.iter().position(|&member| member == value) {
            group[position..].iter().copied().for_each(&mut add);
        }
    }
    if value == RETURN_ADDRESS {
        function.block(Function::ENTRY).params.iter().copied().for_each(&mut add);
    }
}

struct Scheduler<'c, 'm> {
    context: &'c mut ObjectContext<'m>,
    id: FuncId,
    function: &'m Function,
    liveness: &'c Liveness,
    cells: Cells,
    code: Vec<(Code, Span)>,
    span: Span,
    /// What is on the stack, bottom first; in blocks that end the call, above whatever was there.
    stack: Vec<Item>,
    labels: HashMap<BlockId, Label>,
    layouts: HashMap<BlockId, Vec<Item>>,
    /// Edges that shuffle behind a conditional jump: label, stack, edge, source.
    stubs: Vec<(Label, Vec<Item>, Target, Span)>,
}

impl<'c, 'm> Scheduler<'c, 'm> {
    fn new(context: &'c mut ObjectContext<'m>, id: FuncId, liveness: &'c Liveness, cells: Cells) -> Self {
        let function = context.module.function(id);
        let labels = function.block_ids().map(|block| (block, context.label())).collect();
        Self {
            context,
            id,
            function,
            liveness,
            cells,
            code: Vec::new(),
            span: function.span,
            stack: Vec::new(),
            labels,
            layouts: HashMap::new(),
            stubs: Vec::new(),
        }
    }

    /// Writes the code; of no use if values have been given cells on the way.
    fn run(&mut self) {
        let is_entry = self.id == self.context.entry;
        if !is_entry {
            let label = self.context.labels[&self.id];
            self.emit(Code::Label(label));
        }
        let mut layout: Vec<Item> = if is_entry { Vec::new() } else { vec![Item::Value(RETURN_ADDRESS)] };
        layout.extend(self.function.block(Function::ENTRY).params.iter().map(|&param| Item::Value(param)));
        self.layouts.insert(Function::ENTRY, layout);
        self.blocks();
        for (label, stack, target, span) in std::mem::take(&mut self.stubs) {
            self.span = span;
            self.emit(Code::Label(label));
            self.stack = stack;
            self.evict_from_stack();
            self.attempt(|scheduler| scheduler.edge(&target));
            self.jump_to(target.block);
        }
    }

    /// Does what may find a value out of reach. Such a value gets a cell, and is treated from here on as if it had never been on
    /// the stack: so one run finds nearly all of them.
    fn attempt(&mut self, step: impl Fn(&mut Self) -> Result<(), ValueId>) {
        let before = self.stack.clone();
        while let Err(value) = step(self) {
            let known = self.cells.len();
            give_cell(self.function, &mut self.cells, value);
            assert!(self.cells.len() > known, "{value} has a cell and is not looked for on the stack");
            self.stack.clone_from(&before);
            self.evict();
        }
    }

    /// Takes from the stack what has a cell.
    fn evict_from_stack(&mut self) {
        self.stack.retain(|item| !matches!(item, Item::Value(value) if self.cells.contains_key(value)));
    }

    /// The same here and on the edges seen so far, when there are new cells. Parameters of a block come to it on the stack.
    fn evict(&mut self) {
        self.evict_from_stack();
        let stays = |item: &Item| !matches!(item, Item::Value(value) if self.cells.contains_key(value));
        for (block, layout) in &mut self.layouts {
            let params = layout.split_off(layout.len() - self.function.block(*block).params.len());
            layout.retain(stays);
            layout.extend(params);
        }
    }

    /// Writes all blocks: each followed, if possible, by where it goes on; those that end the call last.
    fn blocks(&mut self) {
        let mut written = vec![false; self.function.block_ids().count()];
        let (mut open, mut ends) = (vec![Function::ENTRY], Vec::new());
        while let Some(block) = open.pop().or_else(|| ends.pop()) {
            let mut at = Some(block);
            while let Some(block) = at.filter(|block| !written[block.index()]) {
                written[block.index()] = true;
                self.block(block);
                let targets = self.function.terminator(block).targets();
                let next = targets.last().map(|target| target.block);
                for target in &targets {
                    let list = if self.ends_call(target.block) { &mut ends } else { &mut open };
                    list.push(target.block);
                }
                at = next.filter(|next| !written[next.index()]);
                if let (None, Some(next)) = (at, next) {
                    self.jump_to(next);
                }
            }
        }
    }

    fn block(&mut self, block: BlockId) {
        let data = self.function.block(block);
        let liveness = self.liveness.of_block(self.function, block);
        self.span = data.insts.first().map_or(data.terminator_span, |&inst| self.function.inst(inst).span);
        self.emit(Code::Label(self.labels[&block]));
        self.stack = self.layouts[&block].clone();
        self.settle(&data.params, |value| liveness.is_used(value));
        if block == Function::ENTRY && self.cells.contains_key(&RETURN_ADDRESS) {
            debug_assert_eq!(self.stack, [Item::Value(RETURN_ADDRESS)], "its cell comes with cells for all parameters");
            self.store_top(RETURN_ADDRESS);
        }
        for (position, &inst) in data.insts.iter().enumerate() {
            let inst = self.function.inst(inst);
            self.span = inst.span;
            match inst.op {
                _ if inst.results.first().is_some_and(|&result| pushed(self.function, result).is_some()) => {}
                Op::Evm(_) | Op::LoadImmutable(_) | Op::SetImmutable(_) => {
                    self.attempt(|scheduler| scheduler.operation(inst, &liveness, position));
                }
                Op::Call(callee) => self.attempt(|scheduler| scheduler.call(callee, inst, &liveness, position)),
                op => unreachable!("verified: `{}` isn't of the evm phase", op.mnemonic()),
            }
        }
        self.span = data.terminator_span;
        self.attempt(|scheduler| scheduler.terminator(block, data.insts.len(), &liveness));
    }

    /// Takes from the top of the stack what has just come there and is dead, or belongs in memory.
    fn settle(&mut self, defined: &[ValueId], is_live: impl Fn(ValueId) -> bool) {
        for &value in defined.iter().rev() {
            debug_assert_eq!(self.stack.last(), Some(&Item::Value(value)));
            if !is_live(value) {
                self.emit(Code::Op(opcode::POP));
                self.stack.pop();
            } else if self.cells.contains_key(&value) {
                self.store_top(value);
            } else {
                break;
            }
        }
    }

    fn store_top(&mut self, value: ValueId) {
        self.emit(Code::PushSymbol(Symbol::Cell(self.id, self.cells[&value])));
        self.emit(Code::Op(opcode::MSTORE));
        self.stack.pop();
    }

    fn operation(&mut self, inst: &Inst, liveness: &BlockLiveness, position: usize) -> Result<(), ValueId> {
        let kept = self.kept(|value| liveness.is_live_after(value, position));
        let operands: Vec<Item> = inst.args.iter().rev().map(|&arg| self.item(arg)).collect();
        let mut steps = self.steps(&[&kept[..], &operands].concat());
        let mut op = inst.op;
        let mirrored = if let Op::Evm(op) = op { mirrored(op).map(Op::Evm) } else { None };
        if let (Some(mirrored), &[second, first]) = (mirrored, &operands[..]) {
            let swapped = self.steps(&[&kept[..], &[first, second]].concat());
            let is_better = match (&steps, &swapped) {
                (Ok(steps), Ok(swapped)) => swapped.len() < steps.len(),
                (Ok(_), Err(_)) => false,
                (Err(_), _) => true,
            };
            if is_better {
                (op, steps) = (mirrored, swapped);
            }
        }
        self.take(&steps?);
        match op {
            // While the contract is created they lie in memory; afterwards they are part of the code.
            Op::LoadImmutable(var) if self.context.is_deploy => {
                self.emit(Code::PushSymbol(Symbol::Immutable(self.number_of(var))));
                self.emit(Code::Op(opcode::MLOAD));
            }
            Op::LoadImmutable(var) => self.emit(Code::PushImmutable(self.number_of(var))),
            Op::SetImmutable(var) => {
                self.emit(Code::PushSymbol(Symbol::Immutable(self.number_of(var))));
                self.emit(Code::Op(opcode::MSTORE));
            }
            Op::Evm(EvmOp::ConstructorArgsSize) => {
                self.emit(Code::PushSymbol(Symbol::OwnSize));
                self.emit(Code::Op(opcode::CODESIZE));
                self.emit(Code::Op(opcode::SUB));
            }
            Op::Evm(EvmOp::ConstructorArgsCopy) => {
                self.emit(Code::PushSymbol(Symbol::OwnSize));
                self.emit(Code::Op(opcode::SWAP1));
                self.emit(Code::Op(opcode::CODECOPY));
            }
            Op::Evm(op) => self.emit(op.into()),
            op => unreachable!("verified: `{}` isn't of the evm phase", op.mnemonic()),
        }
        self.stack = kept;
        self.stack.extend(inst.results.iter().map(|&result| Item::Value(result)));
        self.settle(&inst.results, |value| liveness.is_live_after(value, position));
        Ok(())
    }

    /// Copies the code of a child to memory, writes the immutable variables into it, and returns it.
    fn return_code(&mut self, object: ObjectId) {
        let places = self.context.immutables.get(&object).cloned().unwrap_or_default();
        // Without immutable variables nothing in memory is needed any more.
        let start = if places.is_empty() { Code::Op(opcode::PUSH0) } else { Code::PushSymbol(Symbol::FreeBase) };
        for symbol in [Symbol::ChildSize(object), Symbol::ChildOffset(object)] {
            self.emit(Code::PushSymbol(symbol));
        }
        self.emit(start);
        self.emit(Code::Op(opcode::CODECOPY));
        for place in places {
            self.emit(Code::PushSymbol(Symbol::Immutable(place.variable)));
            self.emit(Code::Op(opcode::MLOAD));
            self.emit(Code::PushSymbol(Symbol::BehindFreeBase(place.offset)));
            self.emit(Code::Op(opcode::MSTORE));
        }
        self.emit(Code::PushSymbol(Symbol::ChildSize(object)));
        self.emit(start);
        self.emit(Code::Op(opcode::RETURN));
    }

    fn number_of(&self, var: VarId) -> u32 {
        let number = self.context.module.var(var).slot;
        u32::try_from(number).expect("fewer than 2^32 immutable variables")
    }

    fn call(&mut self, callee: FuncId, inst: &Inst, liveness: &BlockLiveness, position: usize) -> Result<(), ValueId> {
        let is_live = |value: ValueId| liveness.is_live_after(value, position);
        let kept = self.kept(is_live);
        let mut saved = Vec::new();
        if self.context.calls.is_recursive(self.id, callee) {
            let is_result = |value: &ValueId| inst.results.contains(value);
            saved.extend(self.cells.keys().filter(|value| is_live(**value) && !is_result(value)));
            let on_stack = |value: &&ValueId| is_live(**value) && !self.cells.contains_key(*value);
            if !saved.is_empty()
                && let Some(&result) = inst.results.iter().find(on_stack)
            {
                return Err(result);
            }
        }
        let back = self.context.label();
        let frame: Vec<Item> = saved.iter().map(|&value| Item::Saved(value)).collect();
        let args = inst.args.iter().map(|&arg| self.item(arg));
        let target: Vec<Item> = kept.iter().chain(&frame).copied().chain([Item::Label(back)]).chain(args).collect();
        let steps = self.steps(&target)?;
        self.take(&steps);
        self.emit(Code::PushSymbol(Symbol::Label(self.context.labels[&callee])));
        self.emit(Code::Op(opcode::JUMP));
        self.emit(Code::Label(back));
        self.stack = kept;
        self.stack.extend(frame);
        self.stack.extend(inst.results.iter().map(|&result| Item::Value(result)));
        self.settle(&inst.results, is_live);
        for &value in saved.iter().rev() {
            debug_assert_eq!(self.stack.last(), Some(&Item::Saved(value)));
            self.store_top(value);
        }
        Ok(())
    }

    fn terminator(&mut self, block: BlockId, position: usize, liveness: &BlockLiveness) -> Result<(), ValueId> {
        match self.function.terminator(block) {
            Terminator::Jump(target) => self.edge(target)?,
            Terminator::Branch { condition, then, otherwise } => {
                let needed = |value: ValueId| {
                    liveness.is_live_after(value, position)
                        || then.args.contains(&value)
                        || otherwise.args.contains(&value)
                };
                let mut target = self.kept(needed);
                target.push(self.item(*condition));
                let steps = self.steps(&target)?;
                self.take(&steps);
                target.pop();
                self.stack = target;
                let destination = self.conditional_destination(then)?;
                self.emit(Code::PushSymbol(Symbol::Label(destination)));
                self.emit(Code::Op(opcode::JUMPI));
                self.edge(otherwise)?;
            }
            Terminator::Return(values) => {
                let results = values.iter().map(|&value| self.item(value));
                let target: Vec<Item> = results.chain([Item::Value(RETURN_ADDRESS)]).collect();
                let steps = self.steps(&target)?;
                self.take(&steps);
                self.emit(Code::Op(opcode::JUMP));
            }
            Terminator::ReturnCode(object) => self.return_code(*object),
            Terminator::EvmStop => self.emit(Code::Op(opcode::STOP)),
            Terminator::EvmInvalid => self.emit(Code::Op(opcode::INVALID)),
            Terminator::EvmReturn(offset, size) => self.end_call(opcode::RETURN, *offset, *size)?,
            Terminator::EvmRevert(offset, size) => self.end_call(opcode::REVERT, *offset, *size)?,
            Terminator::Switch { .. }
            | Terminator::ReturnAbi(_)
            | Terminator::RevertEmpty
            | Terminator::RevertError { .. }
            | Terminator::Panic(_) => unreachable!("verified: a terminator of the evm phase"),
        }
        Ok(())
    }

    fn end_call(&mut self, opcode: u8, offset: ValueId, size: ValueId) -> Result<(), ValueId> {
        let mut target = self.stack.clone();
        target.extend([self.item(size), self.item(offset)]);
        let steps = self.steps(&target)?;
        self.take(&steps);
        self.emit(Code::Op(opcode));
        Ok(())
    }

    /// Where a conditional jump goes: to the block itself if the stack is as it wants it, else to a stub.
    fn conditional_destination(&mut self, target: &Target) -> Result<Label, ValueId> {
        let wanted = self.wanted_at(target);
        if self.steps(&wanted)?.is_empty() {
            return Ok(self.labels[&target.block]);
        }
        let label = self.context.label();
        self.stubs.push((label, self.stack.clone(), target.clone(), self.span));
        Ok(label)
    }

    /// Brings the stack into the layout of an edge's target.
    fn edge(&mut self, target: &Target) -> Result<(), ValueId> {
        let wanted = self.wanted_at(target);
        let steps = self.steps(&wanted)?;
        self.take(&steps);
        Ok(())
    }

    fn jump_to(&mut self, block: BlockId) {
        self.emit(Code::PushSymbol(Symbol::Label(self.labels[&block])));
        self.emit(Code::Op(opcode::JUMP));
    }

    /// The stack that an edge's target wants, with arguments for parameters. The first edge to a block decides its layout.
    fn wanted_at(&mut self, target: &Target) -> Vec<Item> {
        let block = target.block;
        let params = &self.function.block(block).params;
        let args: Vec<Item> = target.args.iter().map(|&arg| self.item(arg)).collect();
        if self.ends_call(block) && self.liveness.live_in(block).is_empty() {
            self.layouts.insert(block, params.iter().map(|&param| Item::Value(param)).collect());
            return self.stack.iter().copied().chain(args).collect();
        }
        let below: Vec<Item> = match self.layouts.get(&block) {
            Some(layout) => layout[..layout.len() - params.len()].to_vec(),
            None => {
                let live_in = self.liveness.live_in(block);
                let below = self.kept(|value| live_in.contains(&value));
                let layout = below.iter().copied().chain(params.iter().map(|&param| Item::Value(param))).collect();
                self.layouts.insert(block, layout);
                below
            }
        };
        below.into_iter().chain(args).collect()
    }

    /// Whether a block goes nowhere else and doesn't return.
    fn ends_call(&self, block: BlockId) -> bool {
        let terminator = self.function.terminator(block);
        terminator.targets().is_empty() && !matches!(terminator, Terminator::Return(_))
    }

    /// What stays on the stack of what is there: live values that have no cell, each once.
    fn kept(&self, is_live: impl Fn(ValueId) -> bool) -> Vec<Item> {
        let mut seen = HashSet::new();
        let stays = |item: &Item| match *item {
            Item::Value(value) => is_live(value) && !self.cells.contains_key(&value) && seen.insert(value),
            Item::Constant(_) | Item::Context(_) | Item::Label(_) | Item::Saved(_) => false,
        };
        self.stack.iter().copied().filter(stays).collect()
    }

    fn item(&self, value: ValueId) -> Item {
        if value == RETURN_ADDRESS {
            return Item::Value(value);
        }
        match pushed(self.function, value) {
            Some(Pushed::Number(number)) => Item::Constant(number),
            Some(Pushed::Context(op)) => Item::Context(op),
            None => Item::Value(value),
        }
    }

    fn steps(&self, target: &[Item]) -> Result<Vec<Step>, ValueId> {
        shuffle(&self.stack, target, |item| match item {
            Item::Value(value) => self.cells.contains_key(&value),
            Item::Constant(_) | Item::Context(_) | Item::Label(_) | Item::Saved(_) => true,
        })
    }

    /// Writes the steps. The caller says what is on the stack afterwards.
    fn take(&mut self, steps: &[Step]) {
        for &step in steps {
            match step {
                Step::Dup(n) => self.emit(Code::Op(opcode::DUP1 + n - 1)),
                Step::Swap(n) => self.emit(Code::Op(opcode::SWAP1 + n - 1)),
                Step::Pop => self.emit(Code::Op(opcode::POP)),
                Step::Push(Item::Constant(number)) => self.emit(Code::Push(number)),
                Step::Push(Item::Context(EvmOp::FreeBase)) => self.emit(Code::PushSymbol(Symbol::FreeBase)),
                Step::Push(Item::Context(op)) => self.emit(op.into()),
                Step::Push(Item::Label(label)) => self.emit(Code::PushSymbol(Symbol::Label(label))),
                Step::Push(Item::Value(value) | Item::Saved(value)) => {
                    self.emit(Code::PushSymbol(Symbol::Cell(self.id, self.cells[&value])));
                    self.emit(Code::Op(opcode::MLOAD));
                }
            }
        }
    }

    fn emit(&mut self, code: Code) {
        self.code.push((code, self.span));
    }
}

/// The opcode that gives the same on swapped operands.
fn mirrored(op: EvmOp) -> Option<EvmOp> {
    match op {
        EvmOp::Add | EvmOp::Mul | EvmOp::And | EvmOp::Or | EvmOp::Xor | EvmOp::Eq => Some(op),
        EvmOp::Lt => Some(EvmOp::Gt),
        EvmOp::Gt => Some(EvmOp::Lt),
        EvmOp::Slt => Some(EvmOp::Sgt),
        EvmOp::Sgt => Some(EvmOp::Slt),
        _ => None,
    }
}

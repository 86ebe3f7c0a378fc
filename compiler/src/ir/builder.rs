//! Building a function's body, and SSA form from variables that are assigned more than once.

use std::collections::{HashMap, HashSet};

use ruint::aliases::U256;

use super::function::{BlockId, Def, Function, Span, Target, Terminator, ValueId};
use super::instruction::Op;
use super::module::{FuncId, Module, VarId};
use super::signature;
use super::types::Type;

/// A variable of the source: may be assigned any number of times; the builder turns reads into SSA values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Variable(u32);

/// Writes the body of a declared function.
///
/// Instructions go to the current block and get the current span. Types are checked as they are written: a mistake panics
/// with what the table says.
///
/// Variables follow Braun et al., *Simple and Efficient Construction of Static Single Assignment Form* (CC 2013): a block is
/// *sealed* when all edges into it have been written; reads in an unsealed block make a parameter that sealing completes.
/// Blocks whose parameters are all given by [`Self::create_block`] can be sealed too, or left alone if no variable is used.
#[derive(Debug)]
pub struct FunctionBuilder<'m> {
    module: &'m mut Module,
    id: FuncId,
    /// Taken out of the module while it is being built.
    function: Function,
    block: BlockId,
    span: Span,
    variables: Vec<Type>,
    current: HashMap<(Variable, BlockId), ValueId>,
    incomplete: HashMap<BlockId, Vec<(Variable, ValueId)>>,
    predecessors: HashMap<BlockId, Vec<BlockId>>,
    sealed: HashSet<BlockId>,
}

impl<'m> FunctionBuilder<'m> {
    /// Starts the body of a function that has none, in its entry block, whose parameters are the function's.
    pub fn new(module: &'m mut Module, id: FuncId) -> Self {
        let declared = module.function(id);
        assert!(!declared.is_defined(), "@{} is defined once", declared.name);
        let mut function = declared.clone();
        let block = function.add_block();
        for ty in function.params.clone() {
            function.add_block_param(block, ty);
        }
        let span = function.span;
        Self {
            module,
            id,
            function,
            block,
            span,
            variables: Vec::new(),
            current: HashMap::new(),
            incomplete: HashMap::new(),
            predecessors: HashMap::new(),
            sealed: HashSet::from([block]),
        }
    }

    /// The module, to declare functions and intern types.
    pub fn module(&mut self) -> &mut Module {
        self.module
    }

    /// The function so far.
    pub fn function(&self) -> &Function {
        &self.function
    }

    /// The function's parameters.
    pub fn params(&self) -> Vec<ValueId> {
        self.function.block(Function::ENTRY).params.clone()
    }

    /// A block's parameters.
    pub fn block_params(&self, block: BlockId) -> Vec<ValueId> {
        self.function.block(block).params.clone()
    }

    /// Adds a block; edges to it supply these parameters.
    pub fn create_block(&mut self, params: &[Type]) -> BlockId {
        let block = self.function.add_block();
        for &ty in params {
            self.function.add_block_param(block, ty);
        }
        block
    }

    /// Writes on at the end of this block.
    pub fn switch_to(&mut self, block: BlockId) {
        self.block = block;
    }

    /// The block being written.
    pub fn current_block(&self) -> BlockId {
        self.block
    }

    /// Whether the current block has got its terminator, so that nothing more can be written here.
    pub fn is_terminated(&self) -> bool {
        self.function.block(self.block).terminator.is_some()
    }

    /// The source of the instructions that follow; the former one is returned.
    pub fn set_span(&mut self, span: Span) -> Span {
        std::mem::replace(&mut self.span, span)
    }

    /// An instruction with one result whose type follows from the operands.
    pub fn ins(&mut self, op: Op, args: &[ValueId]) -> ValueId {
        let types = self.types(args);
        let ty = signature::infer_result(self.module, op, &types)
            .unwrap_or_else(|| panic!("the result type of `{}` on {types:?} doesn't follow", op.mnemonic()));
        self.ins_typed(op, args, ty)
    }

    /// An instruction with one result of this type: constants and conversions.
    pub fn ins_typed(&mut self, op: Op, args: &[ValueId], ty: Type) -> ValueId {
        self.ins_many(op, args, &[ty])[0]
    }

    /// An instruction without results.
    pub fn effect(&mut self, op: Op, args: &[ValueId]) {
        self.ins_many(op, args, &[]);
    }

    /// An instruction with any results.
    pub fn ins_many(&mut self, op: Op, args: &[ValueId], results: &[Type]) -> Vec<ValueId> {
        assert!(!self.is_terminated(), "nothing follows the terminator of {}", self.block);
        if let Err(mismatch) = signature::check(self.module, op, &self.types(args), results) {
            panic!("@{}: {mismatch}", self.function.name);
        }
        let inst = self.function.append(self.block, op, args.to_vec(), results, self.span);
        self.function.inst(inst).results.clone()
    }

    /// A constant, given as its clean word.
    pub fn constant(&mut self, ty: Type, word: U256) -> ValueId {
        self.ins_typed(Op::Const(word), &[], ty)
    }

    /// The place of a state variable.
    pub fn storage_place(&mut self, var: VarId) -> ValueId {
        self.ins(Op::StoragePlace(var), &[])
    }

    /// Calls a function.
    pub fn call(&mut self, callee: FuncId, args: &[ValueId]) -> Vec<ValueId> {
        let results = self.module.function(callee).results.clone();
        self.ins_many(Op::Call(callee), args, &results)
    }

    /// ABI-decodes the call's arguments.
    pub fn decode_call_args(&mut self, types: &[Type]) -> Vec<ValueId> {
        self.ins_many(Op::DecodeCallArgs, &[], types)
    }

    /// ABI-decodes the constructor's arguments.
    pub fn decode_constructor_args(&mut self, types: &[Type]) -> Vec<ValueId> {
        self.ins_many(Op::DecodeConstructorArgs, &[], types)
    }

    /// Ends the current block.
    pub fn terminate(&mut self, terminator: Terminator) {
        assert!(!self.is_terminated(), "{} is terminated once", self.block);
        for target in terminator.targets() {
            assert!(!self.sealed.contains(&target.block), "no edge is added to the sealed block {}", target.block);
            let predecessors = self.predecessors.entry(target.block).or_default();
            if predecessors.last() != Some(&self.block) {
                predecessors.push(self.block);
            }
        }
        self.function.terminate(self.block, terminator, self.span);
    }

    /// `jump block(args)`
    pub fn jump(&mut self, block: BlockId, args: &[ValueId]) {
        self.terminate(Terminator::Jump(Target { block, args: args.to_vec() }));
    }

    /// `branch condition, then, otherwise`, to blocks without explicit parameters.
    pub fn branch(&mut self, condition: ValueId, then: BlockId, otherwise: BlockId) {
        let [then, otherwise] = [then, otherwise].map(|block| Target { block, args: Vec::new() });
        self.terminate(Terminator::Branch { condition, then, otherwise });
    }

    /// Declares a variable. Reading it before it is assigned is a mistake: assign Solidity's default value first.
    pub fn declare_variable(&mut self, ty: Type) -> Variable {
        let id = u32::try_from(self.variables.len()).expect("fewer than 2^32 variables");
        self.variables.push(ty);
        Variable(id)
    }

    /// Assigns a variable in the current block.
    pub fn assign(&mut self, variable: Variable, value: ValueId) {
        assert_eq!(self.function.ty(value), self.variables[variable.0 as usize], "a variable keeps its type");
        self.current.insert((variable, self.block), value);
    }

    /// The variable's value at this point.
    pub fn read(&mut self, variable: Variable) -> ValueId {
        self.read_in(variable, self.block)
    }

    /// Says that every edge into this block has been written.
    pub fn seal(&mut self, block: BlockId) {
        assert!(self.sealed.insert(block), "{block} is sealed once");
        for (variable, param) in self.incomplete.remove(&block).unwrap_or_default() {
            self.supply(variable, block, param);
        }
    }

    /// Ends the body and puts it into the module. Blocks that nothing reaches and parameters that nothing varies are dropped.
    pub fn finish(self) {
        let Self { module, id, mut function, incomplete, .. } = self;
        assert!(incomplete.is_empty(), "@{}: every block that reads a variable is sealed", function.name);
        super::cfg::drop_unreachable(&mut function);
        super::redundant_params::remove_redundant_params(&mut function);
        *module.function_mut(id) = function;
    }

    fn types(&self, values: &[ValueId]) -> Vec<Type> {
        values.iter().map(|&value| self.function.ty(value)).collect()
    }

    fn read_in(&mut self, variable: Variable, block: BlockId) -> ValueId {
        if let Some(&value) = self.current.get(&(variable, block)) {
            return value;
        }
        let ty = self.variables[variable.0 as usize];
        let predecessors = self.predecessors.get(&block).cloned().unwrap_or_default();
        let value = if !self.sealed.contains(&block) {
            let param = self.function.add_block_param(block, ty);
            self.incomplete.entry(block).or_default().push((variable, param));
            param
        } else if let [only] = predecessors[..] {
            self.read_in(variable, only)
        } else if predecessors.is_empty() {
            // Code that nothing reaches: any value will do, and the block is dropped in the end.
            assert_ne!(block, Function::ENTRY, "a variable is assigned before it is read");
            let inst = self.function.append(block, Op::Const(U256::ZERO), Vec::new(), &[ty], self.span);
            let position = self.function.block(block).insts.len() - 1;
            self.function.block_mut(block).insts[..=position].rotate_right(1);
            self.function.inst(inst).results[0]
        } else {
            let param = self.function.add_block_param(block, ty);
            self.current.insert((variable, block), param);
            self.supply(variable, block, param);
            param
        };
        self.current.insert((variable, block), value);
        value
    }

    /// Appends the variable's value at the end of each predecessor to the edges into a block.
    fn supply(&mut self, variable: Variable, block: BlockId, param: ValueId) {
        debug_assert!(matches!(self.function.value(param).def, Def::Param(owner, _) if owner == block));
        for predecessor in self.predecessors.get(&block).cloned().unwrap_or_default() {
            let value = self.read_in(variable, predecessor);
            let terminator =
                self.function.block_mut(predecessor).terminator.as_mut().expect("a predecessor is terminated");
            for target in terminator.targets_mut() {
                if target.block == block {
                    target.args.push(value);
                }
            }
        }
    }
}

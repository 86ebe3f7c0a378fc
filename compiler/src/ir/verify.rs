//! What every module satisfies before and after every pass.

use std::collections::HashMap;

use super::cfg::Cfg;
use super::evm_op::EvmOp;
use super::function::{BlockId, Def, Function, InstId, Terminator, ValueId};
use super::instruction::{Op, Phase};
use super::module::{FuncId, Module, ObjectId};
use super::signature::{self, TypeMismatch};
use super::types::{StorageType, Type};

/// What is wrong with a module.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// Something inside a function.
    #[error("@{function}, {block}: {problem}")]
    InFunction {
        /// Its name.
        function: String,
        /// The block.
        block: BlockId,
        /// What it is.
        problem: Problem,
    },
    /// A function was declared, not defined.
    #[error("@{function} has no body")]
    NoBody {
        /// Its name.
        function: String,
    },
    /// The function's parameters are not its entry block's, or an edge leads back to the entry.
    #[error("@{function}: the entry block takes exactly the function's parameters and has no predecessors")]
    Entry {
        /// Its name.
        function: String,
    },
    /// Edges make a loop with two entries.
    #[error("@{function}: the edge {from} -> {to} enters a loop elsewhere than at its head")]
    Irreducible {
        /// Its name.
        function: String,
        /// Source of the edge.
        from: BlockId,
        /// Target of the edge.
        to: BlockId,
    },
    /// An object's entry has parameters or results.
    #[error("object {object}: its entry takes no parameters and gives no results")]
    ObjectEntry {
        /// Its name.
        object: String,
    },
    /// The entry of an object is called, so that its end is no longer the object's.
    #[error("object {object}: its entry is called")]
    EntryCalled {
        /// Its name.
        object: String,
    },
    /// `return_code` names an object that the executing one doesn't contain.
    #[error("object {object}: @{function} returns the code of {code}, which is not a child")]
    NotAChild {
        /// The executing object.
        object: String,
        /// The function that does it.
        function: String,
        /// The object named.
        code: String,
    },
    /// An instruction stands in an object that has no use for it.
    #[error("object {object}: `{mnemonic}` in @{function} belongs to {wants}")]
    WrongObject {
        /// The executing object.
        object: String,
        /// The function.
        function: String,
        /// The instruction.
        mnemonic: &'static str,
        /// Where it belongs.
        wants: &'static str,
    },
}

/// What is wrong inside a block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// A block has not been ended.
    #[error("no terminator")]
    NoTerminator,
    /// No path leads here.
    #[error("nothing reaches this block")]
    Unreachable,
    /// Types contradict the instruction table.
    #[error("{0}")]
    Types(#[from] TypeMismatch),
    /// A type that doesn't exist, or not in this phase.
    #[error("{value} has type {ty}, which doesn't exist in this phase")]
    NoSuchType {
        /// The value.
        value: ValueId,
        /// Its type.
        ty: String,
    },
    /// A constant is not a clean word of its type.
    #[error("{word:#x} is no clean word of type {ty}")]
    DirtyConstant {
        /// The constant.
        word: ruint::aliases::U256,
        /// Its type.
        ty: Type,
    },
    /// The instruction belongs to the other phase.
    #[error("`{mnemonic}` isn't legal in this phase")]
    Phase {
        /// Its name.
        mnemonic: &'static str,
    },
    /// A use before the definition, on some path.
    #[error("{value} is used where its definition doesn't dominate")]
    NotDominated {
        /// The value.
        value: ValueId,
    },
    /// The arena contradicts itself.
    #[error("{value} is not defined where it says")]
    BadDefinition {
        /// The value.
        value: ValueId,
    },
    /// An edge's arguments are not the target's parameters.
    #[error("the edge to {to} passes ({found}), the block takes ({expected})")]
    EdgeTypes {
        /// The target.
        to: BlockId,
        /// Types passed.
        found: String,
        /// Types of the parameters.
        expected: String,
    },
    /// A terminator's operands have other types than it wants.
    #[error("`{terminator}` on ({found})")]
    TerminatorTypes {
        /// Its name.
        terminator: &'static str,
        /// Types of its operands.
        found: String,
    },
    /// The same value twice in one switch.
    #[error("the switch has two cases for {0:#x}")]
    DuplicateCase(ruint::aliases::U256),
    /// The place of a single value, which may share its slot, crosses an edge or a call. Only whole-slot places may.
    #[error("{value}, the place of a single value, is passed along")]
    PlacePassed {
        /// The value.
        value: ValueId,
    },
}

/// Checks a module against a phase ([`Phase::Both`] allows what either does) and reports all it finds.
pub fn verify(module: &Module, phase: Phase) -> Result<(), Vec<VerifyError>> {
    let mut errors = Vec::new();
    for (_, function) in module.functions() {
        FunctionVerifier { module, function, phase, places: HashMap::new(), errors: &mut errors }.function();
    }
    // Objects walk the call graph and the terminators of all functions, so these have to be in order first.
    if errors.is_empty() {
        for (id, _) in module.objects() {
            object(module, id, &mut errors);
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn object(module: &Module, id: ObjectId, errors: &mut Vec<VerifyError>) {
    let object = module.object(id);
    let name = || object.name.clone();
    let entry = module.function(object.entry);
    if !entry.params.is_empty() || !entry.results.is_empty() {
        errors.push(VerifyError::ObjectEntry { object: name() });
    }
    let reachable: Vec<FuncId> = module.reachable(id);
    for &func in &reachable {
        let function = module.function(func);
        if function.callees().any(|callee| callee == object.entry) {
            errors.push(VerifyError::EntryCalled { object: name() });
        }
        for block in function.block_ids() {
            for &inst in &function.block(block).insts {
                let op = function.inst(inst).op;
                let is_deploy = object.parent.is_none();
                let wants = match op {
                    Op::DecodeConstructorArgs | Op::Evm(EvmOp::ConstructorArgsSize | EvmOp::ConstructorArgsCopy)
                        if !is_deploy =>
                    {
                        "the deploy object"
                    }
                    Op::SetImmutable(_) if !is_deploy => "the deploy object",
                    Op::DecodeCallArgs if is_deploy => "a runtime object",
                    _ => continue,
                };
                let (function, mnemonic) = (function.name.clone(), op.mnemonic());
                errors.push(VerifyError::WrongObject { object: name(), function, mnemonic, wants });
            }
            match *function.terminator(block) {
                Terminator::ReturnCode(code) if module.object(code).parent != Some(id) => {
                    let (function, code) = (function.name.clone(), module.object(code).name.clone());
                    errors.push(VerifyError::NotAChild { object: name(), function, code });
                }
                Terminator::Return(_) if func == object.entry => {
                    errors.push(VerifyError::InFunction {
                        function: function.name.clone(),
                        block,
                        problem: Problem::TerminatorTypes { terminator: "return", found: "in an entry".to_owned() },
                    });
                }
                _ => {}
            }
        }
    }
}

struct FunctionVerifier<'a> {
    module: &'a Module,
    function: &'a Function,
    phase: Phase,
    /// Block and position of each instruction in the layout.
    places: HashMap<InstId, (BlockId, usize)>,
    errors: &'a mut Vec<VerifyError>,
}

impl FunctionVerifier<'_> {
    fn function(&mut self) {
        let function = self.function;
        if !function.is_defined() {
            self.errors.push(VerifyError::NoBody { function: function.name.clone() });
            return;
        }
        let before = self.errors.len();
        for block in function.block_ids() {
            if function.block(block).terminator.is_none() {
                self.problem(block, Problem::NoTerminator);
            }
            self.definitions(block);
        }
        if self.errors.len() > before {
            return;
        }
        let cfg = Cfg::new(function);
        let entry = function.block(Function::ENTRY);
        if self.types(&entry.params) != function.params || !cfg.predecessors(Function::ENTRY).is_empty() {
            self.errors.push(VerifyError::Entry { function: function.name.clone() });
        }
        if let Some((from, to)) = cfg.irreducible_edge(function) {
            self.errors.push(VerifyError::Irreducible { function: function.name.clone(), from, to });
        }
        for block in function.block_ids() {
            if cfg.is_reachable(block) {
                self.block(&cfg, block);
            } else {
                self.problem(block, Problem::Unreachable);
            }
        }
    }

    fn definitions(&mut self, block: BlockId) {
        let function = self.function;
        let data = function.block(block);
        self.places.extend(data.insts.iter().enumerate().map(|(at, &inst)| (inst, (block, at))));
        let params = (0u32..).zip(&data.params).map(|(i, &value)| (value, Def::Param(block, i)));
        let results = data.insts.iter().flat_map(|&inst| {
            (0u32..).zip(&function.inst(inst).results).map(move |(i, &value)| (value, Def::Result(inst, i)))
        });
        for (value, def) in params.chain(results) {
            if function.value(value).def != def {
                self.problem(block, Problem::BadDefinition { value });
            }
            let ty = function.ty(value);
            let exists = match (self.phase, ty) {
                (Phase::Evm, ty) => ty == Type::Word,
                (Phase::Abstract | Phase::Both, Type::Place(id)) => self.module.has_storage_type(id),
                (Phase::Abstract | Phase::Both, ty) => ty == Type::Word || ty.is_value(),
            };
            if !exists {
                self.problem(block, Problem::NoSuchType { value, ty: ty.to_string() });
            }
        }
    }

    fn block(&mut self, cfg: &Cfg, block: BlockId) {
        let function = self.function;
        let data = function.block(block);
        for (position, &id) in data.insts.iter().enumerate() {
            let inst = function.inst(id);
            for &arg in &inst.args {
                self.dominated(cfg, block, position, arg);
            }
            if !inst.op.is_legal_in(self.phase) {
                self.problem(block, Problem::Phase { mnemonic: inst.op.mnemonic() });
            }
            let (args, results) = (self.types(&inst.args), self.types(&inst.results));
            if let Err(mismatch) = signature::check(self.module, inst.op, &args, &results) {
                self.problem(block, mismatch.into());
            }
            match inst.op {
                Op::Const(word) if self.phase != Phase::Evm => {
                    let clean = results.first().is_none_or(|&ty| super::word::clean(ty, word) == word);
                    if !clean {
                        self.problem(block, Problem::DirtyConstant { word, ty: results[0] });
                    }
                }
                Op::Call(_) => self.no_packed_places(block, inst.args.iter().chain(&inst.results)),
                // A variable's value is a word in the evm phase only.
                Op::LoadImmutable(_) | Op::SetImmutable(_)
                    if self.phase == Phase::Abstract && args.iter().chain(&results).any(|&ty| ty == Type::Word) =>
                {
                    self.problem(block, Problem::Phase { mnemonic: inst.op.mnemonic() });
                }
                _ => {}
            }
        }
        let terminator = function.terminator(block);
        for value in terminator.uses() {
            self.dominated(cfg, block, data.insts.len(), value);
        }
        self.terminator(block, terminator);
    }

    fn terminator(&mut self, block: BlockId, terminator: &Terminator) {
        let function = self.function;
        let evm = self.phase == Phase::Evm;
        let operands = self.types(&terminator.operands());
        let all_values = operands.iter().all(|ty| ty.is_value());
        let all_words = operands.iter().all(|&ty| ty == Type::Word);
        let (name, types_fit, legal) = match terminator {
            Terminator::Jump(_) => ("jump", true, true),
            Terminator::Branch { .. } => ("branch", operands == [if evm { Type::Word } else { Type::Bool }], true),
            Terminator::Switch { cases, .. } => {
                for (i, case) in cases.iter().enumerate() {
                    if cases[..i].iter().any(|before| before.value == case.value) {
                        self.problem(block, Problem::DuplicateCase(case.value));
                    }
                    if super::word::clean(operands[0], case.value) != case.value {
                        self.problem(block, Problem::DirtyConstant { word: case.value, ty: operands[0] });
                    }
                }
                ("switch", operands[0].is_integer(), !evm)
            }
            Terminator::Return(_) => ("return", operands == function.results, true),
            Terminator::ReturnAbi(_) => ("return_abi", all_values, !evm),
            Terminator::ReturnCode(_) => ("return_code", true, true),
            Terminator::RevertEmpty => ("revert", true, !evm),
            Terminator::RevertError { .. } => ("revert_error", all_values, !evm),
            Terminator::Panic(_) => ("panic", true, !evm),
            Terminator::EvmStop => ("evm.stop", true, true),
            Terminator::EvmReturn(..) => ("evm.return", all_words, true),
            Terminator::EvmRevert(..) => ("evm.revert", all_words, true),
            Terminator::EvmInvalid => ("evm.invalid", true, true),
        };
        if !legal {
            self.problem(block, Problem::Phase { mnemonic: name });
        }
        if !types_fit {
            let found = self.names(&operands);
            self.problem(block, Problem::TerminatorTypes { terminator: name, found });
        }
        if let Terminator::Return(values) = terminator {
            self.no_packed_places(block, values);
        }
        for target in terminator.targets() {
            let params = self.types(&function.block(target.block).params);
            let args = self.types(&target.args);
            if params != args {
                let (expected, found) = (self.names(&params), self.names(&args));
                self.problem(block, Problem::EdgeTypes { to: target.block, found, expected });
            }
            self.no_packed_places(block, &target.args);
        }
    }

    fn no_packed_places<'v>(&mut self, block: BlockId, values: impl IntoIterator<Item = &'v ValueId>) {
        for &value in values {
            let Type::Place(id) = self.function.ty(value) else { continue };
            match self.module.storage_type(id) {
                StorageType::Value(_) => self.problem(block, Problem::PlacePassed { value }),
                StorageType::Mapping { .. } => {}
            }
        }
    }

    fn dominated(&mut self, cfg: &Cfg, block: BlockId, position: usize, value: ValueId) {
        let is_dominated = match self.function.value(value).def {
            Def::Param(owner, i) => {
                self.function.block(owner).params.get(i as usize) == Some(&value)
                    && cfg.is_reachable(owner)
                    && cfg.dominates(owner, block)
            }
            Def::Result(inst, _) => self.places.get(&inst).is_some_and(|&(owner, at)| {
                if owner == block { at < position } else { cfg.is_reachable(owner) && cfg.dominates(owner, block) }
            }),
        };
        if !is_dominated {
            self.problem(block, Problem::NotDominated { value });
        }
    }

    fn types(&self, values: &[ValueId]) -> Vec<Type> {
        values.iter().map(|&value| self.function.ty(value)).collect()
    }

    fn names(&self, types: &[Type]) -> String {
        types.iter().map(|&ty| self.module.type_name(ty)).collect::<Vec<_>>().join(", ")
    }

    fn problem(&mut self, block: BlockId, problem: Problem) {
        self.errors.push(VerifyError::InFunction { function: self.function.name.clone(), block, problem });
    }
}

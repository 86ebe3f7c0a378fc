//! Edges and terminators. An edge inside a frame moves arguments into the parameters' cells; an edge to a frame's head is an
//! `pass`, or an `enter` where there is nothing to pass.

use std::collections::BTreeMap;

use ruint::aliases::U256;
use vm_zkfriendly::isa::{Instruction, Label, Operand, PASSED_MAX, Passed, Reg};

use super::arithmetic::{Compared, less_than};
use super::lower::{Exit, Lowering};
use super::refusal::{Missing, Refusal};
use super::values::Shape;
use crate::ir::abi::{AbiWord, PANIC_SELECTOR, encode_payload};
use crate::ir::{BlockId, SwitchCase, Target, Terminator, ValueId};

/// The parameters that a row which enters a frame takes along.
const PASSED: u16 = PASSED_MAX as u16;

/// The most cases of a switch that are tried one by one.
const LINEAR_CASES: usize = 8;

impl Lowering<'_> {
    /// Ends a block; `next` is the block laid out behind it.
    pub(super) fn terminator(&mut self, terminator: &Terminator, next: Option<BlockId>) {
        match terminator {
            Terminator::Jump(target) => self.edge(target, next),
            Terminator::Branch { condition, then, otherwise } => match self.values.constant(*condition) {
                Some(number) => self.edge(if number.is_zero() { otherwise } else { then }, next),
                None => match self.deferred(*condition) {
                    Some(compared) if compared.negate => self.compare(compared, otherwise, then, next),
                    Some(compared) => self.compare(compared, then, otherwise, next),
                    None => match self.condition(*condition) {
                        (rs, false) => self.branch(rs, then, otherwise, next),
                        (rs, true) => self.branch(rs, otherwise, then, next),
                    },
                },
            },
            Terminator::Switch { scrutinee, cases, default } => match self.values.constant(*scrutinee) {
                Some(number) => {
                    let case = cases.iter().find(|case| case.value == number);
                    self.edge(case.map_or(default, |case| &case.target), next);
                }
                None => {
                    let shape = Shape::of(self.function.ty(*scrutinee));
                    let rs = self.reg(*scrutinee);
                    let mut cases: Vec<&SwitchCase> = cases.iter().collect();
                    if cases.len() > LINEAR_CASES {
                        cases.sort_by_key(|case| case.value);
                    }
                    self.switch(rs, shape, &cases, default, next);
                }
            },
            Terminator::Return(values) => {
                self.pass(0, values);
                self.emit(Instruction::Ret { n: u16::try_from(values.len()).unwrap_or(u16::MAX) });
            }
            Terminator::ReturnAbi(values) => {
                let words: Vec<AbiWord> = values.iter().copied().map(AbiWord::Value).collect();
                let (rs, n) = self.output(&words);
                self.emit(Instruction::Return { rs, n });
            }
            // The code is the object's other program; what the machine says is that the creation succeeded.
            Terminator::ReturnCode(_) => self.emit(Instruction::Return { rs: Reg::at(0), n: 0 }),
            Terminator::RevertEmpty => self.exit(Exit::RevertEmpty),
            Terminator::RevertError { selector, payload } => {
                let (rs, n) = self.output(&encode_payload(payload));
                self.emit(Instruction::Revert { rs, n, selector: Some(*selector) });
            }
            Terminator::Panic(code) => self.exit(Exit::Panic(*code)),
            Terminator::EvmStop => self.refuse_terminator("evm.stop", &[]),
            Terminator::EvmReturn(offset, size) => self.refuse_terminator("evm.return", &[*offset, *size]),
            Terminator::EvmRevert(offset, size) => self.refuse_terminator("evm.revert", &[*offset, *size]),
            Terminator::EvmInvalid => self.refuse_terminator("evm.invalid", &[]),
        }
    }

    fn refuse_terminator(&mut self, mnemonic: &'static str, operands: &[ValueId]) {
        let types = operands.iter().map(|&value| self.function.ty(value)).collect();
        let (function, span) = (self.function.name.clone(), self.span);
        self.push_refusal(Refusal::Instruction { function, mnemonic, types, missing: Missing::InlineAssembly, span });
    }

    /// A block that does nothing but leave in a way that frames share.
    pub(super) fn is_bare_exit(&self, block: BlockId) -> bool {
        self.bare_exit(block).is_some()
    }

    fn bare_exit(&self, block: BlockId) -> Option<Exit> {
        if self.frames.is_head(block) || self.values.insts(block).any(|inst| self.values.is_live(inst)) {
            return None;
        }
        match self.function.terminator(block) {
            Terminator::Panic(code) => Some(Exit::Panic(*code)),
            Terminator::RevertEmpty => Some(Exit::RevertEmpty),
            Terminator::Jump(_)
            | Terminator::Branch { .. }
            | Terminator::Switch { .. }
            | Terminator::Return(_)
            | Terminator::ReturnAbi(_)
            | Terminator::ReturnCode(_)
            | Terminator::RevertError { .. }
            | Terminator::EvmStop
            | Terminator::EvmReturn(..)
            | Terminator::EvmRevert(..)
            | Terminator::EvmInvalid => None,
        }
    }

    /// Leaves.
    pub(super) fn exit(&mut self, exit: Exit) {
        match exit {
            Exit::Panic(code) => {
                let rs = self.fresh();
                self.emit(Instruction::Const { rd: rs, value: U256::from(code) });
                self.emit(Instruction::Revert { rs, n: 1, selector: Some(PANIC_SELECTOR) });
            }
            Exit::RevertEmpty => self.emit(Instruction::Revert { rs: Reg::at(0), n: 0, selector: None }),
        }
    }

    /// The label to jump to, if an edge needs no more than a jump.
    fn direct(&mut self, target: &Target) -> Option<Label> {
        if let Some(exit) = self.bare_exit(target.block) {
            return Some(self.exit_label(exit));
        }
        let is_plain = !self.frames.is_head(target.block) && self.values.supplies(target).next().is_none();
        is_plain.then(|| self.blocks[&target.block])
    }

    /// To `yes` if the register is 1, else to `no`.
    fn branch(&mut self, rs: Reg, yes: &Target, no: &Target, next: Option<BlockId>) {
        let comes_next = |target: &Target| Some(target.block) == next;
        let (to_yes, to_no) = (self.direct(yes), self.direct(no));
        match (to_yes, to_no) {
            (Some(target), Some(_)) if comes_next(no) => {
                self.emit(Instruction::Jnz { rs, target });
                self.on_edge(|frame| frame.edge(no, next));
            }
            (_, Some(target)) => {
                self.emit(Instruction::Jz { rs, target });
                self.on_edge(|frame| frame.edge(yes, next));
            }
            (Some(target), None) => {
                self.emit(Instruction::Jnz { rs, target });
                self.on_edge(|frame| frame.edge(no, next));
            }
            (None, None) => {
                let label = self.new_label();
                let (first, second) = if comes_next(yes) { (no, yes) } else { (yes, no) };
                self.emit(if comes_next(yes) {
                    Instruction::Jnz { rs, target: label }
                } else {
                    Instruction::Jz { rs, target: label }
                });
                self.on_edge(|frame| frame.edge(first, None));
                self.bind(label);
                self.on_edge(|frame| frame.edge(second, next));
            }
        }
    }

    /// To `yes` if `rs1 < rs2`, else to `no`.
    fn compare(&mut self, compared: Compared, yes: &Target, no: &Target, next: Option<BlockId>) {
        let comes_next = |target: &Target| Some(target.block) == next;
        let (to_yes, to_no) = (self.direct(yes), self.direct(no));
        if let (Operand::Immediate(number), Some(target)) = (compared.rs2, to_no)
            && !number.is_zero()
            && !comes_next(no)
        {
            self.jump_unless_less(compared.shape, compared.rs1, number, target);
            return self.on_edge(|frame| frame.edge(yes, next));
        }
        let plain = to_yes.filter(|_| !comes_next(yes));
        let label = plain.unwrap_or_else(|| self.new_label());
        self.jump_if_less(compared, label);
        match (self.bare_exit(no.block), to_no) {
            // A panic is shared: a jump there is shorter than another one.
            (Some(Exit::Panic(_)), Some(target)) => self.emit(Instruction::Jump { target }),
            _ => self.on_edge(|frame| frame.edge(no, if plain.is_some() { next } else { None })),
        }
        if plain.is_none() {
            self.bind(label);
            self.on_edge(|frame| frame.edge(yes, next));
        }
    }

    /// Cases are in ascending order if there are many.
    fn switch(&mut self, rs: Reg, shape: Shape, cases: &[&SwitchCase], default: &Target, next: Option<BlockId>) {
        if cases.len() > LINEAR_CASES {
            let (low, high) = cases.split_at(cases.len() / 2);
            let is_low = self.fresh();
            self.emit(less_than(shape, is_low, rs, Operand::Immediate(high[0].value)));
            let label = self.new_label();
            self.emit(Instruction::Jz { rs: is_low, target: label });
            self.switch(rs, shape, low, default, None);
            self.bind(label);
            return self.switch(rs, shape, high, default, next);
        }
        for case in cases {
            let fits = self.fresh();
            self.emit(Instruction::Eq { rd: fits, rs1: rs, rs2: Operand::Immediate(case.value) });
            if let Some(target) = self.direct(&case.target) {
                self.emit(Instruction::Jnz { rs: fits, target });
            } else {
                let label = self.new_label();
                self.emit(Instruction::Jz { rs: fits, target: label });
                self.on_edge(|frame| frame.edge(&case.target, None));
                self.bind(label);
            }
        }
        self.on_edge(|frame| frame.edge(default, next));
    }

    /// Into a frame with its parameters: the first ones in the row that enters it, the others before.
    fn enter(&mut self, target: Label, args: &[ValueId]) {
        let (first, others) = args.split_at(args.len().min(PASSED_MAX));
        self.pass(PASSED, others);
        let first: Vec<Reg> = first.iter().map(|&value| self.reg(value)).collect();
        self.emit(match Passed::new(&first) {
            Some(values) => Instruction::Pass { target, size: 0, values },
            None => Instruction::Enter { target, size: 0 },
        });
    }

    /// Goes to another block.
    fn edge(&mut self, target: &Target, next: Option<BlockId>) {
        if let Some(exit) = self.bare_exit(target.block) {
            return self.exit(exit);
        }
        let supplies: Vec<(ValueId, ValueId)> = self.values.supplies(target).collect();
        if self.frames.is_head(target.block) {
            let supplies: BTreeMap<ValueId, ValueId> = supplies.into_iter().collect();
            let index = self.frames.of(target.block);
            let params = &self.frames.plans[index].params;
            let args: Vec<ValueId> =
                params.iter().map(|param| supplies.get(param).copied().unwrap_or(*param)).collect();
            return self.enter(self.frame_labels[index], &args);
        }
        let mut moves = Vec::new();
        for (param, arg) in supplies {
            let rd = self.define(param);
            let constant = self.values.constant(arg);
            match constant.map(|number| (number, self.known_constant(number))) {
                None => moves.push((rd, self.reg(arg))),
                Some((_, Some(known))) => moves.push((rd, known)),
                Some((value, None)) => self.emit(Instruction::Const { rd, value }),
            }
        }
        self.moves(&moves, |moves| Instruction::Mov { moves });
        if next != Some(target.block) {
            self.emit(Instruction::Jump { target: self.blocks[&target.block] });
        }
    }
}

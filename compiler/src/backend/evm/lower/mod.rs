//! From the abstract phase to the evm phase: IR to IR.
//!
//! Values become their clean words. Places become slot numbers, with the offset in the slot known here; checked arithmetic
//! becomes opcodes and branches to shared panic blocks; ABI data goes through memory: at most two words that are read again
//! lie in scratch space 0x00..0x40, output that ends the call may lie in 0x00..0x80, the rest behind the cells of the
//! stack scheduler.

mod arithmetic;
mod data;
mod storage;

use std::collections::HashMap;

use ruint::aliases::U256;

use crate::ir::cfg::Cfg;
use crate::ir::{
    BlockId, EvmOp, Function, Module, Op, Payload, Phase, Span, SwitchCase, Target, Terminator, Type, ValueId, abi,
    verify, word,
};
use crate::pass::{dead, summarize};

/// Cases that are compared one after the other; more are halved first. A comparison takes 22 gas and halves five cases as well.
const CASES_IN_A_ROW: usize = 4;

/// Lowers a module.
/// Pre: it satisfies `verify` for the abstract phase. Post: it satisfies `verify` for the evm phase, and `ir::interpret`
/// gives every call the same outcome, logs and storage as before.
pub fn lower_evm(module: &Module) -> Module {
    let mut lowered = module.clone();
    for (id, function) in module.functions() {
        *lowered.function_mut(id) = FunctionLowering::new(module, function).run();
    }
    // Conditions that only branches need have been written twice.
    let summary = summarize(&lowered);
    for (id, _) in module.functions() {
        dead::remove(lowered.function_mut(id), &summary);
    }
    debug_assert_eq!(verify(&lowered, Phase::Evm), Ok(()), "lowering keeps the IR in order");
    lowered
}

/// The word that stands for a value; for a place, its slot, and the bytes to its right there.
#[derive(Clone, Copy)]
struct Lowered {
    word: ValueId,
    offset: u8,
}

struct FunctionLowering<'m> {
    module: &'m Module,
    source: &'m Function,
    out: Function,
    /// Block being written.
    block: BlockId,
    span: Span,
    /// First block of each source block's code.
    starts: Vec<BlockId>,
    values: HashMap<ValueId, Lowered>,
    panics: HashMap<u8, BlockId>,
    revert: Option<BlockId>,
}

impl<'m> FunctionLowering<'m> {
    fn new(module: &'m Module, source: &'m Function) -> Self {
        let words = |types: &[Type]| vec![Type::Word; types.len()];
        let mut out =
            Function::declare(source.name.clone(), words(&source.params), words(&source.results), source.span);
        let mut values = HashMap::new();
        let mut starts = Vec::new();
        for block in source.block_ids() {
            let start = out.add_block();
            for &param in &source.block(block).params {
                values.insert(param, Lowered { word: out.add_block_param(start, Type::Word), offset: 0 });
            }
            starts.push(start);
        }
        Self {
            module,
            source,
            out,
            block: Function::ENTRY,
            span: source.span,
            starts,
            values,
            panics: HashMap::new(),
            revert: None,
        }
    }

    fn run(mut self) -> Function {
        // In this order definitions come before their uses, as they dominate them.
        for &block in Cfg::new(self.source).reverse_postorder() {
            self.block = self.starts[block.index()];
            let data = self.source.block(block);
            for &inst in &data.insts {
                let inst = self.source.inst(inst);
                self.span = inst.span;
                let results = self.instruction(inst.op, &inst.args, &inst.results);
                debug_assert_eq!(results.len(), inst.results.len());
                self.values.extend(inst.results.iter().copied().zip(results));
            }
            self.span = data.terminator_span;
            self.terminator(self.source.terminator(block));
        }
        self.out
    }

    fn instruction(&mut self, op: Op, args: &[ValueId], results: &[ValueId]) -> Vec<Lowered> {
        let words: Vec<ValueId> = args.iter().map(|&arg| self.word(arg)).collect();
        let ty = args.first().map_or(Type::Word, |&arg| self.source.ty(arg));
        let result = results.first().map_or(Type::Word, |&result| self.source.ty(result));
        let word = match (op, &words[..]) {
            (Op::Const(number), _) => self.number(number),
            (Op::CheckedAdd, &[a, b]) => self.checked_add(ty, a, b),
            (Op::CheckedSub, &[a, b]) => self.checked_sub(ty, a, b),
            (Op::CheckedMul, &[a, b]) => self.checked_mul(ty, a, b),
            (Op::CheckedDiv, &[a, b]) => self.division(ty, a, b, true),
            (Op::CheckedExp, &[a, b]) => self.checked_exp(ty, a, b),
            (Op::CheckedNeg, &[a]) => self.checked_neg(ty, a),
            (Op::WrappingAdd, &[a, b]) => self.then_clean(ty, EvmOp::Add, &[a, b]),
            (Op::WrappingSub, &[a, b]) => self.then_clean(ty, EvmOp::Sub, &[a, b]),
            (Op::WrappingMul, &[a, b]) => self.then_clean(ty, EvmOp::Mul, &[a, b]),
            (Op::WrappingDiv, &[a, b]) => self.division(ty, a, b, false),
            (Op::WrappingExp, &[a, b]) => self.then_clean(ty, EvmOp::Exp, &[a, b]),
            (Op::WrappingNeg, &[a]) => {
                let zero = self.small(0);
                self.then_clean(ty, EvmOp::Sub, &[zero, a])
            }
            (Op::Mod, &[a, b]) => {
                self.panic_unless(b, abi::PANIC_DIVISION);
                self.op(if ty.is_signed() { EvmOp::Smod } else { EvmOp::Mod }, &[a, b])
            }
            (Op::AddMod, &[a, b, m]) => {
                self.panic_unless(m, abi::PANIC_DIVISION);
                self.op(EvmOp::Addmod, &[a, b, m])
            }
            (Op::MulMod, &[a, b, m]) => {
                self.panic_unless(m, abi::PANIC_DIVISION);
                self.op(EvmOp::Mulmod, &[a, b, m])
            }
            (Op::Eq, &[a, b]) => match self.compared_with_zero(args) {
                Some(word) => self.op(EvmOp::Iszero, &[word]),
                None => self.op(EvmOp::Eq, &[a, b]),
            },
            (Op::Ne, &[a, b]) => match self.compared_with_zero(args) {
                Some(word) => self.negated(EvmOp::Iszero, &[word]),
                None => self.negated(EvmOp::Eq, &[a, b]),
            },
            (Op::Lt, &[a, b]) => self.less(ty, a, b),
            (Op::Gt, &[a, b]) => self.less(ty, b, a),
            (Op::Le, &[a, b]) => {
                let greater = self.less(ty, b, a);
                self.op(EvmOp::Iszero, &[greater])
            }
            (Op::Ge, &[a, b]) => {
                let less = self.less(ty, a, b);
                self.op(EvmOp::Iszero, &[less])
            }
            (Op::Not, &[a]) => self.op(EvmOp::Iszero, &[a]),
            (Op::BitAnd, &[a, b]) => self.op(EvmOp::And, &[a, b]),
            (Op::BitOr, &[a, b]) => self.op(EvmOp::Or, &[a, b]),
            (Op::BitXor, &[a, b]) => self.op(EvmOp::Xor, &[a, b]),
            (Op::BitNot, &[a]) => self.then_clean(ty, EvmOp::Not, &[a]),
            (Op::Shl, &[a, b]) => self.then_clean(ty, EvmOp::Shl, &[b, a]),
            (Op::Shr, &[a, b]) if ty.is_signed() => self.op(EvmOp::Sar, &[b, a]),
            (Op::Shr, &[a, b]) => {
                let shifted = self.op(EvmOp::Shr, &[b, a]);
                if matches!(ty, Type::FixedBytes(_)) { self.clean(ty, shifted) } else { shifted }
            }
            (Op::Extend | Op::ToWord, &[a]) => a,
            (Op::Truncate | Op::FromWord, &[a]) => self.clean(result, a),
            (Op::Reinterpret, &[a]) => self.reinterpret(ty, result, a),
            (Op::StoragePlace(var), _) => return vec![self.place_of(var)],
            (Op::MapElement, &[mapping, key]) => self.map_element(mapping, key),
            (Op::Sload, _) => self.load(EvmOp::Sload, self.values[&args[0]], result),
            (Op::Sstore, &[_, value]) => {
                let place = self.values[&args[0]];
                self.store([EvmOp::Sload, EvmOp::Sstore], place, self.source.ty(args[1]), value);
                return Vec::new();
            }
            (Op::Tload(var), _) => {
                let place = self.place_of(var);
                self.load(EvmOp::Tload, place, result)
            }
            (Op::Tstore(var), &[value]) => {
                let place = self.place_of(var);
                self.store([EvmOp::Tload, EvmOp::Tstore], place, ty, value);
                return Vec::new();
            }
            (Op::HasSelector, _) => {
                let (size, four) = (self.op(EvmOp::Calldatasize, &[]), self.small(4));
                self.negated(EvmOp::Lt, &[size, four])
            }
            (Op::Selector, _) => {
                let zero = self.small(0);
                let (first, shift) = (self.op(EvmOp::Calldataload, &[zero]), self.small(224));
                self.op(EvmOp::Shr, &[shift, first])
            }
            (Op::CalldataSize, _) => self.op(EvmOp::Calldatasize, &[]),
            (Op::DecodeCallArgs, _) => return self.decode_call_args(results),
            (Op::DecodeConstructorArgs, _) => return self.decode_constructor_args(results),
            (Op::Caller, _) => self.op(EvmOp::Caller, &[]),
            (Op::Callvalue, _) => self.op(EvmOp::Callvalue, &[]),
            (Op::ThisAddress, _) => self.op(EvmOp::Address, &[]),
            (Op::Origin, _) => self.op(EvmOp::Origin, &[]),
            (Op::Gasprice, _) => self.op(EvmOp::Gasprice, &[]),
            (Op::Basefee, _) => self.op(EvmOp::Basefee, &[]),
            (Op::Blobbasefee, _) => self.op(EvmOp::Blobbasefee, &[]),
            (Op::Chainid, _) => self.op(EvmOp::Chainid, &[]),
            (Op::Coinbase, _) => self.op(EvmOp::Coinbase, &[]),
            (Op::Gaslimit, _) => self.op(EvmOp::Gaslimit, &[]),
            (Op::BlockNumber, _) => self.op(EvmOp::Number, &[]),
            (Op::Prevrandao, _) => self.op(EvmOp::Prevrandao, &[]),
            (Op::Timestamp, _) => self.op(EvmOp::Timestamp, &[]),
            (Op::Blockhash, &[number]) => self.op(EvmOp::Blockhash, &[number]),
            (Op::Blobhash, &[index]) => self.op(EvmOp::Blobhash, &[index]),
            (Op::Gasleft, _) => self.op(EvmOp::Gas, &[]),
            (Op::KeccakWords, words) => {
                let (start, size) = self.write_buffer(words);
                self.op(EvmOp::Keccak256, &[start, size])
            }
            (Op::Log(topics), words) => {
                self.log(usize::from(topics), words);
                return Vec::new();
            }
            (Op::Call(_) | Op::Evm(_) | Op::LoadImmutable(_) | Op::SetImmutable(_), words) => {
                let words = self.append(op, words, results.len());
                return words.into_iter().map(|word| Lowered { word, offset: 0 }).collect();
            }
            (op, words) => unreachable!("verified: `{}` doesn't take {} operands", op.mnemonic(), words.len()),
        };
        vec![Lowered { word, offset: 0 }]
    }

    fn terminator(&mut self, terminator: &Terminator) {
        let lowered = match terminator {
            Terminator::Jump(target) => Terminator::Jump(self.target(target)),
            Terminator::Branch { condition, then, otherwise } => {
                let (condition, is_negated) = self.condition(*condition);
                let (then, otherwise) = if is_negated { (otherwise, then) } else { (then, otherwise) };
                Terminator::Branch { condition, then: self.target(then), otherwise: self.target(otherwise) }
            }
            Terminator::Switch { scrutinee, cases, default } => {
                let mut cases: Vec<&SwitchCase> = cases.iter().collect();
                cases.sort_by_key(|case| case.value);
                let (is_signed, scrutinee) = (self.source.ty(*scrutinee).is_signed(), self.word(*scrutinee));
                // The order of clean words is that of the values only without a sign.
                self.switch(scrutinee, &cases, default, !is_signed)
            }
            Terminator::Return(values) => Terminator::Return(values.iter().map(|&value| self.word(value)).collect()),
            Terminator::ReturnAbi(values) => {
                let words: Vec<_> = values.iter().map(|&value| self.word(value)).collect();
                self.return_words(&words)
            }
            Terminator::ReturnCode(object) => Terminator::ReturnCode(*object),
            Terminator::RevertEmpty => self.revert_empty(),
            Terminator::RevertError { selector, payload } => self.revert_error(*selector, payload),
            Terminator::Panic(code) => self.panic(*code),
            Terminator::EvmStop => Terminator::EvmStop,
            Terminator::EvmReturn(offset, size) => Terminator::EvmReturn(self.word(*offset), self.word(*size)),
            Terminator::EvmRevert(offset, size) => Terminator::EvmRevert(self.word(*offset), self.word(*size)),
            Terminator::EvmInvalid => Terminator::EvmInvalid,
        };
        self.terminate(lowered);
    }

    /// One comparison after the other, or first one that halves the cases, if there are many.
    fn switch(&mut self, scrutinee: ValueId, cases: &[&SwitchCase], default: &Target, is_ordered: bool) -> Terminator {
        if is_ordered && cases.len() > CASES_IN_A_ROW {
            let (low, high) = cases.split_at(cases.len() / 2);
            let middle = self.number(high[0].value);
            let is_low = self.op(EvmOp::Gt, &[middle, scrutinee]);
            let [then, otherwise] = [(); 2].map(|()| self.out.add_block());
            let to = |block| Target { block, args: Vec::new() };
            self.terminate(Terminator::Branch { condition: is_low, then: to(then), otherwise: to(otherwise) });
            self.block = then;
            let terminator = self.switch(scrutinee, low, default, is_ordered);
            self.terminate(terminator);
            self.block = otherwise;
            return self.switch(scrutinee, high, default, is_ordered);
        }
        for case in cases {
            let value = self.number(case.value);
            let is_case = self.op(EvmOp::Eq, &[value, scrutinee]);
            let then = self.target(&case.target);
            let next = self.out.add_block();
            let otherwise = Target { block: next, args: Vec::new() };
            self.terminate(Terminator::Branch { condition: is_case, then, otherwise });
            self.block = next;
        }
        Terminator::Jump(self.target(default))
    }

    /// A word that is 0 exactly if the condition doesn't hold; or exactly if it does (`true`), where that word is cheaper.
    fn condition(&mut self, condition: ValueId) -> (ValueId, bool) {
        let Some((op, args)) = self.source.definition(condition) else { return (self.word(condition), false) };
        let words: Vec<ValueId> = args.iter().map(|&arg| self.word(arg)).collect();
        let ty = args.first().map_or(Type::Word, |&arg| self.source.ty(arg));
        match (op, &words[..]) {
            (Op::Not, _) => {
                let (word, is_negated) = self.condition(args[0]);
                (word, !is_negated)
            }
            (Op::Eq | Op::Ne, &[a, b]) => match self.compared_with_zero(args) {
                Some(word) => (word, op == Op::Eq),
                None if op == Op::Eq => (self.word(condition), false),
                None => (self.op(EvmOp::Sub, &[a, b]), false),
            },
            (Op::Le, &[a, b]) => (self.less(ty, b, a), true),
            (Op::Ge, &[a, b]) => (self.less(ty, a, b), true),
            (Op::HasSelector, _) => {
                let (size, four) = (self.op(EvmOp::Calldatasize, &[]), self.small(4));
                (self.op(EvmOp::Lt, &[size, four]), true)
            }
            _ => (self.word(condition), false),
        }
    }

    /// The word of the operand that isn't the number 0, if the other one is.
    fn compared_with_zero(&self, args: &[ValueId]) -> Option<ValueId> {
        let is_zero = |&arg: &ValueId| self.source.constant(arg).is_some_and(|number| number.is_zero());
        match args {
            [a, b] if is_zero(b) => Some(self.word(*a)),
            [a, b] if is_zero(a) => Some(self.word(*b)),
            _ => None,
        }
    }

    fn target(&self, target: &Target) -> Target {
        Target {
            block: self.starts[target.block.index()],
            args: target.args.iter().map(|&arg| self.word(arg)).collect(),
        }
    }

    fn word(&self, value: ValueId) -> ValueId {
        self.values[&value].word
    }

    fn terminate(&mut self, terminator: Terminator) {
        self.out.terminate(self.block, terminator, self.span);
    }

    fn append(&mut self, op: Op, args: &[ValueId], results: usize) -> Vec<ValueId> {
        let inst = self.out.append(self.block, op, args.to_vec(), &vec![Type::Word; results], self.span);
        self.out.inst(inst).results.clone()
    }

    /// An opcode with a result.
    fn op(&mut self, op: EvmOp, args: &[ValueId]) -> ValueId {
        self.append(Op::Evm(op), args, 1)[0]
    }

    /// An opcode without result.
    fn effect(&mut self, op: EvmOp, args: &[ValueId]) {
        self.append(Op::Evm(op), args, 0);
    }

    /// Whether the opcode gives 0.
    fn negated(&mut self, op: EvmOp, args: &[ValueId]) -> ValueId {
        let flag = self.op(op, args);
        self.op(EvmOp::Iszero, &[flag])
    }

    fn number(&mut self, number: U256) -> ValueId {
        self.append(Op::Const(number), &[], 1)[0]
    }

    fn small(&mut self, number: u64) -> ValueId {
        self.number(U256::from(number))
    }

    /// The clean word of a type out of any word, as `ir::word::clean`.
    fn clean(&mut self, ty: Type, word: ValueId) -> ValueId {
        match ty {
            Type::Uint(256) | Type::Int(256) | Type::FixedBytes(32) | Type::Word | Type::Place(_) => word,
            Type::Bool => {
                let no = self.op(EvmOp::Iszero, &[word]);
                self.op(EvmOp::Iszero, &[no])
            }
            Type::Uint(_) | Type::Address => {
                let mask = self.number(word::low_mask(ty.bits()));
                self.op(EvmOp::And, &[mask, word])
            }
            Type::Int(bits) => {
                let byte = self.small(u64::from(bits / 8 - 1));
                self.op(EvmOp::Signextend, &[byte, word])
            }
            Type::FixedBytes(_) => {
                let mask = self.number(!word::low_mask(256 - ty.bits()));
                self.op(EvmOp::And, &[mask, word])
            }
        }
    }

    fn then_clean(&mut self, ty: Type, op: EvmOp, args: &[ValueId]) -> ValueId {
        let word = self.op(op, args);
        self.clean(ty, word)
    }

    /// Goes to `target` if `condition` isn't 0, and on in a new block otherwise.
    fn leave_if(&mut self, condition: ValueId, target: BlockId) {
        let next = self.out.add_block();
        let [then, otherwise] = [target, next].map(|block| Target { block, args: Vec::new() });
        self.terminate(Terminator::Branch { condition, then, otherwise });
        self.block = next;
    }

    /// Writes a block of its own with this terminator, without leaving the current one.
    fn side_block(&mut self, write: impl FnOnce(&mut Self) -> Terminator) -> BlockId {
        let (here, span) = (self.block, self.span);
        let side = self.out.add_block();
        self.block = side;
        // Shared by many places of the source: none of them is its source.
        self.span = Span::default();
        let terminator = write(self);
        self.terminate(terminator);
        (self.block, self.span) = (here, span);
        side
    }

    /// Reverts with `Panic(code)` if `condition` isn't 0.
    fn panic_if(&mut self, condition: ValueId, code: u8) {
        let target = match self.panics.get(&code) {
            Some(&block) => block,
            None => {
                let block = self.side_block(|lowering| lowering.panic(code));
                self.panics.insert(code, block);
                block
            }
        };
        self.leave_if(condition, target);
    }

    /// Reverts with `Panic(code)` if `condition` is 0.
    fn panic_unless(&mut self, condition: ValueId, code: u8) {
        let failed = self.op(EvmOp::Iszero, &[condition]);
        self.panic_if(failed, code);
    }

    /// Reverts without data if `condition` isn't 0.
    fn revert_if(&mut self, condition: ValueId) {
        let target = match self.revert {
            Some(block) => block,
            None => {
                let block = self.side_block(Self::revert_empty);
                self.revert = Some(block);
                block
            }
        };
        self.leave_if(condition, target);
    }

    fn revert_empty(&mut self) -> Terminator {
        let zero = self.small(0);
        Terminator::EvmRevert(zero, zero)
    }

    fn revert_error(&mut self, selector: u32, payload: &[Payload]) -> Terminator {
        let words = abi::encode_payload(payload);
        let words: Vec<ValueId> = words
            .into_iter()
            .map(|item| match item {
                abi::AbiWord::Value(value) => self.word(value),
                abi::AbiWord::Constant(word) => self.number(word),
            })
            .collect();
        self.revert_words(selector, &words)
    }

    fn panic(&mut self, code: u8) -> Terminator {
        let code = self.small(u64::from(code));
        self.revert_words(abi::PANIC_SELECTOR, &[code])
    }
}

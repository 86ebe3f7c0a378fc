//! A trace followed by hand: everything it says must follow from what it said before.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::keccak256;
use vm_evm::{
    EvmTrace, FrameEnd, MemoryAccessKind, NestedFrame, Status, Step, StorageAccessKind, U256,
    opcode::{self, Opcode},
};

/// Panics at the first step that doesn't follow.
pub(crate) fn check_replays(trace: &EvmTrace) {
    let mut replay = Replay::new(trace);
    for step in &trace.steps {
        replay.follow(step);
    }
    replay.end();
}

struct Replay<'t> {
    trace: &'t EvmTrace,
    pc: u64,
    gas: u64,
    refund: i64,
    stack: Vec<U256>,
    memory: Vec<u8>,
    /// Slots of the callee that were met, and what they hold.
    slots: BTreeMap<U256, U256>,
    warm: BTreeSet<U256>,
    /// A nested frame ran code, which may have changed storage and emitted events.
    nested: bool,
}

impl<'t> Replay<'t> {
    fn new(trace: &'t EvmTrace) -> Self {
        let callee = trace.context.callee;
        let warm = trace.context.warm_slots.iter().filter(|(address, _)| *address == callee).map(|(_, key)| *key);
        Self {
            trace,
            pc: 0,
            gas: trace.context.gas_limit,
            refund: 0,
            stack: Vec::new(),
            memory: Vec::new(),
            slots: BTreeMap::new(),
            warm: warm.collect(),
            nested: false,
        }
    }

    fn follow(&mut self, step: &Step) {
        let last = step.clock + 1 == self.trace.steps.len() as u64;
        assert!(std::ptr::eq(step, &self.trace.steps[usize::try_from(step.clock).unwrap()]));
        assert_eq!(step.end.is_some(), last, "only the last step ends the frame: {step:?}");
        self.code(step);
        self.stack(step);
        self.gas(step);
        self.memory(step);
        self.storage(step);
        self.meaning(step);
        self.nested |= step.nested.as_deref().is_some_and(|nested: &NestedFrame| !nested.precompile);
    }

    fn code(&mut self, step: &Step) {
        assert_eq!(step.pc, self.pc, "{step:?}");
        let code = &self.trace.context.bytecode;
        let at = usize::try_from(step.pc).unwrap();
        assert_eq!(step.opcode, code.get(at).copied().unwrap_or(opcode::STOP));
        self.pc = match (step.opcode, step.popped.as_slice()) {
            _ if step.end.is_some() => 0,
            (opcode::JUMP, [to]) => to.to(),
            (opcode::JUMPI, [to, condition]) if !condition.is_zero() => to.to(),
            _ => step.pc + 1 + u64::from(Opcode::of(step.opcode).unwrap().immediate_bytes),
        };
    }

    fn stack(&mut self, step: &Step) {
        assert_eq!(usize::from(step.stack_words), self.stack.len(), "{step:?}");
        let opcode = Opcode::of(step.opcode);
        let pops = opcode.map_or(0, |opcode| usize::from(opcode.pops)).min(self.stack.len());
        let kept = self.stack.len() - pops;
        let popped: Vec<U256> = self.stack.drain(kept..).rev().collect();
        assert_eq!(step.popped, popped, "{step:?}");
        let pushes = opcode.map_or(0, |opcode| usize::from(opcode.pushes));
        assert_eq!(step.pushed.len(), if step.halted() { 0 } else { pushes }, "{step:?}");
        self.stack.extend(step.pushed.iter().rev());
        assert!(self.stack.len() <= 1024);
    }

    fn gas(&mut self, step: &Step) {
        assert_eq!((step.gas_before, step.refund_before), (self.gas, self.refund), "{step:?}");
        assert!(step.gas_after <= step.gas_before, "{step:?}");
        if step.halted() {
            assert_eq!(step.gas_after, 0);
        } else {
            let at_least = self.trace.context.rules.static_gas(step.opcode);
            assert!(step.gas_cost() >= at_least, "{step:?}");
        }
        (self.gas, self.refund) = (step.gas_after, step.refund_after);
    }

    fn memory(&mut self, step: &Step) {
        assert_eq!(step.memory_words_before * 32, self.memory.len() as u64, "{step:?}");
        assert!(step.memory_words_after >= step.memory_words_before);
        if step.halted() {
            assert!(step.memory.is_empty(), "{step:?}");
            return;
        }
        self.memory.resize(usize::try_from(step.memory_words_after * 32).unwrap(), 0);
        for access in &step.memory {
            let start = usize::try_from(access.offset).unwrap();
            let bytes = &mut self.memory[start..start + access.bytes.len()];
            match access.kind {
                MemoryAccessKind::Read => assert_eq!(bytes, access.bytes.as_ref(), "{step:?}"),
                MemoryAccessKind::Write => bytes.copy_from_slice(&access.bytes),
            }
        }
    }

    fn storage(&mut self, step: &Step) {
        if let Some(account) = step.account.as_deref() {
            assert!(account.was_warm || !self.trace.context.warm_addresses.contains(&account.address), "{step:?}");
        }
        let Some(access) = step.storage.as_deref() else { return };
        let of_callee =
            |slot: &&vm_evm::SlotChange| slot.address == self.trace.context.callee && slot.key == access.key;
        if !step.halted() {
            let slot = self.trace.slots.iter().find(of_callee).expect("a slot that was met is listed");
            assert_eq!(access.original, slot.before, "{step:?}");
        }
        if !self.nested {
            let before = self.slots.get(&access.key).copied().unwrap_or(access.original);
            assert_eq!(access.before, before, "{step:?}");
            assert_eq!(access.was_warm, self.warm.contains(&access.key), "{step:?}");
        }
        match access.kind {
            StorageAccessKind::Load if !step.halted() => {
                assert_eq!(step.pushed, [access.before]);
                assert_eq!(step.gas_cost(), if access.was_warm { 100 } else { 2100 }, "EIP-2929: {step:?}");
            }
            StorageAccessKind::Store if !step.halted() => {
                assert_eq!(access.after, step.popped[1]);
                let reset = access.original == access.before && access.after != access.before;
                let dynamic = match reset {
                    true if access.original.is_zero() => 20_000,
                    true => 2_900,
                    false => 100,
                };
                let cold = if access.was_warm { 0 } else { 2100 };
                assert_eq!(step.gas_cost(), dynamic + cold, "EIP-2200, EIP-2929: {step:?}");
            }
            _ => assert_eq!(access.before, access.after),
        }
        self.slots.insert(access.key, access.after);
        if !step.halted() {
            self.warm.insert(access.key);
        }
    }

    /// What a few opcodes compute, from the step alone.
    fn meaning(&self, step: &Step) {
        if step.halted() {
            return;
        }
        let read = || step.memory.first().map(|access| access.bytes.as_ref()).unwrap_or_default();
        match step.opcode {
            opcode::PUSH0..=opcode::PUSH32 => {
                let code = &self.trace.context.bytecode;
                let first = usize::try_from(step.pc).unwrap() + 1;
                let immediate = (first..).map(|at| code.get(at).copied().unwrap_or(0));
                let immediate: Vec<u8> = immediate.take(usize::from(step.opcode - opcode::PUSH0)).collect();
                assert_eq!(step.pushed, [U256::from_be_slice(&immediate)]);
            }
            opcode::DUP1..=opcode::DUP16 => {
                assert_eq!(step.pushed[0], step.popped[step.popped.len() - 1]);
                assert_eq!(step.pushed[1..], step.popped);
            }
            opcode::SWAP1..=opcode::SWAP16 => {
                let mut swapped = step.popped.clone();
                let deepest = swapped.len() - 1;
                swapped.swap(0, deepest);
                assert_eq!(step.pushed, swapped);
            }
            opcode::SELFBALANCE if !self.nested => assert_eq!(step.pushed, [self.trace.context.balance]),
            opcode::BLOBHASH => assert_eq!(step.pushed, [U256::ZERO], "no transaction has blobs"),
            opcode::MLOAD => assert_eq!(step.pushed, [U256::from_be_slice(read())]),
            opcode::MSTORE => assert_eq!(step.popped[1], U256::from_be_slice(read())),
            opcode::KECCAK256 => {
                assert_eq!(step.pushed, [U256::from_be_bytes(keccak256(step.keccak_input().unwrap()).0)]);
            }
            opcode::LOG0..=opcode::LOG4 => {
                let log = step.log.as_deref().expect("LOG emits");
                assert_eq!(log.data.data.as_ref(), read());
                assert_eq!(log.topics().len(), usize::from(step.opcode - opcode::LOG0));
            }
            _ => {}
        }
    }

    fn end(self) {
        let EvmTrace { context, steps, receipt, .. } = self.trace;
        let spent: u64 = steps.iter().map(Step::gas_cost).sum();
        if !steps.is_empty() && !matches!(receipt.status, Status::Halt(_)) {
            assert_eq!(spent, receipt.execution_gas);
            assert_eq!(self.gas, self.trace.gas_left());
        }
        let before_refund = receipt.intrinsic_gas + receipt.execution_gas + receipt.deposit_gas;
        assert_eq!(receipt.transaction_gas, (before_refund - receipt.refund_gas).max(receipt.floor_gas));
        assert!(receipt.refund_gas <= before_refund / 5, "EIP-3529");
        if let Some(end) = steps.last().and_then(|step| step.end) {
            let status = match end {
                FrameEnd::Stop | FrameEnd::Return | FrameEnd::SelfDestruct => Status::Success,
                FrameEnd::Revert => Status::Revert,
                FrameEnd::Halt(reason) => Status::Halt(reason),
            };
            // A create may still fail at the deposit.
            assert!(receipt.status == status || (status.is_success() && context.entry == vm_evm::Entry::InitCode));
        }
        if receipt.status.is_success() && !self.nested {
            assert_eq!(receipt.refund_counter, u64::try_from(self.refund).unwrap());
            let logs: Vec<_> = steps.iter().filter_map(|step| step.log.as_deref().cloned()).collect();
            assert_eq!(logs, receipt.logs);
            let destroyed = steps.last().is_some_and(|step| step.end == Some(FrameEnd::SelfDestruct));
            for slot in self.trace.slots.iter().filter(|_| !destroyed) {
                assert_eq!(slot.after, self.slots[&slot.key], "{slot:?}");
            }
        }
        if !receipt.status.is_success() {
            assert!(self.trace.slots.iter().all(|slot| slot.before == slot.after), "a failure changes no slot");
            assert!(receipt.logs.is_empty());
        }
    }
}

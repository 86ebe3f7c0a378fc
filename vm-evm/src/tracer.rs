//! Watching revm at work. The only file that looks inside revm's interpreter.
//!
//! revm tells an inspector about each instruction twice, before and after. What a step pops is read before, what it pushes
//! after; which bytes of memory it touched is read after, when gas has proven the length reasonable and memory has grown. An
//! instruction that starts a frame isn't over when revm says so: it is settled when the top frame goes on.
//!
//! Traps of revm 43 that this file knows: gas is charged unchecked and wraps before the halt is noticed; only out-of-gas
//! halts zero what is left, so a halted step's gas is set here; DUP and SWAP on too short a stack are called an overflow;
//! storage that an access list warms isn't in the journal's
//! state; a slot's warmth counts only with the journal's transaction id.

use std::collections::BTreeSet;

use alloy_primitives::{Address, Bytes, U256};
use revm::{
    Inspector,
    context::result::{HaltReason as RevmHalt, SuccessReason},
    handler::{FrameResult, MainnetContext},
    interpreter::{
        CallScheme, CreateScheme, FrameInput, InstructionResult, Interpreter, InterpreterAction, STACK_LIMIT,
        SuccessOrHalt,
        interpreter_types::{Jumps, LoopControl, MemoryTr, ReturnData},
    },
};

use crate::{
    AccountAccess, Entry, FrameContext, FrameEnd, HaltReason, MemoryAccess, MemoryAccessKind, NestedFrame, NestedKind,
    Step, StorageAccess, StorageAccessKind, TRACE_STEPS_MAX, TransientAccess, World,
    opcode::{self, Opcode},
    transaction::Transaction,
    world::Store,
};

type Context<'w> = MainnetContext<Store<'w>>;

/// Counts the steps of a transaction, and records those of its top frame if asked to.
#[derive(Debug)]
pub(crate) struct Tracer {
    top: TopFrame,
    /// Frames that have started and not ended.
    depth: usize,
    /// What ORIGIN answers.
    origin: Address,
    /// Whose nonce and wei are spent.
    sender: Address,
    recording: Option<Recording>,
}

/// What is known of the top frame in any case.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TopFrame {
    /// Gas given to it.
    pub(crate) gas_limit: u64,
    /// Gas spent by it, with the deposit of a create. Means nothing after a halt.
    pub(crate) gas_spent: u64,
    /// Refund counter at its end, before the cap.
    pub(crate) refund_counter: u64,
    /// Instructions begun, in all frames.
    pub(crate) steps: u64,
    /// How its last instruction ended it; none if it had no instructions.
    pub(crate) end: Option<FrameEnd>,
}

#[derive(Debug)]
struct Recording {
    context: FrameContext,
    is_create: bool,
    sender_nonce: u64,
    steps: Vec<Step>,
    /// The last step has started a frame and isn't settled.
    suspended: bool,
    too_long: bool,
}

impl Tracer {
    pub(crate) fn counting(transaction: &Transaction) -> Self {
        let Transaction { origin, from: sender, .. } = *transaction;
        Self { top: TopFrame::default(), depth: 0, origin, sender, recording: None }
    }

    pub(crate) fn recording(world: &World, transaction: &Transaction) -> Self {
        let to = transaction.to;
        let context = FrameContext {
            rules: world.rules,
            block: world.rules.block(&world.block),
            entry: Entry::NoCode,
            bytecode: to.map_or_else(|| transaction.data.clone(), |to| world.code(to)),
            calldata: if to.is_some() { transaction.data.clone() } else { Bytes::new() },
            caller: transaction.from,
            callee: to.unwrap_or_default(),
            origin: transaction.origin,
            value: transaction.value,
            balance: U256::ZERO,
            gas_limit: 0,
            gas_price: transaction.gas_price,
            depth: 0,
            is_static: false,
            warm_addresses: transaction.access_list.keys().copied().chain([transaction.from]).collect(),
            warm_slots: transaction
                .access_list
                .iter()
                .flat_map(|(&address, slots)| slots.iter().map(move |&slot| (address, slot)))
                .collect::<BTreeSet<_>>(),
        };
        let sender_nonce = world.account(transaction.from).map(crate::Account::nonce).unwrap_or_default();
        let recording = Recording {
            context,
            is_create: to.is_none(),
            sender_nonce,
            steps: Vec::new(),
            suspended: false,
            too_long: false,
        };
        Self { recording: Some(recording), ..Self::counting(transaction) }
    }

    pub(crate) fn top(&self) -> TopFrame {
        self.top
    }

    /// What was recorded; nothing if the tracer only counted or the trace became too long.
    pub(crate) fn finish(self) -> Option<(FrameContext, Vec<Step>)> {
        let recording = self.recording.filter(|recording| !recording.too_long)?;
        Some((recording.context, recording.steps))
    }
}

impl<'w> Inspector<Context<'w>> for Tracer {
    fn frame_start(&mut self, context: &mut Context<'w>, input: &mut FrameInput) -> Option<FrameResult> {
        self.depth += 1;
        if self.depth == 1 {
            self.top.gas_limit = gas_limit(input);
            // revm has checked the sender and asks the transaction for its caller again only to answer ORIGIN, and after the frame
            context.tx.caller = self.origin;
        }
        match (&mut self.recording, self.depth) {
            (Some(recording), 1) => recording.enter(context, input),
            (Some(recording), 2) => recording.nest(input),
            _ => {}
        }
        None
    }

    fn frame_end(&mut self, context: &mut Context<'w>, _: &FrameInput, result: &mut FrameResult) {
        self.depth -= 1;
        let precompile = matches!(result, FrameResult::Call(outcome) if outcome.was_precompile_called);
        if self.depth == 0 {
            context.tx.caller = self.sender;
            let gas = result.gas();
            self.top.gas_spent = gas.limit() - gas.remaining();
            self.top.refund_counter = u64::try_from(gas.refunded()).unwrap_or(0);
            if let Some(recording) = self.recording.as_mut().filter(|_| precompile) {
                recording.context.entry = Entry::Precompile;
            }
        }
        if self.depth == 1
            && let Some(nested) = self.recording.as_mut().and_then(Recording::nested)
        {
            nested.precompile = precompile;
            nested.success = result.interpreter_result().is_ok();
        }
    }

    fn initialize_interp(&mut self, _: &mut Interpreter, context: &mut Context<'w>) {
        if let Some(recording) = self.recording.as_mut().filter(|_| self.depth == 1) {
            recording.run(context);
        }
    }

    fn step(&mut self, interpreter: &mut Interpreter, context: &mut Context<'w>) {
        self.top.steps += 1;
        if let Some(recording) = self.recording.as_mut().filter(|_| self.depth == 1) {
            recording.settle(interpreter);
            recording.begin(interpreter, context);
        }
    }

    fn step_end(&mut self, interpreter: &mut Interpreter, context: &mut Context<'w>) {
        if self.depth != 1 {
            return;
        }
        let suspended = match interpreter.bytecode.action() {
            None => false,
            Some(InterpreterAction::NewFrame(_)) => true,
            Some(InterpreterAction::Return(result)) => {
                let result = result.result;
                self.top.end = Some(frame_end(result, interpreter.stack.len()));
                false
            }
        };
        if let Some(recording) = self.recording.as_mut().filter(|recording| !recording.too_long) {
            if suspended {
                recording.suspend(interpreter);
            } else {
                recording.end(interpreter, context, self.top.end);
            }
        }
    }
}

fn gas_limit(input: &FrameInput) -> u64 {
    match input {
        FrameInput::Call(call) => call.gas_limit,
        FrameInput::Create(create) => create.gas_limit(),
        FrameInput::Empty => 0,
    }
}

impl Recording {
    /// The top frame is about to start.
    fn enter(&mut self, context: &Context<'_>, input: &FrameInput) {
        self.context.gas_limit = gas_limit(input);
        if let FrameInput::Create(create) = input {
            self.context.callee = create.created_address(self.sender_nonce);
        }
        let warm = &context.journaled_state.inner.warm_addresses;
        self.context.warm_addresses.extend(warm.precompiles().iter().copied().chain(warm.coinbase()));
        self.context.warm_addresses.insert(self.context.callee);
    }

    /// The top frame has instructions, and what its transaction gives it.
    fn run(&mut self, context: &Context<'_>) {
        self.context.entry = if self.is_create { Entry::InitCode } else { Entry::Code };
        let account = context.journaled_state.inner.state.get(&self.context.callee);
        self.context.balance = account.expect("revm has loaded the account whose code runs").info.balance;
    }

    /// The last step starts a frame.
    fn nest(&mut self, input: &FrameInput) {
        let (kind, code_address) = match input {
            FrameInput::Call(call) => {
                let kind = match call.scheme {
                    CallScheme::Call => NestedKind::Call,
                    CallScheme::CallCode => NestedKind::CallCode,
                    CallScheme::DelegateCall => NestedKind::DelegateCall,
                    CallScheme::StaticCall => NestedKind::StaticCall,
                };
                (kind, Some(call.bytecode_address))
            }
            FrameInput::Create(create) => match create.scheme() {
                CreateScheme::Create2 { .. } => (NestedKind::Create2, None),
                CreateScheme::Create | CreateScheme::Custom { .. } => (NestedKind::Create, None),
            },
            FrameInput::Empty => return,
        };
        let nested = NestedFrame { kind, code_address, gas_limit: gas_limit(input), precompile: false, success: false };
        if let Some(step) = self.steps.last_mut().filter(|_| self.suspended) {
            step.nested = Some(Box::new(nested));
        }
    }

    fn nested(&mut self) -> Option<&mut NestedFrame> {
        self.steps.last_mut().filter(|_| self.suspended)?.nested.as_deref_mut()
    }

    /// An instruction is about to run.
    fn begin(&mut self, interpreter: &Interpreter, context: &Context<'_>) {
        if self.steps.len() >= TRACE_STEPS_MAX {
            self.too_long = true;
            self.steps = Vec::new();
        }
        if self.too_long {
            return;
        }
        let opcode = interpreter.bytecode.opcode();
        let stack = interpreter.stack.data();
        let pops = Opcode::of(opcode).map_or(0, |opcode| usize::from(opcode.pops));
        let popped: Vec<U256> = stack.iter().rev().take(pops).copied().collect();
        let words = memory_words(interpreter);
        let mut step = Step {
            clock: self.steps.len() as u64,
            pc: interpreter.bytecode.pc() as u64,
            opcode,
            stack_words: u16::try_from(stack.len()).expect("the stack has at most 1024 words"),
            gas_before: interpreter.gas.remaining(),
            gas_after: interpreter.gas.remaining(),
            pushed: Vec::new(),
            memory_words_before: words,
            memory_words_after: words,
            refund_before: interpreter.gas.refunded(),
            refund_after: interpreter.gas.refunded(),
            memory: Vec::new(),
            storage: None,
            transient: None,
            account: None,
            log: None,
            nested: None,
            end: None,
            popped,
        };
        if step.popped.len() == pops {
            self.look_up(&mut step, context);
        }
        self.steps.push(step);
    }

    /// State that the price or the result of `step` depends on, as it is before.
    fn look_up(&self, step: &mut Step, context: &Context<'_>) {
        let callee = self.context.callee;
        let address = |word: U256| Address::from_word(word.into());
        match (step.opcode, step.popped.as_slice()) {
            (opcode::SLOAD | opcode::SSTORE, &[key, ..]) => {
                step.storage = Some(Box::new(storage_access(context, callee, key, access_kind(step.opcode))));
            }
            (opcode::TLOAD | opcode::TSTORE, &[key, ..]) => {
                let before = context.journaled_state.inner.transient_storage.get_value(callee, key);
                let kind = access_kind(step.opcode);
                step.transient = Some(Box::new(TransientAccess { kind, key, before, after: before }));
            }
            (
                opcode::BALANCE
                | opcode::EXTCODESIZE
                | opcode::EXTCODECOPY
                | opcode::EXTCODEHASH
                | opcode::SELFDESTRUCT,
                &[word, ..],
            )
            | (opcode::CALL | opcode::CALLCODE | opcode::DELEGATECALL | opcode::STATICCALL, &[_, word, ..]) => {
                let address = address(word);
                step.account = Some(Box::new(AccountAccess { address, was_warm: is_warm(context, address) }));
            }
            _ => {}
        }
    }

    /// An instruction has run.
    fn end(&mut self, interpreter: &Interpreter, context: &Context<'_>, end: Option<FrameEnd>) {
        let Some(step) = self.steps.last_mut() else { return };
        step.end = end;
        complete(step, interpreter, Opcode::of(step.opcode).map_or(0, |opcode| usize::from(opcode.pushes)));
        if step.halted() {
            return;
        }
        step.memory = memory_accesses(step, interpreter);
        match (step.opcode, step.popped.as_slice()) {
            (opcode::SSTORE, &[_, value]) => {
                step.storage.as_mut().expect("SSTORE has looked up its slot").after = value;
            }
            (opcode::TSTORE, &[_, value]) => {
                step.transient.as_mut().expect("TSTORE has looked up its slot").after = value;
            }
            (opcode::LOG0..=opcode::LOG4, _) => {
                step.log = context.journaled_state.inner.logs.last().cloned().map(Box::new);
            }
            _ => {}
        }
    }

    /// An instruction is about to start a frame: what that frame is given is read now, its answer may overwrite it.
    fn suspend(&mut self, interpreter: &Interpreter) {
        self.suspended = true;
        if let Some(step) = self.steps.last_mut() {
            step.memory = memory_accesses(step, interpreter);
        }
    }

    /// If the last step has started a frame, that frame has ended now: the step gets what came of it.
    fn settle(&mut self, interpreter: &Interpreter) {
        if !std::mem::take(&mut self.suspended) {
            return;
        }
        let Some(step) = self.steps.last_mut() else { return };
        complete(step, interpreter, 1);
        step.memory.extend(answer(step, interpreter));
    }
}

/// Fills in gas, refund, memory size and pushed words as they are now.
fn complete(step: &mut Step, interpreter: &Interpreter, pushes: usize) {
    step.memory_words_after = memory_words(interpreter);
    step.refund_after = interpreter.gas.refunded();
    if step.halted() {
        step.gas_after = 0;
        return;
    }
    step.gas_after = interpreter.gas.remaining();
    step.pushed = interpreter.stack.data().iter().rev().take(pushes).copied().collect();
}

fn memory_words(interpreter: &Interpreter) -> u64 {
    interpreter.memory.size() as u64 / 32
}

fn access_kind(opcode: u8) -> StorageAccessKind {
    match opcode {
        opcode::SLOAD | opcode::TLOAD => StorageAccessKind::Load,
        _ => StorageAccessKind::Store,
    }
}

fn is_warm(context: &Context<'_>, address: Address) -> bool {
    let journal = &context.journaled_state.inner;
    journal.warm_addresses.is_warm(&address)
        || journal.state.get(&address).is_some_and(|account| !account.is_cold_transaction_id(journal.transaction_id))
}

fn storage_access(context: &Context<'_>, address: Address, key: U256, kind: StorageAccessKind) -> StorageAccess {
    let journal = &context.journaled_state.inner;
    let listed = journal.warm_addresses.is_storage_warm(&address, &key);
    let account = journal.state.get(&address);
    if let Some(slot) = account.and_then(|account| account.storage.get(&key)) {
        return StorageAccess {
            kind,
            key,
            original: slot.original_value(),
            before: slot.present_value(),
            after: slot.present_value(),
            was_warm: listed || !slot.is_cold_transaction_id(journal.transaction_id),
        };
    }
    let created = account.is_some_and(revm::state::Account::is_created);
    let value = if created { U256::ZERO } else { context.journaled_state.database.0.slot(address, key) };
    StorageAccess { kind, key, original: value, before: value, after: value, was_warm: listed }
}

fn frame_end(result: InstructionResult, stack_words: usize) -> FrameEnd {
    match SuccessOrHalt::<RevmHalt>::from(result) {
        SuccessOrHalt::Success(SuccessReason::Stop) => FrameEnd::Stop,
        SuccessOrHalt::Success(SuccessReason::Return) => FrameEnd::Return,
        SuccessOrHalt::Success(SuccessReason::SelfDestruct) => FrameEnd::SelfDestruct,
        SuccessOrHalt::Revert => FrameEnd::Revert,
        SuccessOrHalt::Halt(RevmHalt::StackOverflow) if stack_words < STACK_LIMIT => {
            FrameEnd::Halt(HaltReason::StackUnderflow)
        }
        SuccessOrHalt::Halt(reason) => FrameEnd::Halt(HaltReason::from(&reason)),
        SuccessOrHalt::FatalExternalError | SuccessOrHalt::Internal(_) => {
            unreachable!("a world answers every question, and an instruction returns or halts: {result:?}")
        }
    }
}

/// What a step read from memory and wrote to it, but for the answer of a frame.
///
/// Memory is looked at after the step. MCOPY may have overwritten what it read, but what it wrote is what it read.
fn memory_accesses(step: &Step, interpreter: &Interpreter) -> Vec<MemoryAccess> {
    use MemoryAccessKind::{Read, Write};
    let word = U256::from(32);
    let access = |kind, offset, length| access(interpreter, kind, offset, offset, length);
    let accesses = match (step.opcode, step.popped.as_slice()) {
        (opcode::MLOAD, &[offset]) => [access(Read, offset, word), None],
        (opcode::MSTORE, &[offset, _]) => [access(Write, offset, word), None],
        (opcode::MSTORE8, &[offset, _]) => [access(Write, offset, U256::from(1)), None],
        (opcode::KECCAK256 | opcode::RETURN | opcode::REVERT | opcode::LOG0..=opcode::LOG4, &[offset, length, ..])
        | (opcode::CREATE | opcode::CREATE2, &[_, offset, length, ..])
        | (opcode::CALL | opcode::CALLCODE, &[_, _, _, offset, length, ..])
        | (opcode::DELEGATECALL | opcode::STATICCALL, &[_, _, offset, length, ..]) => {
            [access(Read, offset, length), None]
        }
        (opcode::CALLDATACOPY | opcode::CODECOPY | opcode::RETURNDATACOPY, &[offset, _, length])
        | (opcode::EXTCODECOPY, &[_, offset, _, length]) => [access(Write, offset, length), None],
        (opcode::MCOPY, &[to, from, length]) => {
            [self::access(interpreter, Read, from, to, length), access(Write, to, length)]
        }
        _ => [None, None],
    };
    accesses.into_iter().flatten().collect()
}

/// What the frame that `step` started has answered, as far as the step has given it room in memory.
fn answer(step: &Step, interpreter: &Interpreter) -> Option<MemoryAccess> {
    let returned = U256::from(interpreter.return_data.buffer().len());
    match (step.opcode, step.popped.as_slice()) {
        (opcode::CALL | opcode::CALLCODE, &[_, _, _, _, _, to, room])
        | (opcode::DELEGATECALL | opcode::STATICCALL, &[_, _, _, _, to, room]) => {
            access(interpreter, MemoryAccessKind::Write, to, to, room.min(returned))
        }
        _ => None,
    }
}

/// An access at `offset`, whose bytes are found at `found` by now; none if it has no bytes.
fn access(
    interpreter: &Interpreter,
    kind: MemoryAccessKind,
    offset: U256,
    found: U256,
    length: U256,
) -> Option<MemoryAccess> {
    if length.is_zero() {
        return None;
    }
    let fits = "a step that could pay for its memory has offsets and lengths below 2^32";
    let (found, length) = (usize::try_from(found).expect(fits), usize::try_from(length).expect(fits));
    Some(MemoryAccess {
        kind,
        offset: u64::try_from(offset).expect(fits),
        bytes: Bytes::copy_from_slice(&interpreter.memory.slice_len(found, length)),
    })
}

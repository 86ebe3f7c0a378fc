//! The reference meaning of the IR, in both phases: what one message call does.
//!
//! Storage has solc's layout in either phase (slots, packing, keccak for mappings), so that it compares word by word with
//! the EVM's. Gas is not modelled; a step limit stands in for it, and what is left of that for `gasleft`.

mod abstract_op;
pub mod calculate;
mod evm_op;
pub mod number;

use std::collections::BTreeMap;

use alloy_primitives::keccak256;
use ruint::aliases::U256;

use super::abi::{self, AbiWord};
use super::function::{BlockId, Function, Target, Terminator, ValueId};
use super::instruction::Op;
use super::module::{FuncId, Module, ObjectId, VarId};
use super::types::{StorageType, Type};
use super::word;

/// Storage, without the slots that are 0.
pub type Storage = BTreeMap<U256, U256>;

/// The clean words of immutable variables; 0 where nothing is said.
pub type Immutables = BTreeMap<VarId, U256>;

/// What surrounds a message call. Addresses are numbers below 2^160.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// `msg.sender`
    pub caller: U256,
    /// `msg.value`
    pub callvalue: U256,
    /// `address(this)`
    pub this_address: U256,
    /// `tx.origin`
    pub origin: U256,
    /// `tx.gasprice`
    pub gasprice: U256,
    /// `block.basefee`
    pub basefee: U256,
    /// `block.blobbasefee`
    pub blobbasefee: U256,
    /// `block.chainid`
    pub chainid: U256,
    /// `block.coinbase`
    pub coinbase: U256,
    /// `block.gaslimit`
    pub gaslimit: U256,
    /// `block.number`
    pub block_number: U256,
    /// `block.prevrandao`
    pub prevrandao: U256,
    /// `block.timestamp`
    pub timestamp: U256,
    /// Hashes of earlier blocks by number; the last 256 of them are seen.
    pub block_hashes: BTreeMap<U256, U256>,
    /// Versioned hashes of the transaction's blobs.
    pub blob_hashes: Vec<U256>,
}

/// A message call or a creation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// Its surroundings.
    pub context: Context,
    /// Call data; for a deploy object, the constructor's encoded arguments.
    pub input: Vec<u8>,
    /// What the immutable variables were when the contract was created.
    pub immutables: Immutables,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Success with this output.
    Returned(Vec<u8>),
    /// Success of a creation: the code of this object.
    Created(ObjectId),
    /// Undone, with this output.
    Reverted(Vec<u8>),
    /// Undone, with all gas taken.
    Invalid,
}

/// A log entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// At most four.
    pub topics: Vec<U256>,
    /// The rest.
    pub data: Vec<u8>,
}

/// What a call did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// How it ended.
    pub outcome: Outcome,
    /// Logs; none unless it succeeded.
    pub logs: Vec<Log>,
    /// Instructions and terminators executed.
    pub steps: u64,
    /// What the immutable variables are at the end; as before, unless it succeeded.
    pub immutables: Immutables,
}

/// Why the meaning of a call is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InterpretError {
    /// Ran too long.
    #[error("ran {limit} steps without an end")]
    StepLimit {
        /// The limit.
        limit: u64,
    },
    /// Memory was used beyond what an EVM could pay for.
    #[error("memory at {offset:#x} is beyond the limit of {limit:#x} bytes")]
    MemoryLimit {
        /// First byte used.
        offset: U256,
        /// The limit.
        limit: usize,
    },
}

/// Runs an object's code on a verified module. Storage is changed only if the call succeeds.
pub fn run(
    module: &Module,
    object: ObjectId,
    call: &Call,
    storage: &mut Storage,
    step_limit: u64,
) -> Result<Execution, InterpretError> {
    let (calldata, constructor_args): (&[u8], &[u8]) =
        if module.object(object).parent.is_none() { (&[], &call.input) } else { (&call.input, &[]) };
    let mut machine = Machine {
        module,
        context: &call.context,
        calldata,
        constructor_args,
        storage: storage.clone(),
        transient: Storage::new(),
        immutables: call.immutables.clone(),
        memory: Vec::new(),
        logs: Vec::new(),
        steps: 0,
        step_limit,
    };
    let outcome = machine.run(module.object(object).entry)?;
    let Machine { storage: changed, logs, steps, immutables, .. } = machine;
    match outcome {
        Outcome::Returned(_) | Outcome::Created(_) => {
            *storage = changed;
            Ok(Execution { outcome, logs, steps, immutables })
        }
        Outcome::Reverted(_) | Outcome::Invalid => {
            Ok(Execution { outcome, logs: Vec::new(), steps, immutables: call.immutables.clone() })
        }
    }
}

/// A value at run time: its clean word; for a place, slot and bytes to the right in the slot.
#[derive(Clone, Copy, Debug, Default)]
struct Value {
    word: U256,
    offset: u8,
}

impl From<U256> for Value {
    fn from(word: U256) -> Self {
        Self { word, offset: 0 }
    }
}

/// An internal call that has not returned.
struct Frame<'m> {
    function: &'m Function,
    block: BlockId,
    /// Next instruction of the block.
    next: usize,
    values: Vec<Value>,
}

impl<'m> Frame<'m> {
    fn new(function: &'m Function, args: &[Value]) -> Self {
        let mut frame =
            Self { function, block: Function::ENTRY, next: 0, values: vec![Value::default(); function.value_count()] };
        frame.define(&function.block(Function::ENTRY).params, args);
        frame
    }

    fn define(&mut self, names: &[ValueId], values: &[Value]) {
        for (name, &value) in names.iter().zip(values) {
            self.values[name.index()] = value;
        }
    }

    fn word(&self, value: ValueId) -> U256 {
        self.values[value.index()].word
    }

    fn read(&self, values: &[ValueId]) -> Vec<Value> {
        values.iter().map(|value| self.values[value.index()]).collect()
    }

    fn words(&self, values: &[ValueId]) -> Vec<U256> {
        values.iter().map(|&value| self.word(value)).collect()
    }

    fn jump(&mut self, target: &Target) {
        let args = self.read(&target.args);
        let function = self.function;
        self.define(&function.block(target.block).params, &args);
        self.block = target.block;
        self.next = 0;
    }
}

struct Machine<'m> {
    module: &'m Module,
    context: &'m Context,
    /// Empty during a creation.
    calldata: &'m [u8],
    /// Empty during a message call.
    constructor_args: &'m [u8],
    storage: Storage,
    transient: Storage,
    immutables: Immutables,
    memory: Vec<u8>,
    logs: Vec<Log>,
    steps: u64,
    step_limit: u64,
}

/// Why an instruction has no results.
enum Stop {
    /// The call ends here.
    Ends(Outcome),
    /// Its meaning is not known.
    Error(InterpretError),
}

impl From<InterpretError> for Stop {
    fn from(error: InterpretError) -> Self {
        Self::Error(error)
    }
}

impl<'m> Machine<'m> {
    fn run(&mut self, entry: FuncId) -> Result<Outcome, InterpretError> {
        let mut frames = vec![Frame::new(self.module.function(entry), &[])];
        loop {
            if self.steps == self.step_limit {
                return Err(InterpretError::StepLimit { limit: self.step_limit });
            }
            self.steps += 1;
            let frame = frames.last_mut().expect("the entry function never returns");
            let function = frame.function;
            let block = function.block(frame.block);
            let Some(&inst) = block.insts.get(frame.next) else {
                match self.terminator(frame, function.terminator(frame.block)) {
                    Ok(None) => {}
                    Ok(Some(results)) => {
                        frames.pop();
                        let caller = frames.last_mut().expect("the entry function never returns");
                        let call = caller.function.block(caller.block).insts[caller.next];
                        caller.define(&caller.function.inst(call).results, &results);
                        caller.next += 1;
                    }
                    Err(Stop::Ends(outcome)) => return Ok(outcome),
                    Err(Stop::Error(error)) => return Err(error),
                }
                continue;
            };
            let inst = function.inst(inst);
            let args = frame.read(&inst.args);
            if let Op::Call(callee) = inst.op {
                frames.push(Frame::new(self.module.function(callee), &args));
                continue;
            }
            let types: Vec<Type> = inst.args.iter().map(|&arg| function.ty(arg)).collect();
            let result_types: Vec<Type> = inst.results.iter().map(|&result| function.ty(result)).collect();
            match self.instruction(inst.op, &types, &args, &result_types) {
                Ok(results) => frame.define(&inst.results, &results),
                Err(Stop::Ends(outcome)) => return Ok(outcome),
                Err(Stop::Error(error)) => return Err(error),
            }
            frame.next += 1;
        }
    }

    /// Goes on to another block (`None`), back to the caller (with results), or stops.
    fn terminator(&mut self, frame: &mut Frame<'m>, terminator: &Terminator) -> Result<Option<Vec<Value>>, Stop> {
        let outcome = match terminator {
            Terminator::Jump(target) => {
                frame.jump(target);
                return Ok(None);
            }
            Terminator::Branch { condition, then, otherwise } => {
                frame.jump(if frame.word(*condition).is_zero() { otherwise } else { then });
                return Ok(None);
            }
            Terminator::Switch { scrutinee, cases, default } => {
                let word = frame.word(*scrutinee);
                let case = cases.iter().find(|case| case.value == word);
                frame.jump(case.map_or(default, |case| &case.target));
                return Ok(None);
            }
            Terminator::Return(values) => return Ok(Some(frame.read(values))),
            Terminator::ReturnAbi(values) => Outcome::Returned(bytes_of(&frame.words(values))),
            Terminator::ReturnCode(object) => Outcome::Created(*object),
            Terminator::RevertEmpty => Outcome::Reverted(Vec::new()),
            Terminator::RevertError { selector, payload } => {
                let words: Vec<U256> = abi::encode_payload(payload)
                    .into_iter()
                    .map(|item| match item {
                        AbiWord::Value(value) => frame.word(value),
                        AbiWord::Constant(word) => word,
                    })
                    .collect();
                Outcome::Reverted([&selector.to_be_bytes()[..], &bytes_of(&words)].concat())
            }
            Terminator::Panic(code) => panic_outcome(*code),
            Terminator::EvmStop => Outcome::Returned(Vec::new()),
            Terminator::EvmReturn(offset, size) => {
                Outcome::Returned(self.read_memory(frame.word(*offset), frame.word(*size))?)
            }
            Terminator::EvmRevert(offset, size) => {
                Outcome::Reverted(self.read_memory(frame.word(*offset), frame.word(*size))?)
            }
            Terminator::EvmInvalid => Outcome::Invalid,
        };
        Err(Stop::Ends(outcome))
    }

    fn set_slot(&mut self, slot: U256, word: U256) {
        set_word(&mut self.storage, slot, word);
    }

    /// The place of a state variable.
    fn place_of(&self, var: VarId) -> Value {
        let var = self.module.var(var);
        Value { word: var.slot, offset: var.offset }
    }

    fn element(&self, mapping: Value, key: U256, place: Type) -> Value {
        let Type::Place(id) = place else { unreachable!("verified: an element is a place") };
        debug_assert!(matches!(self.module.storage_type(id), StorageType::Value(_) | StorageType::Mapping { .. }));
        U256::from_be_bytes(keccak256(bytes_of(&[key, mapping.word])).0).into()
    }
}

fn load(storage: &Storage, place: Value, ty: Type) -> U256 {
    let slot = storage.get(&place.word).copied().unwrap_or_default();
    from_storage(slot >> (usize::from(place.offset) * 8), ty)
}

fn store(storage: &mut Storage, place: Value, ty: Type, value: U256) {
    let shift = usize::from(place.offset) * 8;
    let bits = u32::from(ty.storage_bytes().expect("a stored value has a size in storage")) * 8;
    let mask = word::low_mask(bits) << shift;
    let old = storage.get(&place.word).copied().unwrap_or_default();
    set_word(storage, place.word, (old & !mask) | ((to_storage(value, ty) << shift) & mask));
}

fn set_word(storage: &mut Storage, slot: U256, word: U256) {
    if word.is_zero() {
        storage.remove(&slot);
    } else {
        storage.insert(slot, word);
    }
}

/// The value that the low bytes of a shifted slot stand for.
fn from_storage(low: U256, ty: Type) -> U256 {
    match ty {
        Type::FixedBytes(_) => low << (256 - ty.bits()) as usize,
        Type::Bool => U256::from(!(low & U256::from(0xff)).is_zero()),
        Type::Uint(_) | Type::Int(_) | Type::Address | Type::Place(_) | Type::Word => word::clean(ty, low),
    }
}

/// The low bytes that stand for a value in storage.
fn to_storage(value: U256, ty: Type) -> U256 {
    match ty {
        Type::FixedBytes(_) => value >> (256 - ty.bits()) as usize,
        Type::Bool | Type::Uint(_) | Type::Int(_) | Type::Address | Type::Place(_) | Type::Word => value,
    }
}

/// Words as big-endian bytes.
fn bytes_of(words: &[U256]) -> Vec<u8> {
    words.iter().flat_map(U256::to_be_bytes::<32>).collect()
}

fn panic_outcome(code: u8) -> Outcome {
    Outcome::Reverted([&abi::PANIC_SELECTOR.to_be_bytes()[..], &bytes_of(&[U256::from(code)])].concat())
}

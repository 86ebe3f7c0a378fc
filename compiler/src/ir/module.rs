//! Modules: state variables with solc's storage layout, functions, and the tree of objects.

use std::collections::HashSet;

use ruint::aliases::U256;

use super::function::{Function, Span};
use super::instruction::Op;
use super::types::{StorageType, StorageTypeId, Type};

/// A function of the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FuncId(pub u32);

/// A state variable of the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VarId(pub u32);

/// A code object of the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

/// Where a state variable lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VarKind {
    /// In storage.
    Storage,
    /// In transient storage, which lasts as long as the transaction.
    Transient,
    /// In the code, written while the contract is created.
    Immutable,
}

impl VarKind {
    /// What introduces such a variable in the text form.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Storage => "storage",
            Self::Transient => "transient",
            Self::Immutable => "immutable",
        }
    }
}

/// A state variable, with its place as solc lays it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateVar {
    /// Where it lives.
    pub kind: VarKind,
    /// Unique in the module.
    pub name: String,
    /// What it is.
    pub ty: StorageTypeId,
    /// Its (first) slot; among immutable variables, its number.
    pub slot: U256,
    /// Bytes to its right in that slot.
    pub offset: u8,
}

/// Where the next variable goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct NextSlot {
    slot: U256,
    /// Bytes of the slot that are taken.
    used: u8,
}

impl NextSlot {
    /// The place of a variable of this size: where it doesn't fit any more, in the next slot.
    fn take(&mut self, size: u8) -> (U256, u8) {
        if self.used + size > 32 {
            *self = Self { slot: self.slot + U256::ONE, used: 0 };
        }
        let place = (self.slot, self.used);
        self.used += size;
        place
    }
}

/// A piece of code that is deployed or returned as a whole: what its entry function reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Unique in the module; `deploy`, `runtime`.
    pub name: String,
    /// The object whose code contains this one's.
    pub parent: Option<ObjectId>,
    /// Where execution begins: a function without parameters that never returns to a caller.
    pub entry: FuncId,
}

/// One contract's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// The contract's name.
    pub name: String,
    storage_types: Vec<StorageType>,
    vars: Vec<StateVar>,
    next_slot: NextSlot,
    next_transient: NextSlot,
    functions: Vec<Function>,
    /// Of all functions: overloads share one, and each is to find its own.
    function_names: HashSet<String>,
    objects: Vec<Object>,
}

impl Module {
    /// A module without content.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            storage_types: Vec::new(),
            vars: Vec::new(),
            next_slot: NextSlot::default(),
            next_transient: NextSlot::default(),
            functions: Vec::new(),
            function_names: HashSet::new(),
            objects: Vec::new(),
        }
    }

    /// The id of a storage type, the same for equal types.
    pub fn intern(&mut self, ty: StorageType) -> StorageTypeId {
        let position = self.storage_types.iter().position(|&known| known == ty).unwrap_or_else(|| {
            self.storage_types.push(ty);
            self.storage_types.len() - 1
        });
        StorageTypeId(u32::try_from(position).expect("fewer than 2^32 storage types"))
    }

    /// The id of a storage type that was interned before.
    pub fn find_storage_type(&self, ty: StorageType) -> Option<StorageTypeId> {
        let position = self.storage_types.iter().position(|&known| known == ty)?;
        u32::try_from(position).ok().map(StorageTypeId)
    }

    /// The storage type of this id.
    pub fn storage_type(&self, id: StorageTypeId) -> StorageType {
        self.storage_types[id.0 as usize]
    }

    /// Whether an id is one of this module's.
    pub fn has_storage_type(&self, id: StorageTypeId) -> bool {
        (id.0 as usize) < self.storage_types.len()
    }

    /// Adds a state variable behind the ones before it. Call it in solc's order: base contracts first, then by declaration.
    /// Layout: a value goes into the current slot if it fits there, else into the next; a mapping starts a slot and fills it.
    pub fn add_state_var(&mut self, name: &str, ty: StorageTypeId) -> VarId {
        let size = match self.storage_type(ty) {
            StorageType::Value(ty) => ty.storage_bytes().expect("a stored value has a size in storage"),
            StorageType::Mapping { .. } => 32,
        };
        let place = self.next_slot.take(size);
        self.add_var(VarKind::Storage, name, ty, place)
    }

    /// Adds a transient variable behind the ones before it, laid out like those in storage.
    pub fn add_transient_var(&mut self, name: &str, ty: Type) -> VarId {
        let place = self.next_transient.take(ty.storage_bytes().expect("a transient variable holds a value"));
        let ty = self.intern(StorageType::Value(ty));
        self.add_var(VarKind::Transient, name, ty, place)
    }

    /// Adds an immutable variable behind the ones before it.
    pub fn add_immutable_var(&mut self, name: &str, ty: Type) -> VarId {
        let ty = self.intern(StorageType::Value(ty));
        let number = U256::from(self.immutable_count());
        self.add_var(VarKind::Immutable, name, ty, (number, 0))
    }

    /// How many variables are immutable.
    pub fn immutable_count(&self) -> usize {
        self.vars.iter().filter(|var| var.kind == VarKind::Immutable).count()
    }

    fn add_var(&mut self, kind: VarKind, name: &str, ty: StorageTypeId, (slot, offset): (U256, u8)) -> VarId {
        let id = VarId(u32::try_from(self.vars.len()).expect("fewer than 2^32 state variables"));
        let name = unique(name, |name| self.vars.iter().any(|var| var.name == name));
        self.vars.push(StateVar { kind, name, ty, slot, offset });
        id
    }

    /// The type of a variable that holds a value of its own; `None` for a mapping.
    pub fn var_type(&self, id: VarId) -> Option<Type> {
        match self.storage_type(self.var(id).ty) {
            StorageType::Value(ty) => Some(ty),
            StorageType::Mapping { .. } => None,
        }
    }

    /// The state variable of this id.
    pub fn var(&self, id: VarId) -> &StateVar {
        &self.vars[id.0 as usize]
    }

    /// All state variables, in layout order.
    pub fn vars(&self) -> &[StateVar] {
        &self.vars
    }

    /// Declares a function; [`crate::ir::FunctionBuilder`] gives it a body. A name already taken gets a number.
    pub fn declare_function(&mut self, name: &str, params: &[Type], results: &[Type], span: Span) -> FuncId {
        let id = FuncId(u32::try_from(self.functions.len()).expect("fewer than 2^32 functions"));
        let name = unique(name, |name| self.function_names.contains(name));
        self.function_names.insert(name.clone());
        self.functions.push(Function::declare(name, params.to_vec(), results.to_vec(), span));
        id
    }

    /// The function of this id.
    pub fn function(&self, id: FuncId) -> &Function {
        &self.functions[id.0 as usize]
    }

    /// The function of this id, to change.
    pub fn function_mut(&mut self, id: FuncId) -> &mut Function {
        &mut self.functions[id.0 as usize]
    }

    /// All functions with their ids.
    pub fn functions(&self) -> impl Iterator<Item = (FuncId, &Function)> {
        (0u32..).map(FuncId).zip(&self.functions)
    }

    /// Keeps only these functions, in this order, and renumbers them; none of them may call one that is dropped.
    pub(crate) fn keep_functions(&mut self, kept: &[FuncId]) {
        let mut new_ids = vec![None; self.functions.len()];
        for (new, old) in (0u32..).map(FuncId).zip(kept) {
            new_ids[old.0 as usize] = Some(new);
        }
        let new_id = |old: FuncId| new_ids[old.0 as usize].expect("no call of a dropped function");
        let mut functions: Vec<Option<Function>> = std::mem::take(&mut self.functions).into_iter().map(Some).collect();
        for id in kept {
            let mut function = functions[id.0 as usize].take().expect("each function is kept once");
            for block in function.block_ids() {
                for inst in function.block(block).insts.clone() {
                    let inst = function.inst_mut(inst);
                    if let Op::Call(callee) = inst.op {
                        inst.op = Op::Call(new_id(callee));
                    }
                }
            }
            self.functions.push(function);
        }
        self.function_names = self.functions.iter().map(|function| function.name.clone()).collect();
        for object in &mut self.objects {
            object.entry = new_id(object.entry);
        }
    }

    /// Adds a code object.
    pub fn add_object(&mut self, name: &str, parent: Option<ObjectId>, entry: FuncId) -> ObjectId {
        let id = ObjectId(u32::try_from(self.objects.len()).expect("fewer than 2^32 objects"));
        let name = unique(name, |name| self.objects.iter().any(|object| object.name == name));
        self.objects.push(Object { name, parent, entry });
        id
    }

    /// The object of this id.
    pub fn object(&self, id: ObjectId) -> &Object {
        &self.objects[id.0 as usize]
    }

    /// All objects with their ids; a parent stands before its children.
    pub fn objects(&self) -> impl Iterator<Item = (ObjectId, &Object)> {
        (0u32..).map(ObjectId).zip(&self.objects)
    }

    /// The object of this name.
    pub fn find_object(&self, name: &str) -> Option<ObjectId> {
        self.objects().find(|(_, object)| object.name == name).map(|(id, _)| id)
    }

    /// The functions an object's code consists of, entry first, each once, in the order calls reach them.
    pub fn reachable(&self, object: ObjectId) -> Vec<FuncId> {
        let entry = self.object(object).entry;
        let (mut found, mut seen) = (vec![entry], HashSet::from([entry]));
        let mut next = 0;
        while let Some(&id) = found.get(next) {
            found.extend(self.function(id).callees().filter(|&callee| seen.insert(callee)));
            next += 1;
        }
        found
    }

    /// A type as the text form spells it.
    pub fn type_name(&self, ty: Type) -> String {
        match ty {
            Type::Place(id) => format!("place<{}>", self.storage_type_name(id)),
            Type::Bool | Type::Uint(_) | Type::Int(_) | Type::FixedBytes(_) | Type::Address | Type::Word => {
                ty.to_string()
            }
        }
    }

    /// A storage type as Solidity spells it.
    pub fn storage_type_name(&self, id: StorageTypeId) -> String {
        if !self.has_storage_type(id) {
            return format!("#{}", id.0);
        }
        match self.storage_type(id) {
            StorageType::Value(ty) => ty.to_string(),
            StorageType::Mapping { key, value } => format!("mapping({key} => {})", self.storage_type_name(value)),
        }
    }
}

/// The name itself, or with the first number that makes it unique. Characters the text form has no room for become `_`.
fn unique(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$');
    let name: String = name.chars().map(|c| if legal(c) { c } else { '_' }).collect();
    let name = if name.is_empty() { "_".to_owned() } else { name };
    if !is_taken(&name) {
        return name;
    }
    (2u32..).map(|n| format!("{name}.{n}")).find(|name| !is_taken(name)).expect("some number is free")
}

//! The outside of a contract: signatures, selectors, ABI and storage layout, all as solc writes them.

mod json;
mod reach;
mod storage;

pub use json::contract_abi;
pub use storage::{storage_layout, transient_storage_layout};

use std::collections::BTreeMap;

use alloy_primitives::{B256, keccak256};

use crate::hir::{ConstantId, ContractId, CustomError, Event, FunctionId, Program, Type, ValueType, VariableId};

/// What a selector leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A public or external function.
    Function(FunctionId),
    /// A public state variable.
    Variable(VariableId),
    /// A public constant.
    Constant(ConstantId),
}

/// A function of a contract's interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPoint {
    /// What it leads to.
    pub kind: EntryKind,
    /// `transfer(address,uint256)`
    pub signature: String,
    /// The first four bytes of the signature's hash.
    pub selector: [u8; 4],
}

/// The interface of a contract, ordered by selector.
#[must_use]
pub fn entry_points(program: &Program, contract: ContractId) -> Vec<EntryPoint> {
    let contract = &program.contracts[contract];
    let functions = contract.functions.iter().filter(|id| program.functions[**id].is_entry_point()).map(|id| {
        let function = &program.functions[*id];
        (EntryKind::Function(*id), signature(program, &function.name, function.params.iter().map(|param| param.ty)))
    });
    let variables = contract.variables.iter().filter(|id| program.variables[**id].is_public).map(|id| {
        let variable = &program.variables[*id];
        let keys = getter_keys(&variable.ty).into_iter().map(|key| key.ty);
        (EntryKind::Variable(*id), signature(program, &variable.name, keys))
    });
    let constants = contract.constants.iter().filter(|id| program.constants[**id].is_public);
    let constants =
        constants.map(|id| (EntryKind::Constant(*id), signature(program, &program.constants[*id].name, [])));
    let mut entries: Vec<EntryPoint> = functions
        .chain(variables)
        .chain(constants)
        .map(|(kind, signature)| EntryPoint { kind, selector: selector(&signature), signature })
        .collect();
    entries.sort_by_key(|entry| entry.selector);
    entries
}

/// `name(type,type)`
pub fn signature(program: &Program, name: &str, types: impl IntoIterator<Item = ValueType>) -> String {
    let types: Vec<String> = types.into_iter().map(|ty| ty.abi_name(program)).collect();
    format!("{name}({})", types.join(","))
}

/// The first four bytes of a signature's hash.
#[must_use]
pub fn selector(signature: &str) -> [u8; 4] {
    let hash = keccak256(signature);
    [hash[0], hash[1], hash[2], hash[3]]
}

/// The selector of a custom error.
#[must_use]
pub fn error_selector(program: &Program, error: &CustomError) -> [u8; 4] {
    selector(&signature(program, &error.name, error.params.iter().map(|param| param.ty)))
}

/// The first topic of an event that isn't anonymous.
#[must_use]
pub fn event_topic(program: &Program, event: &Event) -> B256 {
    keccak256(signature(program, &event.name, event.params.iter().map(|param| param.param.ty)))
}

/// `signature → selector` in hexadecimal, as `evm.methodIdentifiers`.
#[must_use]
pub fn method_identifiers(program: &Program, contract: ContractId) -> BTreeMap<String, String> {
    let entries = entry_points(program, contract).into_iter();
    entries.map(|entry| (entry.signature, alloy_primitives::hex::encode(entry.selector))).collect()
}

/// A parameter of a getter, or its result.
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) ty: ValueType,
}

/// What the getter of a variable of this type takes.
pub(crate) fn getter_keys(ty: &Type) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut ty = ty;
    while let Type::Mapping(mapping) = ty {
        keys.push(Key { name: mapping.key_name.clone(), ty: mapping.key });
        ty = &mapping.value;
    }
    keys
}

/// What the getter of a variable of this type gives.
pub(crate) fn getter_result(ty: &Type) -> Key {
    let mut result = (String::new(), ty);
    while let Type::Mapping(mapping) = result.1 {
        result = (mapping.value_name.clone(), &mapping.value);
    }
    let ty = result.1.as_value().expect("a state variable holds values in the end");
    Key { name: result.0, ty }
}

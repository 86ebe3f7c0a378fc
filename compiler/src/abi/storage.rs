//! The storage layout as JSON.
//! <https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html#json-output>

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::hir::{ContractId, Program, Type, ValueType, VariableKind};

/// The `storageLayout` of a contract. `astId` counts state variables: solc's own numbers name nodes of its tree.
#[must_use]
pub fn storage_layout(program: &Program, contract: ContractId) -> Value {
    layout(program, contract, VariableKind::Storage)
}

/// The `transientStorageLayout` of a contract.
#[must_use]
pub fn transient_storage_layout(program: &Program, contract: ContractId) -> Value {
    layout(program, contract, VariableKind::Transient)
}

fn layout(program: &Program, contract: ContractId, kind: VariableKind) -> Value {
    let contract = &program.contracts[contract];
    let path = format!("{}:{}", contract.source, contract.name);
    let mut types = BTreeMap::new();
    let mut storage = Vec::new();
    for id in &contract.variables {
        let variable = &program.variables[*id];
        if variable.kind != kind {
            continue;
        }
        describe(program, &variable.ty, &mut types);
        storage.push(json!({
            "astId": id.index(),
            "contract": path,
            "label": variable.name,
            "offset": variable.location.offset,
            "slot": variable.location.slot.to_string(),
            "type": identifier(program, &variable.ty),
        }));
    }
    let types = if types.is_empty() { Value::Null } else { json!(types) };
    json!({"storage": storage, "types": types})
}

/// `t_mapping(t_address,t_uint256)`. solc's own numbers behind the names of types name nodes of its tree, too.
fn identifier(program: &Program, ty: &Type) -> String {
    match ty {
        Type::Value(ValueType::Address { payable: true }) => "t_address_payable".to_owned(),
        Type::Value(ValueType::Enum(id)) => format!("t_enum({}){}", last(&program.enums[*id].path), id.index()),
        Type::Value(ValueType::Contract(id)) => {
            format!("t_contract({}){}", program.contracts[*id].name, id.index())
        }
        Type::Value(ValueType::User(id)) => {
            format!("t_userDefinedValueType({}){}", last(&program.user_types[*id].path), id.index())
        }
        Type::Value(ty) => format!("t_{}", ty.abi_name(program)),
        Type::Mapping(mapping) => {
            let key = identifier(program, &Type::Value(mapping.key));
            format!("t_mapping({key},{})", identifier(program, &mapping.value))
        }
        Type::Tuple(_) => unreachable!("no state variable is a tuple"),
    }
}

/// A type's own name, without that of its contract.
fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// Adds the description of a type and of all types within it.
fn describe(program: &Program, ty: &Type, types: &mut BTreeMap<String, Value>) {
    let entry = match ty {
        Type::Value(value) => {
            let bytes = value.size_bytes(program).to_string();
            json!({"encoding": "inplace", "label": value.text(program), "numberOfBytes": bytes})
        }
        Type::Mapping(mapping) => {
            let key = Type::Value(mapping.key);
            describe(program, &key, types);
            describe(program, &mapping.value, types);
            json!({
                "encoding": "mapping",
                "key": identifier(program, &key),
                "label": ty.text(program),
                "numberOfBytes": "32",
                "value": identifier(program, &mapping.value),
            })
        }
        Type::Tuple(_) => unreachable!("no state variable is a tuple"),
    };
    types.insert(identifier(program, ty), entry);
}

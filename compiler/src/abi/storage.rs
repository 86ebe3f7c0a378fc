//! The storage layout as JSON.
//! <https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html#json-output>

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::hir::{ContractId, Program, Type, ValueType};

/// The `storageLayout` of a contract. `astId` counts state variables: solc's own numbers name nodes of its tree.
#[must_use]
pub fn storage_layout(program: &Program, contract: ContractId) -> Value {
    let contract = &program.contracts[contract];
    let path = format!("{}:{}", contract.source, contract.name);
    let mut types = BTreeMap::new();
    let mut storage = Vec::new();
    for id in &contract.variables {
        let variable = &program.variables[*id];
        describe(&variable.ty, &mut types);
        storage.push(json!({
            "astId": id.index(),
            "contract": path,
            "label": variable.name,
            "offset": variable.location.offset,
            "slot": variable.location.slot.to_string(),
            "type": identifier(&variable.ty),
        }));
    }
    let types = if types.is_empty() { Value::Null } else { json!(types) };
    json!({"storage": storage, "types": types})
}

/// `t_mapping(t_address,t_uint256)`
fn identifier(ty: &Type) -> String {
    match ty {
        Type::Value(ValueType::Address { payable: true }) => "t_address_payable".to_owned(),
        Type::Value(ty) => format!("t_{}", ty.abi_name()),
        Type::Mapping(mapping) => {
            format!("t_mapping({},{})", identifier(&Type::Value(mapping.key)), identifier(&mapping.value))
        }
        Type::Tuple(_) => unreachable!("no state variable is a tuple"),
    }
}

/// Adds the description of a type and of all types within it.
fn describe(ty: &Type, types: &mut BTreeMap<String, Value>) {
    let entry = match ty {
        Type::Value(value) => {
            let bytes = value.size_bytes().to_string();
            json!({"encoding": "inplace", "label": value.to_string(), "numberOfBytes": bytes})
        }
        Type::Mapping(mapping) => {
            let key = Type::Value(mapping.key);
            describe(&key, types);
            describe(&mapping.value, types);
            json!({
                "encoding": "mapping",
                "key": identifier(&key),
                "label": ty.to_string(),
                "numberOfBytes": "32",
                "value": identifier(&mapping.value),
            })
        }
        Type::Tuple(_) => unreachable!("no state variable is a tuple"),
    };
    types.insert(identifier(ty), entry);
}

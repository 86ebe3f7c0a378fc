//! The ABI as JSON, in solc's order: by kind, then by name, then by selector.
//! <https://docs.soliditylang.org/en/latest/abi-spec.html#json>

use serde_json::{Value, json};
use syntax::ast::Mutability;
use syntax::span::Span;

use super::{EntryKind, entry_points, getter_keys, getter_result, reach};
use crate::hir::{ContractId, CustomError, Event, FunctionId, Param, Program, ValueType};

/// The `abi` of a contract.
#[must_use]
pub fn contract_abi(program: &Program, contract: ContractId) -> Value {
    let used = reach::used(program, contract);
    // solc sorts by kind and name; what is equal in both keeps this order.
    let mut entries: Vec<(&str, String, Value)> = Vec::new();
    if let Some(constructor) = program.contracts[contract].constructor {
        let constructor = &program.functions[constructor];
        let abi = json!({
            "inputs": params(program, &constructor.params),
            "stateMutability": mutability(constructor.mutability),
            "type": "constructor",
        });
        entries.push(("constructor", String::new(), abi));
    }
    // Equal names stand in the order of the sources.
    let place = |span: Span| (span.file, span.start);
    let mut errors: Vec<&CustomError> = used.errors.iter().map(|id| &program.errors[*id]).collect();
    errors.sort_by_key(|error| place(error.span));
    for error in errors {
        let inputs = params(program, &error.params);
        entries.push(("error", error.name.clone(), json!({"inputs": inputs, "name": error.name, "type": "error"})));
    }
    let mut events: Vec<&Event> = used.events.iter().map(|id| &program.events[*id]).collect();
    events.sort_by_key(|event| place(event.span));
    for event in events {
        let inputs: Vec<Value> =
            event.params.iter().map(|input| event_param(program, &input.param, input.indexed)).collect();
        let abi = json!({"anonymous": event.anonymous, "inputs": inputs, "name": event.name, "type": "event"});
        entries.push(("event", event.name.clone(), abi));
    }
    for entry in entry_points(program, contract) {
        let (name, abi) = match entry.kind {
            EntryKind::Function(id) => function(program, id),
            EntryKind::Variable(id) => {
                let variable = &program.variables[id];
                let inputs = getter_keys(&variable.ty).iter().map(|key| field(program, &key.name, key.ty)).collect();
                let result = getter_result(&variable.ty);
                getter(&variable.name, inputs, field(program, &result.name, result.ty))
            }
            EntryKind::Constant(id) => {
                let constant = &program.constants[id];
                getter(&constant.name, Vec::new(), field(program, "", constant.ty))
            }
        };
        entries.push(("function", name, abi));
    }
    entries.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    Value::Array(entries.into_iter().map(|(_, _, abi)| abi).collect())
}

fn function(program: &Program, id: FunctionId) -> (String, Value) {
    let function = &program.functions[id];
    let abi = json!({
        "inputs": params(program, &function.params),
        "name": function.name,
        "outputs": params(program, &function.returns),
        "stateMutability": mutability(function.mutability),
        "type": "function",
    });
    (function.name.clone(), abi)
}

fn getter(name: &str, inputs: Vec<Value>, output: Value) -> (String, Value) {
    let inputs = Value::Array(inputs);
    let outputs = Value::Array(vec![output]);
    let abi =
        json!({"inputs": inputs, "name": name, "outputs": outputs, "stateMutability": "view", "type": "function"});
    (name.to_owned(), abi)
}

fn mutability(mutability: Option<Mutability>) -> &'static str {
    match mutability {
        None => "nonpayable",
        Some(Mutability::Pure) => "pure",
        Some(Mutability::View) => "view",
        Some(Mutability::Payable) => "payable",
    }
}

fn params(program: &Program, params: &[Param]) -> Vec<Value> {
    params.iter().map(|param| field(program, &param.name, param.ty)).collect()
}

fn field(program: &Program, name: &str, ty: ValueType) -> Value {
    json!({"internalType": ty.text(program), "name": name, "type": ty.abi_name(program)})
}

fn event_param(program: &Program, param: &Param, indexed: bool) -> Value {
    let mut field = field(program, &param.name, param.ty);
    field["indexed"] = json!(indexed);
    field
}

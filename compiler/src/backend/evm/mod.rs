//! EVM bytecode from IR: [`lower::lower_evm`], then stack scheduling and assembling of each object.
//!
//! Nothing of the IR is refused: any module that satisfies `ir::verify` has bytecode, of whatever length.

mod asm;
mod call_graph;
mod liveness;
pub mod lower;
mod schedule;
mod shuffle;

use std::collections::HashMap;

pub use asm::{Bytecode, ImmutablePlace, SourceMapEntry};

use crate::ir::{FuncId, Module, ObjectId};
use call_graph::CallGraph;
use schedule::{ObjectContext, Scheduled, schedule};

/// Compiles an object of a module of the abstract phase, with all objects below it.
pub fn compile(module: &Module, object: ObjectId) -> Bytecode {
    assemble(&lower::lower_evm(module), object)
}

/// Assembles an object of a module of the evm phase, with all objects below it.
pub fn assemble(module: &Module, object: ObjectId) -> Bytecode {
    let assembled: Vec<(ObjectId, Bytecode)> = module
        .objects()
        .filter(|(_, child)| child.parent == Some(object))
        .map(|(id, _)| (id, assemble(module, id)))
        .collect();
    let immutables = assembled.iter().map(|(id, code)| (*id, code.immutables.clone())).collect();
    let children: Vec<(ObjectId, Vec<u8>)> = assembled.into_iter().map(|(id, code)| (id, code.bytes)).collect();
    let is_deploy = module.object(object).parent.is_none();
    let calls = CallGraph::new(module, object);
    let labels = (0..).map(asm::Label);
    let labels: HashMap<FuncId, asm::Label> = calls.functions().iter().copied().zip(labels).collect();
    let next_label = u32::try_from(labels.len()).expect("fewer than 2^32 functions");
    let entry = module.object(object).entry;
    let mut context = ObjectContext { module, calls: &calls, entry, labels, next_label, is_deploy, immutables };
    let mut code = Vec::new();
    let mut sizes = HashMap::new();
    for &function in calls.functions() {
        let Scheduled { code: function_code, cells } = schedule(&mut context, function);
        code.extend(function_code);
        sizes.insert(function, cells);
    }
    asm::drop_unused_labels(&mut code);
    let (cells, immutable_base) = calls.number_cells(&sizes);
    let in_memory = if is_deploy { 32 * module.immutable_count() as u64 } else { 0 };
    let free_base = immutable_base + in_memory;
    asm::assemble(&code, &asm::Surroundings { cells: &cells, immutable_base, free_base, children: &children })
}

//! The call graph of an object: recursion, and which memory cells each function gets.

use std::collections::HashMap;

use crate::ir::components::Components;
use crate::ir::{FuncId, Module, ObjectId};

/// Where the first cell lies: behind scratch space, the free pointer and the zero word.
const FIRST_CELL: u64 = 0x80;

/// Who calls whom, directly or not.
#[derive(Debug)]
pub(super) struct CallGraph<'m> {
    module: &'m Module,
    functions: Vec<FuncId>,
    components: Components,
}

impl<'m> CallGraph<'m> {
    /// The graph of what an object's entry reaches.
    pub(super) fn new(module: &'m Module, object: ObjectId) -> Self {
        Self { module, functions: module.reachable(object), components: Components::new(module) }
    }

    /// All functions, the entry first.
    pub(super) fn functions(&self) -> &[FuncId] {
        &self.functions
    }

    /// Whether a call from one to the other may come back to the caller's code before it returns.
    pub(super) fn is_recursive(&self, caller: FuncId, callee: FuncId) -> bool {
        self.components.of(caller) == self.components.of(callee)
    }

    /// The first cell's address of each function, and the end of all cells. Functions that can be active at the same time
    /// share none: in a recursive component each has its own, and they all lie behind the cells of every caller.
    pub(super) fn number_cells(&self, sizes: &HashMap<FuncId, u32>) -> (HashMap<FuncId, u64>, u64) {
        let components = self.components.callees_first().len();
        let mut members: Vec<Vec<FuncId>> = vec![Vec::new(); components];
        for &function in &self.functions {
            members[self.components.of(function)].push(function);
        }
        let mut addresses: HashMap<FuncId, u64> = HashMap::new();
        let mut starts = vec![FIRST_CELL; components];
        let mut end_of_all = FIRST_CELL;
        // Callers before callees.
        for component in (0..components).rev() {
            let mut end = starts[component];
            for function in &members[component] {
                addresses.insert(*function, end);
                end += 32 * u64::from(sizes[function]);
            }
            end_of_all = end_of_all.max(end);
            for callee in members[component].iter().flat_map(|&function| self.module.function(function).callees()) {
                let start = &mut starts[self.components.of(callee)];
                *start = end.max(*start);
            }
        }
        (addresses, end_of_all)
    }
}

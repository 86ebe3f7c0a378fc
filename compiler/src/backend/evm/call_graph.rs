//! The call graph of an object: recursion, and which memory cells each function gets.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::ir::{FuncId, Module, ObjectId};

/// Where the first cell lies: behind scratch space, the free pointer and the zero word.
const FIRST_CELL: u64 = 0x80;

/// Who calls whom, directly or not.
#[derive(Debug)]
pub(super) struct CallGraph {
    functions: Vec<FuncId>,
    reaches: HashMap<FuncId, BTreeSet<FuncId>>,
}

impl CallGraph {
    /// The graph of what an object's entry reaches.
    pub(super) fn new(module: &Module, object: ObjectId) -> Self {
        let functions = module.reachable(object);
        let reach = |&from: &FuncId| {
            let mut reached = BTreeSet::new();
            let mut open = vec![from];
            while let Some(function) = open.pop() {
                open.extend(module.function(function).callees().filter(|&callee| reached.insert(callee)));
            }
            (from, reached)
        };
        let reaches = functions.iter().map(reach).collect();
        Self { functions, reaches }
    }

    /// All functions, the entry first.
    pub(super) fn functions(&self) -> &[FuncId] {
        &self.functions
    }

    /// Whether a call from one to the other may come back to the caller's code before it returns.
    pub(super) fn is_recursive(&self, caller: FuncId, callee: FuncId) -> bool {
        callee == caller || self.reaches[&callee].contains(&caller)
    }

    /// The first cell's address of each function, and the end of all cells. Functions that can be active at the same time
    /// share none: in a recursive component each has its own, and they all lie behind the cells of every caller.
    pub(super) fn number_cells(&self, sizes: &HashMap<FuncId, u32>) -> (HashMap<FuncId, u64>, u64) {
        let mut addresses: HashMap<FuncId, u64> = HashMap::new();
        let mut placed = HashSet::new();
        // Callers before callees: with itself, a caller outside the callee's component reaches strictly more functions.
        let reached_with_itself = |function: &FuncId| {
            let reached = &self.reaches[function];
            reached.len() + usize::from(!reached.contains(function))
        };
        let mut order: Vec<FuncId> = self.functions.clone();
        order.sort_by_key(|function| std::cmp::Reverse(reached_with_itself(function)));
        let mut end_of_all = FIRST_CELL;
        for &function in &order {
            let start = *addresses.entry(function).or_insert(FIRST_CELL);
            let end = start + 32 * u64::from(sizes[&function]);
            end_of_all = end_of_all.max(end);
            placed.insert(function);
            for &callee in self.reaches[&function].iter().filter(|callee| !placed.contains(callee)) {
                let start = addresses.entry(callee).or_insert(FIRST_CELL);
                *start = end.max(*start);
            }
        }
        (addresses, end_of_all)
    }
}

//! Block parameters that every edge gives the same value.

use std::collections::HashMap;

use super::function::{BlockId, Function, ValueId};

/// Removes parameters to which all edges pass the same value (or the parameter itself), and puts that value in their place.
/// Pre: all blocks are terminated and reachable. Post: the function means the same, and no block but the entry has such a
/// parameter. (Braun et al. 2013 call these trivial phis.)
pub fn remove_redundant_params(function: &mut Function) {
    let replaced = find_redundant(function);
    if replaced.is_empty() {
        return;
    }
    function.remove_params(|param| replaced.contains_key(&param));
    function.map_uses(|value| resolve(&replaced, value));
}

fn find_redundant(function: &Function) -> HashMap<ValueId, ValueId> {
    let mut edges: HashMap<BlockId, Vec<&[ValueId]>> = HashMap::new();
    for block in function.block_ids() {
        for target in function.terminator(block).targets() {
            edges.entry(target.block).or_default().push(&target.args);
        }
    }
    let mut replaced = HashMap::new();
    let mut changed = true;
    while changed {
        changed = false;
        for block in function.block_ids().skip(1) {
            for (position, &param) in function.block(block).params.iter().enumerate() {
                if replaced.contains_key(&param) {
                    continue;
                }
                let args = edges.get(&block).into_iter().flatten().map(|args| resolve(&replaced, args[position]));
                let mut others = args.filter(|&arg| arg != param);
                if let Some(first) = others.next()
                    && others.all(|other| other == first)
                {
                    replaced.insert(param, first);
                    changed = true;
                }
            }
        }
    }
    replaced
}

fn resolve(replaced: &HashMap<ValueId, ValueId>, mut value: ValueId) -> ValueId {
    while let Some(&by) = replaced.get(&value) {
        value = by;
    }
    value
}

//! Calls of functions that are called from one place only, replaced by the function's body.
//!
//! Pre: verified, abstract phase. Post: the same meaning; a function that only one instruction of the module calls is called only if
//! it has a loop and the call stands in another one (its values would have to be carried through both), or if the caller would
//! grow beyond [`VALUES_MAX`]. A call costs up to six rows of the program and of each execution; the body moves with its spans.

use std::collections::BTreeMap;

use crate::ir::cfg::drop_unreachable;
use crate::ir::{BlockId, FuncId, InstId, Module, Op};
use crate::pass::inline::{has_loop, is_in_loop, replace};

/// Values of a function that has taken in others. Far below the cells of a frame, which has a few for some values.
const VALUES_MAX: usize = 600;

/// A call that is the only one of its callee.
#[derive(Clone, Copy)]
struct Site {
    caller: FuncId,
    block: BlockId,
    inst: InstId,
    callee: FuncId,
}

/// The same module with those calls replaced.
pub(super) fn inline(module: &Module) -> Module {
    let mut module = module.clone();
    while let Some(site) = find(&module) {
        let callee = module.function(site.callee).clone();
        let caller = module.function_mut(site.caller);
        replace(caller, site.block, site.inst, &callee);
        drop_unreachable(caller);
    }
    module
}

fn find(module: &Module) -> Option<Site> {
    let mut functions: Vec<FuncId> = module.objects().flat_map(|(object, _)| module.reachable(object)).collect();
    functions.sort_unstable();
    functions.dedup();
    let mut sites: BTreeMap<FuncId, Vec<Site>> = BTreeMap::new();
    for &caller in &functions {
        let function = module.function(caller);
        for block in function.block_ids() {
            for &inst in &function.block(block).insts {
                if let Op::Call(callee) = function.inst(inst).op {
                    sites.entry(callee).or_default().push(Site { caller, block, inst, callee });
                }
            }
        }
    }
    let only = sites.into_values().filter_map(|sites| if let [site] = sites[..] { Some(site) } else { None });
    only.into_iter().find(|site| {
        let (caller, callee) = (module.function(site.caller), module.function(site.callee));
        site.caller != site.callee
            && caller.value_count() + callee.value_count() <= VALUES_MAX
            && !(has_loop(callee) && is_in_loop(caller, site.block))
    })
}

//! Loads from storage whose result is known.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::effects::Summary;
use crate::ir::cfg::Cfg;
use crate::ir::{Def, Effects, Function, Inst, InstId, Op, ValueId};

/// How often all blocks are looked at. Loops nest less deep than this.
const ROUNDS: usize = 64;

/// Of so many places the contents are known at once; each store is compared with all of them.
const PLACES_MAX: usize = 256;

/// Replaces a load by what lies there: what was loaded from or stored to the same place before, on every path to here, with nothing
/// in between that could have written there.
///
/// Kept: all stores, in their order. Changed: loads whose result is known are gone. Two places are told apart if they are different
/// variables, or elements of different mappings, or belong to different constant keys of one; all else may be one place. Calls and
/// inline assembly that write storage may write everywhere.
pub fn reuse(function: &mut Function, summary: &Summary) {
    let cfg = Cfg::new(function);
    let mut at_end: Vec<Option<Contents>> = vec![None; function.block_ids().count()];
    let mut changed = true;
    // A load's result may take turns with what it loads again; nothing is replaced before all ways agree.
    for _ in 0..ROUNDS {
        changed = false;
        for &block in cfg.reverse_postorder() {
            let mut contents = at_start(&cfg, &at_end, block);
            for &inst in &function.block(block).insts {
                step(function, summary, &mut contents, inst);
            }
            if at_end[block.index()].as_ref() != Some(&contents) {
                at_end[block.index()] = Some(contents);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    if changed {
        return;
    }
    let mut same: HashMap<ValueId, ValueId> = HashMap::new();
    let mut removed: HashSet<InstId> = HashSet::new();
    for &block in cfg.reverse_postorder() {
        let mut contents = at_start(&cfg, &at_end, block);
        for &id in &function.block(block).insts {
            let inst = function.inst(id);
            if inst.op == Op::Sload
                && let Some(&known) = contents.get(&inst.args[0])
            {
                same.insert(inst.results[0], known);
                removed.insert(id);
            }
            step(function, summary, &mut contents, id);
        }
    }
    for block in function.block_ids() {
        function.block_mut(block).insts.retain(|inst| !removed.contains(inst));
    }
    function.map_uses(|mut value| {
        while let Some(&known) = same.get(&value) {
            value = known;
        }
        value
    });
}

/// What is known to lie at places.
type Contents = BTreeMap<ValueId, ValueId>;

/// What all ways into a block agree on. A way that has not been seen agrees with everything.
fn at_start(cfg: &Cfg, at_end: &[Option<Contents>], block: crate::ir::BlockId) -> Contents {
    let mut seen = cfg.predecessors(block).iter().filter_map(|from| at_end[from.index()].as_ref());
    let Some(first) = seen.next() else { return Contents::new() };
    let mut agreed = first.clone();
    for other in seen {
        agreed.retain(|place, value| other.get(place) == Some(value));
    }
    agreed
}

fn step(function: &Function, summary: &Summary, contents: &mut Contents, id: InstId) {
    let inst: &Inst = function.inst(id);
    match (inst.op, &inst.args[..]) {
        (Op::Sload, &[place]) => {
            contents.entry(place).or_insert(inst.results[0]);
        }
        (Op::Sstore, &[place, value]) => {
            contents.retain(|&other, _| !may_be_one(function, place, other));
            contents.insert(place, value);
        }
        _ if summary.of(inst).contains(Effects::WRITES_STORAGE) => contents.clear(),
        _ => {}
    }
    if contents.len() > PLACES_MAX {
        contents.pop_first();
    }
}

/// Whether two places may have a bit in common. Variables that share a slot have none; elements lie where hashes say, and no two
/// hashes are taken to be equal.
fn may_be_one(function: &Function, a: ValueId, b: ValueId) -> bool {
    // What lies there has one type.
    if a == b || function.ty(a) != function.ty(b) {
        return a == b;
    }
    let definition = |place: ValueId| match function.value(place).def {
        Def::Result(..) => function.definition(place),
        Def::Param(..) => None,
    };
    match (definition(a), definition(b)) {
        (Some((Op::StoragePlace(a), _)), Some((Op::StoragePlace(b), _))) => a == b,
        (Some((Op::StoragePlace(_), _)), Some((Op::MapElement, _)))
        | (Some((Op::MapElement, _)), Some((Op::StoragePlace(_), _))) => false,
        (Some((Op::MapElement, a)), Some((Op::MapElement, b))) => {
            let keys_differ = match (function.constant(a[1]), function.constant(b[1])) {
                (Some(a), Some(b)) => a != b,
                _ => false,
            };
            may_be_one(function, a[0], b[0]) && !keys_differ
        }
        _ => true,
    }
}

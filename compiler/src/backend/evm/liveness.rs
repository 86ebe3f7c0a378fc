//! Which values are live into each block.

use std::collections::{BTreeSet, HashMap};

use ruint::aliases::U256;

use crate::ir::cfg::Cfg;
use crate::ir::{BlockId, Effects, EvmOp, Function, Op, Terminator, ValueId};

/// Stands for the return address, which is there from the entry on and read by `return`.
pub(super) const RETURN_ADDRESS: ValueId = ValueId(u32::MAX);

/// What pushes a value where it is used, for no more gas than a copy of it takes: a number, or an opcode without operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    /// `PUSH`
    Number(U256),
    /// What is fixed throughout a call, such as `CALLER`; 2 gas each (Yellow Paper, appendix G: G_base).
    Context(EvmOp),
}

/// Whether a value is pushed where it is used.
pub(super) fn pushed(function: &Function, value: ValueId) -> Option<Pushed> {
    let fixed = Effects::PURE | Effects::READS_CONTEXT;
    match function.definition(value)? {
        (Op::Const(number), _) => Some(Pushed::Number(number)),
        // It takes three opcodes.
        (Op::Evm(EvmOp::ConstructorArgsSize), _) => None,
        (Op::Evm(op), []) if fixed.contains(op.effects()) => Some(Pushed::Context(op)),
        _ => None,
    }
}

/// Live values; those that are [`pushed`] where they are used never are.
#[derive(Debug)]
pub(super) struct Liveness {
    /// Without the block's own parameters.
    live_in: Vec<BTreeSet<ValueId>>,
}

impl Liveness {
    /// Iterates backwards over the graph until nothing changes.
    pub(super) fn new(function: &Function, cfg: &Cfg) -> Self {
        let mut liveness = Self { live_in: vec![BTreeSet::new(); function.block_ids().count()] };
        let mut changed = true;
        while changed {
            changed = false;
            for &block in cfg.reverse_postorder().iter().rev() {
                let live = liveness.at_start(function, block);
                if liveness.live_in[block.index()] != live {
                    liveness.live_in[block.index()] = live;
                    changed = true;
                }
            }
        }
        liveness
    }

    /// Values live into a block, without its own parameters.
    pub(super) fn live_in(&self, block: BlockId) -> &BTreeSet<ValueId> {
        &self.live_in[block.index()]
    }

    /// What is still needed at each point of a block.
    pub(super) fn of_block(&self, function: &Function, block: BlockId) -> BlockLiveness {
        let mut last_use = HashMap::new();
        let data = function.block(block);
        for (position, &inst) in data.insts.iter().enumerate() {
            last_use.extend(function.inst(inst).args.iter().map(|&arg| (arg, position)));
        }
        let terminator = function.terminator(block);
        last_use.extend(used_at_end(terminator).into_iter().map(|value| (value, data.insts.len())));
        let mut live_out = BTreeSet::new();
        for target in terminator.targets() {
            live_out.extend(self.live_in(target.block));
        }
        BlockLiveness { last_use, live_out }
    }

    fn at_start(&self, function: &Function, block: BlockId) -> BTreeSet<ValueId> {
        let data = function.block(block);
        let terminator = function.terminator(block);
        let mut live = BTreeSet::new();
        for target in terminator.targets() {
            live.extend(self.live_in(target.block));
        }
        let is_variable = |value: &ValueId| *value == RETURN_ADDRESS || pushed(function, *value).is_none();
        live.extend(used_at_end(terminator).into_iter().filter(is_variable));
        for &inst in data.insts.iter().rev() {
            let inst = function.inst(inst);
            for result in &inst.results {
                live.remove(result);
            }
            live.extend(inst.args.iter().copied().filter(is_variable));
        }
        for param in &data.params {
            live.remove(param);
        }
        live
    }
}

fn used_at_end(terminator: &Terminator) -> Vec<ValueId> {
    let mut uses = terminator.uses();
    if let Terminator::Return(_) = terminator {
        uses.push(RETURN_ADDRESS);
    }
    uses
}

/// Liveness inside one block.
#[derive(Debug)]
pub(super) struct BlockLiveness {
    last_use: HashMap<ValueId, usize>,
    live_out: BTreeSet<ValueId>,
}

impl BlockLiveness {
    /// Whether a value is read behind the instruction at this position.
    pub(super) fn is_live_after(&self, value: ValueId, position: usize) -> bool {
        self.live_out.contains(&value) || self.last_use.get(&value).is_some_and(|&last| last > position)
    }

    /// Whether a value defined by the block's parameters is read at all.
    pub(super) fn is_used(&self, value: ValueId) -> bool {
        self.live_out.contains(&value) || self.last_use.contains_key(&value)
    }
}

//! Which blocks share a frame, and how values get from one frame into another.
//!
//! A frame begins at its *head*: the function's entry, a loop's header, or a block whose predecessors lie in different
//! frames. Every other block lies in the frame of its predecessors; so what follows a loop runs on in the frame of the
//! last iteration. A frame's blocks are dominated by its head, and control leaves a frame only by `enter`, `ret` or a halt.
//!
//! A value defined in one frame and used in another reaches it in one of two ways:
//! * *carried*: each edge to the head passes it, next to the head's parameters;
//! * *outer*, if it is defined in the function's own frame: read from there where it is needed.
//!
//! The row that enters a frame passes four values, moves go three to a row. Outer values are carried instead where that saves a row in each
//! iteration: where the rows that pass parameters have room, and every frame that enters this one has the value at hand anyway.

use std::collections::BTreeSet;

use super::values::Values;
use crate::ir::cfg::Cfg;
use crate::ir::{BlockId, Function, Terminator, Type, ValueId};

use vm_zkfriendly::isa::{MOVES_MAX, PASSED_MAX};

/// Rows that pass so many parameters, without the one that enters the frame.
fn rows_to_pass(count: usize) -> usize {
    count.saturating_sub(PASSED_MAX).div_ceil(MOVES_MAX)
}

/// A frame, before it has registers.
#[derive(Debug)]
pub(super) struct FramePlan {
    /// The block in which it begins.
    pub(super) head: BlockId,
    /// Its blocks in an order in which control only goes forward, the head first.
    pub(super) blocks: Vec<BlockId>,
    /// Own parameters of the head, then carried values and constants: what `enter` passes, in this order. For a function's own frame, all
    /// parameters of the function.
    pub(super) params: Vec<ValueId>,
    /// Values of the function's own frame that this frame, or one entered from here, reads from there.
    pub(super) outer: BTreeSet<ValueId>,
    /// Where this frame reads outer values: at the start of these blocks.
    pub(super) reads: Vec<(BlockId, Vec<ValueId>)>,
    /// Booleans that only decide branches of this frame, so that their negation does as well.
    pub(super) only_branched_on: BTreeSet<ValueId>,
    /// Frames with an edge to the head.
    entered_from: BTreeSet<usize>,
    /// Values read in the frame, and not constants; with the blocks that read them.
    uses: Vec<(ValueId, BlockId)>,
    /// Values defined in other frames than this and the function's own, and passed by each `enter`.
    carried: BTreeSet<ValueId>,
    /// Values of the function's own frame that this one reads, or passes to where they are carried.
    direct: BTreeSet<ValueId>,
    /// Those of them that are carried.
    chosen: BTreeSet<ValueId>,
}

/// The frames of a function; the first is its own.
#[derive(Debug)]
pub(super) struct Frames {
    /// By block.
    of: Vec<Option<usize>>,
    /// In the order of their heads.
    pub(super) plans: Vec<FramePlan>,
}

impl Frames {
    /// Plans the frames of a function.
    pub(super) fn new(function: &Function, cfg: &Cfg, values: &Values<'_>) -> Self {
        let mut frames = Self { of: vec![None; function.block_ids().count()], plans: Vec::new() };
        frames.partition(cfg);
        frames.collect_uses(function, values);
        frames.carry(values);
        frames.choose(function, values);
        for index in 0..frames.plans.len() {
            frames.place_reads(cfg, index);
        }
        frames.find_branch_only(function, values);
        frames
    }

    /// The frame of a block.
    pub(super) fn of(&self, block: BlockId) -> usize {
        self.of[block.index()].expect("verified: every block is reachable")
    }

    /// Whether an edge to this block is an `enter`.
    pub(super) fn is_head(&self, block: BlockId) -> bool {
        self.plans[self.of(block)].head == block
    }

    fn partition(&mut self, cfg: &Cfg) {
        for &block in cfg.reverse_postorder() {
            let is_header = cfg.predecessors(block).iter().any(|&from| cfg.is_back_edge(from, block));
            let mut from = cfg.predecessors(block).iter().filter_map(|&from| self.of[from.index()]);
            let joined = from.next().filter(|&first| !is_header && from.all(|other| other == first));
            let index = joined.unwrap_or_else(|| {
                self.plans.push(FramePlan {
                    head: block,
                    blocks: Vec::new(),
                    params: Vec::new(),
                    outer: BTreeSet::new(),
                    reads: Vec::new(),
                    only_branched_on: BTreeSet::new(),
                    entered_from: BTreeSet::new(),
                    uses: Vec::new(),
                    carried: BTreeSet::new(),
                    direct: BTreeSet::new(),
                    chosen: BTreeSet::new(),
                });
                self.plans.len() - 1
            });
            self.plans[index].blocks.push(block);
            self.of[block.index()] = Some(index);
        }
        for index in 0..self.plans.len() {
            let head = self.plans[index].head;
            self.plans[index].entered_from = cfg.predecessors(head).iter().map(|&from| self.of(from)).collect();
        }
    }

    fn collect_uses(&mut self, function: &Function, values: &Values<'_>) {
        for plan in &mut self.plans {
            for &block in &plan.blocks {
                let uses = values.uses(block).into_iter().filter(|&value| values.constant(value).is_none());
                plan.uses.extend(uses.map(|value| (value, block)));
            }
            let head_params = &function.block(plan.head).params;
            plan.params = if plan.head == Function::ENTRY {
                head_params.clone()
            } else {
                head_params.iter().copied().filter(|&param| values.is_own(param)).collect()
            };
        }
    }

    /// Values of frames other than the function's own are passed along every way to where they are used.
    fn carry(&mut self, values: &Values<'_>) {
        let mut pending: Vec<(usize, ValueId)> = Vec::new();
        for (index, plan) in self.plans.iter_mut().enumerate() {
            for &(value, _) in &plan.uses {
                match self.of[values.home(value).index()].expect("verified: every block is reachable") {
                    home if home == index => {}
                    0 => {
                        plan.direct.insert(value);
                    }
                    _ => pending.push((index, value)),
                }
            }
        }
        while let Some((index, value)) = pending.pop() {
            if self.of(values.home(value)) != index && self.plans[index].carried.insert(value) {
                pending.extend(self.plans[index].entered_from.iter().map(|&from| (from, value)));
            }
        }
    }

    /// Decides which outer values are carried, and completes what frames declare.
    fn choose(&mut self, function: &Function, values: &Values<'_>) {
        for index in 1..self.plans.len() {
            let plan = &self.plans[index];
            let at_hand = |value: ValueId| {
                plan.entered_from
                    .iter()
                    .all(|&from| from == 0 || from == index || self.plans[from].direct.contains(&value))
            };
            let possible: Vec<ValueId> = plan.direct.iter().copied().filter(|&value| at_hand(value)).collect();
            let passed = plan.params.len() + plan.carried.len();
            let rows = |count: usize| rows_to_pass(passed + count) + (plan.direct.len() - count).div_ceil(MOVES_MAX);
            let count = (0..=possible.len()).min_by_key(|&count| rows(count)).unwrap_or(0);
            let plan = &mut self.plans[index];
            plan.chosen = possible.into_iter().take(count).collect();
            plan.params.extend(plan.carried.iter().chain(&plan.chosen));
            self.carry_constants(values, index);
        }
        // Entering a frame that carries an outer value reads it here.
        let entries: Vec<(BlockId, ValueId)> = (1..self.plans.len())
            .flat_map(|index| self.plans[index].chosen.iter().map(move |&value| (index, value)))
            .flat_map(|(index, value)| self.entries(function, index).into_iter().map(move |from| (from, value)))
            .collect();
        for (from, value) in entries {
            let index = self.of(from);
            self.plans[index].uses.push((value, from));
        }
        let mut pending: Vec<(usize, ValueId)> = Vec::new();
        for (index, plan) in self.plans.iter().enumerate().skip(1) {
            let read = plan.uses.iter().map(|&(value, _)| value).filter(|&value| self.of(values.home(value)) == 0);
            pending.extend(read.filter(|value| !plan.chosen.contains(value)).map(|value| (index, value)));
        }
        while let Some((index, value)) = pending.pop() {
            if index != 0 && self.plans[index].outer.insert(value) {
                pending.extend(self.plans[index].entered_from.iter().map(|&from| (from, value)));
            }
        }
    }

    /// A constant in a register costs a row in each iteration. Where only the function's own frame enters a loop, and the row
    /// that passes parameters has room, it is defined once before and carried.
    fn carry_constants(&mut self, values: &Values<'_>, index: usize) {
        let plan = &mut self.plans[index];
        let is_simple_loop = plan.entered_from.iter().copied().eq([0, index]);
        let count = plan.params.len();
        let room = PASSED_MAX + MOVES_MAX * rows_to_pass(count) - count;
        if !is_simple_loop || room == 0 {
            return;
        }
        let mut constants: Vec<ValueId> = Vec::new();
        for value in plan.blocks.iter().flat_map(|&block| values.constants_in_registers(block)) {
            if constants.iter().all(|&known| values.constant(known) != values.constant(value)) {
                constants.push(value);
            }
        }
        plan.params.extend(constants.into_iter().take(room));
    }

    /// Blocks with an edge to a frame's head.
    fn entries(&self, function: &Function, index: usize) -> Vec<BlockId> {
        let head = self.plans[index].head;
        let has_edge =
            |block: &BlockId| function.terminator(*block).targets().iter().any(|target| target.block == head);
        let from = self.plans[index].entered_from.iter();
        from.flat_map(|&from| &self.plans[from].blocks).copied().filter(has_edge).collect()
    }

    /// An outer value is read once in a frame: in the last block that dominates all its uses.
    fn place_reads(&mut self, cfg: &Cfg, index: usize) {
        if index == 0 {
            return;
        }
        let plan = &self.plans[index];
        let mut reads: Vec<(BlockId, Vec<ValueId>)> = plan.blocks.iter().map(|&block| (block, Vec::new())).collect();
        for &value in &plan.outer {
            let uses: Vec<BlockId> = plan.uses.iter().filter(|(used, _)| *used == value).map(|&(_, at)| at).collect();
            let place = reads.iter_mut().rev().find(|(block, _)| uses.iter().all(|&at| cfg.dominates(*block, at)));
            if let (false, Some((_, list))) = (uses.is_empty() || plan.chosen.contains(&value), place) {
                list.push(value);
            }
        }
        reads.retain(|(_, list)| !list.is_empty());
        self.plans[index].reads = reads;
    }

    fn find_branch_only(&mut self, function: &Function, values: &Values<'_>) {
        for index in 0..self.plans.len() {
            let plan = &self.plans[index];
            let is_param = |value: &ValueId| plan.params.contains(value);
            let mut candidates: BTreeSet<ValueId> = BTreeSet::new();
            for &block in &plan.blocks {
                for inst in values.insts(block).filter(|inst| values.is_live(inst)) {
                    let results = inst.results.iter().copied();
                    candidates.extend(results.filter(|&result| function.ty(result) == Type::Bool));
                }
            }
            candidates.retain(|value| !is_param(value));
            for (other, plan) in self.plans.iter().enumerate() {
                for &block in &plan.blocks {
                    let mut uses = values.uses(block);
                    if let (true, Terminator::Branch { condition, .. }) = (other == index, function.terminator(block)) {
                        let at = uses.iter().position(|&used| used == values.find(*condition));
                        uses.swap_remove(at.expect("a branch uses its condition"));
                    }
                    for used in uses {
                        candidates.remove(&used);
                    }
                }
            }
            self.plans[index].only_branched_on = candidates;
        }
    }
}

//! The control flow graph: order, predecessors, dominance, reducibility.

use std::collections::BinaryHeap;
use std::ops::RangeInclusive;

use super::function::{BlockId, Function};

/// The graph of a function whose blocks all have terminators.
#[derive(Clone, Debug)]
pub struct Cfg {
    order: Vec<BlockId>,
    /// Position in `order`, `None` if nothing reaches the block.
    position: Vec<Option<usize>>,
    predecessors: Vec<Vec<BlockId>>,
    immediate_dominator: Vec<Option<BlockId>>,
    /// By block, the first and the last number that a walk of the dominator tree gives out in its subtree.
    subtree: Vec<(u32, u32)>,
}

impl Cfg {
    /// Computes the graph.
    pub fn new(function: &Function) -> Self {
        let order = reverse_postorder(function);
        let count = function.block_ids().count();
        let mut position = vec![None; count];
        for (i, block) in order.iter().enumerate() {
            position[block.index()] = Some(i);
        }
        let mut predecessors = vec![Vec::new(); count];
        for &block in &order {
            for target in function.terminator(block).targets() {
                let list: &mut Vec<BlockId> = &mut predecessors[target.block.index()];
                if list.last() != Some(&block) {
                    list.push(block);
                }
            }
        }
        let (immediate_dominator, subtree) = (vec![None; count], vec![(0, 0); count]);
        let mut cfg = Self { order, position, predecessors, immediate_dominator, subtree };
        cfg.find_dominators();
        cfg.number_subtrees();
        cfg
    }

    /// Blocks that the entry reaches, each before its successors except along back edges.
    pub fn reverse_postorder(&self) -> &[BlockId] {
        &self.order
    }

    /// Whether the entry reaches a block.
    pub fn is_reachable(&self, block: BlockId) -> bool {
        self.position[block.index()].is_some()
    }

    /// Reachable blocks with an edge to this one, each once.
    pub fn predecessors(&self, block: BlockId) -> &[BlockId] {
        &self.predecessors[block.index()]
    }

    /// Whether every path to `b` passes `a`; a block dominates itself. Both reachable.
    pub fn dominates(&self, a: BlockId, b: BlockId) -> bool {
        self.dominated(a).contains(self.dominated(b).start())
    }

    /// The numbers, in a walk of the dominator tree, of the blocks that a reachable one dominates. Its own is the first.
    pub fn dominated(&self, block: BlockId) -> RangeInclusive<u32> {
        let (first, last) = self.subtree[block.index()];
        first..=last
    }

    /// Whether an edge goes backwards in the order. In a reducible graph its target then dominates its source.
    pub fn is_back_edge(&self, from: BlockId, to: BlockId) -> bool {
        self.position[to.index()] <= self.position[from.index()]
    }

    /// The first edge into the middle of a loop: one that goes backwards to a block which doesn't dominate its source.
    pub fn irreducible_edge(&self, function: &Function) -> Option<(BlockId, BlockId)> {
        let edges = self
            .order
            .iter()
            .flat_map(|&from| function.terminator(from).targets().into_iter().map(move |to| (from, to.block)));
        edges.into_iter().find(|&(from, to)| self.is_back_edge(from, to) && !self.dominates(to, from))
    }

    /// Cooper, Harvey, Kennedy, *A Simple, Fast Dominance Algorithm* (2001).
    fn find_dominators(&mut self) {
        let Some(&entry) = self.order.first() else { return };
        self.immediate_dominator[entry.index()] = Some(entry);
        let mut changed = true;
        while changed {
            changed = false;
            for &block in self.order.iter().skip(1) {
                let known = self.predecessors[block.index()].iter().copied();
                let known = known.filter(|pred| self.immediate_dominator[pred.index()].is_some());
                let dominator = self.common_dominator(known);
                if self.immediate_dominator[block.index()] != Some(dominator) {
                    self.immediate_dominator[block.index()] = Some(dominator);
                    changed = true;
                }
            }
        }
    }

    /// Numbers blocks so that each one's subtree of the dominator tree has consecutive numbers.
    fn number_subtrees(&mut self) {
        let mut sizes = vec![1; self.subtree.len()];
        let parent = |cfg: &Self, block: BlockId| cfg.immediate_dominator[block.index()].filter(|&up| up != block);
        for &block in self.order.iter().rev() {
            if let Some(up) = parent(self, block) {
                sizes[up.index()] += sizes[block.index()];
            }
        }
        // The next number that a block has for a child.
        let mut free = vec![0; self.subtree.len()];
        for i in 0..self.order.len() {
            let block = self.order[i];
            let size = sizes[block.index()];
            let first = match parent(self, block) {
                Some(up) => {
                    free[up.index()] += size;
                    free[up.index()] - size
                }
                None => 0,
            };
            free[block.index()] = first + 1;
            self.subtree[block.index()] = (first, first + size - 1);
        }
    }

    /// The last block that dominates all of these: climbs from whichever is the last one, until one is left. So no block is passed
    /// twice, however many lead to a shared end.
    fn common_dominator(&self, blocks: impl Iterator<Item = BlockId>) -> BlockId {
        let mut open: BinaryHeap<Option<usize>> = blocks.map(|block| self.position[block.index()]).collect();
        loop {
            let last = open.pop().flatten().expect("in reverse postorder some predecessor comes first");
            while open.peek() == Some(&Some(last)) {
                open.pop();
            }
            if open.is_empty() {
                return self.order[last];
            }
            let up = self.immediate_dominator[self.order[last].index()].expect("a processed block has a dominator");
            open.push(self.position[up.index()]);
        }
    }
}

fn reverse_postorder(function: &Function) -> Vec<BlockId> {
    let mut seen = vec![false; function.block_ids().count()];
    let mut postorder = Vec::new();
    // Successors are visited last to first, so that in the reversed order the first one comes right behind its block.
    let successors = |block: BlockId| -> Vec<BlockId> {
        function.terminator(block).targets().iter().map(|target| target.block).collect()
    };
    let mut stack = Vec::new();
    if function.is_defined() {
        seen[Function::ENTRY.index()] = true;
        stack.push((Function::ENTRY, successors(Function::ENTRY)));
    }
    while let Some((block, rest)) = stack.last_mut() {
        match rest.pop() {
            Some(next) if !seen[next.index()] => {
                seen[next.index()] = true;
                let after = successors(next);
                stack.push((next, after));
            }
            Some(_) => {}
            None => {
                postorder.push(*block);
                stack.pop();
            }
        }
    }
    postorder.reverse();
    postorder
}

/// Removes blocks that nothing reaches; the others keep their order and get new ids.
/// Pre: all blocks are terminated, except unreachable ones. Post: [`Cfg::is_reachable`] holds of all blocks.
pub fn drop_unreachable(function: &mut Function) {
    for block in function.block_ids() {
        if function.block(block).terminator.is_none() {
            assert!(
                !function.block_ids().any(|other| other != block && reaches_directly(function, other, block)),
                "@{}: {block} has a predecessor but no terminator",
                function.name
            );
            // Dropped below; it only has to look finished.
            function.block_mut(block).terminator = Some(super::function::Terminator::RevertEmpty);
        }
    }
    let cfg = Cfg::new(function);
    let kept: Vec<BlockId> = function.block_ids().filter(|&block| cfg.is_reachable(block)).collect();
    function.keep_blocks(&kept);
}

fn reaches_directly(function: &Function, from: BlockId, to: BlockId) -> bool {
    let terminator = function.block(from).terminator.as_ref();
    terminator.is_some_and(|terminator| terminator.targets().iter().any(|target| target.block == to))
}

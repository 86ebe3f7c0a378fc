//! What holds from certain blocks on, each as far as its block dominates.

use crate::ir::BlockId;
use crate::ir::cfg::Cfg;

/// Items by the blocks from which on they hold. Where several hold, each lies within the one before it.
pub(super) struct Nested<T> {
    items: Vec<Item<T>>,
    /// By ascending number of a block in the dominator tree: the innermost item from there on.
    changes: Vec<(u32, Option<usize>)>,
}

struct Item<T> {
    content: T,
    /// The item that this one lies within.
    outer: Option<usize>,
    /// Those within this one stand from behind it up to here.
    end: usize,
}

impl<T> Nested<T> {
    /// Of two items from the same block on, the first is the outer one.
    pub(super) fn new(cfg: &Cfg, mut contents: Vec<(BlockId, T)>) -> Self {
        contents.sort_by_key(|(from, _)| *cfg.dominated(*from).start());
        let mut nested = Self { items: Vec::new(), changes: Vec::new() };
        // The items around the next one, with the last number of each.
        let mut open: Vec<(usize, u32)> = Vec::new();
        for (from, content) in contents {
            let (first, last) = cfg.dominated(from).into_inner();
            nested.close_before(first, &mut open);
            let item = nested.items.len();
            nested.changes.push((first, Some(item)));
            nested.items.push(Item { content, outer: open.last().map(|(outer, _)| *outer), end: item + 1 });
            open.push((item, last));
        }
        nested.close_before(u32::MAX, &mut open);
        nested
    }

    fn close_before(&mut self, number: u32, open: &mut Vec<(usize, u32)>) {
        while let Some(&(item, last)) = open.last().filter(|(_, last)| *last < number) {
            open.pop();
            self.items[item].end = self.items.len();
            self.changes.push((last + 1, open.last().map(|(outer, _)| *outer)));
        }
    }

    /// The innermost item that holds in a block.
    pub(super) fn innermost(&self, cfg: &Cfg, block: BlockId) -> Option<usize> {
        let number = *cfg.dominated(block).start();
        let changes = self.changes.partition_point(|(from, _)| *from <= number);
        self.changes[..changes].last().and_then(|(_, innermost)| *innermost)
    }

    /// An item and all that it lies within, from the inside out.
    pub(super) fn outwards(&self, innermost: Option<usize>) -> impl Iterator<Item = &T> {
        std::iter::successors(innermost, |item| self.items[*item].outer).map(|item| &self.items[item].content)
    }

    /// All items, each before those within it.
    pub(super) fn contents(&self) -> impl Iterator<Item = &T> {
        self.items.iter().map(|item| &item.content)
    }

    /// Visits the item at this position and those within it, or all, but nothing within one for which `visit` is false.
    pub(super) fn walk(&self, within: Option<usize>, mut visit: impl FnMut(&T) -> bool) {
        let (mut at, end) = match within {
            Some(item) => (item, self.items[item].end),
            None => (0, self.items.len()),
        };
        while at < end {
            at = if visit(&self.items[at].content) { at + 1 } else { self.items[at].end };
        }
    }
}

//! What the branches that lead to a block say about values there.

use std::collections::HashMap;

use ruint::aliases::U256;

use super::interval::Interval;
use crate::ir::cfg::Cfg;
use crate::ir::{BlockId, Function, Op, Terminator, ValueId};

/// In which orders two values may stand: some of less, equal, greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Orders(u8);

impl Orders {
    pub(super) const LESS: Self = Self(1);
    pub(super) const EQUAL: Self = Self(2);
    pub(super) const GREATER: Self = Self(4);
    const ALL: Self = Self(7);

    /// The orders in which a comparison holds; none for what is no comparison.
    pub(super) fn that(op: Op) -> Option<Self> {
        Some(match op {
            Op::Lt => Self::LESS,
            Op::Le => Self::LESS.or(Self::EQUAL),
            Op::Gt => Self::GREATER,
            Op::Ge => Self::GREATER.or(Self::EQUAL),
            Op::Eq => Self::EQUAL,
            Op::Ne => Self::EQUAL.others(),
            _ => return None,
        })
    }

    pub(super) fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(super) fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The orders not among these.
    pub(super) fn others(self) -> Self {
        Self(Self::ALL.0 & !self.0)
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The orders of the second value to the first.
    fn swapped(self) -> Self {
        let mut swapped = self.and(Self::EQUAL);
        if self.contains(Self::LESS) {
            swapped = swapped.or(Self::GREATER);
        }
        if self.contains(Self::GREATER) {
            swapped = swapped.or(Self::LESS);
        }
        swapped
    }

    /// Where a value may lie that is in one of these orders to one between these bounds. (Nothing is less than 0: there, no code is
    /// executed, and any bounds will do.)
    pub(super) fn bounds(self, other: Interval) -> Interval {
        let Interval { low, high } = other;
        let (mut least, mut most) = (U256::ZERO, U256::MAX);
        if !self.contains(Self::GREATER) {
            most = if self.contains(Self::EQUAL) { high } else { high.saturating_sub(U256::ONE) };
        }
        if !self.contains(Self::LESS) {
            least = if self.contains(Self::EQUAL) { low } else { low.saturating_add(U256::ONE) };
        }
        Interval { low: least, high: most }
    }
}

/// What a value is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Other {
    /// A value.
    Value(ValueId),
    /// A clean word.
    Number(U256),
}

/// From a block on, as far as it dominates, a value stands in one of these orders to another one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact {
    from: BlockId,
    pub(super) other: Other,
    pub(super) orders: Orders,
}

/// All of a function.
pub(super) struct Facts<'f> {
    cfg: &'f Cfg,
    by_value: HashMap<ValueId, Vec<Fact>>,
}

impl<'f> Facts<'f> {
    /// A block with one edge into it is entered only if that edge's condition holds.
    pub(super) fn new(function: &Function, cfg: &'f Cfg) -> Self {
        let mut facts = Self { cfg, by_value: HashMap::new() };
        let mut edges = vec![0usize; function.block_ids().count()];
        for &block in cfg.reverse_postorder() {
            for target in function.terminator(block).targets() {
                edges[target.block.index()] += 1;
            }
        }
        for &block in cfg.reverse_postorder() {
            let is_only = |to: BlockId| edges[to.index()] == 1;
            match function.terminator(block) {
                Terminator::Branch { condition, then, otherwise } => {
                    for (target, truth) in [(then, true), (otherwise, false)] {
                        if is_only(target.block) {
                            facts.condition(function, target.block, *condition, truth);
                        }
                    }
                }
                Terminator::Switch { scrutinee, cases, .. } => {
                    for case in cases.iter().filter(|case| is_only(case.target.block)) {
                        let other = Other::Number(case.value);
                        facts.add(*scrutinee, Fact { from: case.target.block, other, orders: Orders::EQUAL });
                    }
                }
                _ => {}
            }
        }
        facts
    }

    fn condition(&mut self, function: &Function, from: BlockId, condition: ValueId, truth: bool) {
        let (mut condition, mut truth) = (condition, truth);
        loop {
            let other = Other::Number(U256::from(truth));
            self.add(condition, Fact { from, other, orders: Orders::EQUAL });
            match function.definition(condition) {
                Some((Op::Not, args)) => (condition, truth) = (args[0], !truth),
                Some((op, &[a, b])) => {
                    if let Some(orders) = Orders::that(op) {
                        let orders = if truth { orders } else { orders.others() };
                        self.add(a, Fact { from, other: Other::Value(b), orders });
                        self.add(b, Fact { from, other: Other::Value(a), orders: orders.swapped() });
                    }
                    return;
                }
                _ => return,
            }
        }
    }

    fn add(&mut self, value: ValueId, fact: Fact) {
        self.by_value.entry(value).or_default().push(fact);
    }

    /// What is known about a value in a block.
    pub(super) fn about(&self, value: ValueId, block: BlockId) -> impl Iterator<Item = Fact> + '_ {
        let facts = self.by_value.get(&value).map_or(&[][..], Vec::as_slice);
        facts.iter().copied().filter(move |fact| self.cfg.dominates(fact.from, block))
    }

    /// In which orders two values may stand in a block.
    pub(super) fn between(&self, a: ValueId, b: ValueId, block: BlockId) -> Orders {
        let of_both = self.about(a, block).filter(|fact| fact.other == Other::Value(b));
        of_both.fold(Orders::ALL, |orders, fact| orders.and(fact.orders))
    }
}

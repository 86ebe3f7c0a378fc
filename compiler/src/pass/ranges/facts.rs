//! What the branches that lead to a block say about values there.

use std::cell::Cell;
use std::collections::HashMap;

use ruint::aliases::U256;

use super::interval::Interval;
use super::nested::Nested;
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
pub(super) struct Fact {
    pub(super) other: Other,
    pub(super) orders: Orders,
    /// The bounds that this fact and those around it leave to the value; none if one of the bounds behind them has moved.
    narrowed: Cell<Option<Interval>>,
}

/// All of a function.
pub(super) struct Facts<'f> {
    cfg: &'f Cfg,
    by_value: HashMap<ValueId, Nested<Fact>>,
    /// By two values, the orders in which the first may stand to the second.
    by_pair: HashMap<(ValueId, ValueId), Nested<Orders>>,
    /// By the value that they compare with, facts: the value they are about, and where they stand.
    that_name: HashMap<ValueId, Vec<(ValueId, usize)>>,
}

impl<'f> Facts<'f> {
    /// A block with one edge into it is entered only if that edge's condition holds.
    pub(super) fn new(function: &Function, cfg: &'f Cfg) -> Self {
        let mut found = Found::default();
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
                            found.condition(function, target.block, *condition, truth);
                        }
                    }
                }
                Terminator::Switch { scrutinee, cases, .. } => {
                    for case in cases.iter().filter(|case| is_only(case.target.block)) {
                        found.add(*scrutinee, case.target.block, Other::Number(case.value), Orders::EQUAL);
                    }
                }
                _ => {}
            }
        }
        let Found { by_value, by_pair } = found;
        let by_value: HashMap<_, _> =
            by_value.into_iter().map(|(value, facts)| (value, Nested::new(cfg, facts))).collect();
        let by_pair = by_pair.into_iter().map(|(pair, orders)| (pair, Nested::new(cfg, orders))).collect();
        let mut that_name: HashMap<ValueId, Vec<(ValueId, usize)>> = HashMap::new();
        for (&value, facts) in &by_value {
            for (at, fact) in facts.contents().enumerate() {
                if let Other::Value(other) = fact.other {
                    that_name.entry(other).or_default().push((value, at));
                }
            }
        }
        Self { cfg, by_value, by_pair, that_name }
    }

    /// The bounds `own` gives a value, as the facts of a block narrow them. What comes out is kept until [`Self::moved`].
    pub(super) fn narrow(
        &self,
        value: ValueId,
        block: BlockId,
        own: Interval,
        bounds: impl Fn(Other) -> Interval,
    ) -> Interval {
        let Some(facts) = self.by_value.get(&value) else { return own };
        let innermost = facts.innermost(self.cfg, block);
        let unknown: Vec<&Fact> = facts.outwards(innermost).take_while(|fact| fact.narrowed.get().is_none()).collect();
        let known = facts.outwards(innermost).nth(unknown.len()).and_then(|fact| fact.narrowed.get());
        unknown.into_iter().rev().fold(known.unwrap_or(own), |outer, fact| {
            // An empty intersection belongs to code that isn't executed.
            let narrowed = outer.intersect(fact.orders.bounds(bounds(fact.other))).unwrap_or(outer);
            fact.narrowed.set(Some(narrowed));
            narrowed
        })
    }

    /// Says that a value's own bounds have moved.
    pub(super) fn moved(&self, value: ValueId) {
        // What isn't known of a fact isn't known of those within it.
        let forget = |fact: &Fact| fact.narrowed.take().is_some();
        if let Some(facts) = self.by_value.get(&value) {
            facts.walk(None, forget);
        }
        for (about, at) in self.that_name.get(&value).into_iter().flatten() {
            self.by_value[about].walk(Some(*at), forget);
        }
    }

    /// In which orders two values may stand in a block.
    pub(super) fn between(&self, a: ValueId, b: ValueId, block: BlockId) -> Orders {
        let Some(orders) = self.by_pair.get(&(a, b)) else { return Orders::ALL };
        orders.outwards(orders.innermost(self.cfg, block)).fold(Orders::ALL, |all, &orders| all.and(orders))
    }
}

/// Facts by the blocks from which on they hold, in the order of the blocks.
#[derive(Default)]
struct Found {
    by_value: HashMap<ValueId, Vec<(BlockId, Fact)>>,
    by_pair: HashMap<(ValueId, ValueId), Vec<(BlockId, Orders)>>,
}

impl Found {
    fn condition(&mut self, function: &Function, from: BlockId, condition: ValueId, truth: bool) {
        let (mut condition, mut truth) = (condition, truth);
        loop {
            self.add(condition, from, Other::Number(U256::from(truth)), Orders::EQUAL);
            match function.definition(condition) {
                Some((Op::Not, args)) => (condition, truth) = (args[0], !truth),
                Some((op, &[a, b])) => {
                    if let Some(orders) = Orders::that(op) {
                        let orders = if truth { orders } else { orders.others() };
                        self.add(a, from, Other::Value(b), orders);
                        self.add(b, from, Other::Value(a), orders.swapped());
                    }
                    return;
                }
                _ => return,
            }
        }
    }

    fn add(&mut self, value: ValueId, from: BlockId, other: Other, orders: Orders) {
        let fact = Fact { other, orders, narrowed: Cell::new(None) };
        self.by_value.entry(value).or_default().push((from, fact));
        if let Other::Value(other) = other {
            self.by_pair.entry((value, other)).or_default().push((from, orders));
        }
    }
}

//! From one stack layout to another, by `DUP`, `SWAP`, `POP` and pushes.

use ruint::aliases::U256;

use super::asm::Label;
use crate::ir::{EvmOp, ValueId};

/// `DUP16` copies, and `SWAP16` exchanges with, at most this far below: the top is at distance 0 for `DUP1`, and `SWAP1`
/// exchanges with distance 1.
const DUP_REACH: usize = 15;
const SWAP_REACH: usize = 16;

/// What a stack cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// An SSA value.
    Value(ValueId),
    /// A number.
    Constant(U256),
    /// What an opcode without operands gives throughout a call.
    Context(EvmOp),
    /// A place in the code.
    Label(Label),
    /// The content of a value's memory cell, kept during a recursive call.
    Saved(ValueId),
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// `DUPn`
    Dup(u8),
    /// `SWAPn`
    Swap(u8),
    /// `POP`
    Pop,
    /// Pushes what is a constant, fixed throughout a call, a label, or in memory.
    Push(Item),
}

/// Turns `current` into `target` (both bottom first). What `is_pushable` says of need not be on the stack.
/// If something is out of reach: a value that should rather be in memory, which is none of the pushable ones.
pub(super) fn shuffle(
    current: &[Item],
    target: &[Item],
    is_pushable: impl Fn(Item) -> bool,
) -> Result<Vec<Step>, ValueId> {
    let fixed = current.iter().zip(target).take_while(|(found, wanted)| found == wanted).count();
    let mut shuffler = Shuffler { stack: current.to_vec(), target, fixed, steps: Vec::new() };
    shuffler.drop_surplus()?;
    shuffler.add_missing(&is_pushable)?;
    shuffler.permute(&is_pushable)?;
    debug_assert_eq!(shuffler.stack, target);
    Ok(shuffler.steps)
}

struct Shuffler<'t> {
    stack: Vec<Item>,
    target: &'t [Item],
    /// So many items at the bottom are as wanted: none of them moves, and there may be hundreds.
    fixed: usize,
    steps: Vec<Step>,
}

impl Shuffler<'_> {
    fn top(&self) -> usize {
        self.stack.len() - 1
    }

    fn swap_with(&mut self, position: usize) {
        let top = self.top();
        self.stack.swap(position, top);
        self.steps.push(Step::Swap(u8::try_from(top - position).expect("within reach")));
    }

    /// Afterwards no item is on the stack more often than it is wanted.
    fn drop_surplus(&mut self) -> Result<(), ValueId> {
        while let Some(position) = self.find_surplus() {
            let top = self.top();
            if position != top {
                if top - position > SWAP_REACH {
                    return Err(value_of(self.stack[position]));
                }
                self.swap_with(position);
            }
            self.stack.pop();
            self.steps.push(Step::Pop);
        }
        Ok(())
    }

    /// The uppermost surplus item, rather one that isn't in its place.
    fn find_surplus(&self) -> Option<usize> {
        let count = |items: &[Item], item: Item| items.iter().filter(|&&other| other == item).count();
        let is_surplus = |&position: &usize| {
            let item = self.stack[position];
            count(&self.stack[self.fixed..], item) > count(&self.target[self.fixed..], item)
        };
        let misplaced = |&position: &usize| self.target.get(position) != Some(&self.stack[position]);
        let mut from_top = (self.fixed..self.stack.len()).rev().filter(is_surplus);
        from_top.clone().find(misplaced).or_else(|| from_top.next())
    }

    fn add_missing(&mut self, is_pushable: impl Fn(Item) -> bool) -> Result<(), ValueId> {
        let count = |items: &[Item], item: Item| items.iter().filter(|&&other| other == item).count();
        for (i, &item) in self.target.iter().enumerate().skip(self.fixed) {
            let wanted_so_far = count(&self.target[self.fixed..=i], item);
            if count(&self.stack[self.fixed..], item) >= wanted_so_far {
                continue;
            }
            if is_pushable(item) {
                self.steps.push(Step::Push(item));
            } else {
                let position = self.stack.iter().rposition(|&other| other == item);
                let distance = self.top() - position.expect("a live value is on the stack or in memory");
                if distance > DUP_REACH {
                    return Err(value_of(item));
                }
                self.steps.push(Step::Dup(u8::try_from(distance + 1).expect("within reach")));
            }
            self.stack.push(item);
        }
        Ok(())
    }

    /// Exchanges with the top until every item is in its place: each exchange but those that open a cycle settles one.
    fn permute(&mut self, is_pushable: impl Fn(Item) -> bool) -> Result<(), ValueId> {
        loop {
            let misplaced = |position: &usize| self.stack[*position] != self.target[*position];
            let Some(lowest) = (self.fixed..self.stack.len()).find(misplaced) else { return Ok(()) };
            let top = self.top();
            let item = self.stack[top];
            let home = (lowest..top).rev().find(|position| misplaced(position) && self.target[*position] == item);
            let partner = match home {
                Some(home) if misplaced(&top) => home,
                // The top is in its place: bring something else there that isn't.
                Some(_) | None => (lowest..top)
                    .rev()
                    .find(|position| misplaced(position) && self.stack[*position] != item)
                    .expect("misplaced items are a permutation of what is wanted there"),
            };
            if top - partner > SWAP_REACH {
                let mut items = (lowest..=top).filter(misplaced).map(|position| self.stack[position]);
                let spillable = items.find(|&item| !is_pushable(item));
                return Err(value_of(spillable.expect("pushed items alone are pushed in order")));
            }
            self.swap_with(partner);
        }
    }
}

fn value_of(item: Item) -> ValueId {
    match item {
        Item::Value(value) => value,
        Item::Constant(_) | Item::Context(_) | Item::Label(_) | Item::Saved(_) => {
            unreachable!("{item:?} is pushed where it is wanted")
        }
    }
}

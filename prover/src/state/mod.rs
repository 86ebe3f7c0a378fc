//! Storage state: the tree that commits to it, and the lane that proves what a call did to it.
//!
//! Decisions: `docs/decisions/0003-state.md`.

mod block;
mod lane;
mod promises;
mod tree;

#[cfg(test)]
mod tests;

pub(crate) use lane::ROOM;
pub use lane::{Entry, Proven, StateLane, TouchedSlot};
pub use tree::{LEVELS, Leaf, StateError, Tree, Update, Way, account, key, path};

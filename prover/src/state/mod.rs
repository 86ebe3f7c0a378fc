//! Storage state: the tree that commits to it, and the lane that proves what a call did to it.
//!
//! Decisions: `docs/decisions/0003-state.md`.

mod lane;
mod tree;

#[cfg(test)]
mod tests;

pub use lane::{Entry, Proven, StateLane, TouchedSlot, rows_of};
pub use tree::{LEVELS, StateError, Tree, Update, account, key, leaf, path};

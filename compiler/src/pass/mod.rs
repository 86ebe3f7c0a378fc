//! Passes over the abstract phase, between lowering and the back ends.
//!
//! Each is a function with a promise: what a call returns, reverts with, logs and stores stays; what it costs may change. The verifier
//! agrees before and after each (debug builds ask it). What an instruction does besides its results is asked of the instruction
//! table alone, so a new row is treated as its effects say.
//!
//! * [`constants`]: sparse conditional constant propagation; ways that are never taken go.
//! * [`numbering`]: what is calculated again is what was calculated before; `simplify` has the identities.
//! * [`storage`]: what was loaded or stored is not loaded again.
//! * [`ranges`]: between which bounds values lie; overflow checks that can't fail, comparisons that are decided.
//! * [`dead`]: what nothing needs.
//! * [`blocks`]: blocks that only go on, or that only one goes on to.
//! * [`inline`]: bodies in the place of calls.
//!
//! `effects` says what a call of each function does.

pub mod blocks;
pub mod constants;
pub mod dead;
mod effects;
pub mod inline;
pub mod numbering;
pub mod ranges;
mod simplify;
pub mod storage;

use crate::ir::{Function, Module, Phase, verify};
pub use effects::{Summary, summarize};

/// All passes in order.
/// Pre: the module satisfies `verify` for the abstract phase. Post: so it does, and each object means the same; functions that
/// no object reaches are gone.
pub fn optimize(module: &mut Module) {
    clean(module);
    inline::inline_small(module);
    check(module, "inlining");
    clean(module);
}

/// The passes over single functions, until what one leaves to another is done as well.
fn clean(module: &mut Module) {
    // The second round sees what the first one decided: what a range shows to be constant, what follows a load that is gone.
    for _ in 0..2 {
        each(module, "constants", constants::propagate);
        each_knowing_effects(module, "numbering", numbering::number);
        each_knowing_effects(module, "storage", storage::reuse);
        each(module, "ranges", ranges::apply);
        each_knowing_effects(module, "dead code", dead::remove);
        each(module, "blocks", blocks::straighten);
    }
}

/// A pass that asks what calls do.
fn each_knowing_effects(module: &mut Module, name: &str, pass: impl Fn(&mut Function, &Summary)) {
    let summary = summarize(module);
    each(module, name, |function| pass(function, &summary));
}

fn each(module: &mut Module, name: &str, pass: impl Fn(&mut Function)) {
    let ids: Vec<_> = module.functions().map(|(id, _)| id).collect();
    for id in ids {
        pass(module.function_mut(id));
    }
    check(module, name);
}

fn check(module: &Module, name: &str) {
    if cfg!(debug_assertions)
        && let Err(errors) = verify(module, Phase::Abstract)
    {
        panic!("the pass `{name}` keeps the IR in order: {errors:#?}\n{module}");
    }
}

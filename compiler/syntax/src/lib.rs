//! Solidity 0.8 source text to tokens and a syntax tree.
//!
//! The grammar accepts all of Solidity 0.8.37; what the compiler doesn't support is refused by name in the analysis.
//! A mistake is a [`Diagnostic`](diagnostic::Diagnostic), under solc's own number where solc's parser has one.
//! No input panics and none overflows the stack.
//!
//! Text passes three layers: `token` (logos), `classify` (words that mean something in one place only), and the grammars
//! (lalrpop). `brackets` are matched first, and `cut` parts a file into items and members, which are parsed one by one.

pub mod arena;
pub mod ast;
mod brackets;
mod build;
mod classify;
pub mod codes;
mod cut;
pub mod diagnostic;
pub mod dump;
mod expect;
pub mod number;
mod parse;
pub mod render;
pub mod span;
mod string;
mod token;
pub mod version;
pub mod walk;
mod yul_check;
mod yul_token;

pub use parse::parse;

/// How deep brackets, operators and statements may nest.
pub const MAX_DEPTH: usize = 1_024;

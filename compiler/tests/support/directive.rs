//! The directives of the programs of `run/`; `solc/record.mjs` reads the same.

use compiler::ir::interpret::Context;
use ruint::aliases::U256;

/// A line `//@ kind what words... key=value`.
pub(crate) struct Directive<'a> {
    /// `deploy`, `call`, `data`
    pub(crate) kind: &'a str,
    /// A contract, a signature, or calldata.
    pub(crate) what: &'a str,
    /// Arguments, encoded.
    pub(crate) words: Vec<u8>,
    /// Its surroundings.
    pub(crate) context: Context,
}

/// The lines of the directives of a program.
pub(crate) fn directives(program: &str) -> Vec<&str> {
    program.lines().filter_map(|line| line.strip_prefix("//@ ")).collect()
}

/// Reads a directive in surroundings, which it may change.
pub(crate) fn directive(text: &str, mut context: Context) -> Directive<'_> {
    let number = |text: &str| match text.strip_prefix('-') {
        Some(text) => U256::ZERO.wrapping_sub(text.parse().expect("a word is a number")),
        None => text.parse::<U256>().expect("a word is a number"),
    };
    let mut rest = Vec::new();
    for word in text.split_whitespace() {
        match word.split_once('=') {
            Some(("value", value)) => context.callvalue = number(value),
            Some(("from", caller)) => context.caller = number(caller),
            Some(_) | None => rest.push(word),
        }
    }
    let words = rest[2..].iter().flat_map(|word| number(word).to_be_bytes::<32>()).collect();
    Directive { kind: rest[0], what: rest[1], words, context }
}

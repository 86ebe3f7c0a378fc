//! The `zkprism` command.

fn main() {}

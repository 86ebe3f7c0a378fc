//! Generates the two parsers from their grammars.

fn main() {
    lalrpop::process_src().expect("the grammars are unambiguous");
}

//! The `zkprism` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(harness::cli::main(std::env::args_os()))
}

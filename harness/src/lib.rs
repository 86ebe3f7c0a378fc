//! Workloads under every zkEVM type: the zkprism command.
//!
//! A [`workload`] or a command line becomes a [`scenario`]; each type runs it in a [`child`] process; [`judge`] says whether what
//! they did is right and the same; [`table`] and [`record`] show it, [`sweep`] shows how it grows, and a [`snapshot`] keeps it.
//! [`host`] gives a type's machine to other programs, [`compile_command`] the compiler;
//! [`explain_command`] says what the compiler's codes mean, [`types_command`] what the types are, [`gas`] what they charge,
//! [`compat`] and [`check_command`] what a contract sees of them.

pub mod cli;
pub mod exit;

pub mod abi_args;
pub mod scenario;
pub mod workload;

pub mod child;
pub mod front;
pub mod import_files;
pub mod types;

pub mod judge;
pub mod run;

pub mod compare;
pub mod record;
pub mod sweep;
pub mod table;

pub mod snapshot;
pub mod snapshot_command;

pub mod check_command;
pub mod compat;
pub mod compile_command;
pub mod explain_command;
pub mod failed_command;
pub mod gas;
pub mod host;
pub mod opcodes;
pub mod proof_file;
pub mod prove_command;
pub mod types_command;
pub mod types_doc;
pub mod verify_command;

pub mod cache;
pub mod files;
pub mod interrupt;
pub mod json;
pub mod measure;
pub mod output;
pub mod progress;

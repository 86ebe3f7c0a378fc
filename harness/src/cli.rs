//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::SystemTime;

use alloy_primitives::U256;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use prover::Shaping;

use crate::cache::Cache;
use crate::compile_command::{self, Emit, Part};
use crate::exit::{Exit, Failure};
use crate::measure::{human_age, human_bytes};
use crate::prove_command::{BytecodeCall, What};
use crate::scenario::Target;
use crate::sweep::{self, Sweep};
use crate::table::By;
use crate::types::{GAS_LIMIT, Proving, Type};
use crate::{
    check_command, child, compare, compat, explain_command, failed_command, gas, host, interrupt, opcodes, output,
    prove_command, record, snapshot_command, types_command, types_doc, verify_command,
};

const EXIT_CODES: &str = "Exit codes: 0 ok, 1 your program or proof failed, 2 usage, 3 unsupported or over capacity, \
                          4 environment, 70 a bug of zkprism, 130 interrupted.";

const HOST_REQUESTS: &str = "Requests, each with `op`:
  reset {hardfork?, block?, accounts?}
  create {code, value?, from?, origin?, block?}
  call {to, data, value?, from?, origin?, block?}
  account {n}
  balance {address}
  storageEmpty {address}
The `block` of create and call holds for that transaction alone; what it doesn't give is as reset said.
`origin` is `from` unless given. A line that can't be answered gives {\"hostError\": text} and changes nothing.";

/// One contract under several zkEVM types: compiled, run, proven, compared.
#[derive(Debug, Parser)]
#[command(name = "zkprism", version = VERSION, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// `0.1.0 (commit)`, or without the commit where the build couldn't tell.
const VERSION: &str = env!("ZKPRISM_VERSION");

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a contract on several types, prove each call, and compare the costs.
    Compare(CompareArgs),
    /// Count what all workloads cost, and write it to a file or compare it with the file.
    Snapshot(SnapshotArgs),
    /// Measure what one execution of each opcode and instruction costs to prove.
    Opcodes(OpcodesArgs),
    /// Say what each zkEVM type is, or how two of them differ.
    Types {
        /// One type, to see all of it; two, to see how they differ.
        #[arg(value_name = "TYPE", num_args = 0..=2)]
        types: Vec<String>,
        /// Print JSON instead of tables.
        #[arg(long)]
        json: bool,
        /// Print `docs/types.md`: prove every example under every type, and take some minutes.
        #[arg(long, conflicts_with_all = ["types", "json"])]
        doc: bool,
        /// Compare all of `docs/types.md` but its times with what is counted now.
        #[arg(long, conflicts_with_all = ["types", "json", "doc"])]
        check: bool,
    },
    /// Derive the gas schedule of type 2.5 from what opcodes cost to prove, beside Ethereum's and Taiko's.
    Gas(GasArgs),
    /// Say which lines of a source behave differently under which type, and why.
    Check {
        /// The source file.
        file: PathBuf,
        /// Types to look at; without any, all.
        #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
        types: Vec<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Run the compatibility suite: what a contract sees of each type that it would not see on Ethereum.
    Compat(CompatArgs),
    /// Compile contracts and print solc's JSON.
    Compile(CompileArgs),
    /// Prove one call and write the proof to a file.
    Prove(ProveArgs),
    /// Check a proof.
    Verify(VerifyArgs),
    /// Say what the code of a diagnostic means.
    Explain {
        /// The code: `Z0301` is one of ours, `7576` is solc's.
        code: String,
    },
    /// Run a machine behind a pipe: one JSON object a line in and out.
    #[command(after_help = HOST_REQUESTS)]
    Host {
        /// The type.
        #[arg(long = "type", value_name = "TYPE")]
        ty: String,
    },
    /// Look at, or clear, the cache of reference strings and keys.
    Cache {
        #[command(subcommand)]
        action: CacheAction,
    },
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    #[command(name = child::SUBCOMMAND, hide = true)]
    RunType,
}

#[derive(Debug, clap::Args)]
struct CompareArgs {
    /// A workload folder (with workload.toml), or a .sol file.
    target: PathBuf,
    /// Types to run on.
    #[arg(long, value_name = "TYPES", value_delimiter = ',', default_value = "t2,t2.5,t3,t4")]
    types: Vec<String>,
    /// Run with each of several values for a parameter of the (main) call, named or by its number, and show how cells grow:
    /// `--call 'fib(n)' --sweep n=100,200,400`. What the call has in its place is not used. By estimate, unless --prove.
    #[arg(long, value_name = "ARG=V,V,…", conflicts_with = "by")]
    sweep: Option<Sweep>,
    /// Prove each value of a sweep.
    #[arg(long, requires = "sweep", conflicts_with = "estimate")]
    prove: bool,
    /// Count everything and predict times, but make no proof.
    #[arg(long)]
    estimate: bool,
    /// Print JSON instead of tables.
    #[arg(long)]
    json: bool,
    /// Break costs down.
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,
    /// Prove even if the prediction exceeds the free memory.
    #[arg(long)]
    force: bool,
    /// How high the circuit is: few columns and short proofs, or few rows.
    #[arg(long, value_name = "SHAPE", default_value = "auto")]
    shape: ShapeChoice,
    /// The contract of the .sol file.
    #[arg(long, value_name = "NAME")]
    contract: Option<String>,
    /// Constructor arguments: 'a, b'.
    #[arg(long, value_name = "ARGS", allow_hyphen_values = true)]
    constructor: Option<String>,
    /// A call that prepares the state: 'f(1)'. May be repeated.
    #[arg(long, value_name = "CALL")]
    setup: Vec<String>,
    /// A call to measure: 'g(2)'. May be repeated.
    #[arg(long, value_name = "CALL")]
    call: Vec<String>,
}

/// How high the circuit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ShapeChoice {
    /// What is predicted to be proven fastest.
    Auto,
    /// Four times the rows: few columns, short proofs.
    Tall,
    /// As few rows as possible: many columns.
    Wide,
}

impl From<ShapeChoice> for Shaping {
    fn from(choice: ShapeChoice) -> Self {
        match choice {
            ShapeChoice::Auto => Self::Auto,
            ShapeChoice::Tall => Self::Tall,
            ShapeChoice::Wide => Self::Wide,
        }
    }
}

#[derive(Debug, clap::Args)]
struct SnapshotArgs {
    /// Folders of workloads; or single workloads, which replace or compare only their own part of the file.
    #[arg(value_name = "TARGET", default_value = snapshot_command::DEFAULT_TARGET)]
    targets: Vec<PathBuf>,
    /// Write nothing; print what differs from the file, and exit with 1 if anything does.
    #[arg(long)]
    check: bool,
    /// The file, instead of `snapshot.txt` beside the workloads.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct OpcodesArgs {
    /// Types whose instructions are measured; without any, all.
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    types: Vec<String>,
    /// Print the tables in Markdown.
    #[arg(long, conflicts_with = "json")]
    md: bool,
    /// Print JSON instead of tables.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct GasArgs {
    /// Print the tables in Markdown.
    #[arg(long, conflicts_with = "json")]
    md: bool,
    /// Print JSON instead of tables.
    #[arg(long)]
    json: bool,
    /// Write the schedule into the project's source instead of printing it.
    #[arg(long, conflicts_with_all = ["md", "json"])]
    write: bool,
}

#[derive(Debug, clap::Args)]
struct CompatArgs {
    /// The folder of the suite's rows.
    #[arg(default_value = compat::DEFAULT_FOLDER)]
    folder: PathBuf,
    /// Types to run; without any, all.
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    types: Vec<String>,
    /// Print the table in Markdown.
    #[arg(long, conflicts_with = "json")]
    md: bool,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct CompileArgs {
    /// Source files, and remappings of imports: prefix=target, context:prefix=target.
    #[arg(required = true, value_name = "FILE|a=b")]
    inputs: Vec<String>,
    /// The machine to compile for.
    #[arg(long)]
    target: compile_command::Target,
    /// Sources are named relative to this folder, and imports are looked for in it. Default: the working folder.
    #[arg(long, value_name = "FOLDER")]
    base_path: Option<PathBuf>,
    /// Another folder where imports are looked for. May be repeated.
    #[arg(long, value_name = "FOLDER")]
    include_path: Vec<PathBuf>,
    /// Parts of solc's JSON to print.
    #[arg(long, value_name = "PARTS", value_delimiter = ',')]
    combined_json: Vec<Part>,
    /// Texts of the compiler to print.
    #[arg(long, value_name = "TEXTS", value_delimiter = ',')]
    emit: Vec<Emit>,
}

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["target", "bytecode"]))]
struct ProveArgs {
    /// A workload folder, whose main call is proven, or a .sol file with --call.
    target: Option<PathBuf>,
    /// The type.
    #[arg(long = "type", value_name = "TYPE")]
    ty: String,
    /// Where the proof goes.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The contract of the .sol file.
    #[arg(long, value_name = "NAME", conflicts_with = "bytecode")]
    contract: Option<String>,
    /// Constructor arguments: 'a, b'.
    #[arg(long, value_name = "ARGS", allow_hyphen_values = true, conflicts_with = "bytecode")]
    constructor: Option<String>,
    /// A call that prepares the state: 'f(1)'. May be repeated.
    #[arg(long, value_name = "CALL", conflicts_with = "bytecode")]
    setup: Vec<String>,
    /// The call to prove: 'g(2)'.
    #[arg(long, value_name = "CALL", conflicts_with = "bytecode")]
    call: Option<String>,
    /// Runtime code to call instead of a contract: a file in hexadecimal.
    #[arg(long, value_name = "HEXFILE")]
    bytecode: Option<PathBuf>,
    /// Its calldata.
    #[arg(long, value_name = "HEX", default_value = "", requires = "bytecode")]
    calldata: String,
    /// Who calls it.
    #[arg(long, value_name = "ADDRESS", requires = "bytecode")]
    from: Option<String>,
    /// Wei that go with the call.
    #[arg(long, value_name = "WEI", default_value = "0", requires = "bytecode")]
    value: U256,
    /// Gas that the transaction may spend.
    #[arg(long, value_name = "GAS", default_value_t = GAS_LIMIT, requires = "bytecode")]
    gas_limit: u64,
    /// Block fields: JSON with chain_id, number, timestamp, coinbase, gas_limit, base_fee, prevrandao.
    #[arg(long, value_name = "FILE", requires = "bytecode")]
    block: Option<PathBuf>,
    /// The contract's state: JSON with address, balance and storage.
    #[arg(long, value_name = "FILE", requires = "bytecode")]
    state: Option<PathBuf>,
    /// Prove even if the prediction exceeds the free memory.
    #[arg(long)]
    force: bool,
}

#[derive(Debug, clap::Args)]
struct VerifyArgs {
    /// The proof.
    file: PathBuf,
    /// Fields that the statement must have: a JSON file.
    #[arg(long, value_name = "STATEMENT.json")]
    expect: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum CacheAction {
    /// List what is cached.
    List,
    /// Remove what is cached.
    Clear,
}

/// Runs a command line and returns the exit code.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    interrupt::install();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return answer_parse(&error, &arguments).code(),
    };
    let ran = std::panic::catch_unwind(|| run(cli.command));
    let exit = match ran {
        Ok(Ok(exit)) => exit,
        Ok(Err(failure)) => {
            answer_failure(&failure, &arguments);
            output::failure(&failure);
            failure.exit
        }
        Err(_) => {
            let failure = Failure::bug("this is a bug of zkprism; the lines above say where");
            answer_failure(&failure, &arguments);
            output::failure(&failure);
            failure.exit
        }
    };
    exit.code()
}

/// Help and version are data; everything else that clap has to say is a usage error.
fn answer_parse(error: &clap::Error, arguments: &[OsString]) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = error.render().to_string();
            match output::data(text.trim_end()) {
                Ok(()) => Exit::Ok,
                Err(failure) => failure.exit,
            }
        }
        _ => {
            let text = error.render();
            let plain = text.to_string();
            answer_failure(&Failure::usage(plain.trim_start_matches("error: ")), arguments);
            output::note(&text.ansi().to_string());
            Exit::Usage
        }
    }
}

/// Who asked for JSON gets some.
fn answer_failure(failure: &Failure, arguments: &[OsString]) {
    if let Some(document) = failed_command::document(arguments, failure).filter(|_| !failure.answered) {
        // a reader that is gone is told by the exit code
        let _ = output::data(&record::pretty(&document));
    }
}

fn run(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Compare(args) => compare_or_sweep(args),
        Command::Snapshot(SnapshotArgs { targets, check, output }) => {
            snapshot_command::snapshot(&snapshot_command::Request { targets, check, output })
        }
        Command::Opcodes(OpcodesArgs { types, md, json }) => {
            let types = parse_types(&types)?;
            opcodes::opcodes(&types, format(md, json))
        }
        Command::Types { check: true, .. } => types_doc::check().map(|()| Exit::Ok),
        Command::Types { doc: true, .. } => types_doc::print().map(|()| Exit::Ok),
        Command::Types { types, json, .. } => types_command::types(&parse_types(&types)?, json),
        Command::Gas(GasArgs { md, json, write }) => {
            gas::gas(if write { gas::Action::Write } else { gas::Action::Print(format(md, json)) })
        }
        Command::Check { file, types, json } => check_command::check(&file, &parse_types(&types)?, json),
        Command::Compat(CompatArgs { folder, types, md, json }) => {
            let types = parse_types(&types)?;
            compat::compat(&compat::Request { folder, types, format: format(md, json) })
        }
        Command::Compile(args) => {
            let CompileArgs { inputs, target, base_path, include_path, combined_json, emit } = args;
            compile_command::compile(&compile_command::Request {
                inputs,
                target,
                base_path,
                include_path,
                combined_json,
                emit,
            })
        }
        Command::Prove(args) => prove_command::prove(&prove_request(args)?),
        Command::Verify(VerifyArgs { file, expect, json }) => {
            verify_command::verify(&verify_command::Request { file, expect, json })
        }
        Command::Explain { code } => explain_command::explain(&code),
        Command::Host { ty } => host::serve(ty.parse()?),
        Command::Cache { action: CacheAction::List } => list_cache(&Cache::of_user()?),
        Command::Cache { action: CacheAction::Clear } => {
            let cache = Cache::of_user()?;
            let freed = cache.clear()?;
            output::note(&format!("freed {} in {}", human_bytes(freed), cache.folder().display()));
            Ok(Exit::Ok)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "zkprism", &mut script);
            output::bytes(&script)?;
            Ok(Exit::Ok)
        }
        Command::RunType => child::serve(),
    }
}

fn format(md: bool, json: bool) -> opcodes::Format {
    match (md, json) {
        (true, _) => opcodes::Format::Markdown,
        (false, true) => opcodes::Format::Json,
        (false, false) => opcodes::Format::Table,
    }
}

/// Types by their names, each once.
fn parse_types(names: &[String]) -> Result<Vec<Type>, Failure> {
    let mut types: Vec<Type> = Vec::new();
    for name in names {
        let ty = name.parse()?;
        if types.contains(&ty) {
            return Err(Failure::usage(format!("type `{ty}` is named twice")));
        }
        types.push(ty);
    }
    Ok(types)
}

fn compare_or_sweep(args: CompareArgs) -> Result<Exit, Failure> {
    let CompareArgs { types: names, sweep, prove, estimate, force, shape, json, by, .. } = args;
    let types = parse_types(&names)?;
    let CompareArgs { target: path, contract, constructor, setup, call: calls, .. } = args;
    let target = Target { path, contract, constructor, setup, calls };
    let shaping = shape.into();
    match sweep {
        Some(sweep) => {
            let proving = Proving { estimate: !prove, force, shaping };
            sweep::sweep(&sweep::Request { target, sweep, types, proving, json })
        }
        None => {
            let proving = Proving { estimate, force, shaping };
            compare::compare(&compare::Request { target, types, proving, json, by })
        }
    }
}

fn prove_request(args: ProveArgs) -> Result<prove_command::Request, Failure> {
    let ty = args.ty.parse()?;
    let what = match (args.bytecode, args.target) {
        (Some(bytecode), _) => What::Bytecode(BytecodeCall {
            bytecode,
            calldata: args.calldata,
            from: args.from,
            value: args.value,
            gas_limit: args.gas_limit,
            block: args.block,
            state: args.state,
        }),
        (None, Some(path)) => What::Target(Target {
            path,
            contract: args.contract,
            constructor: args.constructor,
            setup: args.setup,
            calls: args.call.into_iter().collect(),
        }),
        (None, None) => return Err(Failure::usage("a target or --bytecode is needed")),
    };
    Ok(prove_command::Request { what, ty, output: args.output, force: args.force })
}

fn list_cache(cache: &Cache) -> Result<Exit, Failure> {
    let entries = cache.list()?;
    let mut total = 0;
    for entry in &entries {
        let age = human_age(SystemTime::now().duration_since(entry.used).unwrap_or_default());
        output::data(&format!("{}\t{}\tused {age} ago", entry.name, human_bytes(entry.bytes)))?;
        total += entry.bytes;
    }
    output::note(&format!("{} blobs, {} in {}", entries.len(), human_bytes(total), cache.folder().display()));
    Ok(Exit::Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}

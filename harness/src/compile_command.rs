//! `zkprism compile`: contracts in solc's JSON shape, or the compiler's own texts.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::exit::{Exit, Failure};
use crate::front::{self, Contract, Front, Source};
use crate::import_files::ImportFiles;
use crate::output;
use crate::scenario::parse_remappings;
use crate::types::{Code, Type};

/// The machine to compile for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Target {
    /// EVM bytecode.
    Evm,
    /// A program of the register machine.
    Zk,
}

/// A text of the compiler's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Emit {
    /// The syntax tree.
    Ast,
    /// Names and types resolved.
    Hir,
    /// The intermediate form, before a target is chosen.
    Ir,
    /// The target's listing.
    Asm,
}

/// A part of the JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// The ABI.
    Abi,
    /// What is deployed.
    Bin,
    /// What deployment leaves behind, with zeros where immutable variables go.
    BinRuntime,
    /// Selectors.
    Hashes,
    /// State variables in storage.
    StorageLayout,
    /// State variables in transient storage.
    TransientStorageLayout,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// Files, and remappings `a=b`.
    pub inputs: Vec<String>,
    /// The machine.
    pub target: Target,
    /// Sources are named relative to it.
    pub base_path: Option<PathBuf>,
    /// Where imports are looked for.
    pub include_path: Vec<PathBuf>,
    /// Parts of the JSON.
    pub combined_json: Vec<Part>,
    /// Texts.
    pub emit: Vec<Emit>,
}

/// Compiles and prints.
pub fn compile(request: &Request) -> Result<Exit, Failure> {
    if request.combined_json.is_empty() && request.emit.is_empty() {
        return Err(Failure::usage("nothing is asked for: --combined-json or --emit says what to print"));
    }
    if !request.combined_json.is_empty() && !request.emit.is_empty() {
        return Err(Failure::usage("--combined-json and --emit both print to stdout; ask for one of them"));
    }
    let (remappings, files): (Vec<&String>, Vec<&String>) =
        request.inputs.iter().partition(|input| input.contains('='));
    if files.is_empty() {
        return Err(Failure::usage("no source file is given"));
    }
    let mut options = compiler::Options::default();
    options.remappings = parse_remappings(&remappings)?;
    let mut imports = ImportFiles::new(request.base_path.as_deref(), &request.include_path, &options.remappings)?;
    let sources = imports.roots(&files.iter().map(Path::new).collect::<Vec<_>>())?;
    if !request.emit.is_empty() {
        output::data(&texts(&sources, options, &imports, request)?)?;
        return Ok(Exit::Ok);
    }
    let front = compiled(&sources, &options, &imports)?;
    let json = combined(&front, request)?;
    output::data(&serde_json::to_string(&json).expect("a document is data"))?;
    Ok(Exit::Ok)
}

/// Compiles, and says what there is to say although nothing is wrong.
fn compiled(sources: &[Source], options: &compiler::Options, imports: &ImportFiles) -> Result<Front, Failure> {
    let front = front::compile(sources, options, Path::new(""), &mut |name| imports.read(name))?;
    if !front.warnings.is_empty() {
        output::note(&front.warnings);
    }
    Ok(front)
}

fn code(contract: &Contract, target: Target) -> Result<Code, Failure> {
    match target {
        Target::Evm => Type::T2.code(contract),
        Target::Zk => Type::T4.code(contract),
    }
}

fn combined(front: &Front, request: &Request) -> Result<Value, Failure> {
    let needs_code = request.combined_json.iter().any(|part| matches!(part, Part::Bin | Part::BinRuntime));
    let mut contracts = Map::new();
    for contract in &front.contracts {
        let code = if needs_code { Some(code(contract, request.target)?) } else { None };
        let hex = |of: fn(&Code) -> &Vec<u8>| code.as_ref().map(|code| alloy_primitives::hex::encode(of(code)));
        let mut parts = Map::new();
        for part in &request.combined_json {
            let compiled = &contract.compiled;
            let (key, value) = match part {
                Part::Abi => ("abi", compiled.abi.clone()),
                Part::Bin => ("bin", json!(hex(|code| &code.creation))),
                Part::BinRuntime => ("bin-runtime", json!(hex(|code| &code.runtime))),
                Part::Hashes => ("hashes", json!(compiled.method_identifiers)),
                Part::StorageLayout => ("storage-layout", compiled.storage_layout.clone()),
                Part::TransientStorageLayout => ("transient-storage-layout", compiled.transient_storage_layout.clone()),
            };
            parts.insert(key.to_owned(), value);
        }
        contracts.insert(contract.key(), Value::Object(parts));
    }
    let version = concat!("zkprism ", env!("CARGO_PKG_VERSION"));
    Ok(json!({ "contracts": contracts, "version": version }))
}

/// The texts, one kind after the other: a tree for each file asked for, everything else for each contract.
fn texts(
    sources: &[Source],
    mut options: compiler::Options,
    imports: &ImportFiles,
    request: &Request,
) -> Result<String, Failure> {
    // Trees are there for programs too that go no further, so they are made without compiling.
    let trees = if request.emit.contains(&Emit::Ast) { front::syntax_trees(sources)? } else { Vec::new() };
    options.hir = request.emit.contains(&Emit::Hir);
    let needs_contracts = request.emit.iter().any(|emit| *emit != Emit::Ast);
    let contracts = if needs_contracts { compiled(sources, &options, imports)?.contracts } else { Vec::new() };

    let mut texts = Vec::new();
    let mut add = |name: &str, text: &str| texts.push(format!("======= {name} =======\n{}", text.trim_end()));
    for emit in &request.emit {
        let of_contract: fn(&Contract, Target) -> Result<String, Failure> = match emit {
            Emit::Ast => {
                sources.iter().zip(&trees).for_each(|(source, tree)| add(&source.path, tree));
                continue;
            }
            Emit::Hir => |contract, _| Ok(contract.compiled.hir.clone().expect("the HIR was asked for")),
            Emit::Ir => |contract, _| Ok(contract.compiled.module.to_string()),
            Emit::Asm => |contract, target| Ok(code(contract, target)?.assembly),
        };
        for contract in &contracts {
            add(&contract.key(), &of_contract(contract, request.target)?);
        }
    }
    Ok(texts.join("\n\n"))
}

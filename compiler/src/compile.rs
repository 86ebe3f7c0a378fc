//! The compiler as a function: sources in, contracts or diagnostics out. No files are read and no clock is asked.

use std::collections::BTreeMap;
use std::fmt;

use syntax::ast::Ast;
use syntax::diagnostic::Diagnostics;
use syntax::dump::dump;
use syntax::render::{Color, render};
use syntax::span::SourceMap;

use crate::import::Remapping;
use crate::load::{Loaded, Read, load};
use crate::{abi, hir, ir, lower, pass, sema};

/// A source file. Of two with one name, the first counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name as a source unit: imports resolve to it, and diagnostics and outputs name the file by it.
    pub path: String,
    /// Its bytes, which should be UTF-8.
    pub bytes: Vec<u8>,
}

impl Source {
    /// A file of this path with this content.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into() }
    }
}

/// What is wanted of a compilation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Only contracts of this name come out; all are checked in any case.
    pub contract: Option<String>,
    /// The contracts have their HIR as text.
    pub hir: bool,
    /// Where imports lead that begin in a certain way.
    pub remappings: Vec<Remapping>,
}

impl Options {
    /// Only the contracts of this name.
    pub fn only(contract: impl Into<String>) -> Self {
        Self { contract: Some(contract.into()), ..Self::default() }
    }
}

/// A compiled contract, up to the choice of a target.
#[derive(Clone, Debug)]
pub struct CompiledContract {
    /// Its name.
    pub name: String,
    /// The path of its source.
    pub source: String,
    /// The ABI, as solc's `abi`.
    pub abi: serde_json::Value,
    /// Selectors by signature, as solc's `evm.methodIdentifiers`.
    pub method_identifiers: BTreeMap<String, String>,
    /// State variables in storage, as solc's `storageLayout`.
    pub storage_layout: serde_json::Value,
    /// State variables in transient storage, as solc's `transientStorageLayout`.
    pub transient_storage_layout: serde_json::Value,
    /// Its HIR as text, if that was wanted.
    pub hir: Option<String>,
    /// Its code, in the abstract phase: objects `deploy` and, within it, `runtime`.
    pub module: ir::Module,
}

/// What came out of a compilation.
#[derive(Clone, Debug)]
pub struct Compilation {
    /// The files, by which spans are read.
    pub sources: SourceMap,
    /// What there is to say although nothing is wrong.
    pub diagnostics: Diagnostics,
    /// The contracts, those of imported files among them, in the order of the sources.
    pub contracts: Vec<CompiledContract>,
}

/// A program that is refused, and why.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The files, by which spans are read.
    pub sources: SourceMap,
    /// All findings; at least one is an error.
    pub diagnostics: Diagnostics,
}

impl Refused {
    pub(crate) fn sorted(sources: SourceMap, mut diagnostics: Diagnostics) -> Box<Self> {
        diagnostics.sort();
        Box::new(Self { sources, diagnostics })
    }

    /// The findings as text for people.
    #[must_use]
    pub fn render(&self, color: Color) -> String {
        render(&self.diagnostics, &self.sources, color)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Color::Never))
    }
}

impl std::error::Error for Refused {}

/// Stack of the thread that compiles: trees nest up to `syntax::MAX_DEPTH` brackets, operators and statements, and the
/// phases walk them by recursion. Pages that are not touched cost nothing.
const STACK_BYTES: usize = 512 << 20;

/// Compiles Solidity to IR. Imports are looked for among the sources. The result depends on the arguments alone.
///
/// # Errors
/// All that is wrong with the sources.
pub fn compile(sources: &[Source], options: &Options) -> Result<Compilation, Box<Refused>> {
    compile_with(sources, options, &mut |_| Err("it is not among the sources".to_owned()))
}

/// Compiles Solidity to IR. What is imported and not among the sources is read. The result depends on the arguments and on
/// what is read, which the [sources](Compilation::sources) of the result hold.
///
/// # Errors
/// All that is wrong with the sources.
pub fn compile_with(sources: &[Source], options: &Options, read: &mut Read<'_>) -> Result<Compilation, Box<Refused>> {
    on_large_stack(|| compile_here(load(sources, &options.remappings, read), options))
}

/// The syntax tree of each file as text, in the order of the files; imports are not followed. All of Solidity has one, what is not
/// supported too.
///
/// # Errors
/// All that the parser finds wrong.
pub fn syntax_trees(files: &[Source]) -> Result<Vec<String>, Box<Refused>> {
    on_large_stack(|| {
        let (mut sources, mut ast, mut findings) = (SourceMap::new(), Ast::new(), Diagnostics::new());
        let mut units = Vec::new();
        for file in files {
            let id = sources.add(&file.path, &file.bytes);
            units.push(syntax::parse(sources.file(id), &mut ast, &mut findings));
        }
        if findings.has_errors() {
            return Err(Refused::sorted(sources, findings));
        }
        Ok(units.iter().map(|unit| dump(&ast, unit)).collect())
    })
}

fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("compile".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, work)
            .expect("the system grants a thread")
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn compile_here(loaded: Loaded, options: &Options) -> Result<Compilation, Box<Refused>> {
    let Loaded { sources, ast, units, targets, findings: parse_findings } = loaded;
    if parse_findings.has_errors() {
        // What couldn't be read or parsed is missing in the tree, and would be missed by name.
        return Err(Refused::sorted(sources, parse_findings));
    }
    let (program, findings) = match sema::analyze(&ast, &units, &targets, &sources) {
        Ok(analysis) => analysis,
        Err(mut diagnostics) => {
            diagnostics.extend(parse_findings);
            return Err(Refused::sorted(sources, diagnostics));
        }
    };
    let mut diagnostics = parse_findings;
    diagnostics.extend(findings);
    diagnostics.sort();
    let wanted = |contract: &hir::Contract| options.contract.as_ref().is_none_or(|name| *name == contract.name);
    let contracts = program.contracts.iter().filter(|(_, contract)| wanted(contract));
    let contracts = contracts
        .map(|(id, contract)| CompiledContract {
            name: contract.name.clone(),
            source: contract.source.clone(),
            abi: abi::contract_abi(&program, id),
            method_identifiers: abi::method_identifiers(&program, id),
            storage_layout: abi::storage_layout(&program, id),
            transient_storage_layout: abi::transient_storage_layout(&program, id),
            hir: options.hir.then(|| hir::print(&program, id)),
            module: optimized(lower::lower(&program, id)),
        })
        .collect();
    Ok(Compilation { sources, diagnostics, contracts })
}

fn optimized(mut module: ir::Module) -> ir::Module {
    pass::optimize(&mut module);
    module
}

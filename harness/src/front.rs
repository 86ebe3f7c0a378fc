//! The compiler, as the rest of this crate sees it: sources in, what they import read, contracts out, diagnostics rendered.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use alloy_json_abi::JsonAbi;
use compiler::CompiledContract;
use compiler::backend::zk::Refusal;
use compiler::codes::TOO_LARGE_FOR_ZK;
use compiler::features::{self, Feature, Uses};
use serde::{Deserialize, Serialize};
use syntax::codes::NOT_UTF8;
use syntax::diagnostic::{Code, Diagnostics, Severity};
use syntax::render::{Color, render};
use syntax::span::{SourceFile, SourceMap, Span};
use vm_zkfriendly::program::Object;

use crate::exit::{Exit, Failure};
use crate::types;

/// The largest source file that is read, in bytes.
pub const SOURCE_BYTES_MAX: u64 = SourceFile::MAX_BYTES as u64;

/// A source file under the name that the compiler knows it by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The name.
    pub path: String,
    /// The content; the compiler is who says what is wrong with it.
    pub bytes: Vec<u8>,
}

/// Gives the content of a source unit that is imported.
pub type Read<'r> = dyn FnMut(&str) -> Result<Vec<u8>, Failure> + Send + 'r;

/// A line of a source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceLine {
    /// The file, under the name that the compiler knows it by.
    pub path: String,
    /// Its number, from 1.
    pub line: u32,
    /// The line without the space around it.
    pub text: String,
}

impl fmt::Display for SourceLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.path, self.line)
    }
}

/// The line that code comes from, from a pc up to the next entry; none: from no line. By ascending pc.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceLines(pub Vec<(u64, Option<SourceLine>)>);

impl SourceLines {
    /// The line of the instruction at a pc.
    #[must_use]
    pub fn at(&self, pc: u64) -> Option<&SourceLine> {
        let entry = self.0.partition_point(|(start, _)| *start <= pc).checked_sub(1)?;
        self.0[entry].1.as_ref()
    }
}

/// A compiled contract, before a target is chosen.
#[derive(Clone, Debug)]
pub struct Contract {
    /// What the compiler made of it.
    pub compiled: CompiledContract,
    /// The files, by which spans are read.
    sources: Arc<SourceMap>,
}

/// What sources give.
#[derive(Clone, Debug)]
pub struct Front {
    /// Contracts, those of imported files among them, in the order of the sources.
    pub contracts: Vec<Contract>,
    /// All sources that were read: those asked for by their names, then what they import.
    pub sources: Vec<Source>,
    /// Warnings, rendered.
    pub warnings: String,
}

/// Compiles sources as far as all targets share. Names that are relative are shown as paths below the folder.
pub fn compile(
    sources: &[Source],
    options: &compiler::Options,
    folder: &Path,
    read: &mut Read<'_>,
) -> Result<Front, Failure> {
    // An import that can't be read is a mistake of the program, unless the machine is to blame.
    let mut worst = Exit::Ok;
    let mut read = |name: &str| {
        read(name).map_err(|failure| {
            worst = worst.worse(failure.exit);
            failure.message
        })
    };
    let compiled = compiler::compile_with(&named(sources), options, &mut read);
    let mut compilation = compiled.map_err(|mut refused| {
        refused.sources.show_below(folder);
        let failure = failure_of(&refused);
        Failure { exit: failure.exit.worse(worst), ..failure }
    })?;
    let source = |file: &SourceFile| Source { path: file.path().to_owned(), bytes: file.text().as_bytes().to_owned() };
    let sources: Vec<Source> = compilation.sources.files().map(source).collect();
    compilation.sources.show_below(folder);
    let warnings = render(&compilation.diagnostics, &compilation.sources, Color::Always);
    let map = Arc::new(compilation.sources);
    let contracts =
        compilation.contracts.into_iter().map(|compiled| Contract { compiled, sources: Arc::clone(&map) }).collect();
    Ok(Front { contracts, sources, warnings })
}

/// Where sources, and what they import, use what zkEVMs treat differently. Nothing is compiled.
pub fn features(sources: &[Source], read: &mut Read<'_>) -> Result<Uses, Failure> {
    let mut worst = Exit::Ok;
    let mut read = |name: &str| {
        read(name).map_err(|failure| {
            worst = worst.worse(failure.exit);
            failure.message
        })
    };
    features::uses_with(&named(sources), &[], &mut read).map_err(|refused| {
        let failure = failure_of(&refused);
        Failure { exit: failure.exit.worse(worst), ..failure }
    })
}

/// The syntax tree of each source, as text.
pub fn syntax_trees(sources: &[Source]) -> Result<Vec<String>, Failure> {
    compiler::syntax_trees(&named(sources)).map_err(|refused| failure_of(&refused))
}

fn named(sources: &[Source]) -> Vec<compiler::Source> {
    sources.iter().map(|source| compiler::Source::new(source.path.clone(), source.bytes.clone())).collect()
}

fn failure_of(refused: &compiler::Refused) -> Failure {
    Failure::rendered(exit_of(&refused.diagnostics), refused.render(Color::Always))
}

/// A program that solc would refuse as well is the user's failure; one that only we refuse is not supported.
fn exit_of(diagnostics: &Diagnostics) -> Exit {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    // what is no text is wrong for solc too; all other codes of ours stand for valid Solidity that we refuse
    let ours = |code: Code| matches!(code, Code::Ours(_)) && code != NOT_UTF8;
    if errors.into_iter().all(|error| ours(error.code)) { Exit::Unsupported } else { Exit::Failed }
}

impl Contract {
    /// `PATH:Name`
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:{}", self.compiled.source, self.compiled.name)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.compiled.name
    }

    /// The ABI, to encode by.
    pub fn json_abi(&self) -> Result<JsonAbi, Failure> {
        serde_json::from_value(self.compiled.abi.clone())
            .map_err(|error| Failure::bug(format!("the compiler's ABI: {error}")))
    }

    /// EVM bytecode, and how many bytes of what deploys and of what is deployed are instructions.
    pub fn evm_code(&self) -> Result<(types::Code, [usize; 2]), Failure> {
        let module = &self.compiled.module;
        let bytecode = |name: &str| {
            let object = module.find_object(name);
            let object = object.ok_or_else(|| Failure::bug(format!("`{}` has no object `{name}`", self.name())))?;
            Ok::<_, Failure>(compiler::backend::evm::compile(module, object))
        };
        let (creation, runtime) = (bytecode("deploy")?, bytecode("runtime")?);
        let own_bytes = [&creation, &runtime].map(|code| code.own_bytes);
        let lines = self.lines(runtime.source_map.iter().map(|entry| (u64::from(entry.offset), entry.span)));
        let (creation, runtime) = (creation.bytes, runtime.bytes);
        let assembly = types::t2::listing(&creation, &runtime);
        Ok((types::Code { creation, runtime, assembly, lines }, own_bytes))
    }

    /// The lines of code whose spans begin at these pcs; one entry for all that follows of a line.
    fn lines(&self, spans: impl Iterator<Item = (u64, Span)>) -> SourceLines {
        let line = |span: Span| {
            let file = self.sources.file(span.file);
            let (line, _) = file.line_column(span.start);
            SourceLine { path: file.path().to_owned(), line, text: file.line(line).trim().to_owned() }
        };
        // the default span stands for code without a source
        let mut lines: Vec<_> = spans.map(|(pc, span)| (pc, (span != Span::default()).then(|| line(span)))).collect();
        lines.dedup_by(|next, kept| next.1 == kept.1);
        SourceLines(lines)
    }

    /// Where the sources first ask for an opcode, as `PATH:line`; none if they do so by no name of its own.
    #[must_use]
    pub fn asks_for(&self, mnemonic: &str) -> Option<String> {
        let wanted = Feature::of_assembly(&mnemonic.to_ascii_lowercase())?;
        let source =
            |file: &SourceFile| compiler::Source::new(file.path().to_owned(), file.text().as_bytes().to_owned());
        let sources: Vec<_> = self.sources.files().map(source).collect();
        let found = features::uses(&sources, &[]).ok()?;
        let first = found.uses.iter().find(|one| one.feature == wanted)?;
        let file = found.sources.file(first.span.file);
        Some(format!("{}:{}", file.path(), file.line_column(first.span.start).0))
    }

    /// A ZK program, and the source of its functions.
    pub fn zk_object(&self) -> Result<(Object, SourceLines), Failure> {
        match compiler::backend::zk::compile(&self.compiled.module) {
            Ok(compiled) => Ok((compiled.object, self.lines((0..).zip(compiled.runtime_spans)))),
            Err(refusals) => Err(self.refused(&refusals)),
        }
    }

    /// Why there is no ZK program: what has a place in the source as a diagnostic.
    fn refused(&self, refusals: &[Refusal]) -> Failure {
        let mut diagnostics = Diagnostics::new();
        let mut exit = Exit::OverCapacity;
        for refusal in refusals {
            let Some(diagnostic) = refusal.diagnostic() else { return Failure::bug(refusal.to_string()) };
            if diagnostic.code != TOO_LARGE_FOR_ZK {
                exit = Exit::Unsupported;
            }
            diagnostics.push(diagnostic);
        }
        diagnostics.sort();
        Failure::rendered(exit, render(&diagnostics, &self.sources, Color::Always))
    }
}

impl Front {
    /// The source that was asked for first.
    #[must_use]
    pub fn main(&self) -> &Source {
        self.sources.first().expect("something was compiled")
    }

    /// The other sources.
    #[must_use]
    pub fn imports(&self) -> &[Source] {
        self.sources.get(1..).unwrap_or_default()
    }

    /// The contract that was asked for: by name, by `PATH:Name`, or the only one. Those of the main source come first; without a
    /// name, only they count.
    pub fn contract(&self, wanted: Option<&str>) -> Result<&Contract, Failure> {
        let (own, imported): (Vec<&Contract>, Vec<&Contract>) =
            self.contracts.iter().partition(|contract| contract.compiled.source == self.main().path);
        let names = || own.iter().map(|contract| contract.name()).collect::<Vec<_>>().join(", ");
        match wanted {
            Some(wanted) => {
                let fits = |contract: &&&Contract| contract.name() == wanted || contract.key() == wanted;
                let mut found = own.iter().filter(fits).copied();
                if let Some(contract) = found.next() {
                    return Ok(contract);
                }
                let mut found = imported.iter().filter(fits).copied();
                match (found.next(), found.next()) {
                    (Some(contract), None) => Ok(contract),
                    (None, _) => {
                        Err(Failure::usage(format!("the source has no contract `{wanted}`; it has {}", names())))
                    }
                    (Some(_), Some(_)) => {
                        Err(Failure::usage(format!("several contracts are called `{wanted}`; write PATH:{wanted}")))
                    }
                }
            }
            None => match own.as_slice() {
                [contract] => Ok(*contract),
                [] => Err(Failure::usage("the source has no contract")),
                _ => Err(Failure::usage(format!("the source has several contracts, choose one: {}", names()))),
            },
        }
    }
}

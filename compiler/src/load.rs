//! From the files asked for to all files of a program: each is parsed, and so is what it imports.
//!
//! Promise: without an error, every import has a target. A source unit is read once, however often it is imported. Units stand in
//! the order in which solc parses them: those asked for by their names, then, file by file, those that are new.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use syntax::arena::Id;
use syntax::ast::{self, Ast, Item, SourceUnit};
use syntax::diagnostic::{Diagnostic, Diagnostics};
use syntax::span::{FileId, SourceMap};

use crate::codes;
use crate::compile::Source;
use crate::import::{self, Remapping};
use crate::sema::Targets;

/// Gives the content of the source unit of this name, or says in lower case why there is none.
pub type Read<'r> = dyn FnMut(&str) -> Result<Vec<u8>, String> + Send + 'r;

/// All files of a program, parsed.
pub(crate) struct Loaded {
    pub(crate) sources: SourceMap,
    pub(crate) ast: Ast,
    /// In the order of the files.
    pub(crate) units: Vec<SourceUnit>,
    pub(crate) targets: Targets,
    pub(crate) findings: Diagnostics,
}

pub(crate) fn load(roots: &[Source], remappings: &[Remapping], read: &mut Read<'_>) -> Loaded {
    let mut loader = Loader { read, sources: SourceMap::new(), files: Vec::new(), known: HashMap::new() };
    let (mut ast, mut findings, mut targets) = (Ast::new(), Diagnostics::new(), Targets::new());
    let mut roots: Vec<&Source> = roots.iter().collect();
    roots.sort_by_key(|source| &source.path);
    roots.into_iter().for_each(|source| loader.add(&source.path, &source.bytes));
    let mut units = Vec::new();
    // The list grows while it is gone through.
    while let Some(id) = loader.files.get(units.len()) {
        let file = loader.sources.file(*id);
        let unit = syntax::parse(file, &mut ast, &mut findings);
        let importer = file.path().to_owned();
        let imports = unit.items.iter().filter_map(|item| match item {
            Item::Import(id) => Some(*id),
            _ => None,
        });
        let named: Vec<_> =
            imports.map(|id| (id, import::resolve(&ast[id].path.node, &importer, remappings))).collect();
        loader.read_new(&ast, &named, &mut findings);
        targets.extend(named.iter().filter_map(|(id, name)| Some((*id, *loader.known.get(name)?))));
        units.push(unit);
    }
    Loaded { sources: loader.sources, ast, units, targets, findings }
}

struct Loader<'l, 'r> {
    read: &'l mut Read<'r>,
    sources: SourceMap,
    files: Vec<FileId>,
    /// Places in the list of files, by name.
    known: HashMap<String, usize>,
}

impl Loader<'_, '_> {
    fn add(&mut self, name: &str, bytes: &[u8]) {
        if let Entry::Vacant(entry) = self.known.entry(name.to_owned()) {
            entry.insert(self.files.len());
            self.files.push(self.sources.add(name, bytes));
        }
    }

    /// Reads what these imports of one file name and is not there yet.
    fn read_new(&mut self, ast: &Ast, named: &[(Id<ast::Import>, String)], findings: &mut Diagnostics) {
        let mut new = BTreeMap::new();
        for (id, name) in named {
            if self.known.contains_key(name) || new.contains_key(name) {
                continue;
            }
            match (self.read)(name) {
                Ok(bytes) => {
                    new.insert(name, bytes);
                }
                Err(reason) => {
                    let message = format!("the source \"{name}\" is not found");
                    findings.push(Diagnostic::error(codes::IMPORT_NOT_FOUND, message, ast[*id].span).label(reason));
                }
            }
        }
        new.into_iter().for_each(|(name, bytes)| self.add(name, &bytes));
    }
}

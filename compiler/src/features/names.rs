//! What the names of files and contracts stand for, as far as the tree tells: imports and base contracts are followed.
//!
//! A name may stand for several functions; of more than [`MEANINGS_MAX`] declarations the first count. What is asked for twice is
//! looked for once.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use syntax::arena::Id;
use syntax::ast::{Ast, Contract, Ident, ImportKind, Item, SourceUnit, Symbol, Visibility};

use crate::sema::Targets;

/// So many declarations of one name are told apart.
const MEANINGS_MAX: usize = 64;

/// Where names are looked for: in a contract if there is one, then in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Site {
    pub(super) file: usize,
    pub(super) contract: Option<Id<Contract>>,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Decl {
    /// A definition, and where it stands.
    Item(Item, Site),
    /// A file under the name that an import gives it.
    Module(usize),
}

/// A name of a file.
#[derive(Clone, Copy)]
enum FileName {
    Item(Item),
    Module(usize),
    /// What a name of another file stands for.
    Imported(usize, Symbol),
}

#[derive(Default)]
struct File {
    names: HashMap<Symbol, Vec<FileName>>,
    /// Files whose names are all names of this one.
    imported: Vec<usize>,
}

/// The names of a contract's own members.
struct Members {
    file: usize,
    names: HashMap<Symbol, Vec<Item>>,
}

/// The names of a program.
pub(super) struct Names<'a> {
    pub(super) ast: &'a Ast,
    files: Vec<File>,
    contracts: HashMap<Id<Contract>, Members>,
    known: HashMap<(Place, Symbol), Rc<[Decl]>>,
}

/// What has names.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    File(usize),
    Contract(Id<Contract>),
}

impl<'a> Names<'a> {
    pub(super) fn new(ast: &'a Ast, units: &[SourceUnit], targets: &Targets) -> Self {
        let mut names = Self { ast, files: Vec::new(), contracts: HashMap::new(), known: HashMap::new() };
        for (at, unit) in units.iter().enumerate() {
            let mut file = File::default();
            for item in &unit.items {
                if let Item::Import(id) = item {
                    if let Some(target) = targets.get(id) {
                        file.import(&ast[*id].kind, *target);
                    }
                    continue;
                }
                if let Item::Contract(id) = item {
                    names.add_contract(at, *id);
                }
                if let Some(name) = ast.item_name(*item) {
                    file.names.entry(name.name).or_default().push(FileName::Item(*item));
                }
            }
            names.files.push(file);
        }
        names
    }

    fn add_contract(&mut self, file: usize, id: Id<Contract>) {
        let mut names: HashMap<Symbol, Vec<Item>> = HashMap::new();
        for item in &self.ast[id].members {
            if let Some(name) = self.ast.item_name(*item) {
                names.entry(name.name).or_default().push(*item);
            }
        }
        self.contracts.insert(id, Members { file, names });
    }

    /// What a name alone stands for.
    pub(super) fn by_name(&mut self, site: Site, name: Symbol) -> Rc<[Decl]> {
        if let Some(contract) = site.contract {
            let members = self.in_contract(contract, name);
            if !members.is_empty() {
                let visible: Rc<[Decl]> =
                    members.iter().copied().filter(|decl| self.needs_no_base(*decl, contract)).collect();
                if !visible.is_empty() {
                    return visible;
                }
            }
        }
        self.in_file(site.file, name)
    }

    /// True for what a contract can name without `this`, and which is not private to a base.
    fn needs_no_base(&self, decl: Decl, user: Id<Contract>) -> bool {
        let Decl::Item(item, site) = decl else { return true };
        let visibility = match item {
            Item::Function(id) => self.ast[id].visibility,
            Item::StateVar(id) => self.ast[id].visibility,
            _ => None,
        };
        match visibility.map(|word| word.node) {
            Some(Visibility::External) => false,
            Some(Visibility::Private) => site.contract == Some(user),
            Some(Visibility::Public | Visibility::Internal) | None => true,
        }
    }

    /// What a dotted name stands for.
    pub(super) fn by_path(&mut self, site: Site, parts: &[Ident]) -> Rc<[Decl]> {
        let Some((first, rest)) = parts.split_first() else { return Rc::default() };
        let mut decls = self.by_name(site, first.name);
        for part in rest {
            decls = match decls.first() {
                Some(Decl::Module(file)) => self.in_file(*file, part.name),
                Some(Decl::Item(Item::Contract(contract), _)) => self.in_contract(*contract, part.name),
                Some(Decl::Item(..)) | None => return Rc::default(),
            };
        }
        decls
    }

    /// The contract that a dotted name of a file stands for. Only modules stand before it.
    fn contract(&mut self, mut file: usize, parts: &[Ident]) -> Option<Id<Contract>> {
        let (last, modules) = parts.split_last()?;
        for module in modules {
            file = match self.in_file(file, module.name).first() {
                Some(Decl::Module(file)) => *file,
                Some(Decl::Item(..)) | None => return None,
            };
        }
        match self.in_file(file, last.name).first() {
            Some(Decl::Item(Item::Contract(id), _)) => Some(*id),
            Some(_) | None => None,
        }
    }

    /// What a name stands for in a file.
    pub(super) fn in_file(&mut self, file: usize, name: Symbol) -> Rc<[Decl]> {
        self.search(Place::File(file), name)
    }

    /// The members of this name that a contract has or inherits.
    pub(super) fn in_contract(&mut self, contract: Id<Contract>, name: Symbol) -> Rc<[Decl]> {
        self.search(Place::Contract(contract), name)
    }

    fn search(&mut self, start: Place, name: Symbol) -> Rc<[Decl]> {
        let mut found: Vec<Decl> = Vec::new();
        let mut work = vec![(start, name)];
        let mut seen = HashSet::from([(start, name)]);
        while let Some((place, name)) = work.pop() {
            let own = match self.known.get(&(place, name)) {
                Some(known) => known.to_vec(),
                None => {
                    let (own, next) = self.look(place, name);
                    // The last one added is the next one looked at.
                    work.extend(next.into_iter().rev().filter(|next| seen.insert(*next)));
                    own
                }
            };
            let new: Vec<Decl> = own.into_iter().filter(|decl| !found.contains(decl)).collect();
            found.extend(new);
            if found.len() >= MEANINGS_MAX {
                found.truncate(MEANINGS_MAX);
                break;
            }
        }
        let found: Rc<[Decl]> = found.into();
        if found.is_empty() {
            // None of the others leads to any either.
            self.known.extend(seen.into_iter().map(|key| (key, Rc::clone(&found))));
        } else {
            self.known.insert((start, name), Rc::clone(&found));
        }
        found
    }

    /// What a file or contract declares under a name itself, and where else to look.
    fn look(&mut self, place: Place, name: Symbol) -> (Vec<Decl>, Vec<(Place, Symbol)>) {
        let (mut own, mut next) = (Vec::new(), Vec::new());
        match place {
            Place::File(at) => {
                let file = &self.files[at];
                for entry in file.names.get(&name).into_iter().flatten().take(MEANINGS_MAX) {
                    match *entry {
                        FileName::Item(item) => own.push(Decl::Item(item, Site { file: at, contract: None })),
                        FileName::Module(file) => own.push(Decl::Module(file)),
                        FileName::Imported(file, name) => next.push((Place::File(file), name)),
                    }
                }
                next.extend(file.imported.iter().map(|file| (Place::File(*file), name)));
            }
            Place::Contract(contract) => {
                let members = &self.contracts[&contract];
                let file = members.file;
                let site = Site { file, contract: Some(contract) };
                let items = members.names.get(&name).into_iter().flatten().take(MEANINGS_MAX);
                own.extend(items.map(|item| Decl::Item(*item, site)));
                let ast = self.ast;
                let bases = ast[contract].bases.iter().filter_map(|base| self.contract(file, &base.path.parts));
                next.extend(bases.map(|base| (Place::Contract(base), name)));
            }
        }
        (own, next)
    }
}

impl File {
    fn import(&mut self, kind: &ImportKind, target: usize) {
        match kind {
            ImportKind::All => self.imported.push(target),
            ImportKind::Module(name) => self.names.entry(name.name).or_default().push(FileName::Module(target)),
            ImportKind::Names(names) => {
                for one in names {
                    let name = one.alias.unwrap_or(one.name).name;
                    self.names.entry(name).or_default().push(FileName::Imported(target, one.name.name));
                }
            }
        }
    }
}

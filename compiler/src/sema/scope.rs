//! Names and what they stand for.
//!
//! A name is registered with the items that declare it before anything is known about them; what an item is, is added
//! as soon as it has been looked at.

use rpds::RedBlackTreeMap;
use syntax::arena::Id;
use syntax::ast::{self, Ident, Item, Symbol, Visibility};
use syntax::diagnostic::Diagnostic;
use syntax::span::Span;

use super::{Analyzer, Site};
use crate::codes;
use crate::hir::{ConstantId, ContractId, ErrorId, EventId, FunctionId, ValueType, VariableId};

/// What a name stands for.
#[derive(Clone, Debug)]
pub(crate) enum Decl {
    Contract(ContractId),
    Functions(Vec<FunctionId>),
    Events(Vec<EventId>),
    Error(ErrorId),
    Variable(VariableId),
    Constant(ConstantId),
    /// An enum or a user-defined value type.
    Type(ValueType),
    /// A file, under the name that an import gives it.
    Module(usize),
    /// Something that has been refused already.
    Refused,
}

/// What is found behind the name of a contract.
pub(crate) enum InContract {
    Found(Decl),
    /// A function, variable or constant.
    Unsupported,
    Missing,
}

/// The names of a file or contract.
///
/// Files share most of their names with the files that they import, so the tables share what is equal: a chain of
/// imports costs its new names alone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    pub(super) names: RedBlackTreeMap<Symbol, Vec<Item>>,
    /// Names that several functions or events of this scope have in common.
    pub(super) overloaded: Vec<Symbol>,
    /// True when names are missing for a reason that has been said.
    pub(crate) incomplete: bool,
}

impl Scope {
    pub(crate) fn items(&self, name: Symbol) -> &[Item] {
        self.names.get(&name).map_or(&[], Vec::as_slice)
    }

    /// Adds an item to a name; functions and events of one name add up. Otherwise gives back what the name stands for.
    fn insert(&mut self, name: Symbol, item: Item) -> Result<(), Item> {
        let known = self.items(name);
        if known.contains(&item) {
            return Ok(());
        }
        let clash = match item {
            Item::Function(_) => known.iter().find(|known| !matches!(known, Item::Function(_))),
            Item::Event(_) => known.iter().find(|known| !matches!(known, Item::Event(_))),
            _ => known.first(),
        };
        if let Some(clash) = clash {
            return Err(*clash);
        }
        let mut items = known.to_vec();
        items.push(item);
        if items.len() == 2 {
            self.overloaded.push(name);
        }
        self.names.insert_mut(name, items);
        Ok(())
    }
}

impl Analyzer<'_> {
    pub(crate) fn scope(&self, site: Site) -> &Scope {
        match site.contract {
            Some(contract) => &self.contracts[contract.index()],
            None => &self.files[site.file],
        }
    }

    pub(crate) fn scope_mut(&mut self, site: Site) -> &mut Scope {
        match site.contract {
            Some(contract) => &mut self.contracts[contract.index()],
            None => &mut self.files[site.file],
        }
    }

    /// Registers the name of an item where it is declared.
    pub(crate) fn register(&mut self, site: Site, item: Item) {
        if let Some(name) = self.ast.item_name(item) {
            self.add_name(site, name.name, item, name.span);
        }
    }

    /// Registers an item under a name, which `at` gives it.
    pub(crate) fn add_name(&mut self, site: Site, name: Symbol, item: Item, at: Span) {
        if !self.is_called_from_outside(item) && !matches!(item, Item::Event(_)) {
            self.expect_free_name(Ident { name, span: at });
        }
        if let Err(clash) = self.scope_mut(site).insert(name, item) {
            let first = self.ast.item_name(clash).expect("an item is found by its name");
            self.report_duplicate(Ident { name, span: at }, first.span);
        }
    }

    fn is_called_from_outside(&self, item: Item) -> bool {
        let Item::Function(id) = item else { return false };
        let visibility = self.ast[id].visibility.map(|word| word.node);
        matches!(visibility, Some(Visibility::Public | Visibility::External))
    }

    /// Refuses names that the language keeps for itself.
    pub(crate) fn expect_free_name(&mut self, name: Ident) {
        let text = self.name(name.name);
        if matches!(text, "this" | "super" | "_") {
            let message = format!("the name `{text}` belongs to the language");
            self.report(Diagnostic::error(codes::RESERVED_NAME, message, name.span));
        }
    }

    /// Says what an item turned out to be.
    pub(crate) fn resolve(&mut self, item: Item, decl: Decl) {
        self.resolved.insert(item, decl);
    }

    /// Says so at the later of the two, or where an import brings the second.
    pub(crate) fn report_duplicate(&mut self, name: Ident, first: Span) {
        let is_later = first.file != name.span.file || first.start <= name.span.start;
        let (first, second) = if is_later { (first, name.span) } else { (name.span, first) };
        let message = format!("the name `{}` is declared twice", self.name(name.name));
        self.report(
            Diagnostic::error(codes::DUPLICATE, message, second)
                .label("declared again here")
                .secondary(first, "first declared here"),
        );
    }

    /// The items behind a name in a contract or file. What is external can't be named without `this`.
    pub(crate) fn items(&self, site: Site, name: Symbol) -> Vec<Item> {
        let is_external =
            |id: Id<ast::Function>| self.ast[id].visibility.is_some_and(|word| word.node == Visibility::External);
        let is_visible = |item: &Item| !matches!(item, Item::Function(id) if is_external(*id));
        let in_contract = site.contract.map(|contract| &self.contracts[contract.index()]);
        let items: Vec<Item> =
            in_contract.into_iter().flat_map(|scope| scope.items(name)).copied().filter(is_visible).collect();
        if items.is_empty() { self.files[site.file].items(name).to_vec() } else { items }
    }

    /// What a name stands for in a contract or file, if that is known yet.
    pub(crate) fn lookup(&self, site: Site, name: Symbol) -> Option<Decl> {
        self.meaning(&self.items(site, name))
    }

    /// What a name stands for in a file.
    pub(crate) fn lookup_in_file(&self, file: usize, name: Symbol) -> Option<Decl> {
        self.meaning(self.files[file].items(name))
    }

    /// Walks a dotted name as far as modules lead. Gives what is found there, and how many of the parts that took.
    pub(crate) fn walk(&self, site: Site, parts: &[Ident]) -> (Vec<Item>, usize) {
        let mut items = self.items(site, parts[0].name);
        let mut taken = 1;
        while let [Item::Import(id)] = items[..]
            && let Some(part) = parts.get(taken)
        {
            items = self.files[self.targets[&id]].items(part.name).to_vec();
            taken += 1;
        }
        (items, taken)
    }

    /// Looks for a name behind the name of a contract. The own contract shows all its declarations there, another one its types,
    /// events, errors and what is called from outside.
    pub(crate) fn find_in_contract(&self, site: Site, contract: ContractId, name: Symbol) -> InContract {
        let items = self.contracts[contract.index()].items(name);
        match self.meaning(items) {
            Some(decl @ (Decl::Type(_) | Decl::Events(_) | Decl::Error(_) | Decl::Refused)) => InContract::Found(decl),
            _ if site.contract == Some(contract) && !items.is_empty() => InContract::Unsupported,
            _ if items.iter().any(|item| self.is_called_from_outside(*item)) => InContract::Unsupported,
            _ => InContract::Missing,
        }
    }

    pub(crate) fn meaning(&self, items: &[Item]) -> Option<Decl> {
        let mut meaning = None;
        for decl in items.iter().filter_map(|item| self.resolved.get(item)) {
            match (&mut meaning, decl) {
                (None, decl) => meaning = Some(decl.clone()),
                (Some(Decl::Functions(known)), Decl::Functions(more)) => known.extend(more),
                (Some(Decl::Events(known)), Decl::Events(more)) => known.extend(more),
                (Some(_), _) => return Some(Decl::Refused),
            }
        }
        meaning
    }

    /// True when a name may be missing for a reason that has been said.
    pub(crate) fn is_incomplete(&self, site: Site) -> bool {
        self.files[site.file].incomplete || self.scope(site).incomplete
    }
}

//! Names and what they stand for.

use std::collections::{HashMap, HashSet};

use syntax::ast::{Ident, Symbol, Visibility};
use syntax::diagnostic::Diagnostic;
use syntax::span::Span;

use super::{Analyzer, Site};
use crate::codes;
use crate::hir::{ConstantId, ContractId, ErrorId, EventId, FunctionId, VariableId};

/// What a name stands for.
#[derive(Clone, Debug)]
pub(crate) enum Decl {
    Contract(ContractId),
    Functions(Vec<FunctionId>),
    Events(Vec<EventId>),
    Error(ErrorId),
    Variable(VariableId),
    Constant(ConstantId),
    /// Something that has been refused already.
    Refused,
}

/// The names of a file or contract.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    names: HashMap<Symbol, (Decl, Span)>,
    /// All names that are declared somewhere in here, whether they can be looked up yet or not.
    pub(crate) declared: HashSet<Symbol>,
    /// True when names are missing for a reason that has been said.
    pub(crate) incomplete: bool,
}

impl Scope {
    pub(crate) fn get(&self, name: Symbol) -> Option<&Decl> {
        self.names.get(&name).map(|(decl, _)| decl)
    }

    /// Adds a name; functions and events of one name add up. Otherwise gives back where the name was first declared.
    fn insert(&mut self, name: Ident, decl: Decl) -> Result<(), Span> {
        let Some((old, span)) = self.names.get_mut(&name.name) else {
            self.names.insert(name.name, (decl, name.span));
            return Ok(());
        };
        match (old, decl) {
            (Decl::Functions(old), Decl::Functions(new)) => old.extend(new),
            (Decl::Events(old), Decl::Events(new)) => old.extend(new),
            (old @ Decl::Functions(_), Decl::Refused) => *old = Decl::Refused,
            (Decl::Refused, Decl::Functions(_) | Decl::Events(_) | Decl::Refused) => {}
            (
                Decl::Contract(_)
                | Decl::Functions(_)
                | Decl::Events(_)
                | Decl::Error(_)
                | Decl::Variable(_)
                | Decl::Constant(_)
                | Decl::Refused,
                _,
            ) => return Err(*span),
        }
        Ok(())
    }
}

impl Analyzer<'_> {
    pub(crate) fn scope_mut(&mut self, site: Site) -> &mut Scope {
        match site.contract {
            Some(contract) => &mut self.contracts[contract.index()],
            None => &mut self.files[site.file],
        }
    }

    pub(crate) fn insert(&mut self, site: Site, name: Ident, decl: Decl) {
        if let Err(first) = self.scope_mut(site).insert(name, decl) {
            self.report_duplicate(name, first);
        }
    }

    /// Says so at the later of the two.
    pub(crate) fn report_duplicate(&mut self, name: Ident, first: Span) {
        let (first, second) = if first.start <= name.span.start { (first, name.span) } else { (name.span, first) };
        let message = format!("the name `{}` is declared twice", self.name(name.name));
        self.report(
            Diagnostic::error(codes::DUPLICATE, message, second)
                .label("declared again here")
                .secondary(first, "first declared here"),
        );
    }

    /// What a name stands for in a contract or file, without external functions.
    pub(crate) fn lookup(&self, site: Site, name: Symbol) -> Option<Decl> {
        let in_contract = site.contract.and_then(|contract| self.visible(&self.contracts[contract.index()], name));
        in_contract.or_else(|| self.visible(&self.files[site.file], name))
    }

    /// True when a name is declared here, visible or not.
    pub(crate) fn is_declared(&self, site: Site, name: Symbol) -> bool {
        self.files[site.file].declared.contains(&name)
            || site.contract.is_some_and(|contract| self.contracts[contract.index()].declared.contains(&name))
    }

    /// True when a name may be missing for a reason that has been said.
    pub(crate) fn is_incomplete(&self, site: Site) -> bool {
        self.files[site.file].incomplete
            || site.contract.is_some_and(|contract| self.contracts[contract.index()].incomplete)
    }

    fn visible(&self, scope: &Scope, name: Symbol) -> Option<Decl> {
        let decl = scope.get(name)?.clone();
        let Decl::Functions(mut functions) = decl else { return Some(decl) };
        functions.retain(|id| match self.program.functions[*id].visibility {
            Visibility::External => false,
            Visibility::Public | Visibility::Private | Visibility::Internal => true,
        });
        (!functions.is_empty()).then_some(Decl::Functions(functions))
    }
}

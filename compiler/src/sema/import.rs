//! What imports make visible, in the manner of solc: a file takes over the names that the other file has at that moment.
//!
//! Files are gone through so that one comes after those it imports. In a cycle one of them must come first, and takes
//! over what there is: solc starts with the file whose name is least, and so do we.

use std::collections::HashSet;

use syntax::ast::{Import, ImportKind, ImportName, Item};
use syntax::diagnostic::Diagnostic;
use syntax::span::Span;

use super::scope::Decl;
use super::{Analyzer, Site};
use crate::codes;

impl Analyzer<'_> {
    /// Pre: the names of all files are registered.
    pub(crate) fn perform_imports(&mut self) {
        let units = self.units;
        for file in self.import_order() {
            for item in &units[file].items {
                let Item::Import(id) = *item else { continue };
                let import = &self.ast[id];
                let target = self.targets[&id];
                match &import.kind {
                    ImportKind::Module(_) => self.resolve(*item, Decl::Module(target)),
                    ImportKind::All => self.import_all(file, target, import),
                    ImportKind::Names(names) => self.import_names(file, target, names, import.span),
                }
            }
        }
    }

    /// Depth first, in the order of names, each file once; by a stack of our own, because chains are as long as they like.
    fn import_order(&self) -> Vec<usize> {
        let mut starts: Vec<usize> = (0..self.units.len()).collect();
        starts.sort_by_key(|file| self.path(*file));
        let imports: Vec<Vec<usize>> = self
            .units
            .iter()
            .map(|unit| {
                let target = |item: &Item| match item {
                    Item::Import(id) => Some(self.targets[id]),
                    _ => None,
                };
                unit.items.iter().filter_map(target).collect()
            })
            .collect();
        let mut order = Vec::new();
        let mut seen = HashSet::new();
        for start in starts {
            let mut stack = Vec::new();
            if seen.insert(start) {
                stack.push((start, 0));
            }
            while let Some((file, at)) = stack.last_mut() {
                match imports[*file].get(*at) {
                    Some(target) => {
                        *at += 1;
                        if seen.insert(*target) {
                            stack.push((*target, 0));
                        }
                    }
                    None => {
                        order.push(*file);
                        stack.pop();
                    }
                }
            }
        }
        order
    }

    /// `import "p";`
    fn import_all(&mut self, file: usize, target: usize, import: &Import) {
        let site = Site { file, contract: None };
        let own = self.files[file].names.clone();
        let other = self.files[target].names.clone();
        // Only the smaller table is walked: put into a copy of the larger, its own names stand there like before, and what is left
        // is to add what both have.
        let smaller = if own.size() < other.size() {
            let names = &mut self.files[file].names;
            *names = other.clone();
            own.iter().for_each(|(name, items)| names.insert_mut(*name, items.clone()));
            &own
        } else {
            &other
        };
        for name in smaller.keys() {
            for item in other.get(name).into_iter().flatten() {
                self.add_name(site, *name, *item, import.span);
            }
        }
    }

    /// `import {a, b as c} from "p";`
    fn import_names(&mut self, file: usize, target: usize, names: &[ImportName], span: Span) {
        for name in names {
            let items = self.files[target].items(name.name.name).to_vec();
            if items.is_empty() {
                let text = self.name(name.name.name);
                let path = self.path(target);
                let message = format!("`{text}` is not declared in \"{path}\"");
                self.report(
                    Diagnostic::error(codes::NOT_IN_IMPORTED, message, span).secondary(name.name.span, "not found"),
                );
            }
            let visible = name.alias.unwrap_or(name.name);
            for item in items {
                self.add_name(Site { file, contract: None }, visible.name, item, visible.span);
            }
        }
    }
}

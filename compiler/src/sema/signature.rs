//! The heads of functions.

use std::collections::HashSet;

use syntax::arena::Id;
use syntax::ast::{self, FunctionKind, Item, Mutability, Visibility};
use syntax::diagnostic::{Code, Diagnostic};
use syntax::span::Span;

use super::scope::Decl;
use super::types::Side;
use super::{Analyzer, Site, Work};
use crate::codes;
use crate::hir::{self, ContractId, FunctionId, Program, ValueType};

impl Analyzer<'_> {
    pub(crate) fn declare_function(&mut self, site: Site, id: Id<ast::Function>) {
        let function = &self.ast[id];
        let is_constructor = match function.kind {
            FunctionKind::Function => false,
            FunctionKind::Constructor => true,
            FunctionKind::Fallback | FunctionKind::Receive => return self.refuse(codes::FALLBACK, function.span),
        };
        self.check_head(site, function);
        let mut names = function.params.clone();
        names.extend(&function.returns);
        self.check_param_names(&names);
        names.iter().filter_map(|id| self.ast[*id].name).for_each(|name| self.expect_free_name(name));
        self.hidden = names.iter().filter_map(|id| Some(self.ast[*id].name?.name)).collect();
        let visibility = self.visibility_of(site, function);
        let side = match visibility {
            _ if is_constructor => Side::Constructor,
            Visibility::Public | Visibility::External => Side::Interface,
            Visibility::Internal | Visibility::Private => Side::Inside,
        };
        let params = self.resolve_signature(site, side, &function.params);
        let returns = self.resolve_signature(site, side, &function.returns);
        self.hidden.clear();
        let name = match function.name {
            Some(name) => self.name(name.name).to_owned(),
            None => "constructor".to_owned(),
        };
        let signature = params.and_then(|params| Some((params, returns?)));
        let declared = signature.map(|(params, returns)| {
            self.program.functions.alloc(hir::Function {
                name,
                contract: site.contract,
                is_constructor,
                visibility,
                mutability: function.mutability.map(|word| word.node),
                params,
                returns,
                body: hir::Body::default(),
                span: function.span,
            })
        });
        self.work.push(Work::Function { id: declared, ast: id, site });
        self.resolve(Item::Function(id), declared.map_or(Decl::Refused, |id| Decl::Functions(vec![id])));
        if let (Some(contract), Some(declared)) = (site.contract, declared) {
            self.add_member(contract, declared, is_constructor, function.span);
        }
    }

    fn add_member(&mut self, contract: ContractId, declared: FunctionId, is_constructor: bool, span: Span) {
        let contract = &mut self.program.contracts[contract];
        if !is_constructor {
            contract.functions.push(declared);
        } else if contract.constructor.is_none() {
            contract.constructor = Some(declared);
        } else {
            self.report(Diagnostic::error(codes::DUPLICATE_CONSTRUCTOR, "a second constructor", span));
        }
    }

    fn visibility_of(&self, site: Site, function: &ast::Function) -> Visibility {
        let default = if site.contract.is_none() { Visibility::Internal } else { Visibility::Public };
        match function.visibility {
            Some(word) if function.kind == FunctionKind::Function => word.node,
            Some(_) | None => default,
        }
    }

    fn resolve_signature(&mut self, site: Site, side: Side, decls: &[Id<ast::VarDecl>]) -> Option<Vec<hir::Param>> {
        let resolved: Vec<Option<hir::Param>> = decls
            .iter()
            .map(|id| {
                let decl = &self.ast[*id];
                let ty = self.resolve_variable_type(site, decl, side)?;
                let name = decl.name.map(|name| self.name(name.name).to_owned()).unwrap_or_default();
                Some(hir::Param { name, ty })
            })
            .collect();
        resolved.into_iter().collect()
    }

    /// Everything in a head but names and types.
    fn check_head(&mut self, site: Site, function: &ast::Function) {
        if let Some(span) = function.is_virtual {
            self.refuse(codes::VIRTUAL, span);
        }
        if let Some(overrides) = &function.overrides {
            self.refuse(codes::VIRTUAL, overrides.span);
        }
        for modifier in &function.modifiers {
            self.check_modifier(site, function.kind, modifier);
        }
        let head = function.name.map_or(function.span, |name| name.span);
        let contract_name = site.contract.map(|contract| self.program.contracts[contract].name.as_str());
        if let Some(name) = function.name.filter(|name| contract_name == Some(self.name(name.name))) {
            let message = "a function can't have the name of its contract";
            self.report(Diagnostic::error(codes::NAMED_LIKE_CONTRACT, message, name.span));
        }
        let mut error = |code: Code, message: &str, span: Span| self.report(Diagnostic::error(code, message, span));
        let is_payable = function.mutability.is_some_and(|word| word.node == Mutability::Payable);
        if function.kind == FunctionKind::Constructor {
            if let Some(word) = function.mutability.filter(|word| word.node != Mutability::Payable) {
                error(codes::CONSTRUCTOR_MUTABILITY, "a constructor is payable or not, and nothing else", word.span);
            }
            if let Some(word) = function.visibility {
                match word.node {
                    Visibility::Private | Visibility::External => {
                        error(codes::CONSTRUCTOR_VISIBILITY, "a constructor can't have visibility", word.span);
                    }
                    Visibility::Internal => {
                        error(codes::CONSTRUCTOR_INTERNAL, "only abstract contracts have such constructors", word.span);
                    }
                    // Accepted and without meaning, as in solc.
                    Visibility::Public => {}
                }
            }
            if !function.returns.is_empty() {
                error(codes::CONSTRUCTOR_RETURNS, "a constructor has no results", function.span);
            }
            if function.body.is_none() {
                error(codes::CONSTRUCTOR_NO_BODY, "a constructor without a body", function.span);
            }
            return;
        }
        if site.contract.is_none() {
            if let Some(word) = function.visibility {
                error(codes::FREE_VISIBILITY, "a free function has no visibility", word.span);
            }
            if is_payable {
                error(codes::FREE_PAYABLE, "a free function can't be payable", function.span);
            }
            if function.body.is_none() {
                error(codes::FREE_NO_BODY, "a free function without a body", function.span);
            }
            return;
        }
        match function.visibility.map(|word| word.node) {
            None => {
                error(
                    codes::NO_VISIBILITY,
                    "no visibility is given: `public`, `external`, `internal`, `private`",
                    head,
                );
            }
            Some(Visibility::Internal | Visibility::Private) if is_payable => {
                error(codes::INTERNAL_PAYABLE, "internal functions can't be payable", function.span);
            }
            Some(Visibility::Internal | Visibility::Private | Visibility::Public | Visibility::External) => {}
        }
        if function.body.is_none() && function.is_virtual.is_none() {
            error(codes::NO_BODY, "a function without a body", function.span);
        }
    }

    /// No modifier is supported: says what is wrong with this one.
    fn check_modifier(&mut self, site: Site, kind: FunctionKind, modifier: &ast::ModifierCall) {
        let path = &modifier.path;
        let text = self.ast.path_text(path);
        let (items, taken) = self.walk(site, &path.parts);
        match items[..] {
            [Item::Modifier(_)] if taken == path.parts.len() => self.refuse(codes::MODIFIERS, modifier.span),
            [] if taken == 1 && self.is_incomplete(site) => {}
            [item] => {
                if let (Item::Contract(_), None, FunctionKind::Constructor) = (item, &modifier.args, kind) {
                    let message = format!("`{text}` is a contract, and no arguments for its constructor are given");
                    self.report(Diagnostic::error(codes::BASE_WITHOUT_ARGUMENTS, message, modifier.span));
                }
                let message = format!("`{text}` is not a modifier");
                self.report(Diagnostic::error(codes::NOT_A_MODIFIER, message, path.span));
            }
            [] | [_, ..] => {
                let message = format!("no modifier `{text}` is declared");
                self.report(Diagnostic::error(codes::UNDECLARED_TYPE, message, path.span));
            }
        }
    }

    /// Functions of one name must differ in their parameters, and so must events.
    pub(crate) fn check_overloads(&mut self) {
        let mut found: Vec<Clash<'_>> = Vec::new();
        for scope in self.files.iter().chain(&self.contracts) {
            for name in &scope.overloaded {
                match self.meaning(scope.items(*name)) {
                    Some(Decl::Functions(ids)) => {
                        let functions: Vec<_> = ids.iter().map(|id| &self.program.functions[*id]).collect();
                        found.extend(clashes_of_functions(&self.program, &functions));
                    }
                    Some(Decl::Events(ids)) => {
                        let events: Vec<_> = ids.iter().map(|id| &self.program.events[*id]).collect();
                        found.extend(clashes_of_events(&events));
                    }
                    _ => {}
                }
            }
        }
        // What several files import is found in each of them.
        let mut told = HashSet::new();
        let diagnostics: Vec<Diagnostic> = found
            .into_iter()
            .filter(|clash| told.insert((clash.code, clash.at, clash.other)))
            .map(|Clash { code, at, other, name }| {
                Diagnostic::error(code, format!("`{name}` is declared twice with the same parameters"), at)
                    .secondary(other, "the other one is here")
            })
            .collect();
        self.sink.extend(diagnostics);
    }
}

/// Two declarations that can't be told apart.
struct Clash<'p> {
    code: Code,
    at: Span,
    other: Span,
    name: &'p str,
}

/// Each declaration that can't be told apart from one before it.
fn clashes<'p, T>(items: &[&'p T], clash: impl Fn(&'p T, &'p T) -> Option<Clash<'p>>) -> Vec<Clash<'p>> {
    let with_earlier = |(at, second): (usize, &&'p T)| items[..at].iter().find_map(|first| clash(first, second));
    items.iter().enumerate().filter_map(with_earlier).collect()
}

fn clashes_of_functions<'p>(program: &Program, functions: &[&'p hir::Function]) -> Vec<Clash<'p>> {
    let types = |function: &hir::Function| function.params.iter().map(|param| param.ty).collect::<Vec<_>>();
    let clash = |first: &'p hir::Function, second: &'p hir::Function| {
        let (left, right) = (types(first), types(second));
        let name = second.name.as_str();
        // solc points at the first of the two, and at the second if only callers can't tell them apart.
        if left == right {
            Some(Clash { code: codes::DUPLICATE_FUNCTION, at: first.span, other: second.span, name })
        } else if first.is_entry_point() && second.is_entry_point() && same_for_callers(program, &left, &right) {
            Some(Clash { code: codes::EXTERNAL_CLASH, at: second.span, other: first.span, name })
        } else {
            None
        }
    };
    clashes(functions, clash)
}

fn clashes_of_events<'p>(events: &[&'p hir::Event]) -> Vec<Clash<'p>> {
    let types = |event: &hir::Event| event.params.iter().map(|param| param.param.ty).collect::<Vec<_>>();
    let clash = |first: &'p hir::Event, second: &'p hir::Event| {
        (types(first) == types(second)).then(|| Clash {
            code: codes::DUPLICATE_EVENT,
            at: first.span,
            other: second.span,
            name: &second.name,
        })
    };
    clashes(events, clash)
}

/// `address` and `address payable`, an enum and `uint8` are one type to a caller of the contract.
fn same_for_callers(program: &Program, a: &[ValueType], b: &[ValueType]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.abi_name(program) == b.abi_name(program))
}

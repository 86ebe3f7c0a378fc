//! Declarations of files and contracts: which names there are, and what is wrong with a declaration as such.

use std::collections::HashMap;

use syntax::arena::Id;
use syntax::ast::{self, ContractKind, Elementary, Item, PragmaKind, SourceUnit, StateVarMutability, Visibility};
use syntax::diagnostic::Diagnostic;
use syntax::span::Span;

use super::evaluate::ConstantText;
use super::scope::{Decl, Scope};
use super::{Analyzer, Site, Work, types};
use crate::codes;
use crate::hir::{self, ContractId, Type, ValueType, VariableKind};

/// Most declarations of a file or contract. The EVM deploys 24,576 bytes of code, and a function takes eleven to be found.
pub(crate) const MEMBERS_MAX: usize = 4096;

/// What solc knows under `pragma experimental`.
const EXPERIMENTS: [&str; 5] = ["ABIEncoderV2", "SMTChecker", "__test", "__testOnlyAnalysis", "solidity"];

impl Analyzer<'_> {
    pub(crate) fn declare(&mut self) {
        if self.are_too_many() {
            return;
        }
        let units = self.units;
        let site = |file: usize| Site { file, contract: None };
        for (file, unit) in units.iter().enumerate() {
            self.files.push(Scope::default());
            unit.items.iter().for_each(|item| self.register(site(file), *item));
        }
        self.perform_imports();
        let mut contracts = Vec::new();
        for (file, unit) in units.iter().enumerate() {
            self.check_pragmas(unit);
            for item in &unit.items {
                self.declare_type(site(file), *item);
                if let Item::Contract(id) = *item
                    && let Some(contract) = self.declare_contract(unit, id)
                {
                    contracts.push((Site { file, contract: Some(contract) }, id));
                }
            }
        }
        for (site, id) in &contracts {
            let members = &self.ast[*id].members;
            members.iter().for_each(|item| self.register(*site, *item));
            members.iter().for_each(|item| self.declare_type(*site, *item));
        }
        for (file, unit) in units.iter().enumerate() {
            unit.items.iter().for_each(|item| self.declare_item(site(file), *item));
        }
        for (site, id) in contracts {
            self.ast[id].members.iter().for_each(|item| self.declare_item(site, *item));
            self.check_contract(site, id);
        }
        self.check_overloads();
    }

    /// Whether a file or a contract declares more than is compiled, which is said before anything is done with it.
    fn are_too_many(&mut self) -> bool {
        let ast = self.ast;
        // what a file imports is its own files' to count
        let declares = |item: &&Item| !matches!(item, Item::Import(_) | Item::Pragma(_));
        let count = |items: &[Item]| items.iter().filter(declares).count();
        let mut found = Vec::new();
        for unit in self.units {
            if count(&unit.items) > MEMBERS_MAX {
                found.push(("the file", count(&unit.items), Span { file: unit.file, ..Span::default() }));
            }
            let contracts = unit.items.iter().filter_map(|item| match item {
                Item::Contract(id) => Some(&ast[*id]),
                _ => None,
            });
            let excess = contracts.filter(|contract| count(&contract.members) > MEMBERS_MAX);
            found.extend(excess.map(|contract| ("the contract", count(&contract.members), contract.name.span)));
        }
        for &(what, count, span) in &found {
            let message =
                format!("{what} declares {count} functions, variables and others; at most {MEMBERS_MAX} are compiled");
            self.report(Diagnostic::error(codes::TOO_MANY, message, span));
        }
        !found.is_empty()
    }

    /// A contract that we can go into; others are refused whole.
    fn declare_contract(&mut self, unit: &SourceUnit, id: Id<ast::Contract>) -> Option<ContractId> {
        let contract = &self.ast[id];
        let refusal = match contract.kind {
            ContractKind::Interface => Some((codes::INTERFACES, contract.name.span)),
            ContractKind::Library => Some((codes::LIBRARIES, contract.name.span)),
            ContractKind::Contract => contract
                .is_abstract
                .map(|span| (codes::ABSTRACT_CONTRACTS, span))
                .or_else(|| contract.bases.first().map(|base| (codes::INHERITANCE, base.span))),
        };
        if let Some((feature, span)) = refusal {
            self.refuse(feature, span);
            self.resolve(Item::Contract(id), Decl::Refused);
            return None;
        }
        if let Some(layout) = &contract.layout {
            self.refuse(codes::STORAGE_LAYOUT, layout.span);
        }
        let declared = self.program.contracts.alloc(hir::Contract {
            name: self.name(contract.name.name).to_owned(),
            source: self.sources.file(unit.file).path().to_owned(),
            functions: Vec::new(),
            constructor: None,
            variables: Vec::new(),
            constants: Vec::new(),
            events: Vec::new(),
            errors: Vec::new(),
            span: contract.span,
        });
        self.contracts.push(Scope::default());
        self.resolve(Item::Contract(id), Decl::Contract(declared));
        Some(declared)
    }

    /// Types, and what is refused whole.
    fn declare_type(&mut self, site: Site, item: Item) {
        let (feature, name, span) = match item {
            Item::Struct(id) => (codes::STRUCTS, Some(self.ast[id].name), self.ast[id].span),
            Item::Enum(id) => return self.declare_enum(site, id),
            Item::UserType(id) => return self.declare_user_type(site, id),
            Item::Modifier(id) => (codes::MODIFIERS, Some(self.ast[id].name), self.ast[id].span),
            Item::Using(id) => (codes::USING, None, self.ast[id].span),
            Item::Pragma(_)
            | Item::Import(_)
            | Item::Contract(_)
            | Item::Function(_)
            | Item::Error(_)
            | Item::Event(_)
            | Item::StateVar(_) => return,
        };
        self.refuse(feature, name.map_or(span, |name| name.span));
        match name {
            Some(_) => self.resolve(item, Decl::Refused),
            // Members may come from a library now.
            None => self.scope_mut(site).incomplete = true,
        }
    }

    fn declare_enum(&mut self, site: Site, id: Id<ast::EnumDef>) {
        let declared = &self.ast[id];
        let mut members: Vec<ast::Ident> = Vec::new();
        for member in &declared.members {
            self.expect_free_name(*member);
            match members.iter().find(|first| first.name == member.name) {
                Some(first) => self.report_duplicate(*member, first.span),
                None => members.push(*member),
            }
        }
        if declared.members.len() > 256 {
            let message = format!("an enum has at most 256 members, and this one has {}", declared.members.len());
            self.report(Diagnostic::error(codes::ENUM_TOO_LARGE, message, declared.span));
        }
        let path = self.path_of(site, declared.name);
        let members = members.iter().map(|member| self.name(member.name).to_owned()).collect();
        let id_of_enum = self.program.enums.alloc(hir::Enum { path, members });
        self.resolve(Item::Enum(id), Decl::Type(ValueType::Enum(id_of_enum)));
    }

    fn declare_user_type(&mut self, site: Site, id: Id<ast::UserType>) {
        let declared = &self.ast[id];
        let item = Item::UserType(id);
        if let Elementary::Bytes | Elementary::String = declared.underlying.node {
            let message = format!("`{}` must stand for a value type", self.name(declared.name.name));
            self.report(Diagnostic::error(codes::USER_TYPE_UNDERLYING, message, declared.span));
            return self.resolve(item, Decl::Refused);
        }
        match types::elementary(declared.underlying.node) {
            Ok(underlying) => {
                let path = self.path_of(site, declared.name);
                let id = self.program.user_types.alloc(hir::UserType { path, underlying });
                self.resolve(item, Decl::Type(ValueType::User(id)));
            }
            Err(feature) => {
                self.refuse(feature, declared.underlying.span);
                self.resolve(item, Decl::Refused);
            }
        }
    }

    /// The name of a type, behind that of its contract.
    fn path_of(&self, site: Site, name: ast::Ident) -> String {
        let name = self.name(name.name);
        match site.contract {
            Some(contract) => format!("{}.{name}", self.program.contracts[contract].name),
            None => name.to_owned(),
        }
    }

    fn check_pragmas(&mut self, unit: &SourceUnit) {
        let mut coder = None;
        let mut experiments: Vec<&str> = Vec::new();
        for item in &unit.items {
            let Item::Pragma(id) = *item else { continue };
            let pragma = &self.ast[id];
            let span = pragma.span;
            let mut mistake = |code, message: &str| self.report(Diagnostic::error(code, message, span));
            match &pragma.kind {
                PragmaKind::Solidity(_) => {}
                PragmaKind::AbiCoder(version) if !matches!(coder_name(version), "v1" | "v2") => {
                    mistake(codes::CODER_UNKNOWN, "the ABI coders are `v1` and `v2`");
                }
                PragmaKind::AbiCoder(_) if coder.is_some() => {
                    mistake(codes::CODER_TWICE, "the ABI coder of this file has been chosen already");
                }
                PragmaKind::AbiCoder(version) => {
                    coder = Some(coder_name(version));
                    if coder == Some("v1") {
                        self.refuse(codes::EXPERIMENTAL, span);
                    }
                }
                PragmaKind::Experimental(feature) if !EXPERIMENTS.contains(&&**feature) => {
                    mistake(codes::EXPERIMENT_UNKNOWN, "unknown experimental feature");
                }
                PragmaKind::Experimental(feature) if experiments.contains(&&**feature) => {
                    mistake(codes::EXPERIMENT_TWICE, "this experimental feature has been named already");
                }
                PragmaKind::Experimental(feature) => {
                    experiments.push(feature);
                    match (&**feature, coder) {
                        ("ABIEncoderV2", Some("v1")) => {
                            mistake(codes::CODER_AFTER_FIRST, "this file has chosen the first ABI coder");
                        }
                        // The second coder is the default since 0.8.0, and this asks for nothing more.
                        ("ABIEncoderV2", _) => coder = Some("v2"),
                        _ => self.refuse(codes::EXPERIMENTAL, span),
                    }
                }
                PragmaKind::Other(_) => mistake(codes::UNKNOWN_PRAGMA, "unknown pragma"),
            }
        }
    }

    /// Everything that has a signature.
    fn declare_item(&mut self, site: Site, item: Item) {
        match item {
            Item::Function(id) => self.declare_function(site, id),
            Item::Error(id) => self.declare_error(site, id),
            Item::Event(id) => self.declare_event(site, id),
            Item::StateVar(id) => self.declare_variable(site, id),
            Item::Pragma(_)
            | Item::Import(_)
            | Item::Contract(_)
            | Item::Modifier(_)
            | Item::Struct(_)
            | Item::Enum(_)
            | Item::UserType(_)
            | Item::Using(_) => {}
        }
    }

    fn declare_variable(&mut self, site: Site, id: Id<ast::StateVar>) {
        let (item, variable) = (Item::StateVar(id), &self.ast[id]);
        if let Some(overrides) = &variable.overrides {
            self.refuse(codes::VIRTUAL, overrides.span);
        }
        let is_constant = variable.mutability.is_some_and(|word| word.node == StateVarMutability::Constant);
        if site.contract.is_none() && !is_constant {
            let message = "only constant variables may stand outside a contract";
            self.report(Diagnostic::error(codes::FILE_VARIABLE, message, variable.span));
            if variable.mutability.is_some() {
                let message = "only a state variable can be `immutable`";
                self.report(Diagnostic::error(codes::IMMUTABLE_PLACE, message, variable.span));
            }
            return self.resolve(item, Decl::Refused);
        }
        let Some(ty) = self.resolve_type(site, variable.ty) else {
            return self.resolve(item, Decl::Refused);
        };
        let Some(kind) = self.variable_kind(variable, &ty) else {
            return self.resolve(item, Decl::Refused);
        };
        let is_public = variable.visibility.is_some_and(|word| word.node == Visibility::Public);
        let name = self.name(variable.name.name).to_owned();
        if is_constant {
            let Some(ty) = ty.as_value() else {
                let message = "only value types and strings can be constant";
                self.report(Diagnostic::error(codes::CONSTANT_TYPE, message, variable.span));
                return self.resolve(item, Decl::Refused);
            };
            let Some(init) = variable.init else {
                let message = format!("the constant `{name}` has no value");
                self.report(Diagnostic::error(codes::CONSTANT_WITHOUT_VALUE, message, variable.span));
                return self.resolve(item, Decl::Refused);
            };
            // The real value replaces this one as soon as all names are known.
            let mut body = hir::Body::default();
            let value = body.placeholder(Type::Value(ty), variable.span);
            let value = hir::Initializer { body, value };
            let constant = hir::Constant { name, ty, is_public, value, span: variable.name.span };
            let constant = self.program.constants.alloc(constant);
            self.constant_texts.push(ConstantText { init, site, span: variable.span });
            if let Some(contract) = site.contract {
                self.program.contracts[contract].constants.push(constant);
            }
            self.work.push(Work::Constant { id: constant, init, site });
            return self.resolve(item, Decl::Constant(constant));
        }
        let contract = site.contract.expect("variables outside contracts are constant");
        let is_mapping = ty.as_value().is_none();
        let location = hir::SlotRange::default();
        let (init_is_number, span) = (false, variable.span);
        let state = hir::StateVariable { name, ty, kind, is_public, init: None, init_is_number, location, span };
        let declared = self.program.variables.alloc(state);
        self.program.contracts[contract].variables.push(declared);
        match variable.init {
            Some(init) if is_mapping => {
                let message = "a mapping can't have an initial value";
                let span = self.ast[init].span;
                self.report(Diagnostic::error(codes::MAPPING_INITIALISED, message, span));
            }
            Some(init) => self.work.push(Work::Variable { id: declared, init, site }),
            None => {}
        }
        self.resolve(item, Decl::Variable(declared));
    }

    /// How long a variable of this type lasts, or a complaint.
    fn variable_kind(&mut self, variable: &ast::StateVar, ty: &Type) -> Option<VariableKind> {
        let is_value = ty.as_value().is_some();
        if variable.location.is_some() {
            let mistakes = [
                (variable.mutability.is_some(), codes::TRANSIENT_FIXED, "what never changes can't be `transient`"),
                (variable.init.is_some(), codes::TRANSIENT_INITIALISED, "a transient variable has no initial value"),
                (!is_value, codes::TRANSIENT_TYPE, "only value types can be `transient`"),
            ];
            for (_, code, message) in mistakes.iter().filter(|(is_made, ..)| *is_made) {
                self.report(Diagnostic::error(*code, *message, variable.span));
            }
            return mistakes.iter().all(|(is_made, ..)| !is_made).then_some(VariableKind::Transient);
        }
        match variable.mutability.map(|word| word.node) {
            Some(StateVarMutability::Immutable) if !is_value => {
                let message = "only value types can be `immutable`";
                self.report(Diagnostic::error(codes::IMMUTABLE_TYPE, message, variable.span));
                None
            }
            Some(StateVarMutability::Immutable) => Some(VariableKind::Immutable),
            Some(StateVarMutability::Constant) | None => Some(VariableKind::Storage),
        }
    }

    fn declare_error(&mut self, site: Site, id: Id<ast::ErrorDef>) {
        let error = &self.ast[id];
        let name = self.name(error.name.name).to_owned();
        if name == "Error" || name == "Panic" {
            let message = format!("`{name}` is an error of the language");
            self.report(Diagnostic::error(codes::BUILTIN_ERROR, message, error.name.span));
        }
        let params = self.resolve_params(site, &error.params, codes::MAPPING_IN_ERROR);
        let Some(params) = params.into_iter().collect::<Option<Vec<_>>>() else {
            return self.resolve(Item::Error(id), Decl::Refused);
        };
        let declared = self.program.errors.alloc(hir::CustomError { name, params, span: error.span });
        if let Some(contract) = site.contract {
            self.program.contracts[contract].errors.push(declared);
        }
        self.resolve(Item::Error(id), Decl::Error(declared));
    }

    fn declare_event(&mut self, site: Site, id: Id<ast::EventDef>) {
        let event = &self.ast[id];
        let params = self.resolve_params(site, &event.params, codes::MAPPING_IN_EVENT);
        let is_indexed: Vec<bool> = event.params.iter().map(|param| self.ast[*param].indexed.is_some()).collect();
        let indexed = is_indexed.iter().filter(|indexed| **indexed).count();
        // A log has four topics, and the first one names the event if anything does.
        let (most, code) =
            if event.anonymous { (4, codes::TOO_MANY_INDEXED_ANONYMOUS) } else { (3, codes::TOO_MANY_INDEXED) };
        if indexed > most {
            let message = format!("{indexed} parameters are indexed, and at most {most} can be");
            self.report(Diagnostic::error(code, message, event.span));
        }
        let Some(params) = params.into_iter().collect::<Option<Vec<_>>>() else {
            return self.resolve(Item::Event(id), Decl::Refused);
        };
        let params = params.into_iter().zip(is_indexed);
        let params = params.map(|(param, indexed)| hir::EventParam { param, indexed }).collect();
        let name = self.name(event.name.name).to_owned();
        let declared =
            self.program.events.alloc(hir::Event { name, params, anonymous: event.anonymous, span: event.span });
        if let Some(contract) = site.contract {
            self.program.contracts[contract].events.push(declared);
        }
        self.resolve(Item::Event(id), Decl::Events(vec![declared]));
    }

    /// Parameters of an event or error.
    fn resolve_params(
        &mut self,
        site: Site,
        decls: &[Id<ast::VarDecl>],
        mapping_code: syntax::diagnostic::Code,
    ) -> Vec<Option<hir::Param>> {
        self.check_param_names(decls);
        decls
            .iter()
            .map(|id| {
                let decl = &self.ast[*id];
                let ty = match self.resolve_type(site, decl.ty)? {
                    Type::Value(ty) => ty,
                    Type::Mapping(_) | Type::Tuple(_) => {
                        let message = "a mapping can't be a parameter of an event or error";
                        self.report(Diagnostic::error(mapping_code, message, decl.span));
                        return None;
                    }
                };
                let name = decl.name.map(|name| self.name(name.name).to_owned()).unwrap_or_default();
                Some(hir::Param { name, ty })
            })
            .collect()
    }

    /// Names within one list of parameters must differ.
    pub(crate) fn check_param_names(&mut self, decls: &[Id<ast::VarDecl>]) {
        let mut seen: Vec<ast::Ident> = Vec::new();
        for name in decls.iter().filter_map(|id| self.ast[*id].name) {
            match seen.iter().find(|first| first.name == name.name) {
                Some(first) => self.report_duplicate(name, first.span),
                None => seen.push(name),
            }
        }
    }

    /// What can be said about a contract once all its members are known.
    fn check_contract(&mut self, site: Site, id: Id<ast::Contract>) {
        let contract = &self.ast[id];
        let without_body = contract.members.iter().any(|item| match item {
            Item::Function(id) => self.ast[*id].body.is_none() && self.ast[*id].kind == ast::FunctionKind::Function,
            _ => false,
        });
        if without_body {
            let message = format!("the contract `{}` has a function without a body", self.name(contract.name.name));
            self.report(Diagnostic::error(codes::NOT_ABSTRACT, message, contract.name.span));
        }
        let contract_id = site.contract.expect("a contract is checked at its own site");
        let mut seen: HashMap<[u8; 4], String> = HashMap::new();
        for entry in crate::abi::entry_points(&self.program, contract_id) {
            let signature = entry.signature.clone();
            let other = seen.entry(entry.selector).or_insert_with(|| signature.clone());
            if *other != signature {
                let message = format!("`{signature}` and `{other}` have the same selector");
                let span: Span = contract.name.span;
                self.report(Diagnostic::error(codes::SELECTOR_CLASH, message, span));
            }
        }
    }
}

/// `v2` and `"v2"` are the same.
fn coder_name(version: &str) -> &str {
    version.trim_matches(['"', '\''])
}

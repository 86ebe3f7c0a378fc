//! Types as they are written.

use std::sync::Arc;

use syntax::arena::Id;
use syntax::ast::{self, Elementary, Item, Location, TypeKind, VarDecl};
use syntax::diagnostic::Diagnostic;
use syntax::span::{Span, Spanned};

use super::scope::Decl;
use super::{Analyzer, Site};
use crate::codes::{self, Feature};
use crate::hir::{Mapping, Type, ValueType};

/// The value type of a name of the language, or why there is none.
pub(crate) fn elementary(ty: Elementary) -> Result<ValueType, Feature> {
    match ty {
        Elementary::Bool => Ok(ValueType::Bool),
        Elementary::Address => Ok(ValueType::ADDRESS),
        Elementary::AddressPayable => Ok(ValueType::ADDRESS_PAYABLE),
        Elementary::Uint(bits) => Ok(ValueType::Uint(bits)),
        Elementary::Int(bits) => Ok(ValueType::Int(bits)),
        Elementary::FixedBytes(bytes) => Ok(ValueType::FixedBytes(bytes)),
        Elementary::String => Err(codes::STRINGS),
        Elementary::Bytes => Err(codes::BYTES),
        Elementary::Fixed(..) | Elementary::Ufixed(..) => Err(codes::FIXED_POINT),
    }
}

/// Where a parameter, result or local stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Inside,
    Interface,
    Constructor,
}

/// What is found under the name of a type.
pub(crate) enum NamedType {
    Found(ValueType),
    /// Something that has been refused.
    Refused,
    /// Something that is no type.
    Other,
    Undeclared,
}

impl Analyzer<'_> {
    /// The type written here; `None` when something is wrong with it, which has been said.
    pub(crate) fn resolve_type(&mut self, site: Site, id: Id<ast::Type>) -> Option<Type> {
        let ty = &self.ast[id];
        match &ty.kind {
            TypeKind::Elementary(name) => match elementary(*name) {
                Ok(value) => Some(Type::Value(value)),
                Err(feature) => {
                    self.refuse(feature, ty.span);
                    None
                }
            },
            TypeKind::Path(path) => self.resolve_type_name(site, path).map(Type::Value),
            TypeKind::Array { element, .. } => {
                self.resolve_type(site, *element);
                self.refuse(codes::ARRAYS, ty.span);
                None
            }
            TypeKind::Function(_) => {
                self.refuse(codes::FUNCTION_TYPES, ty.span);
                None
            }
            TypeKind::Mapping { .. } => self.resolve_mapping(site, id),
        }
    }

    /// The type of this name, or says what is wrong with it.
    fn resolve_type_name(&mut self, site: Site, path: &ast::Path) -> Option<ValueType> {
        if self.hidden.contains(&path.parts.first().expect("a path is never empty").name) {
            self.report_hidden_type(path);
            return None;
        }
        match self.find_type(site, path) {
            NamedType::Found(ty) => return Some(ty),
            // It has been said why.
            NamedType::Refused => {}
            NamedType::Other => {
                let message = format!("`{}` is not a type", self.ast.path_text(path));
                self.report(Diagnostic::error(codes::NOT_A_TYPE, message, path.span));
            }
            NamedType::Undeclared => self.report_undeclared_type(&self.ast.path_text(path), path.span),
        }
        None
    }

    /// Looks a type up without a word.
    pub(crate) fn find_type(&self, site: Site, path: &ast::Path) -> NamedType {
        let (mut items, mut taken) = self.walk(site, &path.parts);
        if let ([Item::Contract(_)], Some(part)) = (&items[..], path.parts.get(taken)) {
            match self.meaning(&items) {
                Some(Decl::Contract(id)) => items = self.contracts[id.index()].items(part.name).to_vec(),
                _ => return NamedType::Refused,
            }
            taken += 1;
        }
        let is_whole = taken == path.parts.len();
        match items[..] {
            [Item::Contract(_) | Item::Struct(_) | Item::Enum(_) | Item::UserType(_)] if is_whole => {
                match self.meaning(&items) {
                    Some(Decl::Contract(id)) => NamedType::Found(ValueType::Contract(id)),
                    Some(Decl::Type(ty)) => NamedType::Found(ty),
                    _ => NamedType::Refused,
                }
            }
            [Item::Enum(_)] if taken + 1 == path.parts.len() => self.find_member(&items, path.parts[taken].name),
            [_] if is_whole => NamedType::Other,
            [] if taken == 1 && self.is_incomplete(site) => NamedType::Refused,
            [] | [_, ..] => NamedType::Undeclared,
        }
    }

    /// A member of an enum is no type, but declared.
    fn find_member(&self, items: &[Item], name: ast::Symbol) -> NamedType {
        let Some(Decl::Type(ValueType::Enum(id))) = self.meaning(items) else { return NamedType::Refused };
        let is_member = self.program.enums[id].members.iter().any(|known| known == self.name(name));
        if is_member { NamedType::Other } else { NamedType::Undeclared }
    }

    /// Where a parameter, result or local variable hides what has the same name.
    pub(crate) fn report_hidden_type(&mut self, path: &ast::Path) {
        // What has members would be a type or a module.
        let code = if path.parts.len() == 1 { codes::NOT_A_TYPE } else { codes::UNDECLARED_TYPE };
        let message = format!("`{}` begins with the name of a variable and is not a type", self.ast.path_text(path));
        self.report(Diagnostic::error(code, message, path.span));
    }

    fn report_undeclared_type(&mut self, text: &str, span: Span) {
        let message = format!("no type `{text}` is declared");
        self.report(Diagnostic::error(codes::UNDECLARED_TYPE, message, span).label("not found"));
    }

    /// Walks `mapping(A => mapping(B => C))` from the outside in, then builds it from the inside out.
    fn resolve_mapping(&mut self, site: Site, id: Id<ast::Type>) -> Option<Type> {
        let mut levels = Vec::new();
        let mut names: Vec<ast::Ident> = Vec::new();
        let mut inner = id;
        let mut is_whole = true;
        while let TypeKind::Mapping { key, key_name, value, value_name } = &self.ast[inner].kind {
            for name in key_name.iter().chain(value_name) {
                if let Some(first) = names.iter().find(|first| first.name == name.name) {
                    let message = format!("the mapping has two names `{}`", self.name(name.name));
                    let first = first.span;
                    let diagnostic = Diagnostic::error(codes::DUPLICATE_MAPPING_NAME, message, name.span);
                    self.report(diagnostic.secondary(first, "first named here"));
                }
                names.push(*name);
            }
            let key_type = match &self.ast[*key].kind {
                TypeKind::Elementary(Elementary::String | Elementary::Bytes) => {
                    self.refuse(codes::MAPPING_KEYS, self.ast[*key].span);
                    None
                }
                TypeKind::Elementary(_)
                | TypeKind::Path(_)
                | TypeKind::Array { .. }
                | TypeKind::Mapping { .. }
                | TypeKind::Function(_) => self.resolve_type(site, *key),
            };
            is_whole &= key_type.is_some();
            let text = |name: &Option<ast::Ident>| name.map(|name| self.name(name.name).to_owned()).unwrap_or_default();
            levels.push((key_type, text(key_name), text(value_name)));
            inner = *value;
        }
        let mut ty = self.resolve_type(site, inner)?;
        if !is_whole {
            return None;
        }
        for (key, key_name, value_name) in levels.into_iter().rev() {
            let key = key?.as_value().expect("the grammar admits elementary and named types as keys");
            ty = Type::Mapping(Arc::new(Mapping { key, key_name, value: ty, value_name }));
        }
        Some(ty)
    }

    /// The type of a parameter, result or local; none of them can hold a mapping here, and in an interface none ever can.
    /// (A constructor's parameters are part of one, and have numbers of their own.)
    pub(crate) fn resolve_variable_type(&mut self, site: Site, decl: &VarDecl, side: Side) -> Option<ValueType> {
        match self.resolve_type(site, decl.ty)? {
            Type::Value(ty) => {
                self.expect_no_location(decl.location);
                Some(ty)
            }
            Type::Mapping(_) => {
                match decl.location {
                    Some(Spanned { node: Location::Storage, .. }) if side == Side::Inside => {
                        self.refuse(codes::MAPPING_POINTERS, decl.span);
                    }
                    Some(Spanned { node: Location::Storage, .. }) if side == Side::Constructor => {
                        let message = "only internal functions can have such a parameter";
                        self.report(Diagnostic::error(codes::INTERNAL_IN_CONSTRUCTOR, message, decl.span));
                    }
                    Some(Spanned { node: Location::Memory | Location::Calldata, .. }) => {
                        let message = "a mapping can only live in `storage`";
                        self.report(Diagnostic::error(codes::MAPPING_IN_MEMORY, message, decl.span));
                    }
                    Some(_) => self.report_location(decl.span, "`storage` is no place for what comes from outside"),
                    None => self.report_location(decl.span, "a mapping lives in `storage`, and it must be said"),
                }
                None
            }
            Type::Tuple(_) => unreachable!("no type that can be written is a tuple"),
        }
    }

    pub(crate) fn expect_no_location(&mut self, location: Option<Spanned<Location>>) {
        if let Some(location) = location {
            self.report_location(location.span, "only arrays, structs and mappings have a data location");
        }
    }

    fn report_location(&mut self, span: Span, reason: &str) {
        self.report(Diagnostic::error(codes::DATA_LOCATION, reason, span).label("wrong or missing data location"));
    }
}

//! Types and the declarations that carry them.

use super::{Cx, FunctionAttr, Outcome, check_depth, error, refuse};
use crate::ast::{Expr, ExprKind, FunctionType, Id, Ident, Location, Path, Type, TypeKind, VarDecl, Visibility};
use crate::span::{Span, Spanned};

/// A function type before its attributes are sorted.
pub(crate) struct RawFunctionType {
    pub(crate) params: Vec<RawParam>,
    pub(crate) attrs: Vec<Spanned<FunctionAttr>>,
    pub(crate) returns: Vec<RawParam>,
    pub(crate) span: Span,
}

/// A parameter before its attributes are sorted: which are allowed depends on whose parameter it is.
pub(crate) struct RawParam {
    pub(crate) ty: Id<Type>,
    pub(crate) attrs: Vec<Spanned<ParamAttr>>,
    pub(crate) name: Option<Ident>,
    pub(crate) span: Span,
}

/// A word behind the type of a parameter.
#[derive(Clone, Copy)]
pub(crate) enum ParamAttr {
    Location(Location),
    Indexed,
    Constant,
    Immutable,
}

/// Whose parameter it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParamPlace {
    /// Of a function, a function type, a modifier, a catch clause.
    Function,
    Event,
    Error,
    /// A field of a struct.
    Field,
}

impl Cx<'_> {
    /// Adds a type whose parts stand in brackets, or that has none.
    pub(crate) fn ty(&mut self, kind: TypeKind, l: u32, r: u32) -> Id<Type> {
        let span = self.span(l, r);
        let height = match &kind {
            TypeKind::Mapping { value, .. } => self.type_heights.get(*value) + 1,
            _ => 0,
        };
        let id = self.ast.types.alloc(Type { kind, span });
        self.type_heights.set(id, height);
        id
    }

    pub(crate) fn path_type(&mut self, path: Path) -> Id<Type> {
        let span = path.span;
        self.ast.types.alloc(Type { kind: TypeKind::Path(path), span })
    }

    pub(crate) fn array_type<Tok>(
        &mut self,
        element: Id<Type>,
        length: Option<Id<Expr>>,
        l: u32,
        r: u32,
    ) -> Outcome<Id<Type>, Tok> {
        let length_height = length.map_or(0, |length| self.expr_height(length));
        let height = self.type_heights.get(element).max(length_height) + 1;
        let span = self.span(l, r);
        check_depth(height, span)?;
        let id = self.ast.types.alloc(Type { kind: TypeKind::Array { element, length }, span });
        self.type_heights.set(id, height);
        Ok(id)
    }

    /// A function type that is not the type of a state variable.
    pub(crate) fn function_type<Tok>(&mut self, raw: RawFunctionType) -> Outcome<Id<Type>, Tok> {
        let (id, surplus) = self.function_type_and_surplus(raw)?;
        match surplus.first() {
            None => Ok(id),
            Some(second) => refuse(error(2314, "expected a name, found a second visibility", second.span)),
        }
    }

    /// A function type, and the visibilities from the second on, which can only belong to a state variable.
    pub(crate) fn function_type_and_surplus<Tok>(
        &mut self,
        raw: RawFunctionType,
    ) -> Outcome<(Id<Type>, Vec<Spanned<Visibility>>), Tok> {
        let mut visibility: Option<Spanned<Visibility>> = None;
        let mut mutability = None;
        let mut surplus = Vec::new();
        for attr in raw.attrs {
            match attr.node {
                FunctionAttr::Visibility(node) => match visibility {
                    None => visibility = Some(Spanned::new(node, attr.span)),
                    // As solc: what is neither internal nor external can't be meant for a variable.
                    Some(first) if matches!(first.node, Visibility::Public | Visibility::Private) => {
                        self.twice(9439, "visibility", attr.span, first.span);
                    }
                    Some(_) => surplus.push(Spanned::new(node, attr.span)),
                },
                FunctionAttr::Mutability(node) if surplus.is_empty() => {
                    self.set_once(&mut mutability, Spanned::new(node, attr.span), 9680, "state mutability");
                }
                FunctionAttr::Mutability(_) => {
                    return refuse(error(2314, "expected a name, found a state mutability", attr.span));
                }
                FunctionAttr::Virtual | FunctionAttr::Override(_) | FunctionAttr::Modifier(..) => {
                    unreachable!("the grammar keeps these out of function types")
                }
            }
        }
        let params = self.params(raw.params, ParamPlace::Function)?;
        let returns = self.params(raw.returns, ParamPlace::Function)?;
        let all = params.iter().chain(&returns);
        let height = all.map(|id| self.type_heights.get(self.ast[*id].ty)).max().unwrap_or(0) + 1;
        check_depth(height, raw.span)?;
        let kind = TypeKind::Function(FunctionType { params, visibility, mutability, returns });
        let id = self.ast.types.alloc(Type { kind, span: raw.span });
        self.type_heights.set(id, height);
        Ok((id, surplus))
    }

    pub(super) fn set_once<T>(&mut self, slot: &mut Option<Spanned<T>>, new: Spanned<T>, number: u16, what: &str) {
        match slot {
            None => *slot = Some(new),
            Some(old) => {
                let first = old.span;
                self.twice(number, what, new.span, first);
            }
        }
    }

    pub(super) fn twice(&mut self, number: u16, what: &str, second: Span, first: Span) {
        let diagnostic = error(number, format!("{what} is already specified"), second).secondary(first, "here");
        self.diagnostics.push(diagnostic);
    }

    pub(crate) fn params<Tok>(&mut self, raw: Vec<RawParam>, place: ParamPlace) -> Outcome<Vec<Id<VarDecl>>, Tok> {
        raw.into_iter().map(|param| self.param(param, place)).collect()
    }

    pub(crate) fn param<Tok>(&mut self, raw: RawParam, place: ParamPlace) -> Outcome<Id<VarDecl>, Tok> {
        let (mut location, mut indexed) = (None, None);
        for attr in raw.attrs {
            match attr.node {
                ParamAttr::Location(node) if place == ParamPlace::Function => {
                    self.set_once(&mut location, Spanned::new(node, attr.span), 3548, "location");
                }
                ParamAttr::Indexed if place == ParamPlace::Event => {
                    self.set_once(&mut indexed, Spanned::new((), attr.span), 5399, "`indexed`");
                }
                ParamAttr::Location(_) => {
                    return refuse(error(2314, "a data location can't stand here", attr.span));
                }
                ParamAttr::Indexed => {
                    let help = "only a parameter of an event is indexed";
                    return refuse(error(2314, "`indexed` can't stand here", attr.span).help(help));
                }
                // solc's parser takes these two, its analysis refuses them.
                ParamAttr::Constant => self.report(4937, "only a state variable can be `constant`", attr.span),
                ParamAttr::Immutable => self.report(8297, "only a state variable can be `immutable`", attr.span),
            }
        }
        let indexed = indexed.map(|word: Spanned<()>| word.span);
        Ok(self.ast.var_decls.alloc(VarDecl { ty: raw.ty, location, indexed, name: raw.name, span: raw.span }))
    }

    pub(crate) fn local<Tok>(
        &mut self,
        ty: Id<Type>,
        locations: Vec<Spanned<Location>>,
        name: Ident,
        l: u32,
        r: u32,
    ) -> Outcome<Id<VarDecl>, Tok> {
        let attrs = locations.into_iter().map(|one| Spanned::new(ParamAttr::Location(one.node), one.span)).collect();
        self.param(RawParam { ty, attrs, name: Some(name), span: self.span(l, r) }, ParamPlace::Function)
    }

    /// Reads `a.b[c][]`, which was parsed before it was known to be a type, as one.
    pub(crate) fn postfix_type<Tok>(&mut self, postfix: Id<Expr>) -> Outcome<Id<Type>, Tok> {
        let whole = self.ast[postfix].span;
        let mut suffixes = Vec::new();
        let mut at = postfix;
        while let ExprKind::Index { base, index } = self.ast[at].kind {
            suffixes.push((index, self.ast[at].span.end));
            at = base;
        }
        let span = self.ast[at].span;
        let mut parts = Vec::new();
        let kind = loop {
            match &self.ast[at].kind {
                ExprKind::Elementary(ty) if parts.is_empty() => break TypeKind::Elementary(*ty),
                ExprKind::Member { base, member } => {
                    parts.push(*member);
                    at = *base;
                }
                ExprKind::Ident(name) => {
                    parts.push(Ident { name: *name, span: self.ast[at].span });
                    parts.reverse();
                    break TypeKind::Path(self.path(parts));
                }
                ExprKind::Slice { .. } => {
                    return refuse(error(5464, "expected the length of an array, found a range", whole));
                }
                _ => {
                    // The name that follows is what solc finds unexpected.
                    let after = Span::new(whole.file, whole.end, whole.end);
                    let message = "expected `;`: what stands in front of this name is no type";
                    return refuse(error(2314, message, after).secondary(whole, "not a type"));
                }
            }
        };
        let mut ty = self.ast.types.alloc(Type { kind, span });
        for (length, end) in suffixes.into_iter().rev() {
            ty = self.array_type(ty, length, span.start, end)?;
        }
        Ok(ty)
    }
}

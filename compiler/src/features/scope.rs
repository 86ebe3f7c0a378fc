//! What a name stands for where it is used, and what the declarations tell of an expression's value without an analysis of types.
//!
//! What can't be told is [`Kind::Unknown`]: results of what `using` attaches, of builtin functions, and of chains of more than
//! [`LINKS_MAX`] links.

use std::collections::HashMap;
use std::rc::Rc;

use syntax::arena::Id;
use syntax::ast::{
    CallArgs, Contract, Elementary, Expr, ExprKind, Item, Literal, Location, NumberBase, StateVar, StateVarMutability,
    StructDef, Symbol, Type, TypeKind, VarDecl,
};

use super::names::{Decl, Names, Site};

/// So many links of a chain (`a.b[c](d)`) are followed, so that long chains are no burden.
const LINKS_MAX: usize = 64;

/// What an expression is.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) kind: Kind,
    /// True for a place in storage.
    pub(super) in_storage: bool,
}

/// What kind of value an expression is, or what else it names.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Unknown,
    /// A value that is no address, and whose members are none.
    Other,
    Address,
    Contract(Id<Contract>),
    Struct(Id<StructDef>, Site),
    /// A value of a mapping, array or function type.
    Value(Id<Type>, Site),
    /// The function by which others read a state variable.
    Getter(Id<Type>, Site),
    /// `block`, `msg`, `tx` of the language.
    Object(Symbol),
    /// `type`, and then `type(C)`.
    Type,
    TypeOf,
    Elementary(Elementary),
    Module(usize),
    /// Functions, types, events or errors; never empty.
    Decls(Rc<[Decl]>),
}

/// A link of a chain.
enum Link {
    Index,
    Slice,
    Call(usize),
    Member(Symbol),
}

impl From<Kind> for Shape {
    fn from(kind: Kind) -> Self {
        Self { kind, in_storage: false }
    }
}

/// The names that are visible at a place of the walk.
pub(super) struct Scope<'a> {
    pub(super) names: Names<'a>,
    pub(super) site: Site,
    locals: HashMap<Symbol, Vec<Id<VarDecl>>>,
    /// Names in the order of their declaration; `None` where a scope begins.
    declared: Vec<Option<Symbol>>,
    /// Fields by name, of structs that have been looked at.
    fields: HashMap<Id<StructDef>, HashMap<Symbol, Id<VarDecl>>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(names: Names<'a>) -> Self {
        let site = Site { file: 0, contract: None };
        Self { names, site, locals: HashMap::new(), declared: Vec::new(), fields: HashMap::new() }
    }

    pub(super) fn open(&mut self) {
        self.declared.push(None);
    }

    pub(super) fn close(&mut self) {
        while let Some(Some(name)) = self.declared.pop() {
            self.locals.get_mut(&name).and_then(Vec::pop);
        }
    }

    pub(super) fn declare(&mut self, vars: impl IntoIterator<Item = Id<VarDecl>>) {
        for var in vars {
            if let Some(name) = self.names.ast[var].name {
                self.declared.push(Some(name.name));
                self.locals.entry(name.name).or_default().push(var);
            }
        }
    }

    fn local(&self, name: Symbol) -> Option<Id<VarDecl>> {
        self.locals.get(&name)?.last().copied()
    }

    /// True for a name that the program doesn't declare.
    pub(super) fn is_free(&mut self, name: Symbol) -> bool {
        self.local(name).is_none() && self.names.by_name(self.site, name).is_empty()
    }

    /// True for a place in storage; unknown if there is no telling.
    pub(super) fn is_in_storage(&mut self, id: Id<Expr>) -> Option<bool> {
        let shape = self.shape(id);
        if matches!(shape.kind, Kind::Unknown) { None } else { Some(shape.in_storage) }
    }

    /// True for a value of type `address`, or one of which nothing is known.
    pub(super) fn may_be_address(&mut self, id: Id<Expr>) -> bool {
        matches!(self.shape(id).kind, Kind::Address | Kind::Unknown)
    }

    /// What an expression is.
    pub(super) fn shape(&mut self, id: Id<Expr>) -> Shape {
        let ast = self.names.ast;
        let mut links = Vec::new();
        let mut at = id;
        for _ in 0..LINKS_MAX {
            at = match &ast[at].kind {
                ExprKind::Paren(inner) => *inner,
                ExprKind::Assign { lhs: of_same_type, .. }
                | ExprKind::Conditional { then: of_same_type, .. }
                | ExprKind::CallOptions { callee: of_same_type, .. } => *of_same_type,
                ExprKind::Index { base, .. } => {
                    links.push(Link::Index);
                    *base
                }
                ExprKind::Slice { base, .. } => {
                    links.push(Link::Slice);
                    *base
                }
                ExprKind::Call { callee, args } => {
                    links.push(Link::Call(match args {
                        CallArgs::Positional(args) => args.len(),
                        CallArgs::Named(args) => args.len(),
                    }));
                    *callee
                }
                ExprKind::Member { base, member } => {
                    links.push(Link::Member(member.name));
                    *base
                }
                ExprKind::Ident(_)
                | ExprKind::Literal(_)
                | ExprKind::Elementary(_)
                | ExprKind::Tuple(_)
                | ExprKind::Array(_)
                | ExprKind::Unary { .. }
                | ExprKind::Binary { .. }
                | ExprKind::New(_) => {
                    let first = self.first(at);
                    return links.iter().rev().fold(first, |shape, link| self.follow(&shape, link));
                }
            };
        }
        Kind::Unknown.into()
    }

    /// What the beginning of a chain is.
    fn first(&mut self, id: Id<Expr>) -> Shape {
        let ast = self.names.ast;
        match &ast[id].kind {
            ExprKind::Ident(name) => self.name(*name),
            ExprKind::Elementary(ty) => Kind::Elementary(*ty).into(),
            // As the analysis does: 40 hexadecimal digits are an address.
            ExprKind::Literal(Literal::Number(number))
                if number.base == NumberBase::Hexadecimal && number.text.len() == 42 =>
            {
                Kind::Address.into()
            }
            // What is created is named by the type, and the call that follows makes it a value.
            ExprKind::New(ty) => match &ast[*ty].kind {
                TypeKind::Path(path) => match &*self.names.by_path(self.site, &path.parts) {
                    [] => Kind::Other.into(),
                    decls => Kind::Decls(decls.into()).into(),
                },
                TypeKind::Elementary(_) | TypeKind::Array { .. } | TypeKind::Mapping { .. } | TypeKind::Function(_) => {
                    Kind::Other.into()
                }
            },
            _ => Kind::Other.into(),
        }
    }

    fn name(&mut self, name: Symbol) -> Shape {
        if let Some(var) = self.local(name) {
            let var = &self.names.ast[var];
            let in_storage = var.location.is_some_and(|word| word.node == Location::Storage);
            return self.value(var.ty, self.site, in_storage);
        }
        let decls = self.names.by_name(self.site, name);
        if !decls.is_empty() {
            return self.decls(decls);
        }
        match (self.names.ast.name(name), self.site.contract) {
            ("block" | "msg" | "tx", _) => Kind::Object(name).into(),
            ("type", _) => Kind::Type.into(),
            ("this", Some(contract)) => Kind::Contract(contract).into(),
            ("super", Some(contract)) => {
                let site = Site { contract: None, ..self.site };
                Kind::Decls([Decl::Item(Item::Contract(contract), site)].into()).into()
            }
            _ => Kind::Unknown.into(),
        }
    }

    fn decls(&mut self, decls: Rc<[Decl]>) -> Shape {
        match decls.first() {
            None => Kind::Unknown.into(),
            Some(Decl::Module(file)) => Kind::Module(*file).into(),
            Some(Decl::Item(Item::StateVar(id), site)) => {
                let var = &self.names.ast[*id];
                self.value(var.ty, *site, is_stored(var))
            }
            Some(Decl::Item(..)) => Kind::Decls(decls).into(),
        }
    }

    /// A value of a declared type.
    fn value(&mut self, ty: Id<Type>, site: Site, in_storage: bool) -> Shape {
        let kind = match &self.names.ast[ty].kind {
            TypeKind::Elementary(Elementary::Address | Elementary::AddressPayable) => Kind::Address,
            TypeKind::Elementary(_) => Kind::Other,
            TypeKind::Array { .. } | TypeKind::Mapping { .. } | TypeKind::Function(_) => Kind::Value(ty, site),
            TypeKind::Path(path) => match self.names.by_path(site, &path.parts).first() {
                Some(Decl::Item(Item::Contract(id), _)) => Kind::Contract(*id),
                Some(Decl::Item(Item::Struct(id), site)) => Kind::Struct(*id, *site),
                Some(_) | None => Kind::Other,
            },
        };
        Shape { kind, in_storage }
    }

    fn follow(&mut self, shape: &Shape, link: &Link) -> Shape {
        match link {
            Link::Index => self.element(shape),
            Link::Slice => shape.clone(),
            Link::Call(arity) => self.result(&shape.kind, *arity),
            Link::Member(name) => self.member(shape, *name),
        }
    }

    fn element(&mut self, shape: &Shape) -> Shape {
        match &shape.kind {
            Kind::Unknown => Kind::Unknown.into(),
            Kind::Value(ty, site) => match self.names.ast[*ty].kind {
                TypeKind::Array { element, .. } => self.value(element, *site, shape.in_storage),
                TypeKind::Mapping { value, .. } => self.value(value, *site, shape.in_storage),
                TypeKind::Elementary(_) | TypeKind::Path(_) | TypeKind::Function(_) => Kind::Other.into(),
            },
            // A byte, or the type of an array.
            _ => Shape { kind: Kind::Other, in_storage: shape.in_storage },
        }
    }

    fn result(&mut self, callee: &Kind, arity: usize) -> Shape {
        let ast = self.names.ast;
        match callee {
            Kind::Elementary(Elementary::Address | Elementary::AddressPayable) => Kind::Address.into(),
            Kind::Elementary(_) => Kind::Other.into(),
            Kind::Type => Kind::TypeOf.into(),
            Kind::Decls(decls) => {
                let arity_of =
                    |decl: &&Decl| matches!(decl, Decl::Item(Item::Function(id), _) if ast[*id].params.len() == arity);
                match decls.iter().find(arity_of).or(decls.first()) {
                    Some(Decl::Item(Item::Function(id), site)) => self.returned(&ast[*id].returns, *site),
                    Some(Decl::Item(Item::Contract(id), _)) => Kind::Contract(*id).into(),
                    Some(Decl::Item(Item::Struct(id), site)) => Kind::Struct(*id, *site).into(),
                    Some(_) | None => Kind::Other.into(),
                }
            }
            Kind::Value(ty, site) => match &ast[*ty].kind {
                TypeKind::Function(function) => self.returned(&function.returns, *site),
                _ => Kind::Other.into(),
            },
            Kind::Getter(ty, site) => {
                let mut ty = *ty;
                for _ in 0..arity {
                    ty = match ast[ty].kind {
                        TypeKind::Array { element, .. } => element,
                        TypeKind::Mapping { value, .. } => value,
                        TypeKind::Elementary(_) | TypeKind::Path(_) | TypeKind::Function(_) => ty,
                    };
                }
                self.value(ty, *site, false)
            }
            // `new T[]` and a function of the language look alike here; neither has a result with a declaration.
            Kind::Unknown
            | Kind::Other
            | Kind::Address
            | Kind::Contract(_)
            | Kind::Struct(..)
            | Kind::Object(_)
            | Kind::TypeOf
            | Kind::Module(_) => Kind::Unknown.into(),
        }
    }

    fn field(&mut self, id: Id<StructDef>, name: Symbol) -> Option<Id<VarDecl>> {
        let ast = self.names.ast;
        let of_name = |field: &Id<VarDecl>| Some((ast[*field].name?.name, *field));
        let fields = self.fields.entry(id).or_insert_with(|| ast[id].fields.iter().filter_map(of_name).collect());
        fields.get(&name).copied()
    }

    fn returned(&mut self, returns: &[Id<VarDecl>], site: Site) -> Shape {
        let [one] = returns else { return Kind::Other.into() };
        let var = &self.names.ast[*one];
        let in_storage = var.location.is_some_and(|word| word.node == Location::Storage);
        self.value(var.ty, site, in_storage)
    }

    fn member(&mut self, shape: &Shape, name: Symbol) -> Shape {
        let ast = self.names.ast;
        match &shape.kind {
            Kind::Object(object) => match (ast.name(*object), ast.name(name)) {
                ("block", "coinbase") | ("msg", "sender") | ("tx", "origin") => Kind::Address.into(),
                _ => Kind::Other.into(),
            },
            Kind::Module(file) => {
                let decls = self.names.in_file(*file, name);
                self.decls(decls)
            }
            Kind::Contract(contract) => {
                let decls = self.names.in_contract(*contract, name);
                match decls.first() {
                    Some(Decl::Item(Item::StateVar(id), site)) => Kind::Getter(ast[*id].ty, *site).into(),
                    _ => self.decls(decls),
                }
            }
            Kind::Struct(id, site) => match self.field(*id, name) {
                Some(field) => self.value(ast[field].ty, *site, shape.in_storage),
                None => Kind::Unknown.into(),
            },
            Kind::Decls(decls) => match decls.first() {
                Some(Decl::Item(Item::Contract(contract), _)) => {
                    let decls = self.names.in_contract(*contract, name);
                    self.decls(decls)
                }
                Some(Decl::Item(Item::Function(_), _)) if ast.name(name) == "address" => Kind::Address.into(),
                Some(Decl::Item(Item::UserType(_), _)) => Kind::Unknown.into(),
                Some(_) | None => Kind::Other.into(),
            },
            Kind::Value(ty, _) if matches!(ast[*ty].kind, TypeKind::Function(_)) && ast.name(name) == "address" => {
                Kind::Address.into()
            }
            Kind::Unknown
            | Kind::Other
            | Kind::Address
            | Kind::Value(..)
            | Kind::Getter(..)
            | Kind::Type
            | Kind::TypeOf
            | Kind::Elementary(_) => Kind::Unknown.into(),
        }
    }
}

/// True for a variable in storage.
pub(super) fn is_stored(var: &StateVar) -> bool {
    let fixed = var
        .mutability
        .is_some_and(|word| matches!(word.node, StateVarMutability::Constant | StateVarMutability::Immutable));
    !fixed && var.location.is_none_or(|word| word.node != Location::Transient)
}

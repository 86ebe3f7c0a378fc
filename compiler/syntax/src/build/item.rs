//! Items and members.

use super::{Cx, Outcome, ParamPlace, RawFunctionType, RawParam, error, refuse};
use crate::ast::{
    Base, Block, Contract, ContractKind, EnumDef, ErrorDef, EventDef, Expr, Function, FunctionKind, Id, Ident, Import,
    ImportKind, Item, Location, ModifierCall, ModifierDef, Mutability, Overrides, Path, Pragma, PragmaKind, StateVar,
    StateVarMutability, StructDef, Type, TypeKind, UserType, Using, UsingFunctions, VarDecl, Visibility,
};
use crate::codes;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{Span, Spanned};
use crate::string;
use crate::version;

/// A word in the head of a function.
pub(crate) enum FunctionAttr {
    Visibility(Visibility),
    Mutability(Mutability),
    Virtual,
    Override(Vec<Path>),
    Modifier(Path, Option<Vec<Id<Expr>>>),
}

/// A function without its first word and name.
pub(crate) struct FunctionHead {
    params: Vec<Id<VarDecl>>,
    visibility: Option<Spanned<Visibility>>,
    mutability: Option<Spanned<Mutability>>,
    is_virtual: Option<Span>,
    overrides: Option<Overrides>,
    modifiers: Vec<ModifierCall>,
    returns: Vec<Id<VarDecl>>,
    body: Option<Block>,
}

/// A contract up to its opening brace.
pub(crate) struct ContractHead {
    kind: ContractKind,
    is_abstract: Option<Span>,
    name: Ident,
    bases: Vec<Base>,
    layout: Option<Spanned<Id<Expr>>>,
    start: u32,
}

/// What follows a contract's name.
pub(crate) enum HeadPart {
    Bases(Span, Vec<Base>),
    Layout(Ident, Ident, Id<Expr>, u32),
}

/// A word behind the type of a state variable.
pub(crate) enum VarAttr {
    Visibility(Visibility),
    Constant,
    Immutable,
    Transient,
    Override(Vec<Path>),
}

/// The type of a state variable; a function type may have taken the variable's visibility.
pub(crate) enum StateType {
    Type(Id<Type>),
    Function(RawFunctionType),
}

impl Cx<'_> {
    pub(crate) fn pragma(&mut self, body: &str, b: u32, l: u32, r: u32) -> Option<Item> {
        let span = self.span(l, r);
        let end = b + u32::try_from(body.len()).expect("a source file has 32-bit offsets");
        let body_span = self.span(b, end);
        let text = body.trim();
        let (name, rest) = text.split_once(|c: char| c.is_whitespace()).unwrap_or((text, ""));
        let rest = rest.trim();
        let kind = match name {
            "solidity" => {
                match version::matches(rest) {
                    Ok(true) => {}
                    Ok(false) => {
                        let message = format!("this file requires another version than {}", version::CURRENT);
                        self.report(5333, message, body_span);
                    }
                    Err(fault) => self.report(1684, format!("invalid version pragma: {fault}"), body_span),
                }
                PragmaKind::Solidity(rest.into())
            }
            "abicoder" => PragmaKind::AbiCoder(rest.into()),
            "experimental" if rest == "solidity" => {
                let message = "the experimental language that shares Solidity's name is not supported";
                let diagnostic =
                    Diagnostic::error(codes::OTHER_LANGUAGE, message, body_span).help("remove this pragma");
                self.diagnostics.push(diagnostic);
                PragmaKind::Experimental(rest.into())
            }
            "experimental" => PragmaKind::Experimental(rest.trim_matches(['"', '\'']).into()),
            _ => PragmaKind::Other(text.into()),
        };
        Some(Item::Pragma(self.ast.pragmas.alloc(Pragma { kind, span })))
    }

    pub(crate) fn import<Tok>(
        &mut self,
        path: Spanned<&str>,
        kind: ImportKind,
        l: u32,
        r: u32,
    ) -> Outcome<Option<Item>, Tok> {
        if path.node.is_empty() {
            return refuse(error(6326, "the path of an import is empty", path.span));
        }
        let mut bytes = Vec::new();
        string::unescape(path.node, &mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let path = Spanned::new(text.into(), path.span);
        let span = self.span(l, r);
        Ok(Some(Item::Import(self.ast.imports.alloc(Import { path, kind, span }))))
    }

    pub(crate) fn struct_def(&mut self, name: Ident, fields: Vec<Id<VarDecl>>, l: u32, r: u32) -> Item {
        let span = self.span(l, r);
        Item::Struct(self.ast.structs.alloc(StructDef { name, fields, span }))
    }

    pub(crate) fn enum_def(&mut self, name: Ident, members: Vec<Ident>, l: u32, r: u32) -> Option<Item> {
        let span = self.span(l, r);
        if members.is_empty() {
            self.report(3147, "an enum needs a member", span);
            return None;
        }
        Some(Item::Enum(self.ast.enums.alloc(EnumDef { name, members, span })))
    }

    pub(crate) fn user_type(&mut self, name: Ident, ty: Id<Type>, l: u32, r: u32) -> Option<Item> {
        let span = self.span(l, r);
        let TypeKind::Elementary(node) = self.ast[ty].kind else {
            let at = self.ast[ty].span;
            self.report(8657, "a user-defined type stands for an elementary type", at);
            return None;
        };
        let underlying = Spanned::new(node, self.ast[ty].span);
        Some(Item::UserType(self.ast.user_types.alloc(UserType { name, underlying, span })))
    }

    pub(crate) fn error_def<Tok>(
        &mut self,
        name: Ident,
        params: Vec<RawParam>,
        l: u32,
        r: u32,
    ) -> Outcome<Option<Item>, Tok> {
        let params = self.params(params, ParamPlace::Error)?;
        let span = self.span(l, r);
        Ok(Some(Item::Error(self.ast.errors.alloc(ErrorDef { name, params, span }))))
    }

    pub(crate) fn event_def<Tok>(
        &mut self,
        name: Ident,
        params: Vec<RawParam>,
        anonymous: bool,
        l: u32,
        r: u32,
    ) -> Outcome<Option<Item>, Tok> {
        let params = self.params(params, ParamPlace::Event)?;
        let span = self.span(l, r);
        Ok(Some(Item::Event(self.ast.events.alloc(EventDef { name, params, anonymous, span }))))
    }

    pub(crate) fn using<Tok>(
        &mut self,
        functions: UsingFunctions,
        ty: Option<Id<Type>>,
        word: Option<Ident>,
        l: u32,
        r: u32,
    ) -> Outcome<Option<Item>, Tok> {
        let global = match word {
            Some(word) => Some(self.expect_word(word, "global", 2314)?),
            None => None,
        };
        let span = self.span(l, r);
        Ok(Some(Item::Using(self.ast.usings.alloc(Using { functions, ty, global, span }))))
    }

    pub(crate) fn state_var<Tok>(
        &mut self,
        ty: StateType,
        attrs: Vec<Spanned<VarAttr>>,
        name: Ident,
        init: Option<Id<Expr>>,
        l: u32,
        r: u32,
    ) -> Outcome<Option<Item>, Tok> {
        let (ty, surplus) = match ty {
            StateType::Type(ty) => (ty, Vec::new()),
            StateType::Function(raw) => self.function_type_and_surplus(raw)?,
        };
        let mut visibility = None;
        let mut mutability: Option<Spanned<StateVarMutability>> = None;
        let mut location = None;
        let mut overrides: Option<Spanned<Vec<Path>>> = None;
        let surplus = surplus.into_iter().map(|one| Spanned::new(VarAttr::Visibility(one.node), one.span));
        for attr in surplus.chain(attrs) {
            let span = attr.span;
            match attr.node {
                VarAttr::Visibility(_) | VarAttr::Override(_) if !self.in_contract => {
                    return refuse(error(2314, "expected a name: a constant of a file has no visibility", span));
                }
                VarAttr::Visibility(Visibility::External) => {
                    return refuse(error(2314, "expected a name: a variable can't be `external`", span));
                }
                VarAttr::Visibility(node) => {
                    self.set_once(&mut visibility, Spanned::new(node, span), 4110, "visibility");
                }
                VarAttr::Constant => {
                    let new = Spanned::new(StateVarMutability::Constant, span);
                    self.set_once(&mut mutability, new, 3109, "mutability");
                }
                VarAttr::Immutable => {
                    let new = Spanned::new(StateVarMutability::Immutable, span);
                    self.set_once(&mut mutability, new, 3109, "mutability");
                }
                VarAttr::Transient => {
                    self.set_once(&mut location, Spanned::new(Location::Transient, span), 3548, "location");
                }
                VarAttr::Override(bases) => {
                    self.set_once(&mut overrides, Spanned::new(bases, span), 9125, "`override`");
                }
            }
        }
        let overrides = overrides.map(|one| Overrides { bases: one.node, span: one.span });
        let span = self.span(l, r);
        let var = StateVar { ty, visibility, mutability, location, overrides, name, init, span };
        Ok(Some(Item::StateVar(self.ast.state_vars.alloc(var))))
    }

    pub(crate) fn contract_head<Tok>(
        &mut self,
        is_abstract: Option<Span>,
        kind: ContractKind,
        name: Ident,
        parts: Vec<HeadPart>,
        l: u32,
    ) -> Outcome<ContractHead, Tok> {
        let start = is_abstract.map_or(l, |word| word.start);
        let mut head = ContractHead { kind, is_abstract, name, bases: Vec::new(), layout: None, start };
        for part in parts {
            match part {
                HeadPart::Bases(word, bases) => {
                    if let Some(first) = head.bases.first() {
                        self.twice(6668, "the list of bases", word, first.span);
                    }
                    head.bases.extend(bases);
                }
                HeadPart::Layout(layout, at, slot, end) => {
                    let number = 2314;
                    if kind != ContractKind::Contract {
                        return refuse(error(number, "expected `{`: only a contract has a layout", layout.span));
                    }
                    self.expect_word(layout, "layout", number)?;
                    self.expect_word(at, "at", 1994)?;
                    let span = self.span(layout.span.start, end);
                    match head.layout {
                        Some(first) => self.twice(8714, "the storage layout", span, first.span),
                        None => head.layout = Some(Spanned::new(slot, span)),
                    }
                }
            }
        }
        Ok(head)
    }

    /// A contract whose members have been parsed one by one.
    pub(crate) fn contract(&mut self, head: ContractHead, members: Vec<Item>, end: u32) -> Item {
        let ContractHead { kind, is_abstract, name, bases, layout, start } = head;
        let span = self.span(start, end);
        Item::Contract(self.ast.contracts.alloc(Contract { kind, is_abstract, name, bases, layout, members, span }))
    }

    /// `function fallback()`: a function of that name, probably not what was meant.
    pub(crate) fn special_name(&mut self, name: &str, l: u32, r: u32) -> Ident {
        let ident = self.ident(name, l, r);
        let message = format!("this function has the name `{name}` but is not the {name} of the contract");
        let diagnostic = match name {
            "constructor" => error(3323, message, ident.span),
            _ => Diagnostic::warning(Code::Solc(3445), message, ident.span),
        };
        self.diagnostics.push(diagnostic.help(format!("write `{name}(...)` without `function`")));
        ident
    }

    pub(crate) fn function_head<Tok>(
        &mut self,
        params: Vec<RawParam>,
        attrs: Vec<Spanned<FunctionAttr>>,
        returns: Option<Vec<RawParam>>,
        body: Option<Block>,
    ) -> Outcome<FunctionHead, Tok> {
        let params = self.params(params, ParamPlace::Function)?;
        let returns = self.params(returns.unwrap_or_default(), ParamPlace::Function)?;
        let (mut visibility, mut mutability) = (None, None);
        let mut is_virtual: Option<Spanned<()>> = None;
        let mut overrides: Option<Spanned<Vec<Path>>> = None;
        let mut modifiers = Vec::new();
        for attr in attrs {
            let span = attr.span;
            match attr.node {
                FunctionAttr::Visibility(node) => {
                    self.set_once(&mut visibility, Spanned::new(node, span), 9439, "visibility");
                }
                FunctionAttr::Mutability(node) => {
                    self.set_once(&mut mutability, Spanned::new(node, span), 9680, "state mutability");
                }
                FunctionAttr::Virtual => {
                    self.set_once(&mut is_virtual, Spanned::new((), span), 6879, "`virtual`");
                }
                FunctionAttr::Override(bases) => {
                    self.set_once(&mut overrides, Spanned::new(bases, span), 1827, "`override`");
                }
                FunctionAttr::Modifier(path, args) => modifiers.push(ModifierCall { path, args, span }),
            }
        }
        let overrides = overrides.map(|one| Overrides { bases: one.node, span: one.span });
        let is_virtual = is_virtual.map(|word| word.span);
        Ok(FunctionHead { params, visibility, mutability, is_virtual, overrides, modifiers, returns, body })
    }

    pub(crate) fn function(
        &mut self,
        kind: FunctionKind,
        name: Option<Ident>,
        head: FunctionHead,
        l: u32,
        r: u32,
    ) -> Item {
        let FunctionHead { params, visibility, mutability, is_virtual, overrides, modifiers, returns, body } = head;
        let span = self.span(l, r);
        let function = Function {
            kind,
            name,
            params,
            visibility,
            mutability,
            is_virtual,
            overrides,
            modifiers,
            returns,
            body,
            span,
        };
        Item::Function(self.ast.functions.alloc(function))
    }

    pub(crate) fn modifier<Tok>(
        &mut self,
        name: Ident,
        params: Option<Vec<RawParam>>,
        attrs: Vec<Spanned<FunctionAttr>>,
        body: Option<Block>,
        l: u32,
        r: u32,
    ) -> Outcome<Option<Item>, Tok> {
        let params = self.params(params.unwrap_or_default(), ParamPlace::Function)?;
        let mut is_virtual: Option<Spanned<()>> = None;
        let mut overrides: Option<Spanned<Vec<Path>>> = None;
        for attr in attrs {
            match attr.node {
                FunctionAttr::Virtual => {
                    self.set_once(&mut is_virtual, Spanned::new((), attr.span), 2662, "`virtual`");
                }
                FunctionAttr::Override(bases) => {
                    self.set_once(&mut overrides, Spanned::new(bases, attr.span), 9102, "`override`");
                }
                FunctionAttr::Visibility(_) | FunctionAttr::Mutability(_) | FunctionAttr::Modifier(..) => {
                    unreachable!("the grammar keeps these out of modifiers")
                }
            }
        }
        let overrides = overrides.map(|one| Overrides { bases: one.node, span: one.span });
        let is_virtual = is_virtual.map(|word| word.span);
        let span = self.span(l, r);
        let modifier = ModifierDef { name, params, is_virtual, overrides, body, span };
        Ok(Some(Item::Modifier(self.ast.modifiers.alloc(modifier))))
    }
}

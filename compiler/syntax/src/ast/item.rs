//! What stands at the top of a file or directly in a contract.

use super::{
    BinaryOp, Block, Elementary, Expr, Id, Ident, Location, Mutability, Path, Type, UnaryOp, VarDecl, Visibility,
};
use crate::span::{FileId, Span, Spanned};

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceUnit {
    /// Which file.
    pub file: FileId,
    /// What it declares, in order. What couldn't be parsed is left out, and a diagnostic says so.
    pub items: Vec<Item>,
}

/// A definition or directive. The same enum serves files and contracts; the grammar keeps out of each what has no
/// place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Item {
    /// `pragma ...;` (file)
    Pragma(Id<Pragma>),
    /// `import ...;` (file)
    Import(Id<Import>),
    /// `contract C { ... }` (file)
    Contract(Id<Contract>),
    /// `function f() { ... }`, `constructor() { ... }` (both; special functions in contracts only)
    Function(Id<Function>),
    /// `modifier m() { ... }` (contract)
    Modifier(Id<ModifierDef>),
    /// `struct S { ... }` (both)
    Struct(Id<StructDef>),
    /// `enum E { ... }` (both)
    Enum(Id<EnumDef>),
    /// `type T is uint;` (both)
    UserType(Id<UserType>),
    /// `error E(...);` (both)
    Error(Id<ErrorDef>),
    /// `event E(...);` (both)
    Event(Id<EventDef>),
    /// `using L for T;` (both)
    Using(Id<Using>),
    /// `uint x;` (contract), `uint constant X = 1;` (both)
    StateVar(Id<StateVar>),
}

/// `pragma ...;`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pragma {
    /// What it asks for.
    pub kind: PragmaKind,
    /// From `pragma` to the semicolon.
    pub span: Span,
}

/// The pragmas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PragmaKind {
    /// `solidity ^0.8.20`: the range, which has been checked against the version we implement.
    Solidity(Box<str>),
    /// `abicoder v2`
    AbiCoder(Box<str>),
    /// `experimental SMTChecker`
    Experimental(Box<str>),
    /// Anything else, which solc's analysis refuses (4936).
    Other(Box<str>),
}

/// `import ...;`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The path, escapes resolved.
    pub path: Spanned<Box<str>>,
    /// What is imported from it.
    pub kind: ImportKind,
    /// From `import` to the semicolon.
    pub span: Span,
}

/// What an import makes visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportKind {
    /// `import "p";`
    All,
    /// `import "p" as m;`, `import * as m from "p";`
    Module(Ident),
    /// `import {a, b as c} from "p";`
    Names(Vec<ImportName>),
}

/// `b as c`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportName {
    /// `b`
    pub name: Ident,
    /// `c`
    pub alias: Option<Ident>,
}

/// A contract, interface or library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Which of the three, and where the word stands.
    pub kind: ContractKind,
    /// The word `abstract`.
    pub is_abstract: Option<Span>,
    /// Its name.
    pub name: Ident,
    /// `is A, B(1)`
    pub bases: Vec<Base>,
    /// `layout at e`
    pub layout: Option<Spanned<Id<Expr>>>,
    /// What it declares, in order.
    pub members: Vec<Item>,
    /// From the first word to the closing brace.
    pub span: Span,
}

/// The three kinds of contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContractKind {
    /// `contract`
    Contract,
    /// `interface`
    Interface,
    /// `library`
    Library,
}

/// `B(1)` in `contract C is A, B(1)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// `B`
    pub path: Path,
    /// `(1)`; `None` without parentheses.
    pub args: Option<Vec<Id<Expr>>>,
    /// Its text.
    pub span: Span,
}

/// A function of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Which kind.
    pub kind: FunctionKind,
    /// Its name; `None` for the special kinds.
    pub name: Option<Ident>,
    /// What it takes.
    pub params: Vec<Id<VarDecl>>,
    /// Who may call it.
    pub visibility: Option<Spanned<Visibility>>,
    /// What it may do to the state.
    pub mutability: Option<Spanned<Mutability>>,
    /// The word `virtual`.
    pub is_virtual: Option<Span>,
    /// `override`, `override(A, B)`
    pub overrides: Option<Overrides>,
    /// Modifiers, and base constructors of a constructor.
    pub modifiers: Vec<ModifierCall>,
    /// What it gives.
    pub returns: Vec<Id<VarDecl>>,
    /// `None` when it ends in a semicolon.
    pub body: Option<Block>,
    /// From the first word to the end of the body.
    pub span: Span,
}

/// The kinds of function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FunctionKind {
    /// `function f`
    Function,
    /// `constructor`
    Constructor,
    /// `fallback`
    Fallback,
    /// `receive`
    Receive,
}

/// `m(1)` in the head of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModifierCall {
    /// `m`
    pub path: Path,
    /// `(1)`; `None` without parentheses.
    pub args: Option<Vec<Id<Expr>>>,
    /// Its text.
    pub span: Span,
}

/// `override`, `override(A, B)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overrides {
    /// `A, B`; empty when not written.
    pub bases: Vec<Path>,
    /// Its text.
    pub span: Span,
}

/// `modifier m(uint a) virtual override { ... }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModifierDef {
    /// `m`
    pub name: Ident,
    /// What it takes; empty also without parentheses.
    pub params: Vec<Id<VarDecl>>,
    /// The word `virtual`.
    pub is_virtual: Option<Span>,
    /// `override`
    pub overrides: Option<Overrides>,
    /// `None` when it ends in a semicolon.
    pub body: Option<Block>,
    /// From `modifier` to the end of the body.
    pub span: Span,
}

/// `struct S { T a; }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructDef {
    /// `S`
    pub name: Ident,
    /// `T a`; each has a name. May be empty, which solc's analysis refuses (5306).
    pub fields: Vec<Id<VarDecl>>,
    /// Its text.
    pub span: Span,
}

/// `enum E { A, B }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumDef {
    /// `E`
    pub name: Ident,
    /// `A, B`; never empty.
    pub members: Vec<Ident>,
    /// Its text.
    pub span: Span,
}

/// `type T is uint;`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserType {
    /// `T`
    pub name: Ident,
    /// `uint`
    pub underlying: Spanned<Elementary>,
    /// Its text.
    pub span: Span,
}

/// `error E(T a);`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorDef {
    /// `E`
    pub name: Ident,
    /// `T a`
    pub params: Vec<Id<VarDecl>>,
    /// Its text.
    pub span: Span,
}

/// `event E(T indexed a) anonymous;`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDef {
    /// `E`
    pub name: Ident,
    /// `T indexed a`
    pub params: Vec<Id<VarDecl>>,
    /// `anonymous`
    pub anonymous: bool,
    /// Its text.
    pub span: Span,
}

/// `using {f, g as +} for T global;`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Using {
    /// `L`, or `{f, g as +}`
    pub functions: UsingFunctions,
    /// `T`; `None` for `*`.
    pub ty: Option<Id<Type>>,
    /// The word `global`.
    pub global: Option<Span>,
    /// Its text.
    pub span: Span,
}

/// What a `using` attaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsingFunctions {
    /// `using L for ...`
    Library(Path),
    /// `using {f, g as +} for ...`, never empty.
    Names(Vec<UsingName>),
}

/// `g as +`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsingName {
    /// `g`
    pub path: Path,
    /// `+`
    pub operator: Option<Spanned<UserOperator>>,
}

/// An operator that a user may define. For `-` the function's arity decides which of the two it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UserOperator {
    /// `~`
    Unary(UnaryOp),
    /// `|`, `^`, `&`, `+`, `-`, `*`, `/`, `%`, `==`, `!=`, `<`, `>`, `<=`, `>=`
    Binary(BinaryOp),
}

/// A state variable, or a constant of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateVar {
    /// Its type.
    pub ty: Id<Type>,
    /// Who may read it.
    pub visibility: Option<Spanned<Visibility>>,
    /// `constant`, `immutable`
    pub mutability: Option<Spanned<StateVarMutability>>,
    /// `transient` is the only location that makes sense; the others are refused by solc's analysis.
    pub location: Option<Spanned<Location>>,
    /// `override`
    pub overrides: Option<Overrides>,
    /// Its name.
    pub name: Ident,
    /// `= e`
    pub init: Option<Id<Expr>>,
    /// Its text.
    pub span: Span,
}

/// How often a state variable is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StateVarMutability {
    /// `constant`: never.
    Constant,
    /// `immutable`: while the contract is created.
    Immutable,
}

//! Types, and the declarations that carry one.

use super::{Expr, Id, Ident, Path};
use crate::span::{Span, Spanned};

/// A type, where only a type can stand. (In `abi.decode(x, (uint[], S))` types are written as expressions.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    /// Which one.
    pub kind: TypeKind,
    /// Its text.
    pub span: Span,
}

/// The forms of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeKind {
    /// `uint256`, `address payable`, `bytes`
    Elementary(Elementary),
    /// `S`, `C.S`
    Path(Path),
    /// `T[]`, `T[n]`
    Array {
        /// `T`
        element: Id<Type>,
        /// `n`
        length: Option<Id<Expr>>,
    },
    /// `mapping(K k => V v)`
    Mapping {
        /// `K`: elementary or a path, as solc's parser demands.
        key: Id<Type>,
        /// `k`
        key_name: Option<Ident>,
        /// `V`
        value: Id<Type>,
        /// `v`
        value_name: Option<Ident>,
    },
    /// `function (A) external view returns (B)`
    Function(FunctionType),
}

/// A function type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionType {
    /// What it takes.
    pub params: Vec<Id<VarDecl>>,
    /// `internal` (also when not written) or `external`; solc's analysis refuses the others.
    pub visibility: Option<Spanned<Visibility>>,
    /// `pure`, `view`, `payable`
    pub mutability: Option<Spanned<Mutability>>,
    /// What it gives.
    pub returns: Vec<Id<VarDecl>>,
}

/// Types with a name of their own in the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Elementary {
    /// `bool`
    Bool,
    /// `address`
    Address,
    /// `address payable`
    AddressPayable,
    /// `string`
    String,
    /// `bytes`
    Bytes,
    /// `bytesN`, 1 ≤ N ≤ 32
    FixedBytes(u8),
    /// `intN`, N in bits; `int` is `int256`.
    Int(u16),
    /// `uintN`, N in bits; `uint` is `uint256`.
    Uint(u16),
    /// `fixedMxN`: bits, decimals. solc parses it and implements nothing more.
    Fixed(u16, u8),
    /// `ufixedMxN`: bits, decimals.
    Ufixed(u16, u8),
}

/// Where a reference type lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// `memory`
    Memory,
    /// `storage`
    Storage,
    /// `calldata`
    Calldata,
    /// `transient`: only for state variables; solc's analysis refuses it elsewhere, and so must ours.
    Transient,
}

/// Who may use a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// `public`
    Public,
    /// `private`
    Private,
    /// `internal`
    Internal,
    /// `external`
    External,
}

/// What a function may do to the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mutability {
    /// `pure`
    Pure,
    /// `view`
    View,
    /// `payable`
    Payable,
}

/// A parameter, a result, a local variable, a struct field, or a parameter of an event, error or function type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VarDecl {
    /// Its type.
    pub ty: Id<Type>,
    /// `memory`, `storage`, `calldata`
    pub location: Option<Spanned<Location>>,
    /// `indexed`, in an event.
    pub indexed: Option<Span>,
    /// Its name; parameters and results may have none.
    pub name: Option<Ident>,
    /// From the type to the name.
    pub span: Span,
}

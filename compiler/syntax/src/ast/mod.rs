//! The syntax tree: plain enums, nodes in arenas, a span on every node.
//!
//! One [`Ast`] holds the nodes of all files of a compilation, so an id is unique across files. Depth is bounded by
//! [`MAX_DEPTH`](crate::MAX_DEPTH) in every direction but two: the left operands of a binary chain (`a + b + c`) and
//! the bases of a postfix chain (`a.b[c](d)`) are as long as the text, and are walked in a loop.

mod expr;
mod item;
mod stmt;
mod ty;
mod yul;

pub use expr::{
    AssignOp, BinaryOp, CallArgs, Expr, ExprKind, Literal, NamedArg, Number, NumberBase, StringKind, UnaryOp, Unit,
};
pub use item::{
    Base, Contract, ContractKind, EnumDef, ErrorDef, EventDef, Function, FunctionKind, Import, ImportKind, ImportName,
    Item, ModifierCall, ModifierDef, Overrides, Pragma, PragmaKind, SourceUnit, StateVar, StateVarMutability,
    StructDef, UserOperator, UserType, Using, UsingFunctions, UsingName,
};
pub use stmt::{Block, CatchClause, Stmt, StmtKind};
pub use ty::{Elementary, FunctionType, Location, Mutability, Type, TypeKind, VarDecl, Visibility};
pub use yul::{YulBlock, YulCase, YulExpr, YulExprKind, YulLiteral, YulPath, YulStmt, YulStmtKind};

use std::ops::{Index, IndexMut};

pub use crate::arena::{Arena, Id, Interner, Symbol};
use crate::span::Span;

/// A name and where it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ident {
    /// The name.
    pub name: Symbol,
    /// Where it was written.
    pub span: Span,
}

/// A dotted name, `A.B.c`; never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    /// Its parts, outermost first.
    pub parts: Vec<Ident>,
    /// From the first part to the last.
    pub span: Span,
}

macro_rules! arenas {
    ($($(#[$doc:meta])* $field:ident: $node:ident),* $(,)?) => {
        /// All nodes of a compilation, and the names they use. Index it with an id: `ast[id]`.
        #[derive(Clone, Debug, Default)]
        pub struct Ast {
            /// The names.
            pub names: Interner,
            $($(#[$doc])* pub $field: Arena<$node>,)*
        }
        $(
            impl Index<Id<$node>> for Ast {
                type Output = $node;
                fn index(&self, id: Id<$node>) -> &$node {
                    &self.$field[id]
                }
            }
            impl IndexMut<Id<$node>> for Ast {
                fn index_mut(&mut self, id: Id<$node>) -> &mut $node {
                    &mut self.$field[id]
                }
            }
        )*
    };
}

arenas! {
    /// `pragma ...;`
    pragmas: Pragma,
    /// `import ...;`
    imports: Import,
    /// Contracts, interfaces and libraries.
    contracts: Contract,
    /// Functions, constructors, fallback and receive functions.
    functions: Function,
    /// `modifier m(...) { ... }`
    modifiers: ModifierDef,
    /// `struct S { ... }`
    structs: StructDef,
    /// `enum E { ... }`
    enums: EnumDef,
    /// `type T is uint;`
    user_types: UserType,
    /// `error E(...);`
    errors: ErrorDef,
    /// `event E(...);`
    events: EventDef,
    /// `using L for T;`
    usings: Using,
    /// State variables, and constants of a file.
    state_vars: StateVar,
    /// Parameters, results, locals, fields.
    var_decls: VarDecl,
    /// Types where only a type can stand.
    types: Type,
    /// Statements.
    stmts: Stmt,
    /// Expressions.
    exprs: Expr,
    /// Statements of inline assembly.
    yul_stmts: YulStmt,
    /// Expressions of inline assembly.
    yul_exprs: YulExpr,
}

impl Ast {
    /// No nodes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The text of a symbol.
    #[must_use]
    pub fn name(&self, symbol: Symbol) -> &str {
        self.names.name(symbol)
    }

    /// The symbol of a name.
    pub fn intern(&mut self, name: &str) -> Symbol {
        self.names.intern(name)
    }

    /// A dotted name as text.
    #[must_use]
    pub fn path_text(&self, path: &Path) -> String {
        path.parts.iter().map(|part| self.name(part.name)).collect::<Vec<_>>().join(".")
    }

    /// The name that an item declares.
    #[must_use]
    pub fn item_name(&self, item: Item) -> Option<Ident> {
        match item {
            Item::Contract(id) => Some(self[id].name),
            Item::Function(id) => self[id].name,
            Item::Modifier(id) => Some(self[id].name),
            Item::Struct(id) => Some(self[id].name),
            Item::Enum(id) => Some(self[id].name),
            Item::UserType(id) => Some(self[id].name),
            Item::Error(id) => Some(self[id].name),
            Item::Event(id) => Some(self[id].name),
            Item::StateVar(id) => Some(self[id].name),
            Item::Import(id) => match self[id].kind {
                ImportKind::Module(name) => Some(name),
                ImportKind::All | ImportKind::Names(_) => None,
            },
            Item::Pragma(_) | Item::Using(_) => None,
        }
    }
}

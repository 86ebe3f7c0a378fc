//! The program after analysis: every name is an id, every expression has a type, every conversion is written out.
//!
//! Nothing here can be wrong any more: a program with a mistake has diagnostics and no HIR. Expressions of a function
//! live in its [`Body`], so trees of any depth are dropped without recursion.

mod body;
mod env;
mod print;
mod ty;

pub use body::{Args, Body, Expr, ExprId, ExprKind, Local, LocalId, Place, PlaceKind, Stmt};
pub use body::{BinaryOp, IncDec, Reason, UnaryOp};
pub use env::EnvField;
pub use print::print;
pub use ty::{Mapping, Type, ValueType};

use syntax::arena::{Arena, Id};
use syntax::ast::{Mutability, Visibility};
use syntax::span::Span;

/// All declarations of a compilation.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Contracts, in the order of the sources.
    pub contracts: Arena<Contract>,
    /// Functions of contracts and files, constructors among them.
    pub functions: Arena<Function>,
    /// State variables.
    pub variables: Arena<StateVariable>,
    /// Constants of contracts and files.
    pub constants: Arena<Constant>,
    /// Events.
    pub events: Arena<Event>,
    /// Custom errors.
    pub errors: Arena<CustomError>,
    /// Enums.
    pub enums: Arena<Enum>,
    /// User-defined value types.
    pub user_types: Arena<UserType>,
}

/// A contract.
pub type ContractId = Id<Contract>;
/// A function.
pub type FunctionId = Id<Function>;
/// A state variable.
pub type VariableId = Id<StateVariable>;
/// A constant.
pub type ConstantId = Id<Constant>;
/// An event.
pub type EventId = Id<Event>;
/// A custom error.
pub type ErrorId = Id<CustomError>;
/// An enum.
pub type EnumId = Id<Enum>;
/// A user-defined value type.
pub type UserTypeId = Id<UserType>;

/// A contract that can be deployed.
#[derive(Clone, Debug)]
pub struct Contract {
    /// Its name.
    pub name: String,
    /// The path of its source, as the caller of the compiler named it.
    pub source: String,
    /// Its functions, without the constructor, in order.
    pub functions: Vec<FunctionId>,
    /// Its constructor, if written.
    pub constructor: Option<FunctionId>,
    /// Its state variables, in order.
    pub variables: Vec<VariableId>,
    /// Its constants, in order.
    pub constants: Vec<ConstantId>,
    /// Its events, in order.
    pub events: Vec<EventId>,
    /// Its errors, in order.
    pub errors: Vec<ErrorId>,
    /// Where it was written.
    pub span: Span,
}

/// A function or constructor.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name; `constructor` for one.
    pub name: String,
    /// The contract it belongs to; `None` for a free function.
    pub contract: Option<ContractId>,
    /// True for a constructor.
    pub is_constructor: bool,
    /// Who may call it.
    pub visibility: Visibility,
    /// What it may do to the state; `None` when not payable and free to write.
    pub mutability: Option<Mutability>,
    /// What it takes.
    pub params: Vec<Param>,
    /// What it gives.
    pub returns: Vec<Param>,
    /// What it does: its first locals are the parameters, then come the results.
    pub body: Body,
    /// Where it was written.
    pub span: Span,
}

impl Function {
    /// True when it belongs to the contract's interface.
    #[must_use]
    pub fn is_entry_point(&self) -> bool {
        match self.visibility {
            Visibility::Public | Visibility::External => !self.is_constructor && self.contract.is_some(),
            Visibility::Internal | Visibility::Private => false,
        }
    }

    /// The locals of the parameters.
    pub fn param_locals(&self) -> impl Iterator<Item = LocalId> {
        (0..self.params.len()).map(Id::from_index)
    }

    /// The locals of the results.
    pub fn return_locals(&self) -> impl Iterator<Item = LocalId> {
        (self.params.len()..self.params.len() + self.returns.len()).map(Id::from_index)
    }
}

/// A parameter or result of a function, a parameter of an event or error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name, empty when it has none.
    pub name: String,
    /// Its type.
    pub ty: ValueType,
}

/// A state variable.
#[derive(Clone, Debug)]
pub struct StateVariable {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// How long it lasts.
    pub kind: VariableKind,
    /// True when the contract has a function that reads it.
    pub is_public: bool,
    /// Its first value.
    pub init: Option<Initializer>,
    /// True when its first value is a number as written: solc counts reading such an immutable variable as `pure`.
    pub init_is_number: bool,
    /// Where it lives; immutable variables have no place.
    pub location: SlotRange,
    /// Where it was written.
    pub span: Span,
}

/// How long a state variable lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VariableKind {
    /// As long as the contract, in storage.
    Storage,
    /// As long as the transaction, in transient storage.
    Transient,
    /// As long as the contract, in its code.
    Immutable,
}

/// Where a state variable lives in storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SlotRange {
    /// The slot, counted from 0.
    pub slot: u64,
    /// Bytes to its right within the slot.
    pub offset: u8,
    /// Its length in bytes.
    pub size_bytes: u8,
}

/// A constant.
#[derive(Clone, Debug)]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: ValueType,
    /// True when the contract has a function that reads it.
    pub is_public: bool,
    /// Its value, computed where it is used.
    pub value: Initializer,
    /// Where it was written.
    pub span: Span,
}

/// An expression that stands outside a function.
#[derive(Clone, Debug)]
pub struct Initializer {
    /// The nodes.
    pub body: Body,
    /// The root.
    pub value: ExprId,
}

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// Its parameters.
    pub params: Vec<EventParam>,
    /// True when no topic names it.
    pub anonymous: bool,
    /// Where it was written.
    pub span: Span,
}

/// A parameter of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventParam {
    /// Name and type.
    pub param: Param,
    /// True when it is a topic.
    pub indexed: bool,
}

/// A custom error.
#[derive(Clone, Debug)]
pub struct CustomError {
    /// Its name.
    pub name: String,
    /// Its parameters.
    pub params: Vec<Param>,
    /// Where it was written.
    pub span: Span,
}

/// An enum.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its name, behind that of the contract it is declared in: `C.E`.
    pub path: String,
    /// Its members, from 1 to 256.
    pub members: Vec<String>,
}

/// A user-defined value type.
#[derive(Clone, Debug)]
pub struct UserType {
    /// Its name, behind that of the contract it is declared in: `C.T`.
    pub path: String,
    /// The elementary type of its values.
    pub underlying: ValueType,
}

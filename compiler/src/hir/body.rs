//! Statements and expressions.

use ruint::aliases::U256;
use syntax::arena::{Arena, Id};
use syntax::span::Span;

use super::{ConstantId, EnvField, ErrorId, EventId, FunctionId, Type, ValueType, VariableId};

/// What a function does, or how an initial value is computed.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// Variables of the function: parameters, results, then what it declares.
    pub locals: Arena<Local>,
    /// Expressions.
    pub exprs: Arena<Expr>,
    /// Statements, in order.
    pub stmts: Vec<Stmt>,
}

/// An expression of a body.
pub type ExprId = Id<Expr>;
/// A variable of a body.
pub type LocalId = Id<Local>;

/// A parameter, result or local variable.
#[derive(Clone, Debug)]
pub struct Local {
    /// Its name, empty when it has none.
    pub name: String,
    /// Its type.
    pub ty: ValueType,
    /// Where it was declared.
    pub span: Span,
}

/// A statement.
#[derive(Clone, Debug)]
pub enum Stmt {
    /// `{ ... }`
    Block(Vec<Stmt>),
    /// `T x;`, `T x = e;`: zero without a value, each time it is reached.
    Declare {
        /// `x`
        local: LocalId,
        /// `e`
        init: Option<ExprId>,
    },
    /// `(T x, , U y) = e;`
    DeclareTuple {
        /// One for each component of `e`.
        locals: Vec<Option<LocalId>>,
        /// `e`, of a tuple type with components of these variables' types where there is a variable.
        init: ExprId,
    },
    /// `e;`
    Expr(ExprId),
    /// `if (c) a else b`
    If {
        /// `c`
        condition: ExprId,
        /// `a`
        then: Box<Stmt>,
        /// `b`
        otherwise: Option<Box<Stmt>>,
    },
    /// `for (; c; u) s`, and `while (c) s`
    Loop {
        /// `c`; true when left out.
        condition: Option<ExprId>,
        /// `u`: where `continue` goes.
        update: Option<ExprId>,
        /// `s`
        body: Box<Stmt>,
    },
    /// `do s while (c);`
    DoWhile {
        /// `s`
        body: Box<Stmt>,
        /// `c`: where `continue` goes.
        condition: ExprId,
    },
    /// `continue;`
    Continue(Span),
    /// `break;`
    Break(Span),
    /// `return;`, `return e;`: without a value the results' variables count.
    Return {
        /// `e`, of the results' types: one value, or a tuple.
        value: Option<ExprId>,
        /// Its text.
        span: Span,
    },
    /// `emit E(a);`
    Emit {
        /// `E`
        event: EventId,
        /// `(a)`
        args: Args,
        /// Its text.
        span: Span,
    },
    /// `revert E(a);`
    Revert {
        /// `E`
        error: ErrorId,
        /// `(a)`
        args: Args,
        /// Its text.
        span: Span,
    },
}

/// What a call, an event or an error is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Args {
    /// The values, in the order of the parameters, of the parameters' types.
    pub values: Vec<ExprId>,
    /// Places in `values` in the order of evaluation, which is the order of the text.
    pub evaluation: Vec<usize>,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Which one.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Its text.
    pub span: Span,
}

/// The forms of an expression. Operands stand in the order of evaluation where it isn't said otherwise.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A value known here.
    Literal(U256),
    /// A variable of the function.
    Local(LocalId),
    /// A state variable or an element of a mapping: its value, or for a mapping its place.
    Load(Place),
    /// A constant.
    Constant(ConstantId),
    /// A word of the surroundings.
    Env(EnvField),
    /// `blockhash(n)`
    BlockHash(ExprId),
    /// `blobhash(i)`
    BlobHash(ExprId),
    /// `gasleft()`
    GasLeft,
    /// `b[i]` of `bytesN`: a panic where `i` is N or more.
    ByteAt {
        /// `b`
        bytes: ExprId,
        /// `i`, of type `uint256`.
        index: ExprId,
    },
    /// `b.length` of `bytesN`: N, after `b` has been evaluated.
    LengthOf(ExprId),
    /// A conversion between value types: it widens, cuts off bits, or only renames. To an enum, what no member has is a panic.
    Convert(ExprId),
    /// `!a`, `~a`, `-a`
    Unary(UnaryOp, ExprId),
    /// `a + b`, both of `operand` type (but the right side of a shift or power keeps its own). The left operand of a
    /// chain nests as deep as the text is long.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// True when a result out of range is a panic.
        checked: bool,
        /// `a`
        lhs: ExprId,
        /// `b`
        rhs: ExprId,
    },
    /// `a && b`; nests like [`ExprKind::Binary`].
    And(ExprId, ExprId),
    /// `a || b`; nests like [`ExprKind::Binary`].
    Or(ExprId, ExprId),
    /// `++a`, `a--`
    IncDec {
        /// Which of the four.
        op: IncDec,
        /// True when a result out of range is a panic.
        checked: bool,
        /// `a`
        place: Place,
    },
    /// `a = b`, `(a, , c) = b`: the value first, then the places left to right, then the writes right to left.
    Assign {
        /// One for each component of a tuple, `None` where it is left out; one place for a single value.
        places: Vec<Option<Place>>,
        /// `b`
        value: ExprId,
    },
    /// `a op= b`: `b` first, then `a`.
    AssignOp {
        /// `op`
        op: BinaryOp,
        /// True when a result out of range is a panic.
        checked: bool,
        /// `a`
        place: Place,
        /// `b`
        value: ExprId,
    },
    /// `delete a`
    Delete(Place),
    /// `c ? a : b`
    Conditional {
        /// `c`
        condition: ExprId,
        /// `a`
        then: ExprId,
        /// `b`
        otherwise: ExprId,
    },
    /// `(a, b)`
    Tuple(Vec<ExprId>),
    /// `f(a, b)`
    Call {
        /// `f`
        function: FunctionId,
        /// `(a, b)`
        args: Args,
    },
    /// `addmod(a, b, m)`
    AddMod([ExprId; 3]),
    /// `mulmod(a, b, m)`
    MulMod([ExprId; 3]),
    /// `keccak256(abi.encode(a, b))`
    HashEncoded(Vec<ExprId>),
    /// `assert(c)`
    Assert(ExprId),
    /// `require(c)`, `require(c, "why")`, `require(c, E(a))`: the reason's arguments are evaluated in any case.
    Require {
        /// `c`
        condition: ExprId,
        /// What is said on failure.
        reason: Reason,
    },
    /// `revert()`, `revert("why")`
    RevertCall(Reason),
}

/// What failure data says.
#[derive(Clone, Debug)]
pub enum Reason {
    /// Nothing.
    Empty,
    /// `Error(string)`
    Text(Box<[u8]>),
    /// A custom error.
    Custom(ErrorId, Args),
}

/// What can be assigned to.
#[derive(Clone, Debug)]
pub struct Place {
    /// Which one.
    pub kind: PlaceKind,
    /// Its type.
    pub ty: Type,
    /// Its text.
    pub span: Span,
}

/// The forms of a place.
#[derive(Clone, Debug)]
pub enum PlaceKind {
    /// A variable of the function.
    Local(LocalId),
    /// A state variable.
    State(VariableId),
    /// `m[k]`
    Element {
        /// `m`, of mapping type.
        mapping: ExprId,
        /// `k`, of the mapping's key type.
        key: ExprId,
    },
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `!`
    Not,
    /// `~`
    BitNot,
    /// `-`
    Neg {
        /// True when a result out of range is a panic.
        checked: bool,
    },
}

/// `++` and `--`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IncDec {
    /// True for `++`.
    pub increment: bool,
    /// True when the value of the expression is the new one.
    pub prefix: bool,
}

/// Operators with two operands, both always evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
    /// `**`
    Pow,
    /// `&`
    BitAnd,
    /// `|`
    BitOr,
    /// `^`
    BitXor,
    /// `<<`
    Shl,
    /// `>>`
    Shr,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `>`
    Gt,
    /// `<=`
    Le,
    /// `>=`
    Ge,
}

impl Body {
    /// A zero of this type: what a declaration without a value gives, and what stands where a mistake was.
    pub fn placeholder(&mut self, ty: Type, span: Span) -> ExprId {
        self.exprs.alloc(Expr { kind: ExprKind::Literal(U256::ZERO), ty, span })
    }

    /// The constants it uses, with repetitions.
    pub fn constants(&self) -> impl Iterator<Item = ConstantId> + '_ {
        self.exprs.iter().filter_map(|(_, expr)| match expr.kind {
            ExprKind::Constant(id) => Some(id),
            _ => None,
        })
    }
}

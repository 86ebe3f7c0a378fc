//! The HIR as text, for people and for snapshots.
//!
//! Written like Solidity, with what analysis has found out:
//!
//! - `$x` is a state variable, `x#2` the function's third local (parameters, results, then what it declares), `@f#5` the
//!   sixth function, constant, event or error of the program.
//! - A literal and an operand in brackets have their type behind a colon. Every other type follows from a declaration, for
//!   conversions are written out: `uint256(x#0)`.
//! - `unchecked` stands before the one operation that it concerns.
//! - Arguments that are evaluated in another order than they are written here have that order behind a semicolon.

use std::collections::{HashSet, VecDeque};
use std::fmt::{Display, Write as _};

use ruint::aliases::U256;
use syntax::ast::{Mutability, Visibility};

use super::{
    Args, BinaryOp, Body, ConstantId, ContractId, EnvField, ErrorId, EventId, EventParam, Expr, ExprId, ExprKind,
    FunctionId, IncDec, Initializer, LocalId, Param, Place, PlaceKind, Program, Reason, Stmt, Type, UnaryOp, ValueType,
    VariableId, VariableKind,
};

/// A contract, and what it reaches outside of contracts.
#[must_use]
pub fn print(program: &Program, contract: ContractId) -> String {
    let declared = &program.contracts[contract];
    let mut printer = Printer { program, out: String::new(), known: HashSet::new(), queue: VecDeque::new() };
    printer.write(format_args!("contract {}", declared.name));
    declared.events.iter().for_each(|id| printer.reach(Item::Event(*id)));
    declared.errors.iter().for_each(|id| printer.reach(Item::Error(*id)));
    declared.constants.iter().for_each(|id| printer.reach(Item::Constant(*id)));
    declared.variables.iter().for_each(|id| printer.reach(Item::Variable(*id)));
    declared.constructor.iter().chain(&declared.functions).for_each(|id| printer.reach(Item::Function(*id)));
    let mut after_function = false;
    while let Some(item) = printer.queue.pop_front() {
        let is_function = matches!(item, Item::Function(_));
        printer.write(if is_function || after_function { "\n\n" } else { "\n" });
        printer.item(item);
        after_function = is_function;
    }
    printer.out.push('\n');
    printer.out
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Item {
    Event(EventId),
    Error(ErrorId),
    Constant(ConstantId),
    Variable(VariableId),
    Function(FunctionId),
}

struct Printer<'p> {
    program: &'p Program,
    out: String,
    /// What has been printed or stands in the queue.
    known: HashSet<Item>,
    queue: VecDeque<Item>,
}

impl<'p> Printer<'p> {
    fn write(&mut self, text: impl Display) {
        write!(self.out, "{text}").expect("writing to a string succeeds");
    }

    fn reach(&mut self, item: Item) {
        if self.known.insert(item) {
            self.queue.push_back(item);
        }
    }

    /// What a name means is printed as well.
    fn name(&mut self, item: Item) {
        self.reach(item);
        let program = self.program;
        let (name, index) = match item {
            Item::Event(id) => (&program.events[id].name, id.index()),
            Item::Error(id) => (&program.errors[id].name, id.index()),
            Item::Constant(id) => (&program.constants[id].name, id.index()),
            Item::Function(id) => (&program.functions[id].name, id.index()),
            Item::Variable(id) => return self.write(format_args!("${}", program.variables[id].name)),
        };
        self.write(format_args!("@{name}#{index}"));
    }

    fn item(&mut self, item: Item) {
        let program = self.program;
        match item {
            Item::Event(id) => {
                self.write("event ");
                self.name(item);
                let params = program.events[id].params.iter().map(|EventParam { param, indexed }| {
                    let indexed = if *indexed { " indexed" } else { "" };
                    format!("{}: {}{indexed}", or_underscore(&param.name), param.ty.text(program))
                });
                self.params(params);
                if program.events[id].anonymous {
                    self.write(" anonymous");
                }
            }
            Item::Error(id) => {
                self.write("error ");
                self.name(item);
                let params = program.errors[id].params.iter();
                self.params(params.map(|Param { name, ty }| format!("{}: {}", or_underscore(name), ty.text(program))));
            }
            Item::Constant(id) => {
                let constant = &program.constants[id];
                self.write("constant ");
                self.name(item);
                self.write(format_args!(": {}{}", constant.ty.text(program), public(constant.is_public)));
                self.initial(&constant.value);
            }
            Item::Variable(id) => {
                let variable = &program.variables[id];
                let place = variable.location;
                self.write(match variable.kind {
                    VariableKind::Storage => "state ",
                    VariableKind::Transient => "transient ",
                    VariableKind::Immutable => "immutable ",
                });
                self.name(item);
                let end = place.offset + place.size_bytes;
                self.write(format_args!(": {}{}", variable.ty.text(program), public(variable.is_public)));
                if variable.kind != VariableKind::Immutable {
                    self.write(format_args!(", slot {} bytes {}..{end}", place.slot, place.offset));
                }
                variable.init.iter().for_each(|init| self.initial(init));
            }
            Item::Function(id) => self.function(id),
        }
    }

    fn initial(&mut self, init: &'p Initializer) {
        self.write(" = ");
        BodyPrinter { printer: self, body: &init.body, depth: 0 }.value(init.value);
    }

    fn function(&mut self, id: FunctionId) {
        let function = &self.program.functions[id];
        self.write("function ");
        self.name(Item::Function(id));
        let mut code = BodyPrinter { printer: self, body: &function.body, depth: 1 };
        code.locals(function.param_locals());
        let visibility = match function.visibility {
            Visibility::Public => " public",
            Visibility::Private => " private",
            Visibility::Internal => " internal",
            Visibility::External => " external",
        };
        let mutability = match function.mutability {
            None => "",
            Some(Mutability::Pure) => " pure",
            Some(Mutability::View) => " view",
            Some(Mutability::Payable) => " payable",
        };
        code.write(format_args!("{visibility}{mutability}"));
        if !function.returns.is_empty() {
            code.write(" returns ");
            code.locals(function.return_locals());
        }
        code.stmts(&function.body.stmts);
    }

    fn params(&mut self, params: impl Iterator<Item = String>) {
        self.write(format_args!("({})", params.collect::<Vec<_>>().join(", ")));
    }
}

fn or_underscore(name: &str) -> &str {
    if name.is_empty() { "_" } else { name }
}

fn public(is_public: bool) -> &'static str {
    if is_public { " public" } else { "" }
}

struct BodyPrinter<'a, 'p> {
    printer: &'a mut Printer<'p>,
    body: &'p Body,
    depth: usize,
}

impl<'p> BodyPrinter<'_, 'p> {
    fn write(&mut self, text: impl Display) {
        self.printer.write(text);
    }

    fn local(&mut self, id: LocalId) {
        self.write(format_args!("{}#{}", self.body.locals[id].name, id.index()));
    }

    fn declared(&mut self, id: LocalId) {
        self.local(id);
        let ty = self.body.locals[id].ty.text(self.printer.program);
        self.write(format_args!(": {ty}"));
    }

    fn locals(&mut self, ids: impl Iterator<Item = LocalId>) {
        self.list(ids, Self::declared);
    }

    fn list<T>(&mut self, items: impl IntoIterator<Item = T>, one: impl Fn(&mut Self, T)) {
        self.write("(");
        for (at, item) in items.into_iter().enumerate() {
            self.write(if at == 0 { "" } else { ", " });
            one(self, item);
        }
        self.write(")");
    }

    fn stmts(&mut self, stmts: &'p [Stmt]) {
        stmts.iter().for_each(|stmt| self.stmt(stmt));
    }

    /// One step to the right; a block there has no line of its own.
    fn indented(&mut self, stmt: &'p Stmt) {
        self.depth += 1;
        match stmt {
            Stmt::Block(stmts) => self.stmts(stmts),
            Stmt::Declare { .. }
            | Stmt::DeclareTuple { .. }
            | Stmt::Expr(_)
            | Stmt::If { .. }
            | Stmt::Loop { .. }
            | Stmt::DoWhile { .. }
            | Stmt::Continue(_)
            | Stmt::Break(_)
            | Stmt::Return { .. }
            | Stmt::Emit { .. }
            | Stmt::Revert { .. } => self.stmt(stmt),
        }
        self.depth -= 1;
    }

    fn line(&mut self, text: &str) {
        self.write(format_args!("\n{:1$}{text}", "", 2 * self.depth));
    }

    fn stmt(&mut self, stmt: &'p Stmt) {
        match stmt {
            Stmt::Block(_) => {
                self.line("block");
                self.indented(stmt);
            }
            Stmt::Declare { local, init } => {
                self.line("let ");
                self.declared(*local);
                self.optional(" = ", *init);
            }
            Stmt::DeclareTuple { locals, init } => {
                self.line("let ");
                self.list(locals, |code, local| match local {
                    Some(local) => code.declared(*local),
                    None => code.write("_"),
                });
                self.optional(" = ", Some(*init));
            }
            Stmt::Expr(expr) => {
                self.line("");
                self.value(*expr);
            }
            Stmt::If { condition, then, otherwise } => {
                self.line("if ");
                self.value(*condition);
                self.indented(then);
                if let Some(otherwise) = otherwise {
                    self.line("else");
                    self.indented(otherwise);
                }
            }
            Stmt::Loop { condition, update, body } => {
                self.line("loop");
                self.optional(" while ", *condition);
                self.optional(" update ", *update);
                self.indented(body);
            }
            Stmt::DoWhile { body, condition } => {
                self.line("do");
                self.indented(body);
                self.line("while ");
                self.value(*condition);
            }
            Stmt::Continue(_) => self.line("continue"),
            Stmt::Break(_) => self.line("break"),
            Stmt::Return { value, span: _ } => {
                self.line("return");
                self.optional(" ", *value);
            }
            Stmt::Emit { event, args, span: _ } => {
                self.line("emit ");
                self.applied(Item::Event(*event), args);
            }
            Stmt::Revert { error, args, span: _ } => {
                self.line("revert ");
                self.applied(Item::Error(*error), args);
            }
        }
    }

    fn optional(&mut self, before: &str, value: Option<ExprId>) {
        if let Some(value) = value {
            self.write(before);
            self.value(value);
        }
    }

    fn applied(&mut self, item: Item, args: &Args) {
        self.printer.name(item);
        self.values(&args.values);
        if !args.evaluation.is_sorted() {
            self.printer.out.pop();
            let order: Vec<String> = args.evaluation.iter().map(usize::to_string).collect();
            self.write(format_args!("; {})", order.join(", ")));
        }
    }

    fn values(&mut self, values: &[ExprId]) {
        self.list(values, |code, value| code.value(*value));
    }

    /// An expression where its surroundings say the type.
    fn value(&mut self, id: ExprId) {
        let body = self.body;
        let Expr { kind, ty, span: _ } = &body.exprs[id];
        match kind {
            ExprKind::Literal(value) => self.literal(*value, ty),
            ExprKind::Local(local) => self.local(*local),
            ExprKind::Load(place) => self.place(place),
            ExprKind::Constant(id) => self.printer.name(Item::Constant(*id)),
            ExprKind::Env(EnvField::ThisAddress) => self.write("this"),
            ExprKind::Env(field) => self.write(field.text()),
            ExprKind::BlockHash(number) => self.call("blockhash", &[*number]),
            ExprKind::BlobHash(index) => self.call("blobhash", &[*index]),
            ExprKind::GasLeft => self.call("gasleft", &[]),
            ExprKind::ByteAt { bytes, index } => {
                self.operand(*bytes);
                self.write("[");
                self.value(*index);
                self.write("]");
            }
            ExprKind::LengthOf(bytes) => {
                self.operand(*bytes);
                self.write(".length");
            }
            ExprKind::Convert(value) => self.call(&ty.text(self.printer.program), &[*value]),
            ExprKind::Unary(op, value) => {
                self.write(match op {
                    UnaryOp::Not => "!",
                    UnaryOp::BitNot => "~",
                    UnaryOp::Neg { checked: true } => "-",
                    UnaryOp::Neg { checked: false } => "unchecked -",
                });
                self.operand(*value);
            }
            ExprKind::Binary { .. } | ExprKind::And(..) | ExprKind::Or(..) => self.chain(id),
            ExprKind::IncDec { op: IncDec { increment, prefix }, checked, place } => {
                let sign = if *increment { "++" } else { "--" };
                self.write(unchecked(*checked));
                self.write(if *prefix { sign } else { "" });
                self.place(place);
                self.write(if *prefix { "" } else { sign });
            }
            ExprKind::Assign { places, value } => {
                match places.as_slice() {
                    [Some(place)] => self.place(place),
                    places => self.list(places, |code, place| match place {
                        Some(place) => code.place(place),
                        None => code.write("_"),
                    }),
                }
                self.optional(" = ", Some(*value));
            }
            ExprKind::AssignOp { op, checked, place, value } => {
                self.write(unchecked(*checked || !can_leave_its_range(*op, &place.ty)));
                self.place(place);
                self.write(format_args!(" {}= ", symbol(*op)));
                self.value(*value);
            }
            ExprKind::Delete(place) => {
                self.write("delete ");
                self.place(place);
            }
            ExprKind::Conditional { condition, then, otherwise } => {
                self.write("if ");
                self.operand(*condition);
                self.write(" then ");
                self.operand(*then);
                self.write(" else ");
                self.operand(*otherwise);
            }
            ExprKind::Tuple(values) => self.values(values),
            ExprKind::Call { function, args } => self.applied(Item::Function(*function), args),
            ExprKind::AddMod(values) => self.call("addmod", values),
            ExprKind::MulMod(values) => self.call("mulmod", values),
            ExprKind::HashEncoded(values) => {
                self.call("keccak256(abi.encode", values);
                self.write(")");
            }
            ExprKind::Assert(condition) => self.call("assert", &[*condition]),
            ExprKind::Require { condition, reason } => {
                self.write("require(");
                self.value(*condition);
                self.reason(", ", reason);
                self.write(")");
            }
            ExprKind::RevertCall(reason) => {
                self.write("revert(");
                self.reason("", reason);
                self.write(")");
            }
        }
    }

    fn literal(&mut self, value: U256, ty: &Type) {
        let program = self.printer.program;
        let number = match ty.as_value() {
            Some(ValueType::Bool) => return self.write(!value.is_zero()),
            Some(ValueType::Enum(id)) => {
                let member = usize::try_from(value).ok().and_then(|member| program.enums[id].members.get(member));
                let member = member.expect("an enum's literal is one of its members");
                return self.write(format_args!("{}.{member}", program.enums[id].path));
            }
            Some(ValueType::Address { .. } | ValueType::Contract(_)) => format!("{value:#x}"),
            Some(ValueType::FixedBytes(bytes)) => {
                let (bits, digits) = (8 * usize::from(bytes), 2 * usize::from(bytes));
                format!("0x{:0digits$x}", value >> (256 - bits))
            }
            Some(ValueType::Int(_)) if value.bit(255) => format!("-{}", value.wrapping_neg()),
            Some(ValueType::Uint(_) | ValueType::Int(_) | ValueType::User(_)) | None => value.to_string(),
        };
        self.write(format_args!("{number}:{}", ty.text(program)));
    }

    /// An expression within a larger one: in brackets and with its type, unless it is a single thing.
    fn operand(&mut self, id: ExprId) {
        match &self.body.exprs[id].kind {
            ExprKind::Binary { .. }
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::IncDec { .. }
            | ExprKind::Assign { .. }
            | ExprKind::AssignOp { .. }
            | ExprKind::Delete(_)
            | ExprKind::Unary(UnaryOp::Neg { .. }, _)
            | ExprKind::Conditional { .. } => {
                self.write("(");
                self.value(id);
                self.close(id);
            }
            ExprKind::Literal(_)
            | ExprKind::Local(_)
            | ExprKind::Load(_)
            | ExprKind::Constant(_)
            | ExprKind::Env(_)
            | ExprKind::BlockHash(_)
            | ExprKind::BlobHash(_)
            | ExprKind::GasLeft
            | ExprKind::ByteAt { .. }
            | ExprKind::LengthOf(_)
            | ExprKind::Convert(_)
            | ExprKind::Unary(UnaryOp::Not | UnaryOp::BitNot, _)
            | ExprKind::Tuple(_)
            | ExprKind::Call { .. }
            | ExprKind::AddMod(_)
            | ExprKind::MulMod(_)
            | ExprKind::HashEncoded(_)
            | ExprKind::Assert(_)
            | ExprKind::Require { .. }
            | ExprKind::RevertCall(_) => self.value(id),
        }
    }

    fn close(&mut self, id: ExprId) {
        let ty = self.body.exprs[id].ty.text(self.printer.program);
        self.write(format_args!(" : {ty})"));
    }

    /// Operators with two operands. Their left sides nest as deep as the text is long, so they are no recursion.
    fn chain(&mut self, id: ExprId) {
        let mut links = Vec::new();
        let mut first = id;
        while let Some(link) = self.link(first) {
            self.write(if links.is_empty() { "" } else { "(" });
            self.write(unchecked(link.checked));
            first = link.lhs;
            links.push(link);
        }
        self.operand(first);
        while let Some(link) = links.pop() {
            self.write(format_args!(" {} ", link.symbol));
            self.operand(link.rhs);
            if !links.is_empty() {
                self.close(link.id);
            }
        }
    }

    fn link(&self, id: ExprId) -> Option<Link> {
        let Expr { kind, ty, span: _ } = &self.body.exprs[id];
        match *kind {
            ExprKind::Binary { op, checked, lhs, rhs } => {
                Some(Link { id, symbol: symbol(op), checked: checked || !can_leave_its_range(op, ty), lhs, rhs })
            }
            ExprKind::And(lhs, rhs) => Some(Link { id, symbol: "&&", checked: true, lhs, rhs }),
            ExprKind::Or(lhs, rhs) => Some(Link { id, symbol: "||", checked: true, lhs, rhs }),
            _ => None,
        }
    }

    fn call(&mut self, name: &str, values: &[ExprId]) {
        self.write(name);
        self.values(values);
    }

    fn place(&mut self, place: &Place) {
        match &place.kind {
            PlaceKind::Local(local) => self.local(*local),
            PlaceKind::State(variable) => self.printer.name(Item::Variable(*variable)),
            PlaceKind::Element { mapping, key } => {
                self.operand(*mapping);
                self.write("[");
                self.value(*key);
                self.write("]");
            }
        }
    }

    fn reason(&mut self, before: &str, reason: &Reason) {
        match reason {
            Reason::Empty => {}
            Reason::Text(text) => self.write(format_args!("{before}\"{}\"", text.escape_ascii())),
            Reason::Custom(error, args) => {
                self.write(before);
                self.applied(Item::Error(*error), args);
            }
        }
    }
}

/// An operator with two operands, and where it stands.
struct Link {
    id: ExprId,
    symbol: &'static str,
    checked: bool,
    lhs: ExprId,
    rhs: ExprId,
}

fn unchecked(checked: bool) -> &'static str {
    if checked { "" } else { "unchecked " }
}

/// Whether it makes a difference that the operator is checked.
fn can_leave_its_range(op: BinaryOp, ty: &Type) -> bool {
    match op {
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Pow => true,
        // The least `intN` divided by -1.
        BinaryOp::Div => matches!(ty.as_value(), Some(ValueType::Int(_))),
        BinaryOp::Rem
        | BinaryOp::BitAnd
        | BinaryOp::BitOr
        | BinaryOp::BitXor
        | BinaryOp::Shl
        | BinaryOp::Shr
        | BinaryOp::Eq
        | BinaryOp::Ne
        | BinaryOp::Lt
        | BinaryOp::Gt
        | BinaryOp::Le
        | BinaryOp::Ge => false,
    }
}

fn symbol(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Rem => "%",
        BinaryOp::Pow => "**",
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::Shl => "<<",
        BinaryOp::Shr => ">>",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Gt => ">",
        BinaryOp::Le => "<=",
        BinaryOp::Ge => ">=",
    }
}

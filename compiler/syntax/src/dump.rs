//! The tree as text: s-expressions, a line for each item and statement.
//!
//! Meant for people and for snapshots. Works off a list instead of recursing, so any tree can be printed.

use std::fmt::Write as _;

use crate::ast::{
    Ast, Block, CallArgs, Elementary, Expr, ExprKind, Function, FunctionType, Id, Ident, ImportKind, Item, Literal,
    Location, Mutability, NamedArg, Overrides, Path, PragmaKind, SourceUnit, Stmt, StmtKind, Type, TypeKind,
    UserOperator, UsingFunctions, VarDecl, Visibility, YulBlock, YulExpr, YulExprKind, YulLiteral, YulStmt,
    YulStmtKind,
};

/// A file's tree as text.
#[must_use]
pub fn dump(ast: &Ast, unit: &SourceUnit) -> String {
    let mut dump = Dump { ast, out: String::new(), depth: 0, work: Vec::new() };
    for item in &unit.items {
        dump.work.push(Task::Item(*item));
        dump.run();
    }
    if !dump.out.is_empty() {
        dump.out.push('\n');
    }
    dump.out.trim_start_matches('\n').to_owned()
}

enum Task {
    /// `(head`, then what follows until its `Close`.
    Open(String),
    Close,
    Word(String),
    Expr(Id<Expr>),
    Type(Id<Type>),
    Var(Id<VarDecl>),
    Stmt(Id<Stmt>),
    Item(Item),
    YulStmt(Id<YulStmt>),
    YulExpr(Id<YulExpr>),
    /// What follows until its `Dedent` stands on lines of its own, one step to the right.
    Indent,
    Dedent,
}

struct Dump<'a> {
    ast: &'a Ast,
    out: String,
    depth: usize,
    work: Vec<Task>,
}

impl Dump<'_> {
    fn run(&mut self) {
        while let Some(task) = self.work.pop() {
            let parts = match task {
                Task::Open(head) => {
                    self.space();
                    self.out.push('(');
                    self.out.push_str(&head);
                    continue;
                }
                Task::Close => {
                    self.out.push(')');
                    continue;
                }
                Task::Word(word) => {
                    self.space();
                    self.out.push_str(&word);
                    continue;
                }
                Task::Indent => {
                    self.depth += 1;
                    continue;
                }
                Task::Dedent => {
                    self.depth -= 1;
                    continue;
                }
                Task::Expr(id) => self.expr(id),
                Task::Type(id) => self.ty(id),
                Task::Var(id) => self.var(id),
                Task::YulExpr(id) => self.yul_expr(id),
                Task::Stmt(id) => {
                    self.line();
                    self.stmt(id)
                }
                Task::YulStmt(id) => {
                    self.line();
                    self.yul_stmt(id)
                }
                Task::Item(item) => {
                    self.line();
                    self.item(item)
                }
            };
            self.work.extend(parts.into_iter().rev());
        }
    }

    fn space(&mut self) {
        if !self.out.ends_with([' ', '(', '\n']) && !self.out.is_empty() {
            self.out.push(' ');
        }
    }

    fn line(&mut self) {
        self.out.push('\n');
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
    }

    fn name(&self, ident: Ident) -> Task {
        Task::Word(self.ast.name(ident.name).to_owned())
    }

    fn path(&self, path: &Path) -> Task {
        Task::Word(self.ast.path_text(path))
    }

    fn block(&self, block: &Block) -> Vec<Task> {
        let mut parts = vec![Task::Indent];
        parts.extend(block.stmts.iter().map(|id| Task::Stmt(*id)));
        parts.push(Task::Dedent);
        parts
    }

    fn yul_block(&self, block: &YulBlock) -> Vec<Task> {
        let stmts = block.stmts.iter().map(|id| Task::YulStmt(*id)).collect();
        list("block", [Task::Indent].into_iter().chain::<Vec<Task>>(stmts).chain([Task::Dedent]))
    }

    fn vars(&self, head: &str, vars: &[Id<VarDecl>]) -> Vec<Task> {
        if vars.is_empty() { Vec::new() } else { list(head, vars.iter().map(|id| Task::Var(*id))) }
    }

    fn args(&self, args: &CallArgs) -> Vec<Task> {
        match args {
            CallArgs::Positional(args) => args.iter().map(|id| Task::Expr(*id)).collect(),
            CallArgs::Named(args) => self.named(args),
        }
    }

    fn named(&self, args: &[NamedArg]) -> Vec<Task> {
        let one = |arg: &NamedArg| list(&format!("{}:", self.ast.name(arg.name.name)), [Task::Expr(arg.value)]);
        args.iter().flat_map(one).collect()
    }

    fn overrides(&self, overrides: Option<&Overrides>) -> Vec<Task> {
        overrides.map_or_else(Vec::new, |one| list("override", one.bases.iter().map(|path| self.path(path))))
    }

    fn item(&self, item: Item) -> Vec<Task> {
        let ast = self.ast;
        match item {
            Item::Pragma(id) => {
                let (name, text) = match &ast[id].kind {
                    PragmaKind::Solidity(text) => ("solidity", text),
                    PragmaKind::AbiCoder(text) => ("abicoder", text),
                    PragmaKind::Experimental(text) => ("experimental", text),
                    PragmaKind::Other(text) => ("other", text),
                };
                list("pragma", [word(name), word(&format!("{text:?}"))])
            }
            Item::Import(id) => {
                let import = &ast[id];
                let mut parts = vec![word(&format!("{:?}", import.path.node))];
                match &import.kind {
                    ImportKind::All => {}
                    ImportKind::Module(name) => parts.extend(list("as", [self.name(*name)])),
                    ImportKind::Names(names) => {
                        for one in names {
                            let alias = one.alias.map(|alias| self.name(alias));
                            parts.extend(list("name", [self.name(one.name)].into_iter().chain(alias)));
                        }
                    }
                }
                list("import", parts)
            }
            Item::Contract(id) => {
                let contract = &ast[id];
                let mut parts = vec![self.name(contract.name)];
                parts.extend(contract.is_abstract.map(|_| word("abstract")));
                for base in &contract.bases {
                    let args = base.args.iter().flatten().map(|id| Task::Expr(*id));
                    parts.extend(list("is", [self.path(&base.path)].into_iter().chain(args)));
                }
                parts.extend(contract.layout.iter().flat_map(|slot| list("layout", [Task::Expr(slot.node)])));
                parts.push(Task::Indent);
                parts.extend(contract.members.iter().map(|item| Task::Item(*item)));
                parts.push(Task::Dedent);
                list(&format!("{:?}", contract.kind).to_lowercase(), parts)
            }
            Item::Function(id) => self.function(&ast[id]),
            Item::Modifier(id) => {
                let modifier = &ast[id];
                let mut parts = vec![self.name(modifier.name)];
                parts.extend(self.vars("params", &modifier.params));
                parts.extend(modifier.is_virtual.map(|_| word("virtual")));
                parts.extend(self.overrides(modifier.overrides.as_ref()));
                parts.extend(modifier.body.iter().flat_map(|body| self.block(body)));
                list("modifier", parts)
            }
            Item::Struct(id) => {
                let fields = ast[id].fields.iter().map(|id| Task::Var(*id));
                list("struct", [self.name(ast[id].name)].into_iter().chain(fields))
            }
            Item::Enum(id) => {
                let members = ast[id].members.iter().map(|member| self.name(*member));
                list("enum", [self.name(ast[id].name)].into_iter().chain(members))
            }
            Item::UserType(id) => list("type", [self.name(ast[id].name), word(&elementary(ast[id].underlying.node))]),
            Item::Error(id) => {
                let params = ast[id].params.iter().map(|id| Task::Var(*id));
                list("error", [self.name(ast[id].name)].into_iter().chain(params))
            }
            Item::Event(id) => {
                let params = ast[id].params.iter().map(|id| Task::Var(*id));
                let anonymous = ast[id].anonymous.then(|| word("anonymous"));
                list("event", [self.name(ast[id].name)].into_iter().chain(params).chain(anonymous))
            }
            Item::Using(id) => {
                let using = &ast[id];
                let mut parts = Vec::new();
                match &using.functions {
                    UsingFunctions::Library(path) => parts.push(self.path(path)),
                    UsingFunctions::Names(names) => {
                        for one in names {
                            let operator = one.operator.map(|operator| match operator.node {
                                UserOperator::Unary(op) => word(op.text()),
                                UserOperator::Binary(op) => word(op.text()),
                            });
                            parts.extend(list("name", [self.path(&one.path)].into_iter().chain(operator)));
                        }
                    }
                }
                parts.push(using.ty.map_or_else(|| word("*"), Task::Type));
                parts.extend(using.global.map(|_| word("global")));
                list("using", parts)
            }
            Item::StateVar(id) => {
                let var = &ast[id];
                let mut parts = vec![self.name(var.name), Task::Type(var.ty)];
                parts.extend(var.visibility.map(|one| word(visibility(one.node))));
                parts.extend(var.mutability.map(|one| word(&format!("{:?}", one.node).to_lowercase())));
                parts.extend(var.location.map(|one| word(location(one.node))));
                parts.extend(self.overrides(var.overrides.as_ref()));
                parts.extend(var.init.map(Task::Expr));
                list("state", parts)
            }
        }
    }

    fn function(&self, function: &Function) -> Vec<Task> {
        let mut parts: Vec<Task> = function.name.iter().map(|name| self.name(*name)).collect();
        parts.extend(self.vars("params", &function.params));
        parts.extend(function.visibility.map(|one| word(visibility(one.node))));
        parts.extend(function.mutability.map(|one| word(mutability(one.node))));
        parts.extend(function.is_virtual.map(|_| word("virtual")));
        parts.extend(self.overrides(function.overrides.as_ref()));
        for modifier in &function.modifiers {
            let args = modifier.args.iter().flatten().map(|id| Task::Expr(*id));
            parts.extend(list("modifier", [self.path(&modifier.path)].into_iter().chain(args)));
        }
        parts.extend(self.vars("returns", &function.returns));
        parts.extend(function.body.iter().flat_map(|body| self.block(body)));
        list(&format!("{:?}", function.kind).to_lowercase(), parts)
    }

    fn var(&self, id: Id<VarDecl>) -> Vec<Task> {
        let var = &self.ast[id];
        let mut parts = vec![Task::Type(var.ty)];
        parts.extend(var.indexed.map(|_| word("indexed")));
        parts.extend(var.location.map(|one| word(location(one.node))));
        parts.extend(var.name.map(|name| self.name(name)));
        list("var", parts)
    }

    fn ty(&self, id: Id<Type>) -> Vec<Task> {
        match &self.ast[id].kind {
            TypeKind::Elementary(ty) => vec![word(&elementary(*ty))],
            TypeKind::Path(path) => vec![self.path(path)],
            TypeKind::Array { element, length } => {
                list("array", [Task::Type(*element)].into_iter().chain(length.map(Task::Expr)))
            }
            TypeKind::Mapping { key, key_name, value, value_name } => {
                let mut parts = vec![Task::Type(*key)];
                parts.extend(key_name.map(|name| self.name(name)));
                parts.extend([word("=>"), Task::Type(*value)]);
                parts.extend(value_name.map(|name| self.name(name)));
                list("mapping", parts)
            }
            TypeKind::Function(FunctionType { params, visibility: seen, mutability: state, returns }) => {
                let mut parts = self.vars("params", params);
                parts.extend(seen.map(|one| word(visibility(one.node))));
                parts.extend(state.map(|one| word(mutability(one.node))));
                parts.extend(self.vars("returns", returns));
                list("function", parts)
            }
        }
    }

    fn stmt(&self, id: Id<Stmt>) -> Vec<Task> {
        match &self.ast[id].kind {
            StmtKind::Block(block) => list("block", self.block(block)),
            StmtKind::Unchecked(block) => list("unchecked", self.block(block)),
            StmtKind::VarDecl { vars, tuple, init } => {
                let mut parts: Vec<Task> = vars.iter().map(|var| var.map_or_else(|| word("_"), Task::Var)).collect();
                parts.extend(init.map(Task::Expr));
                list(if *tuple { "let-tuple" } else { "let" }, parts)
            }
            StmtKind::Expr(expr) => vec![Task::Expr(*expr)],
            StmtKind::Placeholder => list("placeholder", []),
            StmtKind::If { condition, then, otherwise } => {
                let parts = [Task::Expr(*condition), Task::Indent, Task::Stmt(*then)].into_iter();
                list("if", parts.chain(otherwise.map(Task::Stmt)).chain([Task::Dedent]))
            }
            StmtKind::While { condition, body } => {
                list("while", [Task::Expr(*condition), Task::Indent, Task::Stmt(*body), Task::Dedent])
            }
            StmtKind::DoWhile { body, condition } => {
                list("do-while", [Task::Expr(*condition), Task::Indent, Task::Stmt(*body), Task::Dedent])
            }
            StmtKind::For { init, condition, update, body } => {
                let mut parts = vec![Task::Indent];
                parts.push(init.map_or_else(|| word("_"), Task::Stmt));
                parts.push(condition.map_or_else(|| word("_"), Task::Expr));
                parts.push(update.map_or_else(|| word("_"), Task::Expr));
                parts.extend([Task::Stmt(*body), Task::Dedent]);
                list("for", parts)
            }
            StmtKind::Continue => list("continue", []),
            StmtKind::Break => list("break", []),
            StmtKind::Return(value) => list("return", value.map(Task::Expr)),
            StmtKind::Emit { event, args } => list("emit", [self.path(event)].into_iter().chain(self.args(args))),
            StmtKind::Revert { error, args } => list("revert", [self.path(error)].into_iter().chain(self.args(args))),
            StmtKind::Try { call, returns, success, catches } => {
                let mut parts = vec![Task::Expr(*call)];
                parts.extend(returns.iter().flat_map(|vars| self.vars("returns", vars)));
                parts.extend(self.block(success));
                for clause in catches {
                    let name = clause.name.map(|name| self.name(name));
                    let params = clause.params.iter().flat_map(|vars| self.vars("params", vars));
                    parts.extend(list("catch", name.into_iter().chain(params).chain(self.block(&clause.body))));
                }
                list("try", parts)
            }
            StmtKind::Assembly { flags, body, .. } => {
                let flags = flags.iter().map(|flag| word(&format!("{:?}", flag.node)));
                list("assembly", flags.chain(self.yul_block(body)))
            }
        }
    }

    fn expr(&self, id: Id<Expr>) -> Vec<Task> {
        let hole = || word("_");
        match &self.ast[id].kind {
            ExprKind::Ident(name) => vec![word(self.ast.name(*name))],
            ExprKind::Literal(literal) => vec![word(&self.literal(literal))],
            ExprKind::Elementary(ty) => vec![word(&elementary(*ty))],
            ExprKind::Paren(inner) => list("paren", [Task::Expr(*inner)]),
            ExprKind::Tuple(parts) => list("tuple", parts.iter().map(|part| part.map_or_else(hole, Task::Expr))),
            ExprKind::Array(items) => list("items", items.iter().map(|id| Task::Expr(*id))),
            ExprKind::Unary { op, operand } => list(op.node.text(), [Task::Expr(*operand)]),
            ExprKind::Binary { op, lhs, rhs } => list(op.node.text(), [Task::Expr(*lhs), Task::Expr(*rhs)]),
            ExprKind::Assign { op, lhs, rhs } => list(op.node.text(), [Task::Expr(*lhs), Task::Expr(*rhs)]),
            ExprKind::Conditional { condition, then, otherwise } => {
                list("?:", [Task::Expr(*condition), Task::Expr(*then), Task::Expr(*otherwise)])
            }
            ExprKind::Call { callee, args } => list("call", [Task::Expr(*callee)].into_iter().chain(self.args(args))),
            ExprKind::CallOptions { callee, options } => {
                list("options", [Task::Expr(*callee)].into_iter().chain(self.named(options)))
            }
            ExprKind::Index { base, index } => {
                list("index", [Task::Expr(*base)].into_iter().chain(index.map(Task::Expr)))
            }
            ExprKind::Slice { base, start, end } => {
                let bound = |bound: Option<Id<Expr>>| bound.map_or_else(hole, Task::Expr);
                list("slice", [Task::Expr(*base), bound(*start), bound(*end)])
            }
            ExprKind::Member { base, member } => list(".", [Task::Expr(*base), self.name(*member)]),
            ExprKind::New(ty) => list("new", [Task::Type(*ty)]),
        }
    }

    fn literal(&self, literal: &Literal) -> String {
        match literal {
            Literal::Bool(value) => value.to_string(),
            Literal::Number(number) => match number.unit {
                None => number.text.to_string(),
                Some(unit) => format!("({} {})", unit.node.text(), number.text),
            },
            Literal::String { kind, bytes } => {
                let kind = format!("{kind:?}").to_lowercase();
                format!("({kind} \"{}\")", bytes.escape_ascii())
            }
        }
    }

    fn yul_stmt(&self, id: Id<YulStmt>) -> Vec<Task> {
        let names = |names: &[Ident]| names.iter().map(|name| self.name(*name)).collect::<Vec<_>>();
        match &self.ast[id].kind {
            YulStmtKind::Block(block) => self.yul_block(block),
            YulStmtKind::Let { names: list_of, value } => {
                list("let", names(list_of).into_iter().chain(value.map(Task::YulExpr)))
            }
            YulStmtKind::Assign { targets, value } => {
                let targets = targets.iter().map(|path| self.name(path.name));
                list(":=", targets.chain([Task::YulExpr(*value)]))
            }
            YulStmtKind::Expr(expr) => vec![Task::YulExpr(*expr)],
            YulStmtKind::If { condition, body } => {
                list("if", [Task::YulExpr(*condition)].into_iter().chain(self.yul_block(body)))
            }
            YulStmtKind::Switch { value, cases, default } => {
                let mut parts = vec![Task::YulExpr(*value)];
                for case in cases {
                    let value = word(&yul_literal(&case.value));
                    parts.extend(list("case", [value].into_iter().chain(self.yul_block(&case.body))));
                }
                parts.extend(default.iter().flat_map(|body| list("default", self.yul_block(body))));
                list("switch", parts)
            }
            YulStmtKind::For { init, condition, update, body } => {
                let mut parts = self.yul_block(init);
                parts.push(Task::YulExpr(*condition));
                parts.extend(self.yul_block(update));
                parts.extend(self.yul_block(body));
                list("for", parts)
            }
            YulStmtKind::Break => list("break", []),
            YulStmtKind::Continue => list("continue", []),
            YulStmtKind::Leave => list("leave", []),
            YulStmtKind::Function { name, params, returns, body } => {
                let mut parts = vec![self.name(*name)];
                parts.extend(list("params", names(params)));
                parts.extend(list("returns", names(returns)));
                parts.extend(self.yul_block(body));
                list("function", parts)
            }
        }
    }

    fn yul_expr(&self, id: Id<YulExpr>) -> Vec<Task> {
        match &self.ast[id].kind {
            YulExprKind::Path(path) => vec![self.name(path.name)],
            YulExprKind::Literal(literal) => vec![word(&yul_literal(literal))],
            YulExprKind::Call { function, args } => {
                list("call", [self.name(*function)].into_iter().chain(args.iter().map(|id| Task::YulExpr(*id))))
            }
        }
    }
}

fn list(head: &str, parts: impl IntoIterator<Item = Task>) -> Vec<Task> {
    let mut tasks = vec![Task::Open(head.to_owned())];
    tasks.extend(parts);
    tasks.push(Task::Close);
    tasks
}

fn word(text: &str) -> Task {
    Task::Word(text.to_owned())
}

fn elementary(ty: Elementary) -> String {
    let mut text = String::new();
    let written = match ty {
        Elementary::Bool => write!(text, "bool"),
        Elementary::Address => write!(text, "address"),
        Elementary::AddressPayable => write!(text, "payable"),
        Elementary::String => write!(text, "string"),
        Elementary::Bytes => write!(text, "bytes"),
        Elementary::FixedBytes(n) => write!(text, "bytes{n}"),
        Elementary::Int(bits) => write!(text, "int{bits}"),
        Elementary::Uint(bits) => write!(text, "uint{bits}"),
        Elementary::Fixed(bits, decimals) => write!(text, "fixed{bits}x{decimals}"),
        Elementary::Ufixed(bits, decimals) => write!(text, "ufixed{bits}x{decimals}"),
    };
    written.expect("writing to a string succeeds");
    text
}

fn visibility(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "public",
        Visibility::Private => "private",
        Visibility::Internal => "internal",
        Visibility::External => "external",
    }
}

fn mutability(mutability: Mutability) -> &'static str {
    match mutability {
        Mutability::Pure => "pure",
        Mutability::View => "view",
        Mutability::Payable => "payable",
    }
}

fn location(location: Location) -> &'static str {
    match location {
        Location::Memory => "memory",
        Location::Storage => "storage",
        Location::Calldata => "calldata",
        Location::Transient => "transient",
    }
}

fn yul_literal(literal: &YulLiteral) -> String {
    match literal {
        YulLiteral::Number(value) => value.to_string(),
        YulLiteral::String(bytes) => format!("\"{}\"", bytes.escape_ascii()),
        YulLiteral::Bool(value) => value.to_string(),
    }
}

//! A walk through a file's tree: each node is entered before its parts and left after them, parts in the order of the text.
//!
//! Works off a list instead of recursing, so any tree can be walked.

use crate::ast::{
    Ast, Block, CallArgs, Expr, ExprKind, Id, Item, NamedArg, SourceUnit, Stmt, StmtKind, Type, TypeKind, VarDecl,
    YulBlock, YulExpr, YulExprKind, YulStmt, YulStmtKind,
};

/// What a walk comes by. Blocks are nodes of their own, because names end with them.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// A definition or directive.
    Item(Item),
    /// A parameter, a result, a local variable, a field.
    Var(Id<VarDecl>),
    /// A type, where only a type can stand.
    Type(Id<Type>),
    /// A block, be it a body or a statement.
    Block(&'a Block),
    /// What follows a `try` on success or in a `catch`: variables, and the block that knows them.
    Clause(&'a [Id<VarDecl>], &'a Block),
    /// A statement.
    Stmt(Id<Stmt>),
    /// An expression.
    Expr(Id<Expr>),
    /// A block of assembly.
    YulBlock(&'a YulBlock),
    /// A statement of assembly.
    YulStmt(Id<YulStmt>),
    /// An expression of assembly.
    YulExpr(Id<YulExpr>),
}

/// Who looks at the nodes of a walk.
pub trait Visitor<'a> {
    /// The walk comes to a node; its parts follow.
    fn enter(&mut self, node: Node<'a>);
    /// The walk has seen all parts of a node.
    fn leave(&mut self, node: Node<'a>);
}

/// Shows all nodes of a file to a visitor.
pub fn walk<'a>(ast: &'a Ast, unit: &SourceUnit, visitor: &mut impl Visitor<'a>) {
    // With each node: whether its parts have been seen.
    let mut work: Vec<(Node<'a>, bool)> = Vec::new();
    let mut parts = Vec::new();
    for item in &unit.items {
        work.push((Node::Item(*item), false));
        while let Some((node, done)) = work.pop() {
            if done {
                visitor.leave(node);
                continue;
            }
            visitor.enter(node);
            work.push((node, true));
            parts_of(ast, node, &mut parts);
            work.extend(parts.drain(..).rev().map(|part| (part, false)));
        }
    }
}

fn parts_of<'a>(ast: &'a Ast, node: Node<'a>, parts: &mut Vec<Node<'a>>) {
    match node {
        Node::Item(item) => item_parts(ast, item, parts),
        Node::Var(id) => parts.push(Node::Type(ast[id].ty)),
        Node::Type(id) => type_parts(ast, id, parts),
        Node::Block(block) => parts.extend(block.stmts.iter().map(|id| Node::Stmt(*id))),
        Node::Clause(vars, block) => {
            parts.extend(vars.iter().map(|id| Node::Var(*id)));
            parts.push(Node::Block(block));
        }
        Node::Stmt(id) => stmt_parts(ast, id, parts),
        Node::Expr(id) => expr_parts(ast, id, parts),
        Node::YulBlock(block) => parts.extend(block.stmts.iter().map(|id| Node::YulStmt(*id))),
        Node::YulStmt(id) => yul_stmt_parts(ast, id, parts),
        Node::YulExpr(id) => match &ast[id].kind {
            YulExprKind::Path(_) | YulExprKind::Literal(_) => {}
            YulExprKind::Call { args, .. } => parts.extend(args.iter().map(|id| Node::YulExpr(*id))),
        },
    }
}

fn item_parts<'a>(ast: &'a Ast, item: Item, parts: &mut Vec<Node<'a>>) {
    let vars = |vars: &'a [Id<VarDecl>]| vars.iter().map(|id| Node::Var(*id));
    match item {
        Item::Pragma(_) | Item::Import(_) | Item::Enum(_) | Item::UserType(_) => {}
        Item::Contract(id) => {
            let contract = &ast[id];
            let args = contract.bases.iter().flat_map(|base| base.args.iter().flatten());
            parts.extend(args.map(|id| Node::Expr(*id)));
            parts.extend(contract.layout.map(|slot| Node::Expr(slot.node)));
            parts.extend(contract.members.iter().map(|item| Node::Item(*item)));
        }
        Item::Function(id) => {
            let function = &ast[id];
            parts.extend(vars(&function.params));
            let args = function.modifiers.iter().flat_map(|modifier| modifier.args.iter().flatten());
            parts.extend(args.map(|id| Node::Expr(*id)));
            parts.extend(vars(&function.returns));
            parts.extend(function.body.iter().map(Node::Block));
        }
        Item::Modifier(id) => {
            parts.extend(vars(&ast[id].params));
            parts.extend(ast[id].body.iter().map(Node::Block));
        }
        Item::Struct(id) => parts.extend(vars(&ast[id].fields)),
        Item::Error(id) => parts.extend(vars(&ast[id].params)),
        Item::Event(id) => parts.extend(vars(&ast[id].params)),
        Item::Using(id) => parts.extend(ast[id].ty.map(Node::Type)),
        Item::StateVar(id) => {
            parts.push(Node::Type(ast[id].ty));
            parts.extend(ast[id].init.map(Node::Expr));
        }
    }
}

fn type_parts<'a>(ast: &'a Ast, id: Id<Type>, parts: &mut Vec<Node<'a>>) {
    match &ast[id].kind {
        TypeKind::Elementary(_) | TypeKind::Path(_) => {}
        TypeKind::Array { element, length } => {
            parts.push(Node::Type(*element));
            parts.extend(length.map(Node::Expr));
        }
        TypeKind::Mapping { key, value, .. } => parts.extend([Node::Type(*key), Node::Type(*value)]),
        TypeKind::Function(function) => {
            parts.extend(function.params.iter().chain(&function.returns).map(|id| Node::Var(*id)));
        }
    }
}

fn stmt_parts<'a>(ast: &'a Ast, id: Id<Stmt>, parts: &mut Vec<Node<'a>>) {
    match &ast[id].kind {
        StmtKind::Block(block) | StmtKind::Unchecked(block) => parts.push(Node::Block(block)),
        StmtKind::VarDecl { vars, init, .. } => {
            parts.extend(vars.iter().flatten().map(|id| Node::Var(*id)));
            parts.extend(init.map(Node::Expr));
        }
        StmtKind::Expr(expr) => parts.push(Node::Expr(*expr)),
        StmtKind::Placeholder | StmtKind::Continue | StmtKind::Break => {}
        StmtKind::If { condition, then, otherwise } => {
            parts.extend([Node::Expr(*condition), Node::Stmt(*then)]);
            parts.extend(otherwise.map(Node::Stmt));
        }
        StmtKind::While { condition, body } => parts.extend([Node::Expr(*condition), Node::Stmt(*body)]),
        StmtKind::DoWhile { body, condition } => parts.extend([Node::Stmt(*body), Node::Expr(*condition)]),
        StmtKind::For { init, condition, update, body } => {
            parts.extend(init.map(Node::Stmt));
            parts.extend(condition.map(Node::Expr));
            parts.extend(update.map(Node::Expr));
            parts.push(Node::Stmt(*body));
        }
        StmtKind::Return(value) => parts.extend(value.map(Node::Expr)),
        StmtKind::Emit { args, .. } | StmtKind::Revert { args, .. } => arg_parts(args, parts),
        StmtKind::Try { call, returns, success, catches } => {
            parts.push(Node::Expr(*call));
            parts.push(Node::Clause(returns.as_deref().unwrap_or_default(), success));
            for clause in catches {
                parts.push(Node::Clause(clause.params.as_deref().unwrap_or_default(), &clause.body));
            }
        }
        StmtKind::Assembly { body, .. } => parts.push(Node::YulBlock(body)),
    }
}

fn expr_parts(ast: &Ast, id: Id<Expr>, parts: &mut Vec<Node<'_>>) {
    match &ast[id].kind {
        ExprKind::Ident(_) | ExprKind::Literal(_) | ExprKind::Elementary(_) => {}
        ExprKind::Paren(inner) => parts.push(Node::Expr(*inner)),
        ExprKind::Tuple(items) => parts.extend(items.iter().flatten().map(|id| Node::Expr(*id))),
        ExprKind::Array(items) => parts.extend(items.iter().map(|id| Node::Expr(*id))),
        ExprKind::Unary { operand, .. } => parts.push(Node::Expr(*operand)),
        ExprKind::Binary { lhs, rhs, .. } | ExprKind::Assign { lhs, rhs, .. } => {
            parts.extend([Node::Expr(*lhs), Node::Expr(*rhs)]);
        }
        ExprKind::Conditional { condition, then, otherwise } => {
            parts.extend([condition, then, otherwise].map(|id| Node::Expr(*id)));
        }
        ExprKind::Call { callee, args } => {
            parts.push(Node::Expr(*callee));
            arg_parts(args, parts);
        }
        ExprKind::CallOptions { callee, options } => {
            parts.push(Node::Expr(*callee));
            named_parts(options, parts);
        }
        ExprKind::Index { base, index } => {
            parts.push(Node::Expr(*base));
            parts.extend(index.map(Node::Expr));
        }
        ExprKind::Slice { base, start, end } => {
            parts.push(Node::Expr(*base));
            parts.extend(start.iter().chain(end).map(|id| Node::Expr(*id)));
        }
        ExprKind::Member { base, .. } => parts.push(Node::Expr(*base)),
        ExprKind::New(ty) => parts.push(Node::Type(*ty)),
    }
}

fn arg_parts(args: &CallArgs, parts: &mut Vec<Node<'_>>) {
    match args {
        CallArgs::Positional(args) => parts.extend(args.iter().map(|id| Node::Expr(*id))),
        CallArgs::Named(args) => named_parts(args, parts),
    }
}

fn named_parts(args: &[NamedArg], parts: &mut Vec<Node<'_>>) {
    parts.extend(args.iter().map(|arg| Node::Expr(arg.value)));
}

fn yul_stmt_parts<'a>(ast: &'a Ast, id: Id<YulStmt>, parts: &mut Vec<Node<'a>>) {
    match &ast[id].kind {
        YulStmtKind::Block(block) => parts.push(Node::YulBlock(block)),
        YulStmtKind::Let { value, .. } => parts.extend(value.map(Node::YulExpr)),
        YulStmtKind::Assign { value, .. } => parts.push(Node::YulExpr(*value)),
        YulStmtKind::Expr(expr) => parts.push(Node::YulExpr(*expr)),
        YulStmtKind::If { condition, body } => parts.extend([Node::YulExpr(*condition), Node::YulBlock(body)]),
        YulStmtKind::Switch { value, cases, default } => {
            parts.push(Node::YulExpr(*value));
            parts.extend(cases.iter().map(|case| &case.body).chain(default).map(Node::YulBlock));
        }
        YulStmtKind::For { init, condition, update, body } => {
            parts.extend([Node::YulBlock(init), Node::YulExpr(*condition)]);
            parts.extend([Node::YulBlock(update), Node::YulBlock(body)]);
        }
        YulStmtKind::Break | YulStmtKind::Continue | YulStmtKind::Leave => {}
        YulStmtKind::Function { body, .. } => parts.push(Node::YulBlock(body)),
    }
}

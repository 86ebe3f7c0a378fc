//! The walk that finds uses.

use std::collections::HashMap;

use syntax::arena::Id;
use syntax::ast::{
    AssignOp, Ast, CallArgs, ContractKind, Elementary, Expr, ExprKind, Function, FunctionKind, Ident, Item, Literal,
    Location, Stmt, StmtKind, Symbol, Type, TypeKind, UnaryOp, Visibility, YulBlock, YulExpr, YulExprKind, YulPath,
    YulStmt, YulStmtKind,
};
use syntax::span::Span;
use syntax::walk::{Node, Visitor, walk};

use super::names::{Decl, Names, Site};
use super::scope::{Kind, Scope, is_stored};
use super::{Feature, Use};
use crate::load::Loaded;

/// All uses in these files, in no order.
pub(super) fn find(loaded: &Loaded) -> Vec<Use> {
    let ast = &loaded.ast;
    let mut finder = Finder {
        ast,
        scope: Scope::new(Names::new(ast, &loaded.units, &loaded.targets)),
        in_constructor: false,
        said: None,
        yul_functions: YulFunctions::default(),
        uses: Vec::new(),
    };
    for (file, unit) in loaded.units.iter().enumerate() {
        finder.scope.site = Site { file, contract: None };
        walk(ast, unit, &mut finder);
    }
    finder.uses
}

struct Finder<'a> {
    ast: &'a Ast,
    scope: Scope<'a>,
    in_constructor: bool,
    /// A part of what has been reported as a whole.
    said: Option<Id<Expr>>,
    yul_functions: YulFunctions,
    uses: Vec<Use>,
}

/// The functions that are visible in an assembly block: how many of a name, and their names by block.
#[derive(Default)]
struct YulFunctions {
    visible: HashMap<Symbol, usize>,
    blocks: Vec<Vec<Symbol>>,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn enter(&mut self, node: Node<'a>) {
        match node {
            Node::Item(item) => self.item(item),
            Node::Block(_) => self.scope.open(),
            Node::Clause(vars, _) => {
                self.scope.open();
                self.scope.declare(vars.iter().copied());
            }
            Node::Stmt(id) => self.stmt(id),
            Node::Expr(id) => self.expr(id),
            Node::YulBlock(block) => self.yul_functions.open(self.ast, block),
            Node::YulStmt(id) => self.yul_stmt(id),
            Node::YulExpr(id) => self.yul_expr(id),
            Node::Var(_) | Node::Type(_) => {}
        }
    }

    fn leave(&mut self, node: Node<'a>) {
        match node {
            Node::Item(Item::Contract(_)) => self.scope.site.contract = None,
            Node::Item(Item::Function(_)) => {
                self.scope.close();
                self.in_constructor = false;
            }
            Node::Item(Item::Modifier(_)) | Node::Block(_) | Node::Clause(..) => self.scope.close(),
            Node::Stmt(id) => match &self.ast[id].kind {
                // A variable is visible behind its declaration.
                StmtKind::VarDecl { vars, .. } => self.scope.declare(vars.iter().flatten().copied()),
                StmtKind::For { .. } => self.scope.close(),
                _ => {}
            },
            Node::YulBlock(_) => self.yul_functions.close(),
            Node::Item(_) | Node::Var(_) | Node::Type(_) | Node::Expr(_) | Node::YulStmt(_) | Node::YulExpr(_) => {}
        }
    }
}

impl Finder<'_> {
    fn found(&mut self, feature: Feature, span: Span) {
        self.uses.push(Use { feature, span, in_assembly: false });
    }

    fn item(&mut self, item: Item) {
        let ast = self.ast;
        match item {
            Item::Contract(id) => {
                self.scope.site.contract = Some(id);
                if let Some(slot) = &ast[id].layout {
                    self.found(Feature::StorageSlot, slot.span);
                }
            }
            Item::Function(id) => self.function(&ast[id]),
            Item::Modifier(id) => {
                self.scope.open();
                self.scope.declare(ast[id].params.iter().copied());
            }
            Item::Error(id) => {
                let name = ast[id].name.span;
                self.found(Feature::CustomError, keyword(ast[id].span, "error").to(name));
            }
            Item::Event(id) => {
                for indexed in ast[id].params.iter().filter_map(|param| ast[*param].indexed) {
                    self.found(Feature::IndexedEvent, indexed);
                }
            }
            Item::StateVar(id) => {
                let var = &ast[id];
                let is_transient = var.location.filter(|word| word.node == Location::Transient);
                if let Some(word) = is_transient {
                    self.found(Feature::TransientStorage, word.span);
                } else if is_stored(var) && self.has_hashed_slots(var.ty) {
                    self.found(Feature::HashedSlot, var.name.span);
                }
            }
            Item::Pragma(_)
            | Item::Import(_)
            | Item::Struct(_)
            | Item::Enum(_)
            | Item::UserType(_)
            | Item::Using(_) => {}
        }
    }

    fn function(&mut self, function: &Function) {
        self.scope.open();
        self.scope.declare(function.params.iter().chain(&function.returns).copied());
        match function.kind {
            FunctionKind::Receive => self.found(Feature::ReceiveFunction, keyword(function.span, "receive")),
            FunctionKind::Fallback => self.found(Feature::FallbackFunction, keyword(function.span, "fallback")),
            FunctionKind::Constructor => self.in_constructor = true,
            FunctionKind::Function => {
                let contract = self.scope.site.contract.map(|id| self.ast[id].kind);
                let visibility = function.visibility.map(|word| word.node);
                if let (Some(ContractKind::Library), Some(Visibility::Public | Visibility::External), Some(name)) =
                    (contract, visibility, function.name)
                {
                    self.found(Feature::LinkedLibrary, name.span);
                }
            }
        }
    }

    /// True where the slots of elements are hashes.
    fn has_hashed_slots(&self, mut ty: Id<Type>) -> bool {
        loop {
            ty = match &self.ast[ty].kind {
                TypeKind::Array { element, length: Some(_) } => *element,
                TypeKind::Mapping { .. } | TypeKind::Array { length: None, .. } => return true,
                TypeKind::Elementary(ty) => return matches!(ty, Elementary::Bytes | Elementary::String),
                TypeKind::Path(_) | TypeKind::Function(_) => return false,
            }
        }
    }

    fn stmt(&mut self, id: Id<Stmt>) {
        let Stmt { kind, span } = &self.ast[id];
        match kind {
            StmtKind::While { .. } => self.found(Feature::Loop, keyword(*span, "while")),
            StmtKind::DoWhile { .. } => self.found(Feature::Loop, keyword(*span, "do")),
            StmtKind::For { .. } => {
                self.scope.open();
                self.found(Feature::Loop, keyword(*span, "for"));
            }
            StmtKind::Revert { error, .. } => self.found(Feature::CustomError, error.span),
            StmtKind::Try { .. } => self.found(Feature::TryCatch, keyword(*span, "try")),
            StmtKind::Assembly { .. } => self.found(Feature::InlineAssembly, keyword(*span, "assembly")),
            StmtKind::Block(_)
            | StmtKind::Unchecked(_)
            | StmtKind::VarDecl { .. }
            | StmtKind::Expr(_)
            | StmtKind::Placeholder
            | StmtKind::If { .. }
            | StmtKind::Continue
            | StmtKind::Break
            | StmtKind::Return(_)
            | StmtKind::Emit { .. } => {}
        }
    }

    fn expr(&mut self, id: Id<Expr>) {
        let Expr { kind, span } = &self.ast[id];
        let said = self.said == Some(id);
        match kind {
            ExprKind::Ident(name) => {
                if let Some(feature) = Feature::of_solidity(self.ast.name(*name)).filter(|_| self.scope.is_free(*name))
                {
                    self.found(feature, *span);
                }
            }
            ExprKind::Member { base, member } if !said => self.member(*base, *member, *span),
            ExprKind::Call { callee, args } => self.call(*callee, args),
            ExprKind::CallOptions { callee, options } => {
                for option in options {
                    match self.ast.name(option.name.name) {
                        "gas" => self.found(Feature::CallGas, option.name.span.to(self.ast[option.value].span)),
                        "salt" => {
                            self.found(Feature::Create2, *span);
                            // not `create` as well
                            self.said = Some(self.bare(*callee));
                        }
                        _ => {}
                    }
                }
            }
            ExprKind::New(ty) if !said => match &self.ast[*ty].kind {
                TypeKind::Path(_) => self.found(Feature::Create, *span),
                TypeKind::Array { .. } | TypeKind::Elementary(Elementary::Bytes | Elementary::String) => {
                    self.found(Feature::DynamicMemory, *span);
                }
                TypeKind::Elementary(_) | TypeKind::Mapping { .. } | TypeKind::Function(_) => {}
            },
            ExprKind::Unary { op, operand } if op.node == UnaryOp::Delete => {
                if self.scope.is_in_storage(*operand) != Some(false) {
                    self.found(Feature::StorageClear, *span);
                }
            }
            ExprKind::Assign { op, lhs, rhs } if op.node == AssignOp::Assign => {
                if self.is_zero(*rhs) && self.scope.is_in_storage(*lhs) == Some(true) {
                    self.found(Feature::StorageClear, *span);
                }
            }
            ExprKind::Member { .. }
            | ExprKind::New(_)
            | ExprKind::Unary { .. }
            | ExprKind::Assign { .. }
            | ExprKind::Literal(_)
            | ExprKind::Elementary(_)
            | ExprKind::Paren(_)
            | ExprKind::Tuple(_)
            | ExprKind::Array(_)
            | ExprKind::Binary { .. }
            | ExprKind::Conditional { .. }
            | ExprKind::Index { .. }
            | ExprKind::Slice { .. } => {}
        }
    }

    fn member(&mut self, base: Id<Expr>, member: Ident, span: Span) {
        let ast = self.ast;
        let name = ast.name(member.name);
        if name == "length"
            && let said = self.bare(base)
            && let ExprKind::Member { base: inner, member: code } = &ast[said].kind
            && ast.name(code.name) == "code"
            && self.scope.may_be_address(*inner)
        {
            self.found(Feature::AddressCodeLength, code.span.to(member.span));
            self.said = Some(said);
            return;
        }
        // What costs a look at the base is asked last.
        if let Some(feature) = Feature::of_solidity(&format!(".{name}")) {
            if feature != Feature::AddressTransfer && self.scope.may_be_address(base) {
                self.found(feature, member.span);
            }
        } else if matches!(name, "runtimeCode" | "creationCode") && matches!(self.scope.shape(base).kind, Kind::TypeOf)
        {
            let feature = if name == "runtimeCode" { Feature::RuntimeCode } else { Feature::CreationCode };
            self.found(feature, span);
        } else if let Some(object) = self.object(base)
            && let Some(feature) = Feature::of_solidity(&format!("{object}.{name}"))
        {
            self.found(feature, span);
        }
    }

    /// The name of an object of the language.
    fn object(&mut self, id: Id<Expr>) -> Option<&str> {
        let id = self.bare(id);
        match &self.ast[id].kind {
            ExprKind::Ident(name) => match self.scope.shape(id).kind {
                Kind::Object(_) => Some(self.ast.name(*name)),
                _ => None,
            },
            _ => None,
        }
    }

    /// What stands within parentheses.
    fn bare(&self, mut id: Id<Expr>) -> Id<Expr> {
        while let ExprKind::Paren(inner) = &self.ast[id].kind {
            id = *inner;
        }
        id
    }

    fn call(&mut self, mut callee: Id<Expr>, args: &CallArgs) {
        let ast = self.ast;
        while let ExprKind::Paren(inner) | ExprKind::CallOptions { callee: inner, .. } = &ast[callee].kind {
            callee = *inner;
        }
        let CallArgs::Positional(args) = args else { return };
        match &ast[callee].kind {
            ExprKind::Member { base, member } => match (ast.name(member.name), args.as_slice()) {
                ("transfer" | "send", [_]) if self.scope.may_be_address(*base) => {
                    self.found(Feature::AddressTransfer, member.span);
                }
                ("pop", []) if self.scope.is_in_storage(*base) == Some(true) => {
                    self.found(Feature::StorageClear, member.span);
                }
                _ => {}
            },
            ExprKind::Ident(name) if ast.name(*name) == "require" => {
                if let [_, error] = args.as_slice()
                    && let ExprKind::Call { callee, .. } = &ast[*error].kind
                    && let Kind::Decls(decls) = self.scope.shape(*callee).kind
                    && let Some(Decl::Item(Item::Error(_), _)) = decls.first()
                {
                    self.found(Feature::CustomError, ast[*callee].span);
                }
            }
            _ => {}
        }
    }

    /// `0`, `false`, `""`, and conversions of such.
    fn is_zero(&self, mut id: Id<Expr>) -> bool {
        loop {
            id = match &self.ast[id].kind {
                ExprKind::Paren(inner) => *inner,
                ExprKind::Call { callee, args: CallArgs::Positional(args) } => {
                    match (&self.ast[*callee].kind, args.as_slice()) {
                        (ExprKind::Elementary(_), [value]) => *value,
                        _ => return false,
                    }
                }
                ExprKind::Literal(Literal::Number(number)) => return number.digits.bytes().all(|digit| digit == b'0'),
                ExprKind::Literal(Literal::Bool(value)) => return !value,
                ExprKind::Literal(Literal::String { bytes, .. }) => return bytes.is_empty(),
                _ => return false,
            }
        }
    }

    fn found_in_assembly(&mut self, feature: Feature, span: Span) {
        self.uses.push(Use { feature, span, in_assembly: true });
    }

    fn yul_stmt(&mut self, id: Id<YulStmt>) {
        let YulStmt { kind, span } = &self.ast[id];
        match kind {
            YulStmtKind::For { .. } => self.found_in_assembly(Feature::Loop, keyword(*span, "for")),
            YulStmtKind::Assign { targets, .. } => targets.iter().for_each(|target| self.yul_path(target)),
            YulStmtKind::Block(_)
            | YulStmtKind::Let { .. }
            | YulStmtKind::Expr(_)
            | YulStmtKind::If { .. }
            | YulStmtKind::Switch { .. }
            | YulStmtKind::Break
            | YulStmtKind::Continue
            | YulStmtKind::Leave
            | YulStmtKind::Function { .. } => {}
        }
    }

    fn yul_path(&mut self, path: &YulPath) {
        if let [_, .., last] = path.parts.as_slice()
            && self.ast.name(last.name) == "slot"
        {
            self.found_in_assembly(Feature::StorageSlot, path.name.span);
        }
    }

    fn yul_expr(&mut self, id: Id<YulExpr>) {
        let YulExpr { kind, .. } = &self.ast[id];
        match kind {
            YulExprKind::Path(path) => self.yul_path(path),
            YulExprKind::Literal(_) => {}
            YulExprKind::Call { function, .. } => {
                if self.yul_functions.visible.get(&function.name).is_some_and(|count| *count > 0) {
                    return;
                }
                match self.ast.name(function.name) {
                    "return" if self.in_constructor => {
                        self.found_in_assembly(Feature::ConstructorReturn, function.span);
                    }
                    name => {
                        if let Some(feature) = Feature::of_assembly(name) {
                            self.found_in_assembly(feature, function.span);
                        }
                    }
                }
            }
        }
    }
}

impl YulFunctions {
    /// A function is visible in all of its block.
    fn open(&mut self, ast: &Ast, block: &YulBlock) {
        let names = block.stmts.iter().filter_map(|id| match &ast[*id].kind {
            YulStmtKind::Function { name, .. } => Some(name.name),
            _ => None,
        });
        let names: Vec<Symbol> = names.collect();
        for name in &names {
            *self.visible.entry(*name).or_default() += 1;
        }
        self.blocks.push(names);
    }

    fn close(&mut self) {
        for name in self.blocks.pop().into_iter().flatten() {
            *self.visible.entry(name).or_default() -= 1;
        }
    }
}

/// The word with which a text begins.
fn keyword(span: Span, word: &str) -> Span {
    let length = u32::try_from(word.len()).expect("a keyword is short");
    Span::new(span.file, span.start, span.start + length)
}

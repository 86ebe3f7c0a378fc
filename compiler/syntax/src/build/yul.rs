//! Inline assembly.

use ruint::aliases::U256;

use super::{Cx, Outcome, error, refuse};
use crate::ast::{Id, Ident, YulBlock, YulCase, YulExpr, YulExprKind, YulLiteral, YulPath, YulStmt, YulStmtKind};
use crate::string;
use crate::yul_token::is_builtin;

/// What follows the value of a `switch`.
pub(crate) struct YulCases {
    pub(crate) cases: Vec<YulCase>,
    pub(crate) default: Option<YulBlock>,
}

impl Cx<'_> {
    pub(crate) fn yul_stmt(&mut self, kind: YulStmtKind, l: u32, r: u32) -> Id<YulStmt> {
        let span = self.span(l, r);
        self.ast.yul_stmts.alloc(YulStmt { kind, span })
    }

    pub(crate) fn yul_expr(&mut self, kind: YulExprKind, l: u32, r: u32) -> Id<YulExpr> {
        let span = self.span(l, r);
        self.ast.yul_exprs.alloc(YulExpr { kind, span })
    }

    /// A name that is declared.
    pub(crate) fn yul_name(&mut self, name: &str, l: u32, r: u32) -> Ident {
        if is_builtin(name) {
            let span = self.span(l, r);
            self.report(5568, format!("`{name}` is a builtin function and can't be declared"), span);
        }
        self.ident(name, l, r)
    }

    pub(crate) fn yul_typed_name(&mut self, name: &str, l: u32, r: u32) -> Ident {
        let span = self.span(l, r);
        self.report(5473, "types are not supported in untyped assembly", span);
        self.yul_name(name, l, l + u32::try_from(name.len()).expect("a source file has 32-bit offsets"))
    }

    pub(crate) fn yul_typed_literal(&mut self, literal: YulLiteral, l: u32, r: u32) -> YulLiteral {
        let span = self.span(l, r);
        self.report(5473, "types are not supported in untyped assembly", span);
        literal
    }

    fn yul_path(&mut self, name: &str, l: u32, r: u32) -> YulPath {
        let mut parts = Vec::new();
        let mut at = l;
        for part in name.split('.') {
            let end = at + u32::try_from(part.len()).expect("a source file has 32-bit offsets");
            parts.push(self.ident(part, at, end));
            at = end + 1;
        }
        YulPath { name: self.ident(name, l, r), parts }
    }

    pub(crate) fn yul_target<Tok>(&mut self, name: &str, l: u32, r: u32) -> Outcome<YulPath, Tok> {
        if is_builtin(name) {
            let message = format!("can't assign to the builtin function `{name}`");
            return refuse(error(6272, message, self.span(l, r)));
        }
        Ok(self.yul_path(name, l, r))
    }

    pub(crate) fn yul_path_expr<Tok>(&mut self, name: &str, l: u32, r: u32) -> Outcome<Id<YulExpr>, Tok> {
        if is_builtin(name) {
            let message = format!("the builtin function `{name}` must be called");
            return refuse(error(7104, message, self.span(l, r)));
        }
        let path = self.yul_path(name, l, r);
        Ok(self.yul_expr(YulExprKind::Path(path), l, r))
    }

    pub(crate) fn yul_call(
        &mut self,
        name: &str,
        name_end: u32,
        args: Vec<Id<YulExpr>>,
        l: u32,
        r: u32,
    ) -> Id<YulExpr> {
        let function = self.ident(name, l, name_end);
        self.yul_expr(YulExprKind::Call { function, args }, l, r)
    }

    pub(crate) fn yul_number<Tok>(&mut self, text: &str, l: u32, r: u32) -> Outcome<YulLiteral, Tok> {
        let value = match text.strip_prefix("0x") {
            Some(digits) => U256::from_str_radix(digits, 16),
            None => U256::from_str_radix(text, 10),
        };
        // `from_str_radix` skips underscores, which assembly doesn't know.
        let digits = text.strip_prefix("0x").map_or_else(
            || text.bytes().all(|b| b.is_ascii_digit()),
            |digits| digits.bytes().all(|b| b.is_ascii_hexdigit()),
        );
        match value {
            _ if !digits => {
                refuse(error(4828, "in assembly a number is a decimal or hexadecimal integer", self.span(l, r)))
            }
            Ok(value) => Ok(YulLiteral::Number(value)),
            Err(_) => refuse(error(6708, "this number needs more than 256 bits", self.span(l, r))),
        }
    }

    pub(crate) fn yul_string(&mut self, content: &str) -> YulLiteral {
        let mut bytes = Vec::new();
        string::unescape(content, &mut bytes);
        YulLiteral::String(bytes.into())
    }

    pub(crate) fn yul_hex(&mut self, content: &str) -> YulLiteral {
        let mut bytes = Vec::new();
        string::unhex(content, &mut bytes);
        YulLiteral::String(bytes.into())
    }
}

//! Expressions: names, literals, parentheses, tuples, conditionals.

use ruint::aliases::U256;
use syntax::arena::Id;
use syntax::ast::{self, Literal, NumberBase, Symbol, Unit};
use syntax::diagnostic::{Code, Diagnostic};
use syntax::span::{Span, Spanned};

use super::body::{Binding, BodyChecker, Touch};
use super::builtin::{self, Builtin, Magic};
use super::convert::Mismatch;
use super::rational::Rational;
use super::scope::Decl;
use super::ty::{Ty, common_type};
use super::types;
use crate::codes;
use crate::hir::{ContractId, EnvField, ExprId, ExprKind, Place, PlaceKind, Type, ValueType, VariableKind};

/// What an expression is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Its value.
    Read,
    /// Its place, to be written to.
    Write,
}

/// A checked expression.
#[derive(Clone, Debug)]
pub(crate) struct Operand {
    pub(crate) ty: Ty,
    pub(crate) value: Value,
    pub(crate) lvalue: Lvalue,
    /// True when it is known at compile time.
    pub(crate) is_pure: bool,
    pub(crate) span: Span,
}

/// What there is of an expression at run time.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Nothing: a name, a type, or a literal that the type knows.
    None,
    Expr(ExprId),
    /// A tuple in parentheses.
    Parts(Vec<Option<Operand>>),
}

/// Whether an expression can be assigned to; a tuple's parts know for themselves.
#[derive(Clone, Debug)]
pub(crate) enum Lvalue {
    No,
    Constant,
    /// A byte of a `bytesN`: not it, but the whole can be assigned to.
    Byte,
    Place(Place),
}

impl Operand {
    /// Something without a value at run time.
    pub(crate) fn name(ty: Ty, span: Span) -> Self {
        Self { ty, value: Value::None, lvalue: Lvalue::No, is_pure: true, span }
    }

    pub(crate) fn value(ty: Ty, expr: ExprId, is_pure: bool, span: Span) -> Self {
        Self { ty, value: Value::Expr(expr), lvalue: Lvalue::No, is_pure, span }
    }
}

/// What is wrong with a number that no type holds.
pub(crate) const NO_TYPE: &str = "no type holds this number";

/// Whether a literal is an address, if it is anything: a hexadecimal number of about as many digits.
pub(crate) fn looks_like_address(number: &ast::Number) -> bool {
    let is_hex = number.base == NumberBase::Hexadecimal && number.unit.is_none();
    is_hex && (41..=43).contains(&without_underscores(number).len())
}

fn without_underscores(number: &ast::Number) -> String {
    number.text.chars().filter(|c| *c != '_').collect()
}

impl From<&Type> for Ty {
    fn from(ty: &Type) -> Self {
        match ty {
            Type::Value(ty) => Self::Value(*ty),
            Type::Mapping(mapping) => Self::Mapping(std::sync::Arc::clone(mapping)),
            Type::Tuple(parts) => Self::Tuple(parts.iter().map(|part| Some(part.into())).collect()),
        }
    }
}

impl BodyChecker<'_, '_> {
    pub(crate) fn expr(&mut self, id: Id<ast::Expr>, usage: Use) -> Operand {
        let span = self.cx.ast[id].span;
        let poison = self.poison(span);
        self.nested(span, |checker| checker.expr_at(id, usage), || poison)
    }

    fn expr_at(&mut self, id: Id<ast::Expr>, usage: Use) -> Operand {
        let expr = &self.cx.ast[id];
        let span = expr.span;
        match &expr.kind {
            ast::ExprKind::Ident(name) => {
                let operand = self.identifier(*name, span, usage);
                self.expect_meaning(operand)
            }
            ast::ExprKind::Literal(literal) => self.literal(literal, span),
            ast::ExprKind::Elementary(name) => match types::elementary(*name) {
                Ok(ty) => Operand::name(Ty::TypeName(ty), span),
                Err(feature) => self.refused(feature, span),
            },
            ast::ExprKind::Paren(inner) => {
                let operand = self.expr(*inner, usage);
                if usage == Use::Read && operand.ty == Ty::UNIT {
                    self.error(codes::TUPLE_VALUE, "what stands in these parentheses has no value", operand.span);
                }
                operand
            }
            ast::ExprKind::Tuple(parts) => self.tuple(parts, usage, span),
            ast::ExprKind::Array(_) => self.refused(codes::ARRAYS, span),
            ast::ExprKind::Unary { op, operand } => self.unary(*op, *operand, span),
            ast::ExprKind::Binary { .. } => self.binary_chain(id),
            ast::ExprKind::Assign { op, lhs, rhs } => self.assign(op.node, *lhs, *rhs, span),
            ast::ExprKind::Conditional { condition, then, otherwise } => {
                self.conditional(*condition, *then, *otherwise, span)
            }
            ast::ExprKind::Call { callee, args } => self.call(*callee, args, span),
            ast::ExprKind::CallOptions { .. } => self.refused(codes::CALL_OPTIONS, span),
            ast::ExprKind::Index { base, index } => self.index(*base, *index, usage, span),
            ast::ExprKind::Slice { .. } => self.refused(codes::ARRAYS, span),
            ast::ExprKind::Member { base, member } => {
                let operand = self.member(*base, *member, span);
                self.expect_unique(operand)
            }
            ast::ExprKind::New(_) => self.refused(codes::CREATION, span),
        }
    }

    pub(crate) fn refused(&mut self, feature: codes::Feature, span: Span) -> Operand {
        self.refuse(feature, span);
        self.poison(span)
    }

    /// A value of type `bool`, where a condition stands.
    pub(crate) fn condition(&mut self, id: Id<ast::Expr>) -> ExprId {
        let operand = self.expr(id, Use::Read);
        self.coerce(operand, &Type::Value(ValueType::Bool), Mismatch::Expected)
    }

    /// A name that is not called stands for one thing.
    fn expect_meaning(&mut self, operand: Operand) -> Operand {
        let meanings = match &operand.ty {
            Ty::Functions(ids) => ids.len(),
            Ty::Events(ids) => ids.len(),
            // `require(bool)`, with a string, with an error; `revert()`, with a string.
            Ty::Builtin(Builtin::Require) => 3,
            Ty::Builtin(Builtin::Revert) => 2,
            _ => 1,
        };
        if meanings == 1 {
            return operand;
        }
        let message = "this name has several meanings, and no arguments say which one is meant";
        self.error(codes::AMBIGUOUS_REFERENCE, message, operand.span);
        self.poison(operand.span)
    }

    pub(crate) fn identifier(&mut self, name: Symbol, span: Span, usage: Use) -> Operand {
        match self.local(name) {
            Some(Binding::Refused) => return self.poison(span),
            Some(Binding::Local(local)) => {
                let ty = self.body.locals[local].ty;
                let expr = self.alloc(ExprKind::Local(local), ty, span);
                let place = Place { kind: PlaceKind::Local(local), ty: Type::Value(ty), span };
                let lvalue = Lvalue::Place(place);
                return Operand { ty: Ty::Value(ty), value: Value::Expr(expr), lvalue, is_pure: false, span };
            }
            None => {}
        }
        match self.cx.lookup(self.site, name) {
            Some(decl) => self.declared(decl, span, usage),
            None => self.name_of_language(name, span),
        }
    }

    /// What has been declared under some name.
    pub(crate) fn declared(&mut self, decl: Decl, span: Span, usage: Use) -> Operand {
        match decl {
            Decl::Refused => self.poison(span),
            Decl::Contract(id) => Operand::name(Ty::Contract(id), span),
            Decl::Type(ty) => Operand::name(Ty::TypeName(ty), span),
            Decl::Module(file) => Operand::name(Ty::Module(file), span),
            Decl::Functions(ids) => Operand::name(Ty::Functions(ids), span),
            Decl::Events(ids) => Operand::name(Ty::Events(ids), span),
            Decl::Error(id) => Operand::name(Ty::Error(id), span),
            Decl::Constant(id) => {
                let ty = self.cx.program.constants[id].ty;
                let expr = self.alloc(ExprKind::Constant(id), ty, span);
                Operand { lvalue: Lvalue::Constant, ..Operand::value(Ty::Value(ty), expr, true, span) }
            }
            Decl::Variable(id) => {
                let ty = self.cx.program.variables[id].ty.clone();
                self.load(Place { kind: PlaceKind::State(id), ty, span }, usage)
            }
        }
    }

    /// What lies at a place in storage.
    pub(crate) fn load(&mut self, place: Place, usage: Use) -> Operand {
        let span = place.span;
        let immutable = match place.kind {
            PlaceKind::State(id) => Some(&self.cx.program.variables[id]),
            PlaceKind::Local(_) | PlaceKind::Element { .. } => None,
        };
        let immutable = immutable.filter(|variable| variable.kind == VariableKind::Immutable);
        match (usage, immutable) {
            // Where it is written is asked of its place.
            (Use::Write, Some(_)) => {}
            (Use::Read, Some(variable)) if variable.init_is_number => {}
            (Use::Write, None) => self.touch(Touch::Writes, span),
            (Use::Read, _) => self.touch(Touch::Reads, span),
        }
        let ty = Ty::from(&place.ty);
        let expr = self.alloc(ExprKind::Load(place.clone()), place.ty.clone(), span);
        Operand { ty, value: Value::Expr(expr), lvalue: Lvalue::Place(place), is_pure: false, span }
    }

    fn name_of_language(&mut self, name: Symbol, span: Span) -> Operand {
        let text = self.cx.name(name);
        if let Some(builtin) = Builtin::find(text) {
            return Operand::name(Ty::Builtin(builtin), span);
        }
        if let Some(magic) = Magic::find(text) {
            return Operand::name(Ty::Magic(magic), span);
        }
        if let Some((code, instead)) = builtin::former_name(text) {
            return self.former(code, text, instead, span);
        }
        if let Some(feature) = builtin::refused_name(text) {
            return self.refused(feature, span);
        }
        if let ("this", Some(contract)) = (text, self.site.contract) {
            return self.this(contract, span);
        }
        if !self.cx.is_incomplete(self.site) {
            let diagnostic = Diagnostic::error(codes::UNDECLARED, format!("`{text}` is not declared"), span);
            self.report(diagnostic.label("not found, or not yet"));
        }
        self.poison(span)
    }

    /// What the language once had.
    pub(crate) fn former(&mut self, code: Code, text: &str, instead: &str, span: Span) -> Operand {
        let diagnostic = Diagnostic::error(code, format!("`{text}` is no longer part of the language"), span);
        self.report(diagnostic.help(format!("write `{instead}`")));
        self.poison(span)
    }

    fn this(&mut self, contract: ContractId, span: Span) -> Operand {
        self.touch(Touch::Reads, span);
        let ty = ValueType::Contract(contract);
        let expr = self.alloc(ExprKind::Env(EnvField::ThisAddress), ty, span);
        Operand::value(Ty::Value(ty), expr, false, span)
    }

    fn literal(&mut self, literal: &Literal, span: Span) -> Operand {
        match literal {
            Literal::Bool(value) => {
                let expr = self.alloc(ExprKind::Literal(U256::from(*value)), ValueType::Bool, span);
                Operand::value(Ty::BOOL, expr, true, span)
            }
            Literal::String { bytes, .. } => Operand::name(Ty::Text(bytes.clone()), span),
            Literal::Number(number) => self.number(number, span),
        }
    }

    fn number(&mut self, number: &ast::Number, span: Span) -> Operand {
        if looks_like_address(number) {
            return self.address(&without_underscores(number), span);
        }
        if let Some(Spanned { node: Unit::Years, .. }) = number.unit {
            let diagnostic = Diagnostic::error(codes::YEARS, "`years` are no longer part of the language", span);
            self.report(diagnostic.help("write `365 days`"));
        }
        match Rational::from_literal(number) {
            Some(number) => Operand::name(Ty::Number(number), span),
            None => {
                self.error(codes::BAD_LITERAL, "this number is out of bounds", span);
                self.poison(span)
            }
        }
    }

    /// A hexadecimal number that looks like an address is one, with the checksum of EIP-55.
    fn address(&mut self, text: &str, span: Span) -> Operand {
        let digits = text.len() - 2;
        let address = alloy_primitives::Address::parse_checksummed(text, None);
        match address {
            Ok(address) => {
                let word = U256::from_be_slice(address.as_slice());
                let expr = self.alloc(ExprKind::Literal(word), ValueType::ADDRESS, span);
                return Operand::value(Ty::Value(ValueType::ADDRESS), expr, true, span);
            }
            Err(_) if digits != 40 => {
                let message = format!("this looks like an address and has {digits} digits instead of 40");
                let diagnostic = Diagnostic::error(codes::ADDRESS_LITERAL, message, span);
                self.report(diagnostic.help("put `00` in front of a number that is not an address"));
            }
            Err(_) => {
                let message = "this looks like an address and has the wrong checksum";
                let mut diagnostic = Diagnostic::error(codes::ADDRESS_LITERAL, message, span);
                if let Ok(address) = text.parse::<alloy_primitives::Address>() {
                    diagnostic =
                        diagnostic.help(format!("the checksum of EIP-55 is in the case of the letters: `{address}`"));
                }
                self.report(diagnostic);
            }
        }
        self.poison(span)
    }

    fn tuple(&mut self, parts: &[Option<Id<ast::Expr>>], usage: Use, span: Span) -> Operand {
        let parts: Vec<Option<Operand>> = parts.iter().map(|part| part.map(|part| self.expr(part, usage))).collect();
        if usage == Use::Read {
            if parts.iter().any(Option::is_none) {
                self.error(codes::TUPLE_HOLE, "a component of this tuple is left out", span);
                return self.poison(span);
            }
            if let Some(part) = parts.iter().flatten().find(|part| part.ty == Ty::UNIT) {
                self.error(codes::TUPLE_VALUE, "this component of a tuple has no value", part.span);
                return self.poison(span);
            }
            if let Some(part) = parts.iter().flatten().find(|part| part.ty.is_beyond_types()) {
                self.error(codes::TUPLE_NUMBER, NO_TYPE, part.span);
                return self.poison(span);
            }
        }
        let ty = Ty::Tuple(parts.iter().map(|part| part.as_ref().map(|part| part.ty.clone())).collect());
        let is_pure = parts.iter().flatten().all(|part| part.is_pure);
        Operand { ty, value: Value::Parts(parts), lvalue: Lvalue::No, is_pure, span }
    }

    fn conditional(
        &mut self,
        condition: Id<ast::Expr>,
        then: Id<ast::Expr>,
        otherwise: Id<ast::Expr>,
        span: Span,
    ) -> Operand {
        let test = self.expr(condition, Use::Read);
        let test_is_pure = test.is_pure;
        let test = self.coerce(test, &Type::Value(ValueType::Bool), Mismatch::Expected);
        let (then, otherwise) = (self.expr(then, Use::Read), self.expr(otherwise, Use::Read));
        if then.ty.is_poison() || otherwise.ty.is_poison() {
            return self.poison(span);
        }
        let sides = [(&then, codes::TRUE_WITHOUT_TYPE), (&otherwise, codes::FALSE_WITHOUT_TYPE)];
        let mut mobile = Vec::new();
        for (side, code) in sides {
            match (side.ty.mobile(), self.refused_value(&side.ty)) {
                (Some(Type::Mapping(_)), _) => return self.refused(codes::MAPPING_POINTERS, side.span),
                (Some(ty), _) => mobile.push(ty),
                (None, Some(feature)) => return self.refused(feature, side.span),
                (None, None) if matches!(side.ty, Ty::Module(_)) => {
                    return self.refused(codes::MODULE_VALUES, side.span);
                }
                (None, None) => {
                    self.error(
                        code,
                        format!("`{}` has no type at run time", side.ty.text(&self.cx.program)),
                        side.span,
                    );
                }
            }
        }
        let Ok([then_type, otherwise_type]) = <[Type; 2]>::try_from(mobile) else { return self.poison(span) };
        let [a, b] = [Ty::from(&then_type), Ty::from(&otherwise_type)];
        let Some(ty) = common_type(&a, &b) else {
            let [a, b] = [a, b].map(|ty| ty.text(&self.cx.program));
            let message = format!("`{a}` and `{b}` have no common type");
            let (then, otherwise) = (then.span, otherwise.span);
            let diagnostic = Diagnostic::error(codes::CONDITIONAL_TYPES, message, span);
            self.report(diagnostic.secondary(then, a).secondary(otherwise, b));
            return self.poison(span);
        };
        let is_pure = test_is_pure && then.is_pure && otherwise.is_pure;
        let (then, otherwise) = (self.force(then, &ty), self.force(otherwise, &ty));
        let kind = ExprKind::Conditional { condition: test, then, otherwise };
        let expr = self.alloc(kind, ty.clone(), span);
        Operand::value(Ty::from(&ty), expr, is_pure, span)
    }
}

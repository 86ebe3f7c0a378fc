//! Names and types: from the syntax tree to the HIR.
//!
//! Promise: whoever gets a [`hir::Program`] gets one that solc accepts too, and that uses supported features only.
//! Whatever solc refuses is refused under solc's number; what is valid and not supported is refused by name, wherever
//! it stands (what we don't check we must not accept).
//!
//! Rounds: names ([`scope`]), imports ([`import`]), contracts and what is refused whole ([`declare`]), signatures of everything
//! else ([`declare`]), bodies ([`body`]).

mod assign;
mod body;
mod builtin;
mod call;
mod convert;
mod declare;
mod evaluate;
mod expr;
mod import;
mod index;
mod intrinsic;
mod layout;
mod member;
mod operator;
mod rational;
mod scope;
mod signature;
mod stmt;
mod ty;
mod types;

use std::collections::HashMap;

use syntax::arena::Id;
use syntax::ast::{self, Ast, SourceUnit};
use syntax::diagnostic::{Diagnostic, Diagnostics};
use syntax::span::{SourceMap, Span};

use crate::codes::{self, Feature};
use crate::hir::{self, ConstantId, ContractId, FunctionId, Program, VariableId};
use body::{BodyChecker, Context};
use evaluate::{ConstantText, Question};
use scope::{Decl, Scope};

/// The files that imports name, as indices of the list of files.
pub type Targets = HashMap<Id<ast::Import>, usize>;

/// The program behind these files, and what there is to say about it. Each import has a target.
///
/// # Errors
/// All findings, when one of them is an error.
pub fn analyze(
    ast: &Ast,
    units: &[SourceUnit],
    targets: &Targets,
    sources: &SourceMap,
) -> Result<(Program, Diagnostics), Diagnostics> {
    let mut analyzer = Analyzer {
        ast,
        units,
        targets,
        sources,
        sink: Diagnostics::new(),
        program: Program::default(),
        files: Vec::new(),
        contracts: Vec::new(),
        hidden: Vec::new(),
        resolved: HashMap::new(),
        work: Vec::new(),
        constant_texts: Vec::new(),
        questions: Vec::new(),
    };
    analyzer.declare();
    analyzer.check_bodies();
    analyzer.check_lengths();
    analyzer.check_constants();
    analyzer.check_divisors();
    analyzer.lay_out_storage();
    let Analyzer { program, mut sink, .. } = analyzer;
    sink.sort();
    if sink.has_errors() { Err(sink) } else { Ok((program, sink)) }
}

/// Most expressions and local variables of a function.
const FUNCTION_LENGTH_MAX: usize = 50_000;
/// Most expressions and local variables of all functions.
const PROGRAM_LENGTH_MAX: usize = 200_000;

/// What is known so far.
pub(crate) struct Analyzer<'a> {
    ast: &'a Ast,
    units: &'a [SourceUnit],
    targets: &'a Targets,
    sources: &'a SourceMap,
    sink: Diagnostics,
    program: Program,
    files: Vec<Scope>,
    /// By contract id.
    contracts: Vec<Scope>,
    /// Names of the parameters and results whose types are looked at: they hide types of the same names.
    hidden: Vec<ast::Symbol>,
    /// What items turned out to be, as far as they have been looked at.
    resolved: HashMap<ast::Item, Decl>,
    /// What is still to be checked once all signatures are known.
    work: Vec<Work>,
    /// By constant id.
    constant_texts: Vec<ConstantText>,
    /// Where the value of an expression is asked for once all constants are known.
    questions: Vec<(Question, Site)>,
}

/// Where a body stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Site {
    file: usize,
    contract: Option<ContractId>,
}

/// A body that is still to be checked.
enum Work {
    Function { id: Option<FunctionId>, ast: Id<ast::Function>, site: Site },
    Constant { id: ConstantId, init: Id<ast::Expr>, site: Site },
    Variable { id: VariableId, init: Id<ast::Expr>, site: Site },
}

impl<'a> Analyzer<'a> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.sink.push(diagnostic);
    }

    fn refuse(&mut self, feature: Feature, span: Span) {
        self.report(feature.refuse(span));
    }

    /// The name of a file.
    fn path(&self, file: usize) -> &'a str {
        self.sources.file(self.units[file].file).path()
    }

    fn name(&self, symbol: ast::Symbol) -> &'a str {
        self.ast.name(symbol)
    }

    fn check_bodies(&mut self) {
        // Functions come last: what the initial value of an immutable variable is matters to them.
        let work = std::mem::take(&mut self.work);
        let (functions, values): (Vec<Work>, Vec<Work>) =
            work.into_iter().partition(|work| matches!(work, Work::Function { .. }));
        for work in values.into_iter().chain(functions) {
            match work {
                Work::Function { id, ast, site } => {
                    let body = self.check_function(ast, site);
                    if let Some(id) = id {
                        self.program.functions[id].body = body;
                    }
                }
                Work::Constant { id, init, site } => {
                    let ty = self.program.constants[id].ty;
                    let mut checker = BodyChecker::new(self, site, Context::Constant);
                    let value = checker.constant_value(init, ty);
                    let body = checker.finish();
                    self.program.constants[id].value = hir::Initializer { body, value };
                }
                Work::Variable { id, init, site } => {
                    let ty = self.program.variables[id].ty.clone();
                    let mut checker = BodyChecker::new(self, site, Context::Variable);
                    let (value, is_number) = checker.initial_value(init, &ty);
                    let body = checker.finish();
                    let variable = &mut self.program.variables[id];
                    variable.init = Some(hir::Initializer { body, value });
                    variable.init_is_number = is_number;
                }
            }
        }
    }

    /// What comes after the analysis takes time that grows faster than a function does.
    fn check_lengths(&mut self) {
        let length = |body: &hir::Body| body.exprs.len() + body.locals.len();
        let functions = self.program.functions.iter().map(|(_, function)| (function.span, length(&function.body)));
        let constants = self.program.constants.iter().map(|(_, it)| (it.span, length(&it.value.body)));
        let variables = self.program.variables.iter();
        let variables = variables.filter_map(|(_, it)| Some((it.span, length(&it.init.as_ref()?.body))));
        let mut total = 0;
        let mut found = Vec::new();
        for (span, length) in functions.chain(constants).chain(variables) {
            total += length;
            if length > FUNCTION_LENGTH_MAX {
                found.push((
                    span,
                    format!(
                        "{length} expressions and variables stand here; at most {FUNCTION_LENGTH_MAX} are compiled"
                    ),
                ));
            } else if total > PROGRAM_LENGTH_MAX && total - length <= PROGRAM_LENGTH_MAX {
                found.push((
                    span,
                    format!("up to here, the program has more than {PROGRAM_LENGTH_MAX} expressions and variables"),
                ));
            }
        }
        for (span, message) in found {
            self.report(Diagnostic::error(codes::TOO_LONG, message, span).help("cut it into several"));
        }
    }

    /// Constants must not need themselves.
    fn check_constants(&mut self) {
        let needs: Vec<Vec<ConstantId>> =
            self.program.constants.iter().map(|(_, constant)| constant.value.body.constants().collect()).collect();
        for start in 0..needs.len() {
            if reaches(&needs, start) {
                let constant = &self.program.constants[Id::from_index(start)];
                let message = format!("the value of the constant `{}` depends on itself", constant.name);
                let span = constant.span;
                self.report(Diagnostic::error(codes::CONSTANT_CYCLE, message, span));
            }
        }
    }
}

/// True when a walk along `edges` leads from a node back to it.
fn reaches(edges: &[Vec<ConstantId>], start: usize) -> bool {
    let mut seen = vec![false; edges.len()];
    let mut stack = edges[start].clone();
    while let Some(node) = stack.pop() {
        if node.index() == start {
            return true;
        }
        if !std::mem::replace(&mut seen[node.index()], true) {
            stack.extend(&edges[node.index()]);
        }
    }
    false
}

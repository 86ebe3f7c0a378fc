//! From a file to its tree: tokens, brackets, pieces, and one run of the grammar for each piece.
//!
//! A file is cut at the boundaries of items and members before any of them is parsed, so that a mistake in one can't
//! hide the next. Where a member's body has a mistake, the statements after it are still read for theirs.

use lalrpop_util::{ParseError, lalrpop_mod};

use crate::ast::{Ast, Item, SourceUnit, YulBlock};
use crate::brackets::{self, Brackets};
use crate::build::{Cx, Piece, error, too_deep};
use crate::classify::{classify, classify_piece};
use crate::codes;
use crate::cut::{self, Scope};
use crate::diagnostic::{Diagnostic, Diagnostics, Label};
use crate::expect;
use crate::span::{SourceFault, SourceFile, Span};
use crate::token::{Lexeme, Token, lex};
use crate::{yul_check, yul_token};

lalrpop_mod!(
    #[allow(clippy::all, clippy::unwrap_used, unused_qualifications, unreachable_pub, missing_docs, unused_imports)]
    grammar
);
lalrpop_mod!(
    #[allow(clippy::all, clippy::unwrap_used, unused_qualifications, unreachable_pub, missing_docs, unused_imports)]
    yul
);

/// Parses a file into `ast`. What is wrong with it goes to `diagnostics`; what is right is in the result all the same.
pub fn parse(source: &SourceFile, ast: &mut Ast, diagnostics: &mut Diagnostics) -> SourceUnit {
    let file = source.id();
    if let Some(fault) = source.fault() {
        let (code, message, at) = match fault {
            SourceFault::InvalidUtf8 { at } => (codes::NOT_UTF8, "this file is not valid UTF-8", at),
            SourceFault::TooLarge { .. } => (codes::TOO_LARGE, "this file is too large to be read", 0),
        };
        let span = Span::new(file, at, at);
        diagnostics.push(Diagnostic::error(code, message, span).label(fault.to_string()));
        return SourceUnit { file, items: Vec::new() };
    }
    let text = source.text();
    let raw = lex(text);
    let raw_brackets = brackets::match_brackets(&raw);
    if let Some(at) = raw_brackets.too_deep {
        diagnostics.push(too_deep(Span::new(file, raw[at].0, raw[at].2)));
        return SourceUnit { file, items: Vec::new() };
    }
    let tokens = classify(text, &raw, &raw_brackets);
    drop(raw);
    let brackets = brackets::match_brackets(&tokens);
    let before = diagnostics.len();
    let cx = Cx::new(ast, diagnostics, file, text);
    let mut parser = Parser { cx, tokens, brackets, grammar: grammar::PieceParser::new(), piece: Vec::new() };
    let items = parser.items();
    parser.explain_brackets(before);
    SourceUnit { file, items }
}

/// Parses an assembly block, braces included, that starts at `base`.
pub(crate) fn assembly(cx: &mut Cx<'_>, text: &str, base: u32) -> Result<YulBlock, Box<Diagnostic>> {
    let tokens = yul_token::lex(text, base);
    let end = base + u32::try_from(text.len()).expect("a source file has 32-bit offsets");
    let result = yul::BlockParser::new().parse(cx, tokens.iter().copied().map(Ok::<_, Box<Diagnostic>>));
    match result {
        Ok(block) => {
            yul_check::check(cx, &block);
            Ok(block)
        }
        Err(ParseError::User { error }) => Err(error),
        Err(ParseError::UnrecognizedToken { token: (start, _, stop), expected }) => {
            let at = tokens.partition_point(|(from, ..)| *from < start);
            Err(Box::new(expect::assembly(&tokens, at, &expected, cx.span(start, stop))))
        }
        Err(ParseError::UnrecognizedEof { expected, .. }) => {
            Err(Box::new(expect::assembly(&tokens, tokens.len(), &expected, cx.span(end, end))))
        }
        Err(ParseError::ExtraToken { token: (start, _, stop) }) => {
            Err(Box::new(error(2314, "expected the end of the assembly block", cx.span(start, stop))))
        }
        Err(ParseError::InvalidToken { location }) => {
            Err(Box::new(error(2314, "unexpected text", cx.span(location, location))))
        }
    }
}

/// Where a piece went wrong, as an index of the file's tokens.
struct Failure {
    at: usize,
}

struct Parser<'s> {
    cx: Cx<'s>,
    tokens: Vec<Lexeme<'s>>,
    brackets: Brackets,
    grammar: grammar::PieceParser,
    /// The tokens of the piece at hand; kept to reuse its memory.
    piece: Vec<Lexeme<'s>>,
}

impl<'s> Parser<'s> {
    fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            if let Some(open) = cut::contract_head(&self.tokens, at) {
                let head = self.run(Token::StartContract, at, open + 1);
                let (members, end) = self.members(open + 1);
                if let Ok(Piece::Contract(head)) = head {
                    let stop = self.tokens[end.min(self.tokens.len()) - 1].2;
                    items.push(self.cx.contract(head, members, stop));
                }
                at = end;
            } else {
                let end = cut::piece(&self.tokens, &self.brackets, at, Scope::File);
                let start =
                    if cut::begins_contract(self.tokens[at].1) { Token::StartContract } else { Token::StartItem };
                items.extend(self.item(start, at, end));
                at = end;
            }
        }
        items
    }

    /// The members from `at` on, and the index behind the contract's closing brace.
    fn members(&mut self, mut at: usize) -> (Vec<Item>, usize) {
        let mut members = Vec::new();
        loop {
            match self.tokens.get(at) {
                None => {
                    self.unexpected_end();
                    return (members, at);
                }
                Some((_, Token::RBrace, _)) => return (members, at + 1),
                Some(_) => {
                    let end = cut::piece(&self.tokens, &self.brackets, at, Scope::Contract);
                    members.extend(self.item(Token::StartMember, at, end));
                    at = end;
                }
            }
        }
    }

    /// solc finds no member where a contract's closing brace is missing.
    fn unexpected_end(&mut self) {
        let end = u32::try_from(self.cx.text.len()).expect("a source file has 32-bit offsets");
        let span = self.cx.span(end, end);
        let message =
            "expected a function, variable, struct or modifier declaration, or `}`, found the end of the file";
        self.cx.report(9182, message, span);
    }

    fn item(&mut self, start: Token<'s>, from: usize, to: usize) -> Option<Item> {
        self.cx.in_contract = start == Token::StartMember;
        self.cx.in_modifier = self.tokens[from].1 == Token::Modifier;
        match self.run(start, from, to) {
            Ok(Piece::Item(item)) => item,
            Ok(Piece::Contract(_) | Piece::Stmt) => None,
            Err(failure) => {
                self.later_statements(&failure, from, to);
                None
            }
        }
    }

    /// Reads the statements after the one that failed, for their mistakes alone.
    fn later_statements(&mut self, failure: &Failure, from: usize, to: usize) {
        let is_open = |at: &usize| self.tokens[*at].1 == Token::LBrace;
        let Some(open) = (from..failure.at.min(to)).find(is_open) else { return };
        let Some(close) = self.brackets.partner(open).filter(|close| *close < to) else { return };
        if !cut::has_statements(&self.tokens, from) {
            return;
        }
        let mut at = open + 1;
        while at < close {
            let end = cut::piece(&self.tokens, &self.brackets, at, Scope::Body).min(close);
            if at > failure.at {
                // Its own failure needs no further look: the next statement follows anyway.
                let _ = self.run(Token::StartStatement, at, end);
            }
            at = end.max(at + 1);
        }
    }

    /// Parses the tokens `from..to` as a piece of the kind that `start` names.
    fn run(&mut self, start: Token<'s>, from: usize, to: usize) -> Result<Piece, Failure> {
        let begin = self.tokens[from].0;
        self.piece.clear();
        self.piece.push((begin, start, begin));
        self.piece.extend_from_slice(&self.tokens[from..to]);
        match start {
            Token::StartMember => classify_piece(&mut self.piece[1..], true),
            Token::StartItem => classify_piece(&mut self.piece[1..], false),
            _ => {}
        }
        let tokens = self.piece.iter().copied().map(Ok::<_, Box<Diagnostic>>);
        let result = self.grammar.parse(&mut self.cx, tokens);
        let (at, expected) = match result {
            Ok(piece) => return Ok(piece),
            Err(ParseError::User { error }) => {
                let start = error.span().start;
                self.cx.diagnostics.push(*error);
                let at = self.tokens.partition_point(|(from, ..)| *from < start);
                return Err(Failure { at });
            }
            Err(ParseError::UnrecognizedToken { token: (start, ..), expected }) => {
                // The piece's first, invisible token has no width and is always accepted.
                let at = self.tokens[..to].partition_point(|(from, ..)| *from < start);
                (at, expected)
            }
            // What ended the piece is what was not expected.
            Err(ParseError::UnrecognizedEof { expected, .. }) => (to, expected),
            Err(ParseError::ExtraToken { token: (start, ..) }) => {
                (self.tokens[..to].partition_point(|(from, ..)| *from < start), Vec::new())
            }
            Err(ParseError::InvalidToken { .. }) => (from, Vec::new()),
        };
        // As in solc, a lone word at the end of a file begins nothing.
        let lone = start == Token::StartItem && at == from + 1 && at == self.tokens.len();
        let at = if lone && cut::begins_variable(self.tokens[from].1) { from } else { at };
        let span = match self.tokens.get(at) {
            Some((start, _, end)) => self.cx.span(*start, *end),
            None => {
                let end = u32::try_from(self.cx.text.len()).expect("a source file has 32-bit offsets");
                self.cx.span(end, end)
            }
        };
        let found = expect::Found { tokens: &self.tokens, from, at, start, text: self.cx.text };
        let diagnostic = expect::solidity(&found, &expected, span);
        self.cx.diagnostics.push(diagnostic);
        Err(Failure { at })
    }

    /// Adds to the file's first error the bracket without partner, which is often its cause.
    fn explain_brackets(&mut self, before: usize) {
        let Some(at) = self.brackets.unmatched else { return };
        let (start, token, end) = self.tokens[at];
        let span = self.cx.span(start, end);
        let text = if brackets::opening(token).is_some() { "this is never closed" } else { "this closes nothing" };
        let first = self.cx.diagnostics.nth_mut(before);
        match first {
            Some(first) if first.span() != span => {
                first.secondary.push(Label { span, text: text.into() });
            }
            Some(first) => first.primary.text = text.into(),
            None => self.cx.report(2314, "a bracket has no partner", span),
        }
    }
}

//! What to say where the grammar does not go on, and under which of solc's numbers.
//!
//! solc's parser descends by hand and has a message for some places. Which place it is follows from what could have
//! stood there, and from the neighbours.

use crate::build::error;
use crate::diagnostic::Diagnostic;
use crate::span::Span;
use crate::token::{Fault, Lexeme, Token};
use crate::yul_token::Token as Yul;

/// The token that was found, in its surroundings.
pub(crate) struct Found<'a, 's> {
    /// All tokens of the file.
    pub(crate) tokens: &'a [Lexeme<'s>],
    /// Where the piece starts.
    pub(crate) from: usize,
    /// Where the grammar stopped; may be the end of the file.
    pub(crate) at: usize,
    /// The kind of piece.
    pub(crate) start: Token<'s>,
    /// The text of the file.
    pub(crate) text: &'s str,
}

impl<'s> Found<'_, 's> {
    fn token(&self) -> Option<Token<'s>> {
        self.tokens.get(self.at).map(|(_, token, _)| *token)
    }

    fn before(&self, n: usize) -> Option<Token<'s>> {
        self.at.checked_sub(n).filter(|at| *at >= self.from).map(|at| self.tokens[at].1)
    }

    fn first(&self) -> Option<Token<'s>> {
        self.tokens.get(self.from).map(|(_, token, _)| *token)
    }

    fn text(&self) -> String {
        match self.tokens.get(self.at) {
            None => "the end of the file".into(),
            Some((start, token, end)) => {
                let text = self.text.get(*start as usize..*end as usize).unwrap_or("");
                let short: String = text.lines().next().unwrap_or("").chars().take(40).collect();
                match token {
                    Token::Illegal(fault) => fault.to_string(),
                    Token::Reserved(word) => format!("`{word}`, a word that Solidity keeps for later"),
                    _ => format!("`{short}`"),
                }
            }
        }
    }
}

/// Terminals of the grammar, by its own names for them.
struct Expected<'a>(&'a [String]);

impl Expected<'_> {
    fn has(&self, terminal: &str) -> bool {
        self.0.iter().any(|name| name.trim_matches('"') == terminal)
    }

    fn expression(&self) -> bool {
        self.has("number")
    }

    fn ty(&self) -> bool {
        self.has("mapping") && !self.expression()
    }

    /// A short list of what would have been right, or nothing when it would be long.
    fn list(&self) -> Option<String> {
        let mut names: Vec<String> = self.0.iter().map(|name| name.trim_matches('"')).map(Self::describe).collect();
        names.dedup();
        match names.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            [most @ .., last] if most.len() <= 4 => Some(format!("{} or {last}", most.join(", "))),
            _ if self.has(";") => Some("`;`".into()),
            _ if self.has("{") => Some("`{`".into()),
            _ if self.has(")") => Some("`,` or `)`".into()),
            _ if self.has("]") => Some("`]`".into()),
            _ => None,
        }
    }

    fn describe(name: &str) -> String {
        match name {
            "identifier" => "a name".into(),
            "string" | "hex string" | "unicode string" => format!("a {name}"),
            "options {" => "`{`".into(),
            _ => format!("`{name}`"),
        }
    }
}

/// The diagnostic for a piece of Solidity that doesn't go on at a token.
pub(crate) fn solidity(found: &Found<'_, '_>, expected: &[String], span: Span) -> Diagnostic {
    let expected = Expected(expected);
    let token = found.token();
    let illegal = matches!(token, Some(Token::Illegal(_)));
    let (number, what) = place(found, &expected, token, illegal);
    let message = if illegal {
        found.text()
    } else {
        match what.or_else(|| expected.list()) {
            Some(what) => format!("expected {what}, found {}", found.text()),
            None => format!("unexpected {}", found.text()),
        }
    };
    let diagnostic = error(number, message, span);
    match (number, token) {
        (9636, _) => diagnostic.help("leave the `+` out"),
        (2915, _) => diagnostic.help("write `fallback() external` or `receive() external payable`"),
        (_, Some(Token::Illegal(Fault::StringCharacter))) => diagnostic.help("write `unicode\"...\"`"),
        _ => diagnostic,
    }
}

/// solc's number for a place, and what it expects there if that has a name.
fn place(
    found: &Found<'_, '_>,
    expected: &Expected<'_>,
    token: Option<Token<'_>>,
    illegal: bool,
) -> (u16, Option<String>) {
    let some = |text: &str| Some(text.to_owned());
    if found.at == found.from {
        return match found.start {
            Token::StartItem | Token::StartContract => (7858, some("a definition or directive")),
            Token::StartMember => (9182, some("a function, variable, struct or modifier declaration")),
            _ if illegal => (8936, None),
            _ => (6933, some("a statement")),
        };
    }
    let before = found.before(1);
    if found.start == Token::StartContract && before == Some(Token::Ident("layout")) && found.at > found.from + 2 {
        return (1994, some("`at`"));
    }
    match (found.first(), before, token) {
        (Some(Token::Abstract), Some(Token::Abstract), _) => {
            return (3515, some("`contract`, `interface` or `library`"));
        }
        (Some(Token::Import), Some(Token::Import), _) => return (9478, some("a path, `*` or a list of names")),
        (Some(Token::Import), Some(Token::Ident("from")), _) if expected.has("string") => {
            return (6845, some("the path of the import"));
        }
        // After a list or a module's name only `from` can follow.
        (Some(Token::Import), Some(Token::RBrace), _) => return (8208, some("`from`")),
        (Some(Token::Import), Some(Token::Ident(_)), _)
            if found.before(2) == Some(Token::As) && found.before(3) == Some(Token::Mul) =>
        {
            return (8208, some("`from`"));
        }
        (Some(Token::Using), Some(Token::As), _) => return (4403, some("an operator that can be defined")),
        (Some(Token::Enum), Some(Token::Comma), _) => return (1612, some("a name after `,`")),
        (_, Some(Token::Emit), _) => return (5620, some("the name of an event")),
        (_, Some(Token::LParen), _) if found.before(2) == Some(Token::Mapping) => {
            return (1005, some("an elementary type or a name as the key of the mapping"));
        }
        (Some(Token::Function), _, Some(Token::LBrace))
            if found.start == Token::StartMember
                && found.tokens.get(found.from + 1).map(|(_, token, _)| *token) == Some(Token::LParen) =>
        {
            return (2915, some("a state variable"));
        }
        (_, Some(Token::Address), Some(Token::Pure | Token::View)) => {
            return (2311, some("`payable` or a name after `address`"));
        }
        (
            _,
            Some(Token::Elementary(_) | Token::Bool | Token::String | Token::Bytes),
            Some(Token::Pure | Token::View | Token::Payable),
        ) => {
            return (9106, some("a state mutability only with `address`"));
        }
        _ => {}
    }
    if expected.expression() {
        return match (before, token) {
            (_, Some(Token::Add)) => (9636, some("an expression without unary `+`")),
            (Some(Token::Comma), Some(Token::RBracket)) => (4799, some("an element of the array")),
            (Some(Token::LBracket), Some(Token::Comma)) if !found.before(2).is_some_and(ends_operand) => {
                (4799, some("an element of the array"))
            }
            (Some(Token::Pragma), _) => (2314, None),
            _ if illegal => (8936, None),
            _ => (6933, some("an expression")),
        };
    }
    if expected.ty() {
        return match (before, token) {
            (Some(Token::Comma), Some(Token::RParen)) => (7591, some("a parameter after `,`")),
            _ => (3546, some("a type")),
        };
    }
    (2314, None)
}

/// Behind such a token a bracket is an index.
fn ends_operand(token: Token<'_>) -> bool {
    matches!(
        token,
        Token::Ident(_)
            | Token::RParen
            | Token::RBracket
            | Token::RBrace
            | Token::Elementary(_)
            | Token::Str(_)
            | Token::Bytes
            | Token::String
            | Token::Bool
            | Token::Address
    )
}

/// The diagnostic for assembly that doesn't go on at a token.
pub(crate) fn assembly(tokens: &[(u32, Yul<'_>, u32)], at: usize, expected: &[String], span: Span) -> Diagnostic {
    let expected = Expected(expected);
    let token = tokens.get(at).map(|(_, token, _)| *token);
    let before = at.checked_sub(1).and_then(|at| tokens.get(at)).map(|(_, token, _)| *token);
    let next = tokens.get(at + 1).map(|(_, token, _)| *token);
    let literal = matches!(token, Some(Yul::Number(_) | Yul::Str(_) | Yul::HexStr(_) | Yul::True | Yul::False));
    let illegal = match token {
        Some(Yul::Illegal(fault)) => Some(fault),
        _ => None,
    };
    let refuse = |number: u16, message: &str| match illegal {
        Some(fault) => error(number, fault.to_string(), span),
        None => error(number, message, span),
    };
    // solc has read a literal before it finds that none can stand there.
    let after = tokens.get(at + 1).map_or(span, |(start, _, end)| Span::new(span.file, *start, *end));
    let nothing = if illegal.is_some() { 1465 } else { 1856 };
    if expected.has("let") {
        return match (token, next) {
            (Some(Yul::Default), _) if before == Some(Yul::RBrace) => refuse(6931, "only one default case is allowed"),
            (Some(Yul::Case), _) if before == Some(Yul::RBrace) => refuse(4904, "a case can't follow the default case"),
            (_, Some(Yul::LParen)) if literal => refuse(9980, "expected the name of a function"),
            (_, Some(Yul::Comma | Yul::Assign)) if literal => refuse(2856, "a literal can't be assigned to"),
            _ if literal => error(6913, "expected a call or an assignment after this literal", after),
            _ => refuse(nothing, "expected a statement, a literal or a name"),
        };
    }
    if before == Some(Yul::Case) {
        return match token {
            Some(Yul::Ident(_)) => refuse(4805, "expected a literal"),
            _ => refuse(nothing, "expected a literal"),
        };
    }
    if expected.has("case") {
        return refuse(2418, "a `switch` needs a case");
    }
    if expected.has("number") {
        return refuse(nothing, "expected a literal or a name");
    }
    if matches!(before, Some(Yul::Ident(_))) && expected.has("(") && expected.has(":=") {
        return refuse(6913, "expected a call or an assignment");
    }
    if before == Some(Yul::Comma) && expected.has("identifier") {
        let names = |(_, token, _): &&(u32, Yul<'_>, u32)| matches!(token, Yul::Ident(_) | Yul::Comma);
        let list = tokens[..at].iter().rev().take_while(names).count();
        let opener = (at - list).checked_sub(1).map(|at| tokens[at].1);
        if !matches!(opener, Some(Yul::Let | Yul::LParen | Yul::Arrow)) {
            return if literal {
                refuse(2856, "a literal can't be assigned to")
            } else {
                refuse(nothing, "expected a name")
            };
        }
    }
    match expected.list() {
        Some(what) => refuse(2314, &format!("expected {what} in assembly")),
        None => refuse(2314, "this can't stand here in assembly"),
    }
}

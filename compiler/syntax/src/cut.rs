//! Where a file may be cut: behind a semicolon or a body, and in front of a word that begins something new.

use crate::brackets::{Brackets, closing, opening};
use crate::token::{Lexeme, Token};

/// What the pieces are pieces of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    File,
    Contract,
    /// A block of statements.
    Body,
}

/// If a contract starts at `at`: the index of its opening brace.
pub(crate) fn contract_head(tokens: &[Lexeme<'_>], at: usize) -> Option<usize> {
    if !begins_contract(tokens[at].1) {
        return None;
    }
    let mut i = at + 1;
    loop {
        match tokens.get(i)?.1 {
            // `f({})` in the arguments of a base
            Token::LBrace if tokens[i - 1].1 == Token::LParen => {}
            Token::LBrace => return Some(i),
            Token::Semicolon | Token::RBrace if !options_open(tokens, at, i) => return None,
            token if begins_definition(token) && !(i == at + 1 && tokens[at].1 == Token::Abstract) => return None,
            _ => {}
        }
        i += 1;
    }
}

/// The token begins a type.
pub(crate) fn begins_variable(token: Token<'_>) -> bool {
    matches!(
        token,
        Token::Ident(_)
            | Token::Elementary(_)
            | Token::Bool
            | Token::Address
            | Token::String
            | Token::Bytes
            | Token::Mapping
    )
}

/// The token begins a contract.
pub(crate) fn begins_contract(token: Token<'_>) -> bool {
    matches!(token, Token::Contract | Token::Interface | Token::Library | Token::Abstract)
}

/// A brace of call options or named arguments is open between the two places.
fn options_open(tokens: &[Lexeme<'_>], from: usize, to: usize) -> bool {
    let mut depth = 0_usize;
    for (_, token, _) in &tokens[from..to] {
        match token {
            Token::OptionsBrace | Token::LBrace => depth += 1,
            Token::RBrace => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth > 0
}

/// Words that can only begin an item or member.
fn begins_definition(token: Token<'_>) -> bool {
    matches!(
        token,
        Token::Contract
            | Token::Interface
            | Token::Library
            | Token::Abstract
            | Token::Struct
            | Token::Enum
            | Token::Event
            | Token::Modifier
            | Token::Constructor
            | Token::Import
            | Token::Pragma
            | Token::Using
    )
}

/// The piece at `from` has a body of statements.
pub(crate) fn has_statements(tokens: &[Lexeme<'_>], from: usize) -> bool {
    matches!(tokens[from].1, Token::Function | Token::Constructor | Token::Modifier | Token::Fallback | Token::Receive)
}

/// The end of the piece that starts at `from`; greater than `from`.
pub(crate) fn piece(tokens: &[Lexeme<'_>], brackets: &Brackets, from: usize, scope: Scope) -> usize {
    let first = tokens[from].1;
    // In these a brace is no body.
    let mut braces_inside = matches!(first, Token::Using | Token::Import);
    let mut at = from;
    while let Some((_, token, _)) = tokens.get(at).copied() {
        if at > from && scope != Scope::Body && begins_new(tokens, at, first) {
            return at;
        }
        if token == Token::Semicolon {
            if !goes_on(tokens, at + 1, first, scope) {
                return at + 1;
            }
            at += 1;
            continue;
        }
        if token == Token::Eq {
            braces_inside = true;
        }
        if let Some(close) = closing(token).map(|_| at) {
            // A bracket that closes what is around the piece, or nothing.
            return if close == from { from + 1 } else { close };
        }
        if opening(token).is_some() {
            let Some(close) = brackets.partner(at) else {
                // Without a partner a round or square bracket is passed over; a body runs to the end.
                if token == Token::LBrace && !braces_inside {
                    return tokens.len();
                }
                at += 1;
                continue;
            };
            let is_body = token == Token::LBrace && !braces_inside;
            at = close + 1;
            if is_body && !goes_on(tokens, at, first, scope) {
                return at;
            }
            continue;
        }
        if matches!(token, Token::AssemblyBody(_)) && scope == Scope::Body {
            return at + 1;
        }
        at += 1;
    }
    tokens.len()
}

/// In `tokens[at]` something new begins, whatever came before.
fn begins_new(tokens: &[Lexeme<'_>], at: usize, first: Token<'_>) -> bool {
    match tokens[at].1 {
        // `using L for function(uint)`, and a name that follows is a function of its own.
        Token::Function => {
            let named = !matches!(tokens.get(at + 1), Some((_, Token::LParen, _)));
            named || first != Token::Using
        }
        // `function constructor()`: a mistake with a message of its own
        Token::Constructor if tokens[at - 1].1 == Token::Function => false,
        token => begins_definition(token),
    }
}

/// A statement goes on behind a block or a semicolon: `else`, `catch`, or the `while` of a `do`.
fn goes_on(tokens: &[Lexeme<'_>], at: usize, first: Token<'_>, scope: Scope) -> bool {
    let next = tokens.get(at).map(|(_, token, _)| *token);
    scope == Scope::Body
        && match next {
            Some(Token::Else | Token::Catch) => true,
            Some(Token::While) => first == Token::Do,
            _ => false,
        }
}

//! The second layer: words and braces that mean something in one place only.
//!
//! What solc decides by looking ahead is decided here by looking at the neighbours. `from`, `global`, `layout` and
//! `at` need no look-ahead: they stand where no other name can, and the grammar's actions compare their text.

use crate::brackets::Brackets;
use crate::cut::begins_variable;
use crate::token::{Lexeme, Token};

/// Replaces tokens by what they are in their place. Assembly blocks and the bodies of pragmas become one token each.
pub(crate) fn classify<'s>(text: &'s str, tokens: &[Lexeme<'s>], brackets: &Brackets) -> Vec<Lexeme<'s>> {
    let kind = |at: usize| tokens.get(at).map(|(_, token, _)| *token);
    let slice = |from: u32, to: u32| text.get(from as usize..to as usize).unwrap_or("");
    let mut out: Vec<Lexeme<'s>> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some((start, token, end)) = tokens.get(at).copied() {
        out.push((start, token, end));
        at += 1;
        match token {
            Token::LBrace if is_ident(kind(at)) && kind(at + 1) == Some(Token::Colon) => {
                replace_last(&mut out, Token::OptionsBrace);
            }
            Token::Ident("revert") if is_ident(kind(at)) && begins_statement(&out) => {
                replace_last(&mut out, Token::Revert);
            }
            Token::Assembly => at = assembly(tokens, brackets, at, &mut out, slice),
            Token::Pragma => {
                let semicolon = (at..tokens.len()).find(|i| kind(*i) == Some(Token::Semicolon));
                let stop = semicolon.unwrap_or(tokens.len());
                if stop > at {
                    let (from, to) = (tokens[at].0, tokens[stop - 1].2);
                    out.push((from, Token::PragmaBody(slice(from, to)), to));
                    at = stop;
                }
            }
            _ => {}
        }
    }
    out
}

fn is_ident(token: Option<Token<'_>>) -> bool {
    matches!(token, Some(Token::Ident(_)))
}

fn replace_last<'s>(out: &mut [Lexeme<'s>], token: Token<'s>) {
    if let Some(last) = out.last_mut() {
        last.1 = token;
    }
}

/// The last token stands where a statement may begin.
fn begins_statement(out: &[Lexeme<'_>]) -> bool {
    let before = out.len().checked_sub(2).map(|at| out[at].1);
    matches!(before, Some(Token::Semicolon | Token::LBrace | Token::RBrace | Token::RParen | Token::Else | Token::Do))
}

/// Copies what stands between `assembly` and its block, and hands the block over as one token.
fn assembly<'s>(
    tokens: &[Lexeme<'s>],
    brackets: &Brackets,
    mut at: usize,
    out: &mut Vec<Lexeme<'s>>,
    slice: impl Fn(u32, u32) -> &'s str,
) -> usize {
    while let Some((start, token, end)) = tokens.get(at).copied() {
        match token {
            Token::Str(_) | Token::LParen | Token::RParen | Token::Comma => out.push((start, token, end)),
            Token::LBrace => {
                let close = brackets.partner(at).unwrap_or(tokens.len() - 1);
                let to = tokens[close].2;
                out.push((start, Token::AssemblyBody(slice(start, to)), to));
                return close + 1;
            }
            _ => return at,
        }
        at += 1;
    }
    at
}

/// Words that count only at the start of an item or member, or in the declaration of a state variable.
pub(crate) fn classify_piece(tokens: &mut [Lexeme<'_>], in_contract: bool) {
    if let [(_, word @ Token::Ident("error"), _), (_, Token::Ident(_), _), (_, Token::LParen, _), ..] = tokens {
        *word = Token::Error;
        return;
    }
    if !in_contract || !declares_variable(tokens) {
        return;
    }
    let mut depth = 0_usize;
    for at in 1..tokens.len() {
        match tokens[at].1 {
            Token::Eq | Token::Semicolon | Token::LBrace => return,
            Token::LParen | Token::LBracket => depth += 1,
            Token::RParen | Token::RBracket => depth = depth.saturating_sub(1),
            Token::Ident("transient") if depth == 0 && tokens[at - 1].1 != Token::Dot => {
                let next = tokens.get(at + 1).map(|(_, token, _)| *token);
                if !matches!(next, None | Some(Token::Eq | Token::Semicolon)) {
                    tokens[at].1 = Token::Transient;
                }
            }
            _ => {}
        }
    }
}

/// The piece starts with a type.
fn declares_variable(tokens: &[Lexeme<'_>]) -> bool {
    match tokens {
        [(_, Token::Function, _), (_, Token::LParen, _), ..] => true,
        [(_, first, _), ..] => begins_variable(*first),
        [] => false,
    }
}

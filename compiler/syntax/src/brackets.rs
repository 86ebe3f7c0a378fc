//! Brackets, matched before anything is parsed: how deep they nest, and which have no partner.
//!
//! What stands between two partners can be skipped in one step, and a missing partner can be named with its place.

use crate::MAX_DEPTH;
use crate::token::{Lexeme, Token};

/// What is known about the brackets of a list of tokens.
pub(crate) struct Brackets {
    /// The first bracket that nests deeper than [`MAX_DEPTH`].
    pub(crate) too_deep: Option<usize>,
    /// The first bracket without a partner, as an index: an opening one that is never closed, or a closing one.
    pub(crate) unmatched: Option<usize>,
    /// For each opening bracket the index of its partner, else 0. A partner comes later, so it is never 0.
    partners: Vec<u32>,
}

impl Brackets {
    pub(crate) fn partner(&self, open: usize) -> Option<usize> {
        self.partners.get(open).filter(|close| **close != 0).map(|close| *close as usize)
    }
}

/// The kind of an opening bracket.
pub(crate) fn opening(token: Token<'_>) -> Option<Kind> {
    match token {
        Token::LParen => Some(Kind::Round),
        Token::LBracket => Some(Kind::Square),
        Token::LBrace | Token::OptionsBrace => Some(Kind::Curly),
        _ => None,
    }
}

/// The kind of a closing bracket.
pub(crate) fn closing(token: Token<'_>) -> Option<Kind> {
    match token {
        Token::RParen => Some(Kind::Round),
        Token::RBracket => Some(Kind::Square),
        Token::RBrace => Some(Kind::Curly),
        _ => None,
    }
}

/// The three kinds of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Round,
    Square,
    Curly,
}

/// Matches brackets. A closing one closes the innermost of its kind; what was opened inside has no partner then.
pub(crate) fn match_brackets(tokens: &[Lexeme<'_>]) -> Brackets {
    let mut partners = vec![0; tokens.len()];
    let mut open: Vec<(Kind, usize)> = Vec::new();
    // How many of each kind are open, so that a hopeless search is not made.
    let mut counts = [0_usize; 3];
    let (mut too_deep, mut unmatched): (Option<usize>, Option<usize>) = (None, None);
    let mut note = |at: usize| unmatched = Some(unmatched.map_or(at, |first: usize| first.min(at)));
    for (at, (_, token, _)) in tokens.iter().enumerate() {
        if let Some(kind) = opening(*token) {
            open.push((kind, at));
            counts[kind as usize] += 1;
            if open.len() > MAX_DEPTH && too_deep.is_none() {
                too_deep = Some(at);
            }
        } else if let Some(kind) = closing(*token) {
            if counts[kind as usize] == 0 {
                note(at);
                continue;
            }
            while let Some((inner, from)) = open.pop() {
                counts[inner as usize] -= 1;
                if inner == kind {
                    partners[from] = u32::try_from(at).expect("fewer tokens than bytes");
                    break;
                }
                note(from);
            }
        }
    }
    for (_, at) in open {
        note(at);
    }
    Brackets { too_deep, unmatched, partners }
}

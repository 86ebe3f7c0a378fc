//! The first layer: text to tokens.
//!
//! Whitespace and comments disappear here. Text that is no token becomes [`Token::Illegal`] with the reason, and is
//! reported only if the grammar meets it: inside assembly and pragmas other rules hold.

use logos::{Lexer, Logos, Skip};

use crate::ast::Elementary;
use crate::{number, string};

macro_rules! tokens {
    ($($name:ident $text:literal),* $(,)?) => {
        /// A token. Those that carry text borrow it from the source.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Logos)]
        #[logos(skip r"[ \t\r\n]+")]
        #[logos(error = Fault)]
        pub(crate) enum Token<'s> {
            $(#[token($text)] $name,)*

            /// Never produced: a word is one of the next three.
            #[regex(r"[a-zA-Z$_][a-zA-Z0-9$_]*", word)]
            Word,
            /// A word that is no keyword. The classifier finds those that are one in their place.
            Ident(&'s str),
            /// `uint8`, `bytes32`, `ufixed128x18`
            Elementary(Elementary),
            /// A word that Solidity keeps for later, or for assembly.
            Reserved(&'s str),
            /// `12`, `0xff`, `1.5e3`
            #[regex(r"[0-9]|\.[0-9]", scan_number)]
            Number(&'s str),
            /// `"a"`
            #[regex("[\"']", scan_string)]
            Str(&'s str),
            /// `unicode"a"`
            #[regex("unicode[\"']", scan_unicode)]
            UnicodeStr(&'s str),
            /// `hex"00"`
            #[regex("hex[\"']", scan_hex)]
            HexStr(&'s str),
            /// Never produced: comments are skipped, or illegal.
            #[token("//", line_comment)]
            #[token("/*", block_comment)]
            Comment,
            /// Text that is no token.
            Illegal(Fault),

            // What the classifier adds.
            /// `error`, before a name and `(`.
            Error,
            /// `revert`, before a name.
            Revert,
            /// `transient`, where it is a location.
            Transient,
            /// `{`, before a name and `:`.
            OptionsBrace,
            /// The block of an `assembly` statement.
            AssemblyBody(&'s str),
            /// All between `pragma` and its semicolon.
            PragmaBody(&'s str),
            /// A piece of a file begins: something at its top.
            StartItem,
            /// A piece of a file begins: a member of a contract.
            StartMember,
            /// A piece of a file begins: the head of a contract.
            StartContract,
            /// A piece of a file begins: a statement.
            StartStatement,
        }
    };
}

tokens! {
    Abstract "abstract",
    Anonymous "anonymous",
    As "as",
    Assembly "assembly",
    Break "break",
    Calldata "calldata",
    Catch "catch",
    Constant "constant",
    Constructor "constructor",
    Continue "continue",
    Contract "contract",
    Do "do",
    Delete "delete",
    Else "else",
    Emit "emit",
    Enum "enum",
    Event "event",
    External "external",
    Fallback "fallback",
    For "for",
    Function "function",
    If "if",
    Immutable "immutable",
    Import "import",
    Indexed "indexed",
    Interface "interface",
    Internal "internal",
    Is "is",
    Library "library",
    Mapping "mapping",
    Memory "memory",
    Modifier "modifier",
    New "new",
    Override "override",
    Payable "payable",
    Pragma "pragma",
    Private "private",
    Public "public",
    Pure "pure",
    Receive "receive",
    Return "return",
    Returns "returns",
    Storage "storage",
    Struct "struct",
    Throw "throw",
    Try "try",
    Type "type",
    Unchecked "unchecked",
    Using "using",
    View "view",
    Virtual "virtual",
    While "while",
    Address "address",
    Bool "bool",
    String "string",
    Bytes "bytes",
    True "true",
    False "false",
    Wei "wei",
    Gwei "gwei",
    Ether "ether",
    Seconds "seconds",
    Minutes "minutes",
    Hours "hours",
    Days "days",
    Weeks "weeks",
    Years "years",
    LParen "(",
    RParen ")",
    LBracket "[",
    RBracket "]",
    LBrace "{",
    RBrace "}",
    Colon ":",
    Semicolon ";",
    Dot ".",
    Question "?",
    Arrow "=>",
    ThinArrow "->",
    Comma ",",
    Eq "=",
    OrEq "|=",
    XorEq "^=",
    AndEq "&=",
    ShlEq "<<=",
    SarEq ">>=",
    ShrEq ">>>=",
    AddEq "+=",
    SubEq "-=",
    MulEq "*=",
    DivEq "/=",
    RemEq "%=",
    OrOr "||",
    AndAnd "&&",
    Or "|",
    Xor "^",
    And "&",
    Shl "<<",
    Sar ">>",
    Shr ">>>",
    Add "+",
    Sub "-",
    Mul "*",
    Div "/",
    Rem "%",
    Pow "**",
    EqEq "==",
    Ne "!=",
    Lt "<",
    Gt ">",
    Le "<=",
    Ge ">=",
    Not "!",
    Tilde "~",
    Inc "++",
    Dec "--",
    ColonEq ":=",
}

/// Why text is no token. The numbers solc gives depend on the place, not on the reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// A character without a meaning.
    #[default]
    #[error("this character is not allowed outside of strings and comments")]
    Character,
    /// `/*` without `*/`
    #[error("a comment that is not terminated")]
    Comment,
    /// A string without its closing quote on the same line.
    #[error("a string that is not terminated")]
    String,
    /// `"\q"`
    #[error("an invalid escape sequence")]
    Escape,
    /// A character that the kind of string doesn't allow.
    #[error("an invalid character in a string; `unicode\"...\"` allows more of them")]
    StringCharacter,
    /// `hex"0"`
    #[error("a hex string needs an even number of digits, with underscores only between bytes")]
    HexString,
    /// `0x`, `1e`, `1a`
    #[error("an invalid number")]
    Number,
    /// `012`
    #[error("octal numbers are not allowed")]
    Octal,
    /// Text that would be shown in another order than it is compiled.
    #[error("direction overrides of unicode are not balanced")]
    Bidi,
    /// `hex` or `unicode` without a string.
    #[error("`hex` and `unicode` must be followed by a string, without a blank")]
    Prefix,
}

/// Tokens with their places, from first byte to one past the last.
pub(crate) type Lexeme<'s> = (u32, Token<'s>, u32);

/// All tokens of a text. Never fails: see [`Token::Illegal`].
pub(crate) fn lex(text: &str) -> Vec<Lexeme<'_>> {
    let offset = |n: usize| u32::try_from(n).expect("a source file has 32-bit offsets");
    Token::lexer(text)
        .spanned()
        .map(|(token, span)| (offset(span.start), token.unwrap_or_else(Token::Illegal), offset(span.end)))
        .collect()
}

fn word<'s>(lexer: &mut Lexer<'s, Token<'s>>) -> logos::FilterResult<Token<'s>, Fault> {
    logos::FilterResult::Emit(classify_word(lexer.slice()))
}

/// Words whose kind a table of all keywords would not show.
fn classify_word(text: &str) -> Token<'_> {
    match elementary(text) {
        Some(ty) => Token::Elementary(ty),
        None if RESERVED.contains(&text) => Token::Reserved(text),
        None if matches!(text, "hex" | "unicode") => Token::Illegal(Fault::Prefix),
        None => Token::Ident(text),
    }
}

/// Words that Solidity 0.8 keeps for later.
const RESERVED: [&str; 31] = [
    "after",
    "alias",
    "apply",
    "auto",
    "byte",
    "case",
    "copyof",
    "default",
    "define",
    "final",
    "implements",
    "in",
    "inline",
    "let",
    "macro",
    "match",
    "mutable",
    "null",
    "of",
    "partial",
    "promise",
    "reference",
    "relocatable",
    "sealed",
    "sizeof",
    "static",
    "supports",
    "switch",
    "typedef",
    "typeof",
    "var",
];

/// Types with a size in their name. A size that doesn't exist makes the word an ordinary name, as in solc.
fn elementary(text: &str) -> Option<Elementary> {
    // A size is written without leading zeros.
    let size = |digits: &str| (!digits.starts_with('0')).then(|| digits.parse::<u16>().ok()).flatten();
    let bits = |digits: &str| match digits {
        "" => Some(256),
        _ => size(digits).filter(|n| *n <= 256 && n % 8 == 0),
    };
    let fixed = |digits: &str| {
        if digits.is_empty() {
            return Some((128, 18));
        }
        let (width, decimals) = digits.split_once('x')?;
        let width = size(width).filter(|n| *n <= 256 && n % 8 == 0)?;
        let decimals = if decimals == "0" { 0 } else { size(decimals).filter(|n| *n <= 80)? };
        Some((width, u8::try_from(decimals).expect("at most 80")))
    };
    if let Some(digits) = text.strip_prefix("uint") {
        bits(digits).map(Elementary::Uint)
    } else if let Some(digits) = text.strip_prefix("int") {
        bits(digits).map(Elementary::Int)
    } else if let Some(digits) = text.strip_prefix("bytes") {
        let n = size(digits).filter(|n| *n <= 32)?;
        Some(Elementary::FixedBytes(u8::try_from(n).expect("at most 32")))
    } else if let Some(digits) = text.strip_prefix("ufixed") {
        fixed(digits).map(|(width, decimals)| Elementary::Ufixed(width, decimals))
    } else if let Some(digits) = text.strip_prefix("fixed") {
        fixed(digits).map(|(width, decimals)| Elementary::Fixed(width, decimals))
    } else {
        None
    }
}

fn scan_number<'s>(lexer: &mut Lexer<'s, Token<'s>>) -> Result<&'s str, Fault> {
    let start = lexer.span().start;
    let (len, fault) = number::scan(&lexer.source()[start..]);
    lexer.bump(len - lexer.slice().len());
    fault.map_or(Ok(lexer.slice()), Err)
}

fn scan_string<'s>(lexer: &mut Lexer<'s, Token<'s>>) -> Result<&'s str, Fault> {
    scan_quoted(lexer, string::check_plain)
}

fn scan_unicode<'s>(lexer: &mut Lexer<'s, Token<'s>>) -> Result<&'s str, Fault> {
    scan_quoted(lexer, string::check_unicode)
}

fn scan_hex<'s>(lexer: &mut Lexer<'s, Token<'s>>) -> Result<&'s str, Fault> {
    scan_quoted(lexer, string::check_hex)
}

/// Reads to the closing quote. The token is the text between the quotes, which `check` has found valid.
fn scan_quoted<'s>(lexer: &mut Lexer<'s, Token<'s>>, check: fn(&str) -> Result<(), Fault>) -> Result<&'s str, Fault> {
    let quote = lexer.slice().chars().next_back().expect("the pattern ends in a quote");
    let rest = lexer.remainder();
    let (len, closed) = string::quoted_len(rest, quote);
    lexer.bump(len + usize::from(closed));
    if !closed {
        return Err(Fault::String);
    }
    check(&rest[..len]).map(|()| &rest[..len])
}

fn line_comment<'s>(lexer: &mut Lexer<'s, Token<'s>>) -> Result<Skip, Fault> {
    let rest = lexer.remainder();
    let len = string::line_len(rest);
    lexer.bump(len);
    string::check_direction(&rest[..len]).map(|()| Skip)
}

fn block_comment<'s>(lexer: &mut Lexer<'s, Token<'s>>) -> Result<Skip, Fault> {
    let rest = lexer.remainder();
    let Some(end) = rest.find("*/") else {
        lexer.bump(rest.len());
        return Err(Fault::Comment);
    };
    lexer.bump(end + 2);
    string::check_direction(&rest[..end]).map(|()| Skip)
}

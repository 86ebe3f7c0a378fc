//! Tokens of inline assembly. They differ from Solidity's: names may contain points, and few words are keywords.

use logos::{Lexer, Logos, Skip};

use crate::number;
use crate::string;
use crate::token::Fault;

/// A token of assembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Logos)]
#[logos(skip r"[ \t\r\n]+")]
#[logos(error = Fault)]
pub(crate) enum Token<'s> {
    #[token("{")]
    LBrace,
    #[token("}")]
    RBrace,
    #[token("(")]
    LParen,
    #[token(")")]
    RParen,
    #[token(",")]
    Comma,
    #[token(":")]
    Colon,
    #[token(":=")]
    Assign,
    #[token("->")]
    Arrow,
    #[token("let")]
    Let,
    #[token("function")]
    Function,
    #[token("if")]
    If,
    #[token("switch")]
    Switch,
    #[token("case")]
    Case,
    #[token("default")]
    Default,
    #[token("for")]
    For,
    #[token("break")]
    Break,
    #[token("continue")]
    Continue,
    #[token("leave")]
    Leave,
    #[token("true")]
    True,
    #[token("false")]
    False,
    /// Never produced: `hex` needs a string.
    #[token("hex", lone_prefix)]
    Hex,
    /// A name, points included.
    #[regex(r"[a-zA-Z$_][a-zA-Z0-9$_.]*", |lexer| lexer.slice())]
    Ident(&'s str),
    /// What is a token of Solidity and none of assembly.
    #[regex(r"[=;+\-*/%<>!~^&|?\[\].]")]
    Other,
    #[regex(r"[0-9]", scan_number)]
    Number(&'s str),
    #[regex("[\"']", scan_string)]
    Str(&'s str),
    #[regex("hex[\"']", scan_hex)]
    HexStr(&'s str),
    /// Never produced: comments are skipped, or illegal.
    #[token("//", line_comment)]
    #[token("/*", block_comment)]
    Comment,
    /// Text that is no token.
    Illegal(Fault),
}

/// All tokens of an assembly block that starts at `base`.
pub(crate) fn lex(text: &str, base: u32) -> Vec<(u32, Token<'_>, u32)> {
    let offset = |n: usize| base + u32::try_from(n).expect("a source file has 32-bit offsets");
    Token::lexer(text)
        .spanned()
        .map(|(token, span)| (offset(span.start), token.unwrap_or_else(Token::Illegal), offset(span.end)))
        .collect()
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

fn scan_hex<'s>(lexer: &mut Lexer<'s, Token<'s>>) -> Result<&'s str, Fault> {
    scan_quoted(lexer, string::check_hex)
}

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

/// Builtin functions of the newest EVM version that solc 0.8.37 targets by default.
const BUILTINS: [&str; 82] = [
    "add",
    "addmod",
    "address",
    "and",
    "balance",
    "basefee",
    "blobbasefee",
    "blobhash",
    "blockhash",
    "byte",
    "call",
    "callcode",
    "calldatacopy",
    "calldataload",
    "calldatasize",
    "caller",
    "callvalue",
    "chainid",
    "clz",
    "codecopy",
    "codesize",
    "coinbase",
    "create",
    "create2",
    "delegatecall",
    "div",
    "eq",
    "exp",
    "extcodecopy",
    "extcodehash",
    "extcodesize",
    "gas",
    "gaslimit",
    "gasprice",
    "gt",
    "invalid",
    "iszero",
    "keccak256",
    "log0",
    "log1",
    "log2",
    "log3",
    "log4",
    "lt",
    "mcopy",
    "mload",
    "mod",
    "msize",
    "mstore",
    "mstore8",
    "mul",
    "mulmod",
    "not",
    "number",
    "or",
    "origin",
    "pc",
    "pop",
    "prevrandao",
    "return",
    "returndatacopy",
    "returndatasize",
    "revert",
    "sar",
    "sdiv",
    "selfbalance",
    "selfdestruct",
    "sgt",
    "shl",
    "shr",
    "signextend",
    "sload",
    "slt",
    "smod",
    "sstore",
    "staticcall",
    "stop",
    "sub",
    "timestamp",
    "tload",
    "tstore",
    "xor",
];

/// True for a function that the language defines.
pub(crate) fn is_builtin(name: &str) -> bool {
    BUILTINS.contains(&name)
}

fn lone_prefix<'s>(_: &mut Lexer<'s, Token<'s>>) -> Result<(), Fault> {
    Err(Fault::Prefix)
}

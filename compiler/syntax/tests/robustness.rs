//! No input panics, none overflows the stack, and one mistake doesn't hide the next.

use std::fmt::Write as _;

use proptest::prelude::*;
use syntax::ast::{Ast, SourceUnit};
use syntax::diagnostic::Diagnostics;
use syntax::dump::dump;
use syntax::render::{Color, render};
use syntax::span::SourceMap;

fn parse(bytes: &[u8]) -> (Ast, SourceUnit, Diagnostics, SourceMap) {
    let mut sources = SourceMap::new();
    let file = sources.add("a.sol", bytes);
    let (mut ast, mut diagnostics) = (Ast::new(), Diagnostics::new());
    let unit = syntax::parse(sources.file(file), &mut ast, &mut diagnostics);
    (ast, unit, diagnostics, sources)
}

/// The codes found, in order.
fn codes(text: &str) -> Vec<String> {
    parse(text.as_bytes()).2.iter().map(|diagnostic| diagnostic.code.to_string()).collect()
}

fn in_function(body: &str) -> String {
    format!("contract C {{ function f() public {{ {body} }} }}")
}

#[test]
fn nested_brackets_are_refused_by_depth() {
    for (open, close) in [("(", ")"), ("[", "]"), ("{", "}"), ("f(", ")"), ("a[", "]"), ("if (a) {", "}")] {
        let text = in_function(&format!("{}{}", open.repeat(10_000), close.repeat(10_000)));
        assert_eq!(codes(&text), ["7319"], "{open}");
    }
}

#[test]
fn nested_operators_are_refused_by_depth() {
    for link in ["-", "!", "a = ", "a ? b : ", "a ** ", "delete ", "if (a) ", "while (a) ", "if (a) b; else "] {
        let text = in_function(&format!("{}a;", link.repeat(100_000)));
        assert_eq!(codes(&text), ["7319"], "{link}");
    }
}

#[test]
fn long_chains_are_accepted() {
    for (first, link) in
        [("a", " + a"), ("a", ".b"), ("a", "[1]"), ("a", "(1)"), ("a", " * b + c"), ("\"a\"", " \"a\"")]
    {
        let text = in_function(&format!("{first}{};", link.repeat(200_000)));
        let (ast, unit, diagnostics, _) = parse(text.as_bytes());
        assert!(diagnostics.is_empty(), "{link}");
        assert!(dump(&ast, &unit).len() > 200_000);
    }
}

#[test]
fn brackets_without_partner_are_not_quadratic() {
    for bracket in
        ["(", ")", "{", "}", "[", "]", "(}", "{)", "/*", "\"", "'", "assembly {", "pragma ", "hex", "function "]
    {
        let text = bracket.repeat(300_000);
        assert!(!codes(&text).is_empty(), "{bracket}");
    }
}

#[test]
fn a_file_of_five_megabytes_is_parsed() {
    let mut text = String::new();
    for i in 0..60_000 {
        writeln!(text, "function f{i}(uint a, uint b) pure returns (uint) {{ uint c = a * b + {i}; return c; }}")
            .unwrap();
    }
    assert!(text.len() > 5_000_000, "{}", text.len());
    let (_, unit, diagnostics, _) = parse(text.as_bytes());
    assert!(diagnostics.is_empty());
    assert_eq!(unit.items.len(), 60_000);
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let (_, unit, diagnostics, sources) = parse(b"contract C { string s = \"\xff\"; }");
    assert!(unit.items.is_empty());
    let text = render(&diagnostics, &sources, Color::Never);
    assert!(text.contains("error[Z0101]") && text.contains("--> a.sol:1:26"), "{text}");
}

#[test]
fn one_mistake_does_not_hide_the_next() {
    let text = "contract A { uint ; function f() public { x = ; y = 1; z = ; } struct S { uint } uint public z; }\n\
                struct T { a } enum E {} contract B { uint x }";
    assert_eq!(codes(text), ["2314", "6933", "6933", "2314", "2314", "3147", "2314"]);
    let (ast, unit, ..) = parse(text.as_bytes());
    assert_eq!(dump(&ast, &unit), "(contract A\n  (state z uint256 public))\n(contract B)\n");
}

#[test]
fn a_missing_semicolon_does_not_swallow_the_next_member() {
    let (ast, unit, diagnostics, _) = parse(b"contract A { uint x\n function f() public {} }");
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(dump(&ast, &unit), "(contract A\n  (function f public))\n");
}

#[test]
fn files_share_one_tree() {
    let mut sources = SourceMap::new();
    let (a, b) = (sources.add("a.sol", b"contract A { uint x; }"), sources.add("b.sol", b"contract B { uint x; }"));
    let (mut ast, mut diagnostics) = (Ast::new(), Diagnostics::new());
    let a = syntax::parse(sources.file(a), &mut ast, &mut diagnostics);
    let b = syntax::parse(sources.file(b), &mut ast, &mut diagnostics);
    assert_eq!(ast.contracts.len(), 2);
    assert_ne!(a.items, b.items);
    assert_eq!(dump(&ast, &b), "(contract B\n  (state x uint256))\n");
}

const WORDS: [&str; 96] = [
    "contract",
    "C",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    ",",
    ".",
    ":",
    "?",
    "=",
    "=>",
    "+",
    "-",
    "*",
    "**",
    "/",
    "%",
    "++",
    "--",
    "!",
    "~",
    "==",
    "<",
    ">>",
    "&&",
    "||",
    "function",
    "f",
    "public",
    "view",
    "returns",
    "return",
    "uint",
    "uint8",
    "address",
    "payable",
    "mapping",
    "memory",
    "storage",
    "struct",
    "enum",
    "event",
    "error",
    "revert",
    "emit",
    "using",
    "for",
    "if",
    "else",
    "while",
    "do",
    "try",
    "catch",
    "new",
    "delete",
    "unchecked",
    "assembly",
    "let",
    ":=",
    "->",
    "switch",
    "case",
    "default",
    "pragma",
    "solidity",
    "^0.8.0",
    "import",
    "\"a.sol\"",
    "from",
    "as",
    "global",
    "layout",
    "at",
    "transient",
    "modifier",
    "_",
    "override",
    "virtual",
    "constructor",
    "receive",
    "fallback",
    "constant",
    "1",
    "0xff",
    "1.5e3",
    "ether",
    "hex\"00\"",
    "unicode\"a\"",
    "type",
    "is",
    "abstract",
    "x",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_bytes_are_parsed(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let (ast, unit, diagnostics, sources) = parse(&bytes);
        let _ = dump(&ast, &unit);
        let _ = render(&diagnostics, &sources, Color::Always);
    }

    #[test]
    fn any_text_is_parsed(text in "[ -~\n\"'/*{}()\\\\ä\u{202e}]{0,200}") {
        let (ast, unit, diagnostics, sources) = parse(text.as_bytes());
        let _ = dump(&ast, &unit);
        let _ = render(&diagnostics, &sources, Color::Never);
    }

    #[test]
    fn any_words_are_parsed(words in proptest::collection::vec(proptest::sample::select(&WORDS[..]), 0..80), inside in 0..4_u8) {
        let soup = words.join(" ");
        let text = match inside {
            0 => soup,
            1 => format!("contract C {{ {soup} }}"),
            2 => in_function(&soup),
            _ => in_function(&format!("assembly {{ {soup} }}")),
        };
        let (ast, unit, diagnostics, sources) = parse(text.as_bytes());
        let _ = dump(&ast, &unit);
        let rendered = render(&diagnostics, &sources, Color::Never);
        prop_assert!(diagnostics.is_empty() == rendered.is_empty());
    }
}

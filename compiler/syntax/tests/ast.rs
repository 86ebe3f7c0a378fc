//! The tree of small programs, as text.

use expect_test::{Expect, expect};
use syntax::ast::Ast;
use syntax::diagnostic::Diagnostics;
use syntax::dump::dump;
use syntax::render::{Color, render};
use syntax::span::SourceMap;

fn check(text: &str, expected: &Expect) {
    let mut sources = SourceMap::new();
    let file = sources.add("a.sol", text.as_bytes());
    let (mut ast, mut diagnostics) = (Ast::new(), Diagnostics::new());
    let unit = syntax::parse(sources.file(file), &mut ast, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{}", render(&diagnostics, &sources, Color::Never));
    expected.assert_eq(&dump(&ast, &unit));
}

fn check_body(body: &str, expected: &Expect) {
    check(&format!("function f() {{ {body} }}"), expected);
}

#[test]
fn a_file() {
    check(
        r#"pragma solidity ^0.8.20; import {a, b as c} from "x.sol"; import * as m from "y.sol";
        using {add as +, neg} for T global; type T is uint128; error E(uint a); event V(address indexed who) anonymous;
        abstract contract C is A, m.B(1) layout at 2 ** 4 { uint[3] internal constant xs = [1, 2, 3]; }"#,
        &expect![[r#"
            (pragma solidity "^0.8.20")
            (import "x.sol" (name a) (name b c))
            (import "y.sol" (as m))
            (using (name add +) (name neg) T global)
            (type T uint128)
            (error E (var uint256 a))
            (event V (var address indexed who) anonymous)
            (contract C abstract (is A) (is m.B 1) (layout (** 2 4))
              (state xs (array uint256 3) internal constant (items 1 2 3)))
        "#]],
    );
}

#[test]
fn members() {
    check(
        "contract C { mapping(address owner => uint[] list) public m; function() external returns (uint) public f;
        constructor(uint a) A(a) payable { } receive() external payable {} modifier only(address a) virtual { _; }
        function g(S calldata s, uint) external view override(A, B) only(x) returns (uint r, bytes memory); }",
        &expect![[r#"
            (contract C
              (state m (mapping address owner => (array uint256) list) public)
              (state f (function external (returns (var uint256))) public)
              (constructor (params (var uint256 a)) payable (modifier A a))
              (receive external payable)
              (modifier only (params (var address a)) virtual
                (placeholder))
              (function g (params (var S calldata s) (var uint256)) external view (override A B) (modifier only x) (returns (var uint256 r) (var bytes memory))))
        "#]],
    );
}

#[test]
fn declarations_and_expressions_share_their_start() {
    check_body(
        "a[b] c; a[b] = c; C.S[] storage d = e; (uint x, , bytes memory y) = g(); (x, , y) = g(); error z; error(2);",
        &expect![[r#"
            (function f
              (let (var (array a b) c))
              (= (index a b) c)
              (let (var (array C.S) storage d) e)
              (let-tuple (var uint256 x) _ (var bytes memory y) (call g))
              (= (tuple x _ y) (call g))
              (let (var error z))
              (call error 2))
        "#]],
    );
}

#[test]
fn precedence() {
    check_body(
        "a || b && c == d < e | f ^ g & h << i + j * k ** l ** m; a - b - c; -a ** b; a ? b : c = d; a = b = c; a + b == c + d;",
        &expect![[r#"
            (function f
              (|| a (&& b (== c (< d (| e (^ f (& g (<< h (+ i (* j (** k (** l m))))))))))))
              (- (- a b) c)
              (** (- a) b)
              (?: a b (= c d))
              (= a (= b c))
              (== (+ a b) (+ c d)))
        "#]],
    );
}

#[test]
fn statements() {
    check_body(
        "if (a) if (b) c; else d; for (uint i; i < 2; ++i) { continue; } do a; while (b); emit E({x: 1}); revert error(2);
        try this.f{value: 1}() returns (uint r) { r; } catch Error(string memory) {} catch { return; } unchecked { a++; }",
        &expect![[r#"
            (function f
              (if a
                (if b
                  c
                  d))
              (for
                (let (var uint256 i)) (< i 2) (++_ i)
                (block
                  (continue)))
              (do-while b
                a)
              (emit E (x: 1))
              (revert error 2)
              (try (call (options (. this f) (value: 1))) (returns (var uint256 r))
                r (catch Error (params (var string memory))) (catch
                (return)))
              (unchecked
                (_++ a)))
        "#]],
    );
}

#[test]
fn literals() {
    check_body(
        r#"1 ether; 0xFF; 1_000.50e-3; "a\n" "\x41"; hex"00_ff"; unicode"ä"; true; [a, b][0:]; new uint[](3); payable(a);"#,
        &expect![[r#"
            (function f
              (ether 1)
              0xFF
              1_000.50e-3
              (plain "a\nA")
              (hex "\x00\xff")
              (unicode "\xc3\xa4")
              true
              (slice (items a b) 0 _)
              (call (new (array uint256)) 3)
              (call payable a))
        "#]],
    );
}

#[test]
fn assembly() {
    check_body(
        "assembly (\"memory-safe\") { let x, y := f(1) x.slot := add(0xff, \"a\") for { } lt(x, 2) { } { break }
        switch x case 0 { } default { leave_() } function g(a) -> r { r := a leave } }",
        &expect![[r#"
            (function f
              (assembly "memory-safe" (block
                (let x y (call f 1))
                (:= x.slot (call add 255 "a"))
                (for (block) (call lt x 2) (block) (block
                  (break)))
                (switch x (case 0 (block)) (default (block
                  (call leave_))))
                (function g (params a) (returns r) (block
                  (:= r a)
                  (leave))))))
        "#]],
    );
}

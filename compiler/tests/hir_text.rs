//! The HIR of small programs, as text.

use compiler::{Options, Source, compile};
use expect_test::{Expect, expect};

fn hir(text: &str) -> String {
    let mut options = Options::default();
    options.hir = true;
    let compilation = compile(&[Source::new("a.sol", text)], &options).expect("the program is accepted");
    let contract = compilation.contracts.into_iter().next().expect("there is a contract");
    contract.hir.expect("the HIR was asked for")
}

/// Statements of a function `f`, some of which need what stands around it.
fn check_body(body: &str, expected: &Expect) {
    let text = format!(
        "contract C {{
            uint256 s; mapping(uint256 k => bool) m; event Log(uint256 indexed, bool b); error Pair(uint8 x, bool y);
            function f(uint256 a, uint8 b, bool c) public returns (uint256 r) {{ {body} }}
            function g(uint8 x, uint256 y) internal returns (uint256, bool) {{ s = y; return (x, true); }}
        }}"
    );
    let text = hir(&text);
    let (_, from_f) = text.split_once("function @f#0").expect("`f` is printed");
    let (of_f, _) = from_f.split_once("\n\n").expect("`g` follows");
    let (_, stmts) = of_f.split_once('\n').expect("`f` has statements");
    let stmts: String = stmts.lines().map(|line| format!("{}\n", &line[2..])).collect();
    expected.assert_eq(&stmts);
}

#[test]
fn a_contract_is_followed_by_what_it_reaches_outside() {
    expect![[r#"
        contract Vault
        event @Paid#0(from: address indexed, amount: uint256)
        constant @FEE#2: uint256 = uint256(@LIMIT#0)
        state $total: uint128 public, slot 0 bytes 0..16 = 7:uint128
        state $open: bool, slot 0 bytes 16..17
        state $owner: address payable, slot 1 bytes 0..20
        state $seen: mapping(address => mapping(uint256 => bool)) public, slot 2 bytes 0..32

        function @constructor#1(first#0: address payable) public payable
          $owner = first#0
          $open = true

        function @pay#2(amount#0: uint128) external returns (left#1: uint256)
          if uint256(amount#0) > @FEE#2
            revert @TooLarge#0(uint256(amount#0), @FEE#2)
          $seen[msg.sender][block.number] = $open
          emit @Paid#0(msg.sender, uint256(amount#0))
          $total += amount#0
          left#1 = @least#0(uint256($total), @this_is#3(0:uint256))

        function @this_is#3(#0: uint256) internal view returns (#1: uint256)
          return uint256(uint160(address(this)))

        constant @LIMIT#0: uint8 = 5:uint8
        error @TooLarge#0(value: uint256, _: uint256)

        function @least#0(a#0: uint256, b#1: uint256) internal pure returns (#2: uint256)
          return if (a#0 < b#1 : bool) then a#0 else b#1
    "#]]
    .assert_eq(&hir("uint8 constant LIMIT = 2 + 3; uint8 constant UNUSED = 1; error TooLarge(uint256 value, uint256);
        function least(uint256 a, uint256 b) pure returns (uint256) { return a < b ? a : b; }
        contract Vault {
            event Paid(address indexed from, uint256 amount);
            uint256 private constant FEE = LIMIT;
            uint128 public total = 7; bool open; address payable owner;
            mapping(address => mapping(uint256 => bool)) public seen;
            constructor(address payable first) payable { owner = first; open = true; }
            function pay(uint128 amount) external returns (uint256 left) {
                if (amount > FEE) revert TooLarge(amount, FEE);
                seen[msg.sender][block.number] = open;
                emit Paid(msg.sender, amount);
                total += amount;
                left = least(total, this_is(0));
            }
            function this_is(uint256) internal view returns (uint256) { return uint160(address(this)); }
        }"));
}

#[test]
fn statements_stand_on_lines_of_their_own() {
    check_body(
        "for (uint256 i; i < a; i++) { if (c) continue; else if (a == 1) break; r += i; }
        while (c) { { uint256 r; r; } }
        do r--; while (r > 0);
        (uint256 x, ) = g(b, a); bool y; (r, y) = (x, true); (, c) = g(1, 2);
        emit Log(a, c); if (c) return r; revert Pair(b, y);",
        &expect![[r#"
            block
              let i#4: uint256
              loop while i#4 < a#0 update i#4++
                if c#2
                  continue
                else
                  if a#0 == 1:uint256
                    break
                r#3 += i#4
            loop while c#2
              block
                let r#5: uint256
                r#5
            do
              r#3--
            while r#3 > 0:uint256
            let (x#6: uint256, _) = @g#1(b#1, a#0)
            let y#7: bool
            (r#3, y#7) = (x#6, true)
            (_, c#2) = @g#1(1:uint8, 2:uint256)
            emit @Log#0(a#0, c#2)
            if c#2
              return r#3
            revert @Pair#0(b#1, y#7)
        "#]],
    );
}

#[test]
fn expressions_show_conversions_checks_and_the_order_of_evaluation() {
    check_body(
        "r = b + a * (a - 1) ** 2; unchecked { r = a - b / 2 - 1; r -= 1; ++r; r <<= b; }
        c = !c && a >= ~r || m[r = 3]; delete s; m[a] = c ? b == 1 : false;
        r = s++ + a; (r, c) = g({y: a, x: b}); require(c, Pair({y: c, x: b})); require(c, \"no\\n\"); require(c); assert(c);
        bytes32 h; h = keccak256(abi.encode(a, h, address(1))); r = addmod(a, b, 3) + mulmod(a, a, a); h = blockhash(r); revert();",
        &expect![[r#"
            r#3 = uint256(b#1) + (a#0 * ((a#0 - 1:uint256 : uint256) ** 2:uint8 : uint256) : uint256)
            block
              r#3 = unchecked (unchecked a#0 - uint256(b#1 / 2:uint8) : uint256) - 1:uint256
              unchecked r#3 -= 1:uint256
              unchecked ++r#3
              r#3 <<= b#1
            c#2 = (!c#2 && (a#0 >= ~r#3 : bool) : bool) || $m[r#3 = 3:uint256]
            delete $s
            $m[a#0] = if c#2 then (b#1 == 1:uint8 : bool) else false
            r#3 = ($s++ : uint256) + a#0
            (r#3, c#2) = @g#1(b#1, a#0; 1, 0)
            require(c#2, @Pair#0(b#1, c#2; 1, 0))
            require(c#2, "no\n")
            require(c#2)
            assert(c#2)
            let h#4: bytes32
            h#4 = keccak256(abi.encode(a#0, h#4, 0x1:address))
            r#3 = addmod(a#0, uint256(b#1), 3:uint256) + mulmod(a#0, a#0, a#0)
            h#4 = blockhash(r#3)
            revert()
        "#]],
    );
}

#[test]
fn signed_integers_and_bytes_show_their_literals_and_checks() {
    check_body(
        "int8 i = -5; int256 j = -i - i / -1; unchecked { j = -j / -1; i /= i; j = j % 2; } j = -(2 ** 255); j = (-2) ** b;
        bytes4 d = \"ab\"; d = d << b & 0x01020304; bytes1 e = d[a]; r = (d | e).length; c = e[0] < \"z\"; i = int8(uint8(e));",
        &expect![[r#"
            let i#4: int8 = -5:int8
            let j#5: int256 = int256((-i#4 : int8) - (i#4 / -1:int8 : int8))
            block
              j#5 = unchecked (unchecked -j#5 : int256) / -1:int256
              unchecked i#4 /= i#4
              j#5 = j#5 % 2:int256
            j#5 = -57896044618658097711785492504343953926634992332820282019728792003956564819968:int256
            j#5 = -2:int256 ** b#1
            let d#6: bytes4 = 0x61620000:bytes4
            d#6 = (d#6 << b#1 : bytes4) & 0x01020304:bytes4
            let e#7: bytes1 = d#6[a#0]
            r#3 = uint256((d#6 | bytes4(e#7) : bytes4).length)
            c#2 = e#7[0:uint256] < 0x7a:bytes1
            i#4 = int8(uint8(e#7))
        "#]],
    );
}

#[test]
fn a_chain_of_operators_may_be_as_long_as_the_text() {
    let sum = vec!["a"; 20_000].join(" + ");
    let text = format!("contract C {{ function f(uint256 a) public pure returns (uint256) {{ return {sum}; }} }}");
    assert_eq!(hir(&text).matches(" + a#0 : uint256)").count(), 20_000 - 2);
}

#[test]
fn variables_say_how_long_they_last_and_each_kind_has_its_own_places() {
    expect![[r#"
        contract C
        state $a: uint8, slot 0 bytes 0..1
        transient $b: uint8, slot 0 bytes 0..1
        immutable $c: uint8 public = 3:uint8
        transient $d: uint256, slot 1 bytes 0..32
        state $e: uint8, slot 0 bytes 1..2 = $a
        transient $f: bool public, slot 2 bytes 0..1

        function @constructor#0() public
          $c++
          $f = uint256($b) == $d
    "#]]
    .assert_eq(&hir("contract C {
        uint8 a; uint8 transient b; uint8 public immutable c = 3; uint256 transient d; uint8 e = a; bool public transient f;
        constructor() { c++; f = b == d; }
    }"));
}

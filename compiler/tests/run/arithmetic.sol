// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Arithmetic {
    function add8(uint8 a, uint8 b) public pure returns (uint8) { return a + b; }
    function sub(uint256 a, uint256 b) public pure returns (uint256) { return a - b; }
    function mul128(uint128 a, uint128 b) public pure returns (uint128) { return a * b; }
    function mul(uint256 a, uint256 b) public pure returns (uint256) { return a * b; }
    function div(uint256 a, uint256 b) public pure returns (uint256) { return a / b; }
    function rem(uint24 a, uint24 b) public pure returns (uint24) { return a % b; }
    function pow(uint8 a, uint256 b) public pure returns (uint8) { return a ** b; }
    function powWide(uint256 a, uint256 b) public pure returns (uint256) { return a ** b; }
    function powOfTwo(uint8 n) public pure returns (uint256) { return 2 ** n; }
    function wrap(uint8 a, uint8 b) public pure returns (uint8, uint8, uint8, uint8) {
        unchecked { return (a + b, a - b, a * b, a ** b); }
    }
    function wrapDiv(uint8 a, uint8 b) public pure returns (uint8) { unchecked { return a / b; } }
    function wrapStep(uint8 a) public pure returns (uint8, uint8) { unchecked { return (++a, --a); } }
    function step(uint8 a) public pure returns (uint8) { return ++a; }
    function back(uint8 a) public pure returns (uint8 b) { b = a--; b += a; }
    function shift(uint8 a, uint16 n) public pure returns (uint8, uint8) { return (a << n, a >> n); }
    function shiftOne(uint256 n) public pure returns (uint256) { return 1 << n; }
    function bits(uint32 a, uint32 b) public pure returns (uint32, uint32, uint32, uint32) {
        return (a & b, a | b, a ^ b, ~a);
    }
    function compare(uint40 a, uint40 b) public pure returns (bool, bool, bool, bool, bool, bool) {
        return (a < b, a <= b, a > b, a >= b, a == b, a != b);
    }
    function modular(uint256 a, uint256 b, uint256 m) public pure returns (uint256, uint256) {
        return (addmod(a, b, m), mulmod(a, b, m));
    }
    function mixed(uint8 a, uint16 b, uint256 c) public pure returns (uint256) { return a + b + c; }
    function mixedNarrow(uint8 a, uint16 b) public pure returns (uint256) { return a + b; }
    function literal(uint8 a) public pure returns (uint16) { return 256 + a; }
    function compound(uint8 a, uint8 b) public pure returns (uint8) {
        a += b; a *= 2; a -= 1; a /= 3; a %= 50; a |= 64; a &= 127; a ^= 3; a <<= 1; a >>= 2;
        return a;
    }
    function units() public pure returns (uint256, uint256, uint256) { return (1.5 ether, 2 days + 3 hours, 3 gwei); }
    function folded() public pure returns (uint256, uint8, uint256) { return (2 ** 256 - 1, 255 + 1 - 1, 7 / 2 * 2); }
    function limits() public pure returns (uint8, uint256, uint64) {
        return (type(uint8).max, type(uint256).max, type(uint64).min);
    }
}

//@ deploy Arithmetic
//@ call add8(uint8,uint8) 200 55
//@ call add8(uint8,uint8) 200 56
//@ call add8(uint8,uint8) 256 0
//@ call sub(uint256,uint256) 5 3
//@ call sub(uint256,uint256) 3 5
//@ call mul128(uint128,uint128) 0xffffffffffffffff 0xffffffffffffffff
//@ call mul128(uint128,uint128) 0x10000000000000000 0x10000000000000000
//@ call mul(uint256,uint256) -1 2
//@ call mul(uint256,uint256) 0 -1
//@ call div(uint256,uint256) 7 2
//@ call div(uint256,uint256) 7 0
//@ call rem(uint24,uint24) 7 4
//@ call rem(uint24,uint24) 7 0
//@ call pow(uint8,uint256) 2 7
//@ call pow(uint8,uint256) 2 8
//@ call pow(uint8,uint256) 0 0
//@ call pow(uint8,uint256) 1 -1
//@ call pow(uint8,uint256) 15 2
//@ call pow(uint8,uint256) 16 2
//@ call powWide(uint256,uint256) 10 77
//@ call powWide(uint256,uint256) 10 78
//@ call powOfTwo(uint8) 255
//@ call wrap(uint8,uint8) 200 100
//@ call wrapDiv(uint8,uint8) 1 0
//@ call wrapStep(uint8) 255
//@ call step(uint8) 255
//@ call step(uint8) 254
//@ call back(uint8) 5
//@ call back(uint8) 0
//@ call shift(uint8,uint16) 255 4
//@ call shift(uint8,uint16) 255 256
//@ call shiftOne(uint256) 255
//@ call shiftOne(uint256) 256
//@ call bits(uint32,uint32) 0xf0f0 0xff
//@ call compare(uint40,uint40) 1 2
//@ call compare(uint40,uint40) 2 2
//@ call modular(uint256,uint256,uint256) -1 -1 7
//@ call modular(uint256,uint256,uint256) 1 1 0
//@ call mixed(uint8,uint16,uint256) 255 65280 1
//@ call mixed(uint8,uint16,uint256) 255 65281 1
//@ call mixedNarrow(uint8,uint16) 255 65280
//@ call literal(uint8) 255
//@ call compound(uint8,uint8) 10 20
//@ call compound(uint8,uint8) 100 100
//@ call units()
//@ call folded()
//@ call limits()

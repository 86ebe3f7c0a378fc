// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Signed {
    int8 public a = -128;
    int64 public b = 5;
    int120 public c = -1;
    int256 public d = type(int256).min;
    int16 public constant K = -300 + 2 ** 4;
    int8 public constant L = ~int8(5);
    mapping(int8 => int24) public m;
    mapping(int256 => mapping(int16 => int8)) n;
    event Moved(int8 indexed from, int256 indexed by, int40 to);
    error Beyond(int8 limit, int256 value);

    constructor(int16 first) { m[-1] = first; }

    function add(int8 x, int8 y) public pure returns (int8) { return x + y; }
    function sub(int8 x, int8 y) public pure returns (int8) { return x - y; }
    function mul(int8 x, int8 y) public pure returns (int8) { return x * y; }
    function div(int8 x, int8 y) public pure returns (int8) { return x / y; }
    function rem(int8 x, int8 y) public pure returns (int8) { return x % y; }
    function pow(int8 x, uint8 n) public pure returns (int8) { return x ** n; }
    function neg(int8 x) public pure returns (int8) { return -x; }
    function addWide(int256 x, int256 y) public pure returns (int256) { return x + y; }
    function subWide(int256 x, int256 y) public pure returns (int256) { return x - y; }
    function mulWide(int256 x, int256 y) public pure returns (int256) { return x * y; }
    function divWide(int256 x, int256 y) public pure returns (int256) { return x / y; }
    function remWide(int256 x, int256 y) public pure returns (int256) { return x % y; }
    function powWide(int256 x, uint256 n) public pure returns (int256) { return x ** n; }
    function negWide(int256 x) public pure returns (int256) { return -x; }
    function mul128(int128 x, int128 y) public pure returns (int128) { return x * y; }
    function wrap(int8 x, int8 y) public pure returns (int8, int8, int8, int8, int8) {
        unchecked { return (x + y, x - y, x * y, -x, x ** uint8(3)); }
    }
    function wrapDiv(int8 x, int8 y) public pure returns (int8, int8) { unchecked { return (x / y, x % y); } }
    function wrapDivWide(int256 x, int256 y) public pure returns (int256) { unchecked { return x / y; } }
    function shift(int8 x, uint16 n) public pure returns (int8, int8) { return (x << n, x >> n); }
    function shiftWide(int256 x, uint256 n) public pure returns (int256, int256) { return (x << n, x >> n); }
    function bits(int16 x, int16 y) public pure returns (int16, int16, int16, int16) { return (x & y, x | y, x ^ y, ~x); }
    function compare(int40 x, int40 y) public pure returns (bool, bool, bool, bool, bool, bool) {
        return (x < y, x <= y, x > y, x >= y, x == y, x != y);
    }
    function step(int8 x) public pure returns (int8, int8) { return (x++, --x); }
    function up(int8 x) public pure returns (int8) { return ++x; }
    function down(int8 x) public pure returns (int8) { x--; return x; }
    function compound(int16 x, int8 y) public pure returns (int16) {
        x += y; x *= -2; x -= 1; x /= 3; x %= 50; x |= 64; x &= ~1; x ^= -3; x <<= 2; x >>= 1;
        return x;
    }
    function mixed(int8 x, int16 y, int256 z) public pure returns (int256) { return x + y + z; }
    function mixedNarrow(int8 x, int16 y) public pure returns (int256) { return x * y; }
    function narrow(int256 x) public pure returns (int8, int128, uint8, uint256) {
        return (int8(x), int128(x), uint8(int8(x)), uint256(x));
    }
    function back(uint8 x, uint256 y) public pure returns (int8, int16, int256) { return (int8(x), int16(int8(x)), int256(y)); }
    function widen(uint8 x) public pure returns (int256) { return int256(uint256(x)); }
    function literals() public pure returns (int8, int256, int16, int256, bool) {
        return (-128, -1 ether, -3 >> 1, -7 / 2 * 2, -1 == -1);
    }
    function bases(uint8 n) public pure returns (int256, int256, int256, int256) {
        unchecked { return ((-2) ** n, -2 << n, -1000 >> n, -(2 ** 255)); }
    }
    function basesChecked(uint8 n) public pure returns (int256) { return (-2) ** n; }
    function limits() public pure returns (int8, int8, int256, int256, int72) {
        return (type(int8).min, type(int8).max, type(int256).min, type(int256).max, type(int72).min);
    }
    function choose(bool left, int8 x, int64 y) public pure returns (int64) { return left ? x : y; }
    function hash(int8 x, int256 y) public pure returns (bytes32) { return keccak256(abi.encode(x, y, -1)); }
    function set(int8 x, int64 y, int120 z) public { (a, b, c) = (x, y, z); d = x; m[x] = int24(y); n[x][x] = x; }
    function change() public { a++; b -= 10; c *= 2; d = -d; m[-1] += 1; delete b; }
    function move(int8 from, int256 by) public { emit Moved(from, by, int40(by) - from); }
    function fail(int8 x) public pure { if (x < -5) revert Beyond(-5, x); require(x < 5, Beyond(5, -x)); }
    function sum(int8 to) public pure returns (int256 s) { for (int8 i = -3; i <= to; i++) s += i; }
    function decoded(int8 x, int24 y, int248 z, int256 w) public pure returns (int256) { return int256(x) + y + z + w; }
}

//@ deploy Signed 40000
//@ deploy Signed -129
//@ call a()
//@ call b()
//@ call c()
//@ call d()
//@ call K()
//@ call L()
//@ call m(int8) -1
//@ call m(int8) 255
//@ call add(int8,int8) 127 1
//@ call add(int8,int8) 127 -1
//@ call add(int8,int8) -128 -1
//@ call add(int8,int8) -128 1
//@ call add(int8,int8) -1 -1
//@ call add(int8,int8) 0 -128
//@ call add(int8,int8) 5 -7
//@ call add(int8,int8) -7 2
//@ call add(int8,int8) 7 -2
//@ call add(int8,int8) -7 -2
//@ call add(int8,int8) 64 2
//@ call add(int8,int8) -64 2
//@ call add(int8,int8) -64 -2
//@ call add(int8,int8) 1 0
//@ call add(int8,int8) -128 0
//@ call add(int8,int8) 128 0
//@ call add(int8,int8) 11 12
//@ call add(int8,int8) -16 8
//@ call sub(int8,int8) 127 1
//@ call sub(int8,int8) 127 -1
//@ call sub(int8,int8) -128 -1
//@ call sub(int8,int8) -128 1
//@ call sub(int8,int8) -1 -1
//@ call sub(int8,int8) 0 -128
//@ call sub(int8,int8) 5 -7
//@ call sub(int8,int8) -7 2
//@ call sub(int8,int8) 7 -2
//@ call sub(int8,int8) -7 -2
//@ call sub(int8,int8) 64 2
//@ call sub(int8,int8) -64 2
//@ call sub(int8,int8) -64 -2
//@ call sub(int8,int8) 1 0
//@ call sub(int8,int8) -128 0
//@ call sub(int8,int8) 128 0
//@ call sub(int8,int8) 11 12
//@ call sub(int8,int8) -16 8
//@ call mul(int8,int8) 127 1
//@ call mul(int8,int8) 127 -1
//@ call mul(int8,int8) -128 -1
//@ call mul(int8,int8) -128 1
//@ call mul(int8,int8) -1 -1
//@ call mul(int8,int8) 0 -128
//@ call mul(int8,int8) 5 -7
//@ call mul(int8,int8) -7 2
//@ call mul(int8,int8) 7 -2
//@ call mul(int8,int8) -7 -2
//@ call mul(int8,int8) 64 2
//@ call mul(int8,int8) -64 2
//@ call mul(int8,int8) -64 -2
//@ call mul(int8,int8) 1 0
//@ call mul(int8,int8) -128 0
//@ call mul(int8,int8) 128 0
//@ call mul(int8,int8) 11 12
//@ call mul(int8,int8) -16 8
//@ call div(int8,int8) 127 1
//@ call div(int8,int8) 127 -1
//@ call div(int8,int8) -128 -1
//@ call div(int8,int8) -128 1
//@ call div(int8,int8) -1 -1
//@ call div(int8,int8) 0 -128
//@ call div(int8,int8) 5 -7
//@ call div(int8,int8) -7 2
//@ call div(int8,int8) 7 -2
//@ call div(int8,int8) -7 -2
//@ call div(int8,int8) 64 2
//@ call div(int8,int8) -64 2
//@ call div(int8,int8) -64 -2
//@ call div(int8,int8) 1 0
//@ call div(int8,int8) -128 0
//@ call div(int8,int8) 128 0
//@ call div(int8,int8) 11 12
//@ call div(int8,int8) -16 8
//@ call rem(int8,int8) 127 1
//@ call rem(int8,int8) 127 -1
//@ call rem(int8,int8) -128 -1
//@ call rem(int8,int8) -128 1
//@ call rem(int8,int8) -1 -1
//@ call rem(int8,int8) 0 -128
//@ call rem(int8,int8) 5 -7
//@ call rem(int8,int8) -7 2
//@ call rem(int8,int8) 7 -2
//@ call rem(int8,int8) -7 -2
//@ call rem(int8,int8) 64 2
//@ call rem(int8,int8) -64 2
//@ call rem(int8,int8) -64 -2
//@ call rem(int8,int8) 1 0
//@ call rem(int8,int8) -128 0
//@ call rem(int8,int8) 128 0
//@ call rem(int8,int8) 11 12
//@ call rem(int8,int8) -16 8
//@ call pow(int8,uint8) 2 6
//@ call pow(int8,uint8) 2 7
//@ call pow(int8,uint8) -2 7
//@ call pow(int8,uint8) -2 8
//@ call pow(int8,uint8) -1 255
//@ call pow(int8,uint8) 0 0
//@ call pow(int8,uint8) -128 1
//@ call pow(int8,uint8) -128 2
//@ call pow(int8,uint8) 3 4
//@ call pow(int8,uint8) -3 5
//@ call pow(int8,uint8) 11 2
//@ call pow(int8,uint8) 12 2
//@ call pow(int8,uint8) -11 2
//@ call pow(int8,uint8) 0 5
//@ call pow(int8,uint8) 5 3
//@ call pow(int8,uint8) -5 3
//@ call neg(int8) -128
//@ call neg(int8) -127
//@ call neg(int8) -1
//@ call neg(int8) 0
//@ call neg(int8) 1
//@ call neg(int8) 2
//@ call neg(int8) 127
//@ call addWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 1
//@ call addWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 -1
//@ call addWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 1
//@ call addWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call addWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 57896044618658097711785492504343953926634992332820282019728792003956564819967
//@ call addWide(int256,int256) -1 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call addWide(int256,int256) 0 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call addWide(int256,int256) 7 -2
//@ call addWide(int256,int256) -7 2
//@ call addWide(int256,int256) 340282366920938463463374607431768211456 170141183460469231731687303715884105728
//@ call addWide(int256,int256) -340282366920938463463374607431768211456 170141183460469231731687303715884105728
//@ call addWide(int256,int256) -340282366920938463463374607431768211456 -170141183460469231731687303715884105728
//@ call addWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 2
//@ call addWide(int256,int256) 170141183460469231731687303715884105728 170141183460469231731687303715884105728
//@ call addWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 0
//@ call addWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 -1
//@ call subWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 1
//@ call subWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 -1
//@ call subWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 1
//@ call subWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call subWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 57896044618658097711785492504343953926634992332820282019728792003956564819967
//@ call subWide(int256,int256) -1 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call subWide(int256,int256) 0 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call subWide(int256,int256) 7 -2
//@ call subWide(int256,int256) -7 2
//@ call subWide(int256,int256) 340282366920938463463374607431768211456 170141183460469231731687303715884105728
//@ call subWide(int256,int256) -340282366920938463463374607431768211456 170141183460469231731687303715884105728
//@ call subWide(int256,int256) -340282366920938463463374607431768211456 -170141183460469231731687303715884105728
//@ call subWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 2
//@ call subWide(int256,int256) 170141183460469231731687303715884105728 170141183460469231731687303715884105728
//@ call subWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 0
//@ call subWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 -1
//@ call mulWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 1
//@ call mulWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 -1
//@ call mulWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 1
//@ call mulWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call mulWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 57896044618658097711785492504343953926634992332820282019728792003956564819967
//@ call mulWide(int256,int256) -1 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call mulWide(int256,int256) 0 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call mulWide(int256,int256) 7 -2
//@ call mulWide(int256,int256) -7 2
//@ call mulWide(int256,int256) 340282366920938463463374607431768211456 170141183460469231731687303715884105728
//@ call mulWide(int256,int256) -340282366920938463463374607431768211456 170141183460469231731687303715884105728
//@ call mulWide(int256,int256) -340282366920938463463374607431768211456 -170141183460469231731687303715884105728
//@ call mulWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 2
//@ call mulWide(int256,int256) 170141183460469231731687303715884105728 170141183460469231731687303715884105728
//@ call mulWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 0
//@ call mulWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 -1
//@ call divWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 1
//@ call divWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 -1
//@ call divWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 1
//@ call divWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call divWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 57896044618658097711785492504343953926634992332820282019728792003956564819967
//@ call divWide(int256,int256) -1 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call divWide(int256,int256) 0 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call divWide(int256,int256) 7 -2
//@ call divWide(int256,int256) -7 2
//@ call divWide(int256,int256) 340282366920938463463374607431768211456 170141183460469231731687303715884105728
//@ call divWide(int256,int256) -340282366920938463463374607431768211456 170141183460469231731687303715884105728
//@ call divWide(int256,int256) -340282366920938463463374607431768211456 -170141183460469231731687303715884105728
//@ call divWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 2
//@ call divWide(int256,int256) 170141183460469231731687303715884105728 170141183460469231731687303715884105728
//@ call divWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 0
//@ call divWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 -1
//@ call remWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 1
//@ call remWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 -1
//@ call remWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 1
//@ call remWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call remWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 57896044618658097711785492504343953926634992332820282019728792003956564819967
//@ call remWide(int256,int256) -1 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call remWide(int256,int256) 0 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call remWide(int256,int256) 7 -2
//@ call remWide(int256,int256) -7 2
//@ call remWide(int256,int256) 340282366920938463463374607431768211456 170141183460469231731687303715884105728
//@ call remWide(int256,int256) -340282366920938463463374607431768211456 170141183460469231731687303715884105728
//@ call remWide(int256,int256) -340282366920938463463374607431768211456 -170141183460469231731687303715884105728
//@ call remWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 2
//@ call remWide(int256,int256) 170141183460469231731687303715884105728 170141183460469231731687303715884105728
//@ call remWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 0
//@ call remWide(int256,int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 -1
//@ call powWide(int256,uint256) -2 255
//@ call powWide(int256,uint256) -2 256
//@ call powWide(int256,uint256) 2 254
//@ call powWide(int256,uint256) 2 255
//@ call powWide(int256,uint256) 3 160
//@ call powWide(int256,uint256) 3 161
//@ call powWide(int256,uint256) -3 161
//@ call powWide(int256,uint256) -3 160
//@ call powWide(int256,uint256) 0 0
//@ call powWide(int256,uint256) -1 57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call powWide(int256,uint256) 1 115792089237316195423570985008687907853269984665640564039457584007913129639935
//@ call powWide(int256,uint256) 10 76
//@ call powWide(int256,uint256) 10 77
//@ call powWide(int256,uint256) -10 77
//@ call powWide(int256,uint256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 1
//@ call powWide(int256,uint256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 2
//@ call powWide(int256,uint256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 1
//@ call powWide(int256,uint256) -170141183460469231731687303715884105728 2
//@ call powWide(int256,uint256) 170141183460469231731687303715884105728 2
//@ call powWide(int256,uint256) -340282366920938463463374607431768211456 2
//@ call powWide(int256,uint256) -38685626227668133590597632 3
//@ call powWide(int256,uint256) 7 90
//@ call powWide(int256,uint256) 7 91
//@ call powWide(int256,uint256) -5 109
//@ call powWide(int256,uint256) -5 110
//@ call negWide(int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call negWide(int256) -57896044618658097711785492504343953926634992332820282019728792003956564819967
//@ call negWide(int256) -1
//@ call negWide(int256) 0
//@ call negWide(int256) 1
//@ call negWide(int256) 57896044618658097711785492504343953926634992332820282019728792003956564819967
//@ call mul128(int128,int128) 9223372036854775808 9223372036854775808
//@ call mul128(int128,int128) 9223372036854775808 18446744073709551616
//@ call mul128(int128,int128) -9223372036854775808 18446744073709551616
//@ call mul128(int128,int128) -9223372036854775808 18446744073709551617
//@ call mul128(int128,int128) -170141183460469231731687303715884105728 -1
//@ call mul128(int128,int128) -1 170141183460469231731687303715884105728
//@ call mul128(int128,int128) 170141183460469231731687303715884105727 -1
//@ call wrap(int8,int8) 127 1
//@ call wrap(int8,int8) 127 -1
//@ call wrap(int8,int8) -128 -1
//@ call wrap(int8,int8) -128 1
//@ call wrap(int8,int8) -1 -1
//@ call wrap(int8,int8) 0 -128
//@ call wrap(int8,int8) 5 -7
//@ call wrap(int8,int8) -7 2
//@ call wrap(int8,int8) 7 -2
//@ call wrap(int8,int8) -7 -2
//@ call wrap(int8,int8) 64 2
//@ call wrap(int8,int8) -64 2
//@ call wrap(int8,int8) -64 -2
//@ call wrapDiv(int8,int8) -128 -1
//@ call wrapDiv(int8,int8) -128 3
//@ call wrapDiv(int8,int8) 5 0
//@ call wrapDiv(int8,int8) -7 2
//@ call wrapDivWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 -1
//@ call wrapDivWide(int256,int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 0
//@ call wrapDivWide(int256,int256) -9 4
//@ call shift(int8,uint16) -128 0
//@ call shift(int8,uint16) -128 1
//@ call shift(int8,uint16) -128 3
//@ call shift(int8,uint16) -128 7
//@ call shift(int8,uint16) -128 8
//@ call shift(int8,uint16) -128 9
//@ call shift(int8,uint16) -128 300
//@ call shift(int8,uint16) -1 0
//@ call shift(int8,uint16) -1 1
//@ call shift(int8,uint16) -1 3
//@ call shift(int8,uint16) -1 7
//@ call shift(int8,uint16) -1 8
//@ call shift(int8,uint16) -1 9
//@ call shift(int8,uint16) -1 300
//@ call shift(int8,uint16) 1 0
//@ call shift(int8,uint16) 1 1
//@ call shift(int8,uint16) 1 3
//@ call shift(int8,uint16) 1 7
//@ call shift(int8,uint16) 1 8
//@ call shift(int8,uint16) 1 9
//@ call shift(int8,uint16) 1 300
//@ call shift(int8,uint16) 127 0
//@ call shift(int8,uint16) 127 1
//@ call shift(int8,uint16) 127 3
//@ call shift(int8,uint16) 127 7
//@ call shift(int8,uint16) 127 8
//@ call shift(int8,uint16) 127 9
//@ call shift(int8,uint16) 127 300
//@ call shift(int8,uint16) -77 0
//@ call shift(int8,uint16) -77 1
//@ call shift(int8,uint16) -77 3
//@ call shift(int8,uint16) -77 7
//@ call shift(int8,uint16) -77 8
//@ call shift(int8,uint16) -77 9
//@ call shift(int8,uint16) -77 300
//@ call shiftWide(int256,uint256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 0
//@ call shiftWide(int256,uint256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 1
//@ call shiftWide(int256,uint256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 128
//@ call shiftWide(int256,uint256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 255
//@ call shiftWide(int256,uint256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 256
//@ call shiftWide(int256,uint256) -57896044618658097711785492504343953926634992332820282019728792003956564819968 57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call shiftWide(int256,uint256) -1 0
//@ call shiftWide(int256,uint256) -1 1
//@ call shiftWide(int256,uint256) -1 128
//@ call shiftWide(int256,uint256) -1 255
//@ call shiftWide(int256,uint256) -1 256
//@ call shiftWide(int256,uint256) -1 57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call shiftWide(int256,uint256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 0
//@ call shiftWide(int256,uint256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 1
//@ call shiftWide(int256,uint256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 128
//@ call shiftWide(int256,uint256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 255
//@ call shiftWide(int256,uint256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 256
//@ call shiftWide(int256,uint256) 57896044618658097711785492504343953926634992332820282019728792003956564819967 57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call shiftWide(int256,uint256) 12345 0
//@ call shiftWide(int256,uint256) 12345 1
//@ call shiftWide(int256,uint256) 12345 128
//@ call shiftWide(int256,uint256) 12345 255
//@ call shiftWide(int256,uint256) 12345 256
//@ call shiftWide(int256,uint256) 12345 57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call bits(int16,int16) -1 255
//@ call bits(int16,int16) -32768 32767
//@ call bits(int16,int16) -300 77
//@ call compare(int40,int40) -1 1
//@ call compare(int40,int40) 1 -1
//@ call compare(int40,int40) -5 -5
//@ call compare(int40,int40) -549755813888 549755813887
//@ call compare(int40,int40) -6 -5
//@ call compare(int40,int40) 0 -1
//@ call step(int8) 0
//@ call up(int8) 0
//@ call down(int8) 0
//@ call step(int8) -128
//@ call up(int8) -128
//@ call down(int8) -128
//@ call step(int8) 127
//@ call up(int8) 127
//@ call down(int8) 127
//@ call compound(int16,int8) 1000 -3
//@ call compound(int16,int8) -1000 100
//@ call compound(int16,int8) 32767 1
//@ call compound(int16,int8) -32768 0
//@ call compound(int16,int8) 0 0
//@ call mixed(int8,int16,int256) -128 32767 -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call mixed(int8,int16,int256) -1 -32768 5
//@ call mixedNarrow(int8,int16) -128 300
//@ call mixedNarrow(int8,int16) -128 -256
//@ call narrow(int256) -1
//@ call narrow(int256) 255
//@ call narrow(int256) 128
//@ call narrow(int256) -57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call narrow(int256) 170141183460469231731687303715884105728
//@ call narrow(int256) -129
//@ call back(uint8,uint256) 128 -1
//@ call back(uint8,uint256) 127 5
//@ call back(uint8,uint256) 255 57896044618658097711785492504343953926634992332820282019728792003956564819968
//@ call widen(uint8) 200
//@ call literals()
//@ call bases(uint8) 0
//@ call basesChecked(uint8) 0
//@ call bases(uint8) 1
//@ call basesChecked(uint8) 1
//@ call bases(uint8) 7
//@ call basesChecked(uint8) 7
//@ call bases(uint8) 254
//@ call basesChecked(uint8) 254
//@ call bases(uint8) 255
//@ call basesChecked(uint8) 255
//@ call limits()
//@ call choose(bool,int8,int64) 1 -5 7
//@ call choose(bool,int8,int64) 0 -5 -7
//@ call hash(int8,int256) -1 -2
//@ call set(int8,int64,int120) -5 -9223372036854775808 -1
//@ call a()
//@ call b()
//@ call c()
//@ call m(int8) -5
//@ call change()
//@ call set(int8,int64,int120) 127 1 2
//@ call change()
//@ call set(int8,int64,int120) 126 10 -664613997892457936451903530140172288
//@ call change()
//@ call set(int8,int64,int120) 126 -1 664613997892457936451903530140172287
//@ call a()
//@ call c()
//@ call move(int8,int256) -3 -4
//@ call move(int8,int256) 127 549755813888
//@ call fail(int8) -6
//@ call fail(int8) -5
//@ call fail(int8) 5
//@ call fail(int8) -128
//@ call sum(int8) 3
//@ call sum(int8) -4
//@ call sum(int8) 10
//@ call decoded(int8,int24,int248,int256) -1 -2 -3 -4
//@ call decoded(int8,int24,int248,int256) 128 0 0 0
//@ call decoded(int8,int24,int248,int256) -129 0 0 0
//@ call decoded(int8,int24,int248,int256) 0 8388608 0 0
//@ call decoded(int8,int24,int248,int256) 0 -8388608 0 0
//@ call decoded(int8,int24,int248,int256) 0 0 -226156424291633194186662080095093570025917938800079226639565593765455331328 0
//@ call decoded(int8,int24,int248,int256) 0 0 226156424291633194186662080095093570025917938800079226639565593765455331328 0
//@ call decoded(int8,int24,int248,int256) 255 0 0 0

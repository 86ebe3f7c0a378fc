// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Control {
    uint256 public count;

    function loops(uint256 n) public pure returns (uint256 sum) {
        for (uint256 i = 0; ; i++) {
            if (i == n) break;
            if (i % 2 == 0) continue;
            uint256 j = 0;
            do {
                if (j == 3) break;
                j++;
                if (j == 2) continue;
                sum += i * j;
            } while (j < i);
        }
    }
    function fresh(uint256 n) public pure returns (uint256 sum) {
        for (uint256 i = 0; i < n; ++i) {
            uint256 zero;
            sum += zero;
            zero = i;
            if (i == 1) { uint256 i = 40; sum += i; }
        }
    }
    function early(uint256 n) public returns (uint256 r) {
        r = 1;
        while (true) {
            if (n == 0) return r;
            if (n == 7) return 70;
            r *= n--;
            count++;
        }
    }
    function fallsOff(bool c) public pure returns (uint256 x, bool) { if (c) { x = 4; return (x + 1, true); } x = 9; }
    function nothing() public pure {}
    function returnsNothing() public pure { return nothing(); }
    function both(uint256 a) public pure returns (uint256, uint256) { return tuple(a); }
    function tuple(uint256 a) internal pure returns (uint256 x, uint8 y) { (x, y) = (a, 3); }
    function declared(uint256 a) public pure returns (uint256) { (uint256 x, ) = tuple(a); (, uint16 y) = tuple(a); return x + y; }
    function choose(bool c) public pure returns (uint256 x, uint256 y) { (x, y) = c ? (1, 2) : (3, 400); }
    function asserts(uint256 x) public pure { assert(x != 1); require(x != 2); require(x != 3, ""); if (x == 4) revert(); if (x == 5) revert("five"); }
    function afterRevert() public pure returns (uint256) { revert("never"); return 1; }
    function infinite(uint256 n) public pure returns (uint256) { for (;;) { if (n > 5) return n; n++; } }
    function forUpdate() public pure returns (uint256 n) { for (uint256 i = 0; i < 10; (n, i) = (n + i, i + 2)) {} }
    function conditionEffects() public returns (uint256) { while (++count < 5) {} do { count += 10; } while (count++ < 40); return count; }
    function unreachable(uint256 x) public pure returns (uint256) { while (x > 0) { break; x--; } return x; }
}

//@ deploy Control
//@ call loops(uint256) 8
//@ call fresh(uint256) 4
//@ call early(uint256) 5
//@ call early(uint256) 9
//@ call count()
//@ call fallsOff(bool) 1
//@ call fallsOff(bool) 0
//@ call returnsNothing()
//@ call both(uint256) 6
//@ call declared(uint256) 6
//@ call choose(bool) 1
//@ call choose(bool) 0
//@ call asserts(uint256) 0
//@ call asserts(uint256) 1
//@ call asserts(uint256) 2
//@ call asserts(uint256) 3
//@ call asserts(uint256) 4
//@ call asserts(uint256) 5
//@ call afterRevert()
//@ call infinite(uint256) 1
//@ call forUpdate()
//@ call conditionEffects()
//@ call unreachable(uint256) 3

// Each form of import, and what it makes visible: functions, constants, errors and events of other files.
//@ deploy main.sol:Main 1000
//@ call pay(uint256,uint256) 7 900
//@ call pay(uint256,uint256) 7 101
//@ call pay(uint256,uint256) 0 1
//@ call limits()
//@ call widen(uint8,bool) 200 1
//@ call paid(uint256) 7
//@ call aliased(uint256,uint256) 3 4
//@ call hidden(uint256) 9
//@ call total()
//@ call guard(uint256) 5
//@ call guard(uint256) 50000
// ==== Source: main.sol ====
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import "lib/checks.sol";
import * as Limits from "./lib/limits.sol";
import "lib/math.sol" as Math;
import {add as plus, Sum, LIMIT as TOP} from "./lib/./math.sol";

event Paid(uint256 indexed who, uint256 amount);

contract Main {
    uint256 public total;
    mapping(uint256 who => uint256) public paid;
    uint256 constant TWICE = 2 * TOP + Limits.FLOOR;

    constructor(uint256 start) { total = start; }

    function pay(uint256 who, uint256 amount) external {
        check(amount, total);
        if (who == 0) revert Limits.Nobody({at: amount});
        paid[who] += amount;
        total = Math.sub(total, amount);
        emit Paid(who, amount);
        emit Limits.Paid(amount);
        emit Sum(total);
    }

    function limits() external pure returns (uint256, uint256, uint256, uint256) {
        return (Limits.FLOOR, Math.LIMIT, TWICE, Limits.M.LIMIT);
    }

    function widen(uint8 a, bool b) external pure returns (uint256, uint256) {
        return (Math.wide(a), Math.wide(b));
    }

    function aliased(uint256 a, uint256 b) external pure returns (uint256) {
        return plus({b: b, a: a}) * Math.add(a, b);
    }

    // A member hides what is imported.
    function sub(uint256 a, uint256 b) internal pure returns (uint256) { return a + b; }

    function hidden(uint256 a) external pure returns (uint256, uint256) {
        uint256 Math = sub(a, 1);
        return (Math, Limits.M.sub(a, 1));
    }

    function guard(uint256 a) external pure returns (uint256) {
        require(a < TOP, Limits.TooMuch(a, TOP));
        return a;
    }
}
// ==== Source: lib/checks.sol ====
import {TooMuch} from "./limits.sol";

function check(uint256 amount, uint256 total) pure {
    if (amount > total) revert TooMuch(amount, total);
}
// ==== Source: lib/limits.sol ====
import "../lib/math.sol" as M;

error TooMuch(uint256 amount, uint256 total);
error Nobody(uint256 at);
event Paid(uint256 amount);
uint256 constant FLOOR = M.LIMIT / 10;
// ==== Source: lib/math.sol ====
uint256 constant LIMIT = 10_000;
event Sum(uint256 total);

function add(uint256 a, uint256 b) pure returns (uint256) { return a + b; }
function sub(uint256 a, uint256 b) pure returns (uint256) { return a - b; }
function wide(uint8 a) pure returns (uint256) { return uint256(a) + 1; }
function wide(bool a) pure returns (uint256) { return a ? 1 : 0; }

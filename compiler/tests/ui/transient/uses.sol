// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract C {
    uint256 transient a;
    uint256 b = a + 1;
    uint256 constant k = 3;
    bool transient c;

    constructor() { a = b; }
    function f() public pure returns (uint256) {
        return a; //~ 2527
    }
    function g() public view {
        a = 1; //~ 8961
    }
    function h() public {
        a = b;
        b = a++;
        delete c;
    }
    function i() public view returns (uint256) { return c ? a : 0; }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { int256 a; int8 b; function f(int256 x) public pure returns (int256) { return -x; } function g() public pure returns (bool) { return -1 < 1; } } //~ 2271 Z0323

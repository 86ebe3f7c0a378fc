// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { string a; function f(string memory x) public pure returns (string memory) { return x; } function g() public { a = "text"; } } //~ Z0326

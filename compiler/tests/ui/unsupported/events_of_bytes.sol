// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { event V(string a, bytes b, uint256[] c); error R(string a); function f() public { emit V("a", "b", new uint256[](1)); revert R("why"); } } //~ Z0325 Z0326 Z0327 Z0342

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { uint256 immutable a; uint256 public immutable b = 3; constructor() { a = 1; } function f() public view returns (uint256) { return a; } } //~ Z0331

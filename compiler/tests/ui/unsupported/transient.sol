// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { uint256 transient a; function f() public { a = 1; } } //~ Z0332

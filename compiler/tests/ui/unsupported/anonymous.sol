// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { event E(uint256 a) anonymous; function f() public { emit E(1); } } //~ Z0333

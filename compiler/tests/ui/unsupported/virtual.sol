// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function f() public virtual {} function g() public pure virtual returns (uint256) { return 1; } } //~ Z0316

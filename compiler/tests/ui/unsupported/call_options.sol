// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function f() external payable {} function g() public { this.f{value: 1}(); } } //~ Z0344

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function f() external {} function g() public { try this.f() {} catch {} } } //~ Z0343

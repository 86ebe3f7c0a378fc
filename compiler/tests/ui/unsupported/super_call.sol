// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract A { function f() public pure virtual {} } contract B is A { function f() public pure override { super.f(); } } //~ Z0310 Z0316

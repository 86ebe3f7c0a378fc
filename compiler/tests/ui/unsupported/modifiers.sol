// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { modifier m() { _; } function f() public m {} } //~ Z0315

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

struct S { uint256 a; } contract C { struct T { bool b; } S s; function f() public { T memory t; } } //~ Z0320

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function f() public pure { assembly { let x := 1 } } } //~ Z0345

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function() internal a; function f() public pure { function() pure g = f; f == f; } } //~ Z0328

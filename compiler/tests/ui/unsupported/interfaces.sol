// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

interface I { function f() external; } contract C { function g(I i) public { i.f(); } } //~ Z0312

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D { uint256 constant K = 1; event V(); error R(); } contract C { function f() public { emit D.V(); revert D.R(); } } //~ Z0350

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

function f(uint256 a) pure returns (uint256) { return a; } using {f} for uint256; contract C { function g(uint256 a) public pure returns (uint256) { return a.f(); } } //~ Z0314

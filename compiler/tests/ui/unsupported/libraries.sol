// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

library L { function f(uint256 a) internal pure returns (uint256) { return a; } } contract C { using L for uint256; function g(uint256 a) public pure returns (uint256) { return L.f(a) + a.f(); } } //~ Z0313 Z0314

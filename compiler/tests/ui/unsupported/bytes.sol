// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { bytes a; function f(bytes calldata x) public pure returns (uint256) { return x.length; } } //~ Z0325

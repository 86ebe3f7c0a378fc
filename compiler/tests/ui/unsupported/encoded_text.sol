// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function f() public pure returns (bytes32) { return keccak256(abi.encode("text")); } } //~ Z0326

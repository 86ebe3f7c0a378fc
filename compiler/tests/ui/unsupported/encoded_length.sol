// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function f() public pure returns (uint256) { return abi.encode(1).length; } } //~ Z0347

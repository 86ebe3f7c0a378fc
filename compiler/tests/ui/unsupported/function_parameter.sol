// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function f(function(uint256) external returns (bool) g) public {} } //~ Z0328

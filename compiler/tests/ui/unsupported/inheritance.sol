// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract A { uint256 x; } contract B is A { function f() public view returns (uint256) { return x; } } //~ Z0310

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { mapping(uint256 => bool) m; function f() internal view returns (mapping(uint256 => bool) storage x) { x = m; } function g() public view { mapping(uint256 => bool) storage y = m; true ? m : m; y; } } //~ Z0330

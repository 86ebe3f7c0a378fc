// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { struct S { uint256 a; } S s; mapping(uint256 => S) m; function f() public view returns (uint256) { return s.a + m[1].a; } } //~ Z0320

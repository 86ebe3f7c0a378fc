// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { uint256[] a; uint256[3] b; mapping(uint256 => bool[]) c; function f() public { a.push(1); b[0] = 1; uint256[] memory x = new uint256[](3); x[0] = [1, 2][1]; } } //~ Z0327 Z0342

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { mapping(string => uint256) m; mapping(bytes => uint256) n; } //~ Z0334

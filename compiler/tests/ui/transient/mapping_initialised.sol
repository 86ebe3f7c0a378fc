contract C { mapping(uint256 => bool) transient m = 1; } //~ 1834 9825
// SPDX-License-Identifier: MIT
// solc names no place for 1834, which counts as the first line.
pragma solidity ^0.8.28;

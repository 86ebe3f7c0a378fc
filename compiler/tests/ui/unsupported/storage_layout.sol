// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C layout at 5 { uint256 x; } //~ Z0318

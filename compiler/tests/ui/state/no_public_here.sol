// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

uint256 constant public visible = 3; //~ 2314

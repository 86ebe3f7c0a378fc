// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

uint256 plain = 3; //~ 8342

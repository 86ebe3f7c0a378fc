// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

uint256 immutable file = 3; //~ 8342 8297

contract C {
    uint256 immutable a;
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 immutable I;
    constructor() { for (uint256 i; i < 3; i++) I += i; }
}

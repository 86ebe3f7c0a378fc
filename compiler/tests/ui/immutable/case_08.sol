// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 immutable I;
    constructor() { if (I == 0) { I = 5; } }
}

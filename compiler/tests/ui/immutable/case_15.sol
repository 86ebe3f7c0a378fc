// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 immutable I;
    uint256 constant K = I; //~ 8349
}

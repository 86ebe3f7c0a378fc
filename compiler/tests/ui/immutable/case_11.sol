// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 immutable I;
    uint256 immutable I; //~ 2333
}

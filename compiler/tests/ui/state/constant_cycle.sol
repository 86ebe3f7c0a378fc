// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 constant D = E + 1; //~ 6161
    uint256 constant E = D + 1; //~ 6161
    uint256 constant L = L; //~ 6161
}

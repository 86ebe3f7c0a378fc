// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 constant ZERO = 0;
    function f(uint256 a) public pure returns (uint256) { return a / ZERO + a % 0 + a / 0; }
}

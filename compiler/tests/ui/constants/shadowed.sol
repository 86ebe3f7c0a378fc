// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

uint8 constant Z = 0;
contract C {
    function f(uint8 Z) public pure returns (uint256) { return 5 / Z; }
    function g() public pure returns (uint256) { return 5 / Z; } //~ 1211
}

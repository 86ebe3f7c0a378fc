// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

uint8 constant Z = 0;
contract C {
    uint256 constant P = 1 / Z; //~ 1211
    uint256 x = 7 % Z; //~ 1211
    uint256 immutable I = P / Z;
    function f() public pure returns (uint256) { return P; }
}

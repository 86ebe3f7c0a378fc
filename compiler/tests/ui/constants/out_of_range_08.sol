// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint8 constant Z = 0;
    uint8 constant S = 200;
    uint256 constant K = 2 ** 255;
    int8 constant N = -128;
    uint8 constant U = uint8(0);
    function f(uint256 x) public pure {
        K / (Z - 1); //~ 2643
    }
}

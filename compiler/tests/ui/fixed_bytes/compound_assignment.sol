// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes1 x, bytes4 y, uint8 u) public pure {
        x |= y; //~ 7366
        y += 1; //~ 7366
        y &= u; //~ 7366
        y ^= "abcde"; //~ 7366
        x <<= x; //~ 7366
        y |= x;
    }
}

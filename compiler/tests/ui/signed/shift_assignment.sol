// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(int8 a, uint8 b) public pure {
        a <<= a; //~ 7366
        b >>= a; //~ 7366
        a <<= -1; //~ 7366
        a <<= b;
        a >>>= 1; //~ 7366
    }
}

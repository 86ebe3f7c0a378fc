// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(int8 a, int256 b, uint8 c) public pure {
        a += b; //~ 7366
        a -= c; //~ 7366
        a *= 128; //~ 7366
        c += a; //~ 7366
        c -= -1; //~ 7366
        a |= 255; //~ 7366
        b += a;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 a, uint8 b, bool c, address d) public pure {
        a += b;
        b += a; //~ 7366
        c += c; //~ 7366
        d += d; //~ 7366
        b <<= a;
        b -= 300; //~ 7366
        b |= 3;
        c |= c; //~ 7366
        a += true; //~ 7366
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g(int8 a) internal pure {}
    function f(uint8 u, int16 i) public pure {
        g(u); //~ 9553
        g(i); //~ 9553
        g(128); //~ 9553
        g(-129); //~ 9553
        g(-128);
    }
}

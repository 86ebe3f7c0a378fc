// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    mapping(int8 => bool) m;
    function f(uint8 u, int16 w) public view {
        m[u]; //~ 7407
        m[w]; //~ 7407
        m[128]; //~ 7407
        m[-129]; //~ 7407
        m[-128];
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bool b, int8 x, uint8 y) public pure {
        b ? -1 : 1; //~ 1080
        b ? x : y; //~ 1080
        b ? 200 : x; //~ 1080
        b ? 1 : x; //~ 1080
        b ? -1 : x;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    int8 s;
    function f(uint8 u, int256 i) public {
        s = u; //~ 7407
        s = i; //~ 7407
        s = 128; //~ 7407
        s = -129; //~ 7407
        s = true; //~ 7407
        s = -1;
    }
}

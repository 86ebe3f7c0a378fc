// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes4 x, uint32 u, address a) public pure {
        x & u; //~ 2271
        x | 1; //~ 2271
        x ^ 0x010203; //~ 2271
        x == u; //~ 2271
        x == a; //~ 2271
        x < 5; //~ 2271
        x & 0xff000000;
    }
}

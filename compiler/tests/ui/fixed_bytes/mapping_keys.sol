// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    mapping(bytes3 => bool) m;
    function f(bytes4 x, uint24 u) public view {
        m[x]; //~ 7407
        m["abcd"]; //~ 7407
        m[0x01]; //~ 7407
        m[u]; //~ 7407
        m["abc"];
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {}
contract C {
    mapping(D => bool) m;
    function f(address a) public view {
        m[a]; //~ 7407
        m[this]; //~ 7407
        m[D(a)];
    }
}

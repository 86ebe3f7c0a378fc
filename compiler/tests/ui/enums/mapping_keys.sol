// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
contract C {
    mapping(E => bool) m;
    function f(uint8 u) public view {
        m[0]; //~ 7407
        m[u]; //~ 7407
        m[E.A];
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
contract C {
    function g(E e) internal pure {}
    function f(uint8 u) public pure {
        g(0); //~ 9553
        g(u); //~ 9553
        g(E.A);
    }
}

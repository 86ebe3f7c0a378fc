// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    function g(T a) internal pure {}
    function f(uint8 u) public pure {
        g(u); //~ 9553
        g(1); //~ 9553
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g(bytes2 a) internal pure {}
    function f(bytes4 x, uint16 u) public pure {
        g(x); //~ 9553
        g(u); //~ 9553
        g("abc"); //~ 9553
        g(0x01); //~ 9553
        g(0x0102);
    }
}

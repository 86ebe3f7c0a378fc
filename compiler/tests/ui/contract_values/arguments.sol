// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {}
contract C {
    function g(D a) internal pure {}
    function f(address a) public view {
        g(a); //~ 9553
        g(this); //~ 9553
        g(D(a));
    }
}

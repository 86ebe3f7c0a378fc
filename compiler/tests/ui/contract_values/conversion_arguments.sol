// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {}
contract C {
    function f(address a) public pure {
        D(); //~ 2558
        D(a, a); //~ 2558
        D({x: a}); //~ 5153
    }
}

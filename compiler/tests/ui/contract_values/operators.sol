// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {}
contract C {
    function f(D d, address a) public view {
        d + d; //~ 2271
        d == a; //~ 2271
        d == 0; //~ 2271
        d == this; //~ 2271
        d & d; //~ 2271
        d && d; //~ 2271
        d < d;
    }
}

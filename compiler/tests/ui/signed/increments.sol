// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    int8 constant K = -1;
    function f(int8 a) public pure {
        K++; //~ 6520
        (-a)++; //~ 4247
        --(a + 1); //~ 4247
        a++;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure {
        type(int8).max = 1; //~ 4247
        uint8 a = type(int8).max; //~ 9574
        int8 b = type(int16).min; //~ 9574
        type(int8).size; //~ 9582
        int8 ok = type(int8).min;
    }
}

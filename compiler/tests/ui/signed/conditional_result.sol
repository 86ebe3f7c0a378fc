// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bool b) public pure {
        int8 a = b ? -1 : -300; //~ 9574
        uint8 c = b ? -1 : -2; //~ 9574
        int8 d = b ? 1 : 2; //~ 9574
    }
}

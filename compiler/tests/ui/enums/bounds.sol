// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
contract C {
    function f() public pure {
        type(E).max = E.A; //~ 4247
        uint8 a = type(E).max; //~ 9574
        E ok = type(E).min;
    }
}

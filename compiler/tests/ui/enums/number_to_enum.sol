// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B, C }
contract C {
    E e = 1; //~ 7407
    function f(uint8 u) public pure {
        E a = 0; //~ 9574
        E b = u; //~ 9574
        E ok = E(u);
    }
}

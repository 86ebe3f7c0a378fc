// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
contract C {
    function f(E e, uint8 u) public pure {
        e == 0; //~ 2271
        e == u; //~ 2271
        1 < e; //~ 2271
    }
}

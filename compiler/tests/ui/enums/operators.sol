// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
contract C {
    function f(E e) public pure {
        e + e; //~ 2271
        e - 1; //~ 2271
        e & e; //~ 2271
        e << 1; //~ 2271
        e ** 2; //~ 2271
        e % 2; //~ 2271
        e && e; //~ 2271
        e < E.B;
    }
}

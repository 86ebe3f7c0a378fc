// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
enum F { A, B }
contract C {
    function f(E e, F g) public pure {
        e == g; //~ 2271
        e < g; //~ 2271
        e = g; //~ 7407
        true ? e : g; //~ 1080
        E ok = e;
    }
}

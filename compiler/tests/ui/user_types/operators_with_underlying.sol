// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    function f(T t, uint8 u) public pure {
        t + u; //~ 2271
        t == u; //~ 2271
        1 + t; //~ 2271
        T.unwrap(t) + u;
    }
}

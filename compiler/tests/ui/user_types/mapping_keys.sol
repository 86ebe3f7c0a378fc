// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    mapping(T => bool) m;
    function f(uint8 u) public view {
        m[u]; //~ 7407
        m[1]; //~ 7407
        m[T.wrap(1)];
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    T t = 5; //~ 7407
    function f(uint8 u) public pure {
        T a = 5; //~ 9574
        T b = u; //~ 9574
        T ok = T.wrap(u);
    }
}

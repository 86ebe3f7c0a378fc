// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is bool;
contract C {
    function f(T t) public pure {
        if (t) {} //~ 7407
        !t; //~ 4907
        assert(t); //~ 9553
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is int8;
contract C {
    function f(T t) public pure {
        -t; //~ 4907
        ~t; //~ 4907
        !t; //~ 4907
    }
}

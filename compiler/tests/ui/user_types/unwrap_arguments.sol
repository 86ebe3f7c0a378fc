// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    function f(T t) public pure {
        T.unwrap(5); //~ 9553
        T.unwrap(); //~ 6160
        T.unwrap(t, t); //~ 6160
    }
}

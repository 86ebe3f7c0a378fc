// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    function f(T t) public pure returns (uint8) {
        uint8 a = t; //~ 9574
        uint256 b = t; //~ 9574
        uint8 ok = T.unwrap(t);
        return t; //~ 6359
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    function f(T t, uint8 u) public pure {
        T(u); //~ 9640
        T(5); //~ 9640
        uint8(t); //~ 9640
        uint256(t); //~ 9640
        T(t);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event E(int8 indexed a, int256 b);
    error R(int8 a);
    function f(uint8 u) public {
        emit E(u, 1); //~ 9553
        emit E(1, u); //~ 9553
        revert R(u); //~ 9553
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint8 u, int16 i, uint256 w) public pure {
        int256 a = u; //~ 9574
        int8 b = i; //~ 9574
        uint16 c = i; //~ 9574
        int256 d = w; //~ 9574
        int32 ok = i;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bool b, bytes1 x, bytes4 y, uint8 u) public pure {
        b ? y : u; //~ 1080
        b ? x : 0x01; //~ 1080
        bytes1 z = b ? x : y; //~ 9574
        b ? x : y;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes32 w, bytes4 x, uint32 u) public pure {
        bytes4 a = w; //~ 9574
        bytes3 b = x; //~ 9574
        bytes4 c = u; //~ 9574
        uint32 d = x; //~ 9574
        bytes5 ok = x;
    }
}

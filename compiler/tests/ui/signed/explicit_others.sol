// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(int160 n, int256 w, bytes32 b, address a, bool t) public pure {
        address c = address(n); //~ 9640
        int160 d = int160(a); //~ 9640
        bytes32 e = bytes32(w); //~ 9640
        int256 g = int256(b); //~ 9640
        int8 h = int8(t); //~ 9640
        bool i = bool(w); //~ 9640
        bytes20 j = bytes20(n); //~ 9640
    }
}

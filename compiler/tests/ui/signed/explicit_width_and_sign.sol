// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(int8 n, int256 w, uint256 u, uint8 v) public pure {
        uint256 a = uint256(n); //~ 9640
        int8 b = int8(u); //~ 9640
        uint8 c = uint8(w); //~ 9640
        int256 d = int256(v); //~ 9640
        int256 ok = int256(u) + int256(n);
        uint8 fine = uint8(n);
    }
}

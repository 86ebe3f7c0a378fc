// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
contract C {
    function f(E e) public pure returns (uint8) {
        uint8 a = e; //~ 9574
        int8 b = int8(e); //~ 9640
        int256 c = int256(e); //~ 9640
        uint256 ok = uint256(e);
        return e; //~ 6359
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint8 n) public pure {
        int8 a = (-2) ** n; //~ 9574
        uint256 b = (-2) ** n; //~ 9574
        int256 c = 2 ** n; //~ 9574
        int256 ok = (-2) ** n;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes4 x, bytes32 y) public pure {
        x + x; //~ 2271
        x - 1; //~ 2271
        y * y; //~ 2271
        y / 2; //~ 2271
        y % y; //~ 2271
        x ** 2; //~ 2271
        -x; //~ 4907
        x++; //~ 9767
    }
}

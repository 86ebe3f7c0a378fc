// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(int8 a, uint8 b) public pure {
        a + b; //~ 2271
    }
}

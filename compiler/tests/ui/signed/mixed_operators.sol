// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(int8 a, uint8 b, uint256 c) public pure {
        a - c; //~ 2271
        b * a; //~ 2271
        a / b; //~ 2271
        a % b; //~ 2271
        a & b; //~ 2271
        b | a; //~ 2271
        a ^ c; //~ 2271
    }
}

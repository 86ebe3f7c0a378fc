// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(int8 a) public pure {
        a + 128; //~ 2271
        a - 200; //~ 2271
        256 * a; //~ 2271
        a & 255; //~ 2271
        a + 1;
    }
}

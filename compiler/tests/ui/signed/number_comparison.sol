// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure {
        1 == -1; //~ 2271
        -1 < 2; //~ 2271
        -1 == 255; //~ 2271
        -1 == -300;
    }
}

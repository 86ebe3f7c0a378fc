// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure {
        bytes2 a = 0x123; //~ 9574
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure {
        bytes3 a = "ä"; //~ 8936
    }
}

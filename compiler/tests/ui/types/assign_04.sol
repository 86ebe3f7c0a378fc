// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 a, uint256 b, bool c) public {
        a = "text"; //~ 7407
    }
}

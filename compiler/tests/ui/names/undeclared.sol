// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 total;
    function f(uint256 amount) public returns (uint256) {
        total = amuont; //~ 7576
        missing(amount); //~ 7576
        later = 1; //~ 7576
        uint256 later = 2;
        return Unknown + later; //~ 7576
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g() public pure {
        uint256 x = x; //~ 7576
        uint256 y = (y = 1); //~ 7576
    }
}

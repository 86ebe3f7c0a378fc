// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g() public pure {
        if (true) uint256 x = 1; //~ 9079
    }
}

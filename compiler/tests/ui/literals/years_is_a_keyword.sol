// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public {
        uint256 years = 1; //~ 2314
    }
}

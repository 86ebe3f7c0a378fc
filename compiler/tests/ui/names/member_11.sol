// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 a, address w) public view {
        type(a); //~ 4259
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event E(uint256 a) anonymous;
    function f() public {
        emit E.selector(1); //~ 9582
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure {
        uint256 a = 1 / 3 * 3;
    }
}

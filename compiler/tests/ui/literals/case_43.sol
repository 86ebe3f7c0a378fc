// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure {
        uint256 a = 3 ether / 2 wei;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure returns (uint256) {
        for (uint256 i = 0; i < 3; i++) {
            uint256 inner = i;
        }
        if (true) {
            uint256 branch = 1;
        }
        return i + inner + branch; //~ 7576
    }
}

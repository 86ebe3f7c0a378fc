// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// PUSH0 is what a compiler makes of 0.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            result := 0
        }
    }
}

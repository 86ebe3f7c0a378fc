// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Adds in assembly.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            result := add(1, 2)
        }
    }
}

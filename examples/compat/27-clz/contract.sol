// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Counts leading zeros.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            result := clz(1)
        }
    }
}

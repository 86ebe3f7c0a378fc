// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Writes and reads a transient slot.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            tstore(1, 7)
            result := tload(1)
        }
    }
}

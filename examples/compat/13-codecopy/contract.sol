// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns the first bytes of its code.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            codecopy(0, 0, 32)
            result := mload(0)
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns the price of a blob.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            result := blobbasefee()
        }
    }
}

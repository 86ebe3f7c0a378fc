// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns the hash of the first blob.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            result := blobhash(0)
        }
    }
}

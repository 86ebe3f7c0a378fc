// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns how much memory there is.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            mstore(100, 0)
            result := msize()
        }
    }
}

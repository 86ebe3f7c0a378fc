// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns what lies far behind the calldata.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            result := calldataload(shl(64, 1))
        }
    }
}

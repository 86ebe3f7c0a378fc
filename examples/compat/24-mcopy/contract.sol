// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Copies within memory.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            mstore(0, 7)
            mcopy(32, 0, 32)
            result := mload(32)
        }
    }
}
